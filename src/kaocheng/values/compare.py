"""Does an actual value meet its target, and by how much; or why that cannot be said.

Nothing is scored here: the ratio is actual ÷ target, unrounded and in the target's unit, and a scheme decides about it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kaocheng.language import Text, same
from kaocheng.values.units import convert, plain_unit
from kaocheng.values.value import Comparator, Kind, Value

Direction = Literal["forward", "reverse", "equal", "range", "date"]

_YEARLY = re.compile(r"[/每]年(?:度)?$")
_STRIPPED = Text("实际值带有比较符号，按其数值计算", "the actual value carries a comparator; its number is used")
_DAYS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}


@dataclass(frozen=True, slots=True)
class Comparison:
    """An actual value held against its target.

    `direction`: forward, more is better; reverse, less is better; equal; range; date.
    `target`, `upper`, `actual`: numbers in the same unit, that of the target (`upper` for a range only).
    `ratio`: actual ÷ target, unrounded; None when the target is 0 or a range, or there are no numbers.
    `remark`: what had to be assumed.
    """

    met: bool
    direction: Direction
    target: Decimal | None = None
    upper: Decimal | None = None
    actual: Decimal | None = None
    ratio: Decimal | None = None
    remark: Text | None = None


@dataclass(frozen=True, slots=True)
class NotComparable:
    """Why the two say nothing about each other. Neither met nor missed would be true."""

    reason: Text


def compare(target: Value, actual: Value, *, lower_is_better: bool | None = None) -> Comparison | NotComparable:
    """Hold an actual value against its target.

    `lower_is_better` is the direction of a target printed without an operator; without it such a target is to be hit
    exactly. A target with an operator keeps its own direction. Words are not compared here, nor are 是 and 完成: a
    value keeps no text, and which class words belong to is for the scheme to say.
    """
    if target.kind is Kind.EMPTY:
        return NotComparable(Text("未设定指标值", "no target is set"))
    if actual.kind is Kind.EMPTY:
        return NotComparable(Text("没有实际完成值", "there is no actual value"))
    if Kind.DATE in (target.kind, actual.kind):
        return _compare_dates(target, actual)
    if target.kind in (Kind.QUANTITY, Kind.RANGE):
        if actual.kind is Kind.QUANTITY:
            return _compare_numbers(target, actual, lower_is_better)
        if actual.kind is Kind.RANGE:
            return NotComparable(Text("实际值是一个区间，不是单一数字", "the actual value is a range, not one number"))
        return NotComparable(Text("指标值是数字，实际值不是", "the target is a number and the actual value is not"))
    if target.kind is actual.kind is Kind.DURATION:
        return NotComparable(Text("期间不能换算成完成比例", "a period has no ratio"))
    return _words()


def _words() -> NotComparable:
    return NotComparable(Text("文字表述，需按定性指标分档", "words: to be classed as a qualitative indicator"))


# --- numbers ---


def _compare_numbers(target: Value, actual: Value, lower_is_better: bool | None) -> Comparison | NotComparable:
    assert target.value is not None
    assert actual.value is not None
    remarks = [] if actual.comparator in (Comparator.EQ, None) else [_STRIPPED]
    aligned = _align(actual.value, actual.unit, target.unit)
    if isinstance(aligned, NotComparable):
        return aligned
    number, remark = aligned
    remarks += [remark] if remark else []
    noted = _join(remarks)
    if target.kind is Kind.RANGE:
        assert target.upper is not None
        met = target.value <= number <= target.upper
        return Comparison(met, "range", target.value, target.upper, number, None, noted)
    direction, met = _judge(target.comparator or Comparator.EQ, target.value, number, lower_is_better)
    ratio = number / target.value if target.value else None
    return Comparison(met, direction, target.value, None, number, ratio, noted)


def _judge(sign: Comparator, target: Decimal, actual: Decimal, lower_is_better: bool | None) -> tuple[Direction, bool]:
    if sign is Comparator.GE:
        return "forward", actual >= target
    if sign is Comparator.GT:
        return "forward", actual > target
    if sign is Comparator.LE:
        return "reverse", actual <= target
    if sign is Comparator.LT:
        return "reverse", actual < target
    if lower_is_better is None:
        return "equal", actual == target
    return ("reverse", actual <= target) if lower_is_better else ("forward", actual >= target)


def _align(number: Decimal, unit: str | None, wanted: str | None) -> tuple[Decimal, Text | None] | NotComparable:
    """The actual number in the target's unit, and what was assumed about units."""
    if unit == wanted:
        return number, None
    if unit is None or wanted is None:
        side = Text("指标值", "the target") if wanted is None else Text("实际值", "the actual value")
        words = Text("{side}未写单位，按“{unit}”计算", "{side} has no unit; “{unit}” is assumed")
        return number, words.format(side=side, unit=same(unit or wanted or ""))
    converted = convert(number, unit, wanted)
    if converted is not None:
        return converted, None
    per_year = convert(number, _YEARLY.sub("", plain_unit(unit)), _YEARLY.sub("", plain_unit(wanted)))
    if per_year is not None:
        return per_year, Text("按一个年度计算“每年”", "“per year” is read as this year")
    return NotComparable(
        Text("单位不同且不能换算：{wanted}与{unit}", "different units that do not convert: {wanted} and {unit}").format(
            wanted=wanted, unit=unit
        )
    )


