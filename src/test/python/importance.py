"""Writes golden/importance.json: importances by Optuna's PED-ANOVA.

Run as: python importance.py ../resources/golden/importance.json
"""

import json
import math
import sys

import numpy as np
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
from optuna.trial import create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)

random = np.random.default_rng(11)

UNITS = {"name": "units", "kind": "int", "min": 8, "max": 256, "step": 8, "log": False}
WIDTH = {"name": "width", "kind": "int", "min": 1, "max": 300, "step": 1, "log": True}
DEPTH = {"name": "depth", "kind": "int", "min": 1, "max": 4, "step": 1, "log": False}
RATE = {"name": "rate", "kind": "float", "min": 1e-5, "max": 1e-1, "log": True}
# No value of three digits lies halfway between two places of the grid.
DROPOUT = {"name": "dropout", "kind": "float", "min": 0.001, "max": 0.7, "log": False}
DECAY = {"name": "decay", "kind": "float", "min": 0.1, "max": 0.9, "step": 0.1, "log": False}
OPTIMIZER = {"name": "optimizer", "kind": "choice", "values": ["adam", "rmsprop", "sgd"]}
FIXED = {"name": "fixed", "kind": "choice", "values": ["only"]}
MOMENTUM = {
    "name": "momentum", "kind": "float", "min": 0.0, "max": 1.0, "log": False,
    "when": {"parameter": "optimizer", "equals": ["rmsprop", "sgd"]},
}


def distribution(parameter):
    if parameter["kind"] == "choice":
        return CategoricalDistribution(parameter["values"])
    kind = IntDistribution if parameter["kind"] == "int" else FloatDistribution
    step = parameter.get("step")
    return kind(parameter["min"], parameter["max"], log=parameter["log"], step=step)


def draw(parameter):
    if parameter["kind"] == "choice":
        return str(random.choice(parameter["values"]))
    low, high = parameter["min"], parameter["max"]
    if parameter["log"]:
        value = math.exp(random.uniform(math.log(low), math.log(high)))
    else:
        value = random.uniform(low, high)
    if "step" in parameter:
        value = low + round((value - low) / parameter["step"]) * parameter["step"]
    return int(value) if parameter["kind"] == "int" else float(f"{value:.3g}")


def assignment(parameters):
    values = {}
    for parameter in parameters:
        when = parameter.get("when")
        if when is None or values[when["parameter"]] in when["equals"]:
            values[parameter["name"]] = draw(parameter)
    return values


def case(goal, parameters, count, objective):
    study = optuna.create_study(direction=goal.lower())
    by_name = {parameter["name"]: distribution(parameter) for parameter in parameters}
    trials = []
    for _ in range(count):
        values = assignment(parameters)
        value = round(objective(values) + random.normal(0, 0.05), 2)
        trials.append({"values": values, "value": value})
        study.add_trial(
            create_trial(
                params=values, distributions={name: by_name[name] for name in values}, value=value
            )
        )
    importance = get_param_importances(study, evaluator=PedAnovaImportanceEvaluator())
    return {"goal": goal, "parameters": parameters, "trials": trials, "importance": importance}


golden = {
    "versions": {"optuna": optuna.__version__, "numpy": np.__version__},
    "cases": [
        case(
            "MINIMIZE", [UNITS, WIDTH, DEPTH, RATE, DROPOUT, DECAY, OPTIMIZER], 60,
            lambda v: (math.log10(v["rate"]) + 3) ** 2 + v["dropout"] + (v["optimizer"] == "sgd") / 2,
        ),
        case(
            "MAXIMIZE", [OPTIMIZER, RATE, MOMENTUM, FIXED], 50,
            lambda v: -abs(math.log10(v["rate"]) + 2) - abs(v.get("momentum", 0.5) - 0.8),
        ),
        case("MINIMIZE", [DROPOUT, DEPTH, WIDTH], 5, lambda v: v["dropout"] * v["depth"]),
        case("MINIMIZE", [DECAY, OPTIMIZER], 20, lambda v: 3.0 * (v["optimizer"] == "adam")),
    ],
}
with open(sys.argv[1], "w", encoding="utf-8") as file:
    json.dump(golden, file)
    file.write("\n")
