"""Problems whose objective is a formula, with a known optimum."""
import dataclasses
import math
import random
import statistics

from spaces import Problem, choice, draw, number, whole


def branin(v):
    x, y = v["x"], v["y"]
    bent = y - 5.1 / (4 * math.pi ** 2) * x * x + 5 / math.pi * x - 6
    return bent * bent + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


WEIGHTS = (1, 1.2, 3, 3.2)
SHARPNESS = ((10, 3, 17, 3.5, 1.7, 8), (0.05, 10, 17, 0.1, 8, 14), (3, 3.5, 1.7, 10, 17, 8), (17, 8, 0.05, 10, 0.1, 14))
CENTRES = ((0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886), (0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991),
           (0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650), (0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381))


def hartmann6(v):
    x = [v[f"x{j}"] for j in range(6)]
    return -sum(w * math.exp(-sum(s * (a - c) ** 2 for s, a, c in zip(sharp, x, centre)))
                for w, sharp, centre in zip(WEIGHTS, SHARPNESS, CENTRES))


def rosenbrock(v):
    x = list(v.values())
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def ackley(x):
    n = len(x)
    return (20 + math.e - 20 * math.exp(-0.2 * math.sqrt(sum(a * a for a in x) / n))
            - math.exp(sum(math.cos(2 * math.pi * a) for a in x) / n))


# The categories' places have no order; the least is at category 3, whole number 2, and 0.6 for the numbers.
PLACES = (4, -3, 1.5, 0, -1.5, 3)


def ackley_mixed(v):
    return ackley([PLACES[v["kind"]], v["steps"] - 2, (v["width"] - 2) / 2, v["a"] - 0.6, v["b"] - 0.6])


def plateaus(v):
    """Steps and near-ties, as in tables of accuracies: a bowl, cut into terraces, beside broad flats."""
    smooth = sum((v[f"x{j}"] / 12 - place) ** 2 for j, place in enumerate((0.25, 0.7, 0.4))) + 0.15 * (v["kind"] != 1)
    if v["x4"] < 4:
        return 1 + 0.001 * ((v["x0"] * 7 + v["x1"] * 3) % 5)
    ripple = 0.002 * ((v["x0"] * 31 + v["x1"] * 17 + v["x2"] * 7 + v["x4"] * 3) % 8)
    return min(1.0, 0.06 * math.floor(smooth / 0.06)) + ripple


def cliffs(v):
    """Half of the space diverges; on the other side few parameters matter, and the best are close together."""
    if v["rate"] + 0.5 * v["x1"] > 14:
        return 5 + (v["rate"] * 13 + v["x1"] * 5) % 7
    return (0.02 * abs(v["rate"] - 9) + 0.01 * abs(v["x1"] - 4) * (v["kind"] == 0) + 0.1 * (v["kind"] == 2)
            + 0.0005 * ((v["x1"] * 11 + v["x2"] * 5 + v["x3"] * 7) % 13))


def unscaled(v):
    """Rates and widths that count by their logarithms, in a space that does not say so."""
    return (0.05 * (math.log10(v["rate"]) + 2.5) ** 2 + 0.02 * (math.log10(v["decay"]) + 3.5) ** 2
            + 0.1 * (math.log10(1 - v["momentum"]) + 1) ** 2 + 0.03 * (math.log2(v["width"]) - 7) ** 2)


def optimizers(v):
    """Two optimizers with parameters of their own: the second is worse by default and better when tuned."""
    if v["optimizer"] == 0:
        return 0.12 + 0.03 * (v["adam_rate"] + 3) ** 2 + 0.05 * (v["beta"] - 0.9) ** 2 + 0.1 * (v["decay"] - 0.3) ** 2
    return (0.10 * (v["sgd_rate"] + 1) ** 2 + 1.5 * (v["momentum"] - 0.85) ** 2 + 0.4 * v["nesterov"]
            + 0.1 * (v["decay"] - 0.3) ** 2)


def mixture(v):
    """Three architectures with own parameters, one with a part that is there or not; the decoy is broad."""
    shared = 0.2 * (v["rate"] + 2.5) ** 2
    if v["kind"] == 0:
        return shared + 0.15 + 0.2 * (v["size"] / 8 - 0.5) ** 2
    if v["kind"] == 1:
        return shared + 0.9 * (v["depth"] / 6 - 0.5) ** 2 + 0.25 * abs(v["width"] / 8 - 0.75)
    extra = 0.5 * (v["gate"] - 0.2) ** 2 if v["gated"] == 1 else 0.1
    return shared + 0.08 + extra + 0.4 * (v["tree"] - 0.6) ** 2


