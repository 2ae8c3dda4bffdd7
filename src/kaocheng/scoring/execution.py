"""The budget execution rate (预算执行率) and its score."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kaocheng.language import Text
from kaocheng.model import Form, FundingRow, Indicator
from kaocheng.provenance import Printed, Unreadable
from kaocheng.schemes.scheme import Denominator, Scheme, Status
from kaocheng.scoring.figures import format_number, format_points, format_rate
from kaocheng.scoring.sheet import NotComputable

AMOUNT_WORDS = {
    "adjusted_budget": Text("全年预算数", "adjusted budget"),
    "original_budget": Text("年初预算数", "original budget"),
    "funds_in_place": Text("到位数", "funds in place"),
    "executed_amount": Text("全年执行数", "executed amount"),
}
# Where the scheme's own denominator is not printed. Money in place is the last resort: it is no budget.
_FALLBACKS: tuple[Denominator, ...] = ("adjusted_budget", "original_budget", "funds_in_place")
_NAME = re.compile(r"(?:项目|部门|财政|年度|全年|本年)*(?:预算|资金)?(?:资金)?执行(?:率|进度)(?:指标)?")
_ZERO = Decimal(0)
_UNKNOWN = Text("未填", "is not filled in")


@dataclass(frozen=True, slots=True)
class FundingExecution:
    """The rate of one funding row and what it was made of.

    `denominator`: field of the row that was divided by. `remark`: said where it is not the scheme's.
    """

    rate: Decimal
    executed: Decimal
    budget: Decimal
    denominator: str
    remark: Text | None
    status: Status


def execution_rate(
    executed: Decimal | Unreadable | None, denominator: Decimal | Unreadable | None
) -> Decimal | NotComputable:
    """Share of the budget spent, as a fraction (0.578 for 57.8 %), unrounded.

    Units: both amounts in the same unit. Overspending gives more than 1; the scheme caps it.
    Not computable when an amount is missing or unreadable or the budget is zero: neither 0 nor 1 would be true.
    Source: column B/A of the 2020 project form; see schemes/data/cn-mof-2020.toml.
    """
    for amount, name in ((executed, AMOUNT_WORDS["executed_amount"]), (denominator, Text("预算数", "the budget"))):
        if not isinstance(amount, Decimal):
            reason = amount.reason if isinstance(amount, Unreadable) else _UNKNOWN
            return NotComputable(Text(f"{name.zh}{reason.zh}", f"{name.en} {reason.en}"))
    assert isinstance(executed, Decimal)
    assert isinstance(denominator, Decimal)
    if denominator <= 0:
        amount_text = format_number(denominator)
        return NotComputable(
            Text(f"预算数为 {amount_text}，执行率无法计算", f"the budget is {amount_text}: there is no execution rate")
        )
    return executed / denominator


def funding_execution(row: FundingRow, scheme: Scheme) -> Decimal | NotComputable:
    """The execution rate of one funding row; see `explain_execution` for what it was divided by."""
    explained = explain_execution(row, scheme)
    return explained if isinstance(explained, NotComputable) else explained.rate


def explain_execution(row: FundingRow, scheme: Scheme) -> FundingExecution | NotComputable:
    """The execution rate of a row by the scheme's denominator, or by the next column that is filled in, said so."""
    wanted = scheme.execution.denominator
    name = wanted.value
    if _blank(row, name):
        name = next((other for other in _FALLBACKS if not _blank(row, other)), name)
    budget = _amount(row, name)
    rate = execution_rate(_amount(row, "executed_amount"), budget)
    if isinstance(rate, NotComputable):
        return rate
    executed = _amount(row, "executed_amount")
    assert isinstance(executed, Decimal)
    assert isinstance(budget, Decimal)
    remark = None
    if name != wanted.value:
        own, used = AMOUNT_WORDS[wanted.value], AMOUNT_WORDS[name]
        remark = Text(f"{own.zh}未填，以{used.zh}为分母", f"no {own.en} is given; divided by the {used.en}")
    return FundingExecution(rate, executed, budget, name, remark, wanted.status)


def is_execution_indicator(indicator: Indicator) -> bool:
    """Whether an indicator row is the budget execution rate itself, as in forms that score it among the indicators.

    Rates of something else (政府采购执行率) are ordinary indicators.
    """
    labels = (indicator.level3, indicator.level2, indicator.level1)
    return any(label is not None and _names_execution(label.known or "") for label in labels)


@lru_cache(maxsize=2048)
def _names_execution(label: str) -> bool:
    return _NAME.fullmatch("".join(label.split())) is not None


def execution_row(form: Form) -> int | None:
    """Index of the funding row that carries the weight or score of the execution rate, or None."""
    carrying = [i for i, row in enumerate(form.funding) if _carries(row.weight) or _carries(row.score)]
    totals = [i for i in carrying if form.funding[i] is form.total_funding]
    return totals[0] if totals else carrying[0] if len(carrying) == 1 else None


def execution_formula(execution: FundingExecution, weight: Decimal, score: Decimal, capped: bool) -> Text:
    """ "10 分 × 5.78 ÷ 10 = 5.78 分" in both languages."""
    numbers = f"{format_number(execution.executed)} ÷ {format_number(execution.budget)}"
    points, result = format_number(weight), format_points(score, 4)
    zh = f"{points} 分 × {numbers} = {result} 分"
    en = f"{points} × {numbers} = {result}"
    if capped:
        rate = format_rate(execution.rate)
        zh = f"执行率 {numbers} = {rate}，按上限得 {result} 分"
        en = f"execution rate {numbers} = {rate}, capped at {result}"
    if execution.remark is not None:
        zh, en = f"{zh}（{execution.remark.zh}）", f"{en} ({execution.remark.en})"
    return Text(zh, en)


def _carries(field: Printed[Decimal] | None) -> bool:
    """A dash states that the row has no points; a cell that cannot be read still stands in the points column."""
    return field is not None and field.value is not None


def _blank(row: FundingRow, name: str) -> bool:
    field: Printed[Decimal] | None = getattr(row, name)
    return field is None or field.value is None


def _amount(row: FundingRow, name: str) -> Decimal | Unreadable | None:
    field: Printed[Decimal] | None = getattr(row, name)
    return None if field is None else field.value
