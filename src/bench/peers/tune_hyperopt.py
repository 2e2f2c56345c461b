"""Hyperopt random search over the Keras network."""
import math
import time

import tune_models

a = tune_models.arguments(__doc__).parse_args()
tune_models.keras_environment(a)

import keras
import numpy as np
from hyperopt import STATUS_OK, Trials, fmin, hp, rand, space_eval

import shared

sets = tune_models.data(a)
low, high, step = tune_models.SPACE["units"]
logs = {k: [math.log(v) for v in tune_models.SPACE[k]] for k in ("l2", "lr")}
space = {
    "units": low + hp.quniform("units", 0, high - low, step),
    "l2": hp.loguniform("l2", *logs["l2"]),
    "dropout": hp.uniform("dropout", *tune_models.SPACE["dropout"]),
    "lr": hp.loguniform("lr", *logs["lr"]),
    "optimizer": hp.choice("optimizer", list(tune_models.SPACE["optimizer"])),
}


def objective(values):
    values = dict(values, units=int(values["units"]))
    return {"loss": -tune_models.keras_trial(a, sets, **values), "status": STATUS_OK}


keras.utils.set_random_seed(a.seed)
trials = Trials()
start = time.perf_counter()
best = fmin(objective, space, algo=rand.suggest, max_evals=a.trials, trials=trials,
            rstate=np.random.default_rng(a.seed), show_progressbar=False, verbose=False)
seconds = time.perf_counter() - start
shared.report(workload="tune", peer="hyperopt-random-keras", options=vars(a), search_s=seconds,
              completed=len(trials.trials), trials_per_min=60 * len(trials.trials) / seconds,
              best_val_accuracy=-min(trials.losses()), best={k: str(v) for k, v in space_eval(space, best).items()},
              versions=shared.versions("hyperopt", "keras", "tensorflow-cpu", "numpy"))
