"""Workbooks made by openpyxl, and by hand where openpyxl cannot."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from kaocheng.documents import Document, Table
from kaocheng.errors import DamagedInput, EmptyInput, LimitExceeded, ReadError
from kaocheng.readers import docx, xlsx
from kaocheng.readers.limits import DEFAULT, Limits
from kaocheng.readers.source import Source, open_source
from tests.readers.invariants import check_document

SEEDS = Path(__file__).parents[2] / "samples" / "seeds"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(data: bytes, limits: Limits = DEFAULT) -> Document:
    document = xlsx.read(Source("form.xlsx", data), limits)
    check_document(document)
    return document


def workbook(fill: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    fill(book.active)
    return saved(book)


def saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def raw_workbook(
    rows: str, after: str = "", strings: str = "", properties: str = "", main: str = MAIN, links: str = LINKS
) -> bytes:
    """A workbook of one sheet; `rows`: content of sheetData, `after`: elements after it."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("_rels/.rels", relationships(f'Id="r" Type="{links}/officeDocument" Target="xl/workbook.xml"'))
        package.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{links}">{properties}'
            '<sheets><sheet name="表" sheetId="1" r:id="a"/></sheets></workbook>',
        )
        package.writestr(
            "xl/_rels/workbook.xml.rels",
            relationships(
                f'Id="a" Type="{links}/worksheet" Target="worksheets/sheet1.xml"',
                f'Id="b" Type="{links}/sharedStrings" Target="sharedStrings.xml"',
            ),
        )
        package.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{strings}</sst>')
        package.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData>{after}</worksheet>',
        )
    return stream.getvalue()


def relationships(*links: str) -> str:
    inside = "".join(f"<Relationship {link}/>" for link in links)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inside}</Relationships>'
    )


def only_table(document: Document) -> Table:
    (table,) = document.tables()
    return table


def texts(document: Document) -> list[str]:
    return [cell.text for cell in only_table(document).cells]


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_seed_forms_are_those_of_the_docx() -> None:
    """Below its title rows each sheet is the form of the docx, cell by cell."""
    sheets = list(xlsx.read(open_source(SEEDS / "xlsx" / "chengde-2022.xlsx"), DEFAULT).tables())
    forms = list(docx.read(open_source(SEEDS / "docx" / "chengde-2022.docx"), DEFAULT).tables())
    assert [table.sheet for table in sheets] == ["汇总表", "附1 机房网络", "附1 网信事务", "附1 信息化建设"]
    for sheet, form in zip(sheets, forms, strict=True):
        titles = sheet.row_count - form.row_count
        assert sheet.column_count == form.column_count
        assert [
            (cell.row - titles, cell.column, cell.row_span, cell.column_span, squeezed(cell.text))
            for cell in sheet.cells
            if cell.row >= titles
        ] == [(cell.row, cell.column, cell.row_span, cell.column_span, squeezed(cell.text)) for cell in form.cells]


def test_rows_and_columns_are_those_of_the_sheet() -> None:
    def fill(sheet: Any) -> None:
        sheet["C4"] = "得分"

    table = only_table(read(workbook(fill)))
    assert (table.row_count, table.column_count) == (4, 3)
    assert table.where(table.cells[0]) == (None, 1, 4, 3, None, None, "Sheet")


def test_numbers_as_shown() -> None:
    def fill(sheet: Any) -> None:
        for column, (value, code) in enumerate(
            [
                (0.9, "0%"),
                (29.990000000000002, "General"),
                (1234.5, "#,##0.00"),
                (datetime(2022, 12, 1), 'yyyy"年"m"月"'),
            ],
            1,
        ):
            sheet.cell(1, column, value).number_format = code
        sheet["E1"], sheet["F1"], sheet["G1"], sheet["H1"] = True, "=100", "#DIV/0!", "1：≥5000条"
        sheet["F1"].data_type = "s"
        sheet["G1"].data_type = "e"

    assert texts(read(workbook(fill))) == [
        "90%",
        "29.99",
        "1,234.50",
        "2022年12月",
        "TRUE",
        "=100",
        "#DIV/0!",
        "1：≥5000条",
    ]


def test_dates_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = datetime(2022, 12, 1)
    book.active["A1"].number_format = "yyyy-mm-dd"
    assert texts(read(saved(book))) == ["2022-12-01"]


def test_merged_cells_become_spans() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"], sheet["C1"], sheet["A3"] = "产出指标", "10", "总分"
        sheet.merge_cells("A1:B2")
        sheet.merge_cells("A3:C3")

    table = only_table(read(workbook(fill)))
    assert [(cell.row, cell.column, cell.row_span, cell.column_span, cell.text) for cell in table.cells] == [
        (0, 0, 2, 2, "产出指标"),
        (0, 2, 1, 1, "10"),
        (2, 0, 1, 3, "总分"),
    ]


