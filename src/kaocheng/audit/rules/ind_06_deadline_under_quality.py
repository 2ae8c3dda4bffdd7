"""质量指标填了完成期限

## 检查内容
二级指标是质量指标，年度指标值却是一个日期。

## 为什么
什么时候做完属于时效，做得好不好才是质量。期限放在质量指标里，质量就没有人考核。

## 依据
财预〔2015〕88号关于数量、质量、时效、成本指标的划分（条文待核）。

## 举例
质量指标“提高信息化业务能力”的指标值为“12月底前完成”，期限应移到时效指标，质量可用考试合格率等衡量。

## 不报的情形
- 名称本身以及时为质量要求（按期交付、响应时限），质量就是按时。
- 质量指标的指标值是比率、分数或文字。
- 指标值为天数、小时等时长，可能是质量标准（如使用寿命）。

## In English
Reports a date as the target of a quality indicator: when something is done belongs to timeliness. Indicators whose
quality is timeliness by name (response limits, on-schedule delivery) and durations such as service life stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import Category, category_of, level3_of, rows_of, target_of, unsettled
from kaocheng.audit.rows import name_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.values import Kind


@form_rule(
    "IND-06",
    severity=Severity.WARNING,
    title=Text("质量指标填了完成期限", "deadline under quality"),
    message=Text(
        "质量指标“{subject}”的指标值为“{found}”，这是完成期限，属于时效指标。",
        "The quality indicator “{subject}” has the target “{found}”: a deadline belongs to timeliness.",
    ),
    advice=Text(
        "请把期限移到时效指标，质量指标改用合格率、达标率等。",
        "Move the deadline to timeliness and measure quality by a pass rate or the like.",
    ),
    source="财预〔2015〕88号（条文待核）",
)
def deadline_under_quality(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        target = target_of(row)
        if category_of(row) is not Category.QUALITY or target is None:
            continue
        if skip := unsettled(row, target):
            yield skip
            continue
        value = target.known
        if value is not None and value.kind is Kind.DATE and not word_list("time_qualities").find(level3_of(row)):
            yield Finding(target, name_of(row), target.text)
