"""整体支出自评只评了项目

## 检查内容
部门（单位）整体支出自评报告里，得分和指标全部是项目的，没有部门整体的指标、得分表。能算出时，写明没有评价的支出占多少。

## 为什么
整体支出包括基本支出和项目支出。只评项目，大半支出没有人评价，而结论却是“整体”的。

## 依据
财预〔2018〕167号（条文待核）；财预〔2013〕53号共性指标体系框架（条文待核）；考成手册建议。

## 举例
整体支出156.75万元，报告只有5个项目的自评表（共支出76.27万元），其余80.48万元（51.3%）没有评价。

## 不报的情形
- 有部门整体的指标得分表，或标题为“整体支出自评表”的表。
- 项目支出自评报告。
- 有“整体支出自评表”的标题、但表没有读成指标的，记为未判定。
- 既没有项目得分、也没有指标的报告（由 OVR-09 检查）。

## In English
Reports an evaluation of a department as a whole whose scores are all those of projects, with the share of expenditure that
is thereby left out where the text gives the amounts. A table or form of department-level indicators is enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.budgets import (
    department_budget,
    department_spent,
    is_department_form,
    project_scores,
    projects_execution,
)
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import narrative_of
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Location
from kaocheng.scoring.figures import format_number, format_points

_FORM_TITLE = re.compile(
    r"[^《。，]{0,40}(?:整体支出|部门整体|单位整体)[^《。，]{0,12}(?:自评表|评分表|得分表)(?:[（(].{0,12}[)）])?"
)
_UNREAD = Text("有部门整体的表，但没有读成指标", "there is a table for the department that could not be read")
_SHARE = Text(
    "；部门支出 {whole} 万元，项目 {part} 万元，其余 {rest} 万元（{share}）没有评价",
    "; of {whole} (10,000 yuan) the projects are {part}, the other {rest} ({share}) are not evaluated",
)


@report_rule(
    "PRO-10",
    severity=Severity.WARNING,
    title=Text("整体支出自评只评了项目", "department as a whole not evaluated"),
    message=Text(
        "整体支出自评报告只有{count}个项目的得分，没有部门整体的指标和得分{share}。",
        "The report on the department as a whole has only the scores of {count} projects, no indicators of the department{share}.",
    ),
    advice=Text(
        "请补充部门整体支出的指标体系和得分表（含基本支出、履职效果），或附上整体支出自评表。",
        "Add indicators and scores for the department as a whole (basic expenditure, performance of duties), or its form.",
    ),
    source="财预〔2018〕167号、财预〔2013〕53号（条文待核）；考成手册建议",
)
def department_level_unassessed(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    projects = project_scores(report)
    if report.kind != "department" or not projects or _is_evaluated(report):
        return
    place = report.title or projects[0].score
    if unread := _unread_form(report):
        yield Skip(unread, "部门整体指标", _UNREAD)
        return
    yield Finding(
        place, "部门整体指标", f"{len(projects)}个项目", values={"count": len(projects), "share": _share(report)}
    )


def _is_evaluated(report: Report) -> bool:
    return any(row.row_kind == "indicator" for row in report.summary) or any(
        is_department_form(form.title) and form.indicators for form in report.forms
    )


def _unread_form(report: Report) -> Location | None:
    """The title of a form for the department whose table was not read as one."""
    for paragraph in narrative_of(report).paragraphs:
        if len(paragraph.text) <= 60 and _FORM_TITLE.fullmatch("".join(paragraph.text.split())):
            return paragraph.where
    return None


def _share(report: Report) -> Text:
    """What the projects leave out: expenditure against expenditure, else budget against budget."""
    for whole, part in _amounts(report):
        if 0 < part < whole:
            words = {"whole": whole, "part": part, "rest": whole - part}
            printed = {name: format_number(amount) for name, amount in words.items()}
            return _SHARE.format(**printed, share=f"{format_points((whole - part) / whole * 100, 1)}%")
    return Text("", "")


def _amounts(report: Report) -> Iterator[tuple[Decimal, Decimal]]:
    projects, spent, budget = projects_execution(report), department_spent(report), department_budget(report)
    if projects is not None and not projects.at_most and spent is not None and spent.amount.known is not None:
        yield spent.amount.known, projects.executed
    if budget is None or budget.amount.known is None:
        return
    if projects is not None:
        yield budget.amount.known, projects.budget
    stated = next((f for f in report.department_budget if f.label.text.endswith("项目支出")), None)
    if stated is not None and stated.amount.known is not None:
        yield budget.amount.known, stated.amount.known