def test_overlapping_ranges_the_first_counts() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c><c r="C1"><v>3</v></c></row>'
    ranges = '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="B1:C1"/><mergeCell ref="A1:A2"/></mergeCells>'
    table = only_table(read(raw_workbook(cells, ranges)))
    assert [(cell.column, cell.column_span, cell.row_span, cell.text) for cell in table.cells] == [
        (0, 2, 1, "1"),
        (2, 1, 1, "3"),
    ]


def test_rich_text_without_phonetic_guide() -> None:
    strings = (
        "<si><r><t>满意度</t></r><r><rPr><b/></rPr><t xml:space='preserve'> 指标</t></r>"
        "<rPh sb='0' eb='1'><t>man</t></rPh></si><si><t>a_x000D_\nb_x0041_</t></si>"
    )
    cells = '<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="inlineStr"><is><r><t>直</t></r><r><t>写</t></r></is></c></row>'
    assert texts(read(raw_workbook(cells, strings=strings))) == ["满意度 指标", "a\nbA", "直写"]


def test_formulas_show_their_cached_result() -> None:
    cells = (
        '<row r="1"><c r="A1"><f>B1*2</f><v>20</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1"><f>A1</f></c><c r="D1"><f>A1</f><v/></c><c r="E1" t="str"><f>A1</f><v>优</v></c></row>'
    )
    document = read(raw_workbook(cells))
    assert texts(document) == ["20", "", "", "", "优"]
    assert document.remarks == {"formula-without-value": 2}


def test_hidden_sheets_rows_and_columns_are_marked() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 4):
        for column in range(1, 4):
            sheet.cell(row, column, row * 10 + column)
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    sheet.merge_cells("A1:A2")
    secret = book.create_sheet("底稿")
    secret["A1"] = "x"
    secret.sheet_state = "veryHidden"
    book.create_sheet("空").sheet_state = "hidden"
    document = read(saved(book))
    first, second = document.tables()
    assert {cell.text for cell in first.cells if cell.hidden} == {"22", "13", "23", "33"}
    assert [cell.hidden for cell in second.cells] == [True]
    assert document.remarks == {"hidden-sheet": 1}


def test_comments_are_counted() -> None:
    def fill(sheet: Any) -> None:
        sheet["A1"] = "得分"
        sheet["A1"].comment = Comment("请核对", "某某甲")

    assert read(workbook(fill)).remarks == {"comment": 1}


def test_strict_workbook() -> None:
    cells = '<row r="1"><c r="A1" t="d"><v>2022-12-01</v></c><c r="B1"><v>3.5</v></c></row>'
    strict = "http://purl.oclc.org/ooxml/"
    data = raw_workbook(cells, main=f"{strict}spreadsheetml/main", links=f"{strict}officeDocument/relationships")
    assert texts(read(data)) == ["2022/12/1", "3.5"]


def test_empty_cells_far_away_take_no_room() -> None:
    cells = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="1"/></row>'
    ranges = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    table = only_table(read(raw_workbook(cells, ranges)))
    assert (table.row_count, table.column_count, len(table.cells)) == (1, 1, 1)


def test_filled_cell_far_away_exceeds_a_limit() -> None:
    with pytest.raises(LimitExceeded):
        read(raw_workbook('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))
    with pytest.raises(LimitExceeded) as caught:
        read(raw_workbook('<row r="9000"><c r="ZZ9000"><v>1</v></c></row>'))
    assert "KAOCHENG_MAX_CELLS" in caught.value.message.zh
    assert "工作表“表”" in caught.value.message.zh


def test_limits_count_over_all_sheets() -> None:
    book = openpyxl.Workbook()
    book.active["J10"] = 1
    book.create_sheet("b")["J10"] = 1
    data = saved(book)
    assert len(list(read(data, replace(DEFAULT, max_cells=200)).tables())) == 2
    with pytest.raises(LimitExceeded):
        read(data, replace(DEFAULT, max_cells=199))


def test_many_overlapping_ranges_are_bounded() -> None:
    cells = "".join(f'<row r="{row}"><c r="Z{row}"><v>1</v></c></row>' for row in range(1, 2001))
    ranges = "<mergeCells>" + '<mergeCell ref="A1:Y2000"/>' * 5000 + "</mergeCells>"
    table = only_table(read(raw_workbook(cells, ranges)))
    assert (table.cells[0].row_span, table.cells[0].column_span) == (2000, 25)


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>x</v></c></row>',
        '<row r="0"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="AAAA1"><v>1</v></c></row>',
        '<row r="1"><c r="甲1"><v>1</v></c></row>',
    ],
)
def test_nonsense_in_cells_is_damage(cells: str) -> None:
    with pytest.raises(DamagedInput):
        read(raw_workbook(cells))


def test_workbook_without_content() -> None:
    with pytest.raises(EmptyInput):
        read(workbook(lambda sheet: None))


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.9, 0.99])
def test_truncated_file_is_refused(share: float) -> None:
    data = (SEEDS / "xlsx" / "chengde-2022.xlsx").read_bytes()
    with pytest.raises(ReadError):
        read(data[: int(len(data) * share)])
