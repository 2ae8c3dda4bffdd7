"""Report to JSON and back."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaocheng.errors import DataError
from kaocheng.language import Text
from kaocheng.model import (
    BudgetFigure,
    Form,
    FundingKind,
    FundingRow,
    GradeBand,
    Indicator,
    Objective,
    Report,
    SummaryRow,
)
from kaocheng.model.codec import place_to_json, report_from_json, report_of_line, report_to_json
from kaocheng.provenance import NOWHERE, Location, Printed, Unreadable
from kaocheng.values.value import Comparator, Kind, Value

WORDS = st.text('年度资金总额≥100%条\n a"\\', max_size=8)
NUMBERS = st.decimals(-(10**8), 10**8, allow_nan=False, places=4) | st.sampled_from([Decimal("1E+3"), Decimal("0.578")])
COUNT = st.none() | st.integers(1, 300)
PLACES = st.builds(Location, COUNT, COUNT, COUNT, COUNT, COUNT, COUNT, st.none() | WORDS)
REASONS = st.builds(Text, WORDS, WORDS)


def printed(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(Printed, WORDS, st.none() | values | st.builds(Unreadable, REASONS), PLACES)


LABEL = st.builds(Printed, WORDS, WORDS, PLACES)
TEXT = st.none() | printed(WORDS)
FIGURE = st.none() | printed(NUMBERS)
YEAR = st.none() | printed(st.integers(1990, 2100))
VALUES = st.builds(
    Value,
    st.sampled_from(Kind),
    st.none() | st.sampled_from(Comparator),
    st.none() | NUMBERS,
    st.none() | NUMBERS,
    st.none() | WORDS,
    st.none() | WORDS,
)
TARGET = st.none() | printed(VALUES)


def rows(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(strategy, max_size=2).map(tuple)


def record(kind: type, /, **special: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Every field of the class; those not named are printed texts or figures by their annotation."""
    fields = {}
    for field in dataclasses.fields(kind):
        by_annotation = FIGURE if "Decimal" in str(field.type) else TEXT
        fields[field.name] = special.get(field.name, by_annotation)
    return st.builds(kind, **fields)


FORMS = record(
    Form,
    fiscal_year=YEAR,
    funding=rows(record(FundingRow, label=LABEL, kind=st.sampled_from(FundingKind), labels=rows(LABEL))),
    objectives=rows(record(Objective)),
    indicators=rows(
        record(Indicator, target=TARGET, adjusted_target=TARGET, actual=TARGET, uncertain=st.none() | REASONS)
    ),
    placeholders=rows(LABEL),
    empty_categories=rows(LABEL),
    layout=st.none() | WORDS,
    weight_column=st.booleans(),
)
REPORTS = record(
    Report,
    kind=st.sampled_from(["project", "department"]),
    region_code=st.none() | WORDS,
    fiscal_year=YEAR,
    forms=rows(FORMS),
    summary=rows(record(SummaryRow, name=LABEL, row_kind=st.sampled_from(["project", "indicator"]))),
    department_budget=rows(st.builds(BudgetFigure, LABEL, printed(NUMBERS))),
    grade_bands=rows(
        st.builds(GradeBand, LABEL, st.none() | NUMBERS, st.none() | NUMBERS, st.booleans(), st.booleans())
    ),
    document=st.none(),
)


@settings(max_examples=30, deadline=None)
@given(REPORTS, st.sampled_from(["zh", "en"]))
def test_what_was_written_is_read_back(report: Report, language: Any) -> None:
    text = json.dumps(report_to_json(report, language), ensure_ascii=False, allow_nan=False)
    assert report_from_json(json.loads(text)) == report


def indicator(**fields: Any) -> dict[str, Any]:
    report = Report("project", forms=(Form(indicators=(Indicator(**fields),)),))
    encoded: dict[str, Any] = report_to_json(report, "zh")["forms"][0]["indicators"][0]
    return encoded


