"""Writes golden/parzen_estimator.json: masses and a rank test by SciPy, densities by Optuna.

Run as: python parzen_estimator.py ../resources/golden/parzen_estimator.json
Needs optuna==5.0.0, beside numpy and scipy.
"""

import json
import math
import sys

import numpy as np
import optuna
import scipy
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights
from scipy import stats
from scipy.special import erf, erfcx

SPACE = {
    "dropout": FloatDistribution(0.0, 0.8),
    "rate": FloatDistribution(1e-5, 1e-1, log=True),
    "units": IntDistribution(32, 512, step=32),
    "batch": IntDistribution(1, 64, log=True),
    "activation": CategoricalDistribution(("relu", "tanh", "gelu")),
}
# Of what a density over real numbers counts as length one, this is the whole.
LOG_LENGTH = math.log(0.8) + math.log(math.log(1e4))


def draws(count, rng):
    return {
        "dropout": rng.uniform(0, 0.8, count),
        "rate": np.exp(rng.uniform(math.log(1e-5), math.log(1e-1), count)),
        "units": 32.0 * rng.integers(1, 17, count),
        "batch": np.round(np.exp(rng.uniform(0, math.log(64), count))),
        "activation": rng.integers(0, 3, count).astype(float),
    }


def estimate(observations, points):
    parameters = _ParzenEstimatorParameters(1.0, True, False, default_weights, True)
    estimator = _ParzenEstimator(observations, SPACE, parameters)
    return (estimator.log_pdf(points) + LOG_LENGTH).tolist()


def rows(columns):
    return [
        [float(columns[name][i]) for name in SPACE] for i in range(len(columns["dropout"]))
    ]


# Which of two equal observations is the first decides on their widths: the earlier one, here.
sort = np.argsort
np.argsort = lambda a, **options: sort(a, **(options or {"kind": "stable"}))

rng = np.random.default_rng(5)
cases = []
for count in (0, 1, 2, 10, 25, 26, 60):
    observations, points = draws(count, rng), draws(6, rng)
    cases.append(
        {
            "observations": rows(observations),
            "points": rows(points),
            "logDensities": estimate(observations, points),
        }
    )

intervals = [
    (-1, 1), (-0.1, 3), (-6, 0), (0, 1e-3), (0.5, 0.6), (2, 9), (-9, -2), (7, 7.5),
    (-40, -39), (38, 100), (-1e4, -99), (99.99, 100),
]  # fmt: skip


def log_mass(a, b):
    if a > 0:
        a, b = -b, -a
    if b > 0:
        return math.log(stats.norm.cdf(b) - stats.norm.cdf(a))
    return stats.norm.logcdf(b) + math.log1p(-math.exp(stats.norm.logcdf(a) - stats.norm.logcdf(b)))


xs = [0.0, 1e-9, 0.2, 0.46875, 0.5, 1.0, 2.5, 3.9999, 4.0, 4.5, 6.0, 27.0, 1e3]
first = np.round(rng.normal(0, 1, 20), 1)
second = np.round(rng.normal(0.6, 1, 25), 1)
golden = {
    "versions": {
        "optuna": optuna.__version__,
        "scipy": scipy.__version__,
        "numpy": np.__version__,
    },
    "xs": xs,
    "erf": erf(xs).tolist(),
    "scaledErfc": erfcx(xs).tolist(),
    "intervals": intervals,
    "logMasses": [log_mass(a, b) for a, b in intervals],
    "estimates": cases,
    "rankSum": {
        "smaller": first.tolist(),
        "greater": second.tolist(),
        "pValue": stats.mannwhitneyu(
            first, second, alternative="less", method="asymptotic"
        ).pvalue,
    },
}
with open(sys.argv[1], "w") as file:
    json.dump(golden, file, indent=1)
    file.write("\n")
