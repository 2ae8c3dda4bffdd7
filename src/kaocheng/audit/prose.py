"""The running text as a careful person reads it: broken lines joined, blanks closed up, each sentence in its section.

Formats break the same text differently (a pdf by lines, a flattened text by pages), and a finding must not depend on
it. Rules that read sentences take them from here, rules about the breaks themselves take `breaks`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from kaocheng.audit.narrative import paragraphs
from kaocheng.audit.once import once
from kaocheng.model import Report
from kaocheng.provenance import Location

_FULL_WIDTH = {0xFF05: "%", 0xFF0E: "."} | {0xFF10 + n: str(n) for n in range(10)}
_BETWEEN_DIGITS = re.compile(r"(?<=\d)\s+(?=\d)")
_KEPT = "\ue000"  # stands for a blank between two numbers while the others are closed up
_SENTENCE_END = re.compile(r"(?<=[。！？!?；;])(?![”』」])")
_STOP = re.compile(r"[。！？!?；;：:…][”』」）)]?$")
_INNER = re.compile(r"[，、。；,;]")
_CN = "[一二三四五六七八九十]{1,3}"
_NUMBER = re.compile(
    rf"(?P<top>{_CN})[、.．]|[（(](?P<sub>{_CN})[）)]|[（(](?P<paren>\d{{1,2}})[）)]|(?P<digit>\d{{1,2}})[、.．](?!\d)"
)
_OTHER_START = re.compile(
    r"[①-⑳]|第[一二三四五六七八九十\d]+[章节条]|附[件表录]?\d*|[一二三四五六七八九十]是|[—－-]{2}|《"
)
_SCRAP = re.compile(r"(?![一二三四五六七八九十故但即且而])[\u4e00-\u9fff][，、](?=.)")  # 审批流|程，规范…: no beginning
_LABEL = re.compile(r"[^，。；]{1,16}[:：]")
_ONES = {ch: n for n, ch in enumerate("一二三四五六七八九", 1)}
_SHORTEST_BROKEN = 12
_LONGEST_HEADING = 40
_MOST_BROKEN = 3  # one paragraph in so many may be broken; beyond that the text is wrapped by lines


@dataclass(frozen=True, slots=True)
class Numbered:
    """A paragraph that begins with a number.

    `style`: "一、", "（一）", "（1）" or "1.". `is_heading`: short, and no sentence.
    """

    style: str
    number: int
    title: str
    printed: str
    where: Location
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph of the running text, closed up. `section`, `subsection`: the headings it stands under, "" for none.

    `numbered`: its own number, if it begins with one.
    """

    text: str
    where: Location
    section: str
    subsection: str
    numbered: Numbered | None

    @property
    def is_heading(self) -> bool:
        return self.numbered is not None and self.numbered.is_heading


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its stop, and the passage it stands in."""

    text: str
    passage: Passage

    @property
    def where(self) -> Location:
        return self.passage.where


@dataclass(frozen=True, slots=True)
class Break:
    """A sentence that one paragraph begins and the next one ends: the words on either side."""

    before: str
    after: str
    where: Location


def close_text(text: str) -> str:
    """Without blanks and with half-width figures; a blank between two numbers stays.

    >>> close_text("IPv6 支持率达 １００％，另有 3 个")
    'IPv6支持率达100%，另有3个'
    """
    return "".join(_BETWEEN_DIGITS.sub(_KEPT, text.translate(_FULL_WIDTH)).split()).replace(_KEPT, " ")


def passages(report: Report) -> tuple[Passage, ...]:
    """The running text in order, broken paragraphs joined; none where the report was typed in."""
    return _read(report).passages


def breaks(report: Report) -> tuple[Break, ...]:
    """The breaks that `passages` joined; none where the text is simply wrapped by lines."""
    return _read(report).breaks


def sentences(report: Report) -> tuple[Sentence, ...]:
    """Every sentence of the running text in order, headings included."""
    return _read(report).sentences


@lru_cache(maxsize=4096)
def split_sentences(text: str) -> tuple[str, ...]:
    """The sentences of a closed-up text, each with its stop; a semicolon is a stop.

    >>> split_sentences("先做甲；再做乙。")
    ('先做甲；', '再做乙。')
    """
    return tuple(part for part in _SENTENCE_END.split(text) if part)


def read_number(text: str, where: Location) -> Numbered | None:
    """The number a paragraph begins with: 一、 （一） （1） 1."""
    match = _NUMBER.match(text)
    if match is None:
        return None
    style = {"top": "一、", "sub": "（一）", "paren": "（1）", "digit": "1."}[match.lastgroup or "top"]
    printed = match[match.lastgroup or "top"]
    number = int(printed) if printed.isdecimal() else _chinese(printed)
    title = text[match.end() :]
    short = 0 < len(title) <= _LONGEST_HEADING and not re.search("[。；;]", title)
    return Numbered(style, number, title, match.group(), where, short)


def _chinese(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    return (_ONES.get(tens, 1) * 10 if ten else 0) + _ONES.get(ones, 0)


class _Reading(NamedTuple):
    passages: tuple[Passage, ...]
    breaks: tuple[Break, ...]
    sentences: tuple[Sentence, ...]


@once
def _read(report: Report) -> _Reading:
    closed = [(close_text(paragraph.text), paragraph.where) for paragraph in paragraphs(report)]
    joined: list[tuple[str, Location]] = []
    found: list[Break] = []
    for text, where in closed:
        if joined and _is_broken(joined[-1][0], text):
            found.append(Break(joined[-1][0], text, joined[-1][1]))
            joined[-1] = joined[-1][0] + text, joined[-1][1]
        else:
            joined.append((text, where))
    wrapped = len(found) * _MOST_BROKEN > len(joined)
    read = tuple(_in_sections(joined))
    spoken = tuple(Sentence(part, passage) for passage in read for part in split_sentences(passage.text))
    return _Reading(read, () if wrapped else tuple(found), spoken)


def _is_broken(text: str, following: str) -> bool:
    """Whether a paragraph goes on in the next one: it has clauses but no stop, and the next is no beginning."""
    if len(text) < _SHORTEST_BROKEN or _STOP.search(text):
        return False
    if _SCRAP.match(following):
        return True
    if not _INNER.search(text):
        return False
    numbered = read_number(text, Location())
    if numbered is not None and numbered.is_heading and not text.endswith(("，", "、")):
        return False
    begins = _NUMBER.match(following) or _OTHER_START.match(following) or _LABEL.match(following)
    return not begins and bool(_INNER.search(following) or _STOP.search(following))


def _in_sections(joined: list[tuple[str, Location]]) -> Iterator[Passage]:
    section = subsection = ""
    for text, where in joined:
        numbered = read_number(text, where)
        if numbered is not None and numbered.is_heading:
            if numbered.style == "一、":
                section, subsection = numbered.title, ""
            elif numbered.style in ("（一）", "（1）"):
                subsection = numbered.title
        yield Passage(text, where, section, subsection, numbered)
