"""Plays studies of two objectives: Luthier's samplers and Optuna's on ZDT1 to 3 and on tables of real trainings.

    python3 pareto.py --tables DIR --seeds 10 --samplers luthier-gp,luthier-nsga,luthier-tpe,optuna-nsga,optuna-gp

Needs optuna, for its Gaussian process also torch and scipy. Luthier is the program SuggestStudies, run by --java with the
classes and jars of a build; see README.md. Told is, for each sampler, the mean hypervolume after all trials. Of ZDT (30
dimensions) it is up to the point (1.1, 6); of a table, of the logarithms of loss and model size, 0 the least and 1 the greatest
of the table, up to (1, 1)."""
import argparse
import csv
import gzip
import json
import math
import pathlib
import shlex
import statistics
import subprocess
import time

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parents[2]


def zdt(number):
    def losses(values):
        x = [values[f"x{i}"] for i in range(30)]
        g = 1 + 9 * sum(x[1:]) / 29
        ratio = x[0] / g
        h = {1: 1 - math.sqrt(ratio), 2: 1 - ratio ** 2,
             3: 1 - math.sqrt(ratio) - ratio * math.sin(10 * math.pi * x[0])}[number]
        return x[0], g * h

    space = [{"name": f"x{i}", "kind": "float", "low": 0.0, "high": 1.0} for i in range(30)]
    return space, losses, lambda pair: pair, (1.1, 6.0)


def table(path):
    with gzip.open(path, "rt", newline="") as lines:
        rows = list(csv.DictReader(lines))
    names = list(rows[0])[:9]

    def mean(row, figure):
        return statistics.fmean(float(value) for title, value in row.items() if title.startswith(figure))

    pairs = {tuple(row[name] for name in names): (mean(row, "val_loss_"), mean(row, "model_size_")) for row in rows}
    space, texts = [], {}
    for name in names:
        found = list(dict.fromkeys(row[name] for row in rows))
        try:
            found.sort(key=float)
            space.append({"name": name, "kind": "int", "low": 0, "high": len(found) - 1})
        except ValueError:
            space.append({"name": name, "kind": "choice", "size": len(found)})
        texts[name] = found
    logs = [[math.log(pair[i]) for pair in pairs.values()] for i in range(2)]
    ends = [(min(each), max(each)) for each in logs]

    def losses(values):
        return pairs[tuple(texts[name][values[name]] for name in names)]

    def scaled(pair):
        return tuple((math.log(pair[i]) - ends[i][0]) / (ends[i][1] - ends[i][0]) for i in range(2))

    return space, losses, scaled, (1.0, 1.0)


def hypervolume(points, reference):
    area, height = 0.0, reference[1]
    for x, y in sorted(points):
        if x < reference[0] and y < height:
            area += (reference[0] - x) * (height - y)
            height = y
    return area


def play_luthier(java, sampler, space, losses, seed, trials):
    fields = [{"low": 0, "high": 1, "log": False, "size": 0, "when": None, **each} for each in space]
    process = subprocess.Popen(java, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HOME)

    def say(message):
        process.stdin.write(json.dumps(message) + "\n")
        process.stdin.flush()

    say({"study": {"space": fields, "sampler": sampler, "trials": trials, "seed": seed, "objectives": 2}})
    points = []
    for _ in range(trials):
        say({"ask": 1})
        answer = json.loads(process.stdout.readline())
        points.append(losses(answer["parameters"]))
        say({"tell": {"trial": answer["trial"], "values": points[-1]}})
    process.stdin.close()
    process.wait(timeout=60)
    return points


def play_optuna(name, space, losses, seed, trials):
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    samplers = optuna.samplers
    sampler = {"nsga": samplers.NSGAIISampler, "gp": samplers.GPSampler, "tpe": samplers.TPESampler,
               "random": samplers.RandomSampler}[name](seed=seed)
    points = []

    def objective(trial):
        values = {}
        for each in space:
            if each["kind"] == "float":
                values[each["name"]] = trial.suggest_float(each["name"], each["low"], each["high"])
            elif each["kind"] == "int":
                values[each["name"]] = trial.suggest_int(each["name"], each["low"], each["high"])
            else:
                values[each["name"]] = trial.suggest_categorical(each["name"], list(range(each["size"])))
        points.append(losses(values))
        return points[-1]

    optuna.create_study(directions=["minimize"] * 2, sampler=sampler).optimize(objective, n_trials=trials)
    return points


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tables", help="the directory with hpolib/; without it ZDT alone")
    parser.add_argument("--samplers", default="luthier-gp,luthier-nsga,luthier-tpe,optuna-nsga,optuna-tpe,optuna-gp")
    parser.add_argument("--problems", default="zdt1,zdt2,zdt3,naval_propulsion,protein_structure")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--java", default="java -cp target/classes:target/lib/* src/bench/programs/SuggestStudies.java")
    asked = parser.parse_args()
    for problem in asked.problems.split(","):
        if problem.startswith("zdt"):
            space, losses, scaled, reference = zdt(int(problem[3:]))
        elif asked.tables:
            space, losses, scaled, reference = table(pathlib.Path(asked.tables, "hpolib", problem + ".csv.gz"))
        else:
            continue
        for sampler in asked.samplers.split(","):
            start, volumes = time.time(), []
            for seed in range(asked.seeds):
                points = (play_luthier(shlex.split(asked.java), sampler, space, losses, seed, asked.trials)
                          if sampler.startswith("luthier-")
                          else play_optuna(sampler.split("-", 1)[1], space, losses, seed, asked.trials))
                volumes.append(hypervolume([scaled(point) for point in points], reference))
            error = statistics.stdev(volumes) / math.sqrt(len(volumes)) if len(volumes) > 1 else 0.0
            print(f"{problem:18} {sampler:14} {statistics.fmean(volumes):.4f} +- {error:.4f}"
                  f"  {(time.time() - start) / asked.seeds:.1f} s a study", flush=True)


if __name__ == "__main__":
    main()
