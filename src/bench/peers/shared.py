"""Helpers shared by the peer scripts: data readers, process figures, the one JSON line."""
import gzip
import importlib.metadata
import json
import os
import pathlib
import resource
import statistics
import sys
import time

import numpy as np


def torch_device(torch, precision):
    """The GPU where there is one, else the CPU, and how steps are run there: a context for the forward pass and a
    scaler of gradients. float32 leaves TensorFloat-32 out; float16 scales the loss."""
    name = "cuda" if torch.cuda.is_available() else "cpu"
    torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = precision != "float32"
    low = {"bfloat16": torch.bfloat16, "float16": torch.float16}.get(precision)
    scaler = torch.amp.GradScaler(name, enabled=precision == "float16")
    return torch.device(name), lambda: torch.autocast(name, dtype=low, enabled=low is not None), scaler


def synchronize(torch):
    """Waits for the GPU, so that a clock tells of its work."""
    if torch.cuda.is_available():
        torch.cuda.synchronize()


def process_age():
    """Seconds since this process was started by the kernel (so imports count), or None off Linux."""
    try:
        start_ticks = int(open("/proc/self/stat").read().rsplit(")", 1)[1].split()[19])
        return time.clock_gettime(time.CLOCK_BOOTTIME) - start_ticks / os.sysconf("SC_CLK_TCK")
    except (OSError, AttributeError):
        return None


def peak_rss_mib():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def versions(*names):
    found = {"python": sys.version.split()[0]}
    for name in names:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            pass
    return found


def spread(values):
    """Median, smallest and largest of a list of figures."""
    return {"median": statistics.median(values), "min": min(values), "max": max(values)}


def rounded(value):
    if isinstance(value, dict):
        return {k: rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    if isinstance(value, (float, np.floating)):
        return float(f"{float(value):.6g}")
    if isinstance(value, np.integer):
        return int(value)
    return value


def report(**figures):
    figures["wall_since_process_start_s"] = process_age()
    figures["peak_rss_mib"] = peak_rss_mib()
    print(json.dumps(rounded(figures)), flush=True)


def epoch_figures(epoch_seconds, samples_per_epoch, steps_per_epoch):
    """Figures of the steady state: the first epoch (tracing, compilation, first touch) is left out."""
    steady = epoch_seconds[1:] or epoch_seconds
    return {
        "first_epoch_s": epoch_seconds[0],
        "steady_samples_per_s": statistics.median(samples_per_epoch / s for s in steady),
        "steady_samples_per_s_spread": spread([samples_per_epoch / s for s in steady]),
        "steady_ms_per_step": statistics.median(1000 * s / steps_per_epoch for s in steady),
    }


def _idx(path):
    with gzip.open(path) as stream:
        raw = stream.read()
    dims = raw[3]
    shape = [int.from_bytes(raw[4 + 4 * i:8 + 4 * i], "big") for i in range(dims)]
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * dims).reshape(shape)


def mnist(folder, n, split="train"):
    """First n images of an IDX data set as float32 rows in [0, 1] and int64 labels.

    Without a folder: seeded random arrays of the same shape (good for speed, not for accuracy)."""
    if not folder:
        rng = np.random.default_rng(0 if split == "train" else 1)
        return rng.random((n, 784), dtype=np.float32), rng.integers(0, 10, n)
    folder = pathlib.Path(folder)
    x = _idx(folder / f"{split}-images-idx3-ubyte.gz")[:n].reshape(-1, 784).astype(np.float32) / 255
    y = _idx(folder / f"{split}-labels-idx1-ubyte.gz")[:n].astype(np.int64)
    return x, y


def images(file, n):
    """First n images of an .npz file as NHWC float32 and int64 labels, as write_images.py makes it."""
    with np.load(file) as arrays:
        return arrays["x_train"][:n], arrays["y_train"][:n].astype(np.int64)
