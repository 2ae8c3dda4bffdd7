"""Actual values held against targets."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.values import parse_value
from kaocheng.values.compare import Comparison, NotComparable, compare


def held(target: str, actual: str, lower_is_better: bool | None = None) -> Comparison | NotComparable:
    return compare(parse_value(target), parse_value(actual, role="actual"), lower_is_better=lower_is_better)


@pytest.mark.parametrize(
    "target, actual, met, direction, ratio",
    [
        ("≥10次", "12次", True, "forward", "1.2"),
        ("≥10次", "8次", False, "forward", "0.8"),
        (">10次", "10次", False, "forward", "1"),
        ("≤50万元", "42万元", True, "reverse", "0.84"),
        ("≤50万元", "60万元", False, "reverse", "1.2"),
        ("<3起", "3起", False, "reverse", "1"),
        ("≤0.5亿元", "4000万元", True, "reverse", "0.8"),
        ("≤100万元", "900000元", True, "reverse", "0.9"),
        ("100%", "100%", True, "equal", "1"),
        ("100%", "98%", False, "equal", "0.98"),
        ("10-20%", "15%", True, "range", None),
        ("10-20%", "20%", True, "range", None),
        ("10-20%", "21%", False, "range", None),
        ("0起", "0起", True, "equal", None),
        ("≥80人", "82名", True, "forward", "1.025"),
    ],
)
def test_numbers(target: str, actual: str, met: bool, direction: str, ratio: str | None) -> None:
    result = held(target, actual)
    assert isinstance(result, Comparison)
    assert (result.met, result.direction, result.remark) == (met, direction, None)
    assert result.ratio == (None if ratio is None else Decimal(ratio))


def test_numbers_are_in_the_unit_of_the_target() -> None:
    result = held("≤1万-2万元", "15000元")
    assert isinstance(result, Comparison)
    assert (result.target, result.upper, result.actual) == (1, 2, Decimal("1.5"))


@pytest.mark.parametrize(
    "lower, direction, met",
    [
        (True, "reverse", True),
        (False, "forward", False),
        (None, "equal", False),
    ],
)
def test_a_target_without_an_operator_takes_its_direction_from_outside(
    lower: bool | None, direction: str, met: bool
) -> None:
    result = held("10%", "8%", lower)
    assert isinstance(result, Comparison)
    assert (result.direction, result.met) == (direction, met)


def test_an_operator_outranks_the_outside_direction() -> None:
    result = held("≥10%", "8%", True)
    assert isinstance(result, Comparison)
    assert (result.direction, result.met) == ("forward", False)


@pytest.mark.parametrize(
    "target, actual, word",
    [("≥95%", "96", "%"), ("≥95", "96%", "%"), ("≤50万元", "≤42万元", "符号"), ("≥2次/年", "2次", "年度")],
)
def test_what_was_assumed_is_said(target: str, actual: str, word: str) -> None:
    result = held(target, actual)
    assert isinstance(result, Comparison)
    assert result.met
    assert result.remark is not None
    assert word in result.remark.zh


@pytest.mark.parametrize(
    "target, actual, met",
    [
        ("12月底前", "2022年12月30日", True),
        ("12月31日前", "12月31日", True),
        ("9月底完成", "9月底已完成", True),
        ("9月底完成", "10月", False),
        ("9月底完成", "2022年9月", True),
        ("2022年9月30日前", "2022年10月1日", False),
        ("2022年9月30日前", "2021年12月", True),
        ("2022年底", "2023年1月", False),
        ("11月前", "2022年10月31日", True),
        ("11月前", "11月1日", False),
        ("2021年12月", "2021年12月15日", True),
        ("2月底前", "2024年2月29日", True),
        ("2023年", "2023年6月", True),
    ],
)
def test_deadlines(target: str, actual: str, met: bool) -> None:
    result = held(target, actual)
    assert isinstance(result, Comparison)
    assert (result.direction, result.met, result.ratio) == ("date", met, None)


@pytest.mark.parametrize(
    "target, actual",
    [
        ("9月15日前", "9月"),
        ("2022年9月30日前", "2022年"),
        ("12月底前", "已完成"),
        ("12月底前", "95%"),
    ],
)
def test_dates_that_decide_nothing(target: str, actual: str) -> None:
    assert isinstance(held(target, actual), NotComparable)


@pytest.mark.parametrize(
    "target, actual",
    [
        ("≥10次", "已完成"),
        ("≥10次", "10个"),
        ("≥10次", "8-12次"),
        ("显著", "显著"),
        ("是", "否"),
        ("完成", "已完成"),
        ("合格", "12个"),
        ("", "12"),
        ("12", ""),
        ("1-12月", "全年"),
    ],
)
def test_what_cannot_be_compared_says_why(target: str, actual: str) -> None:
    result = held(target, actual)
    assert isinstance(result, NotComparable)
    assert result.reason.zh
    assert result.reason.en
