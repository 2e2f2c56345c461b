"""KerasTuner RandomSearch as its documentation shows it (checkpoints of every trial included)."""
import tempfile
import time

import tune_models

a = tune_models.arguments(__doc__).parse_args()
tune_models.keras_environment(a)

import keras
import keras_tuner as kt

import shared

sets = x, y, xv, yv = tune_models.data(a)
space = tune_models.SPACE


def build(hp):
    return tune_models.keras_model(
        a, units=hp.Int("units", *space["units"][:2], step=space["units"][2]),
        l2=hp.Float("l2", *space["l2"], sampling="log"), dropout=hp.Float("dropout", *space["dropout"]),
        lr=hp.Float("lr", *space["lr"], sampling="log"), optimizer=hp.Choice("optimizer", list(space["optimizer"])))


keras.utils.set_random_seed(a.seed)
with tempfile.TemporaryDirectory() as folder:
    start = time.perf_counter()
    tuner = kt.RandomSearch(build, objective="val_accuracy", max_trials=a.trials, seed=a.seed, directory=folder,
                            project_name="tune")
    tuner.search(x, y, epochs=a.epochs, batch_size=a.batch, validation_data=(xv, yv), verbose=0)
    seconds = time.perf_counter() - start
    best = tuner.oracle.get_best_trials(1)[0]
    done = sum(t.status == "COMPLETED" for t in tuner.oracle.trials.values())
shared.report(workload="tune", peer="kerastuner-random", options=vars(a), search_s=seconds, completed=done,
              trials_per_min=60 * done / seconds, best_val_accuracy=best.score, best=best.hyperparameters.values,
              versions=shared.versions("keras-tuner", "keras", "tensorflow-cpu", "numpy"))
