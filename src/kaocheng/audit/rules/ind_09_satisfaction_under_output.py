"""产出指标填了满意度

## 检查内容
数量、质量、时效、成本指标的名称是满意度或满意率。

## 为什么
满意度另有一级指标和分值。放在产出质量里，同一件事计两次分，产出质量反而没有人考核。

## 依据
财预〔2020〕10号把满意度列为单独一级指标（条文待核）。

## 举例
质量指标“项目使用者满意度 ≥90%”应移到服务对象满意度指标。

## 不报的情形
- 满意度列在满意度指标下。
- 列在效益指标下的满意度，各地做法不一，不报。
- 表中附有指标解释或评分标准，说明以用户评价定义质量。

## In English
Reports satisfaction measured under an output category (quantity, quality, timeliness, cost). Satisfaction under a
benefit heading is a local habit and stays silent, and so does a quality that the form itself defines by user ratings.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import OUTPUT, Category, category_of, is_defined, level3_of, rows_of, unsettled
from kaocheng.audit.rows import place_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text


@form_rule(
    "IND-09",
    severity=Severity.WARNING,
    title=Text("产出指标填了满意度", "satisfaction under output"),
    message=Text(
        "“{subject}”列在{category}下，满意度属于满意度指标。",
        "“{subject}” stands under {category}; satisfaction is a first level of its own.",
    ),
    advice=Text(
        "请移到满意度指标，本类改用反映产出本身的指标。",
        "Move it to satisfaction and measure the output itself here.",
    ),
    source="财预〔2020〕10号（条文待核）",
)
def satisfaction_under_output(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        category, name = category_of(row), level3_of(row)
        if category is None or category not in OUTPUT | {Category.COST}:
            continue
        if not word_list("satisfaction_words").find(name) or is_defined(row):
            continue
        if skip := unsettled(row):
            yield skip
            continue
        yield Finding(place_of(row), name, name, Category.SATISFACTION.words, values={"category": category.words})
