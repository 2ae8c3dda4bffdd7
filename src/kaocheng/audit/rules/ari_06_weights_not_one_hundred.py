"""分值合计不是100分

## 检查内容
一张自评表的全部分值（各指标行加预算执行率）之和应为 100；报告中的指标得分表同样核对。执行率已作为指标行的，
不再加一次资金表的分值。

## 为什么
合计 110 分的表，“100分”可能只得了九成；不同项目的得分也无法放在一起比较。

## 依据
财政部2020年办法第三章：预算执行率 10 分，加产出、效益、满意度共 100 分（地方表后说明转述，见评分方案）。

## 举例
- 指标 50+40+10 = 100，资金表又列执行率 10 分，合计 110：报，并说明两种读法。
- 指标得分表 11 行各 10 分，合计 110：报；去掉重复的一行为 100，一并说明。

## 不报的情形
- 40+10+40+10 = 100，执行率为其中一行：不报。
- 各指标合计 90，表上没有执行率这一行，所缺正好是执行率的分值：不报。
- 没有分值列也没有标题分值的表：不报。
- 某行分值识读不出：记为未判定。
- 印出的总分值与各行之和一致（如 105）：只提醒，地方可能另有规定。

## In English
All weights of a form, execution rate included, must add to 100; so must the weights of a summary table of
indicators. An
execution rate that is an indicator row is counted once. Where the indicators alone make 100 and the funding block shows
another 10, the message gives both readings. A base other than 100 that the form itself prints as its total is a
warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import is_unreadable, why_unreadable
from kaocheng.audit.finding import Finding, Place, Severity, Skip
from kaocheng.audit.rows import indicator_tables, place_of, title_of, without_repeats
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text, same
from kaocheng.model import Form, SummaryRow
from kaocheng.provenance import NOWHERE, known
from kaocheng.schemes.scheme import Scheme
from kaocheng.scoring.figures import format_number
from kaocheng.scoring.sheet import ScoreSheet

_HUNDRED = Decimal(100)
_WEIGHT = Text("分值", "weight")
_TOTAL = "分值合计"
_READINGS = Text(
    "：指标 {indicators} 分，加资金表执行率 {execution} 分。若执行率已含在 100 分之内，指标应为 {rest} 分；若在 "
    "100 分之外，总分应按 {sum} 分计",
    ": indicators {indicators} plus execution rate {execution}. If the execution rate is inside the 100, the "
    "indicators must add to {rest}; if it is outside, the total is out of {sum}",
)
_REPEATED = Text("；去掉重复的行后为 {sum} 分", "; {sum} without the repeated rows")
_MISSING = Text("有指标行的分值为空，无法合计", "a row has no weight, no sum is possible")


@report_rule(
    "ARI-06",
    severity=Severity.ERROR,
    title=Text("分值合计不是100分", "weights do not add to 100"),
    message=Text(
        "“{subject}”的分值合计为 {found} 分，应为 {expected} 分，相差 {difference} 分{hint}。",
        "The weights of “{subject}” add to {found}; {expected} expected, {difference} apart{hint}.",
    ),
    advice=Text(
        "请核对各行分值和执行率分值，按 100 分重新分配，再重算得分。",
        "Check the weights of the rows and of the execution rate, redistribute them to 100 and recompute the scores.",
    ),
    source="财预〔2020〕10号第三章（由地方表后说明转述，条文待核）",
)
def weights_not_one_hundred(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, (form, sheet) in enumerate(zip(subject.report.forms, subject.sheets, strict=True)):
        yield from _check_form(form, sheet, subject.scheme, index)
    for rows in indicator_tables(subject.report):
        yield from _check_table(rows)


def _check_form(form: Form, sheet: ScoreSheet, scheme: Scheme, index: int) -> Iterator[Finding | Skip]:
    unclear = next((row for row in form.indicators if row.uncertain is not None and row.weight is None), None)
    cells = [row.weight for row in form.indicators] + [row.weight for row in form.funding]
    unreadable = next((cell for cell in cells if cell is not None and is_unreadable(cell)), None)
    if unreadable is not None:
        yield Skip(unreadable, _TOTAL, why_unreadable(unreadable, _WEIGHT), form=index)
        return
    if unclear is not None:
        yield Skip(place_of(unclear), _TOTAL, unclear.uncertain or _MISSING, form=index)
        return
    total = _heading_total(form) if sheet.weight_total is None else sheet.weight_total
    if total is None:
        if form.weight_column and any(row.weight is not None for row in form.indicators):
            blank = next((place_of(row) for row in form.indicators if row.weight is None), None)
            yield Skip(blank, _TOTAL, _MISSING, form=index)
        return
    if total == _HUNDRED or _lacks_execution_only(sheet, scheme, total):
        return
    funds = [row for row in sheet.rows if row.path.startswith("funding") and row.weight is not None]
    execution = sum((row.weight or Decimal(0) for row in funds), Decimal(0))
    indicators = total - execution
    hint = same("")
    if execution and indicators == _HUNDRED:
        hint = _READINGS.format(
            indicators=format_number(indicators),
            execution=format_number(execution),
            rest=format_number(_HUNDRED - execution),
            sum=format_number(total),
        )
    stated = known(form.total_weight)
    yield Finding(
        at=form.total_weight or _first_weight(form),
        subject=form.project_name.text if form.project_name else _TOTAL,
        found=format_number(total),
        expected="100",
        difference=format_number(abs(total - _HUNDRED)),
        values={"hint": hint},
        severity=Severity.WARNING if stated == total else Severity.ERROR,
        form=index,
    )


def _heading_total(form: Form) -> Decimal | None:
    """Σ points printed beside the first levels; None unless the form has no weight column and every level prints them."""
    points: dict[str, Decimal | None] = {}
    for row in form.indicators:
        if row.weight is not None or row.level1 is None:
            return None
        name = row.level1.known or row.level1.text
        points[name] = points.get(name) or known(row.level1_weight)
    printed = [value for value in points.values() if value is not None]
    return sum(printed, Decimal(0)) if printed and len(printed) == len(points) else None


def _lacks_execution_only(sheet: ScoreSheet, scheme: Scheme, total: Decimal) -> bool:
    """The form does not score the execution rate at all, and its weight is what is missing from 100."""
    weight = scheme.execution.weight
    return weight is not None and total + weight.value == _HUNDRED and all(r.method != "execution" for r in sheet.rows)


def _first_weight(form: Form) -> Place:
    cells = [row.weight for row in form.indicators] + [row.level1_weight for row in form.indicators]
    return next((cell for cell in cells if cell is not None), NOWHERE)


def _check_table(rows: tuple[SummaryRow, ...]) -> Iterator[Finding | Skip]:
    if all(row.weight is None for row in rows):
        return
    title = title_of(rows)
    for row in rows:
        cell = row.weight
        if cell is None or cell.known is None:
            reason = _MISSING if cell is None else why_unreadable(cell, _WEIGHT)
            yield Skip(cell or row.name, title, reason)
            return
    total = _sum(rows)
    if total == _HUNDRED:
        return
    distinct = _sum(without_repeats(rows))
    yield Finding(
        at=rows[0].weight or rows[0].name,
        subject=title,
        found=format_number(total),
        expected="100",
        difference=format_number(abs(total - _HUNDRED)),
        values={"hint": _REPEATED.format(sum=format_number(distinct)) if distinct != total else same("")},
    )


def _sum(rows: tuple[SummaryRow, ...]) -> Decimal:
    return sum((known(row.weight) or Decimal(0) for row in rows), Decimal(0))