def _layers(v):
    loss = (v["rate"] + 2) ** 2 / 4 + (4 * (v["momentum"] - 0.9) ** 2 if v["optimizer"] == 1 else 0.2)
    loss += math.log(v["units1"] / 128) ** 2
    loss += math.log(v["units2"] / 64) ** 2 if v["layers"] >= 1 else 0.5
    return loss + (0.1 + 0.1 * math.log(v["units3"] / 16) if v["layers"] == 2 else 0)


CUBE = tuple(number(f"x{j}", 0, 1) for j in range(6))
PLANE = (number("x", -5, 10), number("y", 0, 15))


def _formulas():
    yield "branin", "smooth", PLANE, branin, 0.397887
    yield "hartmann6", "smooth", CUBE, hartmann6, -3.32237
    yield "rosenbrock4", "smooth", tuple(number(f"x{j}", -2, 3) for j in range(4)), rosenbrock, 0
    yield ("hartmann6_bent", "bent", CUBE, lambda v: hartmann6(
        {f"x{j}": v[f"x{j}"] ** 3 if j % 2 else 1 - (1 - v[f"x{j}"]) ** 3 for j in range(6)}), -3.32237)
    yield ("unscaled", "bent", (number("rate", 1e-5, 1), number("decay", 1e-6, 0.1), number("momentum", 0, 0.999),
                                whole("width", 16, 1024)), unscaled, 0)
    yield "hartmann6_of_50", "higher", tuple(number(f"x{j}", 0, 1) for j in range(50)), hartmann6, -3.32237
    yield "hartmann6_of_25", "high", tuple(number(f"x{j}", 0, 1) for j in range(25)), hartmann6, -3.32237
    yield "rosenbrock20", "high", tuple(number(f"x{j}", -2, 3) for j in range(20)), rosenbrock, 0
    yield "ackley20", "high", tuple(number(f"x{j}", -4, 6) for j in range(20)), lambda v: ackley(list(v.values())), 0
    yield "ackley10", "smooth", tuple(number(f"x{j}", -4, 6) for j in range(10)), lambda v: ackley(list(v.values())), 0
    yield ("ackley_mixed", "mixed", (choice("kind", 6), whole("steps", -4, 5), whole("width", -6, 8), number("a", -4, 5),
                                     number("b", -4, 5)), ackley_mixed, 0)
    yield ("plateaus", "stepped", (*(whole(f"x{j}", 0, 12) for j in range(3)), choice("kind", 3), whole("x4", 0, 9)),
           plateaus, 0)
    yield ("cliffs", "stepped", (whole("rate", 0, 15), *(whole(f"x{j}", 0, 9) for j in (1, 2, 3)), choice("kind", 3)),
           cliffs, 0)
    yield ("optimizers", "conditional", (
        choice("optimizer", 2), number("decay", 0, 1), number("adam_rate", -5, -1, when=("optimizer", (0,))),
        number("beta", 0.5, 1, when=("optimizer", (0,))), number("sgd_rate", -4, 0, when=("optimizer", (1,))),
        number("momentum", 0, 1, when=("optimizer", (1,))), choice("nesterov", 2, when=("optimizer", (1,)))),
        optimizers, 0)
    yield ("mixture", "conditional", (
        choice("kind", 3), number("rate", -5, 0), whole("size", 0, 8, when=("kind", (0,))),
        whole("depth", 0, 6, when=("kind", (1,))), whole("width", 0, 8, when=("kind", (1,))),
        choice("gated", 2, when=("kind", (2,))), number("gate", 0, 1, when=("gated", (1,))),
        number("tree", 0, 1, when=("kind", (2,)))), mixture, 0)
    yield ("layers", "conditional", (
        choice("optimizer", 3), number("rate", -5, 0), number("momentum", 0, 0.99, when=("optimizer", (1,))),
        choice("layers", 3), whole("units1", 16, 512, True), whole("units2", 16, 512, True, when=("layers", (1, 2))),
        whole("units3", 16, 512, True, when=("layers", (2,)))), _layers, 0)


def _problem(name, kind, space, loss, best):
    dice = random.Random(0)
    typical = statistics.median(loss(draw(space, dice)) for _ in range(2_001))
    return Problem(name, kind, tuple(space), loss, best, typical)


def formulas():
    """All of them by name; two with noise of a twentieth of the distance from the median to the best."""
    problems = {each[0]: _problem(*each) for each in _formulas()}
    for name in ("hartmann6", "ackley_mixed"):
        plain = problems[name]
        problems[f"{name}_noisy"] = dataclasses.replace(
            plain, name=f"{name}_noisy", kind="noisy", noise=(plain.typical - plain.best) / 20)
    return problems
