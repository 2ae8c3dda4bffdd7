"""The strings that must not stand in a published copy, and how they are recognised wherever they stand.

A number is one at its digits, whatever is typed between them. A name of three characters is taken out everywhere. One
of two characters may be part of a word (高峰, 高峰期): beside other Chinese characters it goes only in the surroundings
in which it was found; the other places are told and left to a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from kaocheng.audit.names import is_name
from kaocheng.audit.personal import PersonalItem, PersonalKind, PersonalMatch

_HAN = "\u4e00-\u9fff"
_BLANKS = r"[ \u3000\u00a0]{0,4}"
_BETWEEN = r"[ \-\n\t\u3000\u00a0－—–)）(（转]{0,4}"
_FULL = {str(n): f"[{n}{chr(0xFF10 + n)}]" for n in range(10)} | {"X": "[XxＸｘ]"}
_HALF = str.maketrans({0xFF10 + n: str(n) for n in range(10)} | {"Ｘ": "X", "ｘ": "x"})
_REACH = 2
_WITH_COUNTRY = 13  # digits of a mobile number behind 86
_SUBSTITUTE = {PersonalKind.NAME: "某某"}


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    words: str
    kind: PersonalKind
    text: str


@dataclass
class Targets:
    """Everything to be taken out, growing while a document is searched again. `relaxed`: names that go everywhere."""

    numbers: dict[str, PersonalKind] = field(default_factory=dict)
    phrases: dict[str, PersonalKind] = field(default_factory=dict)
    contexts: dict[str, set[tuple[str, str]]] = field(default_factory=dict)
    relaxed: set[str] = field(default_factory=set)

    def add(self, item: PersonalItem | PersonalMatch, text: str = "", relax: bool = False) -> None:
        """`text`: what the item was found in, for its surroundings."""
        if item.kind is PersonalKind.NAME:
            self.add_name(_closed(item.text))
            if text:
                self.contexts[_closed(item.text)].add(_around(text, item.start, item.end))
            if relax:
                self.relaxed.add(_closed(item.text))
        elif item.kind is PersonalKind.ADDRESS:
            self.phrases[item.text] = item.kind
        else:
            digits = _digits(item.text)
            self.numbers[digits[2:] if len(digits) == _WITH_COUNTRY and digits.startswith("86") else digits] = item.kind

    def add_name(self, name: str) -> None:
        self.contexts.setdefault(name, set())

    def find(self, text: str) -> list[Span]:
        """What must go from a text, in order, without overlaps."""
        found: list[Span] = []
        digits = _digits(text) if self.numbers else ""
        for number, kind in self.numbers.items():
            if number in digits:
                found += [Span(*match.span(), "", kind, match.group()) for match in _number(number).finditer(text)]
        for phrase, kind in self.phrases.items():
            if phrase in text:
                found += [Span(*m.span(), "", kind, m.group()) for m in re.finditer(re.escape(phrase), text)]
        for match in self._names(text):
            if self._goes(match, text):
                found.append(Span(*match.span(), _SUBSTITUTE[PersonalKind.NAME], PersonalKind.NAME, match.group()))
        return list(_apart(found))

    def doubtful(self, text: str) -> list[str]:
        """Names of two characters inside other words, which were left."""
        return [match.group() for match in self._names(text) if not self._goes(match, text)]

    def _names(self, text: str) -> Iterator[re.Match[str]]:
        closed = _closed(text)
        for name in self.contexts:
            if name in closed:
                yield from _name(name).finditer(text)

    def _goes(self, match: re.Match[str], text: str) -> bool:
        name = _closed(match.group())
        if name in self.relaxed or (len(name) > 2 and _is_sure(name)):
            return True
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        if not (_is_han(before) or _is_han(after)):
            return True
        return _around(text, match.start(), match.end()) in self.contexts[name]


def _apart(spans: Iterable[Span]) -> Iterator[Span]:
    end = -1
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        if span.start >= end:
            yield span
            end = span.end


@lru_cache(maxsize=4096)
def _is_sure(name: str) -> bool:
    return is_name(name) or "·" in name


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - _REACH) : start].strip(), text[end : end + _REACH].strip()


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _closed(text: str) -> str:
    return "".join(text.split())


def _digits(text: str) -> str:
    return "".join(ch for ch in text.translate(_HALF) if ch in "0123456789Xx").upper()


@lru_cache(maxsize=16_384)
def _number(digits: str) -> re.Pattern[str]:
    body = _BETWEEN.join(_FULL[digit] for digit in digits)
    return re.compile(rf"(?<![0-9A-Za-z.])(?:[+(（]*)(?:86[ -]?)?{body}(?![0-9A-Za-z])")


@lru_cache(maxsize=16_384)
def _name(name: str) -> re.Pattern[str]:
    return re.compile(_BLANKS.join(map(re.escape, name)))
