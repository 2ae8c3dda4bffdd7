"""Old workbooks, made by xlwt."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import xlwt

from kaocheng.documents import Document, Table
from kaocheng.errors import EmptyInput, LimitExceeded, ReadError
from kaocheng.readers import xls
from kaocheng.readers.limits import DEFAULT, Limits
from kaocheng.readers.source import Source
from tests.readers.invariants import check_document


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    document = xls.read(Source("form.xls", data), limits)
    check_document(document)
    return document


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(fill: Callable[[Any], None]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    fill(book.add_sheet("自评表"))
    return saved(book)


def only_table(document: Document) -> Table:
    (table,) = document.tables()
    return table


def test_numbers_as_shown() -> None:
    def fill(sheet: Any) -> None:
        values = [
            (0.9, "0%"),
            (29.990000000000002, "General"),
            (1234.5, "#,##0.00"),
            (datetime(2022, 12, 1), 'yyyy"年"m"月"'),
            (datetime(2022, 12, 1), "M/D/YY"),
            (37.44, '0.00"万元"'),
            (True, "General"),
            ("≥5000条", "@"),
        ]
        for column, (value, code) in enumerate(values):
            sheet.write(0, column, value, xlwt.easyxf(num_format_str=code))

    assert [cell.text for cell in only_table(read(workbook(fill))).cells] == [
        "90%",
        "29.99",
        "1,234.50",
        "2022年12月",
        "2022/12/1",
        "37.44万元",
        "TRUE",
        "≥5000条",
    ]


def test_merged_cells_become_spans_and_places_are_those_of_the_sheet() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_merge(1, 2, 0, 1, "产出指标")
        sheet.write(1, 2, 10)
        sheet.write_merge(3, 3, 0, 2, "总分")

    table = only_table(read(workbook(fill)))
    assert (table.row_count, table.column_count, table.sheet) == (4, 3, "自评表")
    assert [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells] == [
        (1, 0, 2, 2, "产出指标"),
        (1, 2, 1, 1, "10"),
        (3, 0, 1, 3, "总分"),
    ]


def test_hidden_sheets_rows_and_columns_are_marked() -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for row in range(3):
        for column in range(3):
            sheet.write(row, column, row * 10 + column)
    sheet.row(1).hidden = True
    sheet.col(2).hidden = True
    secret = book.add_sheet("底稿")
    secret.write(0, 0, "x")
    secret.visibility = 1
    document = read(saved(book))
    first, second = document.tables()
    assert {cell.text for cell in first.cells if cell.hidden} == {"10", "11", "12", "2", "22"}
    assert all(cell.hidden for cell in second.cells)
    assert document.remarks == {"hidden-sheet": 1}


def test_workbook_without_content() -> None:
    with pytest.raises(EmptyInput):
        read(workbook(lambda sheet: None))


def test_filled_cell_far_away_exceeds_a_limit() -> None:
    with pytest.raises(LimitExceeded):
        read(workbook(lambda sheet: sheet.write(65535, 255, 1)))


def test_limits() -> None:
    data = workbook(lambda sheet: sheet.write(99, 9, 1))
    assert only_table(read(data, replace(DEFAULT, max_cells=1000))).row_count == 100
    with pytest.raises(LimitExceeded):
        read(data, replace(DEFAULT, max_cells=999))


@pytest.mark.parametrize("size", [8, 100, 512, 600, 1000, 2000, 3000, 4000])
def test_truncated_file_is_refused(size: int) -> None:
    data = workbook(lambda sheet: [sheet.write(row, 0, f"指标{row}") for row in range(100)])
    assert size < len(data)
    with pytest.raises(ReadError):
        read(data[:size])


@pytest.mark.parametrize("step", range(1, 60))
def test_damage_anywhere_gives_a_reading_or_a_read_error(step: int) -> None:
    data = bytearray(workbook(lambda sheet: [sheet.write(row, 0, f"指标{row}") for row in range(20)]))
    position = len(data) * step // 60
    data[position : position + 6] = b"\xff\x00\x81\xfe\x7f\xff"
    try:
        document = read(bytes(data))
    except ReadError:
        return
    assert document.reader == "xls"
