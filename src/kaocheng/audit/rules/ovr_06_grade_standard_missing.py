"""没有等级标准或没有等级

## 检查内容
成文报告给出了等级而没有写等级标准（多少分为优、良、中、差），或给出了总分而没有给等级。

## 为什么
各地等级的分数线不同（90分或85分为优）。不写标准，同样的“优”不能比较，也无法核对。

## 依据
财预〔2020〕10号：评价结果采取评分与评级相结合的方式（条文待核）；考成手册建议。

## 举例
- “总得分94分为优秀”，全文没有等级标准。
- 自评表总分98分，报告没有写等级。

## 不报的情形
- 报告写明了等级和分数段。
- 只有自评表、没有报告文字的文件。
- 既没有总分、也没有等级的报告（由 OVR-07 检查）。
- 写明按财政部（某办法）的等级标准划分。

## In English
Information: a written report that gives a grade without saying which scores make it, or a total score without a grade. A
reference to the rules that define the grades is enough; bare forms are not asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Place, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import is_written_report, narrative_of
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Printed

_REFERS = re.compile(r"(?:按|按照|根据|依据)[^。；\n]{0,40}(?:等级(?:划分)?标准|等级划分|分为[四五]个等级)")
_NO_STANDARD = Text("给出等级“{grade}”，没有写等级标准", "the grade “{grade}” is given without the scores that make it")
_NO_GRADE = Text("给出总分 {score}，没有写等级和等级标准", "the total {score} is given without a grade")


@report_rule(
    "OVR-06",
    severity=Severity.INFO,
    title=Text("没有等级标准或没有等级", "grade standard or grade missing"),
    message=Text("报告{what}。", "Grade: {what}."),
    advice=Text(
        "请写明等级及其分数段，或所依据的办法。", "State the grade with its score band, or the rules that define it."
    ),
    source="财预〔2020〕10号（条文待核）；考成手册建议",
)
def grade_standard_missing(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if not is_written_report(report) or report.grade_bands or _REFERS.search(narrative_of(report).text):
        return
    grade = _grade(report)
    if grade is not None:
        yield Finding(grade, "等级", grade.text, values={"what": _NO_STANDARD.format(grade=grade.text)})
    elif (total := _total(report)) is not None:
        place, score = total
        yield Finding(place, "等级", "未写等级", values={"what": _NO_GRADE.format(score=score)})


def _grade(report: Report) -> Printed[str] | None:
    grades = [report.grade, *(row.grade for row in report.summary), *(form.grade for form in report.forms)]
    return next((grade for grade in grades if grade is not None), None)


def _total(report: Report) -> tuple[Place, str] | None:
    totals = [report.overall_score, *(form.total_score for form in report.forms)]
    return next(((total, total.text) for total in totals if total is not None and total.known is not None), None)
