"""Writes golden/cma_es.json: generations of points and what the package cmaes makes of them.

Run as: python cma_es.py ../resources/golden/cma_es.json
Needs cmaes==0.13.1 (that of Optuna's CmaEsSampler), beside numpy.
"""

import importlib.metadata
import json
import sys

import numpy as np
from cmaes import CMA


def case(dimension, population, generations, seed):
    strategy = CMA(mean=np.full(dimension, 0.5), sigma=0.25, seed=seed, population_size=population)
    scales = 10.0 ** np.arange(dimension)
    told = []
    for _ in range(generations):
        points = [strategy.ask() for _ in range(strategy.population_size)]
        losses = [float(np.sum(scales * (point - 0.3) ** 2)) for point in points]
        strategy.tell([(point, loss) for point, loss in zip(points, losses)])
        told.append({"points": [point.tolist() for point in points], "losses": losses})
    return {
        "population": strategy.population_size,
        "generations": told,
        "mean": strategy._mean.tolist(),
        "deviation": float(strategy._sigma),
        "covariance": strategy._C.tolist(),
    }


cases = [case(2, None, 8, 1), case(5, None, 6, 2), case(3, 14, 5, 3)]
with open(sys.argv[1], "w") as file:
    json.dump({"versions": {"cmaes": importlib.metadata.version("cmaes")}, "cases": cases}, file)
