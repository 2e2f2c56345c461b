"""Luthier's side: a study's space as files that `luthier suggest` reads.

Luthier tunes fields of a model, so each parameter gets a layer of its own: a float is a dropout rate, moved to 0 to 0.9 on
its own scale; a whole number is a number of units, moved to begin with 1 where its scale is linear; a choice is an
activation."""
import math

ACTIVATIONS = ("RELU", "ELU", "SELU", "TANH", "SIGMOID", "SOFTPLUS", "SOFTSIGN", "GELU")
MOST = 0.9


def model(space):
    layers = []
    for p in space:
        body = {"float": "dropout { rate: 0.5 }", "int": "dense { units: 1 }", "choice": "dense { units: 1 }"}[p.kind]
        layers.append(f'layer {{ name: "{p.name}" {body} }}')
    return "\n".join(['name: "problem"', 'input { name: "in" shape: 4 }', *layers,
                      'layer { name: "out" dense { units: 3 } }', "loss { softmax_cross_entropy {} }",
                      "metric: ACCURACY", "optimizer { adam {} }", "training { epochs: 1 batch_size: 32 }"]) + "\n"


def study(space, sampler, seed, trials):
    lines = ['name: "problem"', 'model: "model.textproto"', 'data { path: "iris" validation_fraction: 0.2 }',
             'objective { metric: "validation/loss" goal: MINIMIZE }', f"sampler {{ {sampler} {{}} }}",
             f"budget {{ trials: {trials} }}", f"seed: {seed}"]
    for p in space:
        path, domain = {
            "float": (f"layer[{p.name}].dropout.rate", f"float {{ max: {MOST} }}"),
            "int": (f"layer[{p.name}].dense.units", f"int {{ min: {p.low if p.log else 1} "
                    f"max: {p.high if p.log else p.high - p.low + 1}{' scale: LOG' if p.log else ''} }}"),
            "choice": (f"layer[{p.name}].dense.activation",
                       "choice { value: [" + ", ".join(f'"{name}"' for name in ACTIVATIONS[:p.size]) + "] }"),
        }[p.kind]
        when = ""
        if p.when:
            names = ", ".join(f'"{ACTIVATIONS[i]}"' for i in p.when[1])
            when = f' when {{ parameter: "{p.when[0]}" equals: [{names}] }}'
        lines.append(f'parameter {{ name: "{p.name}" path: "{path}" {domain}{when} }}')
    return "\n".join(lines) + "\n"


def values(space, parameters):
    """What Luthier answered, as values of the problem."""
    found = {}
    for p in space:
        value = parameters.get(p.name)
        if value is None:
            continue
        if p.kind == "choice":
            found[p.name] = ACTIVATIONS.index(value)
        elif p.kind == "int":
            found[p.name] = value if p.log else value - 1 + p.low
        else:
            unit = value / MOST
            found[p.name] = (math.exp(math.log(p.low) + unit * math.log(p.high / p.low)) if p.log
                             else p.low + unit * (p.high - p.low))
    return found
