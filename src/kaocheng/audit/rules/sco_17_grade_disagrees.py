"""等级与得分不符

## 检查内容
自评表、汇总表和报告印出的等级，与印出的得分、与复算的总分比较。等级标准先取报告自己印的，没有的取评分方案的。分值合计不是100分的，先折算为100分。

## 为什么
等级决定结果怎样应用。得分改正后等级变了，就不能再按原等级公布。

## 依据
财预〔2020〕10号的等级划分（条文待核）；各地以评分方案或报告所印标准为准。

## 举例
汇总表印“优”，而该项目各行只有80分，执行率得0分，70 ÷ 80 折算为87.5分，应为“良”。

## 不报的情形
- 优与优秀、中与一般、差与较差，写法不同而等级相同。
- 总分是一个区间或有几种读法，其中一种与印出的等级相符。
- 不知道当地的等级标准，或等级写法认不出时，列为无法判断。
- 总分算不出来的，只与印出的得分比较。

## In English
Compares each printed grade (form, summary table, report) with the printed score and with the replayed total, by the bands
that the report prints or else the scheme's; totals not out of 100 are rescaled first. One honest reading that gives the
printed grade is enough to stay silent. Unknown bands or labels leave the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.grades import class_of_grade
from kaocheng.language import Text
from kaocheng.model import Form, SummaryRow
from kaocheng.provenance import Printed, known
from kaocheng.scoring import (
    Interval,
    NotComputable,
    Reading,
    ScoreSheet,
    format_points,
    grade_for,
    round_half_up,
    summary_row_for,
)

_HUNDRED = Decimal(100)
_PRINTED = Text("印出的得分", "the printed score")
_REPLAYED = Text("复算的总分", "the recomputed total")
_UNKNOWN_LABEL = Text("等级写法认不出", "the grade is not known")
_NO_BANDS = Text("方案未载等级标准，报告也未印", "neither the scheme nor the report states grade bands")


@report_rule(
    "SCO-17",
    severity=Severity.ERROR,
    title=Text("等级与得分不符", "grade does not fit the score"),
    message=Text(
        "“{subject}”的等级印为“{found}”，按{basis} {total} 分应为“{expected}”。",
        "The grade of “{subject}” is printed as “{found}”; {basis} of {total} gives “{expected}”.",
    ),
    advice=Text(
        "请先核对得分，再按等级标准改正等级，汇总表与自评表一并改。",
        "Check the score first, then correct the grade in form and summary alike.",
    ),
    source="财预〔2020〕10号（条文待核）；报告自印的等级标准优先",
)
def grade_disagrees(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    done: list[SummaryRow] = []
    for index, (form, sheet) in enumerate(zip(report.forms, subject.sheets, strict=True)):
        row = summary_row_for(report, form)
        grade = form.grade or (row.grade if row is not None else None)
        if row is not None:
            done.append(row)
        if grade is None:
            continue
        printed = known(form.total_score)
        if printed is None and row is not None:
            printed = known(row.score)
        yield from _with_form(_check(subject, grade, printed, _name(form)), index)
        yield from _with_form(_check_replayed(subject, grade, printed, sheet, _name(form)), index)
    for row in report.summary:
        if row.row_kind == "project" and row.grade is not None and row not in done:
            yield from _check(subject, row.grade, known(row.score), row.name.text)
    if report.grade is not None:
        yield from _check(subject, report.grade, known(report.overall_score), "报告")


def _with_form(outcomes: Iterator[Finding | Skip], index: int) -> Iterator[Finding | Skip]:
    for outcome in outcomes:
        if isinstance(outcome, Skip):
            yield Skip(outcome.at, outcome.subject, outcome.reason, index)
        else:
            yield Finding(
                outcome.at, outcome.subject, outcome.found, outcome.expected, values=outcome.values, form=index
            )


def _name(form: Form) -> str:
    return form.project_name.text if form.project_name else "自评表"


def _check(subject: ReportSubject, grade: Printed[str], total: Decimal | None, name: str) -> Iterator[Finding | Skip]:
    """The printed grade against the printed score."""
    if total is None:
        return
    outcome = _graded(subject, grade, total)
    if isinstance(outcome, Text):
        yield Skip(grade, name, outcome)
    elif outcome != grade.text:
        yield _finding(grade, total, outcome, name, _PRINTED)


def _check_replayed(
    subject: ReportSubject, grade: Printed[str], printed: Decimal | None, sheet: ScoreSheet, name: str
) -> Iterator[Finding | Skip]:
    """The printed grade against the total that the form itself yields, unless some reading agrees."""
    totals = [ends for reading in sheet.readings if (ends := _out_of_hundred(reading, sheet)) is not None]
    if not totals or (printed is not None and _disagrees(subject, grade, printed)):
        return
    grades = [
        (end, outcome) for ends in totals for end in ends if isinstance(outcome := _graded(subject, grade, end), str)
    ]
    if grades and all(outcome != grade.text for _, outcome in grades):
        if len({outcome for _, outcome in grades}) > 1:
            return  # no agreement on what it should be
        yield _finding(grade, grades[0][0], grades[0][1], name, _REPLAYED)


def _disagrees(subject: ReportSubject, grade: Printed[str], total: Decimal) -> bool:
    outcome = _graded(subject, grade, total)
    return isinstance(outcome, Text) or outcome != grade.text


def _graded(subject: ReportSubject, grade: Printed[str], total: Decimal) -> str | Text:
    """The grade a total deserves, in the printed wording where it is the same class; or why that is unknown."""
    printed = class_of_grade(grade.text)
    if printed is None:
        return _UNKNOWN_LABEL
    bands = subject.report.grade_bands or subject.scheme
    label = grade_for(round_half_up(total, subject.scheme.rounding.total.value), bands)
    if label is None:
        return _NO_BANDS
    return grade.text if class_of_grade(label) == printed else label


def _out_of_hundred(reading: Reading, sheet: ScoreSheet) -> tuple[Decimal, ...] | None:
    """The ends of a reading out of 100 that counts every row; None for a partial or incomputable one."""
    if isinstance(reading.total, NotComputable) or reading.name == "computable-part" or reading.base == 0:
        return None
    ends = (reading.total.low, reading.total.high) if isinstance(reading.total, Interval) else (reading.total,)
    return tuple(end * _HUNDRED / reading.base for end in ends)


def _finding(grade: Printed[str], total: Decimal, expected: str, name: str, basis: Text) -> Finding:
    return Finding(grade, name, grade.text, expected, values={"basis": basis, "total": format_points(total)})
