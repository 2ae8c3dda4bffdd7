"""总分与复算结果不符

## 检查内容
印出的总分与按评分方案复算的总分比较，相差超过方案规定的误差（多为0.05分）。总分有几种读法或是一个区间的，任何一种与印出的相符即可，但预算执行率的得分必须正确。部门总分能由项目得分推出的，按改正执行率后的项目得分复算。

## 为什么
总分是公布和应用的结果，应当能从表里的数推出来。

## 依据
考成手册建议；算法按评分方案，每个参数的来源见方案文件。

## 举例
培训项目执行率57.8%应得5.78分，表中得10分，总分70分，只改正执行率为65.78分；五个项目的平均分由94分变为93.16分。

## 不报的情形
- 定性指标在分档区间内打分，总分落在复算区间内。
- 只差在印出的精度以内：97.62分印为98分。
- 分值合计不是100分，但执行率正确且按表列合计相符。
- 有的行无法复算时列为无法判断（执行率得分有误的除外）。
- 部门总分的算法推不出来的，由 ARI-14 处理。

## In English
Compares the printed total with the replay by the scheme, beyond the scheme's tolerance. Any honest reading or interval that
contains the printed total is enough, provided that the execution score is right. A department score that follows from the
project scores is recomputed with corrected execution. Rows that cannot be replayed leave the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.language import Text, same
from kaocheng.model import Form
from kaocheng.model.reading import decimals_of
from kaocheng.provenance import Printed
from kaocheng.scoring import Interval, NotComputable, Replayed, ScoreSheet, format_number, format_points, round_half_up

_HUNDRED = Decimal(100)
_EXECUTION_WRONG = Text("（只更正预算执行率得分）", " (only the execution score corrected)")
_RESCALED = Text(
    "（只更正预算执行率得分，并由分值合计 {base} 分折算为 100 分）",
    " (only the execution score corrected, rescaled from {base} to 100)",
)
_MET_IN_FULL = Text(
    "（更正预算执行率得分；已达标的各项按满分则为 {full} 分）",
    " (execution corrected; {full} if met targets earn full marks)",
)
_BY_SCHEME = Text("（按评分方案逐行复算）", " (every row replayed by the scheme)")
_DEPARTMENT = Text("（{method}，项目得分已更正执行率）", " ({method}, projects with corrected execution)")


@report_rule(
    "SCO-20",
    severity=Severity.WARNING,
    title=Text("总分与复算结果不符", "total not reproduced"),
    message=Text(
        "“{subject}”总分印为 {total} 分，复算为 {expected} 分{how}，相差 {difference} 分。",
        "The total of “{subject}” is printed as {total}; recomputed it is {expected}{how}, a difference of {difference}.",
    ),
    advice=Text(
        "请按复算过程核对各行得分和执行率得分，改正总分和等级。",
        "Check the row scores and the execution score against the replay, then correct total and grade.",
    ),
    source="考成手册建议；算法见评分方案",
)
def total_not_reproduced(subject: ReportSubject) -> Iterator[Finding | Skip]:
    tolerance = subject.scheme.rounding.total_tolerance.value
    row_tolerance = subject.scheme.rounding.row_tolerance.value
    for index, (form, sheet) in enumerate(zip(subject.report.forms, subject.sheets, strict=True)):
        if form.total_score is None or sheet.claimed_total is None:
            continue
        if _execution_is_wrong(sheet, row_tolerance):
            yield from _corrected(index, form, form.total_score, sheet, tolerance)
        else:
            yield from _replayed(index, form, form.total_score, sheet, tolerance)
    yield from _department(subject, tolerance)


def _execution_is_wrong(sheet: ScoreSheet, tolerance: Decimal) -> bool:
    return any(
        row.method == "execution"
        and row.claimed is not None
        and isinstance(row.replayed, Decimal)
        and abs(row.claimed - row.replayed) > tolerance
        for row in sheet.rows
    )


def _corrected(
    index: int, form: Form, printed: Printed[Decimal], sheet: ScoreSheet, tolerance: Decimal
) -> Iterator[Finding | Skip]:
    """The execution score is wrong: the total with that alone put right."""
    reading = sheet.reading("execution-corrected")
    total = None if reading is None else _out_of_hundred(reading.total, reading.base)
    if not isinstance(total, Decimal):
        yield from _replayed(index, form, printed, sheet, tolerance)
        return
    if _agrees(printed, total, tolerance):
        return
    full = sheet.reading("met-rows-full")
    other = None if full is None else _out_of_hundred(full.total, full.base)
    how = _EXECUTION_WRONG
    if reading is not None and reading.base != _HUNDRED:
        how = _RESCALED.format(base=format_points(reading.base))
    if isinstance(other, Decimal) and other != total:
        how = _MET_IN_FULL.format(full=format_points(other))
    yield _finding(printed, _name(form), total, how, index)


def _replayed(
    index: int, form: Form, printed: Printed[Decimal], sheet: ScoreSheet, tolerance: Decimal
) -> Iterator[Finding | Skip]:
    """The execution score is right or unknown: every row replayed."""
    whole = [reading for reading in sheet.readings if reading.name in ("execution-inside", "as-printed", "rescaled")]
    totals = [reading.total for reading in whole]
    reason = next((total.reason for total in totals if isinstance(total, NotComputable)), None)
    if reason is not None:
        yield Skip(printed, _name(form), reason, index)
    elif totals and not any(_agrees(printed, total, tolerance) for total in totals):
        yield _finding(printed, _name(form), totals[-1], _BY_SCHEME, index)


def _department(subject: ReportSubject, tolerance: Decimal) -> Iterator[Finding | Skip]:
    department, printed = subject.department, subject.report.overall_score
    if department is None or printed is None or not subject.report.forms:
        return
    for method in department.methods:
        if method.name not in department.reproduced_by:
            continue
        if isinstance(method.replayed, NotComputable):
            yield Skip(printed, "部门", method.replayed.reason)
        elif not _agrees(printed, method.replayed, tolerance):
            how = _DEPARTMENT.format(method=method.words)
            yield _finding(printed, "部门", method.replayed, how, None)
        return


def _name(form: Form) -> str:
    return form.project_name.text if form.project_name else "自评表"


def _out_of_hundred(total: Replayed, base: Decimal) -> Replayed:
    return total * _HUNDRED / base if isinstance(total, Decimal) and base > 0 else total


def _agrees(printed: Printed[Decimal], total: Replayed, tolerance: Decimal) -> bool:
    value = printed.known
    if value is None or isinstance(total, NotComputable):
        return True
    if isinstance(total, Interval):
        return total.low - tolerance <= value <= total.high + tolerance
    return abs(total - value) <= tolerance or round_half_up(total, decimals_of(printed.text)) == value


def _finding(printed: Printed[Decimal], name: str, total: Replayed, how: Text, form: int | None) -> Finding:
    value = printed.known or Decimal(0)
    ends = (total.low, total.high) if isinstance(total, Interval) else (total,)
    numbers = [end for end in ends if isinstance(end, Decimal)]
    expected = "–".join(format_points(number) for number in numbers)
    difference = format_points(min(abs(number - value) for number in numbers))
    values = {"how": how, "total": format_number(value)}
    return Finding(printed, name, printed.text, same(expected), same(difference), values=values, form=form)
