"""单位与量的性质不符

## 检查内容
带宽用 MB、GB，面积用米、公里，里程用平方米；或者比率（覆盖率、合格率）用次、个等计数单位。单位可以在名称里，也可以在指标值或单位列里。

## 为什么
单位错了，数就没有意义，换算和汇总也会跟着错。

## 依据
法定计量单位和行业惯用单位；检查范围为考成手册建议，见 audit/data/natures.toml。

## 举例
“互联网主链路1GB带宽”应为“1Gbps”。

## 不报的情形
- 名称以“率”收尾但不是比率的量：频率、汇率、功率、利率、税率。
- 百分比、千分比和“个百分点”。
- 没有单位的由 IND-04 处理。

## In English
Information only: a unit that cannot measure the quantity, such as storage units for bandwidth, metres for an area, or a
plain count for a rate. Frequencies, exchange rates and the like are no ratios and stay silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import NamedRow, named_tables, quantity, target_of
from kaocheng.audit.vocabulary import natures, word_list
from kaocheng.language import Text

_IN_NAME = re.compile(r"\d[\d.]*\s*([A-Za-z]+|[\u4e00-\u9fff]{1,4})")


@report_rule(
    "IND-17",
    severity=Severity.INFO,
    title=Text("单位与量的性质不符", "unit does not fit the quantity"),
    message=Text(
        "指标“{subject}”的单位印为“{found}”，通常应为{expected}。",
        "Indicator “{subject}” is given in “{found}”; the usual unit is {expected}.",
    ),
    advice=Text("请核对单位，必要时换算数值。", "Check the unit and convert the figure where needed."),
    source="法定计量单位和行业惯用单位；检查范围为考成手册建议",
)
def unit_contradicts_nature(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for table in named_tables(subject.report):
        for row in table:
            for unit in _units(row):
                expected = _usual(row.name, unit)
                if expected:
                    yield Finding(row.at, row.name, unit, expected, form=row.form)
                    break


def _units(row: NamedRow) -> Iterator[str]:
    """Units of the target and of a figure inside the name."""
    value = None if row.indicator is None else quantity(target_of(row.indicator))
    if value is not None and value.unit:
        yield value.unit
    yield from _IN_NAME.findall(row.name)


def _usual(name: str, unit: str) -> str | None:
    """What the quantity is usually measured in, if `unit` cannot measure it."""
    for nature in natures():
        if nature.names.find(name) and any(
            unit.upper() == wrong.upper() or _begins(unit, wrong) for wrong in nature.wrong
        ):
            return nature.right
    if word_list("ratio_nouns").ends(name) and unit in word_list("count_units").words:
        return "%"
    return None


def _begins(unit: str, wrong: str) -> bool:
    """A unit inside a name is followed by the rest of the name: 100MB带宽."""
    return not wrong.isascii() and len(wrong) > 1 and unit.startswith(wrong)
