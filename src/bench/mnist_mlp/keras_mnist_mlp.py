"""Trains Keras' form of graphs/mnist_mlp.textproto; prints one JSON line with the test accuracy of each seed.

Run as: python keras_mnist_mlp.py --data FOLDER [--seeds 0 1 2] [--epochs 10]
FOLDER holds the four gzipped IDX files of MNIST. Packages: src/test/python/requirements.txt.
"""

import argparse
import gzip
import json
import os
import pathlib
import statistics
import time

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")

import keras
import numpy as np
import tensorflow as tf


def read_idx(path):
    """The bytes of an IDX file in their shape."""
    with gzip.open(path) as file:
        content = file.read()
    if content[:3] != b"\0\0\x08":
        raise SystemExit(f"{path}: not an IDX file of bytes")
    dimensions = content[3]
    shape = np.frombuffer(content, ">u4", dimensions, 4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * dimensions).reshape(shape)


def read_part(folder, part):
    images = read_idx(folder / f"{part}-images-idx3-ubyte.gz")
    labels = read_idx(folder / f"{part}-labels-idx1-ubyte.gz")
    pixels = images.reshape(len(images), -1).astype(np.float32) / 255
    return pixels, keras.utils.to_categorical(labels, 10)


def build():
    model = keras.Sequential(
        [
            keras.Input((784,)),
            keras.layers.Dense(
                128, activation="relu", kernel_regularizer=keras.regularizers.l2(0.001)
            ),
            keras.layers.Dropout(0.5),
            keras.layers.Dense(10, activation="softmax"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss="categorical_crossentropy",
        metrics=["accuracy"],
    )
    return model


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--epochs", type=int, default=10)
    arguments = parser.parse_args()

    train, test = read_part(arguments.data, "train"), read_part(arguments.data, "t10k")
    accuracies, seconds = {}, {}
    for seed in arguments.seeds:
        keras.utils.set_random_seed(seed)
        model = build()
        start = time.perf_counter()
        model.fit(*train, epochs=arguments.epochs, batch_size=32, verbose=0)
        seconds[seed] = round(time.perf_counter() - start, 2)
        accuracies[seed] = model.evaluate(*test, batch_size=1000, verbose=0, return_dict=True)[
            "accuracy"
        ]
    print(
        json.dumps(
            {
                "model": "mnist_mlp",
                "keras": keras.__version__,
                "tensorflow": tf.__version__,
                "train_samples": len(train[0]),
                "epochs": arguments.epochs,
                "test_accuracy": accuracies,
                "mean_test_accuracy": statistics.fmean(accuracies.values()),
                "fit_seconds": seconds,
            }
        )
    )


if __name__ == "__main__":
    main()
