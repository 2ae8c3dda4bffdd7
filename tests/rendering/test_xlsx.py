"""Forms as workbooks: read back by our own reader, by another library, and recomputed by a spreadsheet program."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from lxml import etree

import kaocheng
from kaocheng.composition import (
    Composition,
    Formula,
    Gap,
    Grid,
    GridCell,
    Heading,
    Input,
    Paragraph,
    Role,
    Run,
    Signature,
)
from kaocheng.documents import Document
from kaocheng.errors import RenderError
from kaocheng.readers.limits import DEFAULT
from kaocheng.readers.registry import read
from kaocheng.readers.sheet import BLANK
from kaocheng.readers.source import Source
from kaocheng.rendering.characters import clean
from kaocheng.rendering.xlsx import to_xlsx
from tests.readers.invariants import check_document
from tests.rendering.forms import FILLED, form, number_of
from tests.rendering.grids import grids

D = Decimal
SOFFICE = shutil.which("soffice")


def workbook(*blocks: Any) -> bytes:
    return to_xlsx(Composition("自评表", blocks))


def document(data: bytes) -> Document:
    return read(Source("f.xlsx", data), DEFAULT)


def opened(data: bytes) -> Any:
    return openpyxl.load_workbook(io.BytesIO(data))


def grid_of(*cells: GridCell, **changes: Any) -> Grid:
    """Cells side by side and below each other, as placed."""
    rows = max(cell.row + cell.row_span for cell in cells)
    columns = max(cell.column + cell.column_span for cell in cells)
    return Grid("表", "", cells, rows, tuple(changes.pop("widths", (10.0,) * columns)), **changes)


def typed(text: str, row: int = 0, column: int = 0, **changes: Any) -> GridCell:
    return GridCell(text, row, column, role=Role.TYPED, **changes)


def number(text: str, row: int, column: int, field: str, **changes: Any) -> GridCell:
    value, pattern = number_of(text)
    return typed(text, row, column, field=field, number=value, pattern=pattern, **changes)


# --- read back by our reader ------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(grids())
def test_texts_and_spans_read_back(grid: Grid) -> None:
    shown = {(c.row, c.column): clean(c.text).strip(BLANK) for c in grid.cells}
    if not any(shown.values()) and not grid.title and not grid.below:
        return
    found = document(workbook(grid))
    check_document(found)
    (table,) = found.blocks
    above = 1 if grid.title else 0
    cells = {(cell.row - above, cell.column): cell for cell in table.cells}  # type: ignore[union-attr]
    last = max([row for (row, _), text in shown.items() if text], default=-1)
    for cell in grid.cells:
        if not grid.below and cell.row > last:  # the reader ends where nothing stands any more
            continue
        again = cells.get((cell.row, cell.column))
        text = shown[cell.row, cell.column]
        assert (again.text if again else "") == text
        if again is not None and text:
            assert (again.row_span, again.column_span) == (cell.row_span, cell.column_span)


def test_a_form_reads_back_as_it_was_printed() -> None:
    found = document(workbook(form(FILLED)))
    (table,) = found.blocks
    texts = {(cell.row, cell.column): cell.text for cell in table.cells}  # type: ignore[union-attr]
    for cell in form(FILLED).cells:
        assert texts[cell.row + 3, cell.column] == cell.text.strip(), cell.field
    assert texts[0, 0] == "项目支出绩效自评表"
    assert texts[1, 0] == "（2023年度）"
    assert {"填报单位：", "金额单位：万元"} <= set(texts.values())
    assert "formula-without-value" not in found.remarks


def test_a_report_has_its_text_before_its_forms() -> None:
    blocks = (
        Heading("2023年度自评报告", 0),
        Heading("基本情况"),
        form(FILLED),
        Heading("存在问题"),
        Paragraph((Run("全年预算"), Run("110万元", strong=True), Gap("请说明原因"))),
        form(),
        Signature(Run("某某县某局"), Gap("日期")),
    )
    data = workbook(*blocks)
    assert opened(data).sheetnames == ["正文", "项目支出绩效自评表", "项目支出绩效自评表（2）"]
    text, first, _ = document(data).blocks
    lines = [cell.text for cell in text.cells]  # type: ignore[union-attr]
    assert lines == [
        "2023年度自评报告",
        "一、基本情况",
        "（见工作表“项目支出绩效自评表”）",
        "二、存在问题",
        "全年预算110万元【请说明原因】",
        "（见工作表“项目支出绩效自评表（2）”）",
        "某某县某局",
        "【日期】",
    ]
    assert first.sheet == "项目支出绩效自评表"  # type: ignore[union-attr]
    links = [row[0].hyperlink for row in opened(data)["正文"].iter_rows()]
    assert [link.location for link in links if link] == ["'项目支出绩效自评表'!A1", "'项目支出绩效自评表（2）'!A1"]


def test_a_long_paragraph_takes_several_rows() -> None:
    text = "说明资金使用情况。" * 200
    data = workbook(Paragraph((Run(text),)))
    (table,) = document(data).blocks
    (cell,) = (cell for cell in table.cells if cell.text)  # type: ignore[union-attr]
    assert cell.text == text
    sheet = opened(data).worksheets[0]
    assert sum(sheet.row_dimensions[row].height for row in range(1, sheet.max_row + 1)) > 1800 / 28 * 16


# --- what the file says -----------------------------------------------------------------------------------------------


def test_equal_compositions_give_equal_bytes() -> None:
    assert workbook(form(FILLED), form()) == workbook(form(FILLED), form())


def test_every_part_is_well_formed() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(Heading("<&>"), form(FILLED)))) as package:
        assert package.testzip() is None
        for name in package.namelist():
            etree.fromstring(package.read(name))


def test_merged_cells_sizes_and_print_set_up() -> None:
    grid = form()
    sheet = opened(workbook(grid)).worksheets[0]
    spans = {
        f"{c.column}:{c.row + 3}:{c.column_span}:{c.row_span}" for c in grid.cells if c.row_span * c.column_span > 1
    }
    found = {f"{r.min_col - 1}:{r.min_row - 1}:{r.size['columns']}:{r.size['rows']}" for r in sheet.merged_cells.ranges}
    assert spans <= found
    assert len(found - spans) == 6  # title, subtitle, both halves of the line above, two lines below
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEFGHI"]
    assert [round(width / widths[0] * grid.widths[0]) for width in widths] == list(grid.widths)
    assert sheet.print_area == "'项目支出绩效自评表'!$A$1:$I$21"
    assert sheet.print_title_rows == "$13:$13"
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "portrait")
    assert sheet.page_setup.fitToWidth == 1
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_options.horizontalCentered
    cell = sheet["B12"]
    assert (cell.font.name, cell.border.left.style, cell.alignment.wrap_text) == ("宋体", "thin", True)
    assert opened(workbook(replace(grid, landscape=True))).worksheets[0].page_setup.orientation == "landscape"


def test_a_form_a_little_over_a_page_is_printed_on_one() -> None:
    def pages(count: int) -> int:
        grid = grid_of(*(GridCell("甲", row, 0) for row in range(count)))
        found: int = opened(workbook(grid)).worksheets[0].page_setup.fitToHeight
        return found

    assert [pages(count) for count in (20, 38, 60)] == [0, 1, 0]


def test_rows_are_high_enough_for_what_stands_in_them() -> None:
    long = "本年度按计划完成了全部工作任务，资金使用合规。" * 20
    grid = grid_of(
        GridCell("短", 0, 0), GridCell(long, 0, 1), GridCell("甲\n乙\n丙\n丁\n戊\n己", 1, 0, row_span=2), GridCell("", 1, 1),
        GridCell("", 2, 1), widths=(1, 9),
    )  # fmt: skip
    sheet = opened(workbook(grid)).worksheets[0]
    heights = [sheet.row_dimensions[row].height for row in (1, 2, 3)]
    characters = 156 * 0.9 / 25.4 * 72 / 10.5
    assert heights[0] >= len(long) / characters * 10.5 * 1.2
    assert heights[1] + heights[2] >= 6 * 10.5 * 1.2


def test_a_text_higher_than_a_row_is_set_smaller() -> None:
    grid = grid_of(GridCell("说明" * 400, 0, 0), GridCell("", 0, 1), widths=(1, 3))
    sheet = opened(workbook(grid)).worksheets[0]
    assert sheet.row_dimensions[1].height <= 409
    assert sheet["A1"].font.size < 10.5


def test_names_of_sheets_are_legal_and_unique() -> None:
    names = ["甲/乙:丙", "甲/乙:丙", "表" * 40, "'", "", "History", "history", "😀" * 20]
    found = opened(workbook(*(replace(form(), name=name, title="") for name in names))).sheetnames
    assert len({name.casefold() for name in found}) == len(names)
    for name in found:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\]", name)
        assert name.strip("'") == name
        assert name.casefold() != "history"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-", "@SUM(A1)", "00123", "1-2", "_x0041_", "TRUE", "#REF!", "'甲"])
def test_texts_stay_texts(text: str) -> None:
    data = workbook(grid_of(typed(text), GridCell(text, 0, 1)))
    assert [cell.text for cell in document(data).blocks[0].cells] == [text, text]  # type: ignore[union-attr]
    cell = opened(data).worksheets[0]["A1"]
    assert cell.data_type == "s"
    assert cell.number_format == "@"
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize(
    ("text", "value", "pattern", "shown_as"),
    [
        ("12", D(12), "0", 12),
        ("1,234.50", D("1234.50"), "#,##0.00", 1234.5),
        ("97.73%", D("0.9773"), "0.00%", 0.9773),
        ("98%", D("0.98"), "0%", 0.98),
        ("10分", D(10), '0"分"', 10),
        ("97.7%", D("0.9773"), "0.0%", 0.9773),
        ("12.0", D(12), "0", "12.0"),  # the format would print another text
        ("12", D(12), "yyyy", "12"),
        ("12", D(12), None, "12"),
    ],
)
def test_numbers_are_numbers_where_the_format_prints_the_text(
    text: str, value: Decimal, pattern: str | None, shown_as: object
) -> None:
    for role in (Role.TYPED, Role.IMPORTED):
        data = workbook(grid_of(GridCell(text, 0, 0, role=role, number=value, pattern=pattern)))
        assert opened(data).worksheets[0]["A1"].value == shown_as
        assert document(data).blocks[0].cells[0].text == text  # type: ignore[union-attr]


def test_a_number_typed_over_another_keeps_its_decimals() -> None:
    cells = [number(text, 0, column, f"f{column}") for column, text in enumerate(("10", "9.50", "98%", "97.5%"))]
    book = opened(workbook(grid_of(*cells)))
    for place, value in zip(("A1", "B1", "C1", "D1"), (9.125, 9.125, 0.985, 0.97555), strict=True):
        book.worksheets[0][place] = value
    stream = io.BytesIO()
    book.save(stream)
    texts = [cell.text for cell in document(stream.getvalue()).blocks[0].cells]  # type: ignore[union-attr]
    assert texts == ["9.125", "9.125", "98.50%", "97.555%"]


def test_what_no_workbook_can_hold_is_refused() -> None:
    with pytest.raises(RenderError, match="too long for a cell"):
        workbook(grid_of(GridCell("字" * 40_000, 0, 0)))
    with pytest.raises(ValueError, match="overlap"):
        workbook(grid_of(GridCell("甲", 0, 0, column_span=2), GridCell("乙", 0, 1)))


def test_an_empty_composition_is_a_workbook_too() -> None:
    assert opened(to_xlsx(Composition("空", ()))).worksheets[0]["A1"].value == "空"


# --- formulas ---------------------------------------------------------------------------------------------------------


def computed(text: str, row: int, column: int, field: str, expression: str, pattern: str | None = None) -> GridCell:
    value, own = number_of(text)
    return GridCell(
        text, row, column, role=Role.COMPUTED, field=field, number=value, pattern=pattern or own, formula=Formula(expression)
    )  # fmt: skip


def formulas(grid: Grid) -> dict[str, Any]:
    sheet = opened(workbook(grid)).worksheets[0]
    return {cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"}


def test_formulas_name_the_cells_of_their_fields() -> None:
    found = formulas(form())
    assert found["H7"] == '=IFERROR(IF(COUNT(F7,E7)<2,"",F7/E7),"")'
    assert found["I7"] == '=IFERROR(IF(COUNT(F7,E7,G7)<3,"",ROUND(MIN(F7/E7,1)*G7,2)),"")'
    assert found["H19"] == '=IFERROR(IF(COUNT(I7,H14:H18)<1,"",SUM(I7,H14:H18)),"")'
    assert found["G19"] == '=IFERROR(IF(COUNT(G7,G14:G18)<1,"",SUM(G7,G14:G18)),"")'


def test_a_blank_form_shows_nothing_where_nothing_can_be_computed() -> None:
    (table,) = document(workbook(form())).blocks
    texts = {(cell.row, cell.column): cell.text for cell in table.cells}  # type: ignore[union-attr]
    assert texts[6, 7] == texts[6, 8] == texts[18, 7] == ""
    assert texts[18, 6] == "100.00"  # the weights are printed


def test_what_was_claimed_does_not_change() -> None:
    """A wrong total stays the constant it is printed as; a right one becomes a formula."""
    wrong = formulas(form({**FILLED, "total_score": "99.17", "funding[0].execution_rate": "97.72%"}))
    right = formulas(form(FILLED))
    assert {"H7", "I7", "H8", "H19", "G19"} <= right.keys()
    assert right.keys() - wrong.keys() == {"H7", "H19"}


def test_formulas_that_cannot_stand_leave_the_cell_as_it_is() -> None:
    base = number("3", 0, 0, "a")
    assert formulas(grid_of(base, computed("6", 0, 1, "b", "{a}*2"))) == {"B1": '=IFERROR(IF(COUNT(A1)<1,"",A1*2),"")'}
    assert formulas(grid_of(base, computed("6", 0, 1, "b", "{unknown}*2"))) == {}
    assert formulas(grid_of(base, computed("", 0, 1, "b", "{b}+1"))) == {}  # itself
    circle = grid_of(base, computed("", 0, 1, "b", "{c}+{a}"), computed("", 0, 2, "c", "{b}+{a}"))
    assert len(formulas(circle)) == 1
    # 0.125 might be shown as 0.12 or 0.13 by binary arithmetic.
    assert formulas(grid_of(number("0.25", 0, 0, "a"), computed("0.13", 0, 1, "b", "{a}/2"))) == {}
    twice = grid_of(base, replace(base, column=1), computed("6", 0, 2, "b", "{a}*2"))
    assert formulas(twice) == {}


def test_a_formula_takes_the_number_of_a_label() -> None:
    weight = GridCell("（10分）", 0, 0, field="w", number=D(10))
    assert formulas(grid_of(weight, computed("5", 0, 1, "s", "{w}/2"))) == {
        "B1": '=IFERROR(IF(COUNT(10)<1,"",10/2),"")'
    }


def test_programs_compute_anew_when_they_open_the_file() -> None:
    with zipfile.ZipFile(io.BytesIO(workbook(form()))) as package:
        assert b'fullCalcOnLoad="1"' in package.read("xl/workbook.xml")


# --- filling in -------------------------------------------------------------------------------------------------------


def test_only_what_is_typed_is_open() -> None:
    sheet = opened(workbook(form())).worksheets[0]
    assert sheet.protection.sheet
    assert sheet.protection.password is None
    locked = {place: sheet[place].protection.locked for place in ("A1", "A4", "B4", "F7", "G14", "H14", "H7", "H19")}
    assert locked == {
        "A1": True, "A4": True, "B4": False, "F7": False, "G14": True, "H14": False, "H7": True, "H19": True,
    }  # fmt: skip
    assert not sheet["A3"].protection.locked  # 填报单位：
    complete = {cell.field: "1" for cell in form().cells if cell.role is Role.TYPED and cell.field}
    assert not opened(workbook(form(complete))).worksheets[0].protection.sheet


def test_what_the_budget_system_did_not_supply_is_open() -> None:
    cells = [GridCell("", 0, 0, role=Role.IMPORTED, field="a"), GridCell("甲", 0, 1, role=Role.IMPORTED, field="b")]
    sheet = opened(workbook(grid_of(*cells, GridCell("", 0, 2, role=Role.COMPUTED, field="c")))).worksheets[0]
    assert [sheet[place].protection.locked for place in ("A1", "B1", "C1")] == [False, True, False]


def rules(grid: Grid) -> dict[str, Any]:
    sheet = opened(workbook(grid)).worksheets[0]
    return {place: rule for rule in sheet.data_validations.dataValidation for place in str(rule.sqref).split()}


def test_what_may_be_typed() -> None:
    found = rules(form())
    amount, score = found["D7"], found["H14"]
    assert (amount.type, amount.operator, amount.formula1) == ("decimal", "greaterThanOrEqual", "0")
    assert amount.errorTitle == "金额"
    assert "大于或等于 0" in amount.prompt
    assert score.type == "custom"
    assert score.formula1 == "AND(ISNUMBER(H14),H14>=0,OR(NOT(ISNUMBER($G$14)),H14<=$G$14))"
    assert "得分不得超过分值" in score.error
    limit = found["F12"]
    assert (limit.type, limit.operator, limit.formula1) == ("textLength", "lessThanOrEqual", "100")
    assert "B4" not in found


def test_rates_and_choices() -> None:
    grid = grid_of(
        typed("", input=Input.RATE, field="r"),
        typed("", 0, 1, input=Input.CHOICE, choices=("是", "否"), field="c"),
        typed("", 0, 2, input=Input.CHOICE, choices=("甲,乙", '"丙"'), field="d"),
        typed("", 0, 3, input=Input.CHOICE, choices=tuple("很长的选项" * 5 + str(n) for n in range(20)), field="e"),
    )
    found = rules(grid)
    assert (found["A1"].type, found["A1"].formula1, found["A1"].formula2) == ("decimal", "0", "10")
    assert (found["B1"].type, found["B1"].formula1) == ("list", '"是,否"')
    # Openpyxl reads "none" as no type: a hint, no list that would be cut at the comma.
    assert found["C1"].type in (None, "none")
    assert "甲,乙" in found["C1"].prompt
    assert len(found["D1"].prompt) <= 255
    with_english = opened(to_xlsx(Composition("t", (grid,), language="en"))).worksheets[0]
    assert with_english.data_validations.dataValidation[0].errorTitle == "Rate"


def test_marks_for_what_is_missing_or_too_high() -> None:
    sheet = opened(workbook(form())).worksheets[0]
    marks = {
        str(area.sqref): [rule.formula[0] for rule in found]
        for area, found in sheet.conditional_formatting._cf_rules.items()
    }
    assert marks["B4:I4"] == ["LEN(TRIM($B$4))=0"]
    assert "AND(ISNUMBER($H$14),ISNUMBER($G$14),$H$14>$G$14)" in marks["H14"]
    assert "I14" not in marks  # a reason is given where there is one
    filled = opened(workbook(form(FILLED))).worksheets[0]
    assert "B4:I4" not in {str(area.sqref) for area in filled.conditional_formatting._cf_rules}


def test_fields_have_hidden_names() -> None:
    names = opened(workbook(form())).worksheets[0].defined_names
    found = names["_kc.funding_0_executed_amount"]
    assert found.hidden
    assert found.attr_text == "'项目支出绩效自评表'!$F$7"


def test_a_list_keeps_its_heading_on_the_screen() -> None:
    head = tuple(GridCell(text, 0, column, role=Role.HEADER) for column, text in enumerate("甲乙"))
    body = tuple(typed("", row, column) for row in range(1, 30) for column in range(2))
    assert opened(workbook(grid_of(*head, *body, repeat_rows=1))).worksheets[0].freeze_panes == "A2"
    assert opened(workbook(form())).worksheets[0].freeze_panes is None


# --- checked ----------------------------------------------------------------------------------------------------------


def checked(data: bytes, folder: Path) -> kaocheng.CheckResult:
    path = folder / "form.xlsx"
    path.write_bytes(data)
    result = kaocheng.check(path)
    assert isinstance(result, kaocheng.CheckResult)
    return result


def test_a_blank_form_can_be_checked(tmp_path: Path) -> None:
    result = checked(workbook(form()), tmp_path)
    assert result.error is None
    assert result.report is not None
    (found,) = result.report.forms
    assert [row.target.text for row in found.indicators if row.target] == [
        "≥5000人次",
        "≥95%",
        "12月底前",
        "≥90%",
        "≥90%",
    ]


def test_a_filled_form_can_be_checked(tmp_path: Path) -> None:
    result = checked(workbook(form(FILLED)), tmp_path)
    assert result.report is not None
    (found,) = result.report.forms
    assert found.total_score is not None
    assert found.total_score.value == D("99.07")
    assert found.project_name is not None
    assert found.project_name.text == "职业技能培训补助资金"


# --- recomputed by LibreOffice ----------------------------------------------------------------------------------------


def recomputed(data: bytes, folder: Path) -> bytes:
    """The file as LibreOffice saves it after computing every formula."""
    assert SOFFICE is not None
    (folder / "in").mkdir()
    (folder / "in" / "form.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        SOFFICE,
        profile,
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        folder / "out",
        folder / "in/form.xlsx",
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "out" / "form.xlsx").read_bytes()


def texts_of(data: bytes) -> list[dict[tuple[int, int], str]]:
    return [
        {(cell.row, cell.column): cell.text for cell in table.cells if cell.text} for table in document(data).tables()
    ]


def grid_of_ratios(cases: list[tuple[Decimal, Decimal, int]]) -> Grid:
    cells: list[GridCell] = []
    for row, (executed, budget, weight) in enumerate(cases):
        fields = {"executed": executed, "budget": budget, "weight": D(weight)}
        for column, (name, value) in enumerate(fields.items()):
            text = "" if not value else str(value)
            cells.append(number(text, row, column, f"rows[{row}].{name}", input=Input.AMOUNT))
        ratio = f"{{rows[{row}].executed}}/{{rows[{row}].budget}}"
        cells.append(computed("", row, 3, f"rows[{row}].rate", ratio, "0.00%"))
        score = f"ROUND(MIN({{rows[{row}].rate}},1)*{{rows[{row}].weight}},2)"
        cells.append(computed("", row, 4, f"rows[{row}].score", score, "0.00"))
        cells.append(computed("", row, 5, f"rows[{row}].grade", f'IF({{rows[{row}].rate}}>=90%,"好","差")'))
    last = len(cases)
    for column, function in enumerate(("SUM", "MIN", "MAX", "COUNT", "SUM", "SUM")):
        name = ("executed", "budget", "weight", "rate", "score", "rate")[column]
        cells.append(computed("", last, column, f"t{column}", f"{function}({{rows[*].{name}}})", "0.00"))
    return grid_of(*cells)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_spreadsheet_program_computes_what_we_stored(tmp_path: Path) -> None:
    cases = [
        (D(executed) / 100, D(budget) / 100, weight)
        for executed, budget, weight in zip(
            range(0, 60_000, 997), (37 * n * n % 50_021 for n in range(61)), (n % 31 for n in range(61)), strict=False
        )
    ]
    data = workbook(form(FILLED), form(), grid_of_ratios(cases))
    assert texts_of(recomputed(data, tmp_path)) == texts_of(data)


@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
def test_a_form_filled_in_by_hand_is_computed_and_read(tmp_path: Path) -> None:
    book = opened(workbook(form()))
    sheet = book.worksheets[0]
    values = {"B4": "培训补助", "D7": 120, "E7": 110, "F7": 55, "F14": "5213人次", "H14": 15, "H15": 12.5}
    for place, value in values.items():
        assert not sheet[place].protection.locked
        sheet[place] = value
    stream = io.BytesIO()
    book.save(stream)
    result = checked(recomputed(stream.getvalue(), tmp_path), tmp_path)
    assert result.report is not None
    (found,) = result.report.forms
    total = found.total_funding
    assert total is not None
    assert total.execution_rate is not None
    assert total.execution_rate.value == D("0.5")
    assert total.score is not None
    assert total.score.value == D(5)
    assert found.total_score is not None
    assert found.total_score.value == D("32.5")
    assert found.indicators[0].actual is not None
    assert found.indicators[0].actual.text == "5213人次"


def test_a_file_saved_without_results_is_noticed() -> None:
    """Programs that do not compute drop the results: the cells are empty and the reader says why."""
    stream = io.BytesIO()
    opened(workbook(form(FILLED))).save(stream)
    found = document(stream.getvalue())
    assert found.remarks["formula-without-value"] == len(formulas(form(FILLED)))
