"""Word lists of the audit: what a name must say to be called vague, a spending measure, an adverse event …

The words are data (`data/*.toml`), each list with its source and a sentence on its use, so that a budget officer can
read and correct them. What a finding makes of a word is the business of its rule.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

_MASK = "\x00"
_NATURES = "natures.toml"


@dataclass(frozen=True)
class WordList:
    """Words, and longer expressions in which they mean something else (效率 does not end in the measure word 率)."""

    name: str
    words: tuple[str, ...]
    exceptions: tuple[str, ...]
    source: str

    @cached_property
    def _words(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, sorted(self.words, key=len, reverse=True))))

    @cached_property
    def _exceptions(self) -> re.Pattern[str] | None:
        longest_first = sorted(self.exceptions, key=len, reverse=True)
        return re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def _masked(self, text: str) -> str:
        text = "".join(text.split())
        return text if self._exceptions is None else self._exceptions.sub(lambda m: _MASK * len(m.group()), text)

    def find(self, text: str) -> str | None:
        """The first word of the list in the text, or None."""
        match = self._words.search(self._masked(text))
        return match.group() if match else None

    def find_all(self, text: str) -> tuple[str, ...]:
        """Every word of the list in the text, in order, without overlaps."""
        return tuple(self._words.findall(self._masked(text)))

    def begins(self, text: str) -> str | None:
        """The word the text begins with, or None."""
        match = self._words.match(self._masked(text))
        return match.group() if match else None

    def ends(self, text: str) -> str | None:
        """The longest word the text ends with, or None."""
        masked = self._masked(text)
        return next((word for word in sorted(self.words, key=len, reverse=True) if masked.endswith(word)), None)


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
