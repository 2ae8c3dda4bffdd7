"""Blank forms, with what is known filled in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.errors import UsageError
from kaocheng.model import FundingKind, Report
from kaocheng.model.codec import report_from_json, report_to_json
from kaocheng.provenance import known
from kaocheng.templates import blank_form, load_template
from tests.templates.forms import filled


def test_official_rows_and_points() -> None:
    form = blank_form(load_template("F-01"))
    assert [row.label.text for row in form.funding] == [
        "年度资金总额",
        "其中：当年财政拨款",
        "上年结转资金",
        "其他资金",
    ]
    assert form.funding[0].kind is FundingKind.TOTAL
    assert known(form.funding[0].weight) == 10
    assert [known(row.level1_weight) for row in form.indicators][::4] == [50, 30, 10]
    assert form.indicators[0].target is None


def test_amounts_go_to_the_row_they_name() -> None:
    rows = [{"label": "当年财政拨款", "adjusted_budget": "80"}, {"label": "县级配套", "adjusted_budget": "20"}]
    form = blank_form(load_template("F-01"), amounts=rows)
    assert [known(row.adjusted_budget) for row in form.funding] == [None, 80, None, None, 20]
    assert form.funding[-1].label.text == "县级配套"


def test_texts_are_read_as_if_typed() -> None:
    form = filled()
    assert form.indicators[0].level1_weight is not None
    assert form.indicators[0].level3 is not None
    assert form.indicators[0].level3.value == "养护里程"
    assert known(form.total_score) == Decimal("98.5")


def test_it_travels_as_the_report_of_a_line() -> None:
    report = Report("project", forms=(blank_form(load_template("F-04"), {"fiscal_year": "2024"}),))
    again = report_from_json(report_to_json(report))
    assert again == report


@pytest.mark.parametrize(
    ("project", "rows", "named"),
    [({"colour": "red"}, [], "colour"), ({}, [{"mark": "1"}], "mark"), ({"fiscal_year": "soon"}, [], "soon")],
)
def test_what_does_not_exist_is_refused(project: dict[str, str], rows: list[dict[str, str]], named: str) -> None:
    with pytest.raises(UsageError, match=named):
        blank_form(load_template("F-01"), project, rows)


def test_a_summary_has_no_blank_form() -> None:
    with pytest.raises(UsageError, match="F-14"):
        blank_form(load_template("F-14"))
