"""ms a trial of an Optuna study kept in a file, random sampler, an objective that costs next to nothing."""
import argparse
import pathlib
import time

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--trials", type=int, required=True)
p.add_argument("--storage", required=True, choices=["sqlite", "journal"])
p.add_argument("--file", required=True, help="where the study goes; must not exist")
p.add_argument("--dims", type=int, default=5)
a = p.parse_args()

import optuna

import shared

optuna.logging.set_verbosity(optuna.logging.WARNING)
pathlib.Path(a.file).parent.mkdir(parents=True, exist_ok=True)
if a.storage == "sqlite":
    storage = optuna.storages.RDBStorage(f"sqlite:///{a.file}")
else:
    storage = optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(a.file))
ends = []


def objective(trial):
    return sum((trial.suggest_float(f"x{i}", 0, 1) - 0.3) ** 2 for i in range(a.dims))


study = optuna.create_study(storage=storage, sampler=optuna.samplers.RandomSampler(seed=0))
start = time.perf_counter()
study.optimize(objective, n_trials=a.trials, callbacks=[lambda study, trial: ends.append(time.perf_counter())])
tenth = max(1, a.trials // 10)
last = ends[-1] - (ends[-1 - tenth] if tenth < len(ends) else start)
shared.report(workload="trials", peer=f"optuna-{a.storage}", options=vars(a), trial_ms=1000 * (ends[-1] - start) / a.trials,
              last_tenth_trial_ms=1000 * last / tenth, versions=shared.versions("optuna", "sqlalchemy"))
