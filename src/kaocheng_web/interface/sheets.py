"""Tables as files: read from what was uploaded, written so that they open in Excel and WPS as they are meant.

What people typed may look like a formula (`=HYPERLINK(…)`). In a workbook every text is a text; in comma-separated
text, where a spreadsheet would run it, it gets a mark before it.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any

from kaocheng.errors import ReadError, UnknownFormat, UsageError
from kaocheng.language import Text
from kaocheng.readers import Limits, Source, read
from kaocheng.readers.source import decode_text
from kaocheng.writers.workbook import Cell, Column, Style, Workbook

BOM = "\ufeff"  # without it Excel takes the Chinese for another encoding
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?%?")
# Spreadsheets of this part of the world take the wide signs for the narrow ones.
_BEGINS_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
_BEFORE_TEXT = b"\xef\xbb\xbf \t\r\n"
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_AT_ONCE = 65536

Rows = list[list[str]]


# Reading.


def tables_of(name: str, data: bytes, limits: Limits | None = None) -> list[Rows]:
    """Every table of a workbook, a document or a text. Raises UsageError for what cannot be read."""
    if is_text(data):
        return [rows_of_text(text_of(data))]
    try:
        document = read(Source(name, data), limits or Limits())
    except ReadError as error:
        raise UsageError(error.message, code=error.code) from error
    return [
        [["" if cell is None else cell.text.strip() for cell in row] for row in table.grid()]
        for table in document.tables()
    ]


def is_text(data: bytes) -> bool:
    """Whether rows are told apart by signs. Older systems write web pages and call them xls."""
    return not data.startswith(_BINARY) and not data.lstrip(_BEFORE_TEXT).startswith(b"<")


def text_of(data: bytes) -> str:
    """Raises UsageError for nothing, and for what is no text."""
    if not data.strip():
        raise UsageError(Text("文件是空的", "the file is empty"), code="empty")
    try:
        return decode_text(data).lstrip(BOM)
    except UnknownFormat as error:
        raise UsageError(error.message, code=error.code) from error


def rows_of_text(text: str) -> Rows:
    """Rows separated by tabs, semicolons or commas, whichever the first lines have most of."""
    mark = max("\t,;", key=text[:4000].count)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    except csv.Error as error:
        words = Text("不是表格文本：{why}", "this is no table: {why}").format(why=error)
        raise UsageError(words, code="no-table") from error


# Writing.


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be written. `columns`: heading and width; `rows`: values in that order, read once."""

    title: str
    columns: Sequence[tuple[Any, int]]
    rows: Iterable[Sequence[Any]]


def separated(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """One piece of text per row, the first with the mark of its encoding."""
    yield BOM
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([plain(value) for value in row])
        yield line.getvalue()


def plain(value: Any) -> str:
    """A value as text; what a spreadsheet would run as a formula gets a mark before it.

    >>> plain("=1+1"), plain("-3.5"), plain("－"), plain(None)
    ("'=1+1", '-3.5', '－', '')
    """
    if value is None:
        return ""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    harmful = text[:1] in _BEGINS_FORMULA and len(text) > 1 and not _NUMBER.fullmatch(text)
    return f"'{text}" if harmful else text


def workbook(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """A package cannot be sent before its last part is known; it is kept on the disk, not in memory."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115  (closed when the last piece was taken)
    with file:
        book = Workbook(file)  # type: ignore[arg-type]
        for sheet in sheets:
            page = book.sheet(sheet.title, [Column(str(heading), width) for heading, width in sheet.columns])
            for row in sheet.rows:
                page.add([_cell(value) for value in row])
            page.close()
        book.close()
        file.seek(0)
        while piece := file.read(_AT_ONCE):
            yield piece


def _cell(value: Any) -> Cell:
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return Cell(value, Style.NUMBER)
    return Cell("" if value is None else str(value), Style.TEXT)


def write(form: str, sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The pieces of a file, "csv" or "xlsx", as they come. A csv file holds the first sheet only."""
    return workbook(sheets) if form == "xlsx" else map(str.encode, separated(_with_headings(sheets[0])))


def _with_headings(sheet: Sheet) -> Iterator[Sequence[Any]]:
    yield [str(heading) for heading, _ in sheet.columns]
    yield from sheet.rows
