"""What if: cases in comparisons.toml, and department scores."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kaocheng.schemes import load_scheme, scheme_differences
from kaocheng.scoring import Interval, NotComputable, score
from kaocheng.scoring.comparison import Ruler, compare_department, compare_form, move_of
from tests.scoring.test_seeds import agrees
from tests.situation import build

CASES = tomllib.loads((Path(__file__).parent / "comparisons.toml").read_text("utf-8"))["case"]
D = Decimal


def grade_agrees(found: str | NotComputable, expected: str) -> bool:
    return isinstance(found, NotComputable) if expected == "not computable" else found == expected


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_form(case: dict[str, Any]) -> None:
    report = build(
        {"form": {"indicators": case["indicators"]}, "report": {"grade_bands": case.get("report_bands", [])}}
    ).report
    before, after = (load_scheme(case[name]) for name in ("before", "after"))
    compared = compare_form(report.forms[0], Ruler(before, True), Ruler(after, True), report)
    pair = compared.total
    assert agrees(pair.before, case["total"][0]), pair.before
    assert agrees(pair.after, case["total"][1]), pair.after
    assert pair.move == case["total"][2]
    assert grade_agrees(pair.grade_before, case["grade"][0]), pair.grade_before
    assert grade_agrees(pair.grade_after, case["grade"][1]), pair.grade_after
    assert pair.grade_move == case["grade"][2]
    assert [row.before.name for row in compared.rows] == case["rows"]
    assert all(row.before.formula != row.after.formula for row in compared.rows)
    if "part" in case:
        assert compared.part is not None
        assert all(agrees(reading.total, wanted) for reading, wanted in zip(compared.part, case["part"], strict=True))
    else:
        assert compared.part is None
    if "differences" in case:
        assert [difference.key for difference in scheme_differences(before, after)] == case["differences"]


def test_the_chosen_scheme_grades_as_a_check_does() -> None:
    """The bands that a report prints come before those of a scheme nobody asked for."""
    bands = [{"grade": "甲", "minimum": "80"}, {"grade": "乙", "minimum": "0", "maximum": "80"}]
    rows = [{"level3": "场次", "target": "≥100场", "actual": "86场", "weight": "100"}]
    report = build({"form": {"indicators": rows}, "report": {"grade_bands": bands}}).report
    scheme = load_scheme("cn-mof-2020")
    chosen = compare_form(report.forms[0], Ruler(scheme), Ruler(scheme, own_bands=True), report).total
    assert chosen.grade_before == score(report.forms[0], scheme, report).replayed_grade == "甲"
    assert chosen.grade_after == "良"
    assert chosen.grade_move == "down"


def test_a_scheme_against_itself_moves_nothing() -> None:
    scheme = load_scheme("cn-mof-2020")
    form = build({"form": {"indicators": CASES[0]["indicators"]}}).report.forms[0]
    compared = compare_form(form, Ruler(scheme), Ruler(scheme))
    assert (compared.total.move, compared.total.grade_move, compared.rows) == ("same", "same", ())
    assert scheme_differences(scheme, scheme) == ()


def department(scores: list[tuple[str, str]], **report: Any) -> Any:
    """Projects with one indicator each, of which the actual value and the printed total are given."""
    forms = [
        {
            "project_name": f"项目{n}",
            "total_score": total,
            "indicators": [
                {"level3": "设备故障次数", "target": "≤10次", "actual": actual, "weight": "100", "score": total}
            ],
        }
        for n, (actual, total) in enumerate(scores, 1)
    ]
    return build({"forms": forms, "report": {"kind": "department", **report}}).report


def compare_whole(report: Any, before: str, after: str) -> Any:
    one, other = Ruler(load_scheme(before), True), Ruler(load_scheme(after), True)
    forms = [compare_form(form, one, other, report) for form in report.forms]
    return compare_department(report, forms, one, other)


def test_a_department_moves_with_its_projects() -> None:
    report = department([("15次", "100"), ("10次", "100")], overall_score="100")
    compared = compare_whole(report, "cn-mof-2020", "product-default")
    assert compared.basis == "replayed"
    assert compared.method_before.name == "simple-mean"
    assert agrees(compared.score.before, "83.33")
    assert agrees(compared.score.after, "75.00")
    assert (compared.score.move, compared.score.grade_before, compared.score.grade_after) == ("down", "良", "中")


def test_a_department_whose_projects_cannot_be_replayed_keeps_its_printed_score() -> None:
    report = department([("15次", "100"), ("", "72")], overall_score="86")
    compared = compare_whole(report, "cn-mof-2020", "cn-hebei-luquan-2024")
    assert (compared.basis, compared.score.before, compared.score.after) == ("printed", D(86), D(86))
    assert (compared.score.grade_before, compared.score.grade_after, compared.score.grade_move) == ("良", "优秀", "up")


def test_a_table_out_of_110_is_brought_to_100_before_it_is_graded() -> None:
    rows = [
        {"name": "职责履行", "weight": "60", "score": "54", "row_kind": "indicator"},
        {"name": "管理", "weight": "50", "score": "45", "row_kind": "indicator"},
    ]
    report = build({"report": {"kind": "department", "summary": rows}}).report
    compared = compare_whole(report, "cn-mof-2020", "cn-hebei-luquan-2024")
    assert compared.score.before == compared.score.after == 90
    assert compared.score.grade_move == "changed"


def test_no_department_score_no_comparison() -> None:
    assert compare_whole(build({"form": {}}).report, "cn-mof-2020", "product-default") is None
    assert compare_whole(build({"report": {"kind": "department"}}).report, "cn-mof-2020", "product-default") is None


@pytest.mark.parametrize(
    "before, after, move",
    [
        (D("90.001"), D("90.004"), "same"),
        (D("89.99"), D("90"), "up"),
        (Interval(D(80), D(90)), D(80), "down"),
        (Interval(D(80), D(90)), Interval(D(70), D(95)), "changed"),
        (Interval(D(80), D(90)), Interval(D(85), D(90)), "up"),
    ],
)
def test_moves(before: Any, after: Any, move: str) -> None:
    assert move_of(before, after, 2) == move
