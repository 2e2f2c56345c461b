"""Golden cases of layers: outputs and gradients of Keras' layers in float64, one case a line.

Inputs, weights and the tensor that the output is multiplied by are not in a file: they come from
java.util.Random, seeded by the case's seed and their place. The gradients are those of
sum(output * tensor) + the layer's own losses.
"""

import json
import sys

import keras
import numpy as np
import tensorflow as tf
from keras import layers as k

CASES = []


class JavaRandom:
    """java.util.Random's nextFloat."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & ((1 << 48) - 1)

    def next_float(self):
        self.state = (self.state * 0x5DEECE66D + 0xB) & ((1 << 48) - 1)
        return (self.state >> 24) / float(1 << 24)


def draw(seed, shape):
    random = JavaRandom(seed)
    values = [2 * random.next_float() - 1 for _ in range(int(np.prod(shape)))]
    return np.array(values).reshape(shape)


def case(name, text, inputs, build, training=True, scale=1, offset=0, integers=0, masks=None,
         output_mask=None, names=lambda weight: weight.name):
    """Adds a case; `build` gives what is applied in order: layers or functions of the inputs, or
    pairs of such a one and its named arguments.

    `masks` holds 1 and 0 for each input: what the layer is told, `build` has to tell it to Keras.
    `output_mask` is what it says of its output, or a function of the input that gives it. `names`
    gives the names of weights.
    """
    CASES.append((name, text, inputs, build, training, scale, offset, integers, masks, output_mask, names))


def flat(values):
    return [float("%.8g" % value) for value in np.asarray(values).ravel()]


def weight_value(name, seed, shape):
    values = draw(seed, shape)
    return np.abs(values) + 0.5 if name == "moving_variance" else values


def run(seed, name, text, shapes, build, training, scale, offset, integers, masks, output_mask, names):
    inputs = [draw(seed + place, shape) * scale + offset for place, shape in enumerate(shapes)]
    if integers:
        inputs = [np.floor((values + 1) / 2 * integers) for values in inputs]
    inputs = [tf.constant(values) for values in inputs]
    steps = [step if isinstance(step, tuple) else (step, {}) for step in build()]

    def apply():
        value = inputs if len(inputs) > 1 else inputs[0]
        for step, arguments in steps:
            if isinstance(step, (k.BatchNormalization, k.Dropout, k.SpatialDropout2D)):
                value = step(value, training=training, **arguments)
            else:
                value = step(value, **arguments)
        return value

    apply()
    layers = [step for step, _ in steps if isinstance(step, keras.Layer)]
    weights = [weight for layer in layers for weight in layer.weights]
    weights = [weight for weight in weights if "seed" not in weight.name]
    for place, weight in enumerate(weights):
        weight.assign(weight_value(weight.name, seed + 10 + place, weight.shape))
    trainable = [weight for weight in weights if weight.trainable]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        output = apply()
        projection = draw(seed + 20, output.shape)
        loss = tf.reduce_sum(output * projection)
        for layer in layers:
            for extra in layer.losses:
                loss += extra
    gradients = tape.gradient(loss, inputs + [weight.value for weight in trainable])
    gradients = [None if g is None else tf.convert_to_tensor(g) for g in gradients]
    golden = {
        "name": name, "layer": text, "training": training, "seed": seed, "scale": scale,
        "offset": offset, "integers": integers, "inputs": shapes,
        "weights": [[names(weight)] + list(weight.shape) for weight in weights],
        "output_shape": list(output.shape), "output": flat(output), "loss": float("%.8g" % loss),
        "input_gradients": [] if integers else [flat(g) for g in gradients[:len(inputs)]],
        "weight_gradients": {names(w): flat(g) for w, g in zip(trainable, gradients[len(inputs):])},
        "states": {names(w): flat(w) for w in weights if not w.trainable} if training else {}}
    figures = {name: float("%.8g" % figure) for layer in layers
               for name, figure in getattr(layer, "figures", {}).items()}
    if figures:
        golden["figures"] = figures
    if masks:
        golden["masks"] = masks
    if output_mask:
        golden["output_mask"] = flat(output_mask(inputs[0]) if callable(output_mask) else output_mask)
    return golden


def write(script):
    """Writes the cases to the file that the script is called with."""
    keras.config.set_floatx("float64")
    lines = [json.dumps(run(1000 * number, *args)) for number, args in enumerate(CASES, start=1)]
    versions = json.dumps({"keras": keras.__version__, "tensorflow": tf.__version__})
    with open(sys.argv[1], "w") as file:
        file.write('{"versions": %s,\n"script": "%s",\n"cases": [\n' % (versions, script))
        file.write(",\n".join(lines))
        file.write("\n]}\n")
