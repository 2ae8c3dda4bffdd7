"""没有保密审查记录

## 检查内容
- 文件上有密级标志（秘密★10年、内部资料）的，报告为错误：带密级标志的文件不得公开。
- 报告称有内容涉密而没有公开，却没有写明做过保密审查。
- 其他报告：程序看不到审查手续，记为未判定，提请人工核对。

## 为什么
公开前要先作保密审查，谁审的、结论是什么，应当有据可查。

## 依据
保守国家秘密法（2024年修订）、政府信息公开条例（国务院令第711号）（条文待核）；有的县在封面上印“已作保密审查”。

## 举例
“项目主要内容：涉密不予公开”，全文没有保密审查情况。

## 不报的情形
- 写有“已经保密审查”“不涉密”“保密审查情况：……”。
- 内容里只是提到“秘密”“保密工作”。

## In English
A classification mark is an error. A report that withholds content as secret without a word on a secrecy review is a
warning. All others are left undecided: whether the review took place is for a person to check.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.secrecy import review_recorded, secrecy_marks, withheld_statements
from kaocheng.language import Text

_NAME = "保密审查"
_TO_CHECK = Text(
    "需人工核对：报告没有写明保密审查情况，公开前请确认已经审查",
    "for a person to check: the report does not record a secrecy review",
)
_MARKED = Text("文件带有密级标志“{found}”，不得公开", "the document bears the mark “{found}” and must not be published")
_WITHHELD = Text(
    "报告称“{found}”，却没有写明做过保密审查", "the report says “{found}” without recording a secrecy review"
)


@report_rule(
    "SEC-02",
    severity=Severity.WARNING,
    title=Text("没有保密审查记录", "no record of a secrecy review"),
    message=Text("{what}。", "Secrecy: {what}."),
    advice=Text(
        "请保密审查人员确认并留下记录；公开的版本可在封面注明“已作保密审查”。",
        "Have the secrecy reviewer confirm and record it; the published copy may say so on its cover.",
    ),
    source="保守国家秘密法（2024年修订）、政府信息公开条例（条文待核）",
)
def secrecy_review_unrecorded(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if report.document is None:
        return
    marks = secrecy_marks(report.document)
    for mark in dict.fromkeys(mark for mark, _ in marks):
        where = next(where for text, where in marks if text == mark)
        yield Finding(where, "密级标志", mark, values={"what": _MARKED.format(found=mark)}, severity=Severity.ERROR)
    if marks or review_recorded(report):
        return
    withheld = withheld_statements(report)
    if withheld:
        what = _WITHHELD.format(found=withheld[0].text)
        yield Finding(withheld[0].at, _NAME, withheld[0].text, values={"what": what})
    else:
        yield Skip(None, _NAME, _TO_CHECK)
