"""Many files over one process or several."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kaocheng.corpus import run
from kaocheng.pipeline import FileError


def shout(name: str) -> str:
    return name.upper()


def die_on_fatal(name: str) -> str:
    if "fatal" in name:
        os._exit(1)
    return name.upper()


def die_once(path: str) -> str:
    mark = Path(path)
    if not mark.exists():
        mark.write_text("died")
        os._exit(1)
    return "done"


def give_up(name: str, error: FileError) -> str:
    return f"{name}: {error.code}"


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_input_order(jobs: int) -> None:
    names = [f"file {n}" for n in range(40)]
    assert list(run(shout, iter(names), lost=give_up, jobs=jobs)) == [name.upper() for name in names]


def test_results_come_one_by_one() -> None:
    seen: list[str] = []
    results = run(lambda name: seen.append(name) or name, ["a", "b"], lost=give_up)
    assert next(results) == "a"
    assert seen == ["a"]


def test_a_file_that_kills_its_worker_costs_no_other_file() -> None:
    names = ["a", "b", "fatal", "c", "d"]
    assert list(run(die_on_fatal, names, lost=give_up, jobs=2)) == ["A", "B", "fatal: worker-died", "C", "D"]


def test_a_worker_that_dies_by_accident_is_replaced(tmp_path: Path) -> None:
    assert list(run(die_once, [str(tmp_path / "mark")], lost=give_up, jobs=2)) == ["done"]
