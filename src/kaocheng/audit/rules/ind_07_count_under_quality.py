"""质量指标计量的是数量

## 检查内容
二级指标是质量指标，年度指标值却是个数、次数、件数一类的计数。

## 为什么
做了多少属于数量，做得好不好才是质量。把计数放在质量指标里，质量就没有人考核。

## 依据
财预〔2015〕88号关于数量、质量指标的划分（条文待核）；计数单位和例外词为考成手册建议。

## 举例
质量指标“打造互联网传播精品 ≥3个”是数量，质量可用“作品获市级以上采用率”衡量。

## 不报的情形
- 计数的对象就是质量结果：获奖、达标、示范、认证、通过验收的个数。
- 计数的是缺陷、差错、事故、投诉等，或用“≤”设上限，数量越少质量越好。
- 单位是分、%、度，或含“/”的复合单位。

## In English
Reports a plain count (items, events, pieces) as the target of a quality indicator. Counts of things that prove quality,
such as awards or certified sites, and counts of defects or complaints are legitimate.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import (
    Category,
    category_of,
    level3_of,
    quantity,
    rows_of,
    target_of,
    unsettled,
)
from kaocheng.audit.rows import name_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.values import Comparator


@form_rule(
    "IND-07",
    severity=Severity.WARNING,
    title=Text("质量指标计量的是数量", "count under quality"),
    message=Text(
        "质量指标“{subject}”的指标值为“{found}”，计的是数量，属于数量指标。",
        "The quality indicator “{subject}” has the target “{found}”: a count belongs to quantity.",
    ),
    advice=Text(
        "请移到数量指标，并为其补充合格率、获奖率等质量指标。",
        "Move it to quantity and add a quality measure such as a pass rate.",
    ),
    source="财预〔2015〕88号（条文待核）；词表为考成手册建议",
)
def count_under_quality(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        target = target_of(row)
        if category_of(row) is not Category.QUALITY or target is None:
            continue
        if skip := unsettled(row, target):
            yield skip
            continue
        value = quantity(target)
        if value is None or value.comparator in (Comparator.LE, Comparator.LT):
            continue  # a ceiling on what should not happen
        if value.unit is None or value.unit not in word_list("count_units").words:
            continue
        name = level3_of(row)
        if word_list("quality_results").find(name) or word_list("adverse_events").find(name):
            continue
        yield Finding(target, name_of(row), target.text)
