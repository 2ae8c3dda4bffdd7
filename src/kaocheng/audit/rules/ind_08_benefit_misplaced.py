"""效益指标类别不符

## 检查内容
经济效益、生态效益指标的名称里没有本类的词，却有产出（合格率、次数、编制、规划）或另一类效益（节能、成本）的词。

## 为什么
效益指标回答“带来了什么变化”。把工作量、工作质量放在效益里，效益的分就拿来重复奖励产出了。

## 依据
财预〔2015〕88号关于产出指标与效益指标的划分（条文待核）；词表为考成手册建议，见 audit/data/categories.toml。

## 举例
生态效益指标“检测数据合格率”是产出质量；经济效益指标“节能 ≥10”属于生态效益。

## 不报的情形
- 名称中有本类的词：建设资金节约率（经济）、旧书循环利用册数（生态）。
- 节能等内容以金额计量，如“节约电费 ≥3万元”，放在经济效益是对的。
- 名称里找不到任何一类的词，机器不作判断。
- 社会效益、可持续影响范围很宽，不作判断。

## In English
Reports economic or ecological benefit indicators whose name has no word of its own category but words of output quality,
output quantity or of another benefit. Energy saving measured in money may stand under economic benefit. Names without
evidence either way are not judged.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import Category, category_of, level3_of, quantity, rows_of, target_of, unsettled
from kaocheng.audit.rows import place_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.values.units import is_money

_OWN = {Category.ECONOMIC: "economic_words", Category.ECOLOGICAL: "ecological_words"}
_FOREIGN = {
    Category.ECONOMIC: (
        ("output_words", Text("产出指标", "output")),
        ("ecological_words", Text("生态效益指标", "ecological benefit")),
    ),
    Category.ECOLOGICAL: (
        ("output_words", Text("产出指标", "output")),
        ("economic_words", Text("经济效益或成本指标", "economic benefit or cost")),
    ),
}


@form_rule(
    "IND-08",
    severity=Severity.WARNING,
    title=Text("效益指标类别不符", "benefit indicator under the wrong category"),
    message=Text(
        "“{subject}”列在{category}下，名称中的“{found}”说明它更像{expected}。",
        "“{subject}” stands under {category}, but “{found}” in its name points to {expected}.",
    ),
    advice=Text(
        "请移到相应类别，并为本类补充能反映实际效果的指标。",
        "Move it to the category it belongs to and add a measure of actual benefit.",
    ),
    source="财预〔2015〕88号（条文待核）；词表为考成手册建议",
)
def benefit_misplaced(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        category, name = category_of(row), level3_of(row)
        if category not in _OWN or not name:
            continue
        if skip := unsettled(row):
            yield skip
            continue
        if word_list(_OWN[category]).find(name):
            continue
        value = quantity(target_of(row))
        in_money = value is not None and is_money(value.unit)
        for words, belongs_to in _FOREIGN[category]:
            word = word_list(words).find(name)
            if word and not (category is Category.ECONOMIC and in_money):
                yield Finding(place_of(row), name, word, belongs_to, values={"category": category.words})
                break
