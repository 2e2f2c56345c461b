"""Loads a SavedModel as Python users do and prints what it answers.

Usage: python saved_models.py MODEL INPUTS.json
Values of the dtype "bytes" are in base 64.
INPUTS holds {"inputs": {name: {"dtype", "shape", "values"}}, "lines": [...] or null}. One JSON object on standard output:
the outputs of tf.saved_model.load and of Keras' TFSMLayer, dtypes, variables, and what saved_model_cli lists."""
import base64
import json
import os
import subprocess
import sys

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["TF_ENABLE_ONEDNN_OPTS"] = "1"

import keras
import numpy as np
import tensorflow as tf

directory = sys.argv[1]
with open(sys.argv[2]) as file:
    given = json.load(file)
for one in given["inputs"].values():
    if one["dtype"] == "bytes":
        one["values"] = [base64.b64decode(value) for value in one["values"]]
        one["dtype"] = "string"
feed = {
    name: tf.constant(np.array(one["values"], dtype=object if one["dtype"] == "string" else one["dtype"]).reshape(one["shape"]),
                      dtype=one["dtype"])
    for name, one in given["inputs"].items()
}
loaded = tf.saved_model.load(directory)
signature = loaded.signatures["serving_default"]
answers = signature(**feed)
one_sample = signature(**{name: value[:1] for name, value in feed.items()})
if given["lines"] is None:
    layer = keras.layers.TFSMLayer(directory, call_endpoint="serving_default")
    by_keras = layer(next(iter(feed.values())))
else:
    layer = keras.layers.TFSMLayer(directory, call_endpoint="serving_csv")
    by_keras = layer(tf.constant(given["lines"]))
listing = subprocess.run(
    [sys.executable, "-m", "tensorflow.python.tools.saved_model_cli", "show", "--dir", directory,
     "--tag_set", "serve", "--signature_def", "serving_default"],
    check=True, capture_output=True, text=True, timeout=120).stdout


def numbers(outputs):
    return {name: np.asarray(value).tolist() for name, value in outputs.items()}


print(json.dumps({
    "loaded": numbers(answers),
    "one_sample": numbers(one_sample),
    "keras": numbers(by_keras),
    "dtypes": {name: value.dtype.name for name, value in answers.items()},
    "variables": sorted(variable.name for variable in loaded.variables),
    "trainable": sorted(v.name for v in loaded.variables if v.trainable),
    "listing": listing,
}))
