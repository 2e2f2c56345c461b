"""What one thread of this machine can do: the figures that the limits of the rows are worked out from."""
import json
import time

import numpy as np


def best(work, amount, repeats=7):
    """Amount a second in the fastest of some repeats."""
    work()
    seconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return amount / min(seconds)


def product(rows, inner, columns, times):
    a, b = np.ones((rows, inner), np.float32), np.ones((inner, columns), np.float32)
    out = np.empty((rows, columns), np.float32)

    def work():
        for _ in range(times):
            np.matmul(a, b, out=out)

    return best(work, 2e-9 * rows * inner * columns * times)


def copied(size):
    source, target = np.ones(size // 4, np.float32), np.empty(size // 4, np.float32)
    times = max(1, 2**28 // size)

    def work():
        for _ in range(times):
            np.copyto(target, source)

    return best(work, 2e-9 * size * times)


print(json.dumps({
    "large_product_gflops": product(1024, 1024, 1024, 2),
    "mlp_product_gflops": product(32, 784, 128, 200),
    "memory_gbytes_per_s": copied(2**28),
    "cache_gbytes_per_s": copied(2**19),
}))