def test_printed_value_has_the_names_of_the_contract() -> None:
    value = Value(Kind.QUANTITY, Comparator.GE, Decimal("5E+3"), unit="条")
    encoded = indicator(target=Printed("≥5000条", value, Location(page=2, table=1, row=3, column=4)))
    assert encoded["target"] == {
        "text": "≥5000条",
        "value": {"kind": "quantity", "comparator": "ge", "value": "5000", "upper": None, "unit": "条", "date": None},
        "where": {"page": 2, "table": 1, "row": 3, "column": 4},
    }
    assert encoded["actual"] is None


def test_unreadable_is_null_with_its_reason() -> None:
    encoded = indicator(weight=Printed("十五左右", Unreadable(Text("不是单一数字", "not a single number"))))
    assert encoded["weight"]["value"] is None
    assert encoded["weight"]["unreadable"] == "不是单一数字"
    assert encoded["weight"]["where"] == {}


def test_a_dash_is_no_value_and_not_unreadable() -> None:
    assert indicator(weight=Printed("—", None))["weight"] == {"text": "—", "value": None, "where": {}}


def test_contract_fields_come_first_and_in_its_order() -> None:
    report = report_to_json(Report("project", forms=(Form(),)), "zh")
    assert list(report)[:10] == [
        *("budget_unit", "region", "fiscal_year", "kind", "forms", "summary", "department_budget"),
        *("overall_score", "grade", "grade_bands"),
    ]
    assert list(report["forms"][0])[:10] == [
        *("title", "project_name", "competent_department", "implementing_unit", "amount_unit", "funding"),
        *("objectives", "indicators", "total_score", "grade"),
    ]


def test_one_sentence_only_serves_both_languages() -> None:
    data = {"kind": "project", "overall_score": {"text": "约九十", "value": None, "unreadable": "不是数字"}}
    score = report_from_json(data).overall_score
    assert score == Printed("约九十", Unreadable(Text("不是数字", "不是数字")), NOWHERE)


def test_unknown_fields_are_allowed() -> None:
    assert report_from_json({"kind": "department", "colour": "red"}) == Report("department")


@pytest.mark.parametrize(
    "data, path",
    [
        ([], "report:"),
        ({}, "report.kind:"),
        ({"kind": "holiday"}, "report.kind:"),
        ({"kind": "project", "forms": {}}, "report.forms:"),
        ({"kind": "project", "forms": [{"indicators": [{"weight": 5}]}]}, "report.forms[0].indicators[0].weight:"),
        ({"kind": "project", "forms": [{"total_score": {"text": "9", "value": 9}}]}, "forms[0].total_score.value:"),
        ({"kind": "project", "grade": {"value": "优"}}, "report.grade.text:"),
        ({"kind": "project", "overall_score": {"text": "x", "value": "NaN"}}, "report.overall_score.value:"),
        ({"kind": "project", "grade": {"text": "优", "where": {"row": "3"}}}, "report.grade.where.row:"),
        ({"kind": "project", "fiscal_year": {"text": "2022", "value": True}}, "report.fiscal_year.value:"),
        ({"kind": "project", "forms": [{"funding": [{"label": None, "kind": "total"}]}]}, "funding[0].label:"),
        ({"kind": "project", "forms": [{"weight_column": "yes"}]}, "forms[0].weight_column:"),
    ],
)
def test_bad_field_is_named_by_its_path(data: Any, path: str) -> None:
    with pytest.raises(DataError) as caught:
        report_from_json(data)
    assert path.rstrip(":") in caught.value.message.zh
    assert path in caught.value.message.en


@pytest.mark.parametrize("line", [None, [], {"report": None}, {"format": 2, "report": None}])
def test_a_line_that_is_not_ours_is_refused(line: Any) -> None:
    with pytest.raises(DataError):
        report_of_line(line)


def test_line_of_an_unreadable_file_holds_no_report() -> None:
    assert report_of_line({"format": 1, "error": {"code": "empty"}, "report": None}) is None
    assert report_of_line({"format": 1, "report": {"kind": "project"}}) == Report("project")


def test_empty_coordinates_are_left_out() -> None:
    assert place_to_json(Location(table=2, row=1, sheet="表一")) == {"table": 2, "row": 1, "sheet": "表一"}
