"""Many files through one process: `python -m benchmarks.memory COUNT`, prints one JSON line.

{"before": …, "samples": [[files, megabytes], …], "after": …}: the most memory held so far, before any file, after every
hundred, and at the end.
"""

from __future__ import annotations

import itertools
import json
import sys

from benchmarks.clock import resident_megabytes
from benchmarks.files import SEEDS


def main(count: int) -> None:
    import kaocheng

    paths = [path for channel in ("docx", "pdf", "xlsx", "txt") for path in sorted((SEEDS / channel).iterdir())]
    before = resident_megabytes()
    samples = []
    for number, path in enumerate(itertools.islice(itertools.cycle(paths), count), start=1):
        kaocheng.check(path)
        if number % 100 == 0:
            samples.append((number, round(resident_megabytes(), 1)))
    print(json.dumps({"before": round(before, 1), "samples": samples, "after": round(resident_megabytes(), 1)}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
