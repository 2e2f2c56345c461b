"""Writes golden/gaussian_process.json: posteriors, marginal likelihoods and log expected improvements.

The posteriors are those of scikit-learn's GaussianProcessRegressor with a fixed Matern 5/2 kernel,
the improvements those of mpmath at 60 digits.

Run as: python gaussian_process.py ../resources/golden/gaussian_process.json
"""

import json
import sys

import mpmath
import numpy as np
import sklearn
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

SIGNAL = 1.7
NOISE = 0.03
LENGTH_SCALES = [0.3, 1.2, 0.7]

random = np.random.default_rng(5)
points = random.random((37, 3))
targets = np.sin(5 * points[:, 0]) + points[:, 1] ** 2 + 0.1 * random.standard_normal(37)
places = random.random((70, 3))
regressor = GaussianProcessRegressor(
    ConstantKernel(SIGNAL) * Matern(LENGTH_SCALES, nu=2.5), alpha=NOISE, optimizer=None
).fit(points, targets)
means, deviations = regressor.predict(places, return_std=True)

mpmath.mp.dps = 60
zs = [-1e6, -1e3, -100, -40, -25, -8, -3, -2.0001, -1.9999, -1, -0.1, 0, 0.5, 1.9999, 2.0001, 6, 40, 1e6]


def log_h(z):
    # erfc keeps its relative precision in the tail, and 60 digits outlast the cancellation.
    z = mpmath.mpf(z)
    with mpmath.workdps(60):
        value = mpmath.npdf(z) + z * mpmath.erfc(-z / mpmath.sqrt(2)) / 2
        return mpmath.log(value)


with open(sys.argv[1], "w") as file:
    json.dump(
        {
            "versions": {
                "scikit-learn": sklearn.__version__,
                "numpy": np.__version__,
                "mpmath": mpmath.__version__,
            },
            "signal": SIGNAL,
            "noise": NOISE,
            "length_scales": LENGTH_SCALES,
            "points": points.tolist(),
            "targets": targets.tolist(),
            "log_likelihood": regressor.log_marginal_likelihood_value_,
            "places": places.tolist(),
            "means": means.tolist(),
            "variances": (deviations**2).tolist(),
            "improvements": [{"z": z, "log_h": float(log_h(z))} for z in zs],
            "quantiles": [
                {
                    "probability": p,
                    "z": float(mpmath.sqrt(2) * mpmath.erfinv(2 * mpmath.mpf(p) - 1)),
                }
                for p in [1e-6, 0.0005, 0.02, 0.3, 0.5, 0.77, 0.9995]
            ],
        },
        file,
    )
    file.write("\n")
