"""Excel workbooks of the old binary format (xls): each worksheet with content is one table, as in `xlsx`."""

from __future__ import annotations

import io
from collections import Counter
from typing import Any

import xlrd
from xlrd.biffh import error_text_from_code
from xlrd.formatting import std_format_strings

from kaocheng.documents import Document, Table
from kaocheng.errors import DamagedInput, EmptyInput, EncryptedInput
from kaocheng.language import Text
from kaocheng.readers.limits import Deadline, Limits
from kaocheng.readers.number_formats import BUILTIN, format_number, format_text
from kaocheng.readers.sheet import BLANK, Area, Sheet, build_table
from kaocheng.readers.source import Source

MEDIA_TYPES = ("application/vnd.ms-excel",)

_ROWS_BETWEEN_CHECKS = 1000


def read(source: Source, limits: Limits) -> Document:
    """Read a workbook.

    Raises `DamagedInput`, `EncryptedInput`, `LimitExceeded`, or `EmptyInput` when no sheet holds any text.
    Remarks: "hidden-sheet" (with content), "comment" (cells with a comment).
    """
    deadline = limits.deadline()
    book = _opened(source.data)
    remarks = Counter[str]()
    tables: list[Table] = []
    cells = 0
    for index in range(book.nsheets):
        deadline.check()
        page = _loaded(book, index)
        hidden = page.visibility != 0
        table = build_table(_sheet(page, book, hidden, limits, deadline), len(tables) + 1, cells, limits)
        remarks["comment"] += len(page.cell_note_map)
        book.unload_sheet(index)
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
    found = {name: count for name, count in remarks.items() if count}
    return Document(tuple(tables), MEDIA_TYPES[0], "xls", remarks=found)


def _opened(data: bytes) -> Any:
    try:
        # Ragged: one cell far away must not pad every row up to it.
        return xlrd.open_workbook(
            file_contents=data, formatting_info=True, on_demand=True, ragged_rows=True, logfile=io.StringIO()
        )
    except Exception as error:  # xlrd trusts the file: a broken one fails wherever the first nonsense is met
        if "encrypted" in str(error).lower():
            raise EncryptedInput(
                Text(
                    "文件设有打开密码，无法读取。请取消密码后重新保存。",
                    "The file is protected by a password. Remove the password and save it again.",
                )
            ) from error
        raise _damaged() from error


def _loaded(book: Any, index: int) -> Any:
    try:
        return book.sheet_by_index(index)
    except Exception as error:  # as above
        raise _damaged() from error


def _damaged() -> DamagedInput:
    return DamagedInput(
        Text(
            "xls 文件不完整或已损坏。请重新下载，或用 Excel、WPS 打开后另存为 xlsx。",
            "The xls file is truncated or damaged. Download it again, or open it in Excel or WPS and save it as xlsx.",
        )
    )


def _sheet(page: Any, book: Any, hidden: bool, limits: Limits, deadline: Deadline) -> Sheet:
    place = Text(f"工作表“{page.name}”", f'sheet "{page.name}"')
    limits.check("max_rows", page.nrows, place)
    codes = _codes(book)
    texts: dict[tuple[int, int], str] = {}
    for row in range(page.nrows):
        if row % _ROWS_BETWEEN_CHECKS == 0:
            deadline.check()
        kinds, values = page.row_types(row), page.row_values(row)
        styles = [page.cell_xf_index(row, column) for column in range(len(kinds))]
        for column, (kind, value, style) in enumerate(zip(kinds, values, styles, strict=True)):
            if kind == xlrd.XL_CELL_EMPTY:
                continue
            texts[row, column] = _shown(kind, value, codes[style], bool(book.datemode)).strip(BLANK)
    merged = [Area(top, left, bottom, right) for top, bottom, left, right in page.merged_cells]
    hidden_rows = {row for row, info in page.rowinfo_map.items() if info.hidden or info.height == 0}
    hidden_columns = {column for column, info in page.colinfo_map.items() if info.hidden or info.width == 0}
    return Sheet(page.name, texts, merged, hidden, hidden_rows, hidden_columns)


def _codes(book: Any) -> list[str]:
    """The number format of each cell style. xlrd fills in American formats for those that a file names by number."""
    codes = []
    for style in book.xf_list:
        key = style.format_key
        form = book.format_map.get(key)
        stated = "" if form is None else form.format_str
        is_builtin = not stated or stated == std_format_strings.get(key)
        codes.append(BUILTIN.get(key, "General") if is_builtin else stated)
    return codes


def _shown(kind: int, value: Any, code: str, dates_from_1904: bool) -> str:
    if kind == xlrd.XL_CELL_TEXT:
        return format_text(value, code)
    if kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return format_number(value, code, dates_from_1904)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return "TRUE" if value else "FALSE"
    if kind == xlrd.XL_CELL_ERROR:
        return str(error_text_from_code.get(value, "#N/A"))
    return ""
