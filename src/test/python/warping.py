"""Writes golden/warping.json: warped losses and the logarithms of their derivatives.

Normal scores are SciPy's, derivatives are differences of the warping with its scales held fixed.

Run as: python warping.py ../resources/golden/warping.json
"""

import json
import sys

import numpy as np
import scipy
from scipy.stats import norm, rankdata

STEP = 1e-6


def bent(distances, shape):
    return distances if shape is None else np.log((1 + shape) / (1 + shape - distances))


def warped(losses, shape):
    losses = np.asarray(losses)
    scores = norm.ppf((rankdata(losses) - 0.5) / len(losses))
    median = np.sort(losses)[len(losses) // 2]
    below = losses < median
    distances = (median - losses[below]) / (median - losses.min())
    scale = np.sqrt(np.mean(bent(distances, shape) ** 2))
    scores[below] = -bent(distances, shape) / scale
    deviation = scores.std()
    slopes = np.full(len(losses), -np.log(deviation))
    difference = (bent(distances + STEP, shape) - bent(distances - STEP, shape)) / (2 * STEP)
    slopes[below] += np.log(np.where(distances == 1, 1, difference)) - np.log(scale)
    return {
        "losses": losses.tolist(),
        "shape": shape,
        "targets": ((scores - scores.mean()) / deviation).tolist(),
        "log_slopes": slopes.tolist(),
    }


random = np.random.default_rng(3)
sets = [
    np.exp(2 * random.standard_normal(9)),
    np.round(random.standard_normal(20), 1),
    [0.1, 0.2, 0.4, 0.45, 0.5, 0.6, 1e3, 1e9, 1e12],
]
with open(sys.argv[1], "w") as file:
    json.dump(
        {
            "versions": {"numpy": np.__version__, "scipy": scipy.__version__},
            "cases": [warped(losses, shape) for losses in sets for shape in (None, 0.3, 0.03)],
        },
        file,
        indent=1,
    )
    file.write("\n")
