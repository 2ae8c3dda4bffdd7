"""The typed reading of a target or actual value."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What sort of statement a cell makes."""

    QUANTITY = "quantity"  # one number, with or without a unit
    RANGE = "range"  # two numbers: value and upper
    DATE = "date"  # a day, month or year; see `Value.date`
    DURATION = "duration"  # 7*24小时, calendar periods: time with no single number
    BOOLEAN = "boolean_text"  # 是, 完成, 已完成
    QUALITATIVE = "qualitative"  # words
    EMPTY = "empty"  # nothing, or a mark for nothing


class Comparator(StrEnum):
    """How the number bounds the result."""

    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    EQ = "eq"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Value:
    """A parsed cell. Fields that do not apply to the kind are None.

    `value`, `upper`: numbers as printed (98% is 98 with unit "%"; 1.2 万亩 is 1.2 with unit "万亩").
    `unit`: as printed, 百分比 as "%". `date`: "YYYY-MM-DD", "YYYY-MM", "YYYY", "MM-DD" or "MM".
    """

    kind: Kind
    comparator: Comparator | None = None
    value: Decimal | None = None
    upper: Decimal | None = None
    unit: str | None = None
    date: str | None = None
