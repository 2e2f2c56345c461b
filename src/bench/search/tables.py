"""Problems that look their objective up: complete grids of real trainings, a row each, as gzipped CSV. Of each row the mean
over its repeats counts; parameters that are numbers are seen as whole numbers, the indices of their values in order."""
import csv
import functools
import gzip
import pathlib
import statistics

from spaces import Problem, choice, whole

# File, number of parameters, figure (the beginning of its columns' names), and whether more of it is better.
TABLES = {
    "car": ("hpobench/car.csv.gz", 5, "val_acc_", True),
    "vehicle": ("hpobench/vehicle.csv.gz", 5, "val_acc_", True),
    "naval_propulsion": ("hpolib/naval_propulsion.csv.gz", 9, "val_loss_", False),
    "protein_structure": ("hpolib/protein_structure.csv.gz", 9, "val_loss_", False),
}


def _is_number(text):
    try:
        float(text)
        return True
    except ValueError:
        return False


@functools.lru_cache(maxsize=None)
def table(name, folder):
    file, parameters, figure, more_is_better = TABLES[name]
    with gzip.open(pathlib.Path(folder, file), "rt", newline="") as lines:
        rows = list(csv.reader(lines))
    header = rows.pop(0)
    columns = [i for i, title in enumerate(header) if title.startswith(figure)]
    sign = -1 if more_is_better else 1
    losses = {tuple(row[:parameters]): sign * statistics.fmean(float(row[i]) for i in columns) for row in rows}
    space, texts = [], []
    for i, title in enumerate(header[:parameters]):
        found = list(dict.fromkeys(row[i] for row in rows))
        if all(map(_is_number, found)):
            found.sort(key=float)
            space.append(whole(title, 0, len(found) - 1))
        else:
            space.append(choice(title, len(found)))
        texts.append(found)

    def loss(values):
        return losses[tuple(texts[i][values[parameter.name]] for i, parameter in enumerate(space))]

    every = sorted(losses.values())
    return Problem(name, "table", tuple(space), loss, every[0], statistics.median(every))
