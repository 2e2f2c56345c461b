"""Writes seeded random digits of 28x28 bytes, as an .npz file or as a folder of IDX files."""
import argparse
import pathlib

import numpy as np

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--to", required=True, help="ends in .npz or .idx")
p.add_argument("--n", type=int, required=True)
a = p.parse_args()
rng = np.random.default_rng(0)
images, labels = rng.integers(0, 256, (a.n, 28, 28), np.uint8), rng.integers(0, 10, a.n).astype(np.uint8)
target = pathlib.Path(a.to)
if target.suffix == ".npz":
    np.savez(target, x_train=images, y_train=labels)
else:
    target.mkdir(parents=True)
    for name, array in (("train-images-idx3-ubyte", images), ("train-labels-idx1-ubyte", labels)):
        header = bytes((0, 0, 8, array.ndim)) + b"".join(size.to_bytes(4, "big") for size in array.shape)
        (target / name).write_bytes(header + array.tobytes())
