"""不利事件没有写明方向

## 检查内容
故障率、事件发生率、投诉量一类不希望发生的事，指标值没有“≤”等运算符，或者公布的指标得分表只有名称、没有指标值。

## 为什么
“网络安全事件发生率 1”填了 1，完成 1，看不出是控制在 1 以内，还是发生 1 起算完成。

## 依据
考成手册建议；词表见 audit/data/measures.toml。

## 举例
“网络安全事件发生率 1”应为“≤1%”或“0起”。

## 不报的情形
- 指标值为 0 或“零”“无”，意思明确。
- 有“≤”“<”“不超过”“以内”等字样，或方向列注明反向。
- 用“≥”的由 IND-03 处理。
- 计量的是处置、防范：故障处置率、事故下降率、投诉办结率。
- 指标值是文字的不报。

## In English
Reports adverse events (failures, incidents, complaints) whose target has no operator, so that it is open whether one
event is a limit or a goal; in a published score table, such an indicator without any value. Zero is clear by itself,
and indicators of handling or preventing such events are not adverse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import NamedRow, is_satisfaction, named_tables, quantity, target_of, unsettled
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Indicator
from kaocheng.values import Comparator

_COUNTED = re.compile(r"(?:率|数|次数|起数|件数|数量|量|次|起)$")
_REVERSE = re.compile("反向|负向|≤|<|＜|小于|不高于")
_NO_TARGET = Text("表中没有指标值", "the table gives no target")
_TARGET = Text("指标值为“{text}”", "its target is “{text}”")
_BOUNDED = Text("“≤…”或“0”", "“≤ …” or “0”")


@report_rule(
    "IND-14",
    severity=Severity.WARNING,
    title=Text("不利事件没有写明方向", "adverse event without a direction"),
    message=Text(
        "指标“{subject}”计量不希望发生的事，{words}，看不出上限是多少（应为：{expected}）。",
        "Indicator “{subject}” counts something unwanted; {words}, which sets no limit (expected: {expected}).",
    ),
    advice=Text("请写明上限，如“≤1%”“0起”。", "State the limit, such as ≤1% or 0."),
    source="考成手册建议",
)
def adverse_event_undirected(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for table in named_tables(subject.report):
        for row in table:
            if not _is_adverse(row.name):
                continue
            if row.indicator is None:
                yield Finding(row.at, row.name, "", _BOUNDED, values={"words": _NO_TARGET})
            elif not is_satisfaction(row.indicator):
                yield from _in_form(row, row.indicator)


def _in_form(row: NamedRow, indicator: Indicator) -> Iterator[Finding | Skip]:
    target = target_of(indicator)
    if target is None:
        return
    if skip := unsettled(indicator, target):
        yield Skip(skip.at, skip.subject, skip.reason, row.form)
        return
    value = quantity(target)
    if value is None or value.value == 0 or value.comparator not in (None, Comparator.EQ):
        return
    marks = [cell.text for cell in (indicator.direction, indicator.nature) if cell is not None]
    if not any(_REVERSE.search(mark) for mark in marks) and not _REVERSE.search(target.text):
        yield Finding(
            target, row.name, target.text, _BOUNDED, values={"words": _TARGET.format(text=target.text)}, form=row.form
        )


def _is_adverse(name: str) -> bool:
    if word_list("adverse_events").find(name) is None or _COUNTED.search(name) is None:
        return False
    return word_list("handling_words").find(name) is None
