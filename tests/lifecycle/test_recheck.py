"""Scoring again."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.lifecycle.recheck import band_of, gap, problems, row_gap, rows_of, total
from kaocheng.model.cells import form_from_cells
from tests.lifecycle.road import ROAD

ROWS = rows_of(form_from_cells(ROAD, keep_empty=True))
SELF = {row.field: str(row.self_score) for row in ROWS}


def test_the_rows_are_the_execution_rate_and_the_indicators() -> None:
    assert ROWS[0].label.zh == "预算执行率"
    assert [row.field for row in ROWS[1:]] == [f"indicators[{n}].score" for n in range(7)]
    assert sum(row.weight or 0 for row in ROWS) == 100
    assert (ROWS[1].target, ROWS[1].actual) == ("≥412公里", "412公里")
    assert total(ROWS, SELF) == Decimal("99.63")


@pytest.mark.parametrize(
    "score, words",
    [
        ("", "尚未打分"),
        ("十分", "不是数字"),
        ("15.01", "0至15之间"),
        ("-1", "0至15之间"),
        ("9.125", "两位小数"),
        ("12", "请说明理由"),
    ],
)
def test_what_is_wrong_is_said_with_the_indicator(score: str, words: str) -> None:
    scores = {**SELF, "indicators[0].score": score}
    (problem,) = problems(ROWS, scores, {})
    assert problem.field == "indicators[0].score"
    assert words in problem.message.zh
    assert "日常养护里程" in problem.message.zh


def test_a_reason_settles_a_difference_and_equal_scores_need_none() -> None:
    assert problems(ROWS, SELF, {}) == ()
    lower = {**SELF, "indicators[0].score": "12"}
    assert problems(ROWS, lower, {"indicators[0].score": "台账只显示330公里"}) == ()
    assert problems(ROWS, lower) == ()  # a panel needs no reason for each row
    assert row_gap(ROWS[1], lower) == 3
    assert gap(Decimal("99.63"), total(ROWS, lower)) == 3


def test_bands_are_about_the_distance() -> None:
    assert [band_of(Decimal(points)).code for points in ("0", "-5", "7", "-11")] == [
        "accept",
        "accept",
        "remind",
        "return",
    ]
