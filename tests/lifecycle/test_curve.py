"""Planned courses."""

from decimal import Decimal

import pytest

from kaocheng.errors import UsageError
from kaocheng.lifecycle.curve import LINEAR, faults, from_amounts, from_percent

RISING = [Decimal(n) for n in (5, 10, 15, 20, 30, 40, 50, 60, 70, 80, 90, 100)]


def test_percentages_become_shares() -> None:
    curve = from_percent(RISING)
    assert curve.share(5) == Decimal("0.3")
    assert curve.share(12) == 1


def test_months_add_up_to_the_budget() -> None:
    curve = from_amounts([Decimal(0)] * 9 + [Decimal(100), Decimal(200), Decimal("86.4")], Decimal("386.40"))
    assert curve.share(9) == 0
    assert curve.share(12) == 1
    assert round(curve.share(11), 4) == Decimal("0.7764")


@pytest.mark.parametrize(
    ("amounts", "said"),
    [
        ([Decimal(30)] * 12, "各月计划合计360，与全年预算386.4不一致"),
        ([Decimal("-13.6"), Decimal(0), *[Decimal(40)] * 10], "各月计划不能为负数"),
        ([Decimal("386.4")], "应有12个月的数，现有1个"),
    ],
)
def test_amounts_that_are_no_plan(amounts: list[Decimal], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        from_amounts(amounts, Decimal("386.4"))
    assert caught.value.message.zh == said


def test_every_fault_is_named() -> None:
    shares = [number / 100 for number in RISING]
    shares[3], shares[11] = Decimal("0.12"), Decimal("0.95")
    assert [text.zh for text in faults(shares)] == ["4月的累计比例小于上月", "12月的累计比例应为100%"]
    assert [text.zh for text in faults([Decimal(2), *shares[1:11], Decimal(1)])] == [
        "1月：累计比例应在0至100%之间",
        "2月的累计比例小于上月",
        "4月的累计比例小于上月",
    ]


def test_a_linear_year_stays_exact() -> None:
    assert LINEAR.part(7) == (7, 12)


def test_there_are_twelve_months() -> None:
    with pytest.raises(UsageError):
        LINEAR.share(13)
