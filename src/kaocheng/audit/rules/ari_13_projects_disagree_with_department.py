"""项目金额合计与部门项目支出不符

## 检查内容
部门报告写有“项目支出”金额的，与各项目自评表年度资金总额之和（没有自评表的，与汇总表资金之和）比较；
写有部门总预算的，各项目之和不应超过它。

## 为什么
部门说的项目支出，应当就是后面各张自评表里的钱。少了是有项目没有自评，多了是重复或口径不同。

## 依据
考成手册建议。自评应覆盖全部项目支出（财预〔2020〕10号、财预〔2018〕167号，条文待核）。

## 举例
- 部门项目支出 250.25 万元，三张自评表合计 230.25 万元：报。
- 各项目合计 180 万元，部门调整后预算 156.75 万元：报。

## 不报的情形
- 与项目支出的预算口径或决算口径之一相等：不报。
- 项目合计小于部门总预算：其余是基本支出，不报。
- 报告没有写项目支出金额：没有可比的数，不报。
- 某张表的资金总额为空、识读不出，或汇总表里还有没附自评表的项目：记为未判定。

## In English
Compares the project expenditure that a department report states with the sum of its forms, or of the summary table
where
there are no forms, and reports projects that add to more than the whole department budget. Either budgets or executed
amounts may fit. Basic expenditure is in no form, so a smaller sum than the whole budget says nothing. A missing total
leaves the rule undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import amount_of, in_wan
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import BudgetFigure, Report
from kaocheng.scoring.figures import format_number

_PER_PROJECT = Decimal("0.01")
_COLUMNS = ("adjusted_budget", "original_budget", "executed_amount")
_TOTAL_BUDGET = re.compile(r"调整.{0,6}预算|(?:支出|收入|总)预算|预算(?:总额|总数|收入|支出)|预算数?$")
_NOT_TOTAL = re.compile(r"项目|基本|人员|公用|基金|专户|其他|一般公共|上年|结转|三公")
_NO_TOTAL = Text("有自评表的年度资金总额为空或无法识读，不能合计", "a form has no readable total, no sum is possible")
_NOT_ALL = Text("汇总表列有未附自评表的项目，不能合计", "the summary lists projects without a form, no sum is possible")
_DIFFERS = Text(
    "{count} 个项目的资金合计为 {sum} 万元（预算数），正文写的项目支出为 {stated}",
    "the {count} projects add to {sum} 万元 (budget), the text states project expenditure of {stated}",
)
_EXCEEDS = Text(
    "{count} 个项目的资金合计 {sum} 万元，超过部门预算 {stated}",
    "the {count} projects add to {sum} 万元, more than the department's budget of {stated}",
)


@report_rule(
    "ARI-13",
    severity=Severity.WARNING,
    title=Text("项目金额合计与部门项目支出不符", "project amounts disagree with the department's project expenditure"),
    message=Text("“{subject}”：{what}，相差 {difference} 万元。", "“{subject}”: {what}, {difference} 万元 apart."),
    advice=Text(
        "请核对是否有项目未自评或重复列示，以及两处是否同为预算数或决算数。",
        "Check for projects left out or listed twice, and whether both figures are budgets or both are outturns.",
    ),
    source="考成手册建议；自评覆盖全部项目支出见财预〔2020〕10号、财预〔2018〕167号（条文待核）",
)
def projects_disagree_with_department(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if report.kind != "department":
        return
    projects = next((f for f in report.department_budget if _is_projects(f)), None)
    whole = _whole_budget(report)
    if projects is None and whole is None:
        return
    count, sums, why = _project_sums(report)
    if why is not None:
        figure = projects or whole
        yield Skip(figure.amount if figure else None, "项目支出", why)
        return
    budget = sums.get("adjusted_budget", sums.get("original_budget"))
    if budget is None:
        return
    tolerance = _PER_PROJECT * count
    if projects is not None and projects.amount.known is not None:
        nearest = min(abs(total - projects.amount.known) for total in sums.values())
        if nearest > tolerance:
            yield _finding(projects, _DIFFERS, count, budget, abs(budget - projects.amount.known))
    elif whole is not None and whole.amount.known is not None and budget - whole.amount.known > tolerance:
        yield _finding(whole, _EXCEEDS, count, budget, budget - whole.amount.known)


def _finding(figure: BudgetFigure, what: Text, count: int, total: Decimal, difference: Decimal) -> Finding:
    return Finding(
        at=figure.amount,
        subject=figure.label.text,
        found=figure.amount.text,
        expected=f"{format_number(total)}万元",
        difference=format_number(difference),
        values={"what": what.format(count=count, sum=format_number(total), stated=figure.amount.text)},
    )


def _is_projects(figure: BudgetFigure) -> bool:
    return (
        bool(re.search(r"项目(?:经费)?支出|项目(?:支出)?预算", figure.label.text)) and "基本" not in figure.label.text
    )


def _whole_budget(report: Report) -> BudgetFigure | None:
    """The largest figure that is called the department's budget as a whole."""
    named = [
        figure
        for figure in report.department_budget
        if _TOTAL_BUDGET.search(figure.label.text) and not _NOT_TOTAL.search(figure.label.text) and figure.amount.known
    ]
    return max(named, key=lambda figure: figure.amount.known or Decimal(0), default=None)


def _project_sums(report: Report) -> tuple[int, dict[str, Decimal], Text | None]:
    """Number of projects, their sums in 万元 by column, and why no sum is possible."""
    listed = [row for row in report.summary if row.row_kind == "project"]
    if not report.forms:
        funds = [row.funds.known for row in listed if row.funds is not None and row.funds.known is not None]
        if not funds or len(funds) < len(listed):
            return 0, {}, None
        return len(funds), {"adjusted_budget": sum(funds, Decimal(0))}, None
    if len(listed) > len(report.forms):
        return len(report.forms), {}, _NOT_ALL
    sums: dict[str, Decimal] = {}
    for column in _COLUMNS:
        amounts = []
        for form in report.forms:
            cell = amount_of(form.total_funding, column) if form.total_funding else None
            amounts.append(in_wan(form, cell.known) if cell is not None and cell.known is not None else None)
        known = [amount for amount in amounts if amount is not None]
        if len(known) == len(report.forms):
            sums[column] = sum(known, Decimal(0))
        elif column == "adjusted_budget":
            return len(report.forms), {}, _NO_TOTAL
    return len(report.forms), sums, None
