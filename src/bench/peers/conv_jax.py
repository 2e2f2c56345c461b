"""JAX + optax: the seed convolution network or ResNet-20, one compiled training step."""
import argparse
import time

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--net", default="seed", choices=["seed", "resnet20"])
p.add_argument("--data", required=True, help="an .npz file with x_train and y_train")
p.add_argument("--batch", type=int, help="default 32 for seed, 128 for resnet20")
p.add_argument("--steps", type=int, help="steps an epoch; default 40 for seed, 6 for resnet20")
p.add_argument("--epochs", type=int, default=5)
a = p.parse_args()
a.batch = a.batch or {"seed": 32, "resnet20": 128}[a.net]
a.steps = a.steps or {"seed": 40, "resnet20": 6}[a.net]

import jax
import jax.numpy as jnp
import numpy as np
import optax

import shared

n = a.batch * a.steps
x, y = shared.images(a.data, n)
keys = iter(jax.random.split(jax.random.key(0), 100))
he = jax.nn.initializers.he_normal()
params, moving = {}, {}


def make_conv(name, size, before, width, bias, norm=True):
    params[name] = {"w": he(next(keys), (size, size, before, width))}
    if bias:
        params[name]["b"] = jnp.zeros(width)
    if norm:
        params[name] |= {"scale": jnp.ones(width), "offset": jnp.zeros(width)}
        moving[name] = {"mean": jnp.zeros(width), "var": jnp.ones(width)}


def conv(q, m, new, name, t, stride, pad):
    t = jax.lax.conv_general_dilated(t, q[name]["w"], (stride, stride), ((pad, pad), (pad, pad)),
                                     dimension_numbers=("NHWC", "HWIO", "NHWC"))
    if "b" in q[name]:
        t = t + q[name]["b"]
    if name in m:
        mean, var = t.mean((0, 1, 2)), t.var((0, 1, 2))
        new[name] = {"mean": 0.9 * m[name]["mean"] + 0.1 * mean, "var": 0.9 * m[name]["var"] + 0.1 * var}
        t = (t - mean) * jax.lax.rsqrt(var + 1e-5) * q[name]["scale"] + q[name]["offset"]
    return t


if a.net == "seed":
    make_conv("c0", 7, 3, 64, True)
    for i, (before, width) in enumerate(((64, 128), (128, 256), (256, 512))):
        make_conv(f"c{i + 1}", 3, before, width, True)
    make_conv("head", 1, 512, 10, True, norm=False)

    def forward(q, m, t):
        new = {}
        t = jax.nn.relu(conv(q, m, new, "c0", t, 2, 3))
        t = jax.lax.reduce_window(t, -jnp.inf, jax.lax.max, (1, 3, 3, 1), (1, 2, 2, 1),
                                  ((0, 0), (1, 1), (1, 1), (0, 0)))
        for name in ("c1", "c2", "c3"):
            t = jax.nn.relu(conv(q, m, new, name, t, 2, 1))
        return conv(q, m, new, "head", t, 1, 0).mean((1, 2)), new
else:
    make_conv("stem", 3, 3, 16, False)
    blocks, before = [], 16
    for stage, width in enumerate((16, 32, 64)):
        for block in range(3):
            name, stride = f"s{stage}b{block}", 2 if stage and not block else 1
            make_conv(name + "c1", 3, before, width, False)
            make_conv(name + "c2", 3, width, width, False)
            if stride == 2:
                make_conv(name + "short", 1, before, width, False)
            blocks.append((name, stride))
            before = width
    params["head"] = {"w": he(next(keys), (64, 10)), "b": jnp.zeros(10)}

    def forward(q, m, t):
        new = {}
        t = jax.nn.relu(conv(q, m, new, "stem", t, 1, 1))
        for name, stride in blocks:
            u = jax.nn.relu(conv(q, m, new, name + "c1", t, stride, 1))
            u = conv(q, m, new, name + "c2", u, 1, 1)
            t = jax.nn.relu(u + (conv(q, m, new, name + "short", t, stride, 0) if stride == 2 else t))
        return t.mean((1, 2)) @ q["head"]["w"] + q["head"]["b"], new


optimizer = optax.adam(0.001)


@jax.jit
def step(q, m, state, xb, yb):
    def loss_fn(q):
        out, new = forward(q, m, xb)
        return optax.softmax_cross_entropy_with_integer_labels(out, yb).mean(), new

    (loss, new), grads = jax.value_and_grad(loss_fn, has_aux=True)(q)
    updates, state = optimizer.update(grads, state)
    return optax.apply_updates(q, updates), new, state, loss


count = sum(leaf.size for leaf in jax.tree.leaves((params, moving)))
state = optimizer.init(params)
rng = np.random.default_rng(0)
epochs = []
start = time.perf_counter()
for _ in range(a.epochs):
    t = time.perf_counter()
    order = rng.permutation(n)
    for i in range(0, n, a.batch):
        index = order[i:i + a.batch]
        params, moving, state, loss = step(params, moving, state, x[index], y[index])
    loss.block_until_ready()
    epochs.append(time.perf_counter() - t)
shared.report(workload=a.net, peer="jax-optax", options=vars(a), fit_s=time.perf_counter() - start, params=count,
              last_loss=float(loss), **shared.epoch_figures(epochs, n, a.steps),
              versions=shared.versions("jax", "jaxlib", "optax", "numpy"))
