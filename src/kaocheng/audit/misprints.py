"""Misprints of key words: the words that are wrong wherever they stand, and what they should be.

The list is data (`registers/misprints.toml`); a word gets in only if it is almost never right.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

_STRAY = re.compile(r"(?<=[\u4e00-\u9fff])[ ]?(?:and|or|the|with)[ ]?(?=[\u4e00-\u9fff])")


class Misprint(NamedTuple):
    """What is printed, what it should be ("" where it should simply go), and where in the text it stands."""

    printed: str
    right: str
    start: int


@dataclass(frozen=True, slots=True)
class _Entry:
    """A wrong word, and the characters or words around it that make it right or wrong."""

    right: str
    after_not: str
    before_not: str
    before: tuple[str, ...]

    def applies(self, text: str, start: int, end: int) -> bool:
        ahead, behind = text[start - 1 : start] if start else "", text[end : end + 1]
        return (
            not (ahead and ahead in self.after_not)
            and not (behind and behind in self.before_not)
            and (not self.before or text.startswith(self.before, end))
        )


def misprints(text: str) -> Iterator[Misprint]:
    """The misprints of a closed-up text, stray foreign words last.

    >>> [(m.printed, m.right) for m in misprints("以群众闻乐见的形式，做到转款专用")]
    [('闻乐见', '喜闻乐见'), ('转款专用', '专款专用')]
    """
    entries = _entries()
    for match in _any_word().finditer(text):
        entry = entries[match.group()]
        if entry.applies(text, *match.span()):
            yield Misprint(match.group(), entry.right, match.start())
    yield from (Misprint(match.group().strip(), "", match.start()) for match in _STRAY.finditer(text))


@cache
def _any_word() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_entries(), key=len, reverse=True))))


@cache
def _entries() -> dict[str, _Entry]:
    text = (files("kaocheng.audit") / "registers" / "misprints.toml").read_text("utf-8")
    return {
        entry["wrong"]: _Entry(
            entry["right"], entry.get("after_not", ""), entry.get("before_not", ""), tuple(entry.get("before", ()))
        )
        for entry in tomllib.loads(text)["misprint"]
    }
