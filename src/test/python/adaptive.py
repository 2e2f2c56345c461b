"""Writes golden/adaptive.json: cases of the layers that adapt to the sample.

Keras has none of them: they are written down here from their papers, with Keras' ops in float64.
Run as: python adaptive.py ../resources/golden/adaptive.json
"""

import keras
from keras import ops

from layer_cases import case, write


class Oracle(keras.Layer):
    """A layer whose weights are named as its argument says, and that may have figures."""

    def __init__(self, weights, compute):
        super().__init__()
        self.shapes = weights
        self.compute = compute
        self.figures = {}

    def build(self, _):
        for name, shape in self.shapes.items():
            setattr(self, name, self.add_weight(name=name, shape=shape))

    def call(self, inputs):
        return self.compute(self, inputs)


def positions(x):
    return tuple(range(1, len(x.shape) - 1))


def squeeze_excitation(channels, units, activation="relu", gate="sigmoid"):
    def compute(layer, x):
        squeezed = ops.matmul(ops.mean(x, axis=positions(x)), layer.squeeze_kernel) + layer.squeeze_bias
        excited = keras.activations.get(activation)(squeezed)
        gates = keras.activations.get(gate)(
            ops.matmul(excited, layer.excitation_kernel) + layer.excitation_bias)
        layer.figures["gate"] = ops.mean(gates)
        return ops.stack([x[i] * gates[i] for i in range(x.shape[0])])

    return lambda: [Oracle({
        "squeeze_kernel": (channels, units), "squeeze_bias": (units,),
        "excitation_kernel": (units, channels), "excitation_bias": (channels,)}, compute)]


case("squeeze excitation", "squeeze_excitation { ratio: 2 }", [[3, 2, 3, 4]], squeeze_excitation(4, 2))
case("squeeze excitation of few channels", "squeeze_excitation {}", [[2, 3, 2, 3]], squeeze_excitation(3, 1))
case("squeeze excitation of sequences",
     "squeeze_excitation { units: 3 activation: TANH gate: HARD_SIGMOID }", [[2, 5, 4]],
     squeeze_excitation(4, 3, "tanh", "hard_sigmoid"))


def highway(size, activation):
    def compute(layer, x):
        changed = keras.activations.get(activation)(ops.matmul(x, layer.kernel) + layer.bias)
        gates = keras.activations.sigmoid(ops.matmul(x, layer.gate_kernel) + layer.gate_bias)
        layer.figures["transform"] = ops.mean(gates)
        return gates * changed + (1 - gates) * x

    return lambda: [Oracle({
        "kernel": (size, size), "bias": (size,), "gate_kernel": (size, size), "gate_bias": (size,)},
        compute)]


case("highway", "highway {}", [[3, 4]], highway(4, "relu"))
case("highway of sequences", "highway { activation: TANH }", [[2, 3, 5]], highway(5, "tanh"))

write("adaptive.py")
