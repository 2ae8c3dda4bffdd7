"""指标值未量化

## 检查内容
数量指标和成本指标的年度指标值是文字，没有数字、日期或时限。

## 为什么
数量和成本本来就可以计数。指标值只写“按相关标准执行”“不超出项目预算金额”，年终无法判断完成了多少，得分只能凭印象给。

## 依据
财预〔2015〕88号要求绩效指标细化、量化，财预〔2021〕101号要求核心指标可衡量（条文待核）。适用范围限于数量、成本两类，是考成手册建议。

## 举例
数量指标“信息编报量”的指标值为“按相关标准执行”，应写成“≥120篇”一类的数。

## 不报的情形
- 质量、效益等指标可以是定性的，如“合规”“效果显著”，不报。
- 表中注明为定性指标的行不报。
- 写明“不涉及”“不适用”的行不报。
- 指标值读不出时列为无法判断。

## In English
Reports quantity and cost indicators whose target is words although a number is possible. Qualitative quality and
benefit indicators are legitimate and stay silent, and so do rows the form itself marks as qualitative. A target that
could not be read is skipped.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import Category, category_of, rows_of, target_of, unsettled
from kaocheng.audit.rows import name_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.values import Kind

_COUNTABLE = (Category.QUANTITY, Category.COST)


@form_rule(
    "IND-01",
    severity=Severity.WARNING,
    title=Text("指标值未量化", "target not quantified"),
    message=Text(
        "{category}“{subject}”的指标值为“{found}”，没有可以核对的数字。",
        "{category} indicator “{subject}” has the target “{found}”, which holds no figure to check against.",
    ),
    advice=Text(
        "请把指标值改为带单位的数字，如“≥12次”“≤45元/册”；确属定性的，请注明评判标准。",
        "State a number with its unit, such as ≥12 次; if the indicator is truly qualitative, state how it is judged.",
    ),
    source="财预〔2015〕88号、财预〔2021〕101号（条文待核）；适用范围为考成手册建议",
)
def target_not_quantified(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        category, target = category_of(row), target_of(row)
        if category not in _COUNTABLE or target is None:
            continue
        if skip := unsettled(row, target):
            yield skip
            continue
        value = target.known
        if value is None or value.kind not in (Kind.QUALITATIVE, Kind.BOOLEAN):
            continue
        if (row.nature and "定性" in row.nature.text) or (row.direction and "定性" in row.direction.text):
            continue
        if word_list("not_applicable").find(target.text):
            continue
        yield Finding(target, name_of(row), target.text, values={"category": category.words})
