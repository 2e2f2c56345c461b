"""Converts a SavedModel to ONNX as the documentation says and prints what ONNX Runtime answers for digits.

Usage: python onnx_predictions.py SAVEDMODEL SAMPLES.csv FILE.onnx
SAMPLES is a table with a header, 64 columns of pixels and the label. One JSON object on standard output: the input, and
the outputs by name.
tf2onnx 1.17.0, onnx 1.17.0, onnxruntime 1.32.0."""
import json
import subprocess
import sys

import numpy as np
import onnxruntime

saved_model, samples, converted = sys.argv[1:]
subprocess.run([sys.executable, "-m", "tf2onnx.convert", "--saved-model", saved_model, "--output", converted],
               check=True, stdout=sys.stderr)
session = onnxruntime.InferenceSession(converted, providers=["CPUExecutionProvider"])
(given,) = session.get_inputs()
dtype = {"tensor(uint8)": np.uint8, "tensor(float)": np.float32}[given.type]
values = np.loadtxt(samples, delimiter=",", skiprows=1)[:, :64].astype(dtype).reshape([-1, *given.shape[1:]])
names = [output.name for output in session.get_outputs()]
print(json.dumps({
    "input": {"name": given.name, "type": given.type, "shape": given.shape},
    "outputs": {name: value.tolist() for name, value in zip(names, session.run(names, {given.name: values}))},
}))
