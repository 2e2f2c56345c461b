"""The rows of the comparison: which commands are run in turn, which figure counts, and the bar."""
import dataclasses
import pathlib
import shlex
import statistics
import subprocess
import sys
from typing import Callable, Optional

import events_read


@dataclasses.dataclass(frozen=True)
class Context:
    """Where things are, and how much is run."""
    home: pathlib.Path
    bench: pathlib.Path
    work: pathlib.Path
    python: str
    quick: bool
    full: bool

    def peer(self, script, *options):
        return [self.python, self.bench / "peers" / script, *options]

    def java(self, program, *options):
        return ["java", "-XX:+UseSerialGC", "-cp", f"{self.home}/target/luthier.jar:{self.home}/target/lib/*",
                self.bench / "programs" / program, *options]

    def luthier(self, *options):
        return [self.home / "luthier", *options]


@dataclasses.dataclass(frozen=True)
class Row:
    """One row; bars are by peer, "fastest" for the one with the best median, "fixed" for the fixed figure. A ratio above
    1 means that Luthier is better."""
    name: str
    unit: str
    more_is_better: bool
    figure: Callable[[dict], Optional[float]]
    bars: dict
    peers: tuple
    fixed: Optional[float] = None  # a figure of no run of this call, to compare with

    def value(self, run):
        try:
            return self.figure(run)
        except (KeyError, TypeError):
            return None


@dataclasses.dataclass(frozen=True)
class Group:
    """Commands that are run in turn, and the rows that are read from the same runs."""
    name: str
    commands: dict
    rows: list
    luthier_figures: Callable[[dict], dict] = lambda measured: measured["figures"]
    is_all_luthier: bool = False  # the "peers" are Luthier with other options


NAMES = ("mlp_steady", "mlp_process", "memory", "mlp_accuracy", "seed_resnet", "resnet20", "iris_grid", "study",
         "suggestion_tpe", "suggestion_gp_100", "suggestion_gp_500", "events", "event_bytes", "summaries", "help", "workers",
         "trials_10", "trials_100", "trials_1000", "trials_10000", "data_memory_npz", "data_start_npz", "data_memory_idx",
         "data_start_idx", "streaming_files", "streaming_files_memory", "streaming_records",
         "streaming_records_memory")


def groups(context, names):
    made = []
    for build, owned in ((_mlp, ("mlp_steady", "mlp_process", "memory")), (_mlp_accuracy, ("mlp_accuracy",)),
                         (_seed_resnet, ("seed_resnet",)),
                         (_resnet20, ("resnet20",)), (_iris_grid, ("iris_grid",)), (_study, ("study",)),
                         (_suggestion_tpe, ("suggestion_tpe",)), (_suggestion_gp_100, ("suggestion_gp_100",)),
                         (_suggestion_gp_500, ("suggestion_gp_500",)), (_events, ("events", "event_bytes")),
                         (_summaries, ("summaries",)), (_help, ("help",)), (_workers, ("workers",)),
                         *((_trials(count), (f"trials_{count}",)) for count in (10, 100, 1000, 10000)),
                         *((_data_size(kind), (f"data_memory_{kind}", f"data_start_{kind}")) for kind in ("npz", "idx")),
                         (_streaming_files, ("streaming_files", "streaming_files_memory")),
                         (_streaming_records, ("streaming_records", "streaming_records_memory"))):
        wanted = [name for name in owned if name in names]
        if wanted:
            group = build(context)
            made.append(dataclasses.replace(group, rows=[row for row in group.rows if row.name in wanted]))
    return made


def _wall(run):
    return run["wall_s"]


def _figure(name):
    return lambda run: run["figures"][name]


def _epochs(run, samples, steps):
    """Adds the figures of the epochs after the first: the times between the events that end each of them."""
    def figures(measured):
        times = events_read.scalar_times(run / "train", "epoch_loss")
        seconds = statistics.median(after - before for before, after in zip(times, times[1:]))
        return dict(measured["figures"], steady_samples_per_s=samples / seconds, steady_ms_per_step=1000 * seconds / steps)

    return figures


