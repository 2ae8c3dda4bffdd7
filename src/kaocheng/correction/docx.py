"""Corrections in a Word document: the text of the runs in a cell, nothing else.

The runs keep their properties. Tracked, the old text is marked as deleted and the new one as inserted, so that a
person accepts or rejects it in Word.
Source: ECMA-376 Part 1, 17.13.5 (revisions).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from lxml import etree

from kaocheng.correction.proposal import Correction
from kaocheng.language import Text
from kaocheng.readers.limits import Limits
from kaocheng.readers.package import parse_xml
from kaocheng.readers.places import locate_word
from kaocheng.writers.annotation.parts import Parts

AUTHOR = "考成"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_OFF = ("0", "false", "off", "none")
_NOT_SHOWN = frozenset(("rPr", "pPr", "tcPr", "del", "moveFrom", "instrText", "tbl", "txbxContent", "rt"))
_NOT_FOUND = Text("在单元格中找不到唯一的“{text}”", "“{text}” does not stand in the cell exactly once")
_FIELD = Text(
    "单元格是域（公式）的结果，须由人改公式", "the cell is the result of a field; a person has to mend its formula"
)
_PENDING = Text(
    "该处有未处理的修订，请先接受或拒绝", "there are tracked changes at the place; accept or reject them first"
)
_BOUND = Text("单元格的内容与文档属性绑定", "the cell is bound to a property of the document")
_MIXED = Text("文字中夹有其他内容，不能留修订痕迹", "the text is mixed with other content and cannot be tracked")
_Element = Any


class Edit(NamedTuple):
    """Who changes what, for tracked changes; `when` in the local time of the reader."""

    when: datetime
    tracked: bool


def write(parts: Parts, corrections: Sequence[Correction], limits: Limits, edit: Edit) -> dict[str, Text]:
    """Put the corrections into the document; returns the paths of those that cannot be made, with the reason."""
    main = "word/document.xml"  # as the reader finds it
    if main not in parts:
        main = parts.linked("", "officeDocument") or main
    root = parts.parse(main)
    clean = parse_xml(parts.read(main), limits, main)
    # The walk is over the tree without comments and under transitional names; elements correspond one to one.
    twins = dict(zip(clean.iter(), root.iter("*"), strict=True))
    places = locate_word(clean, limits)
    failed: dict[str, Text] = {}
    found: list[tuple[Correction, _Element]] = []
    for correction in corrections:
        where = correction.where
        cell = None if where.table is None else places.cells.get((where.table, where.row or 0, where.column or 0))
        if cell is None:
            failed[correction.path] = _NOT_FOUND.format(text=correction.before)
        else:
            found.append((correction, twins[cell]))
    numbers = _ids(root)
    for correction, cell in found:
        reason = _change(cell, correction, numbers, edit)
        if reason is not None:
            failed[correction.path] = reason
    parts.write(main, root)
    return failed


class _Piece(NamedTuple):
    """A `w:t` and the part of it that goes."""

    text: _Element
    start: int
    end: int


def _change(cell: _Element, correction: Correction, numbers: Iterator[int], edit: Edit) -> Text | None:
    hits = [hit for texts in _paragraphs(cell) for hit in _hits(texts, correction.before)]
    if len(hits) != 1:
        return _NOT_FOUND.format(text=correction.before)
    (pieces,) = hits
    if any(_in_field(piece.text, cell) for piece in pieces):
        return _FIELD
    outer = {etree.QName(up).localname for piece in pieces for up in piece.text.iterancestors() if up is not cell}
    if outer & {"ins", "moveTo"}:
        return _PENDING
    if any(_is_bound(up) for piece in pieces for up in piece.text.iterancestors()):
        return _BOUND
    if edit.tracked:
        return _track(pieces, correction.after, numbers, edit.when)
    for number, (text, start, end) in enumerate(pieces):
        _set(text, (text.text or "")[:start] + ("" if number else correction.after) + (text.text or "")[end:])
    return None


def _hits(texts: list[_Element], wanted: str) -> Iterator[list[_Piece]]:
    """Where a figure stands by itself, over the runs that it is split into."""
    whole = "".join(text.text or "" for text in texts)
    for match in re.finditer(rf"(?<![\d.．,]){re.escape(wanted)}(?![\d.．,%％])", whole):
        pieces, place = [], 0
        for text in texts:
            length = len(text.text or "")
            start, end = max(match.start() - place, 0), min(match.end() - place, length)
            if start < end:
                pieces.append(_Piece(text, start, end))
            place += length
        yield pieces


def _paragraphs(cell: _Element) -> Iterator[list[_Element]]:
    """The texts a reader sees, paragraph by paragraph; those of nested tables and text boxes left out."""
    for paragraph in _own(cell, "p"):
        yield list(_own(paragraph, "t"))


def _own(element: _Element, wanted: str) -> Iterator[_Element]:
    for child in element:
        if not isinstance(child.tag, str):
            continue
        name = etree.QName(child).localname
        if name == wanted:
            yield child
        elif name not in _NOT_SHOWN and not (name == "r" and _is_hidden(child)):
            yield from _own(child, wanted)


def _is_hidden(run: _Element) -> bool:
    mark = run.find(f"{_tag(run, 'rPr')}/{_tag(run, 'vanish')}")
    return mark is not None and mark.get(_tag(run, "val")) not in _OFF


def _in_field(text: _Element, cell: _Element) -> bool:
    """Whether a text is what a field shows: Word would compute it anew."""
    simple, mark = _tag(text, "fldSimple"), _tag(text, "fldChar")
    if next(text.iterancestors(simple), None) is not None:
        return True
    depth = 0
    for element in cell.iter(mark, text.tag):
        if element is text:
            return depth > 0
        if element.tag == mark:
            kind = element.get(_tag(text, "fldCharType"))
            depth += (kind == "begin") - (kind == "end")
    return False


def _is_bound(element: _Element) -> bool:
    return element.tag == _tag(element, "sdt") and next(element.iter(_tag(element, "dataBinding")), None) is not None


def _track(pieces: list[_Piece], after: str, numbers: Iterator[int], when: datetime) -> Text | None:
    runs = [piece.text.getparent() for piece in pieces]
    properties = _tag(runs[0], "rPr")
    for run in runs:
        if run.tag != _tag(run, "r") or [child.tag for child in run if child.tag != properties] != [_tag(run, "t")]:
            return _MIXED
    for number, (piece, run) in enumerate(zip(pieces, runs, strict=True)):
        text = piece.text.text or ""
        parent, place = run.getparent(), run.getparent().index(run)
        deleted = _copy(run, "delText", text[piece.start : piece.end])
        new = [_copy(run, "t", text[: piece.start])] if piece.start else []
        new.append(_mark(run, "del", deleted, next(numbers), when))
        if number == len(pieces) - 1:
            new.append(_mark(run, "ins", _copy(runs[0], "t", after), next(numbers), when))
        if piece.end < len(text):
            new.append(_copy(run, "t", text[piece.end :]))
        tail = run.tail
        parent.remove(run)
        for offset, element in enumerate(new):
            parent.insert(place + offset, element)
        new[-1].tail = tail
    return None


def _copy(run: _Element, name: str, words: str) -> _Element:
    """A run of the same look with other words."""
    twin = run.makeelement(run.tag, {})
    look = run.find(_tag(run, "rPr"))
    if look is not None:
        twin.append(copy.deepcopy(look))
    text = run.makeelement(_tag(run, name), {})
    _set(text, words)
    twin.append(text)
    return twin


def _mark(run: _Element, name: str, content: _Element, number: int, when: datetime) -> _Element:
    attributes = {"id": str(number), "author": AUTHOR, "date": when.replace(tzinfo=None).isoformat(timespec="seconds")}
    mark = run.makeelement(_tag(run, name), {_tag(run, key): value for key, value in attributes.items()})
    mark.append(content)
    return mark


def _set(text: _Element, words: str) -> None:
    text.text = words
    if words != words.strip():
        text.set(_XML_SPACE, "preserve")


def _ids(root: _Element) -> Iterator[int]:
    """Numbers that no mark of the document has."""
    name = _tag(root, "id")
    taken = [element.get(name, "") for element in root.iter("*")]
    last = max((int(text) for text in taken if text.isascii() and text.isdigit() and len(text) < 10), default=0)
    while True:
        last += 1
        yield last


def _tag(element: _Element, name: str) -> str:
    """A name of WordprocessingML in the variant (transitional or strict) of an element."""
    return f"{{{etree.QName(element).namespace}}}{name}"
