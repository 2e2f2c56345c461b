"""Writes src/test/resources/golden/data.json: what other tools make of small data.

Run from the repository's root: python src/test/python/data_golden.py
"""

import base64
import io
import json
import os
import struct
import tempfile
import wave

import numpy
import sklearn
import tensorflow
from numpy.lib import format as npy
from sklearn.impute import SimpleImputer
from sklearn.model_selection import KFold, StratifiedKFold
from sklearn.preprocessing import OneHotEncoder, StandardScaler


def encoded(data):
    return base64.b64encode(data).decode("ascii")


def folds():
    random = numpy.random.RandomState(3)
    uneven = numpy.repeat([2, 0, 1, 3], [11, 7, 5, 3])
    random.shuffle(uneven)
    cases = [uneven, numpy.repeat([0, 1, 2], 10), numpy.tile([1, 0], 9)]
    return [
        {
            "labels": labels.tolist(),
            "stratified": [test.tolist() for _, test in StratifiedKFold(5).split(labels, labels)],
            "plain": [test.tolist() for _, test in KFold(5).split(labels)],
        }
        for labels in cases
    ]


def preprocessing():
    nan = float("nan")
    numbers = numpy.array(
        [[1.5, 7, 100], [2.5, 7, nan], [-4, 7, 130], [nan, 7, 90], [8, 7, 1e4], [0.25, 7, nan]]
    )
    texts = numpy.array([["b"], ["a"], ["c"], ["a"], ["Z"], ["b"]])
    scaler = StandardScaler().fit(numbers)
    return {
        "numbers": [[None if numpy.isnan(x) else x for x in row] for row in numbers],
        "texts": texts[:, 0].tolist(),
        "mean": scaler.mean_.tolist(),
        "stddev": scaler.scale_.tolist(),
        "missing": SimpleImputer(strategy="mean").fit(numbers).statistics_.tolist(),
        "vocabulary": OneHotEncoder().fit(texts).categories_[0].tolist(),
    }


def npy_bytes(array, version=None):
    buffer = io.BytesIO()
    npy.write_array(buffer, array, version=version)
    return buffer.getvalue()


def arrays():
    cases = []
    base = numpy.arange(12).reshape(3, 2, 2)
    for code in ["u1", "i1", "<u2", ">u2", "<i2", ">i2", "<u4", ">i4", "<i4", "<u8", "<i8", ">i8"]:
        cases.append((code, base.astype(code), None))
    for code in ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]:
        cases.append((code, ((base - 5) * 0.375).astype(code), None))
    cases.append(("negative i2", (base - 6).astype("<i2"), None))
    cases.append(("large u4", (base + 4294967000).astype("<u4"), None))
    cases.append(("bool", base % 3 == 0, None))
    cases.append(("fortran f4", numpy.asfortranarray(base.astype("<f4")), None))
    cases.append(("fortran u1", numpy.asfortranarray(base.astype("u1")), None))
    cases.append(("version 2", base.astype("<f4"), (2, 0)))
    cases.append(("version 3", base.astype("<f4"), (3, 0)))
    cases.append(("tiny f2", numpy.array([[6e-8, 65504.0, -0.0, 1e-5]], dtype="<f2"), None))
    return [
        {
            "name": name,
            "file": encoded(npy_bytes(array, version)),
            "shape": list(array.shape),
            "values": [float(x) for x in array.astype("f8").flatten(order="C")],
        }
        for name, array, version in cases
    ]


def archives():
    x = numpy.arange(24, dtype="u1").reshape(6, 4)
    y = numpy.array([0, 1, 2, 0, 1, 2])

    def saved(save, **named):
        buffer = io.BytesIO()
        save(buffer, **named)
        return encoded(buffer.getvalue())

    return {
        "plain": saved(numpy.savez, x_train=x, y_train=y, x_test=x[:2], y_test=y[:2]),
        "compressed": saved(numpy.savez_compressed, X=x, y=y.reshape(6, 1)),
        "objects": saved(numpy.savez, x=numpy.array([[1, 2], "a"], dtype=object), y=y[:2]),
        "structured": saved(numpy.savez, x=numpy.zeros(3, dtype=[("a", "f4"), ("b", "i4")])),
        "text": saved(numpy.savez, x=numpy.array(["a", "b"])),
        "nan": saved(numpy.savez, x=numpy.array([[1.0, 2.0], [numpy.nan, 3.0]]), y=y[:2]),
        "twelve": saved(numpy.savez, x=x, y=numpy.array([0, 1, 12, 3, 4, 5])),
        "values": saved(numpy.savez, x=x, y=numpy.arange(12).reshape(6, 2) * 0.5),
    }


def feature(value):
    train = tensorflow.train
    if isinstance(value, bytes):
        return train.Feature(bytes_list=train.BytesList(value=[value]))
    if isinstance(value, int):
        return train.Feature(int64_list=train.Int64List(value=[value]))
    if isinstance(value[0], int):
        return train.Feature(int64_list=train.Int64List(value=value))
    return train.Feature(float_list=train.FloatList(value=value))


