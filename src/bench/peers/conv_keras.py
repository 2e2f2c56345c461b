"""Keras: the seed convolution network or ResNet-20 on 32x32x3 float images, through model.fit."""
import argparse
import os
import time

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--net", default="seed", choices=["seed", "resnet20"])
p.add_argument("--backend", default="tensorflow", choices=["tensorflow", "jax"])
p.add_argument("--data", required=True, help="an .npz file with x_train and y_train")
p.add_argument("--batch", type=int, help="default 32 for seed, 128 for resnet20")
p.add_argument("--steps", type=int, help="steps an epoch; default 40 for seed, 6 for resnet20")
p.add_argument("--epochs", type=int, default=5)
p.add_argument("--jit", default="auto", choices=["auto", "true", "false"])
p.add_argument("--onednn", choices=["0", "1"], help="sets TF_ENABLE_ONEDNN_OPTS (left alone without it)")
a = p.parse_args()
a.batch = a.batch or {"seed": 32, "resnet20": 128}[a.net]
a.steps = a.steps or {"seed": 40, "resnet20": 6}[a.net]
os.environ["KERAS_BACKEND"] = a.backend
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if a.onednn:
    os.environ["TF_ENABLE_ONEDNN_OPTS"] = a.onednn

import keras
from keras import layers as L

import shared

keras.utils.set_random_seed(0)
x, y = shared.images(a.data, a.batch * a.steps)


def seed_net():
    parts = [keras.Input((32, 32, 3)), L.ZeroPadding2D(3), L.Conv2D(64, 7, 2), L.BatchNormalization(), L.ReLU(),
             L.ZeroPadding2D(1), L.MaxPool2D(3, 2)]
    for width in (128, 256, 512):
        parts += [L.ZeroPadding2D(1), L.Conv2D(width, 3, 2), L.BatchNormalization(), L.ReLU()]
    return keras.Sequential(parts + [L.Conv2D(10, 1), L.GlobalAveragePooling2D()])


def resnet20():
    def conv(t, width, size, stride):
        t = L.Conv2D(width, size, stride, padding="same", use_bias=False)(t)
        return L.BatchNormalization()(t)

    inputs = keras.Input((32, 32, 3))
    t = L.ReLU()(conv(inputs, 16, 3, 1))
    for stage, width in enumerate((16, 32, 64)):
        for block in range(3):
            stride = 2 if stage and not block else 1
            shortcut = conv(t, width, 1, stride) if stride == 2 else t
            u = L.ReLU()(conv(t, width, 3, stride))
            t = L.ReLU()(L.Add()([conv(u, width, 3, 1), shortcut]))
    return keras.Model(inputs, L.Dense(10)(L.GlobalAveragePooling2D()(t)))


model = {"seed": seed_net, "resnet20": resnet20}[a.net]()
model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              optimizer=keras.optimizers.Adam(0.001), metrics=["accuracy"],
              jit_compile={"auto": "auto", "true": True, "false": False}[a.jit])


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
shared.report(workload=a.net, peer="keras-" + a.backend, options=vars(a), fit_s=time.perf_counter() - start,
              jit_resolved=bool(model.jit_compile), params=model.count_params(),
              last_loss=history.history["loss"][-1],
              **shared.epoch_figures(clock.epochs, a.batch * a.steps, a.steps),
              versions=shared.versions("keras", "tensorflow-cpu", "tensorflow", "jax", "numpy"))
