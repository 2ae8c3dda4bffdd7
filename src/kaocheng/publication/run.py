"""From a docx or xlsx to a copy that is safe to publish: clean, take out personal items, prove that they are gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kaocheng.audit.names import is_name, mask_name
from kaocheng.audit.personal import PersonalItem, PersonalKind, find_in_text, find_personal, label_kinds
from kaocheng.audit.secrecy import secrecy_marks
from kaocheng.documents import Document, Paragraph
from kaocheng.errors import KaochengError, UnknownFormat
from kaocheng.language import Text, same
from kaocheng.provenance import NOWHERE, Location
from kaocheng.publication import docx, furniture, xlsx
from kaocheng.publication.container import CONTENT_TYPES, Container, Element, local
from kaocheng.publication.removal import Removal, RemovalKind
from kaocheng.publication.targets import Span, Targets
from kaocheng.publication.units import A, X, change_attributes, units, worded_attributes
from kaocheng.readers.limits import DEFAULT, Limits
from kaocheng.readers.registry import read, reader_name
from kaocheng.readers.source import Source

_CLEANERS = {"docx": docx.clean, "xlsx": xlsx.clean}
_ROUNDS = 5
_LONGEST_HEAD = 12
_CODES = re.compile(r"&(?:[LCRPNDTGAFZSXYBIUEOH]|\"[^\"]*\"|K[0-9A-F+\-]{5,6}|\d+|&)")
_STRICT = b"purl.oclc.org/ooxml/"
_MACROS = b"macroEnabled"


class Unproven(KaochengError):
    """Something that was to be removed is still in the result; nothing may be written."""

    code = "unproven"


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that is safe to publish. `kind`: "docx" or "xlsx". `removals`: in reading order, parts of the file last.

    `doubtful`: masked names of two characters that also occur inside other words, and how often; those were left.
    `pictures`: what was not looked into.
    """

    data: bytes
    kind: str
    removals: tuple[Removal, ...]
    doubtful: dict[str, int]
    pictures: int


def kind_of(source: Source, limits: Limits = DEFAULT) -> str:
    """ "docx" or "xlsx". Raises UnknownFormat for everything else, macros and the strict variant too."""
    kind = reader_name(source, limits)
    if kind not in _CLEANERS:
        raise UnknownFormat(
            Text(
                "只能为 docx 和 xlsx 文件生成公开副本。请用 Word、Excel 或 WPS 另存后再试。",
                "Only docx and xlsx files can be made safe to publish. Save the file as one of them first.",
            )
        )
    container = Container(source.data, limits)
    if _MACROS in container.parts.get(CONTENT_TYPES, b""):
        raise UnknownFormat(
            Text(
                "文件含有宏。请另存为不含宏的 docx 或 xlsx。",
                "The file has macros. Save it as docx or xlsx without them.",
            )
        )
    if _STRICT in container.parts.get(container.main, b"")[:4096]:
        raise UnknownFormat(
            Text(
                "文件是“严格的 Open XML”格式。请另存为普通的 docx 或 xlsx。",
                "The file is in the strict variant of Open XML. Save it as an ordinary docx or xlsx.",
            )
        )
    return kind


def marks_of(source: Source, limits: Limits = DEFAULT) -> tuple[tuple[str, Location], ...]:
    """Secrecy marks anywhere in the file: in the text, hidden or not, in comments, in page headers of workbooks."""
    found = list(secrecy_marks(read(source, limits)))
    container = Container(source.data, limits)
    texts = [text for _, root in container.xml_parts() for text in _all_texts(root)]
    loose = Document(tuple(Paragraph(text, NOWHERE) for text in texts), "", "")
    known = {mark for mark, _ in found}
    for mark, where in secrecy_marks(loose):
        if mark not in known:
            known.add(mark)
            found.append((mark, where))
    return tuple(found)


def make_copy(source: Source, limits: Limits = DEFAULT) -> Copy:
    """A copy of a docx or xlsx without personal items and without anything that it does not show.

    Raises what readers raise, UnknownFormat for another format, and `Unproven` where something could not be removed.
    """
    kind = kind_of(source, limits)
    container = Container(source.data, limits)
    targets, listed = Targets(), list[Removal]()
    seen = set[tuple[Location, int]]()
    for item, text in _found(source, limits):
        targets.add(item, text)
        again = item.where != NOWHERE and (item.where, item.start) in seen
        seen.add((item.where, item.start))
        if not item.hidden and not again:
            listed.append(Removal(RemovalKind(item.kind.value), item.masked, item.where))
    for name in furniture.people(container):
        if is_name(name):
            targets.add_name("".join(name.split()))
    for part, text in _unread_texts(container):
        for match in find_in_text(text):
            targets.add(match, text)
            if "comment" not in part.lower():
                listed.append(Removal(RemovalKind(match.kind.value), match.masked, part=part))
    removals = _CLEANERS[kind](container)
    removals += furniture.remove_links(container)
    removals += furniture.remove_properties(container)
    container.drop_unreachable()
    cut = Counter[tuple[RemovalKind, str]]()
    for turn in range(_ROUNDS):
        _cut(container, targets, cut)
        data = container.to_bytes()
        left = list(_found(Source(source.path, data), limits))
        if not left:
            break
        for item, text in left:
            targets.add(item, text, relax=turn > 0)
    listed += _elsewhere(listed, cut)
    _prove(data, targets, source.path, limits)
    pictures = sum("/media/" in name for name in container.parts)
    return Copy(data, kind, (*listed, *removals), _doubtful(data, targets, limits), pictures)


def _found(source: Source, limits: Limits) -> Iterator[tuple[PersonalItem, str]]:
    return items_in(read(source, limits))


