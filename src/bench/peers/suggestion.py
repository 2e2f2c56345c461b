"""seconds for one suggestion when the history already holds --history finished trials in --dims float parameters.

The history is filled with uniform random points of a smooth function; then --asks suggestions are timed one by one,
each told its value afterwards (not timed), so the history grows by one a time as in real use."""
import argparse
import os
import time

p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
p.add_argument("--sampler", required=True, choices=["optuna-tpe", "optuna-tpe-univariate", "optuna-random",
                                                    "optuna-gp", "hyperopt-tpe", "kerastuner-bayes"])
p.add_argument("--history", type=int, default=100)
p.add_argument("--dims", type=int, default=5)
p.add_argument("--asks", type=int, default=20)
p.add_argument("--seed", type=int, default=0)
a = p.parse_args()

import numpy as np

import shared

rng = np.random.default_rng(a.seed)
points = rng.random((a.history, a.dims))
names = [f"x{i}" for i in range(a.dims)]


def value(point):
    return float(np.square(np.asarray(point) - 0.3).sum())


def optuna_asks():
    import optuna
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    sampler = {"optuna-tpe": lambda: optuna.samplers.TPESampler(seed=a.seed),
               "optuna-tpe-univariate": lambda: optuna.samplers.TPESampler(seed=a.seed, multivariate=False),
               "optuna-random": lambda: optuna.samplers.RandomSampler(seed=a.seed),
               "optuna-gp": lambda: optuna.samplers.GPSampler(seed=a.seed)}[a.sampler]()
    study = optuna.create_study(sampler=sampler)
    dist = {n: optuna.distributions.FloatDistribution(0, 1) for n in names}
    study.add_trials([optuna.trial.create_trial(params=dict(zip(names, map(float, q))), distributions=dist,
                                                value=value(q)) for q in points])
    for _ in range(a.asks):
        start = time.perf_counter()
        trial = study.ask()
        point = [trial.suggest_float(n, 0, 1) for n in names]
        yield time.perf_counter() - start
        study.tell(trial, value(point))


def hyperopt_asks():
    import hyperopt
    from hyperopt import hp, tpe
    space = {n: hp.uniform(n, 0, 1) for n in names}
    domain = hyperopt.base.Domain(lambda q: 0.0, space)
    trials = hyperopt.Trials()

    def insert(tid, point):
        misc = {"tid": tid, "cmd": domain.cmd, "workdir": None, "idxs": {n: [tid] for n in names},
                "vals": {n: [float(v)] for n, v in zip(names, point)}}
        doc = trials.new_trial_docs([tid], [None], [{"status": "ok", "loss": value(point)}], [misc])[0]
        doc["state"] = hyperopt.JOB_STATE_DONE
        trials.insert_trial_docs([doc])

    for tid in trials.new_trial_ids(a.history):
        insert(tid, points[tid])
    trials.refresh()
    for i in range(a.asks):
        tid = trials.new_trial_ids(1)[0]
        start = time.perf_counter()
        doc = tpe.suggest([tid], domain, trials, a.seed + i)[0]
        yield time.perf_counter() - start
        insert(tid, [doc["misc"]["vals"][n][0] for n in names])
        trials.refresh()


def kerastuner_asks():
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import keras_tuner as kt
    from keras_tuner.engine import trial as trials
    space = kt.HyperParameters()
    for n in names:
        space.Float(n, 0.0, 1.0)
    oracle = kt.oracles.BayesianOptimizationOracle(objective=kt.Objective("score", "min"), max_trials=10 ** 6,
                                                   hyperparameters=space, seed=a.seed)

    def insert(tid, point):
        values = space.copy()
        values.values = {n: float(v) for n, v in zip(names, point)}
        trial = trials.Trial(hyperparameters=values, trial_id=tid, status="COMPLETED")
        trial.score = value(point)
        oracle.trials[tid] = trial
        oracle.end_order.append(tid)

    for i, q in enumerate(points):
        insert(f"{i:05d}", q)
    for i in range(a.asks):
        tid = f"{a.history + i:05d}"
        start = time.perf_counter()
        answer = oracle.populate_space(tid)
        yield time.perf_counter() - start
        insert(tid, [answer["values"][n] for n in names])


asks = {"hyperopt-tpe": hyperopt_asks, "kerastuner-bayes": kerastuner_asks}.get(a.sampler, optuna_asks)
seconds = list(asks())
steady = seconds[1:] or seconds
shared.report(workload="sampler", peer=a.sampler, options=vars(a), first_ask_ms=1000 * seconds[0],
              ask_ms=shared.spread([1000 * s for s in steady])["median"],
              ask_ms_spread=shared.spread([1000 * s for s in steady]),
              versions=shared.versions("optuna", "hyperopt", "keras-tuner", "scikit-learn", "scipy", "torch", "numpy"))
