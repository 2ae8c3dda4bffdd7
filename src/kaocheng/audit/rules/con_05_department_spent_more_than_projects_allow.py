"""部门支出数与各项目执行数矛盾

## 检查内容
部门报告写的调整后预算减去支出，是部门全年没有用完的钱；各项目自评表的全年预算数减去执行数，是项目没有用完的钱。
前者不应小于后者。

## 为什么
项目里剩着钱，部门却说预算全部支出，两处至少有一处不实，或者项目预算后来被收回而自评表没有改。

## 依据
考成手册建议。

## 举例
部门调整预算数156.75万元、支出156.75万元，而各项目共有4.23万元没有支出，部门支出最多152.52万元：报。

## 不报的情形
- 部门结余不小于各项目结余之和。
- 基本支出超过其预算、由项目结余调剂的，应写明调剂；此处仍提示核对。
- 报告没有写部门支出数，或不是部门整体报告；部门整体自评表本身不算一个项目。
- 有的自评表预算数或执行数为空、无法识读：记为未判定。

## In English
In a department report, what the department left unspent cannot be less than what its projects left unspent. Reported
with the most the department can have spent. Missing amounts in a form leave the rule undecided. Project budgets that were
cut later would explain the difference, but then the forms are out of date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.amounts import in_wan
from kaocheng.audit.budgets import is_department_form
from kaocheng.language import Text
from kaocheng.model import BudgetFigure, Form, Report
from kaocheng.provenance import known
from kaocheng.scoring.figures import format_number, format_rate

_ADJUSTED = re.compile(r"调整.{0,6}预算|预算.{0,4}调整|全年预算")
_BUDGET = re.compile(r"(?:支出|收入|总)预算|预算(?:总额|总数|收入|支出|数)|年初.{0,6}预算")
_SPENT = re.compile(r"(?:年末|全年|年度|实际|累计|本年|决算|总)*(?:支出(?:决算|合计|总额|数)?|决算(?:支出|数)?|执行数)")
_PART = re.compile(r"项目|基本|人员|公用|基金|专户|其他|一般公共|上年|结转|结余|三公|工资|商品")
_PER_PROJECT = Decimal("0.01")
_UNKNOWN = Text(
    "预算数或执行数为空或无法识读，项目结余算不出来", "budget or executed amount is missing, so is what was left"
)


@report_rule(
    "CON-05",
    severity=Severity.WARNING,
    title=Text("部门支出数与各项目执行数矛盾", "department spent more than its projects allow"),
    message=Text(
        "部门预算 {budget}、支出 {found}，而 {count} 个项目共有 {unspent} 万元没有支出，部门支出最多 {expected}（{rate}），相差 {difference}。",
        "The department reports {found} of {budget} spent, but its {count} projects left {unspent} 万元 unspent: at most {expected} ({rate}), {difference} apart.",
    ),
    advice=Text(
        "请核对部门决算和各项目执行数；项目预算已收回或调剂的，请更新自评表或加以说明。",
        "Check accounts and project figures; where project money was withdrawn or moved, update the forms or say so.",
    ),
    source="考成手册建议",
)
def department_spent_more_than_projects_allow(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    budget, spent = _budget(report), _spent(report)
    projects = [form for form in report.forms if not is_department_form(form.title)]
    if report.kind != "department" or not projects or budget is None or spent is None:
        return
    total, executed = known(budget.amount), known(spent.amount)
    if total is None or executed is None or total <= 0:
        return
    unspent = Decimal(0)
    for form in projects:
        left = _left(form)
        if left is None:
            yield Skip(spent.amount, spent.label.text, _UNKNOWN)
            return
        unspent += left
    most = total - unspent
    if executed - most > _PER_PROJECT * len(projects):
        yield Finding(
            spent.amount,
            spent.label.text,
            spent.amount.text,
            f"{format_number(most)}万元",
            f"{format_number(executed - most)}万元",
            values={
                "budget": budget.amount.text,
                "count": len(projects),
                "unspent": format_number(unspent),
                "rate": format_rate(most / total),
            },
        )


def _budget(report: Report) -> BudgetFigure | None:
    """The department's budget as adjusted, else as first approved."""
    named = [figure for figure in report.department_budget if not _PART.search(figure.label.text)]
    adjusted = [figure for figure in named if _ADJUSTED.search(figure.label.text)]
    return next(iter(adjusted or [figure for figure in named if _BUDGET.search(figure.label.text)]), None)


def _spent(report: Report) -> BudgetFigure | None:
    return next((f for f in report.department_budget if _SPENT.fullmatch("".join(f.label.text.split()))), None)


def _left(form: Form) -> Decimal | None:
    """What a project left unspent, in 万元, not below 0; None where the form does not say."""
    total = form.total_funding
    if total is None:
        return None
    budget = known(total.adjusted_budget)
    budget = known(total.original_budget) if budget is None else budget
    executed = known(total.executed_amount)
    if budget is None or executed is None:
        return None
    left = in_wan(form, budget - executed)
    return None if left is None else max(left, Decimal(0))
