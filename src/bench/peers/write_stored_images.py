"""Writes seeded images of CIFAR-10's shape as JPEG files in a folder a class, and as one TFRecord file of the same."""
import argparse
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = ""
import numpy as np
import tensorflow as tf

p = argparse.ArgumentParser(description=__doc__)
p.add_argument("--to", required=True)
p.add_argument("--n", type=int, required=True)
a = p.parse_args()
rng, folder = np.random.default_rng(0), pathlib.Path(a.to)
for label in range(10):
    (folder / "files" / f"class{label}").mkdir(parents=True, exist_ok=True)
with tf.io.TFRecordWriter(str(folder / "images.tfrecord")) as records:
    for number in range(a.n):
        # Coarse colors and some noise: a JPEG of about as many bytes as one of a photograph.
        coarse = rng.integers(0, 224, (4, 4, 3)).repeat(8, axis=0).repeat(8, axis=1)
        image = tf.io.encode_jpeg((coarse + rng.integers(0, 32, (32, 32, 3))).astype(np.uint8)).numpy()
        label = int(rng.integers(0, 10))
        (folder / "files" / f"class{label}" / f"{number:06}.jpg").write_bytes(image)
        records.write(tf.train.Example(features=tf.train.Features(feature={
            "image": tf.train.Feature(bytes_list=tf.train.BytesList(value=[image])),
            "label": tf.train.Feature(int64_list=tf.train.Int64List(value=[label]))})).SerializeToString())
for name, path in (("files", "files"), ("records", "images.tfrecord")):
    for streaming in ("ALWAYS", "NEVER"):
        (folder / f"{name}_{streaming.lower()}.textproto").write_text(f'path: "{path}" streaming: {streaming}\n')
