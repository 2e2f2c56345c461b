"""Writes golden/sobol.json: points of the unscrambled Sobol sequence by SciPy.

Run as: python sobol.py ../resources/golden/sobol.json
"""

import json
import sys

import scipy
from scipy.stats import qmc

DIMENSIONS = [0, 1, 2, 3, 4, 5, 9, 19, 29, 99, 499, 999]
INDICES = [*range(20), 31, 32, 100, 1000, 4095, 4096, 65_537, 1_048_575]

sobol = qmc.Sobol(max(DIMENSIONS) + 1, scramble=False)
points = []
done = 0
for index in INDICES:
    if index > done:
        sobol.fast_forward(index - done)
    points.append([float(x) for x in sobol.random(1)[0][DIMENSIONS]])
    done = index + 1

with open(sys.argv[1], "w") as file:
    json.dump(
        {
            "versions": {"scipy": scipy.__version__},
            "dimensions": DIMENSIONS,
            "indices": INDICES,
            "points": points,
        },
        file,
    )
    file.write("\n")
