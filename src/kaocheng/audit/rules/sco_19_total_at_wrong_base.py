"""总分的满分口径不对

## 检查内容
各行分值合计不是100分，而总分既不等于各行得分之和，也不是按100分折算的结果。自评表和报告里的指标得分表都查。

## 为什么
106分（满分110分）写成96分，读者会以为满分是100分；不同满分的得分不能比较。

## 依据
考成手册建议；财预〔2020〕10号规定满分为100分（条文待核）。

## 举例
指标得分表11行共110分，得106分，报告写“总得分96分”。

## 不报的情形
- 分值合计为100分。
- 总分就是各行得分之和（105分就印105分）。
- 总分等于按分值合计折算为100分的结果：分值合计不对由 ARI-06 报告，各行加不到总分由 ARI-07 报告。
- 方案规定执行率在100分之外单独计分。
- 有分值推定不出的表。

## In English
Reports a total that fits neither the sum of the row scores nor a rescaling to 100, although the weights do not add to
100; for forms and for published score tables. A total equal to the sum or rescaled to 100 (ARI-06 and
ARI-07 report what remains), or a scheme with the execution rate outside the 100 stays silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.rows import indicator_tables
from kaocheng.language import Text
from kaocheng.model import Form
from kaocheng.provenance import Printed, known
from kaocheng.schemes.scheme import Scheme
from kaocheng.scoring import ScoreSheet, format_number, format_points

_HUNDRED = Decimal(100)
_TABLE = "指标得分表"
_RESCALED = Text("；折算为100分应为 {rescaled} 分", "; rescaled to 100 it would be {rescaled}")


@report_rule(
    "SCO-19",
    severity=Severity.ERROR,
    title=Text("总分的满分口径不对", "total at the wrong base"),
    message=Text(
        "“{subject}”各行得分合计 {sum} 分，分值合计 {base} 分，总分却印为 {total} 分{hint}。",
        "The scores of “{subject}” add to {sum} out of {base}, but the total is printed as {total}{hint}.",
    ),
    advice=Text(
        "请先把分值调整为100分（去掉重复行，执行率分值计入100分），再重算总分。",
        "Bring the weights to 100 first (drop repeated rows, count the execution rate inside), then recompute the total.",
    ),
    source="财预〔2020〕10号（条文待核）；考成手册建议",
)
def total_at_wrong_base(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, (form, sheet) in enumerate(zip(subject.report.forms, subject.sheets, strict=True)):
        yield from _in_form(index, form, sheet, subject.scheme)
    printed = subject.report.overall_score
    total = known(printed)
    tables = list(indicator_tables(subject.report))
    if printed is None or total is None or len(tables) != 1:
        return
    weights = [weight for row in tables[0] if (weight := known(row.weight)) is not None]
    scores = [score for row in tables[0] if (score := known(row.score)) is not None]
    if len(weights) < len(tables[0]) or len(scores) < len(tables[0]):
        return
    base, earned = sum(weights, Decimal(0)), sum(scores, Decimal(0))
    tolerance = subject.scheme.rounding.total_tolerance.value
    if base in (0, _HUNDRED) or abs(earned - total) <= tolerance:
        return
    if abs(_rescaled(earned, base) - total) > tolerance:
        yield _finding(printed, _TABLE, earned, base, None)


def _in_form(index: int, form: Form, sheet: ScoreSheet, scheme: Scheme) -> Iterator[Finding]:
    base, earned, total = sheet.weight_total, sheet.claimed_sum, sheet.claimed_total
    if base is None or earned is None or total is None or form.total_score is None or base in (0, _HUNDRED):
        return
    if any(row.claimed is None and row.weight for row in sheet.rows):
        return
    inside = scheme.execution.inside_total
    outside = [row for row in sheet.rows if row.method == "execution" and row.path.startswith("funding")]
    if inside is not None and not inside.value:
        rest = base - sum((row.weight or Decimal(0) for row in outside), Decimal(0))
        if rest == _HUNDRED:
            return
    tolerance = scheme.rounding.total_tolerance.value
    if abs(earned - total) <= tolerance:
        return
    if abs(_rescaled(earned, base) - total) > tolerance:
        name = form.project_name.text if form.project_name else "自评表"
        yield _finding(form.total_score, name, earned, base, index)


def _finding(printed: Printed[Decimal], name: str, earned: Decimal, base: Decimal, form: int | None) -> Finding:
    hint = _RESCALED.format(rescaled=format_points(_rescaled(earned, base)))
    summed, weights = format_number(earned), format_number(base)
    total = printed.text if printed.known is None else format_number(printed.known)
    values = {"sum": summed, "base": weights, "total": total, "hint": hint}
    return Finding(printed, name, printed.text, f"{summed}/{weights}", values=values, form=form)


def _rescaled(earned: Decimal, base: Decimal) -> Decimal:
    return earned * _HUNDRED / base
