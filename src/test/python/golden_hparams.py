"""Writes golden/hparams.json: the HParams plugin's records as TensorBoard's own code makes them.

Usage: python golden_hparams.py GOLDEN_DIRECTORY
"""

import json
import pathlib
import sys

import tensorboard
from tensorboard.plugins.hparams import api_pb2, metadata, plugin_data_pb2, summary, summary_v2

TIME = 1700000000.25


def record(tag, summary_metadata):
    plugin_data = summary_metadata.plugin_data
    return {"tag": tag, "plugin": plugin_data.plugin_name, "content": plugin_data.content.hex()}


def experiment():
    infos = [
        api_pb2.HParamInfo(
            name="units",
            description="32 to 512 by 32",
            type=api_pb2.DATA_TYPE_FLOAT64,
            domain_interval=api_pb2.Interval(min_value=32, max_value=512),
            differs=True,
        ),
        api_pb2.HParamInfo(
            name="optimizer",
            description="adam, rmsprop",
            type=api_pb2.DATA_TYPE_STRING,
            differs=True,
        ),
        api_pb2.HParamInfo(
            name="nesterov",
            description="false, true, where optimizer = rmsprop",
            type=api_pb2.DATA_TYPE_BOOL,
            differs=True,
        ),
        api_pb2.HParamInfo(name="depth", description="3", type=api_pb2.DATA_TYPE_FLOAT64),
    ]
    infos[1].domain_discrete.extend(["adam", "rmsprop"])
    infos[2].domain_discrete.extend([False, True])
    infos[3].domain_discrete.extend([3])
    metrics = [
        api_pb2.MetricInfo(
            name=api_pb2.MetricName(group="", tag="objective"),
            display_name="objective (validation/loss)",
        ),
        api_pb2.MetricInfo(
            name=api_pb2.MetricName(group="validation", tag="epoch_accuracy"),
            display_name="validation/accuracy",
            dataset_type=api_pb2.DATASET_VALIDATION,
        ),
        api_pb2.MetricInfo(
            name=api_pb2.MetricName(group="train", tag="epoch_loss"),
            display_name="train/loss",
            dataset_type=api_pb2.DATASET_TRAINING,
        ),
    ]
    pb = api_pb2.Experiment(
        name="study", hparam_infos=infos, metric_infos=metrics, time_created_secs=TIME
    )
    data = plugin_data_pb2.HParamsPluginData(experiment=pb)
    return record(metadata.EXPERIMENT_TAG, metadata.create_summary_metadata(data))


def start():
    value = summary_v2.hparams_pb(
        {"units": 64, "optimizer": "rmsprop", "nesterov": True, "depth": 3},
        trial_id="0003",
        start_time_secs=TIME,
    ).value[0]
    return record(value.tag, value.metadata)


def end(status):
    value = summary.session_end_pb(status, end_time_secs=TIME).value[0]
    return record(value.tag, value.metadata)


def main(directory):
    golden = {
        "versions": {
            "script": "src/test/python/golden_hparams.py",
            "python": sys.version.split()[0],
            "tensorboard": tensorboard.__version__,
        },
        "time": TIME,
        "experiment": experiment(),
        "start": start(),
        "success": end(api_pb2.STATUS_SUCCESS),
        "failure": end(api_pb2.STATUS_FAILURE),
    }
    path = pathlib.Path(directory, "hparams.json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
