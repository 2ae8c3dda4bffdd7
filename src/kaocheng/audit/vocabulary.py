"""Word lists of the audit: what a name must say to be called vague, a spending measure, an adverse event …

The words are data (`data/*.toml`), each list with its source and a sentence on its use, so that a budget officer can
read and correct them. What a finding makes of a word is the business of its rule.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files

_NATURES = "natures.toml"


@dataclass(frozen=True)
class WordList:
    """Words, and longer expressions in which they mean something else: 效率 does not end in the measure 率.

    Of a word and an exception at the same place the longer one counts:
    成功率 may be a word beside the exception 功率.
    """

    name: str
    words: tuple[str, ...]
    exceptions: tuple[str, ...]
    source: str

    @cached_property
    def _longest_first(self) -> tuple[str, ...]:
        return tuple(sorted({*self.words, *self.exceptions}, key=lambda word: (-len(word), word)))

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self._longest_first)))

    @cached_property
    def _excluded(self) -> frozenset[str]:
        return frozenset(self.exceptions)

    def find(self, text: str) -> str | None:
        """The first word of the list in the text, or None. Blanks in the text do not count."""
        return next(self._found(text), None)

    def find_all(self, text: str) -> tuple[str, ...]:
        """Every word of the list in the text, in order, without overlaps."""
        return tuple(self._found(text))

    def begins(self, text: str) -> str | None:
        """The word the text begins with, or None."""
        match = self._pattern.match(_closed(text))
        return match.group() if match and match.group() not in self._excluded else None

    def ends(self, text: str) -> str | None:
        """The word the text ends with, or None."""
        closed = _closed(text)
        if not closed.endswith(self._longest_first):
            return None
        longest = next(word for word in self._longest_first if closed.endswith(word))
        return None if longest in self._excluded else longest

    def _found(self, text: str) -> Iterator[str]:
        return (m.group() for m in self._pattern.finditer(_closed(text)) if m.group() not in self._excluded)


@lru_cache(maxsize=4096)
def _closed(text: str) -> str:
    return "".join(text.split())


@cache
def word_list(name: str) -> WordList:
    """A list by its name. KeyError for a name that no data file has: a mistake in a rule."""
    return _lists()[name]


def word_list_names() -> tuple[str, ...]:
    """The names of all lists, sorted."""
    return tuple(sorted(_lists()))


@cache
def _lists() -> dict[str, WordList]:
    lists: dict[str, WordList] = {}
    folder = files("kaocheng.audit") / "data"
    for path in sorted(folder.iterdir(), key=lambda path: path.name):
        if not path.name.endswith(".toml") or path.name == _NATURES:
            continue
        for name, entry in tomllib.loads(path.read_text("utf-8")).items():
            if name in lists:
                raise ValueError(f"{path.name}: the list {name} exists twice")
            lists[name] = WordList(name, tuple(entry["words"]), tuple(entry.get("except", ())), entry["source"])
    return lists


@dataclass(frozen=True, slots=True)
class Nature:
    """A quantity and the units that cannot measure it. `right`: what it is usually measured in."""

    names: WordList
    wrong: tuple[str, ...]
    right: str


@cache
def natures() -> tuple[Nature, ...]:
    """The quantities of `natures.toml`."""
    entries = tomllib.loads((files("kaocheng.audit") / "data" / _NATURES).read_text("utf-8"))
    return tuple(
        Nature(
            WordList(name, tuple(entry["words"]), tuple(entry.get("except", ())), entry["source"]),
            tuple(entry["wrong"]),
            entry["right"],
        )
        for name, entry in entries.items()
    )