def _mlp(context):
    data, run, epochs = context.work / "data" / "digits_train", context.work / "run", 3 if context.quick else 10
    own = context.luthier("train", context.home / "graphs" / "mnist_mlp.textproto", "--data", data, "--run", run,
                          "--set", f"training.epochs={epochs}", "--set", "training.validation_fraction=0", "--json")
    options = ("--data", data, "--epochs", epochs)
    commands = {
        "luthier": own,
        "keras": context.peer("mlp_keras.py", *options),
        "keras-64-steps": context.peer("mlp_keras.py", *options, "--steps-per-execution", 64),
        "keras-jit": context.peer("mlp_keras.py", *options, "--jit", "true"),
        "keras-jax": context.peer("mlp_keras.py", *options, "--backend", "jax"),
        "keras-jax-64-steps": context.peer("mlp_keras.py", *options, "--backend", "jax", "--steps-per-execution", 64),
        "torch-fused": context.peer("mlp_torch.py", *options, "--fused"),
        "jax-scan": context.peer("mlp_jax.py", *options),
    }
    peers = tuple(commands)[1:]
    return Group("mlp", commands, [
        Row("mlp_steady", "samples/s", True, _figure("steady_samples_per_s"),
            {"keras": 8, "torch-fused": 3, "keras-jax-64-steps": 1.3, "jax-scan": 1}, peers),
        Row("mlp_process", "s", False, _wall, {"fastest": 2}, peers),
        Row("memory", "MiB", False, lambda run: run["together_mib"], {"fastest": 1}, peers, fixed=545),
    ], _epochs(run, 10_000, 313))


def _mlp_accuracy(context):
    """Nobody is fast by training less: accuracy on the 10,000 test digits after the epochs of the row above."""
    data, run, epochs = context.work / "data" / "digits", context.work / "run", 3 if context.quick else 10
    train = context.luthier("train", context.home / "graphs" / "mnist_mlp.textproto", "--data", data, "--run", run, "--set",
                            f"training.epochs={epochs}", "--set", "training.validation_fraction=0", "--json")
    evaluate = context.luthier("evaluate", run, "--data", data, "--split", "test", "--json")
    options = ("--data", data, "--epochs", epochs, "--test")
    commands = {
        "luthier": ["bash", "-c", f"{shlex.join(map(str, train))} && {shlex.join(map(str, evaluate))}"],
        "keras": context.peer("mlp_keras.py", *options),
        "keras-jax": context.peer("mlp_keras.py", *options, "--backend", "jax"),
        "torch-fused": context.peer("mlp_torch.py", *options, "--fused"),
        "jax-scan": context.peer("mlp_jax.py", *options),
    }
    return Group("mlp_accuracy", commands, [
        Row("mlp_accuracy", "share", True, _figure("test_accuracy"), {"fastest": 0.99}, tuple(commands)[1:])
    ], lambda measured: {"test_accuracy": measured["figures"]["metrics"]["accuracy"]})


def _convolutions(context, name, model, net, batch, steps):
    file, run, epochs = context.work / "data" / f"images_{batch * steps}.npz", context.work / "run", 2 if context.quick else 5
    if not file.exists():
        subprocess.run(list(map(str, context.peer("write_images.py", "--to", file, "--n", batch * steps))), check=True,
                       stdout=sys.stderr)
    options = ("--net", net, "--data", file, "--batch", batch, "--steps", steps, "--epochs", epochs)
    own = context.luthier("train", context.home / "graphs" / model, "--data", file, "--run", run, "--set",
                          f"training.epochs={epochs}", "--set", f"training.batch_size={batch}", "--set",
                          "training.validation_fraction=0", "--json")
    commands = {
        "luthier": own,
        "torch": context.peer("conv_torch.py", *options),
        "torch-fused": context.peer("conv_torch.py", *options, "--fused"),
        "keras-onednn": context.peer("conv_keras.py", *options, "--onednn", "1"),
        "jax": context.peer("conv_jax.py", *options),
    }
    return Group(name, commands, [Row(name, "ms/step", False, _figure("steady_ms_per_step"), {"fastest": 1},
                                      tuple(commands)[1:])], _epochs(run, batch * steps, steps))


def _seed_resnet(context):
    return _convolutions(context, "seed_resnet", "seed_resnet.textproto", "seed", 32, 8 if context.quick else 40)


