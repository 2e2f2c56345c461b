"""Writes what Optuna keeps of a study: DIRECTORY/optuna.log (a journal) and optuna.sql (its SQLite file as SQL), and
optuna.json with the complete trials as Optuna itself reads them back.

Usage: python tuner_histories.py DIRECTORY"""
import json
import os
import sqlite3
import sys
import tempfile

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)
directory = sys.argv[1]


def objective(trial):
    units = trial.suggest_int("units", 32, 512, step=32)
    rate = trial.suggest_float("learning_rate", 1e-4, 1e-1, log=True)
    if trial.suggest_categorical("optimizer", ["adam", "rmsprop"]) == "rmsprop":
        trial.suggest_float("momentum", 0, 0.99)
    if trial.number == 2:
        raise optuna.TrialPruned()
    return units * rate


def run(storage):
    study = optuna.create_study(storage=storage, study_name="mlp", direction="maximize",
                                sampler=optuna.samplers.RandomSampler(seed=1))
    study.enqueue_trial({"units": 64, "learning_rate": 0.5})
    study.optimize(objective, n_trials=6)
    study.add_trial(optuna.trial.create_trial(
        params={"units": 96, "learning_rate": 0.01, "optimizer": "adam"}, value=0.5,
        distributions={"units": optuna.distributions.IntDistribution(32, 512, step=32),
                       "learning_rate": optuna.distributions.FloatDistribution(1e-4, 1e-1, log=True),
                       "optimizer": optuna.distributions.CategoricalDistribution(["adam", "rmsprop"])}))
    return study


journal = os.path.join(directory, "optuna.log")
run(optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(journal)))
with tempfile.TemporaryDirectory() as scratch:
    file = os.path.join(scratch, "study.db")
    study = run("sqlite:///" + file)
    with open(os.path.join(directory, "optuna.sql"), "w") as dump:
        dump.write("\n".join(sqlite3.connect(file).iterdump()) + "\n")
with open(os.path.join(directory, "optuna.json"), "w") as file:
    json.dump({"optuna": optuna.__version__,
               "trials": [{"parameters": t.params, "value": t.value} for t in study.get_trials()
                          if t.state == optuna.trial.TrialState.COMPLETE]}, file)
    file.write("\n")
