"""报告没有日期

## 检查内容
成文的自评报告，封面、落款和“填报日期”一类的栏目里都找不到年月（日）。只印“年 月 日”而没有填数字的，也报告。

## 为什么
没有日期，就看不出自评是不是在年度终了以后做的，也分不清是初稿还是改过的稿子。

## 依据
考成手册建议。

## 举例
- 报告到“评价工作组人员名单”为止，全文没有落款日期。
- 落款印“2023年  月  日”，月、日空着。

## 不报的情形
- 单独一行的日期，或跟在单位名称、“填报日期：”后面的日期，写法不限（2023年4月27日、2023.4.27、二〇二三年四月）。
- 只有一张自评表、没有报告文字的文件。
- 表格里的日期栏填了日期。
- 手工录入、没有原文的报告。

## In English
Reports a written self-evaluation report without a date of its own: none on the cover, under the text or beside a label such
as 填报日期. A date form left blank counts as none. Bare forms are not asked for a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.dates import signing_date
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import is_written_report, narrative_of, place_of_report
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report

_BLANK = Text("落款日期没有填", "leaves its date blank")
_NONE = Text("全文没有日期", "has no date")
_LABELLED = re.compile(r"(?:填报|填表|报告|编制|成文|报送)(?:日期|时间)")
_DATE = re.compile(r"(?:19|20)\d\d[年./-]\d{1,2}[月./-]")


@report_rule(
    "PRO-01",
    severity=Severity.WARNING,
    title=Text("报告没有日期", "report undated"),
    message=Text("报告{what}，看不出自评的时间。", "The report {what}: it does not show when it was written."),
    advice=Text(
        "请在落款处写明成文日期（年、月、日）。", "Add the date of the report (year, month, day) under the text."
    ),
    source="考成手册建议",
)
def report_undated(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if not is_written_report(report):
        return
    date = signing_date(report)
    if date is not None and date.is_blank:
        yield Finding(date.where, "报告日期", _BLANK.zh, values={"what": _BLANK})
    elif date is None and not _dated_elsewhere(report):
        yield Finding(place_of_report(report), "报告日期", _NONE.zh, values={"what": _NONE})


def _dated_elsewhere(report: Report) -> bool:
    """A date beside its label inside a line or a cell, or in header or footer."""
    assert report.document is not None
    furniture = (*report.document.headers, *report.document.footers)
    if any(_DATE.search("".join(paragraph.text.split())) for paragraph in furniture):
        return True
    if any(_LABELLED.search(p.text) and _DATE.search("".join(p.text.split())) for p in narrative_of(report).paragraphs):
        return True
    for table in report.document.tables():
        labelled = False
        for cell in table.cells:
            labelled = bool(_LABELLED.search(cell.text)) or (labelled and not cell.text)
            if labelled and _DATE.search("".join(cell.text.split())):
                return True
            if cell.text and not _LABELLED.search(cell.text):
                labelled = False
    return False
