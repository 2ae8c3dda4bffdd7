"""One number in a text: digits of either width, thousands marks, Chinese numerals."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from kaocheng.values.spelling import simplify, spell
from kaocheng.values.units import is_unit

LONGEST = 60  # characters of a cell that can hold one number and its unit

# A comma parts thousands only where three digits follow it; 30 digits are more than any budget needs.
DIGITS = r"\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d{1,12})?|\d{1,30}(?:\.\d{1,12})?"
NUMERALS = r"[〇零一二两三四五六七八九十百千万亿点]"

_ONES = {ch: n for n, ch in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_CELL = re.compile(rf"(?P<yuan>[¥￥])?(?P<number>[+-]?(?:{DIGITS})|{NUMERALS}{{1,20}})(?P<unit>.*)", re.ASCII)
_HUNDREDTHS = re.compile(rf"百分之(?P<number>{NUMERALS}{{1,12}}|{DIGITS})", re.ASCII)


@lru_cache(maxsize=8192)
def parse_number(text: str) -> tuple[Decimal, str | None] | None:
    """The number of a cell that holds exactly one, and its unit as printed; None for anything else.

    >>> parse_number("4,753.66万元")
    (Decimal('4753.66'), '万元')
    >>> parse_number("≥10") is None
    True
    """
    if len(text) > LONGEST:
        return None
    spelling = spell(text)
    if match := _HUNDREDTHS.fullmatch(spelling.plain):
        value = read_digits(match["number"])
        return None if value is None else (value, "%")
    match = _CELL.fullmatch(spelling.plain)
    if match is None:
        return None
    number, start = match["number"], match.start("unit")
    if number[-1] in _MYRIADS:  # 三万元 is 3 万元, as 3万元 is
        number, start = number[:-1], start - 1
    value = read_digits(number)
    if value is None:
        return None
    unit = spelling.cut(start, len(spelling.plain))
    if unit.startswith("(") and unit.endswith(")"):
        unit = unit[1:-1]
    if not unit:
        return value, "元" if match["yuan"] else None
    return (value, "%" if simplify(unit) == "百分比" else unit) if is_unit(unit) else None


def read_digits(text: str) -> Decimal | None:
    """The number written by digits (with thousands marks) or by Chinese numerals; None where it is neither.

    >>> read_digits("1,234.50"), read_digits("一百零五"), read_digits("三点五")
    (Decimal('1234.50'), Decimal('105'), Decimal('3.5'))
    """
    if text and (text[-1] in "0123456789"):
        return Decimal(text.replace(",", ""))
    return _read_numerals(text)


def _read_numerals(text: str) -> Decimal | None:
    whole, point, fraction = text.partition("点")
    value = _read_whole(whole)
    if value is None or not point:
        return None if value is None else Decimal(value)
    if not fraction or any(ch not in _ONES for ch in fraction):
        return None
    return Decimal(f"{value}." + "".join(str(_ONES[ch]) for ch in fraction))


def _read_whole(text: str) -> int | None:
    """一百零五, 二〇二二, 十二, 三万五千; None for what is no number (百千, 五三百)."""
    if not text:
        return None
    if all(ch in _ONES for ch in text):  # read digit by digit: 二〇二二
        return int("".join(str(_ONES[ch]) for ch in text)) if len(text) == 1 or len(text) >= 4 or "〇" in text else None
    for mark, factor in sorted(_MYRIADS.items(), key=lambda item: -item[1]):
        before, found, after = text.rpartition(mark)
        if found:
            high, low = _read_whole(before), _read_whole(after) if after else 0
            return None if high is None or low is None or low >= factor else high * factor + low
    return _read_thousands(text)


def _read_thousands(text: str) -> int | None:
    total, digit, smallest = 0, None, 10_000
    for i, ch in enumerate(text):
        if ch in "零〇":
            if digit is not None:
                return None
        elif ch in _TENS:
            factor = _TENS[ch]
            if factor >= smallest or (digit is None and i > 0):
                return None
            total, digit, smallest = total + (1 if digit is None else digit) * factor, None, factor
        elif ch in _ONES and digit is None:
            digit = _ONES[ch]
        else:
            return None
    return total + (digit or 0)
