"""Reads the times of an event file's scalars; enough of TFRecord and protobuf for that, without TensorFlow."""
import pathlib
import struct


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _fields(data):
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        kind = key & 7
        if kind == 0:
            value, at = _varint(data, at)
        elif kind == 2:
            size, at = _varint(data, at)
            value, at = data[at:at + size], at + size
        else:
            size = {1: 8, 5: 4}[kind]
            value, at = data[at:at + size], at + size
        yield key >> 3, value


def scalar_times(folder, tag):
    """Wall time of each event of a tag in the event files of a folder, in the files' order."""
    times = []
    for file in sorted(pathlib.Path(folder).glob("*tfevents*")):
        data, at = file.read_bytes(), 0
        while at + 12 <= len(data):
            (size,) = struct.unpack_from("<Q", data, at)
            event = list(_fields(data[at + 12:at + 12 + size]))
            at += size + 16
            for number, summary in event:
                if number != 5:  # Event.summary
                    continue
                for part, value in _fields(summary):
                    # Summary.value, and its tag
                    if part == 1 and any(n == 1 and t == tag.encode() for n, t in _fields(value)):
                        times.append(struct.unpack("<d", next(v for n, v in event if n == 1))[0])
    return times


def first_time(folder):
    """Wall time of the first event of a folder."""
    data = min(pathlib.Path(folder).glob("*tfevents*")).read_bytes()
    (size,) = struct.unpack_from("<Q", data, 0)
    return struct.unpack("<d", next(value for number, value in _fields(data[12:12 + size]) if number == 1))[0]
