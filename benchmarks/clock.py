"""CPU seconds, taken fairly: what is compared takes turns, and the best round counts."""

from __future__ import annotations

import gc
import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import process_time


def interleave(work: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """CPU seconds of each piece of work, best of the rounds. Each is run once before, to fill caches."""
    for run in work.values():
        run()
    best = dict.fromkeys(work, float("inf"))
    for _ in range(rounds):
        for name, run in work.items():
            gc.collect()
            start = process_time()
            run()
            best[name] = min(best[name], process_time() - start)
    return best


def child_seconds(command: Sequence[str], rounds: int) -> float:
    """CPU seconds, user and system, of a whole child process with its start; best of the rounds.

    Findings (status 1) are no failure; any other status raises, and so does a traceback.
    """
    best = float("inf")
    for _ in range(rounds):
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        errors = child.stderr.read() if child.stderr else b""
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.stderr:
            child.stderr.close()
        if child.returncode not in (0, 1) or b"Traceback" in errors:
            last = errors.decode(errors="replace").strip().splitlines()[-1:]
            raise RuntimeError(f"exit status {child.returncode}: {' '.join(last)}")
        best = min(best, usage.ru_utime + usage.ru_stime)
    return best


def resident_megabytes() -> float:
    """The most memory this process has held so far.

    Where the kernel tells it per program: ru_maxrss of a child still counts what its parent held when it started it.
    """
    status = Path("/proc/self/status")
    if status.exists():
        found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text(encoding="ascii"))
        if found:
            return int(found.group(1)) / 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)
