#!/usr/bin/env python3
"""Checks Luthier on a GPU and times it beside its Python peers on the same card; gpu.sh calls it."""
import argparse
import dataclasses
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

import compare
import events_read
import measuring

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent.parent
PRECISIONS = ("float32", "tf32", "bfloat16", "float16")


@dataclasses.dataclass(frozen=True)
class Workload:
    """A model that Luthier and its peers train, in batches of so many samples."""
    name: str
    model: str
    peer: str
    batch: int

    def samples(self):
        """In the data set: digits, or random images."""
        return 10_000 if self.peer == "mlp" else 10_240


WORKLOADS = (Workload("mnist_mlp", "mnist_mlp", "mlp", 32), Workload("mnist_mlp_1024", "mnist_mlp", "mlp", 1024),
             Workload("seed_resnet", "seed_resnet", "seed", 32), Workload("resnet20", "resnet20", "resnet20", 128),
             Workload("resnet20_1024", "resnet20", "resnet20", 1024))


class Bench:
    """Where things are, and how much is run."""

    def __init__(self, options, work):
        self.options, self.work = options, work
        self.python = options.peer_python
        self.environment = dict(os.environ)
        self.end = 0.0
        self.lines = []

    def luthier(self, *words):
        return [str(HOME / "luthier"), "--gpu", *map(str, words)]

    def peer(self, script, *words):
        return [self.python, str(HERE / "peers" / script), *map(str, words)]

    def data(self, workload):
        folder = self.work / "data"
        if workload.peer == "mlp":
            return folder / "digits_train"
        file = folder / "images.npz"
        if not file.exists():
            subprocess.run(self.peer("write_images.py", "--to", file, "--n", workload.samples()), check=True)
        return file

    def luthier_commands(self, workload):
        """By precision and whether XLA compiles the training."""
        sets = {"training.epochs": self.options.epochs, "training.batch_size": workload.batch,
                "training.validation_fraction": 0, "training.histogram_epochs": 0}
        for precision in PRECISIONS:
            for xla in (False, True):
                values = dict(sets)
                if precision in ("bfloat16", "float16"):
                    values["training.precision"] = "MIXED_" + precision.upper()
                if xla:
                    values["training.jit_compile"] = "true"
                command = self.luthier("train", HOME / "graphs" / (workload.model + ".textproto"), "--data",
                                       self.data(workload), "--run", self.work / "run", "--device", self.options.device,
                                       "--json")
                for path, value in values.items():
                    command += ["--set", f"{path}={value}"]
                if precision == "float32":
                    command.append("--no-tf32")
                yield precision, "luthier-xla" if xla else "luthier", command

    def peer_commands(self, workload, modules):
        epochs, data = self.options.epochs, self.data(workload)
        if workload.peer == "mlp":
            options = ("--data", data, "--epochs", epochs, "--batch", workload.batch, "--n", workload.samples())
            script = "mlp"
        else:
            options = ("--net", workload.peer, "--data", data, "--epochs", epochs, "--batch", workload.batch, "--steps",
                       workload.samples() // workload.batch)
            script = "conv"
        if "torch" in modules:
            layout = ("--channels-last",) if script == "conv" else ()
            for precision in PRECISIONS:
                own = (*options, *layout, "--fused", "--precision", precision)
                yield precision, "torch", self.peer(script + "_torch.py", *own)
                yield precision, "torch-compile", self.peer(script + "_torch.py", *own, "--compile")
        if "jax" in modules:
            yield "tf32", "jax", self.peer(script + "_jax.py", *options)
        if "keras" in modules:
            for backend in ("tensorflow", "jax"):
                if backend in modules:
                    yield "tf32", "keras-" + backend, self.peer(script + "_keras.py", *options, "--backend", backend)

    def run(self, workload, precision, who, command):
        """Runs a command some times, and says how many samples a second it trained after its first epoch."""
        values, error = [], None
        for _ in range(self.options.runs):
            left = self.end - time.monotonic()
            if left <= 0:
                error = error or "not run: --seconds were over"
                break
            shutil.rmtree(self.work / "run", ignore_errors=True)
            measured = measuring.run(command, self.environment, min(self.options.limit, left), 0)
            if "error" in measured:
                error = measured["error"].strip().splitlines()[-1][-300:]
                break
            values.append(self.rate(workload) if who.startswith("luthier")
                          else measured["figures"]["steady_samples_per_s"])
        line = {"workload": workload.name, "precision": precision, "who": who, "samples_per_s": values, "error": error,
                "command": command}
        self.lines.append(line)
        print(f"{workload.name} {precision} {who}: {text(line)}", file=sys.stderr, flush=True)
        (self.work / "results.json").write_text(json.dumps(self.lines, indent=1))

    def rate(self, workload):
        times = events_read.scalar_times(self.work / "run" / "train", "epoch_loss")
        return workload.samples() / statistics.median(b - a for a, b in zip(times, times[1:]))


def text(line):
    values = line["samples_per_s"]
    return compare.spread(values) if values else f"failed ({line['error']})"


def smoke(bench):
    """Trains and tunes small things on the GPU, and compares with the CPU; ends the program where that is not right."""
    def run(*words):
        done = subprocess.run(bench.luthier(*words), capture_output=True, text=True, env=bench.environment, check=False)
        if done.returncode:
            sys.exit(f"luthier {words[0]} has failed: {done.stderr.strip().splitlines()[-1:]}")
        return json.loads(done.stdout)

    seen = run("devices", "--json")
    if not any(device["kind"] == "GPU" for device in seen["devices"]):
        sys.exit(f"TensorFlow sees no GPU: {seen['noGpu']}")
    work = bench.work / "smoke"
    shutil.rmtree(work, ignore_errors=True)
    model = HOME / "graphs" / "digits_cnn.textproto"
    common = ("train", model, "--data", "digits", "--seed", 1, "--set", "training.epochs=10", "--json")
    gpu = run(*common, "--run", work / "gpu", "--device", bench.options.device, "--no-tf32")
    cpu = run(*common, "--run", work / "cpu", "--device", "cpu")
    study = run("tune", HERE / "study" / "mnist_speed.textproto", "--set", f"data.path={bench.work / 'data' / 'digits_train'}",
                "--dir", work / "study", "--device", bench.options.device,
                "--workers", 2, "--trials", 4, "--json")
    figures = {"devices": seen, "gpu": gpu, "cpu": cpu, "study": study}
    (bench.work / "smoke.json").write_text(json.dumps(figures, indent=1))
    print(f"digits_cnn after 10 epochs: validation loss {gpu['validation']['loss']:.4f} on {gpu['device']}, "
          f"{cpu['validation']['loss']:.4f} on {cpu['device']}; "
          f"mnist_speed with two workers: {study['trials']['complete']} trials, best {study['best']['value']:.4f}")
    if gpu["device"] != bench.options.device or abs(gpu["validation"]["loss"] - cpu["validation"]["loss"]) > 0.05:
        sys.exit("the GPU's training differs from the CPU's")


def modules_of(python, who):
    """Which of the peers' packages an interpreter can import, and sees a GPU with; only those that are asked for."""
    found = []
    for module, seen in (("torch", "torch.cuda.is_available()"), ("jax", "jax.default_backend() == 'gpu'"),
                         ("tensorflow", "tensorflow.config.list_physical_devices('GPU')"), ("keras", "True")):
        if who is not None and module not in who:
            continue
        done = subprocess.run([python, "-c", f"import {module}; assert {seen}"], capture_output=True,
                              env=dict(os.environ, KERAS_BACKEND="jax"), check=False)
        if not done.returncode:
            found.append(module)
    return found


def print_table(lines):
    """A line a workload and precision; ratios against the fastest peer of that precision."""
    keys = list(dict.fromkeys((line["workload"], line["precision"]) for line in lines))
    names = list(dict.fromkeys(line["who"] for line in lines))
    table = [("workload", "precision", *names, "best Luthier / best peer")]
    for workload, precision in keys:
        medians = {line["who"]: statistics.median(line["samples_per_s"]) for line in lines
                   if (line["workload"], line["precision"]) == (workload, precision) and line["samples_per_s"]}
        own = max((value for name, value in medians.items() if name.startswith("luthier")), default=None)
        peer = max((value for name, value in medians.items() if not name.startswith("luthier")), default=None)
        table.append((workload, precision, *(f"{medians[name]:,.0f}" if name in medians else "-" for name in names),
                      f"{own / peer:.2f}" if own and peer else "-"))
    widths = [max(len(cells[column]) for cells in table) for column in range(len(table[0]))]
    for cells in table:
        print("  ".join(cell.ljust(width) for cell, width in zip(cells, widths)).rstrip())


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--peer-python", default=sys.executable, help="an interpreter that has PyTorch, JAX or Keras")
    p.add_argument("--device", default="gpu:0")
    p.add_argument("--data", help="folder with MNIST's four IDX .gz files")
    p.add_argument("--workloads", default=",".join(workload.name for workload in WORKLOADS))
    p.add_argument("--who", help="only these, such as luthier,luthier-xla,torch")
    p.add_argument("--precisions", default=",".join(PRECISIONS))
    p.add_argument("--runs", type=int, default=3, help="runs of each command; the table has their medians")
    p.add_argument("--epochs", type=int, default=5, help="of each run; the first is left out")
    p.add_argument("--seconds", type=float, default=3600, help="of timings, after which nothing new is begun")
    p.add_argument("--limit", type=float, default=300, help="seconds after which a run is ended")
    p.add_argument("--quick", action="store_true", help="one run of three epochs each")
    p.add_argument("--skip-smoke", action="store_true", help="only the timings")
    a = p.parse_args()
    if a.quick:
        a.runs, a.epochs = 1, 3
    names = a.workloads.split(",")
    unknown = set(names) - {workload.name for workload in WORKLOADS}
    if unknown:
        p.error(f"--workloads takes some of {', '.join(workload.name for workload in WORKLOADS)}, was '{unknown.pop()}'")
    work = HOME / "target" / "bench" / "gpu"
    work.mkdir(parents=True, exist_ok=True)
    bench = Bench(a, work)
    print(f"Digits: {compare.write_digits(a.data, work / 'data' / 'digits')}", file=sys.stderr)
    if not a.skip_smoke:
        smoke(bench)
    modules = modules_of(a.peer_python, a.who)
    bench.end = time.monotonic() + a.seconds
    print(f"Peers: {', '.join(modules) or 'none found; name an interpreter with --peer-python'}", file=sys.stderr)
    for name in names:
        workload = next(workload for workload in WORKLOADS if workload.name == name)
        commands = [*bench.luthier_commands(workload), *bench.peer_commands(workload, modules)]
        for wanted in a.precisions.split(","):
            for precision, who, command in commands:
                if precision == wanted and (a.who is None or who in a.who.split(",")):
                    bench.run(workload, precision, who, command)
    print_table(bench.lines)
    print(f"All runs: {work / 'results.json'}", file=sys.stderr)


if __name__ == "__main__":
    main()
