"""Weights where the form has no weight column."""

from __future__ import annotations

from decimal import Decimal

from kaocheng.model import Form
from kaocheng.model.entry import Raw, make_indicator
from kaocheng.schemes import load_scheme
from kaocheng.schemes.scheme import Status
from kaocheng.scoring import NotComputable, score
from kaocheng.scoring.weights import indicator_weights

YUANSHI = load_scheme("cn-hebei-yuanshi-2022")
HUBEI = load_scheme("cn-hubei-2020")


def form(*rows: tuple[str, str]) -> Form:
    cells = [
        {"level1": Raw(level1), "score": Raw(points), "target": Raw("≥1"), "actual": Raw("1")}
        for level1, points in rows
    ]
    return Form(indicators=tuple(make_indicator(row) for row in cells), weight_column=False)


def values(found: Form, scheme_id: str) -> list[Decimal | None]:
    return [weight.value for weight in indicator_weights(found, load_scheme(scheme_id))]


def test_one_row_has_the_whole_weight_of_its_level() -> None:
    assert values(form(("效益指标（40）", "10")), "cn-hebei-yuanshi-2022") == [Decimal(40)]


def test_scores_that_fill_the_level_are_its_weights() -> None:
    rows = form(("产出指标（40）", "25"), ("产出指标（40）", "15"))
    assert values(rows, "cn-hebei-yuanshi-2022") == [Decimal(25), Decimal(15)]


def test_otherwise_nothing_is_split() -> None:
    sheet = score(form(("产出指标（40）", "20"), ("产出指标（40）", "15")), YUANSHI)
    assert [row.weight for row in sheet.rows] == [None, None]
    assert all(isinstance(row.replayed, NotComputable) for row in sheet.rows)
    assert sheet.weight_total is None
    assert isinstance(sheet.replayed_total, NotComputable)


def test_a_level_without_its_weight_takes_the_schemes() -> None:
    (weight,) = indicator_weights(form(("满意度指标", "9")), YUANSHI)
    assert (weight.value, weight.status) == (Decimal(10), Status.VERIFIED)


def test_all_indicators_together_where_the_scheme_gives_one_sum() -> None:
    rows = form(("产出指标", "50"), ("效益指标", "30"))
    assert [weight.value for weight in indicator_weights(rows, HUBEI)] == [Decimal(50), Decimal(30)]
    rows = form(("产出指标", "50"), ("效益指标", "20"))
    assert [weight.value for weight in indicator_weights(rows, HUBEI)] == [None, None]
