"""没有报告标题或单位名称

## 检查内容
成文的报告（不只是一张表）有没有标题，能不能看出是哪个单位的。

## 为什么
公开后单独流传的文件，没有标题和单位就不知道是谁的、哪一年的。

## 依据
考成手册建议。

## 举例
文件从“为加强财政资金的管理……”一段开始，没有标题。

## 不报的情形
- 只有自评表的文件：看表的标题和填报单位。
- 标题分两行印，单位名称在标题里。

## In English
Information only: a written report (not a bare form) without a title, or any file that does not say whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.sections import is_written_report, place_of_report
from kaocheng.language import Text
from kaocheng.model import Report

_TITLE = Text("报告标题", "title of the report")
_UNIT = Text("单位名称", "name of the unit")


@report_rule(
    "DOC-06",
    severity=Severity.INFO,
    title=Text("没有报告标题或单位名称", "title or unit missing"),
    message=Text("没有找到{what}。", "No {what} was found."),
    advice=Text(
        "请在文首写明“单位名称＋年度＋绩效自评报告”；标题在封面上的，请连同封面一起公开。",
        "Begin with unit, year and 绩效自评报告; if they stand on a cover, publish the cover too.",
    ),
    source="考成手册建议",
)
def title_or_unit_missing(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if report.document is None:
        return
    written = is_written_report(report)
    if written and report.title is None:
        yield Finding(place_of_report(report), _TITLE.zh, "无", values={"what": _TITLE})
    if (written or report.forms) and not _names_unit(report):
        yield Finding(place_of_report(report), _UNIT.zh, "无", values={"what": _UNIT})


def _names_unit(report: Report) -> bool:
    named = [report.budget_unit, *(row.unit_name for row in report.summary)]
    named += [cell for form in report.forms for cell in (form.implementing_unit, form.competent_department)]
    return any(cell is not None and cell.text for cell in named)
