"""指标表述笼统

## 检查内容
三级指标的名称只写努力方向（提高、加强、保障、落实……）或“正常开展”“日常工作”一类的话，没有可计量的中心词；时效指标的指标值只写“及时”“按时”，没有日期或时限。

## 为什么
“提高效率 ≥10”说不清 10 是什么。名称不指向一个可以取数的量，后面的指标值、完成值和得分都无从核对。

## 依据
财预〔2015〕88号要求绩效指标指向明确、具体可衡量（条文待核）；词表为考成手册建议，见 audit/data/wording.toml。

## 举例
“保障工作正常开展 ≥95%”应改为能取数的指标，如“网络故障平均恢复时间 ≤2小时”。

## 不报的情形
- 名称含有可计量的中心词：提高就业率、保障村干部人数、维护网站数量。
- 指标值带有实物单位或日期，说明计量的是什么：促进粮食增产 ≥5万吨。
- 名称中有数字，如“完善3项制度”。
- 表中另列了指标解释或评分标准，即附有可衡量的定义。
- 时效指标写明日期或天数。
- 满意度指标不在此列。

## In English
Reports names that state an effort (improve, strengthen, safeguard) without a measurable noun, and timeliness targets
that say only “in time”. A measurable noun in the name, a physical unit in the target, a figure in the name or a printed
definition makes the indicator measurable, and the rule stays silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import (
    Category,
    category_of,
    is_defined,
    level3_of,
    rows_of,
    target_of,
    unsettled,
)
from kaocheng.audit.rows import place_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.values import Kind, Value

_DIGIT = re.compile(r"[0-9０-９]")


@form_rule(
    "IND-02",
    severity=Severity.WARNING,
    title=Text("指标表述笼统", "indicator worded vaguely"),
    message=Text(
        "指标“{subject}”表述笼统（“{found}”），看不出计量什么、如何取数。",
        "Indicator “{subject}” is worded vaguely (“{found}”): it does not say what is measured or how.",
    ),
    advice=Text(
        "请改为能取数的名称和指标值，如次数、比率、时限，或写明评判标准。",
        "Name something that can be counted, a rate or a time limit, or state how it is judged.",
    ),
    source="财预〔2015〕88号（条文待核）；词表为考成手册建议",
)
def wording_vague(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        name, target = level3_of(row), target_of(row)
        if not name or category_of(row) is Category.SATISFACTION or is_defined(row):
            continue
        if skip := unsettled(row):
            yield skip
            continue
        value = target.known if target else None
        word = _vague_word(name)
        if word and not _measures_something(value):
            yield Finding(place_of(row), name, word)
        elif target and category_of(row) is Category.TIMELINESS and _only_in_time(target.text, value):
            yield Finding(target, name, target.text)


def _vague_word(name: str) -> str | None:
    if word_list("measurable_nouns").find(name) or _DIGIT.search(name):
        return None
    return word_list("vague_openings").begins(name) or word_list("vague_expressions").find(name)


def _measures_something(value: Value | None) -> bool:
    """A physical unit or a date says what is measured; a bare number or a percentage does not."""
    if value is None:
        return False
    if value.kind in (Kind.DATE, Kind.DURATION):
        return True
    return value.kind in (Kind.QUANTITY, Kind.RANGE) and value.unit not in (None, "%", "分")


def _only_in_time(text: str, value: Value | None) -> bool:
    words = value is not None and value.kind in (Kind.QUALITATIVE, Kind.BOOLEAN)
    return words and word_list("timely_words").find(text) is not None and not _DIGIT.search(text)
