"""A worker that is killed loses its job to another one, and the work is done once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).parents[3]


def _run(verb: str, data: Path) -> subprocess.Popen[str]:
    environment = {**os.environ, "KAOCHENG_DATA": str(data), "KAOCHENG_JOB_LEASE": "1", "KAOCHENG_LOG_LEVEL": "ERROR"}
    command = [sys.executable, "-m", "tests.web.jobs.yard", verb]
    return subprocess.Popen(
        command, env=environment, cwd=_ROOT, stdout=subprocess.PIPE if verb == "show" else None, text=True
    )


def _show(data: Path) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(_run("show", data).communicate(timeout=60)[0])
    return shown


def _wait(data: Path, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    for _ in range(60):
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
