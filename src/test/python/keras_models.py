"""Saves models of Keras and what they predict: DIRECTORY/NAME.keras, NAME.npz (inputs x) and NAME.json.

Usage: python keras_models.py DIRECTORY NAME...
NAME is one of seed_mlp, seed_resnet, images, words, curve. The JSON holds the versions and, as a Luthier SavedModel gives
them, the predictions for x: probabilities of a classifier ([1 - p, p] for one unit), else values. Weights are drawn at
random, moving statistics too, so that none has the value that it would begin with."""
import json
import os
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import keras
import numpy as np
from keras import layers as L

SAMPLES = 4


def seed_mlp():
    model = keras.Sequential([
        keras.Input((784,)),
        L.Dense(128, activation="relu", kernel_regularizer=keras.regularizers.l2(0.001)),
        L.Dropout(0.5),
        L.Dense(10, activation="softmax"),
    ])
    model.compile(loss="categorical_crossentropy", optimizer="adam", metrics=["accuracy"])
    return model


def seed_resnet():
    parts = [keras.Input((32, 32, 3)), L.ZeroPadding2D(3), L.Conv2D(64, 7, 2), L.BatchNormalization(), L.ReLU(),
             L.ZeroPadding2D(1), L.MaxPool2D(3, 2)]
    for width in (128, 256, 512):
        parts += [L.ZeroPadding2D(1), L.Conv2D(width, 3, 2), L.BatchNormalization(), L.ReLU()]
    model = keras.Sequential(parts + [L.Conv2D(10, 1), L.GlobalAveragePooling2D()])
    model.compile(loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
                  optimizer=keras.optimizers.Adam(0.001), metrics=["accuracy"])
    return model


def images():
    inputs = keras.Input((8, 10, 3), name="pixels")
    t = L.Rescaling(1 / 255, offset=-0.5)(inputs)
    t = L.RandomFlip()(t)
    t = L.Conv2D(4, (3, 5), strides=(2, 1), padding="same", activation="gelu", use_bias=False)(t)
    t = L.BatchNormalization(scale=False, epsilon=0.002)(t)
    u = L.SeparableConv2D(4, 3, padding="same", depth_multiplier=2)(t)
    u = L.LeakyReLU(negative_slope=0.2)(u)
    t = L.Add()([t, u]) + u
    v = L.DepthwiseConv2D(3, padding="same", activation="tanh", name="each.channel")(t)
    t = L.Concatenate()([t, v])
    t = L.Conv2DTranspose(5, 3, strides=2, padding="same", activation="relu6")(t)
    t = L.AveragePooling2D((2, 3), strides=(2, 1))(t)
    gate = L.Dense(5, activation="hard_sigmoid")(L.GlobalMaxPooling2D()(t))
    t = L.Multiply()([t, L.Reshape((1, 1, 5))(gate)])
    t = L.SpatialDropout2D(0.3)(t)
    inner = keras.Sequential([
        keras.Input(t.shape[1:]),
        L.ZeroPadding2D(((1, 0), (2, 1))),
        L.Conv2D(3, 2, dilation_rate=2, activation="silu", kernel_regularizer="l1"),
        L.MaxPooling2D(2),
        L.Flatten(),
    ], name="inner")
    outputs = L.Dense(1, activation="sigmoid", kernel_constraint=keras.constraints.MaxNorm(3))(inner(t))
    model = keras.Model(inputs, outputs)
    model.compile(loss="binary_crossentropy", metrics=["accuracy", keras.metrics.AUC()],
                  optimizer=keras.optimizers.SGD(0.1, momentum=0.9, nesterov=True, clipnorm=1.0))
    return model


def words():
    inputs = keras.Input((9,), name="words")
    t = L.Embedding(12, 4, mask_zero=True)(inputs)
    t = L.Bidirectional(L.LSTM(2, return_sequences=True))(t)
    a = L.MultiHeadAttention(2, 3, name="attention")(t, t, use_causal_mask=True)
    t = L.LayerNormalization()(L.Add()([t, a]))
    t = L.GRU(3)(t)
    outputs = L.Dense(3, activation="softmax")(t)
    model = keras.Model(inputs, outputs)
    model.compile(loss="sparse_categorical_crossentropy", metrics=["accuracy"],
                  optimizer=keras.optimizers.RMSprop(keras.optimizers.schedules.ExponentialDecay(0.01, 100, 0.9)))
    return model


def curve():
    model = keras.Sequential([
        keras.Input((12, 2)),
        L.ZeroPadding1D((2, 1)),
        L.Conv1D(4, 3, strides=2, activation="elu"),
        L.MaxPooling1D(2, padding="same"),
        L.Bidirectional(L.GRU(3, return_sequences=True, reset_after=False)),
        L.LSTM(4, use_bias=False, return_sequences=True, recurrent_dropout=0.1),
        L.GlobalAveragePooling1D(),
        L.Dense(2),
    ])
    model.compile(loss="mse", metrics=["mae"], optimizer=keras.optimizers.AdamW(0.002, weight_decay=0.01))
    return model


def inputs(name, shape):
    random = np.random.default_rng(1)
    if name == "words":
        x = random.integers(1, 12, (SAMPLES, *shape))
        for sample, length in enumerate((9, 4, 1, 7)):
            x[sample, length:] = 0
        return x.astype(np.float32)
    return (random.integers(0, 256, (SAMPLES, *shape)) if name == "images" else random.normal(size=(SAMPLES, *shape))).astype(np.float32)


def predictions(model, x):
    y = np.asarray(model(x, training=False), dtype=np.float64)
    loss = model.loss
    if not isinstance(loss, str) and getattr(loss, "from_logits", False):
        y = np.exp(y - y.max(-1, keepdims=True))
        y /= y.sum(-1, keepdims=True)
    if loss == "binary_crossentropy" and y.shape[1] == 1:
        y = np.concatenate([1 - y, y], axis=-1)
    return y


directory = sys.argv[1]
for name in sys.argv[2:]:
    keras.utils.clear_session()
    model = {"seed_mlp": seed_mlp, "seed_resnet": seed_resnet, "images": images, "words": words, "curve": curve}[name]()
    random = np.random.default_rng(0)
    for weight in model.weights:
        if "seed_generator" not in weight.path:
            fan_in = max(1, int(np.prod(weight.shape[:-1])))
            value = random.normal(size=weight.shape) / np.sqrt(fan_in if len(weight.shape) > 1 else 4)
            weight.assign(abs(value) + 0.5 if "variance" in weight.path or "gamma" in weight.path else value)
    if name.startswith("seed"):
        # So that there is an optimizer's state in the file.
        x = random.normal(size=(8, *model.input_shape[1:])).astype(np.float32)
        y = np.arange(8) % 10
        model.fit(x, y if name == "seed_resnet" else keras.utils.to_categorical(y, 10), verbose=0)
    model.save(os.path.join(directory, name + ".keras"))
    x = inputs(name, model.input_shape[1:])
    np.savez(os.path.join(directory, name + ".npz"), x=x)
    with open(os.path.join(directory, name + ".json"), "w") as file:
        json.dump({"keras": keras.__version__, "predictions": predictions(model, x).tolist()}, file)
        file.write("\n")
