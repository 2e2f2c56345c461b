"""Plays studies over tables of learning curves and says how good they are after so many epochs of training.

    python3 curves.py --tables DIR --methods luthier-random+asha,luthier-bohb+hyperband,optuna-tpe+hyperband

A method is a sampler and a pruner, with `luthier-` or `optuna-` before them; settings of Luthier's pruners stand behind
colons (`asha:REDUCTION:GRACE`). The sampler `rows` draws rows of the table, so that there is nothing to learn from
parameters. Each is compared with random search that trains everything to the end and spends four times the epochs; what
was played is kept in --results and not played again."""
import argparse
import csv
import gzip
import json
import os
import pathlib
import random
import shlex
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parents[2]
# Of random search; the methods get a quarter of the epochs that these take.
TRIALS = (25, 50, 100)


class Table:
    """Settings between 0 and 1, on the scale of each parameter, and the accuracy of each after each epoch."""

    def __init__(self, file):
        import numpy
        with gzip.open(file, "rt", newline="") as lines:
            rows = list(csv.reader(lines))
        header = rows.pop(0)
        numbers = numpy.array(rows, dtype=float)
        columns = [i for i, title in enumerate(header) if title.startswith("val_acc_")]
        self.parameters, self.curves = columns[0], numbers[:, columns]
        settings = numbers[:, :self.parameters]
        low, high = settings.min(0), settings.max(0)
        for i in range(self.parameters):
            if low[i] > 0 and high[i] > 10 * low[i]:
                settings[:, i] = numpy.log(settings[:, i])
        self.units = (settings - settings.min(0)) / (settings.max(0) - settings.min(0))
        self.epochs = len(columns)
        ends = self.curves[:, -1]
        self.best, self.median = float(ends.max()), float(numpy.median(ends))

    def curve(self, point):
        """As PlayCurves.java: the mean of the five nearest rows', by the inverse of their squared distances."""
        import numpy
        distances = ((self.units - point) ** 2).sum(1)
        nearest = numpy.argsort(distances, kind="stable")[:5]
        weights = 1 / numpy.maximum(distances[nearest], 1e-12)
        return weights @ self.curves[nearest] / weights.sum()


def optuna_study(table, sampler, pruner, seed, epochs):
    """One study of Optuna: what it gives up does not go on later, so its pruners are told what they are made for."""
    import optuna
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    samplers = {"random": optuna.samplers.RandomSampler, "tpe": optuna.samplers.TPESampler}
    pruners = {
        "none": optuna.pruners.NopPruner,
        "median": optuna.pruners.MedianPruner,
        "asha": optuna.pruners.SuccessiveHalvingPruner,
        "hyperband": lambda: optuna.pruners.HyperbandPruner(max_resource=table.epochs),
    }
    study = optuna.create_study(direction="maximize", sampler=samplers[sampler](seed=seed), pruner=pruners[pruner](),
                                study_name=f"{sampler} {pruner} {seed}")
    spent, best, found, complete = 0, float("-inf"), [], 0
    while spent < epochs:
        trial = study.ask()
        curve = table.curve([trial.suggest_float(str(i), 0, 1) for i in range(table.parameters)])
        for step, value in enumerate(curve):
            spent += 1
            trial.report(float(value), step)
            if step + 1 < table.epochs and trial.should_prune():
                study.tell(trial, state=optuna.trial.TrialState.PRUNED)
                break
        else:
            study.tell(trial, float(curve[-1]))
            complete += 1
            if curve[-1] > best:
                best = curve[-1]
                found.append([spent, table.best - best])
    return {"seed": seed, "found": found, "trials": len(study.trials), "complete": complete}


def play(options, table, file, method, epochs):
    side, names = method.split("-", 1)
    sampler, pruner = names.split("+")
    if side == "optuna":
        command = [*shlex.split(options.peer_python), __file__, "--study", str(file), sampler, pruner,
                   str(options.seeds), str(epochs)]
    else:
        command = ["java", "-Xmx1g", "-XX:+UseSerialGC", "-cp", options.classes, str(options.program), str(file),
                   str(table.parameters), sampler, pruner, "0", str(options.seeds), str(epochs), str(options.workers)]
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def regrets(table, studies, epochs):
    """Of the best complete trial by then; before there is one, that of a middling row."""
    answer = []
    for study in studies:
        known = [regret for spent, regret in study["found"] if spent <= epochs]
        answer.append(known[-1] if known else table.best - table.median)
    return answer


def interval(values, dice):
    means = sorted(statistics.fmean(dice.choices(values, k=len(values))) for _ in range(1000))
    return means[25], means[975]


def cells(values, dice):
    low, high = interval(values, dice)
    return f"{statistics.fmean(values):.3f} ({low:.3f}-{high:.3f})"


def studies_of(options, name, table, method):
    """The studies of a method, played now or before."""
    is_full = method.split("+")[1] == "none"
    epochs = TRIALS[-1] * table.epochs // (1 if is_full else 4)
    kept = pathlib.Path(options.results, name, f"{method}x{options.workers}s{options.seeds}.jsonl")
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".draft")
        draft.write_text(play(options, table, options.tables / f"{name}.csv.gz", method, epochs))
        draft.replace(kept)
    return [json.loads(line) for line in kept.read_text().splitlines()]


def main():
    if sys.argv[1:2] == ["--study"]:
        file, sampler, pruner, seeds, epochs = sys.argv[2:]
        table = Table(file)
        for seed in range(int(seeds)):
            print(json.dumps(optuna_study(table, sampler, pruner, seed, int(epochs))), flush=True)
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", type=pathlib.Path, required=True, help="folder with NAME.csv.gz")
    parser.add_argument("--names", default="3945,7593")
    parser.add_argument("--methods", required=True)
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--workers", type=int, default=1, help="trials at a time, of Luthier")
    parser.add_argument("--results", default=str(HOME / "target/bench/curves"))
    parser.add_argument("--classes", default=f"{HOME}/target/luthier.jar:{HOME}/target/lib/*",
                        help="Luthier's class path")
    parser.add_argument("--program", default=HERE.parent / "programs" / "PlayCurves.java",
                        help="its program, a source file or a compiled class")
    parser.add_argument("--peer-python", default=sys.executable, help="an interpreter that has Optuna")
    options = parser.parse_args()
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    for name in options.names.split(","):
        table = Table(options.tables / f"{name}.csv.gz")
        dice = random.Random(0)
        print(f"\n{name}: percent below the best (95%), trials, complete ones\n")
        spent = " | ".join(f"{table.epochs * n // 4} epochs" for n in TRIALS)
        print(f"| method | {spent} | trials | complete |\n|" + "---|" * 6)
        methods = options.methods.split(",")
        references = ["luthier-rows+none"] if any("-rows+" in m for m in methods) else []
        references += ["luthier-random+none"] if any("-rows+" not in m for m in methods) else []
        for method in dict.fromkeys(references + methods):
            studies = studies_of(options, name, table, method)
            share = 1 if method.endswith("+none") else 4
            found = [cells(regrets(table, studies, table.epochs * n // share), dice) for n in TRIALS]
            print("| " + " | ".join([method + (" at four times the epochs" if share == 1 else ""), *found,
                                     f"{statistics.fmean(s['trials'] for s in studies):.0f}",
                                     f"{statistics.fmean(s['complete'] for s in studies):.0f}"]) + " |", flush=True)


if __name__ == "__main__":
    main()
