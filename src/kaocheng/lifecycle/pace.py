"""How far something has come against how far it should be by now, in percent: 100 is exactly on plan.

    pace = done ÷ (annual target ÷ 12 × month) × 100

Where the project has a planned curve, its share takes the place of month ÷ 12.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kaocheng.language import Text
from kaocheng.lifecycle.curve import LINEAR, Curve, plain

_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Pace:
    """`percent`: unrounded. `due`: what should be done by now. `formula`: in words, with every input."""

    percent: Decimal
    due: Decimal
    formula: Text


@dataclass(frozen=True, slots=True)
class CannotSay:
    """Why there is no answer. Neither good nor bad would be true."""

    reason: Text


def indicator_pace(
    done: Decimal, target: Decimal, month: int, curve: Curve = LINEAR, unit: str = ""
) -> Pace | CannotSay:
    """Pace of a cumulative indicator. `done` and `target` in the same `unit`, which is only printed."""
    if target <= 0:
        return CannotSay(
            Text("年度指标值为{target}，不能按进度折算", "the annual target is {target}: there is no pace").format(
                target=plain(target) + unit
            )
        )
    return _pace(done, target, month, curve, unit, Text("累计完成", "done"), Text("年度指标值", "annual target"))


def execution_pace(executed: Decimal, budget: Decimal, month: int, curve: Curve = LINEAR) -> Pace | CannotSay:
    """Pace of expenditure; amounts in 万元. A budget of nothing counts as a pace of 0."""
    if budget <= 0:
        words = Text("全年预算数为{budget}，进度按0计", "the budget is {budget}: the pace counts as 0")
        return Pace(Decimal(0), Decimal(0), words.format(budget=plain(budget)))
    return _pace(executed, budget, month, curve, "万元", Text("累计支出", "spent"), Text("全年预算数", "annual budget"))


def elapsed_share(year: int, day: datetime.date) -> Decimal:
    """Share of a fiscal year that has passed at the end of a day: days gone ÷ days of the year, between 0 and 1."""
    days = (datetime.date(year + 1, 1, 1) - datetime.date(year, 1, 1)).days
    gone = (day - datetime.date(year, 1, 1)).days + 1
    return Decimal(min(max(gone, 0), days)) / days


def _pace(
    done: Decimal, whole: Decimal, month: int, curve: Curve, unit: str, done_words: Text, whole_words: Text
) -> Pace | CannotSay:
    part, parts = curve.part(month)
    if part == 0:
        reason = Text("按分月计划，到{month}月尚无进度要求", "by the plan nothing is due by month {month}")
        return CannotSay(reason.format(month=month))
    due = whole * part / parts
    percent = done * parts * _HUNDRED / (whole * part)  # one division: 80 is 80 in every month
    if part == parts:
        words = Text(
            "{done_words}{done} ÷ {whole_words}{whole} × 100 = {percent}",
            "{done_words} {done} ÷ {whole_words} {whole} × 100 = {percent}",
        )
    elif curve.linear:
        words = Text(
            "{done_words}{done} ÷（{whole_words}{whole} ÷ 12 × {month}）× 100 = {percent}",
            "{done_words} {done} ÷ ({whole_words} {whole} ÷ 12 × {month}) × 100 = {percent}",
        )
    else:
        words = Text(
            "{done_words}{done} ÷（{whole_words}{whole} × {month}月计划累计{share}）× 100 = {percent}",
            "{done_words} {done} ÷ ({whole_words} {whole} × {share} planned by month {month}) × 100 = {percent}",
        )
    formula = words.format(
        done_words=done_words,
        whole_words=whole_words,
        done=plain(done) + unit,
        whole=plain(whole) + unit,
        month=month,
        share=f"{plain(round_to_cent(part / parts * _HUNDRED))}%",
        percent=plain(round_to_cent(percent)),
    )
    return Pace(percent, due, formula)


def round_to_cent(number: Decimal) -> Decimal:
    return number.quantize(_CENT, ROUND_HALF_UP)
