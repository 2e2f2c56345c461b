"""JAX + optax: one compiled lax.scan over all steps of an epoch (what an expert writes for speed)."""
import argparse
import time

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--data", help="folder with the four IDX .gz files of MNIST (random arrays without it)")
p.add_argument("--n", type=int, default=10000)
p.add_argument("--epochs", type=int, default=10)
p.add_argument("--batch", type=int, default=32)
p.add_argument("--prng", default="threefry2x32", choices=["threefry2x32", "rbg", "unsafe_rbg"],
               help="generator of the dropout masks and the shuffle")
p.add_argument("--test", action="store_true", help="also the accuracy on the test digits")
p.add_argument("--seed", type=int, default=0)
a = p.parse_args()

import jax
import jax.numpy as jnp
import optax

import shared

jax.config.update("jax_default_prng_impl", a.prng)
x, y = map(jnp.asarray, shared.mnist(a.data, a.n))
steps = a.n // a.batch
glorot = jax.nn.initializers.glorot_uniform()
k1, k2, key = jax.random.split(jax.random.key(a.seed), 3)
params = {"w1": glorot(k1, (784, 128)), "b1": jnp.zeros(128), "w2": glorot(k2, (128, 10)), "b2": jnp.zeros(10)}
optimizer = optax.adam(0.001, eps=1e-7)


def logits(q, xb, mask=None):
    h = jax.nn.relu(xb @ q["w1"] + q["b1"])
    if mask is not None:
        h = jnp.where(mask, h / 0.5, 0.0)
    return h @ q["w2"] + q["b2"]


def loss_fn(q, xb, yb, mask):
    out = logits(q, xb, mask)
    loss = optax.softmax_cross_entropy_with_integer_labels(out, yb).mean() + 0.001 * jnp.square(q["w1"]).sum()
    return loss, (out.argmax(1) == yb).sum()


@jax.jit
def epoch(q, state, key):
    k_order, k_mask = jax.random.split(key)
    order = jax.random.permutation(k_order, a.n)[:steps * a.batch].reshape(steps, a.batch)

    def step(carry, item):
        q, state = carry
        index, k = item
        mask = jax.random.bernoulli(k, 0.5, (a.batch, 128))
        (loss, hits), grads = jax.value_and_grad(loss_fn, has_aux=True)(q, x[index], y[index], mask)
        updates, state = optimizer.update(grads, state)
        return (optax.apply_updates(q, updates), state), (loss, hits)

    (q, state), (losses, hits) = jax.lax.scan(step, (q, state), (order, jax.random.split(k_mask, steps)))
    return q, state, losses.mean(), hits.sum()


state = optimizer.init(params)
epochs = []
start = time.perf_counter()
for k in jax.random.split(key, a.epochs):
    t = time.perf_counter()
    params, state, loss, hits = epoch(params, state, k)
    loss.block_until_ready()
    epochs.append(time.perf_counter() - t)
fit_s = time.perf_counter() - start
tested = {}
if a.test:
    x_test, y_test = map(jnp.asarray, shared.mnist(a.data, 10000, "t10k"))
    tested["test_accuracy"] = float((logits(params, x_test).argmax(1) == y_test).mean())
shared.report(workload="mlp", peer="jax-optax-scan", options=vars(a), fit_s=fit_s,
              accuracy=float(hits) / (steps * a.batch), **tested,
              params=sum(q.size for q in params.values()),
              **shared.epoch_figures(epochs, steps * a.batch, steps),
              versions=shared.versions("jax", "jaxlib", "optax", "numpy"))
