"""Writes golden/pruners.json: what Optuna's pruners make of learning curves, report by report.

Run as: python pruners.py ../resources/golden/pruners.json

Optuna counts steps from 0, the file from 1. NaN is null.
"""

import json
import math
import sys
import warnings

import numpy as np
import optuna
from optuna import pruners
from optuna.trial import TrialState, create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)
warnings.simplefilter("ignore")

random = np.random.default_rng(5)


def curve(length, with_nan):
    values = 1 / (1 + random.uniform(0.1, 1) * np.arange(1, length + 1)) + random.normal(0, 0.1, length)
    values = [round(float(value), 2) for value in values]
    return [math.nan if with_nan and random.random() < 0.15 else value for value in values]


def pruner(settings):
    kind = settings["kind"]
    looks = {"n_warmup_steps": settings["warmup"], "interval_steps": settings["interval"]}
    if kind == "median":
        return pruners.MedianPruner(n_startup_trials=settings["startup"], **looks)
    if kind == "percentile":
        return pruners.PercentilePruner(
            settings["percentile"], n_startup_trials=settings["startup"], **looks
        )
    if kind == "threshold":
        return pruners.ThresholdPruner(lower=settings["lower"], upper=settings["upper"], **looks)
    wrapped = pruners.MedianPruner(n_startup_trials=1) if settings["wraps"] else None
    return pruners.PatientPruner(wrapped, settings["patience"], settings["min_delta"])


def case(goal, settings):
    sign = 1 if goal == "MINIMIZE" else -1
    with_nan = settings["kind"] != "patient"
    study = optuna.create_study(direction=goal.lower())
    complete = []
    for _ in range(settings.get("complete", 6)):
        values = [sign * value for value in curve(int(random.integers(4, 13)), with_nan)]
        complete.append(values)
        study.add_trial(
            create_trial(
                state=TrialState.COMPLETE, value=0.5, intermediate_values=dict(enumerate(values))
            )
        )
    running = [sign * value for value in curve(12, with_nan)]
    steps = [step for step in range(12) if random.random() < 0.8]
    values = [running[step] for step in steps]
    verdicts = []
    for count in range(1, len(steps) + 1):
        trial = create_trial(
            state=TrialState.RUNNING,
            intermediate_values=dict(zip(steps[:count], values[:count])),
        )
        verdicts.append(bool(pruner(settings).prune(study, trial)))
    return {
        "goal": goal,
        "settings": settings,
        "complete": [plain(values) for values in complete],
        "steps": [step + 1 for step in steps],
        "values": plain(values),
        "prune": verdicts,
    }


def plain(values):
    return [None if math.isnan(value) else value for value in values]


SETTINGS = [
    {"kind": "median", "startup": 5, "warmup": 0, "interval": 1},
    {"kind": "median", "startup": 5, "warmup": 3, "interval": 3},
    {"kind": "median", "startup": 7, "warmup": 0, "interval": 1},
    {"kind": "percentile", "percentile": 25.0, "startup": 5, "warmup": 0, "interval": 1},
    {"kind": "percentile", "percentile": 80.0, "startup": 0, "warmup": 2, "interval": 2},
    {"kind": "percentile", "percentile": 25.0, "startup": 0, "warmup": 0, "interval": 1, "complete": 0},
    {"kind": "threshold", "lower": -0.4, "upper": 0.4, "warmup": 0, "interval": 1},
    {"kind": "threshold", "lower": None, "upper": 0.3, "warmup": 4, "interval": 3},
    {"kind": "threshold", "lower": -0.3, "upper": None, "warmup": 1, "interval": 2},
    {"kind": "patient", "patience": 0, "min_delta": 0.0, "wraps": False, "warmup": 0, "interval": 1},
    {"kind": "patient", "patience": 2, "min_delta": 0.05, "wraps": False, "warmup": 0, "interval": 1},
    {"kind": "patient", "patience": 1, "min_delta": 0.0, "wraps": True, "warmup": 0, "interval": 1},
]

golden = {
    "versions": {"optuna": optuna.__version__, "numpy": np.__version__},
    "cases": [
        case(goal, settings)
        for settings in SETTINGS
        for goal in ("MINIMIZE", "MAXIMIZE")
        for _ in range(3)
    ],
}
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(golden, file)
    file.write("\n")
