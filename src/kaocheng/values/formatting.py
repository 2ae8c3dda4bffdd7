"""A typed value back into the words of a form, so that reading them gives the value again."""

from __future__ import annotations

from decimal import Decimal

from kaocheng.values.grammar import parse_value
from kaocheng.values.value import Comparator, Kind, Value

_SIGNS = {
    Comparator.GE: "≥",
    Comparator.GT: ">",
    Comparator.LE: "≤",
    Comparator.LT: "<",
    Comparator.EQ: "=",
}
_SAMPLES = {Kind.EMPTY: "", Kind.BOOLEAN: "是", Kind.QUALITATIVE: "定性", Kind.DURATION: "全年"}


def print_value(value: Value) -> str:
    """The text of a value: `parse_value(print_value(v)) == v` for every value the grammar produces.

    A unit that cannot be read back behind its number stands in square brackets: ≥95[μg/m3]. Kinds that keep no text
    (words, yes-no, durations) print one word of their kind.

    >>> print_value(parse_value("不低于 95 %"))
    '≥95%'
    """
    if value.kind is Kind.DATE:
        return _SIGNS[value.comparator or Comparator.EQ] + _print_date(value.date or "")
    if value.kind is Kind.RANGE and value.value is not None and value.upper is not None:
        return _with_unit(f"{_print_number(value.value)}~{_print_number(value.upper)}", value)
    if value.kind is Kind.QUANTITY and value.value is not None:
        return _with_unit(_SIGNS[value.comparator or Comparator.EQ] + _print_number(value.value), value)
    return _SAMPLES.get(value.kind, "")


def _with_unit(number: str, value: Value) -> str:
    text = f"{number}{value.unit or ''}"
    return text if parse_value(text) == value else f"{number}[{value.unit or ''}]"


def _print_number(number: Decimal) -> str:
    return format(number, "f")


def _print_date(date: str) -> str:
    """2022-12-30 → 2022年12月30日, 12-31 → 12月31日, 2021-12 → 2021年12月, 10 → 10月份, 2023 → 2023年."""
    parts = date.split("-")
    year = f"{parts.pop(0)}年" if len(parts[0]) == 4 else ""
    month = f"{int(parts[0])}月" if parts else ""
    day = f"{int(parts[1])}日" if len(parts) > 1 else ""
    return f"{year}{month}{day}" if year or day else f"{month}份"
