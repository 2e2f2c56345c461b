"""A peer's sampler behind the lines of `luthier suggest`, for one study after the other.

    {"study": {"sampler": "optuna-tpe", "seed": 3, "trials": 100, "space": [...]}}   begins a study
    {"ask": 1}                              ->  {"trial": 0, "parameters": {"x": 0.25}, "seconds": 0.004}
    {"tell": {"trial": 0, "value": 0.9}}    less is better

`space` lists the fields of spaces.Parameter."""
import json
import sys
import time

from spaces import Parameter


class Optuna:
    """Conditional parameters are asked for where they are there, as Optuna's define-by-run means it."""

    def __init__(self, study):
        import optuna
        optuna.logging.set_verbosity(optuna.logging.ERROR)
        self.space = study["space"]
        self.study = optuna.create_study(sampler=self.sampler(optuna, study["sampler"], study["seed"]))
        self.trials = []

    @staticmethod
    def sampler(optuna, name, seed):
        samplers = optuna.samplers
        if name == "optuna-auto":
            import optunahub
            return optunahub.load_module("samplers/auto_sampler").AutoSampler(seed=seed)
        return {
            "optuna-random": lambda: samplers.RandomSampler(seed=seed),
            "optuna-tpe": lambda: samplers.TPESampler(seed=seed),
            "optuna-tpe-univariate": lambda: samplers.TPESampler(seed=seed, multivariate=False),
            "optuna-tpe-group": lambda: samplers.TPESampler(seed=seed, multivariate=True, group=True),
            "optuna-tpe-liar": lambda: samplers.TPESampler(seed=seed, constant_liar=True),
            "optuna-gp": lambda: samplers.GPSampler(seed=seed),
        }[name]()

    def ask(self):
        trial = self.study.ask()
        self.trials.append(trial)
        values = {}
        for p in self.space:
            if p.is_active(values):
                values[p.name] = (
                    trial.suggest_categorical(p.name, list(range(p.size))) if p.kind == "choice"
                    else trial.suggest_int(p.name, p.low, p.high, log=p.log) if p.kind == "int"
                    else trial.suggest_float(p.name, p.low, p.high, log=p.log))
        return values

    def tell(self, trial, value):
        self.study.tell(self.trials[trial], value)


class Hyperopt:
    """Conditional parameters lie inside of the choice that they depend on."""

    def __init__(self, study):
        import hyperopt
        self.hyperopt = hyperopt
        self.space = study["space"]
        self.seed = study["seed"]
        self.tree = self.branch(None, None)
        self.domain = hyperopt.base.Domain(lambda point: 0.0, self.tree)
        self.trials = hyperopt.Trials()

    def branch(self, choice, index):
        """Expressions of the parameters that are there with a value of a choice; at the top, of those always there."""
        import numpy
        from hyperopt import hp
        from hyperopt.pyll import scope
        expressions = {}
        for p in self.space:
            if (p.when is None) != (choice is None) or (p.when and (p.when[0] != choice or index not in p.when[1])):
                continue
            label = p.name if choice is None else f"{p.name}/{choice}={index}"
            if p.kind == "choice":
                expressions[p.name] = hp.choice(label, [(i, self.branch(p.name, i)) for i in range(p.size)])
            elif p.kind == "float":
                expressions[p.name] = (hp.loguniform(label, numpy.log(p.low), numpy.log(p.high)) if p.log
                                       else hp.uniform(label, p.low, p.high))
            elif p.log:
                expressions[p.name] = scope.int(
                    hp.qloguniform(label, numpy.log(p.low - 0.5 + 1e-9), numpy.log(p.high + 0.5 - 1e-9), 1))
            else:
                expressions[p.name] = scope.int(hp.quniform(label, p.low, p.high, 1))
        return expressions

    def ask(self):
        trial = self.trials.new_trial_ids(1)[0]
        documents = self.hyperopt.tpe.suggest([trial], self.domain, self.trials, self.seed * 100_003 + trial)
        self.trials.insert_trial_docs(documents)
        self.trials.refresh()
        labels = {label: found[0] for label, found in documents[0]["misc"]["vals"].items() if found}
        return self.flat(self.hyperopt.space_eval(self.tree, labels))

    def flat(self, point):
        values = {}
        for name, value in point.items():
            if isinstance(value, tuple):
                values[name] = value[0]
                values.update(self.flat(value[1]))
            else:
                values[name] = value
        return values

    def tell(self, trial, value):
        for document in self.trials._dynamic_trials:
            if document["tid"] == trial:
                document["state"] = self.hyperopt.JOB_STATE_DONE
                document["result"] = {"status": "ok", "loss": value}
        self.trials.refresh()


