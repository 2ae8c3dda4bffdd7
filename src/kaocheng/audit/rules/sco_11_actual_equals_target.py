"""完成值与指标值完全相等

## 检查内容
同一张表里，可以比较的数值指标中四分之三以上（不少于3行）的实际完成值恰好等于指标值。每张表报告一次，列出行数。

## 为什么
实际工作很少恰好等于计划数。多数行分毫不差，往往是把指标值抄到了完成值里。

## 依据
考成手册建议。

## 举例
指标值“≥5000条”完成“5000条”，“≤120分钟”完成“120分钟”，5行中4行相等。

## 不报的情形
- 100% 和 0 的职责性指标，只有做到和没做到，不计入。
- 相等的不到3行，或不到四分之三。
- 全表各行都相等的由 SCO-12 报告。
- 预算执行率一行不计入。

## In English
Information only, once per form: at least three quarters of the numeric indicators (and at least three) have an actual
value exactly equal to the target. Duties of 100 % or zero are not counted. Where the whole table is equal, SCO-12
reports it instead.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.attainment import attainment
from kaocheng.language import Text


@form_rule(
    "SCO-11",
    severity=Severity.INFO,
    title=Text("完成值与指标值完全相等", "actual equals target exactly"),
    message=Text(
        "{rows}行可比较的数值指标中，{equal}行的实际完成值恰好等于指标值（{found}）。",
        "{equal} of {rows} comparable numeric indicators have an actual value exactly equal to the target ({found}).",
    ),
    advice=Text(
        "请按统计资料核对实际完成值，不要照抄指标值。",
        "Check the actual values against the records instead of copying the target.",
    ),
    source="考成手册建议",
)
def actual_equals_target(subject: FormSubject) -> Iterator[Finding | Skip]:
    seen = attainment(subject.form)
    if seen.is_complete or not seen.is_frequent or seen.first is None:
        return
    found = f"{seen.figures_equal}/{seen.figures}"
    yield Finding(seen.first, "指标表", found, values={"equal": seen.figures_equal, "rows": seen.figures})
