"""Corrections in real files: only the cell changes, and only what can be proved is written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import docx as python_docx
import openpyxl
import pytest
from docx.shared import RGBColor

from kaocheng.correction import Corrected, Proposal, correct, propose
from kaocheng.correction.docx import AUTHOR
from kaocheng.errors import UsageError
from kaocheng.model.codec import report_to_json
from kaocheng.readers import Source, read
from kaocheng.readers.source import open_source
from tests.correction.reports import CLEAN, checked, printed, texts

WHEN = datetime(2024, 3, 1, 9, 30)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
RATE = {"funding0__execution_rate": "98.71%"}
SCORES = {"funding0__score": "8.77", "total_score": "98.77"}
_Cell = Any


def corrected(path: Path, proposal: Proposal | None = None, **settings: Any) -> Corrected:
    result = checked(path)
    before = path.read_bytes()
    outcome = correct(open_source(path), result, proposal or propose(result), when=WHEN, **settings)
    assert path.read_bytes() == before
    return outcome


def reread(outcome: Corrected, folder: Path, kind: str) -> Any:
    assert outcome.data is not None
    path = folder / f"改正后.{kind}"
    path.write_bytes(outcome.data)
    result = checked(path)
    assert result.report is not None
    return report_to_json(result.report)


def edited_docx(path: Path, text: str, edit: Callable[[_Cell], None]) -> None:
    """Change the first cell with this text by hand."""
    document = python_docx.Document(str(path))
    edit(next(cell for table in document.tables for cell in table._cells if cell.text == text))
    document.save(str(path))


def cell_of(data: bytes | None, text: str) -> _Cell:
    assert data is not None
    document = python_docx.Document(io.BytesIO(data))
    return next(cell for table in document.tables for cell in table._cells if cell.text == text)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("cells", [RATE, SCORES])
def test_the_copy_is_the_clean_report(kind: str, cells: dict[str, str], tmp_path: Path) -> None:
    clean = checked(printed(tmp_path, kind, CLEAN))
    assert clean.report is not None
    outcome = corrected(printed(tmp_path, kind, texts(**cells)))
    assert reread(outcome, tmp_path, kind) == report_to_json(clean.report)
    assert len(outcome.made) == len(cells)
    assert outcome.refused == ()


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_other_parts_keep_their_bytes(kind: str, tmp_path: Path) -> None:
    path = printed(tmp_path, kind, texts(**RATE))
    outcome = corrected(path)
    assert outcome.data is not None
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(io.BytesIO(outcome.data)) as new:
        assert old.namelist() == new.namelist()
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    assert changed <= (
        {"word/document.xml"} if kind == "docx" else {"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"}
    )


def test_a_figure_split_over_runs_keeps_their_look(tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", texts(**RATE))

    def split(cell: _Cell) -> None:
        paragraph = cell.paragraphs[0]
        for run in paragraph.runs:
            run._element.getparent().remove(run._element)
        for number, text in enumerate(("98", ".7", "1%")):
            run = paragraph.add_run(text)
            run.bold = True
            run.font.color.rgb = RGBColor(number, 0, 0)

    edited_docx(path, "98.71%", split)
    cell = cell_of(corrected(path).data, CLEAN["forms"][0]["funding"][0]["execution_rate"])
    assert all(run.bold for run in cell.paragraphs[0].runs)
    assert [run.text for run in cell.paragraphs[0].runs] == ["97.71%", "", ""]


def test_tracked_changes_can_be_accepted_or_rejected(tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", texts(**SCORES))
    outcome = corrected(path, tracked=True)
    assert outcome.data is not None
    assert len(outcome.made) == 2
    body = python_docx.Document(io.BytesIO(outcome.data)).element.body
    deleted, inserted = list(body.iter(f"{W}del")), list(body.iter(f"{W}ins"))
    assert [mark.findtext(f".//{W}delText") for mark in deleted] == ["8.77", "98.77"]
    assert [mark.findtext(f".//{W}t") for mark in inserted] == ["9.77", "99.77"]
    marks = deleted + inserted
    assert {mark.get(f"{W}author") for mark in marks} == {AUTHOR}
    assert {mark.get(f"{W}date") for mark in marks} == {WHEN.isoformat()}
    assert len({mark.get(f"{W}id") for mark in marks}) == len(marks)
    rejected = {cell.text for table in read(Source("x.docx", _rejected(outcome.data))).tables() for cell in table.cells}
    assert {"8.77", "98.77"} <= rejected
    clean = checked(printed(tmp_path, "docx", CLEAN))
    assert clean.report is not None
    assert reread(outcome, tmp_path, "docx") == report_to_json(clean.report)


def _rejected(data: bytes) -> bytes:
    """As Word leaves a document after all changes were rejected."""
    document = python_docx.Document(io.BytesIO(data))
    for mark in list(document.element.body.iter(f"{W}ins")):
        mark.getparent().remove(mark)
    for mark in list(document.element.body.iter(f"{W}del")):
        for text in mark.iter(f"{W}delText"):
            text.tag = f"{W}t"
        for run in reversed(list(mark)):
            mark.addnext(run)
        mark.getparent().remove(mark)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_the_result_of_a_field_is_left_alone(tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", texts(total_score="98.77"))

    def wrap(cell: _Cell) -> None:
        paragraph = cell.paragraphs[0]._element
        field = paragraph.makeelement(f"{W}fldSimple", {f"{W}instr": "=SUM(ABOVE)"})
        for run in paragraph.findall(f"{W}r"):
            field.append(run)
        paragraph.append(field)

    edited_docx(path, "98.77", wrap)
    outcome = corrected(path)
    assert outcome.data is None
    assert outcome.made == ()
    assert "域" in outcome.refused[-1].reason.zh


def test_changes_of_others_are_settled_first(tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", texts(total_score="98.77"))

    def wrap(cell: _Cell) -> None:
        paragraph = cell.paragraphs[0]._element
        mark = paragraph.makeelement(f"{W}ins", {f"{W}id": "7", f"{W}author": "某某甲"})
        for run in paragraph.findall(f"{W}r"):
            mark.append(run)
        paragraph.append(mark)

    edited_docx(path, "98.77", wrap)
    outcome = corrected(path)
    assert outcome.data is None
    assert "修订" in outcome.refused[-1].reason.zh


def sheet_with(path: Path, found: str, value: object, number_format: str | None = None) -> str:
    """Exchange the content of the first cell that shows a text; returns its address."""
    book = openpyxl.load_workbook(path)
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                if str(cell.value) == found:
                    cell.value = value
                    cell.number_format = number_format or cell.number_format
                    address: str = cell.coordinate
                    book.save(path)
                    return address
    raise AssertionError(found)


def with_stored_result(path: Path, address: str, value: str) -> None:
    """Give a formula the result that Excel would have stored: openpyxl stores none."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    head, _, tail = members[name].decode().partition(f'<c r="{address}"')
    members[name] = f'{head}<c r="{address}"{tail.replace("<v></v>", f"<v>{value}</v>", 1).replace("<v />", f"<v>{value}</v>", 1).replace("<v/>", f"<v>{value}</v>", 1)}'.encode()  # fmt: skip
    with zipfile.ZipFile(path, "w") as archive:
        for member, data in members.items():
            archive.writestr(member, data)


