"""Excel workbooks (xlsx, xlsm; also strict Office Open XML): each worksheet with content is one table.

Cells hold what a person sees: numbers under their number formats, cached results of formulas. The rows and columns of
a table are those of the sheet, from A1. Hidden sheets, rows and columns are read too; their cells are marked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from kaocheng.documents import Document, Table
from kaocheng.errors import DamagedInput, EmptyInput
from kaocheng.language import Text
from kaocheng.readers.limits import Deadline, Limits
from kaocheng.readers.number_formats import BUILTIN, format_number, format_text, serial_of
from kaocheng.readers.package import Package, Relationship
from kaocheng.readers.sheet import BLANK, Area, Sheet, build_table
from kaocheng.readers.source import Source

MEDIA_TYPES = ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",)

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW, _CELL, _VALUE, _FORMULA, _INLINE = (_MAIN + name for name in ("row", "c", "v", "f", "is"))
_TEXT, _RUN, _ITEM = (_MAIN + name for name in ("t", "r", "si"))
_COLUMN, _MERGED, _COMMENT = (_MAIN + name for name in ("col", "mergeCell", "comment"))
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_MAX_ROW, _MAX_COLUMN = 1_048_576, 16_384
_ROWS_BETWEEN_CHECKS = 1000
_TRUE = ("1", "true")


class _Book(NamedTuple):
    """`codes`: number format by cell style, as the cells name it."""

    strings: list[str]
    codes: dict[str | None, str]
    dates_from_1904: bool


def read(source: Source, limits: Limits) -> Document:
    """Read a workbook.

    Raises `DamagedInput`, `EncryptedInput`, `LimitExceeded`, or `EmptyInput` when no sheet holds any text.
    Remarks: "hidden-sheet" (with content), "comment" (cells with a comment), "formula-without-value" (formulas that
    were never computed, so that nothing is shown).
    """
    package = Package(source.data, limits)
    deadline = limits.deadline()
    main = next((link.target for link in package.relationships("") if link.kind == "officeDocument"), "xl/workbook.xml")
    workbook = package.parse_part(main)
    links = {link.id: link for link in package.relationships(main)}
    book = _book(package, workbook, links, limits)
    remarks = Counter[str]()
    tables: list[Table] = []
    cells = 0
    for element in workbook.iterfind(f"{_MAIN}sheets/{_MAIN}sheet"):
        link = links.get(element.get(_ID, ""))
        if link is None or link.kind != "worksheet":  # a chart or a dialogue
            continue
        hidden = element.get("state", "visible") != "visible"
        root = package.parse_part(link.target)
        sheet = _sheet(root, element.get("name", ""), hidden, book, remarks, deadline)
        table = build_table(sheet, len(tables) + 1, cells, limits)
        remarks["comment"] += _comments(package, link.target)
        if table is None:
            continue
        remarks["hidden-sheet"] += hidden
        cells += table.row_count * table.column_count
        tables.append(table)
    if not tables:
        raise EmptyInput(
            Text(
                "工作簿中没有任何内容。请确认上传的是已填写的文件。",
                "The workbook holds no content. Make sure that it is the completed document.",
            )
        )
    return Document(
        tuple(tables),
        MEDIA_TYPES[0],
        "xlsx",
        remarks={name: count for name, count in remarks.items() if count},
    )


def _book(package: Package, workbook: etree._Element, links: dict[str, Relationship], limits: Limits) -> _Book:
    targets = {link.kind: link.target for link in links.values()}
    strings: list[str] = []
    if "sharedStrings" in targets:
        strings = [
            _plain_text(item).strip(BLANK) for item in package.parse_part(targets["sharedStrings"]).iterchildren(_ITEM)
        ]
        limits.check("max_text_chars", sum(map(len, strings)))
    codes: dict[str | None, str] = {}
    if "styles" in targets:
        styles = package.parse_part(targets["styles"])
        own = {
            item.get("numFmtId"): item.get("formatCode", "General")
            for item in styles.iterfind(f"{_MAIN}numFmts/{_MAIN}numFmt")
        }
        for index, style in enumerate(styles.iterfind(f"{_MAIN}cellXfs/{_MAIN}xf")):
            number = style.get("numFmtId", "0")
            code = own.get(number)
            codes[str(index)] = BUILTIN.get(_whole(number), "General") if code is None else code
    properties = workbook.find(f"{_MAIN}workbookPr")
    dates_from_1904 = properties is not None and properties.get("date1904") in _TRUE
    return _Book(strings, codes, dates_from_1904)


def _plain_text(item: etree._Element) -> str:
    """The text of a string item: plain or in runs, without phonetic guides."""
    is_plain = len(item) == 1 and item[0].tag == _TEXT
    text = item[0].text or "" if is_plain else "".join(_text_parts(item))
    return _ESCAPE.sub(_unescaped, text) if "_x" in text else text


def _text_parts(item: etree._Element) -> Iterator[str]:
    for child in item:
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag == _RUN:
            yield from (text.text or "" for text in child.iterchildren(_TEXT))


def _unescaped(match: re.Match[str]) -> str:
    char = chr(int(match[1], 16))
    return "" if char == "\r" else char


def _sheet(
    root: etree._Element, name: str, hidden: bool, book: _Book, remarks: Counter[str], deadline: Deadline
) -> Sheet:
    hidden_rows: set[int] = set()
    data = root.find(f"{_MAIN}sheetData")
    texts = {} if data is None else _texts(data, book, hidden_rows, remarks, deadline)
    hidden_columns: set[int] = set()
    for element in root.iterfind(f"{_MAIN}cols/{_COLUMN}"):
        if element.get("hidden") in _TRUE or element.get("width") == "0":
            first, last = _whole(element.get("min")), _whole(element.get("max"))
            hidden_columns.update(range(max(first, 1) - 1, min(last, _MAX_COLUMN)))
    merged = [
        area
        for element in root.iterfind(f"{_MAIN}mergeCells/{_MERGED}")
        if (area := _area(element.get("ref", ""))) is not None
    ]
    return Sheet(name, texts, merged, hidden, hidden_rows, hidden_columns)


def _texts(
    data: etree._Element, book: _Book, hidden_rows: set[int], remarks: Counter[str], deadline: Deadline
) -> dict[tuple[int, int], str]:
    """What the cells show, in one pass over everything inside the rows. The stated dimension is not believed.

    Rows with a cell come before their cells, cells before their value: a cell is finished when the next one begins.
    """
    texts: dict[tuple[int, int], str] = {}
    strings, codes, dates_from_1904 = book
    row = column = -1
    place: tuple[int, int] | None = None
    cell, kind, code = data, "n", "General"
    for element in data.iter():
        tag = element.tag
        if tag == _CELL:
            reference = element.get("r")
            column = column + 1 if reference is None else _column(reference)
            place = row, column
            texts[place] = ""
            cell, kind, code = element, element.get("t", "n"), codes.get(element.get("s"), "General")
        elif tag == _VALUE and place is not None:
            value = element.text
            if value is None:
                continue
            if kind == "s":
                index = _whole(value)
                if not 0 <= index < len(strings):
                    raise _damaged_reference(cell.get("r", "?"))
                texts[place] = _coded(strings[index], code)
            elif kind == "n":
                texts[place] = format_number(value, code, dates_from_1904)
            else:
                texts[place] = _other_value(value, kind, code).strip(BLANK)
        elif tag == _ROW:
            stated = element.get("r")
            row = row + 1 if stated is None else _position(stated, _MAX_ROW)
            column, place = -1, None
            if element.get("hidden") in _TRUE or element.get("ht") == "0":
                hidden_rows.add(row)
            if row % _ROWS_BETWEEN_CHECKS == 0:
                deadline.check()
        elif tag == _FORMULA:
            # An empty text is a result too.
            if kind != "str" and not cell.findtext(_VALUE):
                remarks["formula-without-value"] += 1
        elif tag == _INLINE and place is not None:
            texts[place] = _coded(_plain_text(element), code).strip(BLANK)
    return texts


def _other_value(value: str, kind: str, code: str) -> str:
    if kind == "str":
        return _coded(_ESCAPE.sub(_unescaped, value) if "_x" in value else value, code)
    if kind == "b":
        return "TRUE" if value in _TRUE else "FALSE"
    if kind == "d":
        return _iso_date(value, code)
    return value  # an error, as printed


def _coded(text: str, code: str) -> str:
    return format_text(text, code) if "@" in code and code != "@" else text


def _iso_date(value: str, code: str) -> str:
    """Strict workbooks write dates as ISO 8601."""
    try:
        moment = datetime.fromisoformat(value.removesuffix("Z"))
    except ValueError:
        return value
    return format_number(serial_of(moment), "yyyy/m/d" if code == "General" else code)


def _comments(package: Package, part: str) -> int:
    return sum(
        sum(1 for _ in package.parse_part(link.target).iter(_COMMENT))
        for link in package.relationships(part)
        if link.kind == "comments"
    )


@lru_cache(maxsize=16_384)
def _column(reference: str) -> int:
    """The column of "A", "AB12", "$C$3", from 0."""
    number = 0
    for letter in reference.replace("$", "").rstrip("0123456789").upper():
        if not "A" <= letter <= "Z" or number > _MAX_COLUMN:
            raise _damaged_reference(reference)
        number = number * 26 + ord(letter) - 64
    if not 1 <= number <= _MAX_COLUMN:
        raise _damaged_reference(reference)
    return number - 1


def _position(number: str, bound: int) -> int:
    found = _whole(number)
    if not 1 <= found <= bound:
        raise _damaged_reference(number)
    return found - 1


@lru_cache(maxsize=4096)
def _area(reference: str) -> Area | None:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if start is None or end is None:
        return None
    top, bottom = sorted((_position(start[2], _MAX_ROW), _position(end[2], _MAX_ROW)))
    left, right = sorted((_column(start[1]), _column(end[1])))
    return Area(top, left, bottom + 1, right + 1)


def _whole(text: str | None) -> int:
    """A whole number of an attribute; -1 for what is none."""
    return int(text) if text is not None and len(text) < 10 and text.isascii() and text.isdigit() else -1


def _damaged_reference(reference: str) -> DamagedInput:
    return DamagedInput(
        Text(
            "工作簿已损坏：单元格 {place} 的内容或编号有误。请用 Excel 或 WPS 打开并重新保存。",
            "The workbook is damaged: content or address of cell {place} is wrong. Open it in Excel or WPS and save it "
            "again.",
        ).format(place=reference[:20])
    )
