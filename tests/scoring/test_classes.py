from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kaocheng.scoring import class_of

WORDS = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))["classes"]
CASES = [(text, name) for name, texts in WORDS.items() for text in texts]


@pytest.mark.parametrize("text, expected", CASES)
def test_class(text: str, expected: str) -> None:
    assert class_of(text) == (None if expected == "a_person_decides" else expected)