class Smac:
    """SMAC3's facade for hyperparameters: random forests."""

    def __init__(self, study):
        import logging
        import tempfile
        import ConfigSpace
        import smac
        logging.disable(logging.WARNING)
        self.smac = smac
        space = ConfigSpace.ConfigurationSpace(seed=study["seed"])
        nodes = {}
        for p in study["space"]:
            nodes[p.name] = (ConfigSpace.Categorical(p.name, list(range(p.size))) if p.kind == "choice"
                             else ConfigSpace.Integer(p.name, (p.low, p.high), log=p.log) if p.kind == "int"
                             else ConfigSpace.Float(p.name, (p.low, p.high), log=p.log))
            space.add(nodes[p.name])
            if p.when:
                space.add(ConfigSpace.InCondition(nodes[p.name], nodes[p.when[0]], list(p.when[1])))
        scenario = smac.Scenario(space, n_trials=study["trials"], seed=study["seed"], deterministic=True,
                                 output_directory=tempfile.mkdtemp())
        self.facade = smac.HyperparameterOptimizationFacade(
            scenario, lambda config, seed=0: 0.0, overwrite=True, logging_level=False)
        self.open = []

    def ask(self):
        info = self.facade.ask()
        self.open.append(info)
        return {name: value.item() if hasattr(value, "item") else value for name, value in dict(info.config).items()}

    def tell(self, trial, value):
        self.facade.tell(self.open[trial], self.smac.runhistory.TrialValue(cost=value))


class KerasTuner:
    """The Bayesian oracle of Keras Tuner."""

    def __init__(self, study):
        import os
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        import keras_tuner
        from keras_tuner.engine import trial
        self.trial_module = trial
        self.study_space = study["space"]
        self.space = keras_tuner.HyperParameters()
        for p in self.study_space:
            with self.scope(p):
                if p.kind == "choice":
                    self.space.Choice(p.name, [str(i) for i in range(p.size)])
                else:
                    make = self.space.Int if p.kind == "int" else self.space.Float
                    make(p.name, p.low, p.high, sampling="log" if p.log else "linear")
        self.oracle = keras_tuner.oracles.BayesianOptimizationOracle(
            objective=keras_tuner.Objective("score", "min"), max_trials=10 ** 6, hyperparameters=self.space,
            seed=study["seed"])
        self.open = []

    def scope(self, p):
        import contextlib
        return (self.space.conditional_scope(p.when[0], [str(i) for i in p.when[1]]) if p.when
                else contextlib.nullcontext())

    def ask(self):
        found = self.oracle.populate_space(f"{len(self.open):05d}")["values"]
        values = {}
        for p in self.study_space:
            if p.is_active(values):
                values[p.name] = int(found[p.name]) if p.kind == "choice" else found[p.name]
        self.open.append(found)
        return values

    def tell(self, trial, value):
        values = self.space.copy()
        values.values = self.open[trial]
        done = self.trial_module.Trial(hyperparameters=values, trial_id=f"{trial:05d}", status="COMPLETED")
        done.score = value
        self.oracle.trials[done.trial_id] = done
        self.oracle.end_order.append(done.trial_id)


class Vizier:
    """Vizier's default designer: a Gaussian process with upper confidence bound."""

    def __init__(self, study):
        from vizier import algorithms, pyvizier
        from vizier._src.algorithms.designers import gp_ucb_pe
        self.algorithms, self.pyvizier = algorithms, pyvizier
        problem = pyvizier.ProblemStatement()
        self.space = study["space"]
        if any(p.when for p in self.space):
            raise ValueError("its Gaussian process takes no conditional spaces")
        for p in self.space:
            scale = pyvizier.ScaleType.LOG if p.log else pyvizier.ScaleType.LINEAR
            if p.kind == "choice":
                problem.search_space.root.add_categorical_param(p.name, [str(i) for i in range(p.size)])
            elif p.kind == "int":
                problem.search_space.root.add_int_param(p.name, p.low, p.high, scale_type=scale)
            else:
                problem.search_space.root.add_float_param(p.name, p.low, p.high, scale_type=scale)
        problem.metric_information.append(
            pyvizier.MetricInformation("loss", goal=pyvizier.ObjectiveMetricGoal.MINIMIZE))
        import jax
        # With single precision it may leave parameters out of a suggestion.
        jax.config.update("jax_enable_x64", True)
        self.designer = gp_ucb_pe.VizierGPUCBPEBandit(problem, rng=jax.random.PRNGKey(study["seed"]))
        self.jax, self.open = jax, []

    def ask(self):
        if len(self.open) % 10 == 9:
            self.jax.clear_caches()  # What is compiled for each number of trials fills the memory maps.
        trial = self.designer.suggest(1)[0].to_trial(len(self.open) + 1)
        self.open.append(trial)
        return {p.name: int(trial.parameters[p.name].value) if p.kind != "float" else trial.parameters[p.name].value
                for p in self.space}

    def tell(self, trial, value):
        done = self.open[trial]
        done.complete(self.pyvizier.Measurement(metrics={"loss": value}))
        self.designer.update(self.algorithms.CompletedTrials([done]), self.algorithms.ActiveTrials())


SIDES = {"optuna": Optuna, "hyperopt": Hyperopt, "smac": Smac, "kerastuner": KerasTuner, "vizier": Vizier}


def main():
    # What a library prints must not come between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    side, count = None, 0
    for line in sys.stdin:
        question = json.loads(line)
        if "study" in question:
            study = question["study"]
            study["space"] = [Parameter(**{**fields, "when": fields["when"] and tuple(fields["when"])})
                              for fields in study["space"]]
            side, count = SIDES[study["sampler"].split("-")[0]](study), 0
        elif "ask" in question:
            for _ in range(question["ask"]):
                start = time.perf_counter()
                values = side.ask()
                seconds = time.perf_counter() - start
                print(json.dumps({"trial": count, "parameters": values, "seconds": seconds}), file=answers, flush=True)
                count += 1
        else:
            side.tell(question["tell"]["trial"], question["tell"]["value"])


if __name__ == "__main__":
    main()
