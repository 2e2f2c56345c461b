"""Writes golden/logistic_regression.json: logistic regressions on iris, solved to the optimum by scipy's L-BFGS-B.

What is minimized is scikit-learn's C * (sum of cross entropies) + penalty, with sum |w| (L1) or sum w^2 / 2 (L2) of the
weights on the raw measurements, and free intercepts; for L1 the weights are differences of two numbers that are bounded
by 0. `zeros` are the weights, features by classes, that are 0 with the gradient well within the penalty's reach.

Run as: python logistic_regression.py ../resources/golden/logistic_regression.json
"""

import json
import sys

import numpy as np
import scipy
import sklearn
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax
from sklearn.datasets import load_iris
from sklearn.model_selection import StratifiedKFold

measurements, species = load_iris(return_X_y=True)
features, classes = measurements.shape[1], 3
weights = features * classes


def solve(x, y, c, penalty):
    # Standardized columns only make the search quicker: the penalty is that of the raw weights.
    mean, deviation = x.mean(0), x.std(0)
    z = (x - mean) / deviation
    target = np.eye(classes)[y]
    to_raw = np.repeat(1 / deviation, classes)
    strength = 1 / (c * len(x))

    def evaluate(parameters):
        parts = parameters[:-classes].reshape(-1, weights)
        scaled = parts[0] - parts[1] if penalty == "L1" else parts[0]
        logits = z @ scaled.reshape(features, classes) + parameters[-classes:]
        loss = -(target * log_softmax(logits, axis=1)).sum() / len(x)
        error = (softmax(logits, axis=1) - target) / len(x)
        slope = (z.T @ error).ravel()
        if penalty == "L1":
            cost = strength * to_raw
            loss += cost @ parts.sum(0)
            slopes = [slope + cost, cost - slope, error.sum(0)]
        else:
            loss += strength / 2 * np.square(scaled * to_raw).sum()
            slopes = [slope + strength * scaled * to_raw**2, error.sum(0)]
        return loss, np.concatenate(slopes)

    signed = weights * (2 if penalty == "L1" else 1)
    bounds = [(0 if penalty == "L1" else None, None)] * signed + [(None, None)] * classes
    best, found = np.inf, np.zeros(signed + classes)
    for _ in range(30):
        result = minimize(
            evaluate, found, jac=True, method="L-BFGS-B", bounds=bounds,
            options={"maxiter": 20000, "maxfun": 200000, "ftol": 0, "gtol": 1e-12, "maxcor": 50},
        )
        gain, best, found = best - result.fun, min(best, result.fun), result.x
        if gain < 1e-15:
            break
    parts = found[:-classes].reshape(-1, weights)
    zeros = []
    if penalty == "L1":
        cost = strength * to_raw
        slope = evaluate(found)[1][:weights] - cost
        clear = (parts[0] == parts[1]) & (np.abs(slope) < 0.98 * cost)
        zeros = np.flatnonzero(clear).tolist()
    scaled = (parts[0] - parts[1] if penalty == "L1" else parts[0]).reshape(features, classes)
    return best * c * len(x), zeros, lambda raw: ((raw - mean) / deviation) @ scaled + found[-classes:]


fits = []
for c in (0.001, 0.01, 0.1, 1, 10, 100):
    for penalty in ("L1", "L2"):
        fit = {"c": c, "penalty": penalty, "objectives": [], "accuracies": [], "zeros": []}
        for train, validation in StratifiedKFold(5).split(measurements, species):
            objective, zeros, logits = solve(measurements[train], species[train], c, penalty)
            right = logits(measurements[validation]).argmax(1) == species[validation]
            fit["objectives"].append(objective)
            fit["accuracies"].append(right.mean())
            fit["zeros"].append(zeros)
        fits.append(fit)

versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__}
with open(sys.argv[1], "w") as file:
    json.dump({"versions": versions, "fits": fits}, file)
    file.write("\n")
