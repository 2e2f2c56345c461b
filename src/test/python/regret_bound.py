"""Writes golden/regret_bound.json: what is still to be gained in a space of 651 points.

Once by scikit-learn's GaussianProcessRegressor with a fixed Matern 5/2 kernel, over all points of the
space; once by Optuna's RegretBoundEvaluator, which fits its kernel and draws from the space.

Run as: python regret_bound.py ../resources/golden/regret_bound.json
"""

import json
import math
import sys
import warnings

import numpy as np
import optuna
import sklearn
from optuna.distributions import IntDistribution
from optuna.terminator import RegretBoundEvaluator
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import ConstantKernel, Matern

WIDTH = 31
HEIGHT = 21
TRIALS = 45
SIGNAL = 1.3
NOISE = 0.002
LENGTH_SCALES = [0.4, 0.9]

warnings.filterwarnings("ignore", category=optuna.exceptions.ExperimentalWarning)
random = np.random.default_rng(11)
cells = random.choice(WIDTH * HEIGHT, TRIALS, replace=False)
xs = cells % WIDTH
ys = cells // WIDTH
places = np.stack([(xs + 0.5) / WIDTH, (ys + 0.5) / HEIGHT], axis=1)
values = (
    3 * (places[:, 0] - 0.6) ** 2
    + np.sin(3 * places[:, 1])
    + 0.02 * random.standard_normal(TRIALS)
)

# The better half.
top = np.sort(np.argsort(values)[: TRIALS // 2])
targets = (values[top] - values[top].mean()) / values[top].std()
regressor = GaussianProcessRegressor(
    ConstantKernel(SIGNAL) * Matern(LENGTH_SCALES, nu=2.5), alpha=NOISE, optimizer=None
).fit(places[top], targets)
deviations = math.sqrt(2 * math.log(2 * len(top) ** 2 * math.pi**2 / 6 / 0.1) / 5)
everywhere = np.array(
    [[(x + 0.5) / WIDTH, (y + 0.5) / HEIGHT] for y in range(HEIGHT) for x in range(WIDTH)]
)
means, spreads = regressor.predict(places[top], return_std=True)
all_means, all_spreads = regressor.predict(everywhere, return_std=True)
bound = (means + deviations * spreads).min() - (all_means - deviations * all_spreads).min()

space = {"x": IntDistribution(0, WIDTH - 1), "y": IntDistribution(0, HEIGHT - 1)}
trials = [
    optuna.trial.create_trial(
        params={"x": int(x), "y": int(y)}, distributions=space, value=float(value)
    )
    for x, y, value in zip(xs, ys, values)
]
by_optuna = RegretBoundEvaluator(seed=0).evaluate(trials, optuna.study.StudyDirection.MINIMIZE)

with open(sys.argv[1], "w") as file:
    json.dump(
        {
            "versions": {
                "scikit-learn": sklearn.__version__,
                "numpy": np.__version__,
                "optuna": optuna.__version__,
            },
            "width": WIDTH,
            "height": HEIGHT,
            "trials": [
                {"x": int(x), "y": int(y), "value": float(value)}
                for x, y, value in zip(xs, ys, values)
            ],
            "better": top.tolist(),
            "signal": SIGNAL,
            "noise": NOISE,
            "length_scales": LENGTH_SCALES,
            "targets": targets.tolist(),
            "standardized_bound": bound,
            "optuna_bound": float(by_optuna),
        },
        file,
    )
    file.write("\n")
