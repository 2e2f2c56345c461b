"""Writes golden/tensorboard.json: an event file and histograms as TensorBoard's own code makes them.

Usage: python golden_tensorboard.py GOLDEN_DIRECTORY
"""

import io
import json
import pathlib
import sys

import numpy as np
import tensorboard
from tensorboard.compat.proto import event_pb2, graph_pb2, node_def_pb2, summary_pb2
from tensorboard.plugins.histogram import summary as histogram_summary
from tensorboard.summary.writer.record_writer import RecordWriter
from tensorboard.util import tensor_util

WALL_TIME = 1700000000.25


def event_file():
    scalars = [
        ("loss", 0.5, 0),
        ("loss", 0.25, 1),
        ("epoch_accuracy", float("nan"), 127),
        ("layer/β", -1e30, 128),
        ("loss", 0.1, 2**40),
    ]
    graph = graph_pb2.GraphDef(node=[node_def_pb2.NodeDef(name="pixels", op="Placeholder")])
    events = [
        event_pb2.Event(file_version="brain.Event:2"),
        event_pb2.Event(step=7, session_log=event_pb2.SessionLog(status=event_pb2.SessionLog.START)),
    ]
    for tag, value, step in scalars:
        summary = summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, simple_value=value)])
        events.append(event_pb2.Event(step=step, summary=summary))
    events.append(event_pb2.Event(step=3, graph_def=graph.SerializeToString()))
    file = io.BytesIO()
    writer = RecordWriter(file)
    for event in events:
        event.wall_time = WALL_TIME
        writer.write(event.SerializeToString(deterministic=True))
    return file.getvalue().hex()


def histograms():
    random = np.random.default_rng(20)
    cases = {
        "empty": [],
        "one": [2.5],
        "constant": [-0.75] * 9,
        "zeros": [0.0] * 4,
        "two": [0.0, 1.0],
        "edges": [i / 10 for i in range(31)],
        "normal": random.normal(0, 0.05, 400),
        "skewed": random.lognormal(0, 3, 200),
        "far from zero": 1e6 + random.uniform(0, 1, 100),
        "widest": [-3.4028234663852886e38, 0.0, 3.4028234663852886e38],
        "narrowest": [0.0, 1.401298464324817e-45, 2.802596928649634e-45],
    }
    result = []
    for name, values in cases.items():
        values = np.asarray(values, np.float32)
        value = histogram_summary.histogram_pb(name, values).value[0]
        result.append(
            {
                "name": name,
                "values": values.astype(float).tolist(),
                "plugin": value.metadata.plugin_data.plugin_name,
                "buckets": tensor_util.make_ndarray(value.tensor).tolist(),
            }
        )
    return result


def main(directory):
    golden = {
        "versions": {
            "script": "src/test/python/golden_tensorboard.py",
            "python": sys.version.split()[0],
            "tensorboard": tensorboard.__version__,
            "numpy": np.__version__,
        },
        "wall_time": WALL_TIME,
        "event_file": event_file(),
        "histograms": histograms(),
    }
    path = pathlib.Path(directory, "tensorboard.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
