"""A round as a whole."""

from decimal import Decimal
from typing import Any

import pytest

from kaocheng.lifecycle.deviations import Answers, Assessment, Measured, Spending, assess, codes, count_colors
from kaocheng.lifecycle.forecast import CannotForecast, Forecast, Point
from kaocheng.lifecycle.lights import load_variant
from kaocheng.values import parse_value


def measured(target: str, actual: str, row: int = 0, **more: Any) -> Measured:
    expected = more.pop("expected", "")
    return Measured(
        row=row,
        name=more.pop("name", f"指标{row + 1}"),
        target=parse_value(target, role="target") if target else None,
        actual=parse_value(actual) if actual else None,
        expected=parse_value(expected) if expected else None,
        weight=more.pop("weight", Decimal(10)),
        **more,
    )


def spending(*amounts: int, budget: int = 100, **more: Any) -> Spending:
    points = tuple(Point(month, Decimal(amount)) for month, amount in enumerate(amounts, 1))
    return Spending(Decimal(budget), points, **more)


def said(found: Assessment) -> list[str]:
    return [remark.code for remark in found.warnings]


def test_on_course() -> None:
    found = assess([measured("≥12次", "6次")], spending(8, 17, 25, 33, 42, 50), month=6)
    assert found.project.color == found.execution.color == "green"
    assert found.execution_rate == found.realisation == Decimal("0.5")
    assert said(found) == []
    assert not found.is_red


def test_off_course_needs_an_explanation() -> None:
    rows = [measured("≥12次", "2次"), measured("≥12次", "4次", 1), measured("≥12次", "6次", 2)]
    found = assess(rows, spending(8, 17, 25, 33, 42, 50), month=6)
    assert [row.measured.row for row in found.needs_explanation] == [0, 1]
    assert [(remark.code, remark.row) for remark in found.warnings][:2] == [("MON-01", 0), ("MON-01", 1)]
    assert found.is_red
    assert count_colors(found) == {"red": 1, "yellow": 1, "green": 1, "blue": 0, "none": 0}


@pytest.mark.parametrize(("done", "spent", "warned"), [("6次", 40, False), ("6次", 39, True), ("6次", 61, True)])
def test_realisation_and_execution_more_than_ten_points_apart(done: str, spent: int, warned: bool) -> None:
    found = assess([measured("≥12次", done)], spending(0, 0, 0, 0, 0, spent), month=6)
    assert ("MON-02" in said(found)) is warned


def test_realisation_counts_what_grows_with_the_year() -> None:
    """By weight, none above its target; rates, limits and words are left out."""
    rows = [
        measured("≥10次", "20次", weight=Decimal(30)),
        measured("≥10次", "5次", 1, weight=Decimal(10)),
        measured("≥98%", "10%", 2),
        measured("≤48小时", "99小时", 3),
        measured("明显改善", "", 4),
    ]
    assert assess(rows, spending(), month=6).realisation == Decimal(35) / 40
    assert assess(rows[2:], spending(), month=6).realisation is None


def test_unreadable_is_said_and_never_green() -> None:
    found = assess([measured("≥12次", "正在推进"), measured("≥12次", "6次", 1)], spending(10, 20), month=2)
    assert found.project.color is None
    assert "MON-10" in said(found)


def test_money() -> None:
    slow = assess([], spending(2, 4, 6, 8, 10, 12), month=6)
    assert said(slow) == ["MON-03", "MON-04"]
    assert isinstance(slow.spending_forecast, Forecast)
    assert slow.spending_forecast.value == 24
    assert "MON-06" in said(assess([], spending(50, 101), month=2))
    claimed = assess([], spending(8, 16, claimed=Decimal(18)), month=2)
    assert said(claimed) == ["MON-07"]
    assert claimed.executed == 16, "the accounts count, not the form"


def test_the_form_counts_where_the_accounts_have_nothing() -> None:
    found = assess([], spending(8, claimed=Decimal(16)), month=2)
    assert found.executed == 16
    assert said(found) == []
    assert isinstance(found.spending_forecast, Forecast)


def test_a_figure_that_falls() -> None:
    found = assess([measured("≥12次", "5次", earlier=(Point(6, Decimal(6)),))], spending(), month=10)
    assert "MON-05" in said(found)
    assert isinstance(found.indicators[0].forecast, CannotForecast)


@pytest.mark.parametrize(
    ("expected", "likelihood", "codes_said"),
    [
        ("12次", "确定能", []),
        ("11次", "确定能", ["MON-08"]),
        ("11次", "有可能", []),
        ("11次", "完全不可能", ["MON-09"]),
        ("13次", "完全不可能", ["MON-09", "MON-08"]),
        ("", "确定能", []),
    ],
)
def test_expected_value_and_likelihood_fit(expected: str, likelihood: str, codes_said: list[str]) -> None:
    row = measured("≥12次", "6次", expected=expected, likelihood=likelihood)
    assert said(assess([row], spending(8, 17, 25, 33, 42, 50), month=6)) == codes_said


def test_an_indicator_is_forecast_from_its_rounds() -> None:
    row = measured("≥12次", "10次", earlier=(Point(3, Decimal(3)), Point(6, Decimal(6))))
    found = assess([row, measured("≥98%", "99%", 1)], spending(), month=10)
    ahead = found.indicators[0].forecast
    assert isinstance(ahead, Forecast)
    assert ahead.value == 12
    assert isinstance(found.indicators[1].forecast, CannotForecast), "a rate is no sum"


def test_two_questions_decide_where_they_are_asked() -> None:
    variant = load_variant("hefei")
    rows = [measured("≥12次", "6次")]
    unanswered = assess(rows, spending(), month=6, variant=variant)
    assert unanswered.project.color is None
    found = assess(rows, spending(), month=6, variant=variant, answers=Answers(True, False))
    assert found.project.color == "yellow"


def test_every_code_names_its_source() -> None:
    assert all(code.source and code.title.zh and code.title.en for code in codes().values())
