"""文字中的分项与合计不符

## 检查内容
正文同一段里成组的金额：“总额…，其中（包括、主要是、分别为）…”，“人员经费＋公用经费＝基本支出”，
“基本支出＋项目支出＝总支出”，“合计…”。各分项相加，与总额按印出的精度比较。

## 为什么
预算、决算数字会被逐字引用。差0.01万元也说明有一个数不是从同一张表来的。

## 依据
考成手册建议。

## 举例
- 项目支出 87.77 万元，主要是六个项目 9.88、28.96、10.74、15、11.72、11.46 万元，合计 87.76：报。
- 支出预算 355.53 万元，基本支出 267.77 万元、项目支出 87.77 万元，合计 355.54：报。

## 不报的情形
- 分项之和正好等于总额：不报。
- “其中：项目支出20万元”，只举了一部分：分项与总额相差超过2%的不当作完整的分解，不报。
- 同比增减、人均、结余等不是分项的金额：不计入。
- 含“约”“余”“左右”的约数：记为未判定。
- 人数、件数等不是金额的数：由 CON-11 检查。

## In English
Finds wholes and their parts among the amounts of a paragraph and adds the parts up. A difference of one unit of
the last
printed place is reported as a warning that also says how much rounding of the parts could explain. A list that
stops more
than two per cent short is taken as a selection. Approximate amounts leave the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.narrative import Breakdown, breakdowns, paragraphs
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text, same
from kaocheng.provenance import Location
from kaocheng.scoring.figures import format_number

_ROUNDING = Text(
    "（{count} 个分项各自四舍五入最多可解释 {most} {unit}）",
    " (rounding of the {count} parts can explain at most {most} {unit})",
)
_UNNAMED = "未写名称的金额"
_APPROXIMATE = Text("分项或合计为约数，不能相加核对", "a part or the whole is approximate")


@report_rule(
    "ARI-10",
    severity=Severity.WARNING,
    title=Text("文字中的分项与合计不符", "breakdown in the text does not add up"),
    message=Text(
        "正文“{subject}”印为 {found}，所列 {count} 个分项 {terms} 合计 {expected}，相差 {difference}{hint}。",
        "The text gives “{subject}” as {found}; its {count} parts {terms} add to {expected}, {difference} apart{hint}.",
    ),
    advice=Text(
        "请对照预算、决算表核对各数；因四舍五入造成的，请调整其中一项或加注说明。",
        "Check the figures against budget and accounts; if rounding is the cause, adjust one part or say so.",
    ),
    source="考成手册建议",
)
def breakdown_does_not_add_up(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for paragraph in paragraphs(subject.report):
        for breakdown in breakdowns(paragraph.text):
            yield from _check(breakdown, paragraph.where)


def _check(breakdown: Breakdown, where: Location) -> Iterator[Finding | Skip]:
    whole, total = breakdown.whole, breakdown.total
    name = whole.label or _UNNAMED
    difference = abs(total - whole.value)
    if difference < breakdown.last_place:
        return
    if breakdown.approximate:
        yield Skip(where, name, _APPROXIMATE)
        return
    most = breakdown.last_place / 2 * len(breakdown.parts)
    hint = _ROUNDING.format(count=len(breakdown.parts), most=format_number(most), unit=whole.unit)
    yield Finding(
        at=where,
        subject=name,
        found=whole.text,
        expected=f"{format_number(total)}{whole.unit}",
        difference=f"{format_number(difference)}{whole.unit}",
        values={
            "count": len(breakdown.parts),
            "terms": "+".join(_in_unit_of(breakdown, part.yuan) for part in breakdown.parts),
            "hint": hint if difference <= breakdown.last_place * 5 else same(""),
        },
    )


def _in_unit_of(breakdown: Breakdown, yuan: Decimal) -> str:
    return format_number(yuan * breakdown.whole.value / breakdown.whole.yuan)
