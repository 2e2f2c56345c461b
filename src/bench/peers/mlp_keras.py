"""Keras: Dense(128, relu, l2) - Dropout - Dense(10, softmax) with Adam, through model.fit.

--backend tensorflow|jax|torch; --steps-per-execution N; --jit auto|true|false; --onednn 0|1 (TensorFlow only)."""
import argparse
import os
import time

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--backend", default="tensorflow", choices=["tensorflow", "jax", "torch"])
p.add_argument("--data", help="folder with the four IDX .gz files of MNIST (random arrays without it)")
p.add_argument("--n", type=int, default=10000)
p.add_argument("--epochs", type=int, default=10)
p.add_argument("--batch", type=int, default=32)
p.add_argument("--jit", default="auto", choices=["auto", "true", "false"])
p.add_argument("--steps-per-execution", type=int, default=1)
p.add_argument("--onednn", choices=["0", "1"], help="sets TF_ENABLE_ONEDNN_OPTS (left alone without it)")
p.add_argument("--test", action="store_true", help="also the accuracy on the test digits")
p.add_argument("--seed", type=int, default=0)
a = p.parse_args()

os.environ["KERAS_BACKEND"] = a.backend
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if a.onednn:
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = a.onednn

import keras
from keras import layers

import shared

keras.utils.set_random_seed(a.seed)
x, y = shared.mnist(a.data, a.n)
y = keras.utils.to_categorical(y, 10)

model = keras.Sequential([
    keras.Input((784,)),
    layers.Dense(128, activation="relu", kernel_regularizer=keras.regularizers.l2(0.001)),
    layers.Dropout(0.5),
    layers.Dense(10, activation="softmax"),
])
model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"],
              jit_compile={"auto": "auto", "true": True, "false": False}[a.jit],
              steps_per_execution=a.steps_per_execution)


class Clock(keras.callbacks.Callback):
    def __init__(self):
        super().__init__()
        self.epochs = []

    def on_epoch_begin(self, epoch, logs=None):
        self.start = time.perf_counter()

    def on_epoch_end(self, epoch, logs=None):
        self.epochs.append(time.perf_counter() - self.start)


clock = Clock()
start = time.perf_counter()
history = model.fit(x, y, epochs=a.epochs, batch_size=a.batch, verbose=0, callbacks=[clock])
fit_s = time.perf_counter() - start
tested = {}
if a.test:
    x_test, y_test = shared.mnist(a.data, 10000, "t10k")
    tested["test_accuracy"] = model.evaluate(x_test, keras.utils.to_categorical(y_test, 10), verbose=0)[1]
shared.report(workload="mlp", peer="keras-" + a.backend, options=vars(a), jit_resolved=bool(model.jit_compile),
              fit_s=fit_s, params=model.count_params(),
              accuracy=history.history["accuracy"][-1], **tested,
              **shared.epoch_figures(clock.epochs, a.n, -(-a.n // a.batch)),
              versions=shared.versions("keras", "tensorflow-cpu", "tensorflow", "jax", "torch", "numpy"))
