"""得分合计与总分不符

## 检查内容
一张自评表各行得分（含预算执行率得分）之和，与印出的总分比较；指标得分表各行得分之和，与报告公布的总得分比较。
执行率已作为指标行的，只计一次。

## 为什么
总分是评级和公开的依据，必须能从表上加出来。

## 依据
财政部2020年办法第三章：自评得分由各项指标得分加总形成（条文待核）。容差随评分方案，未规定的为 0.05 分。

## 举例
- 各行 70 分加执行率 10 分，合计 80，总分印为 100：报。
- 得分表 11 行合计 106，报告总得分 96：报；去掉重复的一行正好 96，一并说明。

## 不报的情形
- 10+50+28+10 = 98，总分 98：不报。
- 评分方案规定执行率在总分之外，各行合计等于总分：不报。
- 某行得分为空或识读不出、执行率有分值而无得分：记为未判定。
- 没有印总分：没有可比的数，不报。

## In English
The scores of a form, execution score included, must add to the printed total; the scores of a summary table of
indicators must add to the score of the report. The message says when leaving out the execution score or a repeated row
would give the printed total. A missing or unreadable score leaves the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import is_unreadable, why_unreadable
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import indicator_tables, name_of, place_of, title_of, without_repeats
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text, same
from kaocheng.model import Form, Report, SummaryRow
from kaocheng.provenance import known
from kaocheng.schemes.scheme import Scheme
from kaocheng.scoring.figures import format_number
from kaocheng.scoring.sheet import ScoreSheet

_SCORE = Text("得分", "score")
_BLANK = Text("“{name}”得分为空，无法合计", "the score of “{name}” is blank, no sum is possible")
_WITHOUT_EXECUTION = Text(
    "；不计资金表执行率得分 {execution} 则相符", "; it fits without the execution score {execution}"
)
_REPEATED = Text("；去掉重复的行后为 {sum}，与总得分相符", "; without the repeated rows the sum is {sum}, which fits")
_STILL_REPEATED = Text("；去掉重复的行后为 {sum}", "; {sum} without the repeated rows")


@report_rule(
    "ARI-07",
    severity=Severity.ERROR,
    title=Text("得分合计与总分不符", "scores do not add up to the total"),
    message=Text(
        "“{subject}”的总分印为 {found}，各行得分合计 {expected}，相差 {difference}{hint}。",
        "The total of “{subject}” is printed as {found}; the row scores add to {expected}, {difference} apart{hint}.",
    ),
    advice=Text(
        "请逐行核对得分，改正后重新加总；等级随总分复核。",
        "Check the scores row by row, add them again and review the grade with the new total.",
    ),
    source="财预〔2020〕10号第三章（自评得分由各项指标得分加总，条文待核）",
)
def scores_do_not_add_up(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, (form, sheet) in enumerate(zip(subject.report.forms, subject.sheets, strict=True)):
        yield from _check_form(form, sheet, subject.scheme, index)
    tables = list(indicator_tables(subject.report))
    if len(tables) == 1:
        yield from _check_table(tables[0], subject.report, subject.scheme)


def _check_form(form: Form, sheet: ScoreSheet, scheme: Scheme, index: int) -> Iterator[Finding | Skip]:
    printed = form.total_score
    if printed is None or sheet.claimed_sum is None:
        return
    subject = form.project_name.text if form.project_name else "总分"
    if (undecided := _undecided(form, subject, index)) is not None:
        yield undecided
        return
    total = known(printed) or Decimal(0)
    tolerance = scheme.rounding.total_tolerance.value
    execution = sum((row.claimed or Decimal(0) for row in sheet.rows if row.path.startswith("funding")), Decimal(0))
    difference = abs(sheet.claimed_sum - total)
    if difference <= tolerance:
        return
    fits_without = bool(execution) and abs(sheet.claimed_sum - execution - total) <= tolerance
    inside = scheme.execution.inside_total
    if fits_without and inside is not None and not inside.value:
        return
    yield Finding(
        at=printed,
        subject=subject,
        found=printed.text,
        expected=format_number(sheet.claimed_sum),
        difference=format_number(difference),
        values={"hint": _WITHOUT_EXECUTION.format(execution=format_number(execution)) if fits_without else same("")},
        form=index,
    )


def _undecided(form: Form, subject: str, index: int) -> Skip | None:
    """Why the sum of the scores cannot be trusted, if so."""
    total = form.total_score
    if total is not None and total.known is None:
        return Skip(total, subject, why_unreadable(total, Text("总分", "total score")), form=index)
    funds = form.total_funding
    for row in form.indicators:
        if row.uncertain is not None:
            return Skip(place_of(row), subject, row.uncertain, form=index)
        if row.score is None and not (row.weight is not None and not row.weight.known):
            return Skip(place_of(row), subject, _BLANK.format(name=name_of(row)), form=index)
        if row.score is not None and is_unreadable(row.score):
            return Skip(row.score, subject, why_unreadable(row.score, _SCORE), form=index)
    if funds is not None and funds.score is not None and is_unreadable(funds.score):
        return Skip(funds.score, subject, why_unreadable(funds.score, _SCORE), form=index)
    if funds is not None and funds.weight is not None and funds.weight.known and funds.score is None:
        return Skip(funds.weight, subject, _BLANK.format(name=funds.label.text), form=index)
    return None


def _check_table(rows: tuple[SummaryRow, ...], report: Report, scheme: Scheme) -> Iterator[Finding | Skip]:
    """The one table of indicator scores against the score of the report. Several tables score different things."""
    printed = report.overall_score
    if printed is None or all(row.score is None for row in rows):
        return
    title = title_of(rows)
    for row in rows:
        if row.score is None or row.score.known is None:
            reason = why_unreadable(row.score, _SCORE) if row.score else _BLANK.format(name=row.name.text)
            yield Skip(row.score or row.name, title, reason)
            return
    if printed.known is None:
        yield Skip(printed, title, why_unreadable(printed, Text("总得分", "overall score")))
        return
    total, tolerance = _sum(rows), scheme.rounding.total_tolerance.value
    difference = abs(total - printed.known)
    if difference <= tolerance:
        return
    distinct = _sum(without_repeats(rows))
    hint = same("")
    if distinct != total:
        fits = abs(distinct - printed.known) <= tolerance
        hint = (_REPEATED if fits else _STILL_REPEATED).format(sum=format_number(distinct))
    yield Finding(
        at=printed,
        subject=title,
        found=printed.text,
        expected=format_number(total),
        difference=format_number(difference),
        values={"hint": hint},
    )


def _sum(rows: tuple[SummaryRow, ...]) -> Decimal:
    return sum((known(row.score) or Decimal(0) for row in rows), Decimal(0))
