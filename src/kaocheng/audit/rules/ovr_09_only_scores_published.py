"""只公开得分，没有指标值和完成值

## 检查内容
成文报告公布了项目得分、指标得分或总分，文件里却没有任何带指标值、完成值的自评表。

## 为什么
只有得分，读者和复核人员都无法重算，也看不出做了什么。

## 依据
预算公开关于绩效自评表随决算公开的要求（条文待核）；考成手册建议。

## 举例
- 只有“指标名称、权重、得分、得分率”一张表。
- 6个项目只列得分和等级。

## 不报的情形
- 文件里有自评表（指标值或完成值至少有一行）。
- 没有得分的文件。
- 文件里有带“指标值”“完成值”字样的表，但没有读成自评表，记为未判定。
- 汇总表等没有报告文字的文件。

## In English
Reports a written report that publishes scores without any form of targets and actual values, so that nothing can be
recomputed. A table that looks like such a form but could not be read leaves the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Place, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import is_written_report
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Location

_HEADERS = ("指标值", "完成值", "目标值", "实际值")
_UNREAD = Text("有一张表像自评表，但没有读成指标", "a table looks like a form but could not be read")
_INDICATORS = Text("{count} 项指标的得分", "the scores of {count} indicators")
_PROJECTS = Text("{count} 个项目的得分", "the scores of {count} projects")
_TOTAL = Text("总分 {score}", "the total {score}")


@report_rule(
    "OVR-09",
    severity=Severity.WARNING,
    title=Text("只公开得分，没有指标值和完成值", "only scores published, no values"),
    message=Text(
        "报告只公开了{what}，没有指标值和完成值，得分无法重算。",
        "The report publishes only {what}, without targets and actual values: nothing can be recomputed.",
    ),
    advice=Text("请附上完整的自评表。", "Attach the complete forms."),
    source="预算公开对绩效自评表的要求（条文待核）；考成手册建议",
)
def only_scores_published(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if not is_written_report(report) or any(
        row.target or row.actual for form in report.forms for row in form.indicators
    ):
        return
    published = _published(report)
    if published is None:
        return
    place, found, what = published
    if unread := _unread_form(report):
        yield Skip(unread, "自评表", _UNREAD)
    else:
        yield Finding(place, "自评表", found, values={"what": what})


def _published(report: Report) -> tuple[Place, str, Text] | None:
    """Where scores stand, and what they are of."""
    for kind, words, label in (("indicator", _INDICATORS, "项指标"), ("project", _PROJECTS, "个项目")):
        rows = [row for row in report.summary if row.row_kind == kind and row.score is not None]
        if rows:
            return rows[0].name, f"{len(rows)}{label}", words.format(count=len(rows))
    if report.overall_score is not None:
        return report.overall_score, "总分", _TOTAL.format(score=report.overall_score.text)
    return None


def _unread_form(report: Report) -> Location | None:
    if report.document is None:
        return None
    for table in report.document.tables():
        for cell in table.cells:
            if len(cell.text) <= 16 and any(header in "".join(cell.text.split()) for header in _HEADERS):
                return table.where(cell)
    return None
