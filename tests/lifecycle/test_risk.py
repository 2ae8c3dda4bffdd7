"""Why a filing is looked at first."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaocheng.errors import DataError
from kaocheng.lifecycle.risk import Figures, assess, measure, read_rules, score_gap, standard_rules
from kaocheng.model.cells import form_from_cells
from tests.lifecycle.road import ROAD

D = Decimal
CALM = Figures(claimed=D(92), recomputed=D(92), indicator_score=D(82), execution_score=D("9.5"))


def codes(figures: Figures) -> set[str]:
    return {reason.code for reason in assess(figures).reasons}


def test_nothing_to_say_is_no_risk() -> None:
    assert assess(Figures()).reasons == ()
    assert assess(CALM).score == 0
    assert assess(CALM).level == "low"


@pytest.mark.parametrize(
    "change, code, words",
    [
        ({"indicator_rows": 7, "full_rows": 7}, "full_scores", "7项指标自评全部为满分"),
        ({"execution_rate": D("0.7999")}, "low_execution", "预算执行率80.0%，低于80%"),
        (
            {"indicator_score": D(90), "execution_score": D(9)},
            "score_gap",
            "指标得分率100.0%，执行得分率90.0%，高出10.0%",
        ),
        ({"budget": D(100), "executed": D("79.9")}, "unspent", "结余占全年预算20.1%"),
        ({"budget": D(0)}, "unspent", "全年预算数为0"),
        ({"amount": D(5000), "large_from": D(5000)}, "large_amount", "预算5,000.00万元，居全部项目前10%"),
        ({"is_new": True}, "new_project", "新增项目"),
        ({"rectified_before": 2}, "rectified_before", "上年有2项整改"),
        ({"recomputed": D("90.5")}, "score_difference", "自评92.00分，按办法复算90.50分，相差1.50分"),
        ({"errors": 3}, "errors", "3项错误"),
        ({"warnings": 1}, "warnings", "1项警示"),
        ({"undecided": 4}, "undecided", "4条规则无法判定"),
    ],
)
def test_each_criterion_says_its_figures(change: dict[str, object], code: str, words: str) -> None:
    risk = assess(replace(CALM, **change))  # type: ignore[arg-type]
    (reason,) = risk.reasons
    assert reason.code == code
    assert words in reason.message.zh
    assert risk.score == reason.points > 0


@pytest.mark.parametrize(
    "change",
    [
        {"execution_rate": D("0.80")},
        {"budget": D(100), "executed": D(80)},
        {"indicator_rows": 2, "full_rows": 2},
        {"indicator_rows": 7, "full_rows": 6},
        {"amount": D("4999.99"), "large_from": D(5000)},
        {"indicator_score": D(0)},
        {"recomputed": None},
    ],
)
def test_the_bounds_themselves_are_calm(change: dict[str, object]) -> None:
    assert codes(replace(CALM, **change)) == set()  # type: ignore[arg-type]


def test_the_gap_is_that_of_the_formula() -> None:
    figures = Figures(indicator_score=D("88.2"), execution_score=D("9.2"))
    assert score_gap(figures) == (D("88.2") / 90 - D("9.2") / 10) / (D("88.2") / 90)
    # other weights, same rates
    other = replace(
        figures, indicator_weight=D(80), indicator_score=D("78.4"), execution_weight=D(20), execution_score=D("18.4")
    )
    assert score_gap(other) == pytest.approx(score_gap(figures))


@given(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.booleans())
def test_more_trouble_never_lowers_the_score_and_it_ends_at_100(
    errors: int, warnings: int, items: int, new: bool
) -> None:
    figures = replace(CALM, errors=errors, warnings=warnings, rectified_before=items, is_new=new)
    worse = replace(figures, errors=errors + 1, indicator_rows=9, full_rows=9)
    assert assess(figures).score <= assess(worse).score <= 100


def test_the_figures_of_a_form() -> None:
    figures = measure(form_from_cells(ROAD))
    assert (figures.claimed, figures.indicator_score, figures.execution_score) == (D("99.63"), D(90), D("9.63"))
    assert (figures.indicator_rows, figures.full_rows) == (7, 7)
    assert figures.execution_rate == D("372.15") / D("386.40")
    assert codes(figures) == {"full_scores"}
    assert measure(form_from_cells({})).indicator_score is None


def test_weights_are_data_with_marks_of_their_source() -> None:
    assert all("mark" in rule for rule in standard_rules().values())
    with pytest.raises(DataError):
        read_rules("[levels]\nhigh = '50'")
    with pytest.raises(DataError):
        read_rules("no toml")
