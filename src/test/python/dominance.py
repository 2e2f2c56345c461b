"""Writes golden/dominance.json: ranks, crowding and hypervolumes of points, by Optuna.

Run as: python dominance.py ../resources/golden/dominance.json
Needs optuna==5.0.0, beside numpy.
"""

import json
import sys

import numpy as np
import optuna
from optuna._hypervolume import compute_hypervolume
from optuna.samplers.nsgaii._elite_population_selection_strategy import _calc_crowding_distance
from optuna.study._multi_objective import _fast_non_domination_rank


def crowding(losses):
    """Optuna's is of trials, by number; here by row. It leaves equal ends to chance, so rows differ."""
    trials = [optuna.trial.create_trial(values=list(row)) for row in losses]
    for number, trial in enumerate(trials):
        trial.number = number
    distances = _calc_crowding_distance(trials)
    return ["Infinity" if np.isinf(distances[i]) else distances[i] for i in range(len(trials))]


def case(rng, size, objectives, rounded):
    losses = rng.random((size, objectives))
    if rounded:
        losses = np.round(losses, 1)
    reference = np.full(objectives, 0.9)
    inside = losses[(losses < reference).all(axis=1)]
    return {
        "losses": losses.tolist(),
        "ranks": _fast_non_domination_rank(losses).tolist(),
        "crowding": None if rounded else crowding(losses),
        "reference": reference.tolist(),
        "hypervolume": float(compute_hypervolume(inside, reference)) if len(inside) else 0.0,
    }


rng = np.random.default_rng(7)
cases = [
    case(rng, size, objectives, rounded)
    for objectives in (2, 3)
    for size in (1, 2, 7, 40)
    for rounded in (False, True)
]
with open(sys.argv[1], "w") as file:
    json.dump({"versions": {"optuna": optuna.__version__, "numpy": np.__version__}, "cases": cases}, file)
