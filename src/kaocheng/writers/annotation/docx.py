"""Comments in Word documents.

A comment is an entry of the comments part, a range around the text it speaks of, and a run that refers to it.
Source: ECMA-376 Part 1, 17.13.4 (comments).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from lxml import etree

from kaocheng.audit.finding import ReportedFinding
from kaocheng.language import Language
from kaocheng.pipeline import CheckResult
from kaocheng.provenance import NOWHERE
from kaocheng.readers.limits import Limits
from kaocheng.readers.package import parse_xml
from kaocheng.readers.places import WordPlaces, locate_word
from kaocheng.readers.source import Source
from kaocheng.writers.annotation.parts import Parts, is_strict
from kaocheng.writers.annotation.remarks import AUTHOR, INITIALS, Line, write_remark

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_Element = Any


def annotate(source: Source, result: CheckResult, when: datetime, language: Language, limits: Limits) -> bytes:
    """See `annotation.annotate`."""
    parts = Parts(source.data, limits)
    main = "word/document.xml"  # as the reader finds it
    if main not in parts:
        main = parts.linked("", "officeDocument") or main
    root = parts.parse(main)
    clean = parse_xml(parts.read(main), limits, main)
    # The walk is over the tree without comments and under transitional names; elements correspond one to one.
    twins = dict(zip(clean.iter(), root.iter("*"), strict=True))
    remarks = _remarks(result, locate_word(clean, limits), twins, language)
    if not remarks:
        return source.data
    part = parts.linked(main, "comments")
    if part is None:
        part = parts.free_name(main.rpartition("/")[0] + "/comments", ".xml")
        comments = etree.Element(_name(root, "comments"), nsmap={"w": _space(root)})
        parts.declare(part, _TYPE)
        parts.link(main, "comments", part, strict=is_strict(root))
    else:
        comments = parts.parse(part)
    number = _last_id(root, comments)
    date = when.replace(tzinfo=None).isoformat(timespec="seconds")
    for paragraphs, lines in remarks:
        number += 1
        comments.append(_comment(comments, str(number), date, lines))
        _mark(paragraphs, str(number))
    parts.write(part, comments)
    parts.write(main, root)
    return parts.to_bytes()


def _remarks(
    result: CheckResult, places: WordPlaces, twins: dict[_Element, _Element], language: Language
) -> list[tuple[list[_Element], list[Line]]]:
    """The paragraphs that each comment is about, and what it says, in the order of the document."""
    report = result.report
    title = places.find(NOWHERE if report is None or report.title is None else report.title.where)
    title = places.beginning if title is None else title
    here: dict[_Element, tuple[_Element, list[ReportedFinding]]] = {}
    elsewhere: list[ReportedFinding] = []
    for finding in result.findings:
        element = places.find(finding.where)
        paragraphs = [] if element is None else _paragraphs(twins[element])
        if paragraphs:
            here.setdefault(paragraphs[0], (paragraphs, []))[1].append(finding)
        else:
            elsewhere.append(finding)
    remarks = {first: (paragraphs, write_remark(found, language)) for first, (paragraphs, found) in here.items()}
    top = [] if title is None else _paragraphs(twins[title])
    if elsewhere and not top:  # a document of one empty cell has nothing to comment on
        top = [next(iter(remarks))] if remarks else []
    if elsewhere and top:
        paragraphs, lines = remarks.get(top[0], (top, []))
        remarks[top[0]] = paragraphs, lines + write_remark(elsewhere, language, with_place=True)
    order = {element: index for index, element in enumerate(twins.values())}
    return sorted(remarks.values(), key=lambda remark: order[remark[0][0]])


def _paragraphs(element: _Element) -> list[_Element]:
    """The paragraphs of a cell, those of tables and text boxes in it left out; of a paragraph, itself.

    Word allows no comment in a text box: what stands there is commented where the box is anchored.
    """
    paragraph, box, table = (_name(element, name) for name in ("p", "txbxContent", "tbl"))
    for outer in element.iterancestors(box):
        element = outer
    if element.tag == box:
        anchor = next(element.iterancestors(paragraph), None)
        return [] if anchor is None else [anchor]
    found = [element] if element.tag == paragraph else []
    return found or [inner for inner in element.iter(paragraph) if _holder(inner, (box, table, element.tag)) is element]


def _holder(paragraph: _Element, tags: Iterable[str]) -> _Element | None:
    return next(paragraph.iterancestors(*tags), None)


def _last_id(root: _Element, comments: _Element) -> int:
    """The highest id of a comment, whether it is written down or only referred to."""
    names = [_name(root, name) for name in ("commentRangeStart", "commentRangeEnd", "commentReference")]
    ids = [element.get(_name(root, "id"), "") for element in root.iter(*names)]
    ids += [element.get(_name(comments, "id"), "") for element in comments.iterchildren("*")]
    return max((int(text) for text in ids if text.isascii() and text.isdigit() and len(text) < 10), default=-1)


def _comment(comments: _Element, number: str, date: str, lines: Iterable[Line]) -> _Element:
    attributes = {"id": number, "author": AUTHOR, "date": date, "initials": INITIALS}
    comment = _new(comments, "comment", **attributes)
    for index, line in enumerate(lines):
        paragraph = _child(comment, "p")
        if index == 0:
            _child(_child(paragraph, "r"), "annotationRef")
        run = _child(paragraph, "r")
        if line.bold:
            _child(_child(run, "rPr"), "b")
        text = _child(run, "t")
        text.text = line.text
        text.set(_XML_SPACE, "preserve")
    return comment


def _mark(paragraphs: list[_Element], number: str) -> None:
    """The range from the first paragraph to the last one, and the run that refers to the comment."""
    first, last = paragraphs[0], paragraphs[-1]
    properties = first.find(_name(first, "pPr"))  # always leads
    start = 0 if properties is None else first.index(properties) + 1
    first.insert(start, _new(first, "commentRangeStart", id=number))
    last.append(_new(last, "commentRangeEnd", id=number))
    run = _new(last, "r")
    look = _child(run, "rPr")  # small, so that no line grows
    _child(look, "sz", val="16")
    _child(look, "szCs", val="16")
    _child(run, "commentReference", id=number)
    last.append(run)


def _name(element: _Element, name: str) -> str:
    """A name of WordprocessingML in the variant (transitional or strict) of a part."""
    return f"{{{_space(element)}}}{name}"


def _space(element: _Element) -> str:
    return etree.QName(element).namespace or ""


def _new(like: _Element, name: str, **attributes: str) -> _Element:
    # A part that binds the namespace to no prefix only would leave the attributes without one.
    return like.makeelement(
        _name(like, name),
        {_name(like, key): value for key, value in attributes.items()},
        {"w": _space(like)},
    )


def _child(parent: _Element, name: str, **attributes: str) -> _Element:
    child = _new(parent, name, **attributes)
    parent.append(child)
    return child
