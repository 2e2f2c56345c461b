"""Search spaces as every sampler's side is told of them, and problems: a space with an objective."""
import dataclasses
import math
from typing import Callable, Optional


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One parameter. Of `kind` float or int with `low` and `high`, or choice with `size` values that have no order.
    `when` names an earlier choice and the indices of its values with which this parameter is there. Values are numbers;
    those of a choice are indices."""
    name: str
    kind: str
    low: float = 0
    high: float = 1
    log: bool = False
    size: int = 0
    when: Optional[tuple] = None

    def is_active(self, values):
        return self.when is None or values.get(self.when[0]) in self.when[1]


def number(name, low, high, log=False, when=None):
    return Parameter(name, "float", low, high, log, when=when)


def whole(name, low, high, log=False, when=None):
    return Parameter(name, "int", low, high, log, when=when)


def choice(name, size, when=None):
    return Parameter(name, "choice", size=size, when=when)


@dataclasses.dataclass(frozen=True)
class Problem:
    """What a sampler is tried on.

    `loss` is of a dict of values and free of noise; `best` is its least, and a regret of 1 is that of `typical`, the
    median over the space, so that regrets of different problems can be averaged. `noise` is the standard deviation of
    what is told to the sampler around the loss."""
    name: str
    kind: str
    space: tuple
    loss: Callable[[dict], float]
    best: float
    typical: float
    noise: float = 0

    def regret(self, values):
        return max(0.0, self.loss(values) - self.best) / (self.typical - self.best)


def draw(space, random):
    """A uniform draw: on the scale of each parameter."""
    values = {}
    for parameter in space:
        if not parameter.is_active(values):
            continue
        if parameter.kind == "choice":
            values[parameter.name] = random.randrange(parameter.size)
        elif parameter.kind == "float":
            values[parameter.name] = from_unit(parameter, random.random())
        else:
            low, high = parameter.low, parameter.high
            values[parameter.name] = (
                min(high, max(low, round(math.exp(random.uniform(math.log(low - 0.5), math.log(high + 0.5))))))
                if parameter.log else random.randint(low, high))
    return values


def from_unit(parameter, unit):
    if parameter.log:
        return math.exp(math.log(parameter.low) + unit * math.log(parameter.high / parameter.low))
    return parameter.low + unit * (parameter.high - parameter.low)
