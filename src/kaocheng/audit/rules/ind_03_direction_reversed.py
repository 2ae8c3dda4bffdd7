"""指标方向与性质相反

## 检查内容
故障率、投诉量、事故数、成本一类越低越好的指标用了“≥”或“>”；满意度、合格率、完成率一类越高越好的比率用了“≤”或“<”。

## 为什么
“设备故障率 ≥10”意味着故障越多得分越高。方向写反，公式算出的得分也是反的。

## 依据
财预〔2020〕10号要求定量指标按完成情况计分（条文待核）；哪些量越低越好的词表为考成手册建议，见 scoring/measures。

## 举例
“设备故障率 ≥10”应为“≤10%”。

## 不报的情形
- 复合词按最后说的量判断：故障处置率、投诉办结率、事故下降率越高越好，用“≥”是对的。
- 没有写运算符的由 IND-05、IND-14 处理。
- 词表认不出方向的量（次数、面积、金额）不报。
- 指标值读不出时列为无法判断。

## In English
Reports an operator that contradicts the kind of measure: failures, complaints, accidents or cost with ≥, and
satisfaction or pass rates with ≤. Compounds are judged by what they finally measure, so the rate at which failures are
handled counts as higher-is-better. Measures whose direction is not known stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import level3_of, rows_of, target_of, unsettled
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Indicator
from kaocheng.scoring import direction_of
from kaocheng.values import Comparator, Kind

_AT_LEAST = (Comparator.GE, Comparator.GT)
_AT_MOST = (Comparator.LE, Comparator.LT)
_LOWER = Text("越低越好", "lower-is-better")
_HIGHER = Text("越高越好", "higher-is-better")


@form_rule(
    "IND-03",
    severity=Severity.ERROR,
    title=Text("指标方向与性质相反", "direction contradicts the measure"),
    message=Text(
        "指标“{subject}”的指标值印为“{found}”，这类指标{better}，应为“{expected}”。",
        "Indicator “{subject}” has the target “{found}”; this is a {better} measure, so the operator should be “{expected}”.",
    ),
    advice=Text(
        "请核对运算符；若指标值填的是目标数，改正运算符后重新计算得分。",
        "Check the operator and recompute the score once it is corrected.",
    ),
    source="财预〔2020〕10号（条文待核）；词表为考成手册建议",
)
def direction_reversed(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        target, better = target_of(row), direction_of(level3_of(row))
        if target is None or better is None:
            continue
        if skip := unsettled(row, target):
            yield skip
            continue
        value = target.known
        if value is None or value.kind is not Kind.QUANTITY or value.value is None:
            continue
        found = _printed(row, target.text)
        if better == "lower" and value.comparator in _AT_LEAST:
            yield Finding(target, level3_of(row), found, "≤", values={"better": _LOWER})
        elif better == "higher" and value.comparator in _AT_MOST and _is_share(level3_of(row)):
            yield Finding(target, level3_of(row), found, "≥", values={"better": _HIGHER})


def _is_share(name: str) -> bool:
    """Only rates and satisfaction are surely better when higher; a number of plans may well have a ceiling."""
    return word_list("ratio_nouns").ends(name) is not None or word_list("satisfaction_words").ends(name) is not None


def _printed(row: Indicator, text: str) -> str:
    """The target with the sign of its own column in front."""
    return f"{row.direction.text}{text}" if row.direction and row.direction.text not in text else text
