"""Numbers as a Chinese Excel shows them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaocheng.readers.number_formats import BUILTIN, date_of, format_number, format_text, is_date_format, serial_of


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.9, "0%", "90%"),
        ("0.99970000000000003", "0.00%", "99.97%"),
        (0.285, "0.00", "0.29"),
        (2.5, "0", "3"),
        (-1234.5, "#,##0.00", "-1,234.50"),
        (1234567, "#,##0", "1,234,567"),
        (5, "00", "05"),
        (5, "#.##", "5."),
        (0.05, ".00", ".05"),
        (-0.001, "0.00", "0.00"),
        (37.44, '0.00"万元"', "37.44万元"),
        (10, '0"分"', "10分"),
        (123456, '0!.0,"万"', "12.3万"),
        (123456, "0.00,", "123.46"),
        (41, "¥#,##0.00", "¥41.00"),
        (41, "[$¥-804]#,##0.00", "¥41.00"),
        (41, '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥41.00"),
        (10000000000, "000-0000-0000", "100-0000-0000"),
        (12345, "0.00E+00", "1.23E+04"),
        (12345, "##0.0E+0", "12.3E+3"),
        (1.5, "# ?/?", "1 1/2"),
        (0.333, "# ??/??", "1/3"),
        (1.25, "# ?/8", "1 2/8"),
        (1234.5, 'G/通用格式"分"', "1234.5分"),
        (5, ";;;", ""),
        (7, '"见说明"', "见说明"),
    ],
)
def test_numbers(value: float | str, code: str, shown: str) -> None:
    assert format_number(value, code) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("29.990000000000002", "29.99"),
        (0.1 + 0.2, "0.3"),
        (100, "100"),
        (100 / 3, "33.33333333"),
        (1 / 3, "0.333333333"),
        (12345678901, "12345678901"),
        (123456789012, "1.23457E+11"),
        (0.00001, "0.00001"),
        (0.000012345678, "1.23457E-05"),
        (-0.0, "0"),
        ("not a number", "not a number"),
    ],
)
def test_general_has_eleven_characters_and_no_float_noise(value: float | str, shown: str) -> None:
    assert format_number(value, "General") == shown


def test_sections_for_positive_negative_zero() -> None:
    code = '"盈"0;"亏"0;"平"'
    assert [format_number(value, code) for value in (3, -3, 0)] == ["盈3", "亏3", "平"]
    assert format_number(-3, "#,##0;[Red](#,##0)") == "(3)"
    assert format_number(0, '#,##0.00;-#,##0.00;"-"??;@') == "-"


def test_conditions_choose_the_section() -> None:
    code = '[>=90]"优"0;[<60]"差"0;0'
    assert [format_number(value, code) for value in (95, 50, 70)] == ["优95", "差50", "70"]


@pytest.mark.parametrize(
    ("serial", "code", "shown"),
    [
        (44896, 'yyyy"年"m"月"', "2022年12月"),
        (44896, 'yyyy"年"m"月"d"日"', "2022年12月1日"),
        (44896, "yyyy\\-mm\\-dd;@", "2022-12-01"),
        (44896.5, "yyyy/m/d h:mm", "2022/12/1 12:00"),
        (44896.75, '上午/下午h"时"mm"分"', "下午6时00分"),
        (44896.75, "h:mm AM/PM", "6:00 PM"),
        (44896, "[$-804]aaaa", "星期四"),
        (44896, "d-mmm-yy", "1-Dec-22"),
        (1.5, "[h]:mm:ss", "36:00:00"),
        (0.499999999, "h:mm:ss", "12:00:00"),
        (44896.123456, "mm:ss.0", "57:46.6"),
        (44896, BUILTIN[14], "2022/12/1"),
        (44896, BUILTIN[57], "2022年12月"),
    ],
)
def test_dates(serial: float, code: str, shown: str) -> None:
    assert is_date_format(code)
    assert format_number(serial, code) == shown


def test_dates_of_both_systems() -> None:
    assert format_number(44896 - 1462, "yyyy/m/d", True) == "2022/12/1"
    assert date_of(1) == datetime(1900, 1, 1)
    assert date_of(59) == datetime(1900, 2, 28)
    assert date_of(61) == datetime(1900, 3, 1)


def test_date_out_of_range_is_shown_as_number() -> None:
    assert format_number(-5, "yyyy/m/d") == "-5"
    assert format_number(99999999, "yyyy/m/d") == "99999999"


def test_text_sections() -> None:
    assert format_text("甲", "@") == "甲"
    assert format_text("甲", '"项目"@') == "项目甲"
    assert format_text("甲", '0;-0;0;"“"@"”"') == "“甲”"
    assert format_text("甲", "0.00") == "甲"


@given(st.floats(min_value=-1e9, max_value=1e9).map(lambda value: round(value, 2)))
def test_two_decimals_mean_the_value(value: float) -> None:
    assert Decimal(format_number(value, "0.00")) == Decimal(format(value, ".2f"))
    assert format_number(value, "#,##0.00").replace(",", "") == format_number(value, "0.00")


@given(
    st.datetimes(min_value=datetime(1900, 3, 1), max_value=datetime(9999, 1, 1)).map(
        lambda at: at.replace(microsecond=0)
    )
)
def test_serial_numbers_give_the_date_back(moment: datetime) -> None:
    assert date_of(serial_of(moment)) == moment


@given(st.floats(allow_nan=False), st.text(alphabet='0#?.,%E+-/;@[]<>="$_*\\!ymdhs年万 ', max_size=30))
def test_no_code_breaks_the_reading(value: float, code: str) -> None:
    assert isinstance(format_number(value, code), str)
    assert isinstance(format_text("甲", code), str)
