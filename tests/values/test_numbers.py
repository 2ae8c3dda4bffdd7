"""Cells that hold one number."""

from decimal import Decimal

import pytest

from kaocheng.values.numbers import parse_number, read_digits


@pytest.mark.parametrize(
    "text, value, unit",
    [
        ("42", "42", None),
        ("4753.66万元", "4753.66", "万元"),
        ("3,309,840.00", "3309840.00", None),
        ("３，３０９，８４０．００元", "3309840.00", "元"),
        ("10 分", "10", "分"),
        ("（元）".join(["10", ""]), "10", "元"),
        ("250万", "250", "万"),
        ("100%", "100", "%"),
        ("100百分比", "100", "%"),
        ("-5.5", "-5.5", None),
        ("十二", "12", None),
        ("两个", "2", "个"),
        ("百分之九十五", "95", "%"),
        ("三万元", "3", "万元"),
        ("百万", "100", "万"),
        ("三万五千元", "35000", "元"),
        ("二〇二二年", "2022", "年"),
        ("28.8萬元", "28.8", "萬元"),
        ("583元/人*月", "583", "元/人*月"),
    ],
)
def test_one_number_and_at_most_a_unit(text: str, value: str, unit: str | None) -> None:
    assert parse_number(text) == (Decimal(value), unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "=100",
        "≥10",
        "10-20",
        "1,23",
        "1 000",
        "12月底",
        "95%以上",
        "约30",
        "M.8万元",
        "1OO%",
        "一致",
        "千方百计",
        "9" * 61,
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert parse_number(text) is None


@pytest.mark.parametrize(
    "text, value",
    [("一百零五", 105), ("十", 10), ("二十", 20), ("两千三百", 2300), ("一亿二千万", 120_000_000), ("三点五", "3.5")],
)
def test_numerals(text: str, value: int | str) -> None:
    assert read_digits(text) == Decimal(value)


@pytest.mark.parametrize("text", ["五三百", "点五", "十百", "", "百百", "三点", "九八"])
def test_no_numerals(text: str) -> None:
    assert read_digits(text) is None
