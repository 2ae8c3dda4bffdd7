"""Regulations that have been replaced, and where a text cites them.

The list is data (`registers/regulations.toml`), each entry with its source and how sure we are of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from kaocheng.schemes.scheme import Status

_QUOTED = re.compile(r"《([^《》]{2,60}(?:〈[^〈〉]*〉[^《》]{0,20})?)》")
_WRAPPING = re.compile(r"^.{0,24}?关于印发[〈<《]?|[〉>》]?的通知$")
_QUALIFIED = re.compile(r"[（(](?:修订|修正|\d{4}年?(?:修订|修正)?)[^（）()]{0,8}[)）]$")
_BRACKETS = str.maketrans("[]【】﹝﹞（）()＜＞<>", "〔〕〔〕〔〕（）（）〈〉〈〉")
_LAW = "中华人民共和国"
_HISTORIC = re.compile(r"原《|原有|已废止|废止|替代|取代|不再执行|修订前|旧制度|前身|当时")


@dataclass(frozen=True, slots=True)
class Regulation:
    """A regulation no longer in force. `ended`: the day from which it no longer applies."""

    title: str
    numbers: tuple[str, ...]
    by_number_only: bool
    ended: date
    successor: str
    successor_number: str
    source: str
    status: Status


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence that cites a replaced regulation. `text`: the title or number as printed."""

    text: str
    regulation: Regulation


@cache
def regulations() -> tuple[Regulation, ...]:
    """The replaced regulations of the register."""
    text = (files("kaocheng.audit") / "registers" / "regulations.toml").read_text("utf-8")
    return tuple(
        Regulation(
            title=entry["title"],
            numbers=tuple(entry["numbers"]),
            by_number_only=entry.get("by_number_only", False),
            ended=entry["ended"],
            successor=entry["successor"],
            successor_number=entry["successor_number"],
            source=entry["source"],
            status=Status(entry["status"]),
        )
        for entry in tomllib.loads(text)["regulation"]
    )


def citations(sentence: str) -> Iterator[Citation]:
    """The replaced regulations a closed-up sentence cites, by title in 《》 or by document number.

    A sentence that speaks of the replacement itself (原《…》, 已废止) cites nothing.
    """
    if ("《" not in sentence and "号" not in sentence) or _HISTORIC.search(sentence):
        return
    seen: set[str] = set()
    for match in _QUOTED.finditer(sentence):
        regulation = _by_title().get(_plain(match[1]))
        if regulation is not None and regulation.title not in seen:
            if _has_other_number(sentence[match.end() :], regulation):
                continue
            seen.add(regulation.title)
            yield Citation(f"《{match[1]}》", regulation)
    plain = sentence.translate(_BRACKETS)
    for number, regulation in _by_number().items():
        if number in plain and regulation.title not in seen:
            seen.add(regulation.title)
            yield Citation(number, regulation)


def _has_other_number(rest: str, regulation: Regulation) -> bool:
    """Whether the title is followed by the number of another document: the same title, a later version."""
    match = re.match(r"[（(]([^（）()]{4,24}号)[)）]", rest)
    return match is not None and match[1].translate(_BRACKETS) not in regulation.numbers


def _plain(title: str) -> str:
    title = _QUALIFIED.sub("", _WRAPPING.sub("", title.translate(_BRACKETS)).strip("〈〉"))
    return title.removeprefix(_LAW).replace("(", "（").replace(")", "）")


@cache
def _by_title() -> dict[str, Regulation]:
    return {_plain(entry.title): entry for entry in regulations() if not entry.by_number_only}


@cache
def _by_number() -> dict[str, Regulation]:
    return {number.translate(_BRACKETS): entry for entry in regulations() for number in entry.numbers}