def items_in(document: Document) -> Iterator[tuple[PersonalItem, str]]:
    """Personal items as our own reader sees them, each with the text it stands in ("" where that cannot be told)."""
    texts = {table.where(cell): cell.text for table in document.tables() for cell in table.cells}
    texts |= {paragraph.where: paragraph.text for paragraph in document.paragraphs() if paragraph.where != NOWHERE}
    for item in (*find_personal(document), *_name_columns(document)):
        text = texts.get(item.where, "")
        yield item, text if text[item.start : item.end] == item.text else ""


def _name_columns(document: Document) -> Iterator[PersonalItem]:
    """Names under a head that announces nothing but persons, of rare surnames too: better a word too many."""
    for table in document.tables():
        heads: dict[int, str] = {}
        for cell in table.cells:
            kinds = label_kinds(cell.text) if len(cell.text) <= _LONGEST_HEAD else frozenset()
            if kinds or (cell.column in heads and len(cell.text) > _LONGEST_HEAD):
                heads.pop(cell.column, None)
                if kinds == {"person"}:
                    heads[cell.column] = cell.text
            elif cell.column in heads and is_name(cell.text, strict=False) and not label_kinds(cell.text):
                label, text = heads[cell.column], cell.text
                where = table.where(cell)
                yield PersonalItem(PersonalKind.NAME, text, where, mask_name(text), label, 0, len(text), cell.hidden)


def _unread_texts(container: Container) -> Iterator[tuple[str, str]]:
    """Texts that no reader hands over: comments, headers and footers of sheets, drawings. With their part."""
    for part, root in container.xml_parts():
        if "comment" in part.lower():
            yield from ((part, unit.text) for unit in units(root))
            continue
        for element in root.iter(f"{X}headerFooter"):
            for line in element:
                yield from ((part, piece) for piece in _CODES.split(line.text or "") if piece.strip())
        for paragraph in root.iter(A + "p"):
            yield part, "".join(text.text or "" for text in paragraph.iter(A + "t"))


def _cut(container: Container, targets: Targets, cut: Counter[tuple[RemovalKind, str]]) -> None:
    def change(text: str) -> str:
        for span in reversed(_count(targets.find(text), cut)):
            text = text[: span.start] + span.words + text[span.end :]
        return text

    for _, root in container.xml_parts():
        for formula in [f for f in root.iter(X + "f") if targets.find(f.text or "")]:
            formula.getparent().remove(formula)
        for unit in list(units(root)):
            spans = _count(targets.find(unit.text), cut)
            unit.cut((span.start, span.end, span.words) for span in spans)
        change_attributes(root, change)
        if root.tag == X + "worksheet":
            xlsx.settle_cells(root)


def _count(spans: list[Span], cut: Counter[tuple[RemovalKind, str]]) -> list[Span]:
    for span in spans:
        kind = RemovalKind(span.kind.value)
        cut[kind, mask_name(span.text) if kind is RemovalKind.NAME else ""] += 1
    return spans


def _elsewhere(listed: list[Removal], cut: Counter[tuple[RemovalKind, str]]) -> list[Removal]:
    """What was cut out in more places than the list has: the same string again, in text that labels do not reach."""
    told = Counter((item.kind, item.what if item.kind is RemovalKind.NAME else "") for item in listed)
    return [
        Removal(kind, what, count=count - told[kind, what])
        for (kind, what), count in cut.items()
        if count > told[kind, what]
    ]


# The proof


def _prove(data: bytes, targets: Targets, path: str, limits: Limits) -> None:
    """Read the result afresh, with the reader and part by part, and look for everything that should be gone."""
    left = [str(item.where) for item, _ in _found(Source(path, data), limits)]
    container = Container(data, limits)
    for part, root in container.xml_parts():
        left += [part for text in _all_texts(root) if targets.find(text)]
    strings = [name for name in targets.contexts if len(name) > 2] + list(targets.phrases) + list(targets.numbers)
    for part, raw in container.parts.items():
        for encoding in ("utf-8", "utf-16-le"):
            left += [part for string in strings if len(string) > 2 and _stands_in(string, raw, encoding, targets)]
    kinds = {link.kind for part in ("", *container.parts) for link in container.links(part)}
    if kinds & furniture.COMMENT_LINKS:
        left.append("comments")
    if left:
        raise Unproven(
            Text(
                "公开副本未通过复核：仍有应删除的内容（{places}）。没有写出任何文件。请报告此问题。",
                "The copy did not pass its own inspection: something that was to be removed is still there ({places}). "
                "Nothing was written. Please report this.",
            ).format(places=same(", ".join(dict.fromkeys(left))))
        )


def _stands_in(string: str, raw: bytes, encoding: str, targets: Targets) -> bool:
    """Whether the plain bytes hold a string where it may not be."""
    wanted = string.encode(encoding)
    place = raw.find(wanted)
    if place < 0:
        return False
    if len(string) < 10 and string.isdigit():
        return False  # a few digits stand in any measure of a drawing; the texts were searched one by one
    while place >= 0:
        around = raw[max(0, place - 24) : place + len(wanted) + 24].decode(encoding, "ignore")
        if targets.find(around):
            return True
        place = raw.find(wanted, place + 1)
    return False


def _doubtful(data: bytes, targets: Targets, limits: Limits) -> dict[str, int]:
    container = Container(data, limits)
    found = Counter[str]()
    for _, root in container.xml_parts():
        for text in _all_texts(root):
            found.update(map(mask_name, targets.doubtful(text)))
    return dict(found)


def _all_texts(root: Element) -> Iterable[str]:
    yield from (unit.text for unit in units(root) if unit.text)
    yield from (value for _, _, value in worded_attributes(root))
    yield from (line.text or "" for element in root.iter(f"{X}headerFooter") for line in element if local(line))