def _resnet20(context):
    return _convolutions(context, "resnet20", "resnet20.textproto", "resnet20", 128, 2 if context.quick else 6)


def _iris_grid(context):
    commands = {
        "luthier": context.luthier("tune", context.home / "tuner" / "iris_grid.textproto", "--dir",
                                   context.work / "run", "--json"),
        "sklearn-as-written": context.peer("iris_grid.py", "--mode", "as-written"),
    }
    if context.full:
        commands["sklearn-converged"] = context.peer("iris_grid.py", "--mode", "corrected")
    return Group("iris_grid", commands, [Row("iris_grid", "s", False, _wall, {"sklearn-as-written": 1},
                                             tuple(commands)[1:])])


def _help(context):
    commands = {"luthier": context.luthier("--help"), "import-keras": [context.python, "-c", "import keras"]}
    return Group("help", commands, [Row("help", "s", False, _wall, {"fixed": 1}, ("import-keras",), fixed=0.5)])


def _tune(context, trials, *options):
    return context.luthier("tune", context.bench / "study" / "mnist_speed.textproto", "--dir", context.work / "run",
                           "--set", f"data.path={context.work / 'data' / 'digits_train'}", "--trials", trials, "--json",
                           *options)


def _study(context):
    trials = 2 if context.quick else 24
    options = ("--data", context.work / "data" / "digits_train", "--trials", trials)
    commands = {
        "luthier": _tune(context, trials),
        "keras-tuner": context.peer("tune_kerastuner.py", *options),
        "optuna-keras": context.peer("tune_optuna.py", *options),
        "hyperopt-keras": context.peer("tune_hyperopt.py", *options),
        "optuna-torch": context.peer("tune_optuna.py", *options, "--library", "torch"),
        "optuna-torch-2": context.peer("tune_optuna.py", *options, "--library", "torch", "--workers", 2, "--storage",
                                       "journal"),
    }
    return Group("study", commands, [Row("study", "s", False, _wall, {"keras-tuner": 10, "optuna-torch-2": 3},
                                         tuple(commands)[1:])])


def _suggestions(context, name, kind, history, peers, bars, asks=100):
    asks = 3 if context.quick else asks
    commands = {"luthier": context.java("SuggestionTime.java", kind, history, asks)}
    for peer in peers:
        commands[peer] = context.peer("suggestion.py", "--sampler", peer, "--history", history, "--asks", asks)
    return Group(name, commands, [Row(name, "ms", False, _figure("ask_ms"), bars, tuple(peers))])


def _suggestion_tpe(context):
    return _suggestions(context, "suggestion_tpe", "tpe", 1000, ("optuna-tpe", "hyperopt-tpe"), {"optuna-tpe": 5})


def _suggestion_gp_100(context):
    return _suggestions(context, "suggestion_gp_100", "gp", 100, ("optuna-gp", "kerastuner-bayes"), {}, asks=10)


def _suggestion_gp_500(context):
    return _suggestions(context, "suggestion_gp_500", "gp", 500, ("optuna-gp",), {"optuna-gp": 5}, asks=20)


def _events(context):
    count = 2_000 if context.quick else 200_000
    commands = {"luthier": context.java("EventTime.java", context.work / "run", count)}
    for writer in ("tf", "tf-graph", "torch", "tensorboardx"):
        commands[writer] = context.peer("events.py", "--writer", writer, "--scalars", count, "--histograms", 10)
    peers = tuple(commands)[1:]
    return Group("events", commands, [
        Row("events", "scalars/s", True, _figure("scalars_per_s"), {"fastest": 10}, peers),
        Row("event_bytes", "bytes", False, _figure("bytes_per_scalar"), {"fastest": 1}, peers),
    ])


def _workers(context):
    """No peers: Luthier with one worker against Luthier with more."""
    trials = 2 if context.quick else 24
    commands = {"luthier": _tune(context, trials, "--workers", 1)}
    for workers in (2, 4, 8):
        commands[f"{workers}-workers"] = _tune(context, trials, "--workers", workers)
    return Group("workers", commands, [Row("workers", "trials/min", True, lambda run: 60 * trials / run["wall_s"], {},
                                           tuple(commands)[1:])])


