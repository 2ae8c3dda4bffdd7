"""The planned course of a year: which share of it should be done by the end of each month.

A curve is twelve cumulative fractions, never falling, the last one 1. Without a plan a year runs evenly. Linear pace is
wrong for what is seasonal or done at once; therefore every project may have a curve of its own (分月用款计划).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, pairwise

from kaocheng.errors import UsageError
from kaocheng.language import Text

MONTHS = 12
_ONE, _ZERO, _HUNDRED = Decimal(1), Decimal(0), Decimal(100)


@dataclass(frozen=True, slots=True)
class Curve:
    """`shares`: cumulative fraction planned at the end of each month. `linear`: nobody planned; evenly by month."""

    shares: tuple[Decimal, ...]
    linear: bool = False

    def share(self, month: int) -> Decimal:
        """The planned fraction at the end of a month, 1 to 12."""
        part, whole = self.part(month)
        return part / whole

    def part(self, month: int) -> tuple[Decimal, Decimal]:
        """The same as part and whole, so that 7 of 12 months stays exact."""
        if not 1 <= month <= MONTHS:
            raise UsageError(Text("没有第{month}月", "there is no month {month}").format(month=month), code="no-month")
        return (Decimal(month), Decimal(MONTHS)) if self.linear else (self.shares[month - 1], _ONE)


LINEAR = Curve(tuple(Decimal(month) / MONTHS for month in range(1, MONTHS + 1)), linear=True)


def faults(shares: Sequence[Decimal]) -> list[Text]:
    """What keeps numbers from being a curve; empty for a sound one."""
    if len(shares) != MONTHS:
        words = Text("应有12个月的数，现有{n}个", "twelve numbers are needed, there are {n}")
        return [words.format(n=len(shares))]
    found: list[Text] = []
    for month, share in enumerate(shares, 1):
        if not _ZERO <= share <= _ONE:
            words = Text("{month}月：累计比例应在0至100%之间", "month {month}: the share must be between 0 and 100 %")
            found.append(words.format(month=month))
    for month, (before, after) in enumerate(pairwise(shares), 2):
        if after < before:
            words = Text("{month}月的累计比例小于上月", "month {month} is below the month before it")
            found.append(words.format(month=month))
    if shares[-1] != _ONE:
        found.append(Text("12月的累计比例应为100%", "December must reach 100 %"))
    return found


def make_curve(shares: Sequence[Decimal]) -> Curve:
    """A curve of cumulative fractions. Raises UsageError naming every fault."""
    found = faults(shares)
    if found:
        raise UsageError(
            Text("；".join(text.zh for text in found), "; ".join(text.en for text in found)), code="no-curve"
        )
    return Curve(tuple(shares))


def from_percent(percents: Sequence[Decimal]) -> Curve:
    """A curve of cumulative percentages: 5, 10, …, 100. Raises UsageError."""
    return make_curve([percent / _HUNDRED for percent in percents])


def from_amounts(amounts: Sequence[Decimal], budget: Decimal) -> Curve:
    """A curve of what is planned in each single month, in the unit of the budget. They must add up to the budget.

    Raises UsageError, naming the difference where they do not.
    """
    total = sum(amounts, _ZERO)
    if len(amounts) == MONTHS and (total != budget or total <= 0):
        words = Text(
            "各月计划合计{total}，与全年预算{budget}不一致", "the months add up to {total}, the budget is {budget}"
        )
        raise UsageError(words.format(total=plain(total), budget=plain(budget)), code="plan-sum")
    if any(amount < 0 for amount in amounts):
        raise UsageError(Text("各月计划不能为负数", "no month may be negative"), code="plan-negative")
    if len(amounts) != MONTHS:
        return make_curve(tuple(amounts))
    shares = [part / total for part in accumulate(amounts)]
    return make_curve([*shares[:-1], _ONE])


def plain(number: Decimal) -> str:
    """A number without exponent and without empty decimals.

    >>> plain(Decimal("386.400")), plain(Decimal("1E+2"))
    ('386.4', '100')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
