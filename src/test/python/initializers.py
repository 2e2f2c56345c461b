"""Writes golden/initializers.json: what Keras' scaled initializers draw from, by name and shape.

Run as: python initializers.py ../resources/golden/initializers.json
"""

import json
import sys

import keras
import tensorflow as tf
from keras.src.initializers import random_initializers

NAMES = [
    "glorot_uniform",
    "glorot_normal",
    "he_uniform",
    "he_normal",
    "lecun_uniform",
    "lecun_normal",
]
# Scalar, bias, dense, convolutions in one and two dimensions, depthwise, one unit.
SHAPES = [[], [7], [20, 30], [5, 8, 16], [3, 3, 4, 8], [3, 3, 16, 1], [1, 1]]


def main(path):
    drawn = []

    def uniform(shape, minval, maxval, dtype=None, seed=None):
        assert minval == -maxval
        drawn.append(("uniform", maxval))

    def truncated_normal(shape, mean, stddev, dtype=None, seed=None):
        assert mean == 0
        drawn.append(("truncated_normal", stddev))

    random_initializers.random.uniform = uniform
    random_initializers.random.truncated_normal = truncated_normal
    cases = []
    for name in NAMES:
        for shape in SHAPES:
            keras.initializers.get(name)(shape)
            distribution, width = drawn.pop()
            cases.append(
                {"name": name, "shape": shape, "distribution": distribution, "width": width}
            )
    golden = {
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__},
        "cases": cases,
    }
    with open(path, "w") as file:
        json.dump(golden, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
