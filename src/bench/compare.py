#!/usr/bin/env python3
"""Times Luthier and its Python peers in turn on this machine and prints a table of ratios; see README.md."""
import argparse
import gzip
import hashlib
import json
import os
import pathlib
import platform
import random
import shutil
import statistics
import subprocess
import sys
import venv

import measuring
import rows

HERE = pathlib.Path(__file__).resolve().parent
HOME = HERE.parent.parent
WORK = HOME / "target" / "bench"
IDX_FILES = ("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz", "t10k-images-idx3-ubyte.gz",
             "t10k-labels-idx1-ubyte.gz")


def peer_python(given):
    """The interpreter of the peers: the given one, else that of a virtual environment made here."""
    if given:
        return given
    folder, wanted = WORK / "venv", HERE / "peers" / "requirements.txt"
    mark, digest = folder / "requirements.sha256", hashlib.sha256(wanted.read_bytes()).hexdigest()
    if not mark.exists() or mark.read_text() != digest:
        print(f"Installing the peers into {folder} (once)…", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run([folder / "bin" / "pip", "install", "--quiet", "-r", wanted], check=True)
        mark.write_text(digest)
    return str(folder / "bin" / "python")


def write_digits(given, folder):
    """The first 10,000 training digits as IDX files in a folder; says where they come from."""
    folder.mkdir(parents=True, exist_ok=True)
    default = pathlib.Path(os.environ.get("LUTHIER_DATA", pathlib.Path.home() / ".luthier" / "data")) / "mnist"
    source = pathlib.Path(given) if given else default
    if given and not (source / IDX_FILES[0]).exists():
        sys.exit(f"--data needs a folder with {', '.join(IDX_FILES)}, was '{given}'; "
                 "name one, or leave it out for random digits")
    real, generator = (source / IDX_FILES[0]).exists(), random.Random(0)
    for name, header, item in zip(IDX_FILES, (16, 8, 16, 8), (784, 1, 784, 1)):
        if real:
            with gzip.open(source / name) as stream:
                start, body = stream.read(header), stream.read(10_000 * item)
        else:
            start = bytes((0, 0, 8, 3 if item > 1 else 1)) + bytes(4)
            start += (28).to_bytes(4, "big") * 2 if item > 1 else b""
            body = generator.randbytes(10_000 * item) if item > 1 else bytes(generator.choices(range(10), k=10_000))
        with gzip.GzipFile(folder / name, "wb", mtime=0) as stream:
            stream.write(start[:4] + (10_000).to_bytes(4, "big") + start[8:] + body)
    training = folder.parent / "digits_train"
    training.mkdir(exist_ok=True)
    for name in IDX_FILES[:2]:
        shutil.copyfile(folder / name, training / name)
    return str(source) if real else "seeded random digits (no MNIST found; right for speed, not for accuracy)"


def machine(python):
    """What the machine is, and what it can do."""
    def first(file, start):
        lines = pathlib.Path(file).read_text().splitlines()
        return next((text.split(":", 1)[1].strip() for text in lines if text.startswith(start)), "unknown")

    return {"processor": first("/proc/cpuinfo", "model name"), "cores": os.cpu_count(),
            "memory": first("/proc/meminfo", "MemTotal"), "system": platform.platform(),
            "python": platform.python_version(), "limits": measuring.run([python, str(HERE / "limits.py")], dict(
                os.environ, OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1"), 120, 0)["figures"]}


def spread(values):
    return f"{statistics.median(values):.4g} ({min(values):.4g}–{max(values):.4g})" if values else "failed"


def judge(row, runs):
    """Lines of the table of one row: one a peer, with both ratios; a ratio above 1 means that Luthier is better.

    A bar against the fastest peer is judged on the line of the one with the best median, and only where all peers ran:
    one that failed could have been faster."""
    def values(name):
        return {run["turn"]: run["value"] for run in runs.get(name, []) if run["value"] is not None}

    def is_whole(name):
        return len(values(name)) == len(runs.get(name, [])) > 0

    def gain(own, peer):
        return own / peer if row.more_is_better else peer / own

    def line(peer, text, ratio, pairs, bar, is_whole):
        verdict = "" if bar is None else "incomplete" if not is_whole else "met" if ratio >= bar else "NOT MET"
        return {"row": row.name, "peer": peer, "luthier": spread(own.values()), "peer_value": text, "ratio": ratio,
                "pairs": pairs, "bar": bar, "verdict": verdict}

    own, lines = values("luthier"), []
    median = statistics.median(own.values()) if own else None
    medians = {name: statistics.median(values(name).values()) for name in row.peers if values(name)}
    fastest = (max if row.more_is_better else min)(medians, key=medians.get, default=None)
    for name in row.peers:
        peer = values(name)
        pairs = [gain(own[turn], peer[turn]) for turn in own if turn in peer]
        bar, whole = row.bars.get(name), is_whole("luthier") and is_whole(name)
        if name == fastest and bar is None and "fastest" in row.bars:
            bar, whole = row.bars["fastest"], is_whole("luthier") and all(map(is_whole, row.peers))
        lines.append(line(name, spread(peer.values()), gain(median, medians[name]) if own and peer else None,
                          statistics.median(pairs) if pairs else None, bar, whole))
    if not row.peers:
        lines.append(line("-", "", None, None, None, True))
    if row.fixed is not None:
        lines.append(line("fixed figure", f"{row.fixed:g}", gain(median, row.fixed) if own else None, None,
                          row.bars.get("fixed"), is_whole("luthier")))
    return lines


def print_table(lines):
    head = ("row", "unit", "Luthier", "peer", "peer's", "ratio", "by pairs", "bar", "")
    table = [head] + [
        (line["row"], line["unit"], line["luthier"], line["peer"], line["peer_value"],
         "-" if line["ratio"] is None else f"{line['ratio']:.2f}",
         "-" if line["pairs"] is None else f"{line['pairs']:.2f}",
         "" if line["bar"] is None else str(line["bar"]),
         line["verdict"]) for line in lines]
    widths = [max(len(cells[column]) for cells in table) for column in range(len(head))]
    for cells in table:
        print("  ".join(text.ljust(width) for text, width in zip(cells, widths)).rstrip())


def main():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("--rows", default=",".join(rows.NAMES), help="names with commas between; default all: %(default)s")
    p.add_argument("--runs", type=int, default=5)
    p.add_argument("--quick", action="store_true", help="one short run each: shows that all rows work, not how fast")
    p.add_argument("--full", action="store_true", help="also what takes long: scikit-learn brought to convergence")
    p.add_argument("--data", help="folder with MNIST's four IDX .gz files")
    p.add_argument("--peer-python", help="an interpreter that has the peers; else one is set up in target/bench/venv")
    p.add_argument("--wait", type=float, default=60, help="seconds to wait at most for a quiet machine before a run")
    p.add_argument("--limit", type=float, default=1800, help="seconds after which a run is ended")
    a = p.parse_args()
    names = a.rows.split(",")
    unknown = [name for name in names if name not in rows.NAMES]
    if unknown:
        p.error(f"--rows takes some of {', '.join(rows.NAMES)}, was '{unknown[0]}'")
    runs_wanted = 1 if a.quick else a.runs
    WORK.mkdir(parents=True, exist_ok=True)
    python = peer_python(a.peer_python)
    subprocess.run([HOME / "luthier", "--version"], check=True, stdout=subprocess.DEVNULL)
    source = write_digits(a.data, WORK / "data" / "digits")
    print(f"Digits: {source}", file=sys.stderr)
    context = rows.Context(HOME, HERE, WORK, python, a.quick, a.full)
    environment = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    results = {"machine": machine(python), "digits": source, "quick": a.quick, "rows": {}}
    lines = []
    for group in rows.groups(context, names):
        runs = {}
        for turn in range(runs_wanted):
            for name, command in group.commands.items():
                shutil.rmtree(WORK / "run", ignore_errors=True)
                measured = measuring.run([str(word) for word in command], environment, a.limit, 0 if a.quick else a.wait)
                if (name == "luthier" or group.is_all_luthier) and "error" not in measured:
                    measured["figures"] = group.luthier_figures(measured)
                measured["turn"] = turn
                runs.setdefault(name, []).append(measured)
                state = "failed: " + measured["error"].strip()[-400:] if "error" in measured else "done"
                print(f"{group.name} {turn + 1}/{runs_wanted} {name}: {measured['wall_s']:.1f} s, {state}",
                      file=sys.stderr, flush=True)
        for row in group.rows:
            valued = {name: [{"turn": run["turn"], "value": None if "error" in run else row.value(run)}
                             for run in some] for name, some in runs.items()}
            judged = judge(row, valued)
            lines += [dict(line, unit=row.unit) for line in judged]
            results["rows"][row.name] = {"unit": row.unit, "table": judged, "values": valued, "group": group.name}
        results.setdefault("runs", {})[group.name] = runs
        (WORK / "results.json").write_text(json.dumps(results, indent=1, ensure_ascii=False))
    print_table(lines)
    limits = results["machine"]["limits"]
    if limits:
        print("One thread of this machine: " + ", ".join(f"{name} {value:.4g}" for name, value in limits.items()))
    print(f"All runs: {WORK / 'results.json'}", file=sys.stderr)


if __name__ == "__main__":
    main()
