"""等级分界不唯一

## 检查内容
报告自己印出的等级标准：相邻两级之间有没有空档，分界上的分数是不是只属于一个等级。

## 为什么
“90分以上为优、90分以下为良”，恰好90分没有等级；“80–89、90–100”，89.5分没有等级。

## 依据
考成手册建议（分界左闭右开）。

## 举例
“优秀：＞90分；良好：80–90分（不含90）”，90分不属于任何一级。

## 不报的情形
- 上一级的下限含在本级，下一级写“＜”：85分以上（含85），75分（含）至85分。
- 最低一级没有下限，最高一级没有上限。
- 报告没有印等级标准。
- 只写整数（80–89、90–100）而中间留有小数空档的，按警告处理。

## In English
Checks the grade bands that a report prints: the boundary between two grades must belong to exactly one of them. A boundary
with no grade or with two is an error; gaps between whole numbers (80–89, 90–100), where only decimals fall through, are
a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.language import Text
from kaocheng.model import GradeBand
from kaocheng.scoring import format_number

_NONE = Text("不属于任何等级", "belongs to no grade")
_BOTH = Text("同时属于“{upper}”和“{lower}”", "belongs to both “{upper}” and “{lower}”")
_WHOLE = Decimal(1)


@report_rule(
    "SCO-18",
    severity=Severity.ERROR,
    title=Text("等级分界不唯一", "grade boundary without exactly one grade"),
    message=Text("等级标准中，{found} 分{words}。", "By the printed grade bands a score of {found} {words}."),
    advice=Text(
        "请写明分界分数属于哪一级，如“85分（含）以上为优秀，75分（含）至85分为良好”。",
        "Say to which grade the boundary belongs, such as “85 and above”, “75 to below 85”.",
    ),
    source="考成手册建议",
)
def grade_boundary_unclear(subject: ReportSubject) -> Iterator[Finding | Skip]:
    bands = sorted(subject.report.grade_bands, key=_floor, reverse=True)
    for upper, lower in pairwise(bands):
        if upper.minimum is None or lower.maximum is None:
            continue
        yield from _between(upper, lower, upper.minimum, lower.maximum)


def _between(upper: GradeBand, lower: GradeBand, minimum: Decimal, maximum: Decimal) -> Iterator[Finding]:
    names = {"upper": upper.grade.text, "lower": lower.grade.text}
    subject = f"{upper.grade.text}/{lower.grade.text}"
    if maximum < minimum:
        whole = minimum - maximum == _WHOLE and minimum % 1 == 0 and lower.maximum_inclusive and upper.minimum_inclusive
        between = format_number((minimum + maximum) / 2)
        severity = Severity.WARNING if whole else None
        yield Finding(lower.grade, subject, between, values={"words": _NONE}, severity=severity)
    elif maximum > minimum or (upper.minimum_inclusive and lower.maximum_inclusive):
        yield Finding(lower.grade, subject, format_number(minimum), values={"words": _BOTH.format(**names)})
    elif not upper.minimum_inclusive and not lower.maximum_inclusive:
        yield Finding(lower.grade, subject, format_number(minimum), values={"words": _NONE})


def _floor(band: GradeBand) -> Decimal:
    return Decimal("-Infinity") if band.minimum is None else band.minimum
