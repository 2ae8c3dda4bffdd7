"""Units and conversion."""

from decimal import Decimal

import pytest

from kaocheng.values.units import MONEY_FACTORS, convert, is_money, is_unit


@pytest.mark.parametrize(
    "value, from_unit, to_unit, expected",
    [
        ("1.5", "亿元", "万元", "15000"),
        ("250", "万", "元", "2500000"),
        ("28.8", "萬元", "元", "288000"),
        ("3", "万人次", "人次", "30000"),
        ("12000", "亩", "万亩", "1.2"),
        ("1", "公顷", "平方米", "10000"),
        ("5", "‰", "%", "0.5"),
        ("90", "百分比", "%", "90"),
        ("2", "km", "米", "2000"),
        ("50", "厘米", "米", "0.5"),
        ("3.5", "吨", "公斤", "3500"),
        ("2", "小时", "分钟", "120"),
        ("30", "日", "天", "30"),
        ("1", "年", "个月", "12"),
        ("80", "人数", "名", "80"),
        ("1", "万元/公里", "元/米", "10"),
        ("7", "个(gè)", "個", "7"),
    ],
)
def test_conversion_in_a_family(value: str, from_unit: str, to_unit: str, expected: str) -> None:
    assert convert(Decimal(value), from_unit, to_unit) == Decimal(expected)


@pytest.mark.parametrize(
    "units", [("个", "次"), ("天", "月"), ("%", "个百分点"), ("元", "元/人"), ("人", "人次"), ("亩", "元")]
)
def test_no_conversion_across_families(units: tuple[str, str]) -> None:
    assert convert(Decimal(1), *units) is None


def test_money() -> None:
    assert MONEY_FACTORS["元"] == 1
    assert MONEY_FACTORS["万"] == MONEY_FACTORS["万元"] == MONEY_FACTORS["萬元"] == 10_000
    assert MONEY_FACTORS["亿元"] == 100_000_000
    assert is_money("千元")
    assert not is_money("万人次")
    assert not is_money(None)


@pytest.mark.parametrize(
    "unit", ["元/人*月", "元/月/人", "/亩", "万/月", "人·天", "微克/立方米", "個(gè)", "㎡", "5" * 0 + "km"]
)
def test_known_units(unit: str) -> None:
    assert is_unit(unit)


@pytest.mark.parametrize("text", ["", "完成", "次宣传", "以上", "12"])
def test_no_units(text: str) -> None:
    assert not is_unit(text)
