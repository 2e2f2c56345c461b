"""Weights after 50 training steps in Keras, for the test that trains the same network in Luthier.

A network of two dense layers with l1_l2 on kernel and bias, softmax cross entropy, no dropout and no shuffling;
each optimizer with each kind of gradient clipping. Usage: python training_steps.py > golden/training_steps.json"""
import json
import os

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "0"

import keras
import numpy as np
import tensorflow as tf

SAMPLES, FEATURES, HIDDEN, CLASSES, BATCH, EPOCHS = 37, 6, 5, 3, 8, 10

random = np.random.default_rng(11)
x = random.standard_normal((SAMPLES, FEATURES)).astype(np.float32)
y = random.integers(0, CLASSES, SAMPLES)
start = [
    (random.standard_normal((FEATURES, HIDDEN)) * 0.4).astype(np.float32),
    (random.standard_normal(HIDDEN) * 0.1).astype(np.float32),
    (random.standard_normal((HIDDEN, CLASSES)) * 0.4).astype(np.float32),
    (random.standard_normal(CLASSES) * 0.1).astype(np.float32),
]
optimizers = {
    "adam": lambda **clip: keras.optimizers.Adam(0.01, **clip),
    "adamw": lambda **clip: keras.optimizers.AdamW(0.01, weight_decay=0.02, **clip),
    "rmsprop": lambda **clip: keras.optimizers.RMSprop(0.01, momentum=0.5, **clip),
    "sgd": lambda **clip: keras.optimizers.SGD(0.05, momentum=0.9, **clip),
    "adagrad": lambda **clip: keras.optimizers.Adagrad(0.05, **clip),
}
clippings = {
    "none": {},
    "value": {"clipvalue": 0.05},
    "norm": {"clipnorm": 0.1},
    "global_norm": {"global_clipnorm": 0.2},
}


def train(optimizer):
    regularizer = keras.regularizers.L1L2(0.002, 0.01)
    model = keras.Sequential([
        keras.Input((FEATURES,)),
        keras.layers.Dense(HIDDEN, activation="tanh", kernel_regularizer=regularizer, bias_regularizer=regularizer),
        keras.layers.Dense(CLASSES, kernel_regularizer=keras.regularizers.L2(0.003)),
    ])
    model.set_weights(start)
    model.compile(optimizer, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    history = model.fit(x, y, batch_size=BATCH, epochs=EPOCHS, shuffle=False, verbose=0)
    return model.get_weights(), history.history["loss"][-1]


def flat(values):
    return [float(v) for v in np.ravel(values)]


cases = []
for name, make in optimizers.items():
    for clipping, arguments in clippings.items():
        weights, loss = train(make(**arguments))
        cases.append({"optimizer": name, "clipping": clipping, "weights": [flat(w) for w in weights], "last_loss": loss})
print(json.dumps({
    "versions": {"keras": keras.__version__, "tensorflow": tf.__version__, "numpy": np.__version__},
    "script": "src/test/python/training_steps.py",
    "features": flat(x), "classes": y.tolist(), "start": [flat(w) for w in start], "cases": cases,
}))
