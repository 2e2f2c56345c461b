"""Writes golden/final_values.json: probabilities that a trial ends below the best of some others.

Run as: python final_values.py ../resources/golden/final_values.json

What the trials still change by has, with the coefficients and the noise integrated out, a joint
Student's t distribution; the running trial's given the others' is worked out from its covariance,
and the distribution function is SciPy's.
"""

import json
import sys

import numpy as np
import scipy
from scipy import stats

random = np.random.default_rng(11)
PRIOR = np.diag([100.0, 1.0, 1.0])
SHAPE, RATE = 1.0, 0.1


def case(count, noise):
    now = random.uniform(0.2, 0.9, count + 1)
    now[-1] = random.uniform(0.1, 0.4)
    change = -random.uniform(0, 0.3, count + 1)
    end = now + 0.5 * change - 0.1 * now + noise * random.normal(size=count + 1)
    now, change, end = (np.round(values, 4) for values in (now, change, end))
    unit = end[:-1].std(ddof=1)
    features = np.stack([np.ones(count + 1), (now - now[:-1].mean()) / unit, change / unit], 1)
    covariance = RATE / SHAPE * (np.eye(count + 1) + features @ PRIOR @ features.T)
    known, across = covariance[:-1, :-1], covariance[-1, :-1]
    left = (end - now)[:-1] / unit
    weights = np.linalg.solve(known, across)
    degrees = 2 * SHAPE + count
    scatter = (2 * SHAPE + left @ np.linalg.solve(known, left)) / degrees
    scale = np.sqrt(scatter * (covariance[-1, -1] - weights @ across))
    best = end[:-1].min()
    probability = stats.t.cdf((best - now[-1]) / unit, degrees, loc=weights @ left, scale=scale)
    return {
        "examples": [list(values) for values in zip(now[:-1], change[:-1], end[:-1])],
        "point": [now[-1], change[-1]],
        "best": best,
        "probability": probability,
    }


cases = [case(count, noise) for count in (2, 3, 5, 12, 40) for noise in (0.05, 0.2, 0.5)]
with open(sys.argv[1], "w") as file:
    json.dump({"scipy": scipy.__version__, "cases": cases}, file)
    file.write("\n")
