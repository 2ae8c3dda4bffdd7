"""执行率低而没有说明

## 检查内容
按金额计算的执行率低于90%，而资金表的原因栏、存在问题、偏差原因和正文都没有说明。报告正文写明的部门预算和支出同样检查。

## 为什么
执行率低、绩效差的项目，要单独说明原因并提出措施；不说明，就无法判断是没有做还是省下来了。

## 依据
四川省2023年项目支出绩效自评表：执行率低于90%须说明原因；财预〔2020〕10号（条文待核）。

## 举例
年初预算41万元，执行数为0，表中和正文都没有说明。

## 不报的情形
- 执行率不低于90%。
- 问题栏写了原因（“因疫情未组织培训，及时推进项目进度，确保预算执行率”）。
- 正文里提到该项目并说明了结转、延迟等原因。
- 只有预算、还没有执行数的目标表。
- 执行数空白而印了执行率、金额读不出的，记为未判定。

## In English
Reports an execution rate below 90 %, computed from the amounts, for which neither form nor text gives a reason. Any sentence
that names the project (or, in a report on one project, the execution) with a reason is enough. A blank amount beside a
printed rate leaves the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.budgets import department_execution
from kaocheng.audit.explanations import execution_explained
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.provenance import Unreadable
from kaocheng.scoring.figures import format_number, format_points

_LIMIT = Decimal("0.9")
_BLANK = Text("执行数空白，执行率无法计算", "no executed amount, the rate cannot be computed")


@report_rule(
    "OVR-10",
    severity=Severity.WARNING,
    title=Text("执行率低而没有说明", "low execution not explained"),
    message=Text(
        "“{subject}”预算 {budget}、执行 {executed}，执行率 {found}，低于90%，表中和正文没有说明原因。",
        "“{subject}”: budget {budget}, spent {executed}, a rate of {found}, below 90%, and no reason is given.",
    ),
    advice=Text(
        "请写明没有支出的原因、资金的去向和改进措施；执行数漏填的，补填。",
        "State why it was not spent, what becomes of the money and what will be done; fill in a missing amount.",
    ),
    source="四川省2023年项目支出绩效自评表（执行率低于90%须说明原因）；财预〔2020〕10号（条文待核）",
)
def low_execution_unexplained(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    for index, form in enumerate(report.forms):
        yield from _check(report, form, index)
    whole = department_execution(report)
    if whole is not None and whole.rate < _LIMIT and not execution_explained(report, None):
        name = report.budget_unit.text if report.budget_unit else "部门整体支出"
        amounts = {"budget": format_number(whole.budget), "executed": format_number(whole.executed)}
        yield Finding(whole.at, name, _percent(whole.rate), "90%", values=amounts)


def _check(report: Report, form: Form, index: int) -> Iterator[Finding | Skip]:
    total = form.total_funding
    if total is None or total.adjusted_budget is None:
        return
    name = form.project_name.text if form.project_name else total.label.text
    if total.executed_amount is None:
        if total.execution_rate is not None:
            yield Skip(total.execution_rate, name, _BLANK, index)
        return
    for cell in (total.adjusted_budget, total.executed_amount):
        if isinstance(cell.value, Unreadable):
            yield Skip(cell, name, cell.value.reason, index)
            return
    budget, executed = total.adjusted_budget.known, total.executed_amount.known
    if budget is None or executed is None or budget <= 0 or executed / budget >= _LIMIT:
        return
    if execution_explained(report, form):
        return
    yield Finding(
        total.executed_amount,
        name,
        _percent(executed / budget),
        "90%",
        values={"budget": total.adjusted_budget.text, "executed": total.executed_amount.text},
        form=index,
    )


def _percent(rate: Decimal) -> str:
    return f"{format_points(rate * 100, 1)}%"
