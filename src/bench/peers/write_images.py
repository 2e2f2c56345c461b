"""Writes seeded random images of CIFAR-10's shape as an .npz file that Luthier and the peers read alike."""
import argparse

import numpy as np

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--to", required=True)
p.add_argument("--n", type=int, required=True)
a = p.parse_args()
rng = np.random.default_rng(0)
np.savez(a.to, x_train=rng.random((a.n, 32, 32, 3), dtype=np.float32), y_train=rng.integers(0, 10, a.n))