def score_column(path: Path) -> tuple[str, str]:
    """The formula that adds up the printed scores, and the address of the execution score."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    result = checked(path)
    assert result.report is not None
    form = result.report.forms[0]
    cells = [cell for row in (*form.funding[:1], *form.indicators) if (cell := row.score) is not None]
    places = [sheet.cell(cell.where.row, cell.where.column).coordinate for cell in cells]
    return "=" + "+".join(places), places[0]


@pytest.mark.parametrize("wrong", ["8.77", "9.77"])
def test_a_formula_is_kept_and_its_stale_result_brought_up_to_date(wrong: str, tmp_path: Path) -> None:
    """The total is a formula; either a score that it adds up is corrected, or only its stored result was wrong."""
    path = printed(tmp_path, "xlsx", texts(funding0__score=wrong, total_score="98.77"))
    formula, score = score_column(path)
    address = sheet_with(path, "98.77", formula)
    with_stored_result(path, address, "98.77")
    outcome = corrected(path)
    assert outcome.data is not None
    shown = openpyxl.load_workbook(io.BytesIO(outcome.data), data_only=True).worksheets[0]
    kept = openpyxl.load_workbook(io.BytesIO(outcome.data)).worksheets[0]
    assert kept[address].value == formula
    assert (shown[score].value, shown[address].value) == (9.77, 99.77)


def test_a_wrong_formula_is_left_to_a_person(tmp_path: Path) -> None:
    path = printed(tmp_path, "xlsx", texts(total_score="98.77"))
    address = sheet_with(path, "98.77", "=98+0.77")
    with_stored_result(path, address, "98.77")
    outcome = corrected(path)
    assert outcome.data is None
    [refusal] = outcome.refused
    assert address in refusal.reason.zh
    assert "公式" in refusal.reason.zh


def test_a_formula_that_cannot_be_followed_stands_against_a_correction(tmp_path: Path) -> None:
    path = printed(tmp_path, "xlsx", texts(funding0__score="8.77"))
    _, score = score_column(path)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["Z99"] = f'=IF({score}>9,"优","良")'
    book.save(path)
    with_stored_result(path, "Z99", "0")
    outcome = corrected(path)
    assert outcome.data is None
    assert "Z99" in outcome.refused[-1].reason.zh


def test_a_number_format_that_cannot_show_the_figure(tmp_path: Path) -> None:
    path = printed(tmp_path, "xlsx", texts(total_score="97"))
    sheet_with(path, "97", 97, "0")
    outcome = corrected(path)
    assert outcome.data is None
    assert "数字格式" in outcome.refused[-1].reason.zh


def test_a_number_stored_as_text_stays_one(tmp_path: Path) -> None:
    path = printed(tmp_path, "xlsx", texts(total_score="97.77"))
    address = sheet_with(path, "97.77", "97.77分")
    outcome = corrected(path)
    assert outcome.data is not None
    assert openpyxl.load_workbook(io.BytesIO(outcome.data)).worksheets[0][address].value == "99.77分"


def test_what_the_proof_stands_against_is_dropped_and_the_rest_made(tmp_path: Path) -> None:
    """A correction that would not hold, smuggled in beside a good one."""
    path = printed(tmp_path, "docx", texts(**RATE))
    good = propose(checked(path))
    [rate] = good.corrections
    bad = replace(rate, code="ARI-07", path="forms[0].total_score", before="99.77", after="10", group=5)
    result = checked(path)
    assert result.report is not None
    total = result.report.forms[0].total_score
    assert total is not None
    outcome = corrected(path, Proposal((rate, replace(bad, where=total.where)), ()))
    assert [c.path for c in outcome.made] == [rate.path]
    [refusal] = outcome.refused
    assert refusal.code == "ARI-07"
    assert outcome.data is not None


def test_formats_that_take_no_corrections(tmp_path: Path) -> None:
    path = printed(tmp_path, "xlsx", texts(**RATE))
    with pytest.raises(UsageError, match="tracked"):
        corrected(path, tracked=True)
    result = checked(path)
    other = replace(result, source=replace(result.source, reader="pdf"))
    with pytest.raises(UsageError, match="pdf"):
        correct(open_source(path), other, propose(result), when=WHEN)


def test_a_signed_file_is_not_changed(tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", texts(**RATE))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("_xmlsignatures/sig1.xml", "<Signature/>")
    with pytest.raises(UsageError, match="signed"):
        corrected(path)
