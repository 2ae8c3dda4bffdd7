"""The three classes of a qualitative indicator, from the words of its actual value. The words: data/classes.toml."""

from __future__ import annotations

import functools
import re
import tomllib
from pathlib import Path
from typing import Any, Literal

_FILE = Path(__file__).parent / "data/classes.toml"
QualitativeClass = Literal["achieved", "partly_achieved", "not_achieved"]

_ORDER: tuple[tuple[str, QualitativeClass], ...] = (
    ("good_negation", "achieved"),
    ("not_achieved", "not_achieved"),
    ("partly_achieved", "partly_achieved"),
    ("achieved", "achieved"),
)
_NOISE = re.compile(r"[\s\u3000，,。.；;：:、！!“”\"'（）()]+|^\d+[.、．]")
_FULL = re.compile(r"100\s*[%％]|百分之百")


@functools.lru_cache(maxsize=4096)
def class_of(text: str) -> QualitativeClass | None:
    """The class that the words state, or None where a person has to decide.

    Long sentences and words with figures (完成80%) are not judged; 100% counts as no figure.

    >>> class_of("达成预期指标"), class_of("基本完成"), class_of("未完成"), class_of("未超出项目预算金额")
    ('achieved', 'partly_achieved', 'not_achieved', 'achieved')
    """
    data = _words()
    words = _NOISE.sub("", _FULL.sub("", text))
    if not words or len(words) > data["longest"] or re.search(r"\d", words):
        return None
    for section, name in _ORDER:
        listed = data[section]
        if words in listed.get("whole", ()) or any(part in words for part in listed["part"]):
            return name
    return None


@functools.cache
def _words() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text("utf-8"))
