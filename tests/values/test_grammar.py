"""The cases of cases.toml, and what holds for every text."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kaocheng.values import Kind, Value, parse_value
from kaocheng.values.formatting import print_value

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
_SIGNS = {"≥": "ge", ">": "gt", "≤": "le", "<": "lt", "=": "eq"}
_KINDS = {"words": "qualitative", "yes-no": "boolean_text", "empty": "empty", "duration": "duration"}


def say(value: Value) -> str:
    """A value in the notation of cases.toml."""
    if value.kind is Kind.RANGE:
        return " ".join(filter(None, [f"{value.value:f} .. {value.upper:f}", value.unit]))
    if value.comparator is None:
        return next(word for word, kind in _KINDS.items() if kind == value.kind)
    sign = next(sign for sign, name in _SIGNS.items() if name == value.comparator)
    if value.kind is Kind.DATE:
        return f"{sign} {value.date}"
    assert value.value is not None
    return " ".join(filter(None, [sign, f"{_short(value.value):f}", value.unit]))


def _short(number: Decimal) -> Decimal:
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


@pytest.mark.parametrize(
    "cell, case", [pytest.param(cell, case, id=f"{case['says']} ← {cell}") for case in CASES for cell in case["cells"]]
)
def test_a_printed_cell_is_read_as_the_officer_reads_it(cell: str, case: dict[str, Any]) -> None:
    value = parse_value(
        cell,
        unit_column=case.get("unit"),
        direction_column=case.get("sign"),
        role=case.get("role", "target"),
        level2=case.get("level2"),
    )
    assert say(value) == case["says"]
    assert parse_value(print_value(value)) == value
