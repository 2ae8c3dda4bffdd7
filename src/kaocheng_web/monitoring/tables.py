"""The tables of a file that was uploaded or pasted, as rows of texts."""

from __future__ import annotations

import csv
import io

from kaocheng.documents import Table
from kaocheng.errors import ReadError, UnknownFormat, UsageError
from kaocheng.language import Text
from kaocheng.readers import Source, read
from kaocheng.readers.source import decode_text

Rows = list[list[str]]
_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")


def rows_of_file(name: str, data: bytes) -> list[Rows]:
    """Every table of the file. Raises UsageError for what cannot be read, with what to do about it."""
    if not data.strip():
        raise UsageError(Text("文件是空的", "the file is empty"), code="empty")
    if not data.startswith(_BINARY):
        try:
            return [_separated(decode_text(data))]
        except UnknownFormat:
            pass
    try:
        document = read(Source(name, data))
    except ReadError as error:
        raise UsageError(error.message, code=error.code) from error
    return [_rows(block) for block in document.blocks if isinstance(block, Table)]


def _separated(text: str) -> Rows:
    """Rows separated by tabs, semicolons or commas, whichever the first lines have most of."""
    head = text[:4000]
    mark = max("\t,;", key=head.count)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)]
    except csv.Error as error:
        words = Text("不是表格文本：{why}", "this is no table: {why}").format(why=error)
        raise UsageError(words, code="no-table") from error


def _rows(table: Table) -> Rows:
    return [["" if cell is None else " ".join(cell.text.split()) for cell in row] for row in table.grid()]