def _streaming(context, kind):
    """No peers: Luthier with samples that are decoded while it trains against Luthier with the same in memory."""
    samples = 640 if context.quick else 20_000
    folder, run = context.work / "data" / f"stored_{samples}", context.work / "run"
    if not (folder / "records_never.textproto").exists():
        subprocess.run(list(map(str, context.peer("write_stored_images.py", "--to", folder, "--n", samples))), check=True,
                       stdout=sys.stderr)
    commands = {
        name: context.luthier("train", context.home / "graphs" / "seed_resnet.textproto", "--data",
                              folder / f"{kind}_{streaming}.textproto", "--run", run, "--epochs",
                              2 if context.quick else 4, "--set", "training.validation_fraction=0", "--json")
        for name, streaming in (("luthier", "always"), ("in-memory", "never"))}
    name, peers = f"streaming_{kind}", ("in-memory",)
    return Group(name, commands, [
        Row(name, "samples/s", True, _figure("steady_samples_per_s"), {"in-memory": 0.95}, peers),
        Row(f"{name}_memory", "MiB", False, lambda run: run["together_mib"], {}, peers),
    ], _epochs(run, samples, samples // 32), is_all_luthier=True)


def _streaming_files(context):
    return _streaming(context, "files")


def _streaming_records(context):
    return _streaming(context, "records")


def _summaries(context):
    """No peers: Luthier with batch_loss every 100 steps against Luthier without. A ratio of 0.98 is a cost of 2%."""
    data, run, epochs = context.work / "data" / "digits_train", context.work / "run", 3 if context.quick else 20

    def train(steps):
        return context.luthier("train", context.home / "graphs" / "mnist_mlp.textproto", "--data", data, "--run", run, "--set",
                               f"training.epochs={epochs}", "--set", "training.validation_fraction=0", "--set",
                               f"training.summary_steps={steps}", "--json")

    commands = {"luthier": train(100), "without": train(0)}
    return Group("summaries", commands, [
        Row("summaries", "samples/s", True, _figure("steady_samples_per_s"), {"without": 0.98}, ("without",))
    ], _epochs(run, 10_000, 313), is_all_luthier=True)


def _trials(count):
    """What the tuner itself costs a trial, the study being in a file and the objective next to nothing."""
    def group(context):
        trials = min(count, 50) if context.quick else count
        file = context.work / "run" / "study"
        commands = {"luthier": context.java("TrialsTime.java", context.work / "run", "random", trials)}
        if count <= 1000 or context.full:
            commands["optuna-sqlite"] = context.peer("trials.py", "--trials", trials, "--storage", "sqlite", "--file", file)
            commands["optuna-journal"] = context.peer("trials.py", "--trials", trials, "--storage", "journal", "--file", file)
        name = f"trials_{count}"
        return Group(name, commands, [Row(name, "ms/trial", False, _figure("trial_ms"), {}, tuple(commands)[1:])])

    return group


def _data_size(kind):
    """No peers: Luthier with 10,000 samples of 28x28 bytes against Luthier with 2, 4 and 8 times as many.

    The start lasts from the start of the process to the first event, which is written when training begins."""
    def group(context):
        run, base = context.work / "run", 1_000 if context.quick else 10_000
        commands = {}
        for times in (1, 2, 4, 8):
            data = context.work / "data" / f"bytes_{base * times}.{kind}"
            if not data.exists():
                command = context.peer("write_bytes.py", "--to", data, "--n", base * times)
                subprocess.run(list(map(str, command)), check=True, stdout=sys.stderr)
            commands["luthier" if times == 1 else f"{times}x-data"] = context.luthier(
                "train", context.home / "graphs" / "mnist_mlp.textproto", "--data", data, "--run", run, "--set",
                "training.epochs=1", "--set", "training.batch_size=500", "--json")
        larger = tuple(commands)[1:]
        return Group(f"data_size_{kind}", commands, [
            Row(f"data_memory_{kind}", "MiB", False, lambda run: run["together_mib"], {}, larger),
            Row(f"data_start_{kind}", "s", False, _figure("start_s"), {}, larger),
        ], lambda measured: {"start_s": events_read.first_time(run / "train") - measured["began"]}, is_all_luthier=True)

    return group
