"""Writes golden/schedules.json: learning rates of Keras' schedules and of ReduceLROnPlateau.

Run as: python schedules.py ../resources/golden/schedules.json
"""

import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tensorflow as tf
from keras.optimizers import schedules

RATE = 0.1
TOTAL_STEPS = 200
STEPS = sorted(
    {*range(0, 260, 7), 1, 2, 9, 10, 11, 19, 20, 21, 29, 30, 31, 49, 50, 51, 69, 70, 71}
    | {40, 41, 42, 81, 82, 83, 122, 123, 124}  # 41 * (1 / 41) is less than 1 in float32
    | {149, 150, 151, 199, 200, 201, 1000, 100_000}
)

SCHEDULES = {
    "exponential": schedules.ExponentialDecay(RATE, 30, 0.8),
    "exponential_staircase": schedules.ExponentialDecay(RATE, 41, 0.8, staircase=True),
    "inverse_time": schedules.InverseTimeDecay(RATE, 30, 0.5),
    "inverse_time_staircase": schedules.InverseTimeDecay(RATE, 41, 0.5, staircase=True),
    "cosine_over_the_training": schedules.CosineDecay(RATE, TOTAL_STEPS),
    "cosine": schedules.CosineDecay(RATE, 70, alpha=0.1),
    "cosine_after_warm_up": schedules.CosineDecay(
        0.0, 70, alpha=0.1, warmup_target=RATE, warmup_steps=20
    ),
    "cosine_over_the_training_after_warm_up": schedules.CosineDecay(
        0.0, TOTAL_STEPS - 20, warmup_target=RATE, warmup_steps=20
    ),
    "restarts": schedules.CosineDecayRestarts(RATE, 10),
    "restarts_after_41": schedules.CosineDecayRestarts(RATE, 41),
    "restarts_same_length": schedules.CosineDecayRestarts(RATE, 10, t_mul=1.0, m_mul=0.9),
    "restarts_same_length_41": schedules.CosineDecayRestarts(RATE, 41, t_mul=1.0),
    "restarts_other_settings": schedules.CosineDecayRestarts(
        RATE, 10, t_mul=1.5, m_mul=0.8, alpha=0.05
    ),
    "piecewise": schedules.PiecewiseConstantDecay([20, 50, 150], [0.3, 0.1, 0.03, 0.001]),
    "piecewise_one_boundary": schedules.PiecewiseConstantDecay([70], [0.3, 0.1]),
}

RULES = {
    "defaults": dict(monitor="val_loss"),
    "loss": dict(monitor="val_loss", factor=0.5, patience=2, min_delta=0.01),
    "cooldown": dict(monitor="val_loss", factor=0.5, patience=2, min_delta=0.01, cooldown=3),
    "no_patience": dict(monitor="val_loss", factor=0.9, patience=0, min_delta=0.0, cooldown=1),
    "lowest_rate": dict(monitor="val_loss", factor=0.3, patience=1, min_delta=0.0, min_lr=0.004),
    "accuracy": dict(
        monitor="val_accuracy", mode="max", factor=0.5, patience=2, min_delta=0.01, cooldown=1
    ),
}


def sequences():
    random = np.random.default_rng(5)
    fall = np.exp(-np.arange(40) / 8.0)
    noisy = fall + 0.05 * random.normal(size=40)
    return {
        "falling": fall,
        "rising": 1 - fall,
        "noisy": noisy,
        "constant": np.full(40, 0.25),
        "not_a_number_in_between": np.where(np.arange(40) % 7 == 3, np.nan, noisy),
        "not_a_number_at_first": np.where(np.arange(40) == 0, np.nan, noisy),
    }


def plateau(rule, values):
    model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(RATE), loss="mse")
    callback = keras.callbacks.ReduceLROnPlateau(**rule)
    callback.set_model(model)
    callback.on_train_begin()
    rates = []
    for epoch, value in enumerate(values):
        callback.on_epoch_end(epoch, {rule["monitor"]: value})
        rates.append(float(model.optimizer.learning_rate.numpy()))
    return rates


def main(path):
    metrics = {name: [float(np.float32(v)) for v in s] for name, s in sequences().items()}
    golden = {
        "versions": {"keras": keras.__version__, "tensorflow": tf.__version__},
        "rate": RATE,
        "totalSteps": TOTAL_STEPS,
        "steps": STEPS,
        "rates": {
            name: [float(schedule(tf.constant(step, tf.int64))) for step in STEPS]
            for name, schedule in SCHEDULES.items()
        },
        "metrics": {
            name: ["NaN" if np.isnan(v) else v for v in values] for name, values in metrics.items()
        },
        "plateaus": {
            rule: {name: plateau(settings, values) for name, values in metrics.items()}
            for rule, settings in RULES.items()
        },
    }
    with open(path, "w") as file:
        json.dump(golden, file)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