def _join(remarks: list[Text]) -> Text | None:
    if not remarks:
        return None
    return Text("；".join(r.zh for r in remarks), "; ".join(r.en for r in remarks))


# --- dates ---


@dataclass(frozen=True, slots=True)
class _Span:
    """The days a printed date covers: 2022-12 is the whole of December. `year` is None where none is printed."""

    year: int | None
    first: tuple[int, int]
    last: tuple[int, int]


def _span(date: str) -> _Span:
    parts = date.split("-")
    year = int(parts.pop(0)) if len(parts[0]) == 4 else None
    if not parts:
        return _Span(year, (1, 1), (12, 31))
    month = int(parts[0])
    if len(parts) == 1:
        return _Span(year, (month, 1), (month, _DAYS.get(month, 31)))
    day = int(parts[1])
    return _Span(year, (month, day), (month, day))


def _compare_dates(target: Value, actual: Value) -> Comparison | NotComparable:
    if target.kind is not Kind.DATE or actual.kind is not Kind.DATE:
        if actual.kind is Kind.BOOLEAN:
            return NotComparable(Text("只写已完成，未写完成时间", "it says that it is done, not when"))
        return NotComparable(Text("一方是日期，另一方不是", "one is a date and the other is not"))
    due, done = _span(target.date or ""), _span(actual.date or "")
    sign = target.comparator or Comparator.LE
    if due.year is None or done.year is None:
        early = late = 0
    else:
        early = late = done.year - due.year
    remark = None
    if (due.year is None) != (done.year is None):
        remark = Text("一方未写年份，按同一年度比较", "one date has no year; the same year is assumed")
    last_due = (2, 29) if due.year is None and due.last == (2, 28) else due.last
    met = _decide(sign, (early, done.first), (late, done.last), due.first, last_due)
    if met is None:
        return NotComparable(
            Text("日期写得不够具体，无法判断是否按期", "the dates are too coarse to say whether it was in time")
        )
    return Comparison(met, "date", remark=remark)


_Moment = tuple[int, tuple[int, int]]


def _decide(
    sign: Comparator, first: _Moment, last: _Moment, due_first: tuple[int, int], due_last: tuple[int, int]
) -> bool | None:
    """Whether every day the actual date may mean meets the bound, none does, or it cannot be said."""
    low, high = (0, due_first), (0, due_last)
    if sign is Comparator.LT:
        return True if last < low else False if first >= low else None
    if sign in (Comparator.GE, Comparator.GT):
        return True if first > high or (sign is Comparator.GE and first >= low) else False if last < low else None
    return True if last <= high else False if first > high else None
