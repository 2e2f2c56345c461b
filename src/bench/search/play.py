"""Plays studies of problems with samplers, over standard input and output, and keeps what came of each.

    python3 play.py --tables DIR --samplers luthier-auto,optuna-tpe --problems tables --seeds 30

A study that is in --results already is not played again, so that a call that was interrupted goes on. `report.py` makes
tables of what was played."""
import argparse
import concurrent.futures
import dataclasses
import json
import os
import pathlib
import random
import shlex
import subprocess
import sys
import tempfile
import time

import formulas
import luthier
import tables

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parents[2]


class Side:
    """A process that proposes."""

    def __init__(self, command):
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=HERE,
                                        env=environment)

    def say(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def ask(self):
        start = time.perf_counter()
        self.say({"ask": 1})
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{shlex.join(map(str, self.process.args))} has ended")
        answer = json.loads(line)
        if "parameters" not in answer:
            raise RuntimeError(f"{shlex.join(map(str, self.process.args))} answered {line.strip()}")
        return answer["trial"], answer["parameters"], answer.get("seconds", time.perf_counter() - start)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=60)


class SuggestSide:
    """Luthier as people use it: a process of `luthier suggest` for each study."""

    def __init__(self, sampler):
        self.sampler, self.side = sampler.split("-", 1)[1], None
        self.directory = tempfile.TemporaryDirectory()

    def begin(self, problem, seed, trials):
        self.close()
        self.space = problem.space
        file = pathlib.Path(self.directory.name, "study.textproto")
        file.with_name("model.textproto").write_text(luthier.model(problem.space))
        file.write_text(luthier.study(problem.space, self.sampler, seed, trials))
        self.side = Side([HOME / "luthier", "suggest", file])

    def ask(self):
        trial, parameters, seconds = self.side.ask()
        return trial, luthier.values(self.space, parameters), seconds

    def say(self, message):
        self.side.say(message)

    def close(self):
        if self.side:
            self.side.close()


class StudiesSide(Side):
    """One process for all studies: a peer, or Luthier's samplers behind the same lines."""

    def __init__(self, command, sampler):
        super().__init__(command)
        self.sampler = sampler

    def begin(self, problem, seed, trials):
        self.say({"study": {"sampler": self.sampler, "seed": seed, "trials": trials,
                            "space": [dataclasses.asdict(p) for p in problem.space]}})


def side_of(options, sampler):
    if not sampler.startswith("luthier-"):
        return StudiesSide([*shlex.split(options.peer_python), HERE / "peers.py"], sampler)
    if options.suggest:
        return SuggestSide(sampler)
    return StudiesSide(["java", "-Xmx512m", "-XX:+UseSerialGC", "-cp", options.classes, options.program], sampler)


def play(side, problem, seed, trials, workers):
    """A study with so many trials at a time, which end in random order; regrets of the best so far, by what was told."""
    side.begin(problem, seed, trials)
    noise, order = random.Random(f"noise {seed}"), random.Random(f"order {seed}")
    regrets, seconds, open_ones = [], [], []
    best, regret = float("inf"), None
    for _ in range(trials):
        trial, values, spent = side.ask()
        seconds.append(spent)
        open_ones.append((trial, values))
        if len(open_ones) < workers and len(seconds) < trials:
            continue
        while open_ones:
            trial, values = open_ones.pop(order.randrange(len(open_ones)))
            told = problem.loss(values) + noise.gauss(0, 1) * problem.noise
            side.say({"tell": {"trial": trial, "value": told}})
            if told < best:
                best, regret = told, problem.regret(values)
            regrets.append(regret)
            if len(seconds) < trials:
                break
    return {"regrets": regrets, "seconds": seconds}


def problem_of(options, name):
    return tables.table(name, options.tables) if name in tables.TABLES else formulas.formulas()[name]


def play_all(options, sampler, name, seeds, label):
    """The studies of one sampler with one problem, in one process."""
    problem = problem_of(options, name)
    side = side_of(options, sampler)
    for seed in seeds:
        result = play(side, problem, seed, options.trials, options.workers)
        file = pathlib.Path(options.results, label, name, f"{seed}.json")
        file.parent.mkdir(parents=True, exist_ok=True)
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps({"sampler": sampler, "problem": name, "seed": seed, **result}) + "\n")
        draft.replace(file)
    side.close()
    return f"{label} on {name}: {len(seeds)} studies"


def label_of(options, sampler):
    return sampler + (f"@{options.label}" if options.label and sampler.startswith("luthier-") else "") + (
        f"x{options.workers}" if options.workers > 1 else "")


def names_of(text):
    groups = {"tables": list(tables.TABLES)}
    if not set(text.split(",")) <= set(groups):
        every = formulas.formulas()
        groups["formulas"] = list(every)
        for problem in every.values():
            groups.setdefault(problem.kind, []).append(problem.name)
    return [name for part in text.split(",") for name in groups.get(part, [part])]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tables", default=os.environ.get("LUTHIER_HPO_TABLES"), help="folder with the tables")
    parser.add_argument("--results", default=str(HOME / "target/bench/search"), help="a file for each study goes here")
    parser.add_argument("--samplers", required=True, help="such as luthier-gp,optuna-tpe,hyperopt")
    parser.add_argument("--problems", required=True,
                        help="names, or tables, formulas, smooth, mixed, stepped, conditional, noisy")
    parser.add_argument("--seeds", type=int, default=30)
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--workers", type=int, default=1, help="trials at a time")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--suggest", action="store_true", help="a process of `luthier suggest` for each study")
    parser.add_argument("--classes", default=f"{HOME}/target/luthier.jar:{HOME}/target/lib/*", help="Luthier's class path")
    parser.add_argument("--program", default=HERE.parent / "programs" / "SuggestStudies.java",
                        help="its program, a source file or a compiled class")
    parser.add_argument("--label", default="", help="of this version of Luthier, in the results")
    parser.add_argument("--peer-python", default=sys.executable, help="an interpreter that has the peers")
    options = parser.parse_args()
    if not options.tables and set(names_of(options.problems)) & set(tables.TABLES):
        parser.error("--tables or LUTHIER_HPO_TABLES must name the folder with the tables")
    jobs = []
    for name in names_of(options.problems):
        for sampler in options.samplers.split(","):
            label = label_of(options, sampler)
            missing = [seed for seed in range(options.seeds)
                       if not pathlib.Path(options.results, label, name, f"{seed}.json").exists()]
            if missing:
                jobs.append((options, sampler, name, missing, label))
    failures = 0
    with concurrent.futures.ProcessPoolExecutor(options.processes) as pool:
        for future in concurrent.futures.as_completed([pool.submit(play_all, *job) for job in jobs]):
            try:
                print(future.result(), file=sys.stderr, flush=True)
            except Exception as error:  # One sampler that cannot be run leaves the others be.
                failures += 1
                print(error, file=sys.stderr, flush=True)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
