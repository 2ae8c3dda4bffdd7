"""执行数超过预算数

## 检查内容
资金表每一行：执行数不超过全年预算数。上年结转资金单独成行、又没有计入年度资金总额的，把结转数加进总额的限度。

## 为什么
无预算不得支出。执行数大于预算数，要么金额填错，要么调整没有写进表里。

## 依据
《预算法》（支出必须以经批准的预算为依据，条文待核）；结转加入限度、自有资金从宽为考成手册建议。

## 举例
- 年度资金总额：全年预算数 50，执行数 52：报错误。
- 单位资金：预算数 5，执行数 6：报提醒，自有资金可能在年中增收。

## 不报的情形
- 全年预算数 40 未含上年结转 5，执行数 44：在 45 以内，不报。
- 执行数等于预算数：不报。
- 预算数为空而有执行数：无法判断，记为未判定。

## In English
The executed amount of a row may not exceed its adjusted budget. Money carried over counts towards the limit where the
total row leaves it out. Rows of the unit's own or other money, and a total exceeded only by them, are a warning. If
both amounts differ by about ten thousand times the message points to a mix of units.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import COLUMNS, amount_of, has_column, is_unreadable, source_rows, why_unreadable
from kaocheng.audit.explanations import states_something
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text, same
from kaocheng.model import Form, FundingKind, FundingRow
from kaocheng.provenance import known
from kaocheng.scoring.figures import format_number

_ZERO = Decimal(0)
_MILD = (FundingKind.UNIT_FUNDS, FundingKind.OTHER, FundingKind.FISCAL_ACCOUNT)
_UNITS = Text(
    "；两数相差约万倍，请先核对元与万元", "; the amounts differ about ten thousand times: check 元 and 万元 first"
)
_NO_BUDGET = Text("有执行数而{column}为空，无法比较", "an executed amount is given but the {column} is blank")


@form_rule(
    "ARI-03",
    severity=Severity.ERROR,
    title=Text("执行数超过预算数", "spent more than the budget"),
    message=Text(
        "资金表“{subject}”行：执行数 {found} 大于{column} {expected}，超出 {difference}{hint}。",
        "Funding row “{subject}”: the executed amount {found} exceeds the {column} {expected} by {difference}{hint}.",
    ),
    advice=Text(
        "请核对两个金额；年中追加的，应把调整后的预算数填入表内并说明依据。",
        "Check both amounts; if the budget was raised during the year, enter the adjusted budget and its basis.",
    ),
    source="《预算法》（2018年修正，条文待核）；结转与自有资金的处理为考成手册建议",
)
def spent_more_than_budget(subject: FormSubject) -> Iterator[Finding | Skip]:
    form = subject.form
    column = "adjusted_budget" if has_column(form, "adjusted_budget") else "original_budget"
    for row in form.funding:
        executed, budget = row.executed_amount, amount_of(row, column)
        name = row.label.known or row.label.text
        unreadable = next((c for c in (executed, budget) if c is not None and is_unreadable(c)), None)
        if unreadable is not None:
            label = COLUMNS["executed_amount"] if unreadable is executed else COLUMNS[column]
            yield Skip(unreadable, name, why_unreadable(unreadable, label))
            continue
        spent = known(executed)
        if executed is None or not spent:
            continue
        if budget is None or budget.known is None:
            yield Skip(executed, name, _NO_BUDGET.format(column=COLUMNS[column]))
            continue
        limit = budget.known + _carried_over_beside(form, row, column)
        if spent > limit:
            yield Finding(
                at=executed,
                subject=name,
                found=executed.text,
                expected=format_number(limit),
                difference=format_number(spent - limit),
                values={
                    "column": COLUMNS[column],
                    "hint": _UNITS if limit > 0 and spent / limit >= 1000 else same(""),
                },
                severity=Severity.WARNING if _is_mild(form, row, column) else Severity.ERROR,
            )


def _carried_over_beside(form: Form, row: FundingRow, column: str) -> Decimal:
    """Money carried over that the total row does not include, else 0."""
    if row.kind is not FundingKind.TOTAL:
        return _ZERO
    carried = [_number(r, column) for r in form.funding if r.kind is FundingKind.CARRYOVER]
    fresh = [_number(r, column) for r in source_rows(form) if r.kind is not FundingKind.CARRYOVER]
    return sum(carried, _ZERO) if fresh and sum(fresh, _ZERO) == _number(row, column) else _ZERO


def _number(row: FundingRow, column: str) -> Decimal:
    return known(amount_of(row, column)) or _ZERO


def _is_mild(form: Form, row: FundingRow, column: str) -> bool:
    if row.kind in _MILD or states_something(row.reason):
        return True
    if row.kind is not FundingKind.TOTAL:
        return False
    over = [r for r in source_rows(form) if _number(r, "executed_amount") > _number(r, column)]
    return bool(over) and all(r.kind in _MILD for r in over)
