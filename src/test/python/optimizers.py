"""Writes golden/optimizers.json: weights after steps of Keras' optimizers with given gradients.

Run as: python optimizers.py ../resources/golden/optimizers.json
The gradient of a step is given noise, now small, now large, plus that of an l1_l2 penalty.
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras import optimizers
from keras.optimizers import schedules

L1, L2 = 0.01, 0.02
STEPS = 50
KEPT = [1, 10, 50]
SHAPES = [(3, 2), (2,)]

CASES = {
    "adam": lambda: optimizers.Adam(0.01),
    "adam_other_settings": lambda: optimizers.Adam(0.01, beta_1=0.8, beta_2=0.95, epsilon=1e-3),
    "adam_amsgrad": lambda: optimizers.Adam(0.01, beta_2=0.6, amsgrad=True),
    "adam_clip_value": lambda: optimizers.Adam(0.01, clipvalue=0.5),
    "adam_clip_norm": lambda: optimizers.Adam(0.01, clipnorm=0.7),
    "adam_clip_global_norm": lambda: optimizers.Adam(0.01, global_clipnorm=1.0),
    "adam_exponential": lambda: optimizers.Adam(schedules.ExponentialDecay(0.02, 10, 0.7)),
    "adamw": lambda: optimizers.AdamW(0.01),
    "adamw_strong_decay": lambda: optimizers.AdamW(0.01, weight_decay=0.5),
    "adamw_amsgrad_clip_global_norm": lambda: optimizers.AdamW(
        0.01, beta_2=0.6, weight_decay=0.1, amsgrad=True, global_clipnorm=1.0
    ),
    "adamw_warm_up_cosine": lambda: optimizers.AdamW(
        schedules.CosineDecay(0.0, 40, warmup_target=0.02, warmup_steps=10), weight_decay=0.1
    ),
    "rmsprop": lambda: optimizers.RMSprop(0.01),
    "rmsprop_momentum": lambda: optimizers.RMSprop(0.005, rho=0.8, momentum=0.9, epsilon=1e-3),
    "rmsprop_centered": lambda: optimizers.RMSprop(0.005, centered=True),
    "rmsprop_centered_momentum_clip_norm": lambda: optimizers.RMSprop(
        0.002, momentum=0.5, centered=True, clipnorm=0.7
    ),
    "sgd": lambda: optimizers.SGD(0.05),
    "sgd_momentum": lambda: optimizers.SGD(0.02, momentum=0.9),
    "sgd_nesterov": lambda: optimizers.SGD(0.02, momentum=0.9, nesterov=True),
    "sgd_momentum_piecewise_clip_value": lambda: optimizers.SGD(
        schedules.PiecewiseConstantDecay([9, 30], [0.05, 0.02, 0.005]), momentum=0.9, clipvalue=0.5
    ),
    "adagrad": lambda: optimizers.Adagrad(0.1),
    "adagrad_large_epsilon": lambda: optimizers.Adagrad(
        0.1, initial_accumulator_value=0.0, epsilon=0.01
    ),
    "adagrad_clip_global_norm": lambda: optimizers.Adagrad(0.1, global_clipnorm=1.0),
    "adadelta": lambda: optimizers.Adadelta(1.0),
    "adadelta_large_epsilon": lambda: optimizers.Adadelta(0.5, rho=0.8, epsilon=1e-3),
    "ftrl": lambda: optimizers.Ftrl(0.1),
    "ftrl_penalties": lambda: optimizers.Ftrl(
        0.1,
        l1_regularization_strength=0.3,
        l2_regularization_strength=0.2,
        l2_shrinkage_regularization_strength=0.05,
        beta=0.5,
    ),
    "ftrl_other_power": lambda: optimizers.Ftrl(
        0.05, learning_rate_power=-0.3, initial_accumulator_value=0.5, clipvalue=0.5
    ),
}


def flat(values):
    return [float(v) for value in values for v in np.asarray(value).reshape(-1)]


def main(path):
    random = np.random.default_rng(7)
    start = [np.float32(np.round(random.normal(size=shape), 3)) for shape in SHAPES]
    noise = [
        [
            np.float32(np.round((0.1 + 0.4 * (step % 5)) * random.normal(size=shape), 3))
            for shape in SHAPES
        ]
        for step in range(STEPS)
    ]
    cases = {}
    for name, create in CASES.items():
        optimizer = create()
        weights = [keras.Variable(value) for value in start]
        kept = []
        for step in range(STEPS):
            gradients = [
                given + L1 * tf.sign(weight.value) + 2 * L2 * weight.value
                for given, weight in zip(noise[step], weights)
            ]
            optimizer.apply(gradients, weights)
            if step + 1 in KEPT:
                kept.append(flat(weights))
        cases[name] = kept
    golden = {
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__},
        "l1": L1,
        "l2": L2,
        "start": flat(start),
        "noise": [[round(v, 3) for v in flat(step)] for step in noise],
        "kept": KEPT,
        "weights": cases,
    }
    with open(path, "w") as file:
        json.dump(golden, file)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
