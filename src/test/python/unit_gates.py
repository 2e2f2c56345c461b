"""Writes golden/unit_gates.json: hard concrete gates, written out in float64.

Keras has no such layer, so the equations are spelt out here. The uniform draws are those that
TensorFlow's stateless op gives for a layer's seed.

Run as: python unit_gates.py ../resources/golden/unit_gates.json
"""

import keras
import numpy as np
import tensorflow as tf

import layer_cases
from layer_cases import case, write


class UnitGates(keras.Layer):

    def __init__(self, seed, training, strength, temperature=2 / 3, low=-0.1, high=1.1):
        super().__init__()
        # A field of the file is a float.
        self.given = seed, training, np.float32(strength), np.float32(temperature), np.float32(low), np.float32(high)

    def build(self, shape):
        self.log_alpha = self.add_weight(name="log_alpha", shape=shape[-1:])

    def call(self, x):
        seed, training, strength, temperature, low, high = self.given
        strength, temperature, low, high = (float(value) for value in (strength, temperature, low, high))
        open_gates = tf.sigmoid(self.log_alpha - temperature * np.log(-low / high))
        self.add_loss(strength * tf.reduce_sum(open_gates))
        logit = tf.convert_to_tensor(self.log_alpha)
        if training:
            shape = [x.shape[0]] + [1] * (len(x.shape) - 2) + [x.shape[-1]]
            draws = tf.raw_ops.StatelessRandomUniform(shape=shape, seed=[seed, 7], dtype=tf.float32)
            draws = np.clip(draws.numpy().astype(np.float64), np.float32(1e-6), np.float32(1 - 1e-6))
            logit = (np.log(draws) - np.log(1 - draws) + logit) / temperature
        return x * tf.clip_by_value(tf.sigmoid(logit) * (high - low) + low, 0, 1)


def gates(name, text, shape, **fields):
    """One case in training and one outside."""
    for training in True, False:
        seed = 1000 * (len(layer_cases.CASES) + 1)
        case(name + (" in training" if training else ""), text, [shape],
             lambda seed=seed, training=training: [UnitGates(seed, training, **fields)], training=training)


gates("unit gates", "unit_gates { strength: 0.25 }", [4, 6], strength=0.25)
gates("unit gates of images", "unit_gates { strength: 0.5 temperature: 0.4 low: -0.8 high: 1.2 }", [2, 3, 2, 5],
      strength=0.5, temperature=0.4, low=-0.8, high=1.2)

write("unit_gates.py")
