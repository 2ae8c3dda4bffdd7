"""预算大部分没有花出去

## 检查内容
年度资金总额一行，（全年预算数 − 全年执行数）÷ 全年预算数超过 20%，说明了原因而没有说明未支出的资金怎样处理。

## 为什么
两成以上没有支出，说明预算编得偏大或项目没有按计划做，未支出的资金应当有处理，下年预算应当考虑压减。

## 依据
一种多地区使用的绩效管理软件的审核规则（20%，公开源代码，网址未留存）；考成手册建议。

## 举例
预算10万元，执行5.78万元，未支出42.2%，只说“因疫情未组织培训”。

## 不报的情形
- 未支出不超过20%。
- 表中写明结转下年使用、追减或被财政收回。
- 表中和正文对没有支出的原因没有任何说明：由 OVR-10 报告。
- 还没有执行数的目标表。
- 金额读不出时列为无法判断。

## In English
Reports that more than 20 % of the adjusted budget was not spent, with a reason but no word on what becomes of the money
(carried over, withdrawn). Where not even a reason is given OVR-10 reports it. Forms without an executed amount are left alone; unreadable amounts leave the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.explanations import execution_explained
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Form
from kaocheng.provenance import Unreadable
from kaocheng.scoring import format_number, format_points

_LIMIT = Decimal("0.2")


@form_rule(
    "SCO-16",
    severity=Severity.WARNING,
    title=Text("预算大部分没有花出去", "a large part of the budget unspent"),
    message=Text(
        "全年预算数 {budget}，全年执行数 {executed}，未支出 {found}，超过20%，没有说明怎样处理。",
        "Of a budget of {budget}, {executed} was spent; {found} is unspent, more than 20%, and nothing is said of what becomes of it.",
    ),
    advice=Text(
        "请说明未支出的资金怎样处理（结转、收回或压减下年预算）。",
        "State what becomes of the money: carried over, withdrawn or cut next year.",
    ),
    source="一种多地区使用的绩效管理软件的审核规则（20%，网址未留存）；考成手册建议",
)
def large_part_unspent(subject: FormSubject) -> Iterator[Finding | Skip]:
    total = subject.form.total_funding
    if total is None or total.adjusted_budget is None or total.executed_amount is None:
        return
    for cell in (total.adjusted_budget, total.executed_amount):
        if isinstance(cell.value, Unreadable):
            yield Skip(cell, total.label.text, cell.value.reason)
            return
    budget, executed = total.adjusted_budget.known, total.executed_amount.known
    if budget is None or executed is None or budget <= 0 or _carried_over(subject.form):
        return
    unspent = (budget - executed) / budget
    if unspent > _LIMIT and execution_explained(subject.report, subject.form):
        yield Finding(
            total.executed_amount,
            total.label.text,
            f"{format_points(unspent * 100, 1)}%",
            values={"budget": format_number(budget), "executed": format_number(executed)},
        )


def _carried_over(form: Form) -> bool:
    cells = [row.reason for row in form.funding] + [form.problems]
    return any(word_list("carry_over_words").find(cell.text) for cell in cells if cell is not None)
