"""Optuna random search over the Keras or the PyTorch network.

--workers 2 --storage sqlite|journal: two processes share one study, each with one thread (2 threads in total)."""
import os
import subprocess
import sys
import tempfile
import time

import tune_models

p = tune_models.arguments(__doc__)
p.add_argument("--library", default="keras", choices=["keras", "torch"])
p.add_argument("--workers", type=int, default=1)
p.add_argument("--storage", default="memory", choices=["memory", "sqlite", "journal"])
p.add_argument("--threads", type=int, default=0, help="threads of the numeric library in one worker")
p.add_argument("--worker-file", help="internal: file of the shared study")
p.add_argument("--worker", type=int, default=0, help="internal: number of this worker")
a = p.parse_args()
if a.workers > 1 and a.storage == "memory":
    p.error("several workers need --storage sqlite or journal")
if a.library == "keras":
    tune_models.keras_environment(a)

import optuna

import shared

optuna.logging.set_verbosity(optuna.logging.WARNING)
space = tune_models.SPACE


def storage(file):
    if a.storage == "memory":
        return None
    if a.storage == "sqlite":
        return optuna.storages.RDBStorage(f"sqlite:///{file}", engine_kwargs={"connect_args": {"timeout": 60}})
    return optuna.storages.JournalStorage(optuna.storages.journal.JournalFileBackend(file))


def work(study):
    sets = tune_models.data(a)
    if a.library == "torch":
        import torch
        torch.set_num_threads(a.threads or torch.get_num_threads())
        torch.manual_seed(a.seed + a.worker)
        sets = [torch.from_numpy(t) for t in sets]
        run = tune_models.torch_trial
    else:
        import keras
        if a.threads and a.backend == "tensorflow":
            import tensorflow as tf
            tf.config.threading.set_intra_op_parallelism_threads(a.threads)
            tf.config.threading.set_inter_op_parallelism_threads(a.threads)
        keras.utils.set_random_seed(a.seed + a.worker)
        run = tune_models.keras_trial

    def objective(trial):
        low, high, step = space["units"]
        return run(a, sets, units=trial.suggest_int("units", low, high, step=step),
                   l2=trial.suggest_float("l2", *space["l2"], log=True),
                   dropout=trial.suggest_float("dropout", *space["dropout"]),
                   lr=trial.suggest_float("lr", *space["lr"], log=True),
                   optimizer=trial.suggest_categorical("optimizer", list(space["optimizer"])))

    start = time.perf_counter()
    if a.workers > 1:
        states = (optuna.trial.TrialState.COMPLETE, optuna.trial.TrialState.RUNNING)
        # counts the running trials too, so that two workers stop at the asked number together
        stop = optuna.study.MaxTrialsCallback(a.trials, states=states)
        study.optimize(objective, callbacks=[stop])
    else:
        study.optimize(objective, n_trials=a.trials)
    return time.perf_counter() - start


sampler = optuna.samplers.RandomSampler(seed=a.seed + a.worker)
if a.worker_file:
    work(optuna.load_study(study_name="tune", storage=storage(a.worker_file), sampler=sampler))
    sys.exit(0)
with tempfile.TemporaryDirectory() as folder:
    file = os.path.join(folder, "study")
    study = optuna.create_study(study_name="tune", direction="maximize", sampler=sampler, storage=storage(file))
    start = time.perf_counter()
    if a.workers > 1:
        own = [sys.executable, __file__] + sys.argv[1:] + ["--threads", str(a.threads or 1), "--worker-file", file]
        children = [subprocess.Popen(own + ["--worker", str(i)]) for i in range(a.workers)]
        if any([child.wait() for child in children]):
            sys.exit("a worker failed")
        seconds = time.perf_counter() - start  # here the start-up of the workers counts
    else:
        seconds = work(study)
    done = len(study.get_trials(states=[optuna.trial.TrialState.COMPLETE]))
    shared.report(workload="tune", peer=f"optuna-random-{a.library}", options=vars(a), search_s=seconds,
                  completed=done, trials_per_min=60 * done / seconds, best_val_accuracy=study.best_value,
                  best=study.best_params,
                  versions=shared.versions("optuna", "keras", "tensorflow-cpu", "torch", "numpy"))