def records():
    def written(examples, compression=""):
        path = os.path.join(tempfile.mkdtemp(), "data.tfrecord")
        with tensorflow.io.TFRecordWriter(path, compression) as writer:
            for example in examples:
                features = {name: feature(value) for name, value in example.items()}
                writer.write(
                    tensorflow.train.Example(
                        features=tensorflow.train.Features(feature=features)
                    ).SerializeToString()
                )
        with open(path, "rb") as file:
            return encoded(file.read())

    pixels = numpy.arange(2 * 3 * 3, dtype="u1").reshape(2, 3, 3) * 10
    png = tensorflow.io.encode_png(pixels).numpy()
    floats = [{"x": [0.5 * i, -1.0, 2.0 + i], "label": i % 2} for i in range(4)]
    return {
        "floats": written(floats),
        "gzip": written(floats, "GZIP"),
        "integers": written([{"x": [i, 300], "class": b"ab"[i : i + 1]} for i in range(2)]),
        "images": written([{"image": png, "label": i} for i in range(2)]),
        "pixels": pixels.flatten().tolist(),
    }


def images():
    random = numpy.random.RandomState(5)
    rgb = random.randint(0, 256, (5, 4, 3), dtype="u1")
    gray = random.randint(0, 256, (5, 4, 1), dtype="u1")
    deep = random.randint(0, 65536, (5, 4, 1), dtype="u2")
    both = numpy.concatenate([gray, gray // 2 + 100], axis=2)
    alpha = numpy.concatenate([rgb, numpy.full((5, 4, 1), 9, "u1")], axis=2)

    def case(name, image, channels):
        png = tensorflow.io.encode_png(image)
        decoded = tensorflow.io.decode_png(png, channels=channels).numpy()
        return {
            "name": name,
            "file": encoded(png.numpy()),
            "channels": channels,
            "values": decoded.flatten().tolist(),
        }

    def decoded_jpeg(file):
        # The default, INTEGER_FAST, is off by up to 4.
        image = tensorflow.io.decode_jpeg(file, dct_method="INTEGER_ACCURATE")
        return image.numpy().flatten().tolist()

    def resized(height, width):
        values = tensorflow.image.resize(rgb, (height, width), method="bilinear").numpy()
        return {
            "height": height,
            "width": width,
            "values": [round(float(x), 4) for x in values.flatten()],
        }

    smooth = numpy.stack(
        numpy.meshgrid(numpy.arange(16) * 12, numpy.arange(16) * 9), axis=-1
    ).astype("u1")
    smooth = numpy.concatenate([smooth, smooth[:, :, :1] // 2], axis=2)
    jpeg = tensorflow.io.encode_jpeg(smooth, quality=95, chroma_downsampling=False)
    gray_jpeg = tensorflow.io.encode_jpeg(smooth[:, :, :1], quality=95)
    return {
        "png": [
            case("rgb", rgb, 3),
            case("gray", gray, 1),
            case("gray as rgb", gray, 3),
            case("gray and alpha", both, 1),
            case("rgb and alpha", alpha, 3),
            case("16 bits", deep, 1),
        ],
        "jpeg": encoded(jpeg.numpy()),
        "jpeg_values": decoded_jpeg(jpeg),
        "gray_jpeg": encoded(gray_jpeg.numpy()),
        "gray_jpeg_values": decoded_jpeg(gray_jpeg),
        "rgb": rgb.flatten().tolist(),
        "resized": [resized(5, 4), resized(3, 7), resized(10, 8), resized(1, 1), resized(2, 3)],
    }


def sounds():
    def written(width, channels, samples, rate=8000):
        buffer = io.BytesIO()
        with wave.open(buffer, "wb") as file:
            file.setnchannels(channels)
            file.setsampwidth(width)
            file.setframerate(rate)
            if width == 1:
                file.writeframes(bytes(s + 128 for s in samples))
            else:
                file.writeframes(b"".join(struct.pack("<i", s)[:width] for s in samples))
        return encoded(buffer.getvalue())

    def case(name, width, channels, samples):
        full = float(1 << (8 * width - 1))
        mono = numpy.array(samples, "f8").reshape(-1, channels).mean(axis=1) / full
        return {
            "name": name,
            "file": written(width, channels, samples),
            "values": mono.tolist(),
        }

    return {
        "cases": [
            case("8 bits", 1, 1, [0, 127, -128, 5, -6]),
            case("16 bits", 2, 1, [0, 32767, -32768, 300, -301]),
            case("24 bits", 3, 1, [0, 8388607, -8388608, 70000, -70001]),
            case("stereo", 2, 2, [100, 200, -32768, -32768, 0, 1]),
        ],
        "fast": written(2, 1, [1, 2, 3], 16000),
        "32 bits": written(4, 1, [1, 2, 3]),
    }


def main():
    golden = {
        "versions": {
            "numpy": numpy.__version__,
            "scikit-learn": sklearn.__version__,
            "tensorflow": tensorflow.__version__,
        },
        "folds": folds(),
        "preprocessing": preprocessing(),
        "arrays": arrays(),
        "archives": archives(),
        "records": records(),
        "images": images(),
        "sounds": sounds(),
    }
    with open("src/test/resources/golden/data.json", "w", encoding="utf-8") as file:
        json.dump(golden, file, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
