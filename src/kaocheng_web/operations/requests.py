"""Counting requests, in memory that the web processes share, since they are forked from one.

Each process has a place of its own there, so that nobody waits for anybody.
"""

from __future__ import annotations

import mmap
import os
import threading
from collections.abc import Iterator

BUCKETS = (0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, float("inf"))  # seconds
_CLASSES = ("2xx", "3xx", "4xx", "5xx")
_PLACES, _WIDTH = 64, len(_CLASSES) + len(BUCKETS) + 1
_COUNTS = memoryview(mmap.mmap(-1, _PLACES * _WIDTH * 8)).cast("Q")
_LOCK = threading.Lock()


def count_request(status: int, seconds: float) -> None:
    """One more answer, of that HTTP status, after so many seconds."""
    place = os.getpid() % _PLACES * _WIDTH
    kind = min(max(status // 100 - 2, 0), len(_CLASSES) - 1)
    bucket = next(index for index, limit in enumerate(BUCKETS) if seconds <= limit)
    with _LOCK:
        _COUNTS[place + kind] += 1
        _COUNTS[place + len(_CLASSES) + bucket] += 1
        _COUNTS[place + _WIDTH - 1] += round(seconds * 1e6)


def lines() -> Iterator[str]:
    """The counts in the text format of Prometheus."""
    sums = [sum(_COUNTS[place * _WIDTH + index] for place in range(_PLACES)) for index in range(_WIDTH)]
    yield "# TYPE kaocheng_http_requests_total counter"
    for name, count in zip(_CLASSES, sums, strict=False):
        yield f'kaocheng_http_requests_total{{status="{name}"}} {count}'
    yield "# TYPE kaocheng_http_request_seconds histogram"
    below = 0
    for limit, count in zip(BUCKETS, sums[len(_CLASSES) :], strict=False):
        below += count
        yield f'kaocheng_http_request_seconds_bucket{{le="{"+Inf" if limit == BUCKETS[-1] else limit}"}} {below}'
    yield f"kaocheng_http_request_seconds_sum {sums[-1] / 1e6:.6f}"
    yield f"kaocheng_http_request_seconds_count {below}"
