"""A worker that is killed loses its job to another one, and the work is done once."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.web.installation import Installation

_ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    return Installation(tmp_path_factory.mktemp("jobs"), KAOCHENG_JOB_LEASE="1")


def _run(verb: str, where: Installation) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "tests.web.jobs.yard", verb], env=where.environment, cwd=_ROOT)


def _show(where: Installation) -> dict[str, Any]:
    ((state, done, attempts, result),) = where.query(
        "SELECT state, done, attempts, result FROM jobs_job WHERE key = 'one'"
    )
    facts = where.query("SELECT value FROM operations_fact WHERE name = 'count'")
    count = facts[0][0]["n"] if facts else 0
    return {"state": state, "done": done, "attempts": attempts, "result": result, "count": count}


def _wait(where: Installation, until: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    for _ in range(300):
        shown = _show(where)
        if until(shown):
            return shown
        time.sleep(0.2)
    raise AssertionError(shown)


def test_a_killed_worker_loses_its_job_to_the_next_one(where: Installation) -> None:
    assert _run("put", where).wait(timeout=120) == 0
    first = _run("work", where)
    try:
        _wait(where, lambda shown: shown["done"] > 0)
    finally:
        first.kill()
        first.wait()
    shown = _show(where)
    assert (shown["state"], shown["count"]) == ("running", 0), "killed in the middle"
    second = _run("work", where)
    try:
        shown = _wait(where, lambda shown: shown["state"] == "done")
        assert (shown["attempts"], shown["result"], shown["count"]) == (2, {"counted": 30}, 1)
        second.send_signal(signal.SIGTERM)
        assert second.wait(timeout=30) == 0
    finally:
        second.kill()
        second.wait()
    starts = (where.data / "starts").read_text("utf-8").split()
    assert starts == [str(first.pid), str(second.pid)]


def test_a_worker_told_to_stop_puts_its_job_back(where: Installation) -> None:
    assert _run("put", where).wait(timeout=120) == 0
    first = _run("work", where)
    try:
        _wait(where, lambda shown: shown["done"] > 0)
        first.send_signal(signal.SIGTERM)
        assert first.wait(timeout=30) == 0
    finally:
        first.kill()
        first.wait()
    shown = _show(where)
    assert (shown["state"], shown["attempts"], shown["count"]) == ("waiting", 0, 0)
