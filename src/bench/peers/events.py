"""scalars a second and histograms a second (of --values numbers each) written to an event file, and their size."""
import argparse
import os
import pathlib
import tempfile
import time

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--writer", required=True, choices=["tf", "tf-graph", "torch", "tensorboardx"])
p.add_argument("--scalars", type=int, default=20000)
p.add_argument("--histograms", type=int, default=1000)
p.add_argument("--values", type=int, default=1000)
p.add_argument("--folder", help="where the event files go (a temporary folder without it)")
a = p.parse_args()
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import numpy as np

import shared

data = np.random.default_rng(0).standard_normal((16, a.values)).astype(np.float32)
if a.writer.startswith("tf"):
    import tensorflow as tf

    def write(folder, scalars, histograms):
        writer = tf.summary.create_file_writer(str(folder))
        with writer.as_default():
            if a.writer == "tf-graph":
                @tf.function
                def many():
                    for i in tf.range(scalars):
                        tf.summary.scalar("loss", tf.cast(i, tf.float32) * 0.5, step=tf.cast(i, tf.int64))
                    for i in tf.range(histograms):
                        tf.summary.histogram("weights", tf.constant(data)[i % 16], step=tf.cast(i, tf.int64))
                many()
            else:
                for i in range(scalars):
                    tf.summary.scalar("loss", i * 0.5, step=i)
                for i in range(histograms):
                    tf.summary.histogram("weights", data[i % 16], step=i)
        writer.close()
else:
    if a.writer == "torch":
        from torch.utils.tensorboard import SummaryWriter
    else:
        from tensorboardX import SummaryWriter

    def write(folder, scalars, histograms):
        writer = SummaryWriter(str(folder))
        for i in range(scalars):
            writer.add_scalar("loss", i * 0.5, i)
        for i in range(histograms):
            writer.add_histogram("weights", data[i % 16], i)
        writer.close()


def size(folder):
    return sum(f.stat().st_size for f in pathlib.Path(folder).rglob("*") if f.is_file())


with tempfile.TemporaryDirectory(dir=a.folder) as root:
    write(os.path.join(root, "warm"), 50, 5)
    base = os.path.join(root, "empty")
    write(base, 0, 0)
    figures = {}
    for kind, scalars, histograms in (("scalar", a.scalars, 0), ("histogram", 0, a.histograms)):
        folder, count = os.path.join(root, kind), scalars or histograms
        start = time.perf_counter()
        write(folder, scalars, histograms)  # until the file is closed
        figures[f"{kind}s_per_s"] = count / (time.perf_counter() - start)
        figures[f"bytes_per_{kind}"] = (size(folder) - size(base)) / count
shared.report(workload="events", peer=a.writer, options=vars(a), **figures,
              versions=shared.versions("tensorflow-cpu", "tensorboard", "torch", "tensorboardX", "numpy"))
