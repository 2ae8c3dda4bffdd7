"""Notes in Excel workbooks.

A note is an entry of the comments part of its sheet and a shape of the sheet's VML drawing; without the shape Excel
does not show it. A cell has one note at most: what we say is added to a note that is there.
Source: ECMA-376 Part 1, 18.7 (comments); Part 4, 19.4 (the VML of spreadsheets).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from posixpath import dirname
from typing import Any

from lxml import etree

from kaocheng.audit.finding import ReportedFinding
from kaocheng.errors import DamagedInput
from kaocheng.language import Language, Text
from kaocheng.pipeline import CheckResult
from kaocheng.provenance import Location
from kaocheng.readers import xlsx as reader
from kaocheng.readers.limits import Limits
from kaocheng.readers.places import cell_reference
from kaocheng.readers.source import Source
from kaocheng.writers.annotation.parts import Parts, is_strict, links_namespace
from kaocheng.writers.annotation.remarks import AUTHOR, Line, write_remark

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # would be read as a character by its number
# What may follow the link to the drawing in a sheet, whose elements have a fixed order.
_AFTER_DRAWING = (
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
    "AlternateContent",
)  # fmt: skip
_THREAD = "tc="  # how the author of a note begins that only stands in for a threaded comment
_Element = Any
_Cell = tuple[int, int]  # row and column from 1


def annotate(source: Source, result: CheckResult, when: datetime, language: Language, limits: Limits) -> bytes:
    """See `annotation.annotate`."""
    parts = Parts(source.data, limits)
    sheets = _sheets(parts)
    remarks = _remarks(source, result, sheets, language, limits)
    if not remarks:
        return source.data
    head = Line(f"{AUTHOR} {when.date().isoformat()}", bold=True)
    for name, notes in remarks.items():
        _add_notes(parts, sheets[name], {cell: [head, *lines] for cell, lines in sorted(notes.items())})
    return parts.to_bytes()


def _sheets(parts: Parts) -> dict[str, str]:
    """The part of each worksheet by its name."""
    package = parts.package
    main = parts.linked("", "officeDocument") or "xl/workbook.xml"  # as the reader finds it
    workbook = package.parse_part(main)
    links = {link.id: link for link in package.relationships(main)}
    space = _space(workbook)
    found: dict[str, str] = {}
    for sheet in workbook.iterfind(f"{{{space}}}sheets/{{{space}}}sheet"):
        link = links.get(sheet.get(f"{{{links_namespace(workbook)}}}id", ""))
        if link is not None and link.kind == "worksheet":
            found.setdefault(sheet.get("name", ""), link.target)
    return found


def _remarks(
    source: Source, result: CheckResult, sheets: dict[str, str], language: Language, limits: Limits
) -> dict[str, dict[_Cell, list[Line]]]:
    """What is said by sheet and cell."""
    here: dict[str, dict[_Cell, list[ReportedFinding]]] = {}
    elsewhere: list[ReportedFinding] = []
    for finding in result.findings:
        where = finding.where
        if where.sheet in sheets:
            here.setdefault(where.sheet or "", {}).setdefault((where.row or 1, where.column or 1), []).append(finding)
        else:
            elsewhere.append(finding)
    remarks = {
        name: {cell: write_remark(found, language) for cell, found in cells.items()} for name, cells in here.items()
    }
    if elsewhere:
        report = result.report
        title = None if report is None or report.title is None else report.title.where
        if title is None or title.sheet not in sheets:
            title = _beginning(source, limits)
        lines = remarks.setdefault(title.sheet or "", {}).setdefault((title.row or 1, title.column or 1), [])
        lines += write_remark(elsewhere, language, with_place=True)
    return remarks


def _beginning(source: Source, limits: Limits) -> Location:
    """The first cell that says something, on a sheet that is shown if there is one."""
    tables = list(reader.read(source, limits).tables())
    places = [(cell.hidden, table.where(cell)) for table in tables for cell in table.cells if cell.text]
    return min(places, key=lambda place: place[0])[1]


def _add_notes(parts: Parts, sheet_part: str, notes: dict[_Cell, list[Line]]) -> None:
    sheet = parts.parse(sheet_part)
    strict = is_strict(sheet)
    part = parts.linked(sheet_part, "comments")
    if part is None:
        part = parts.free_name("xl/comments", ".xml")
        comments = etree.Element(_name(sheet, "comments"), nsmap={None: _space(sheet)})
        etree.SubElement(comments, _name(sheet, "authors"))
        etree.SubElement(comments, _name(sheet, "commentList"))
        parts.declare(part, _COMMENTS_TYPE)
        parts.link(sheet_part, "comments", part, strict=strict)
    else:
        comments = parts.parse(part)
    new = _add_entries(comments, notes)
    parts.write(part, comments)
    if not new:
        return
    drawing = _drawing(parts, sheet, sheet_part)
    if drawing is None:
        drawing = parts.free_name("xl/drawings/vmlDrawing", ".vml")
        parts.declare_suffix(drawing, _DRAWING_TYPE)
        number = parts.link(sheet_part, "vmlDrawing", drawing, strict=strict)
        _refer_to_drawing(sheet, number)
        parts.write(sheet_part, sheet)
        parts.write(drawing, _EMPTY_DRAWING)
    parts.write(drawing, _with_shapes(parts.read(drawing), new, drawing))


# Entries


def _add_entries(comments: _Element, notes: dict[_Cell, list[Line]]) -> dict[_Cell, Sequence[Line]]:
    """Write the notes into the comments part and return those of cells that had none: they need a shape."""
    authors, entries = (comments.find(_name(comments, name)) for name in ("authors", "commentList"))
    if authors is None or entries is None:
        raise _damaged("comments")
    names = [author.text or "" for author in authors.iterchildren("*")]
    existing = {entry.get("ref", "").replace("$", "").upper(): entry for entry in entries.iterchildren("*")}
    threads = {ref for ref, entry in existing.items() if _author(entry, names).startswith(_THREAD)}
    if AUTHOR not in names:
        etree.SubElement(authors, _name(comments, "author")).text = AUTHOR
        names.append(AUTHOR)
    new: dict[_Cell, Sequence[Line]] = {}
    for (row, column), lines in notes.items():
        # Excel hides the note of a cell with a thread of comments; the cell on its right still is where people look.
        while cell_reference(row, column) in threads:
            column += 1
        reference = cell_reference(row, column)
        entry = existing.get(reference)
        if entry is None:
            number = str(names.index(AUTHOR))
            entry = etree.SubElement(entries, _name(comments, "comment"), ref=reference, authorId=number)
            etree.SubElement(entry, _name(comments, "text"))
            existing[reference] = entry
            new[row, column] = lines
        _write_text(entry, lines)
    return new


def _author(entry: _Element, names: list[str]) -> str:
    number = entry.get("authorId", "")
    return names[int(number)] if number.isdecimal() and int(number) < len(names) else ""


def _write_text(entry: _Element, lines: Sequence[Line]) -> None:
    """Put lines behind what an entry says already."""
    text = entry.find(_name(entry, "text"))
    if text is None:
        text = etree.SubElement(entry, _name(entry, "text"))
    plain = text.find(_name(text, "t"))
    if plain is not None:  # beside runs Excel ignores it
        run = text.makeelement(_name(text, "r"))
        text.replace(plain, run)
        run.append(plain)
    began = len(text) > 0
    for line in lines:
        run = etree.Element(_name(text, "r"))
        look = etree.SubElement(run, _name(text, "rPr"))
        if line.bold:
            etree.SubElement(look, _name(text, "b"))
        etree.SubElement(look, _name(text, "sz"), val="9")
        words = etree.SubElement(run, _name(text, "t"))
        words.text = ("\n" if began else "") + _ESCAPE.sub("_x005F_", line.text)
        words.set(_XML_SPACE, "preserve")
        runs = text.findall(_name(text, "r"))
        text.insert(text.index(runs[-1]) + 1 if runs else 0, run)  # phonetic guides come last
        began = True


# Shapes

_EMPTY_DRAWING = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    b'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    b'<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout></xml>'
)
_SPACES = (
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel"'
)
_SHAPE_TYPE = (
    f'<v:shapetype {_SPACES} id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape {spaces} id="_x0000_s{id}" type="#_x0000_t202" style="position:absolute;z-index:{order};'
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:Anchor>{anchor}</x:Anchor>'
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)
_SHAPE_ID = re.compile(r"_x0000_s([0-9]{1,9})")
_END = re.compile(r"</(?:\w+:)?xml\s*>(?!.*</(?:\w+:)?xml\s*>)", re.S)
_COLUMNS, _CHARACTERS, _LAST_COLUMN = 4, 24, 16_383  # width of a note in columns, and what stands on one of its lines


def _drawing(parts: Parts, sheet: _Element, sheet_part: str) -> str | None:
    """The drawing a sheet refers to for notes and old form fields."""
    reference = sheet.find(_name(sheet, "legacyDrawing"))
    if reference is None:
        return None
    number = reference.get(f"{{{links_namespace(sheet)}}}id")
    found = next((link.target for link in parts.package.relationships(sheet_part) if link.id == number), None)
    if found is None:
        raise _damaged(f"{dirname(sheet_part)}/…/vmlDrawing")
    return found


def _refer_to_drawing(sheet: _Element, number: str) -> None:
    space = links_namespace(sheet)
    reference = sheet.makeelement(_name(sheet, "legacyDrawing"), {f"{{{space}}}id": number}, {"r": space})
    for index, element in enumerate(sheet):
        if isinstance(element.tag, str) and etree.QName(element).localname in _AFTER_DRAWING:
            sheet.insert(index, reference)
            return
    sheet.append(reference)


def _with_shapes(data: bytes, notes: dict[_Cell, Sequence[Line]], name: str) -> bytes:
    """A drawing with one more shape for each note. Office writes VML that is no well-formed XML: it is spliced."""
    try:
        drawing = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _damaged(name) from None
    end = _END.search(drawing)
    if end is None:
        raise _damaged(name)
    number = max((int(found) for found in _SHAPE_ID.findall(drawing)), default=1024)
    shapes = [] if 'id="_x0000_t202"' in drawing else [_SHAPE_TYPE]
    for order, ((row, column), lines) in enumerate(notes.items(), 1):
        height = sum(1 + len(line.text) // _CHARACTERS for line in lines) + 1
        left = min(column, _LAST_COLUMN - _COLUMNS)
        top = max(row - 2, 0)
        anchor = f"{left}, 15, {top}, 10, {left + _COLUMNS}, 15, {top + height}, 4"
        shapes.append(
            _SHAPE.format(spaces=_SPACES, id=number + order, order=order, anchor=anchor, row=row - 1, column=column - 1)
        )
    return (drawing[: end.start()] + "".join(shapes) + drawing[end.start() :]).encode()


def _name(element: _Element, name: str) -> str:
    """A name of SpreadsheetML in the variant (transitional or strict) of a part."""
    return f"{{{_space(element)}}}{name}"


def _space(element: _Element) -> str:
    return etree.QName(element).namespace or ""


def _damaged(part: str) -> DamagedInput:
    return DamagedInput(
        Text(
            "工作簿中原有批注的部件 {part} 已损坏，无法添加批注。请用 Excel 或 WPS 打开并重新保存。",
            "The part {part} with the notes of the workbook is damaged, so that none can be added. "
            "Open it in Excel or WPS and save it again.",
        ).format(part=part)
    )
