"""Writes golden/adaptive.json: cases of the layers that adapt to the sample.

Keras has none of them: they are written down here from their papers, with Keras' ops in float64.
Run as: python adaptive.py ../resources/golden/adaptive.json
"""

import keras
import tensorflow as tf
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


def sample_gate(layer, x):
    mean = ops.mean(x, axis=positions(x)) if len(x.shape) > 2 else x
    return keras.activations.sigmoid(ops.matmul(mean, layer.kernel) + layer.bias)


@tf.custom_gradient
def harden(soft):
    """The step function with the gradient of the identity."""
    return tf.cast(soft >= 0.5, soft.dtype), lambda gradient: gradient


def skip_gate(channels, rank, cost, hard):
    def compute(layer, x):
        gates = sample_gate(layer, x)
        gates = harden(gates) if hard else gates
        layer.figures["use"] = ops.mean(gates)
        layer.add_loss(cost * ops.mean(gates))
        return ops.reshape(gates, (-1,) + (1,) * rank)

    return lambda: [Oracle({"kernel": (channels, 1), "bias": (1,)}, compute)]


case("skip gate", "skip_gate {}", [[6, 5]], skip_gate(5, 1, 0.01, True))
case("skip gate of images", "skip_gate { cost: 0.5 }", [[6, 2, 2, 4]], skip_gate(4, 3, 0.5, True), scale=12, offset=-2)
case("soft skip gate of sequences", "skip_gate { hard: false cost: 0.25 }", [[4, 3, 2]],
     skip_gate(2, 2, 0.25, False))

case("halting unit", "halting_unit {}", [[3, 4]],
     lambda: [Oracle({"kernel": (4, 1), "bias": (1,)}, sample_gate)])
case("halting unit of images", "halting_unit {}", [[3, 2, 4, 3]],
     lambda: [Oracle({"kernel": (3, 1), "bias": (1,)}, sample_gate)])


def halted_sum(ponder_cost=0.01, epsilon=0.01):
    """Sample by sample, as Graves 2016 writes it in equations 5 to 13."""

    def compute(layer, inputs):
        repetitions = (len(inputs) + 1) // 2
        outputs, halting = inputs[:repetitions], inputs[repetitions:]
        samples, ponder, depths = [], [], []
        for i in range(outputs[0].shape[0]):
            total, n = 0.0, 0
            while n < repetitions - 1 and float(total + halting[n][i, 0]) < 1 - epsilon:
                total = total + halting[n][i, 0]
                n += 1
            remainder = 1.0 - total
            sample = remainder * outputs[n][i]
            for j in range(n):
                sample = sample + halting[j][i, 0] * outputs[j][i]
            samples.append(sample)
            depths.append(n + 1.0)
            ponder.append(n + 1 + remainder)
        layer.figures["depth"] = sum(depths) / len(depths)
        layer.add_loss(ponder_cost * sum(ponder) / len(ponder))
        return ops.stack(samples)

    return lambda: [Oracle({}, compute)]


# Halting values between 0 and 1 come from those between -1 and 1.
case("halted sum of three", "halted_sum { ponder_cost: 0.5 }", [[8, 3]] * 3 + [[8, 1]] * 2,
     halted_sum(0.5), scale=0.5, offset=0.5)
case("halted sum of two images", "halted_sum { epsilon: 0.25 }", [[6, 2, 2, 3]] * 2 + [[6, 1]],
     halted_sum(epsilon=0.25), scale=0.5, offset=0.5)
case("halted sum of five", "halted_sum {}", [[6, 2]] * 5 + [[6, 1]] * 4,
     halted_sum(), scale=0.25, offset=0.25)


def mixture(experts, size, units, hidden=None, top_k=2, activation="relu", load_balancing=0.01):
    """Row by row and expert by expert."""
    weights = {"router": (size, experts)}
    if hidden:
        weights["hidden_kernel"] = (experts, size, hidden)
        weights["hidden_bias"] = (experts, hidden)
    weights["kernel"] = (experts, hidden or size, units)
    weights["bias"] = (experts, units)
    act = keras.activations.get(activation)

    def compute(layer, x):
        def expert(i, row):
            if hidden:
                row = act(ops.matmul(row, layer.hidden_kernel[i]) + layer.hidden_bias[i])
                return ops.matmul(row, layer.kernel[i]) + layer.bias[i]
            return act(ops.matmul(row, layer.kernel[i]) + layer.bias[i])

        rows = ops.reshape(x, (-1, 1, size))
        results, loads, counts, means = [], [0.0] * experts, [0] * experts, [0.0] * experts
        for r in range(rows.shape[0]):
            probabilities = ops.softmax(ops.matmul(rows[r], layer.router))[0]
            order = sorted(range(experts), key=lambda i: -float(probabilities[i]))[:top_k]
            total = sum(probabilities[i] for i in order)
            result = 0
            for i in order:
                weight = probabilities[i] / total
                loads[i] = loads[i] + weight / rows.shape[0]
                counts[i] += 1
                result = result + (probabilities[i] if top_k == 1 else weight) * expert(i, rows[r])[0]
            results.append(result)
            for i in range(experts):
                means[i] = means[i] + probabilities[i] / rows.shape[0]
        for i in range(experts):
            layer.figures["load_%d" % i] = loads[i]
        layer.add_loss(load_balancing * experts * sum(
            counts[i] / (rows.shape[0] * top_k) * means[i] for i in range(experts)))
        return ops.reshape(ops.stack(results), x.shape[:-1] + (units,))

    return lambda: [Oracle(weights, compute)]


case("mixture of experts", "mixture_of_experts { experts: 4 units: 3 }", [[6, 5]], mixture(4, 5, 3))
case("mixture of one expert a sample",
     "mixture_of_experts { experts: 3 units: 2 top_k: 1 activation: TANH load_balancing: 0.5 }", [[6, 4]],
     mixture(3, 4, 2, top_k=1, activation="tanh", load_balancing=0.5))
case("mixture of experts with hidden layers, of sequences",
     "mixture_of_experts { experts: 3 units: 2 hidden: 4 activation: TANH load_balancing: 0.25 }", [[2, 3, 5]],
     mixture(3, 5, 2, hidden=4, activation="tanh", load_balancing=0.25))
case("mixture of all experts", "mixture_of_experts { experts: 2 units: 3 load_balancing: 0 }", [[4, 3]],
     mixture(2, 3, 3, load_balancing=0))

write("adaptive.py")
