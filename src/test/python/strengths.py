"""Writes golden/strengths.json: Keras' MaxNorm, and fits of scikit-learn whose strength is a C.

Run as: python strengths.py ../resources/golden/strengths.json
"""

import json
import sys

import keras
import numpy as np
import sklearn
import tensorflow as tf
from sklearn.linear_model import LogisticRegression

random = np.random.default_rng(5)


def max_norm(shape, maximum):
    weights = random.normal(size=shape).astype(np.float32)
    weights[..., 0] = 0
    weights[..., 1] *= 0.1
    axis = tuple(range(len(shape) - 1))
    result = keras.constraints.MaxNorm(maximum, axis=axis)(weights)
    return {
        "maximum": maximum,
        "shape": list(shape),
        "weights": weights.reshape(-1).astype(float).tolist(),
        "result": np.array(result).reshape(-1).astype(float).tolist(),
    }


def fit(penalty, c):
    features = np.round(random.normal(size=(24, 4)), 3)
    noise = random.normal(size=24)
    classes = (features @ [2.0, -1.0, 0.1, 0.0] + noise > 0).astype(int)
    ratio = {"L1": 1.0, "L2": 0.0}[penalty]
    solver = {"L1": "saga", "L2": "newton-cholesky"}[penalty]
    model = LogisticRegression(C=c, l1_ratio=ratio, solver=solver, tol=1e-10, max_iter=1000000)
    model.fit(features, classes)
    return {
        "penalty": penalty,
        "c": c,
        "features": features.tolist(),
        "classes": classes.tolist(),
        "kernel": model.coef_[0].tolist(),
        "bias": float(model.intercept_[0]),
    }


def main(path):
    golden = {
        "versions": {
            "keras": keras.__version__,
            "tensorflow": tf.__version__,
            "scikit-learn": sklearn.__version__,
        },
        "max_norm": [max_norm((3, 4), 1.5), max_norm((2, 3, 2, 3), 0.5)],
        "fits": [fit("L1", 0.5), fit("L2", 0.5), fit("L2", 3.0)],
    }
    with open(path, "w") as file:
        json.dump(golden, file)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
