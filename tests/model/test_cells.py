"""Forms typed in, field by field."""

from pathlib import Path

import pytest

from kaocheng.model import Report
from kaocheng.model.cells import cells_from_form, changed, form_from_cells, is_field, rows_of
from kaocheng.pipeline import check_report, extract_file
from kaocheng.provenance import Location

SEEDS = Path(__file__).parents[2] / "samples" / "seeds" / "docx"


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.docx")), ids=lambda path: path.stem)
def test_a_form_survives_being_typed_in(path: Path) -> None:
    report = extract_file(path).report
    assert report is not None
    for form in report.forms:
        cells = cells_from_form(form)
        assert all(is_field(name) for name in cells)
        again = form_from_cells(cells, weight_column=form.weight_column)
        assert cells_from_form(again) == cells
        assert [row.score and row.score.value for row in again.indicators] == [
            row.score and row.score.value for row in form.indicators
        ]
        assert [row.level1_weight and row.level1_weight.value for row in again.indicators] == [
            row.level1_weight and row.level1_weight.value for row in form.indicators
        ]


def test_findings_name_the_cell_of_a_typed_form() -> None:
    cells = {
        "project_name": "图书购置",
        "funding[0].label": "年度资金总额",
        "funding[0].adjusted_budget": "41",
        "funding[0].executed_amount": "20.5",
        "funding[0].weight": "10",
        "funding[0].execution_rate": "100%",
        "funding[0].score": "10",
    }
    places = {path: Location(table=1, row=number, column=1) for number, path in enumerate(cells, 1)}
    form = form_from_cells(cells, where=places.__getitem__)
    result = check_report(Report(kind="project", forms=(form,)), "cn-mof-2020", select=["ARI-01"])
    assert [finding.where for finding in result.findings] == [places["funding[0].execution_rate"]]


def test_rows_are_counted_by_index_and_only_trailing_blank_rows_go() -> None:
    cells = {"indicators[0].level3": "", "indicators[1].level3": "里程", "indicators[2].level3": " "}
    assert rows_of(cells, "indicators") == 3
    assert len(form_from_cells(cells).indicators) == 2


def test_what_changed() -> None:
    assert changed({"grade": "优", "reasons": ""}, {"grade": "良"}) == {"grade": ("优", "良")}


@pytest.mark.parametrize(
    "path", ["indicators[-1].actual", "indicators[3]", "forms[0].grade", "__class__", "funding[0].__class__"]
)
def test_other_paths_are_no_fields(path: str) -> None:
    assert not is_field(path)
