"""一行指标含两个量

## 检查内容
三级指标的名称用顿号、“和”“及”等并列了两个各自可计量的量，如两个率、次数与人数。

## 为什么
一行只有一个指标值和一个完成值，两个量有一个没完成时无法表示，得分也说不清是哪个量的。

## 依据
考成手册建议。

## 举例
“舆情发现率、舆情处置率 ≥90%”应拆成两行。

## 不报的情形
- 并列的是对象，计量的只有一个量：软硬件、网络设备维护次数；稻谷、成品粮储备到位率。
- 参数、指数、温度、浓度等词里的“数”“度”不算计量的量。
- 表中附有指标解释，说明两者按定义合并计算。

## In English
Reports an indicator whose name joins two measures that each need their own value, such as two rates. Lists of objects
that share one measure stay silent, and so does a row whose definition explains the combined value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import is_defined, level3_of, rows_of, unsettled
from kaocheng.audit.rows import place_of
from kaocheng.language import Text

_JOIN = re.compile(r"[、，,；;/]|以及|[和与及]")
_MEASURE = re.compile(
    r"(?:(?<![频税汇利概比])(?<!(?<![有见])效)(?<!(?<!成)功)率|(?<![参指系函多少])数|数量|人次|满意度|知晓度|覆盖面|面积|金额|比例|里程|时长|时限)(?:[（(][^（）()]*[)）])?$"
)


@form_rule(
    "IND-11",
    severity=Severity.WARNING,
    title=Text("一行指标含两个量", "two measures in one indicator"),
    message=Text(
        "指标“{subject}”并列了{count}个量（{found}），一行只能有一个指标值和一个完成值。",
        "Indicator “{subject}” joins {count} measures ({found}), but a row has one target and one actual value.",
    ),
    advice=Text(
        "请拆成几行，各写指标值、完成值和分值。", "Split the row, each part with its own target, value and weight."
    ),
    source="考成手册建议",
)
def double_barrelled(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        name = level3_of(row)
        measures = [part.strip() for part in _JOIN.split(name) if _MEASURE.search(part.strip())]
        if len(measures) < 2 or is_defined(row):
            continue
        found = "、".join(measures)
        yield unsettled(row) or Finding(place_of(row), name, found, values={"count": len(measures)})
