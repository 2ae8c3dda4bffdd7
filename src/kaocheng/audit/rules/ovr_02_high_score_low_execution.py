"""总体得分高而预算执行率低

## 检查内容
报告的总得分（没有的取各项目得分的平均）不低于90分，而全部项目合计的预算执行率低于80%。报告写明部门预算和支出的，
同样比较。

## 为什么
钱没有花出去，成绩却是优，得分和投入对不上。单个项目由 SCO-15 检查，这里看的是整份报告。

## 依据
一种多地区使用的绩效管理软件的审核思路（网址未留存）；90分、80%的界限为考成手册建议。

## 举例
三个项目都是100分，预算共198.52万元；印出的执行数为0，执行数空白的按全部支出算，执行率也最多49.1%。

## 不报的情形
- 得分低于90分，或执行率不低于80%。
- 只有一个项目的报告（由 SCO-15 检查）。
- 预算数读不出、没有金额的，记为未判定或不适用。

## In English
Compares the overall score (or the mean of the projects) with the execution rate of all projects together, or of the
department: 90 points and more with less than 80 % spent is reported. Expenditure that is not printed counts as if all was
spent, so the rate is then an upper bound. Reports on one project are left to SCO-15.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.budgets import Execution, department_execution, project_scores, projects_execution
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.scoring.figures import format_number, format_points

_HIGH, _LOW = Decimal(90), Decimal("0.8")
_HUNDRED = Decimal(100)
_AT_MOST = Text("最多为 ", "at most ")
_NO_AMOUNTS = Text("有项目的预算数读不出或没有", "the budget of a project is missing or unreadable")


@report_rule(
    "OVR-02",
    severity=Severity.WARNING,
    title=Text("总体得分高而预算执行率低", "high overall score with low execution"),
    message=Text(
        "总体得分 {score} 分，而合计预算 {budget} 万元的执行率{bound}{found}。",
        "The overall score is {score}, while the execution rate of the whole budget ({budget} × 10,000 yuan) is "
        "{bound}{found}.",
    ),
    advice=Text(
        "请核对执行数，说明未支出的原因；工作没有做的，相应扣分。",
        "Check the executed amounts and explain what was not spent; deduct points for work not done.",
    ),
    source="一种多地区使用的绩效管理软件的审核思路（网址未留存）；界限为考成手册建议",
)
def high_score_low_execution(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    score = _overall(report)
    if score is None or score < _HIGH:
        return
    execution = (projects_execution(report) if len(report.forms) > 1 else None) or department_execution(report)
    if execution is None:
        if len(report.forms) > 1 and any(form.total_funding is not None for form in report.forms):
            yield Skip(None, "总体执行率", _NO_AMOUNTS)
        return
    if execution.rate < _LOW:
        yield _finding(execution, score)


def _finding(execution: Execution, score: Decimal) -> Finding:
    return Finding(
        execution.at,
        "总体执行率",
        f"{format_points(execution.rate * _HUNDRED, 1)}%",
        values={
            "score": format_points(score),
            "budget": format_number(execution.budget),
            "bound": _AT_MOST if execution.at_most else Text("为 ", ""),
        },
    )


def _overall(report: Report) -> Decimal | None:
    """The printed overall score; without one, the mean of the projects out of 100."""
    if report.overall_score is not None and report.overall_score.known is not None:
        return report.overall_score.known
    projects = [p for p in project_scores(report) if p.score.known is not None and p.base]
    if len(projects) < 2:
        return None
    total = sum((p.score.known * _HUNDRED / p.base for p in projects if p.score.known is not None), Decimal(0))
    return total / len(projects)
