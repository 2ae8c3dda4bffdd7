from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kaocheng.scoring import direction_of

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))["measures"]


@pytest.mark.parametrize("name", WORDS["lower"])
def test_less_is_better(name: str) -> None:
    assert direction_of(name) == "lower"


@pytest.mark.parametrize("name", WORDS["higher"])
def test_more_is_better(name: str) -> None:
    assert direction_of(name) == "higher"


@pytest.mark.parametrize("name", WORDS["unclear"])
def test_a_name_that_does_not_say(name: str) -> None:
    assert direction_of(name) is None
