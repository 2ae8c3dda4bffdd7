"""A worker that is killed loses its job to another one, and the work is done once."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[3]


def _run(verb: str, data: Path) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "KAOCHENG_DATA": str(data), "KAOCHENG_JOB_LEASE": "1", "KAOCHENG_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "tests.web.jobs.yard", verb]
    return subprocess.Popen(command, env=environment, cwd=_ROOT)


def _show(data: Path) -> dict[str, Any]:
    with closing(sqlite3.connect(data / "kaocheng.sqlite3", timeout=20)) as database:
        job = database.execute("SELECT state, done, attempts, result FROM jobs_job WHERE key = 'one'").fetchone()
        fact = database.execute("SELECT value FROM operations_fact WHERE name = 'count'").fetchone()
    state, done, attempts, result = job
    count = json.loads(fact[0])["n"] if fact else 0
    return {"state": state, "done": done, "attempts": attempts, "result": json.loads(result), "count": count}


def _wait(data: Path, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    for _ in range(300):
        shown = _show(data)
        if until(shown):
            return shown
        time.sleep(0.2)
    raise AssertionError(shown)


def test_a_killed_worker_loses_its_job_to_the_next_one(tmp_path: Path) -> None:
    assert _run("put", tmp_path).wait(timeout=120) == 0
    first = _run("work", tmp_path)
    try:
        _wait(tmp_path, lambda shown: shown["done"] > 0)
    finally:
        first.kill()
        first.wait()
    shown = _show(tmp_path)
    assert (shown["state"], shown["count"]) == ("running", 0), "killed in the middle"
    second = _run("work", tmp_path)
    try:
        shown = _wait(tmp_path, lambda shown: shown["state"] == "done")
        assert (shown["attempts"], shown["result"], shown["count"]) == (2, {"counted": 30}, 1)
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=30) == 0
    finally:
        second.kill()
        second.wait()
    starts = (tmp_path / "starts").read_text("utf-8").split()
    assert starts == [str(first.pid), str(second.pid)]


def test_a_worker_told_to_stop_puts_its_job_back(tmp_path: Path) -> None:
    assert _run("put", tmp_path).wait(timeout=120) == 0
    first = _run("work", tmp_path)
    try:
        _wait(tmp_path, lambda shown: shown["done"] > 0)
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=30) == 0
    finally:
        first.kill()
        first.wait()
    shown = _show(tmp_path)
    assert (shown["state"], shown["attempts"], shown["count"]) == ("waiting", 0, 0)
