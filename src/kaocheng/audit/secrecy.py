"""What a secrecy reviewer should look at before a report is published. Hints by word lists, never a classification.

The lists are data (`data/secrecy.toml`), from general knowledge and marked so. Read are the running text and the
goals of the forms, since monitored targets are told there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from kaocheng.audit.finding import Place
from kaocheng.audit.once import once
from kaocheng.audit.prose import Passage, close_text, passages, split_sentences
from kaocheng.audit.vocabulary import word_list
from kaocheng.documents import Document
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Location

SITES = Text("指挥、监控场所的布局和设备", "layout and equipment of command or control rooms")
DEFENCE = Text("网络防护细节", "details of network defence")
MONITORED = Text("监测对象", "monitored targets")

_WITHHELD = re.compile(
    r"(?:涉密|秘密|机密|保密)[^。；]{0,16}?(?:不予|不宜|不便|不能|不)(?:对外)?(?:公开|公布|公示)"
    r"|(?:不予|不宜|不)(?:公开|公布|公示)[^。；]{0,8}(?:涉密|秘密|保密)"
)
_REVIEWED = re.compile(r"保密审[查核]|保密性审查|定密审[查核]|涉密审[查核]|脱密(?:处理|审查)|信息公开审[查核]")
_NEED_NOT = re.compile(r"不涉密|非涉密|不涉及(?:国家)?秘密|无涉密")
_MARK = re.compile(r"(?:绝密|机密|秘密)\s*[★☆＊*]\s*(?:\d{1,2}\s*年|\d{1,2}\s*个?月|长期)?")
_MARK_ALONE = re.compile(
    r"(?:密级[:：]?)?(?:绝密|机密|秘密|内部资料|内部文件|内部使用|注意保密)(?:[,，]?(?:注意保存|严禁外传))?[!！]?"
)
_LONGEST_MARK = 16
_FEWEST_EQUIPMENT = 3
_FEWEST_LAYOUT = 2


@dataclass(frozen=True, slots=True)
class Sensitive:
    """Words that should be confirmed: the group they belong to, as printed and in order, and where."""

    group: Text
    words: tuple[str, ...]
    at: Place


_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Withheld:
    """A statement that something is not made public. `about`: the heading it stands under, "" for none."""

    text: str
    about: str
    at: Place


@once
def sensitive_words(report: Report) -> tuple[Sensitive, ...]:
    """What should be confirmed, in order of the report."""
    return tuple(found for text, at in _texts(report) for found in _in_text(text, at))


@once
def withheld_statements(report: Report) -> tuple[Withheld, ...]:
    """Where the report says that content is secret and left out."""
    found, heading = [], ""
    for passage in passages(report):
        match = _WITHHELD.search(passage.text)
        if match is not None and not _NEED_NOT.search(passage.text):
            found.append(Withheld(match.group(), heading, passage.where))
        if passage.is_heading:
            heading = _title(passage)
    return tuple(found)


def _title(passage: Passage) -> str:
    return passage.numbered.title if passage.numbered is not None else passage.text


@once
def review_recorded(report: Report) -> bool:
    """Whether the report mentions a secrecy review, or says that nothing in it is secret."""
    return any(_REVIEWED.search(p.text) or _NEED_NOT.search(p.text) for p in passages(report))


def secrecy_marks(document: Document) -> tuple[tuple[str, Location], ...]:
    """Classification marks (秘密★10年, 内部资料) anywhere in a document, headers and footers included, and where.

    A document that bears one is never published by a program.
    """
    lines = (*document.headers, *document.paragraphs(), *document.footers)
    found = [(mark, line.where) for line in lines if (mark := _mark_in(line.text))]
    for table in document.tables():
        found += [(mark, table.where(cell)) for cell in table.cells if (mark := _mark_in(cell.text))]
    return tuple(found)


def _mark_in(text: str) -> str:
    if "密" not in text and "内部" not in text:
        return ""
    found = _MARK.search(text)
    if found is not None:
        return "".join(found.group().split())
    closed = "".join(text.split())
    return closed if len(closed) <= _LONGEST_MARK and _MARK_ALONE.fullmatch(closed) else ""


def _texts(report: Report) -> Iterator[tuple[str, Place]]:
    for passage in passages(report):
        yield passage.text, passage.where
    for form in report.forms:
        for goal in form.objectives:
            for cell in (goal.expected, goal.actual):
                if cell is not None:
                    yield close_text(cell.text), cell


def _in_text(text: str, at: Place) -> Iterator[Sensitive]:
    sites = word_list("guarded_sites").find(text)
    if sites is not None:
        layout = tuple(dict.fromkeys(w for s in split_sentences(text) for w in word_list("layout_details").find_all(s)))
        equipment = tuple(dict.fromkeys(word_list("equipment_details").find_all(text)))
        told = (
            *(layout if len(layout) >= _FEWEST_LAYOUT else ()),
            *(equipment if len(equipment) >= _FEWEST_EQUIPMENT else ()),
        )
        if told:
            yield Sensitive(SITES, (sites, *told), at)
    counted = _FIGURE.search(text) is not None  # two patterns below need one, and cost more than this
    defence = (
        *(m.group() for m in _counted_defence().finditer(text) if counted),
        *word_list("defence_always").find_all(text),
    )
    if defence:
        yield Sensitive(DEFENCE, tuple(dict.fromkeys(defence)), at)
    monitored = tuple(match["found"] for match in _monitored().finditer(text)) if counted else ()
    if monitored:
        yield Sensitive(MONITORED, monitored, at)


@cache
def _counted_defence() -> re.Pattern[str]:
    words = "|".join(word_list("defence_details").words)
    return re.compile(
        rf"(?:[\u4e00-\u9fff]{{0,4}}(?:{words}))\d+余?[个处项条台起]|\d+余?[个处项条台起](?:[\u4e00-\u9fff]{{0,4}}?(?:{words}))"
    )


@cache
def _monitored() -> re.Pattern[str]:
    words = "|".join(word_list("monitored_things").words)
    return re.compile(rf"(?:监测|监控|监看)[^，。；]{{0,16}}?(?P<found>\d+余?[家个名处](?:{words}))")
