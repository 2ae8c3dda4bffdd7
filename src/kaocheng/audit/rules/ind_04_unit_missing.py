"""指标值缺少计量单位

## 检查内容
年度指标值是一个数，但单元格里没有单位，表中也没有单位列给出单位。

## 为什么
“≥10”可以是10次、10台，也可以是10%。没有单位就无法与完成值、佐证材料核对，也无法按统一口径汇总。

## 依据
考成手册建议；财政部2020年自评表样把单位写在指标值内，四川、重庆表样另列度量单位。

## 举例
“满意度 ≥90”应为“≥90%”；“软硬件设备维护次数 ≥10”应为“≥10次”。

## 不报的情形
- 度量单位列已给出单位。
- 名称末尾的括号里写了单位，如“绿化面积（亩）”。
- 指标值是日期、时段或文字。
- 指标值为 0，零不需要单位。
- 完成值写了单位，而指标值漏写的，只作提示。
- 名称含“率”“满意度”的，单位可推定为%，在应为一栏给出；指标值本身仍缺单位，照报。

## In English
Reports a numeric target that carries no unit, neither in the cell nor in a unit column nor in brackets behind the name.
For rates and satisfaction the percent sign is inferred and offered as the expected value. Zero needs no unit. Where
the actual value has a unit the finding is information only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import level3_of, quantity, rows_of, target_of, unsettled
from kaocheng.audit.rows import name_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.values import Kind
from kaocheng.values.units import is_unit

_TRAILING_BRACKET = re.compile(r"[（(](?:单位[:：]?)?([^（）()]{1,8})[)）]$")
_STATE_IT = Text("写明单位", "with its unit")


@form_rule(
    "IND-04",
    severity=Severity.WARNING,
    title=Text("指标值缺少计量单位", "unit of measurement missing"),
    message=Text(
        "指标“{subject}”的指标值印为“{found}”，没有计量单位（应为：{expected}）。",
        "Indicator “{subject}” has the target “{found}” without a unit (expected: {expected}).",
    ),
    advice=Text("请在指标值后写明单位，或在度量单位列填写。", "Add the unit behind the figure or in the unit column."),
    source="考成手册建议",
)
def unit_missing(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        target, name = target_of(row), level3_of(row)
        if target is None:
            continue
        if skip := unsettled(row, target):
            yield skip
            continue
        value = target.known
        if value is None or value.kind not in (Kind.QUANTITY, Kind.RANGE) or value.unit or value.value == 0:
            continue
        if (row.measurement_unit and row.measurement_unit.text) or _unit_behind(name):
            continue
        actual = quantity(row.actual)
        percent = bool(word_list("ratio_nouns").ends(name) or word_list("satisfaction_words").ends(name))
        yield Finding(
            target,
            name_of(row),
            target.text,
            f"{target.text}%" if percent else _STATE_IT,
            severity=Severity.INFO if actual is not None and actual.unit else None,
        )


def _unit_behind(name: str) -> bool:
    bracket = _TRAILING_BRACKET.search(name)
    return bracket is not None and is_unit(bracket.group(1))
