"""Runs one command on a quiet machine and accounts for its time and memory; Linux only."""
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def busy_seconds():
    """Processor seconds that the whole machine was busy since it started."""
    values = [int(text) for text in pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    return (sum(values) - values[3] - values[4]) / TICK


def wait_until_quiet(limit):
    """Waits, at most limit seconds, until less than 15% of one processor is used; says whether it came to that."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        before = busy_seconds()
        time.sleep(0.5)
        if (busy_seconds() - before) / 0.5 < 0.15:
            return True
    return False


def probe_milliseconds():
    """Time of a fixed loop: the machine's speed of the moment, which on a virtual machine moves by itself."""
    start, total = time.perf_counter(), 0
    for number in range(2_000_000):
        total += number & 7
    return 1000 * (time.perf_counter() - start)


def _family(root):
    """The process and all its descendants that live now."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                parent = int(pathlib.Path("/proc", entry, "stat").read_text().rsplit(")", 1)[1].split()[1])
            except OSError:
                continue
            children.setdefault(parent, []).append(int(entry))
    found, open_ones = [], [root]
    while open_ones:
        process = open_ones.pop()
        found.append(process)
        open_ones += children.get(process, [])
    return found


def _resident(process):
    """Resident bytes of a process; a library that several processes map counts in each."""
    try:
        return int(pathlib.Path("/proc", str(process), "statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0


class _MemoryWatch(threading.Thread):
    """Samples the memory of a process and its descendants together, 10 times a second."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.peak, self.done = process, 0, threading.Event()

    def run(self):
        while not self.done.is_set():
            self.peak = max(self.peak, sum(map(_resident, _family(self.process))))
            self.done.wait(0.1)


def _end(group):
    """Ends all processes of a group that are left."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(command, environment, limit, wait):
    """Runs a command once, for so many seconds at most, and returns a dictionary of what was measured.

    Whatever the command starts is in its process group, and ends with it.

    The processor seconds are those of the process and of the children it waited for; largest_mib is the operating
    system's own figure of the largest one among them, together_mib the sampled sum of all that lived at one time."""
    quiet, probe = wait_until_quiet(wait), probe_milliseconds()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        busy, began, start = busy_seconds(), time.time(), time.perf_counter()
        child = subprocess.Popen(command, env=environment, stdout=out, stderr=error, stdin=subprocess.DEVNULL,
                                 start_new_session=True)
        watch, timer = _MemoryWatch(child.pid), threading.Timer(limit, _end, (child.pid,))
        watch.start()
        timer.start()
        try:
            _, status, usage = os.wait4(child.pid, 0)
        finally:
            timer.cancel()
            _end(child.pid)
        wall, busy = time.perf_counter() - start, busy_seconds() - busy
        child.returncode = os.waitstatus_to_exitcode(status)
        watch.done.set()
        watch.join()
        out.seek(0)
        error.seek(0)
        lines = [text for text in out.read().decode(errors="replace").splitlines() if text.startswith("{")]
        problem = error.read().decode(errors="replace")[-1500:]
    cpu = usage.ru_utime + usage.ru_stime
    largest = usage.ru_maxrss / 1024
    measured = {
        "command": command, "exit_code": child.returncode, "began": began, "wall_s": wall,
        "cpu_s": cpu, "largest_mib": largest,
        "together_mib": max(largest, watch.peak / 2**20), "quiet_before": quiet, "probe_ms": probe,
        "others": max(0.0, busy - cpu) / wall / os.cpu_count(), "figures": _last(lines)}
    if wall >= limit:
        measured["error"] = f"was ended after {limit:g} s, which --limit sets"
    elif child.returncode:
        measured["error"] = problem or f"ended with exit code {child.returncode}"
    return measured


def _last(lines):
    try:
        return json.loads(lines[-1]) if lines else None
    except ValueError:
        return None
