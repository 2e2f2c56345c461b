"""Writes golden/losses.json: Keras' losses of each sample and the gradients of their sums.

Run as: python losses.py ../resources/golden/losses.json
"""

import json
import sys

import keras
import numpy as np
import tensorflow as tf

random = np.random.default_rng(3)


def outputs(rows, units):
    values = random.normal(size=(rows, units)) * 3
    # Where a careless formula overflows, cancels, or loses its gradient.
    values[0, 0] = 95
    values[1, 0] = -95
    values[2, 0] = 12
    values[3] = 0
    return np.round(values, 3).astype(np.float32)


def case(name, output, right, loss, **fields):
    output = tf.constant(output)
    with tf.GradientTape() as tape:
        tape.watch(output)
        value = loss(output)
        total = tf.reduce_sum(value)
    return {
        "loss": name,
        **fields,
        "output": output.numpy().tolist(),
        **right,
        "value": value.numpy().astype(float).tolist(),
        "gradient": tape.gradient(total, output).numpy().astype(float).tolist(),
    }


def one_hot(classes, units):
    if units == 1:
        return np.array(classes, np.float32)[:, None]
    return np.eye(units, dtype=np.float32)[classes]


def classification():
    for units in [1, 3, 10]:
        for smoothing in [0.0, 0.1]:
            rows = 6
            output = outputs(rows, units)
            classes = random.integers(0, max(units, 2), rows).tolist()
            truth = one_hot(classes, units)
            right = {"classes": classes}
            if units > 1:
                yield case(
                    "softmax_cross_entropy",
                    output,
                    right,
                    lambda y: keras.losses.categorical_crossentropy(
                        truth, y, from_logits=True, label_smoothing=smoothing
                    ),
                    label_smoothing=smoothing,
                )
            yield case(
                "sigmoid_cross_entropy",
                output,
                right,
                lambda y: keras.losses.binary_crossentropy(
                    truth, y, from_logits=True, label_smoothing=smoothing
                ),
                label_smoothing=smoothing,
            )
        hinge = keras.losses.hinge if units == 1 else keras.losses.categorical_hinge
        yield case("hinge", output, right, lambda y: hinge(truth, y))


def regression():
    for width in [1, 3]:
        rows = 5
        output = outputs(rows, width)
        targets = np.round(random.normal(size=(rows, width)), 3).astype(np.float32)
        right = {"targets": targets.tolist()}
        losses = keras.losses
        yield case(
            "mean_squared_error", output, right, lambda y: losses.mean_squared_error(targets, y)
        )
        yield case(
            "mean_absolute_error", output, right, lambda y: losses.mean_absolute_error(targets, y)
        )
        for delta in [1.0, 2.5]:
            yield case(
                "huber",
                output,
                right,
                lambda y: losses.huber(targets, y, delta=delta),
                delta=delta,
            )


def main(path):
    golden = {
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__},
        "cases": [*classification(), *regression()],
    }
    with open(path, "w") as file:
        json.dump(golden, file)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
