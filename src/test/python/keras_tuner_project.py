"""Writes what Keras Tuner keeps of a search: DIRECTORY/keras_tuner (oracle.json, tuner0.json and a trial.json a trial,
without weights), and keras_tuner.json with the complete trials as Keras Tuner itself reads them back.

The second trial ends by an error. keras-tuner 1.4.8, keras 3.15.1.

Usage: python keras_tuner_project.py DIRECTORY"""
import json
import os
import pathlib
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "2"
import keras
import keras_tuner
import numpy as np

directory = pathlib.Path(sys.argv[1])
rng = np.random.default_rng(1)
x = rng.normal(size=(64, 4)).astype("float32")
y = (x[:, 0] > 0).astype("int32")


def build(parameters):
    units = parameters.Int("units", 32, 512, step=32)
    rate = parameters.Float("learning_rate", 1e-4, 1e-1, sampling="log")
    optimizer = parameters.Choice("optimizer", ["adam", "rmsprop"])
    momentum = 0
    with parameters.conditional_scope("optimizer", ["rmsprop"]):
        if optimizer == "rmsprop":
            momentum = parameters.Float("momentum", 0, 0.99)
    model = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(units, "relu"), keras.layers.Dense(2)])
    model.compile(keras.optimizers.Adam(rate) if optimizer == "adam" else keras.optimizers.RMSprop(rate, momentum=momentum),
                  keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    return model


class Tuner(keras_tuner.RandomSearch):
    def run_trial(self, trial, *args, **kwargs):
        if trial.trial_id == "1":
            raise keras_tuner.errors.FailedTrialError("a trial that fails")
        return super().run_trial(trial, *args, **kwargs)


def tuner(overwrite):
    return Tuner(
        build, objective="val_accuracy", max_trials=6, seed=3, max_consecutive_failed_trials=3,
        overwrite=overwrite, directory=str(directory), project_name="keras_tuner")


keras.utils.set_random_seed(1)
tuner(True).search(x[:48], y[:48], epochs=2, validation_data=(x[48:], y[48:]), verbose=0)
read = tuner(False)
for file in (directory / "keras_tuner").rglob("*"):
    if file.name.endswith(".h5") or file.name == "build_config.json":
        file.unlink()
failed = directory / "keras_tuner" / "trial_1" / "trial.json"
record = json.loads(failed.read_text())
record["message"] = record["message"].splitlines()[-1]  # Without the paths of this machine.
failed.write_text(json.dumps(record))
trials = sorted(read.oracle.trials.values(), key=lambda trial: trial.trial_id)
with open(directory / "keras_tuner.json", "w") as file:
    json.dump({"keras_tuner": keras_tuner.__version__,
               "trials": [{"parameters": t.hyperparameters.values, "value": t.score} for t in trials
                          if t.status == "COMPLETED"]}, file)
    file.write("\n")
