"""定性指标没有写明档次

## 检查内容
计分的定性指标，完成情况应写明档次（达成年度指标、部分达成并具有一定效果、未达成且效果较差），
不只写“已完成”“达标”“效果显著”一类的词。

## 为什么
档次决定得分区间。只写“达标”，看不出 14 分还是 15 分更合适，换一个人就会打出另一个分。

## 依据
财政部2020年办法第三章定性指标三档（中江县2022年自评表说明转述）；得分必须连同档次记录为考成手册建议。

## 举例
- 完成值“已完成”、得 10 分：报。
- 完成值“达标”、得 5 分：报。

## 不报的情形
- “达成预期指标”“部分达成”“未达成”等含“达成”的写法：不报。
- “未超出预算”“未发生事故”：只有是与否，没有中间档，不报。
- 目标是日期或数字的行：不是定性指标，不报。
- 不计分的表：不报。
- 完成值识读不出：记为未判定。

## In English
A scored qualitative row should record its class (achieved, partly achieved, not achieved), not just 已完成 or 达标. Any
wording with 达成 counts as a class, and results that leave no middle (未超出, 未发生) need none. Rows whose target
is a date or a number are not qualitative. An unreadable result is
left undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.amounts import is_unreadable, why_unreadable
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import ScoredIndicator, scored_indicators
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text
from kaocheng.scoring.qualitative import CLASS_WORDS, score_words
from kaocheng.values import Kind

_CLASS = re.compile(r"达成|[一二三]档|第[一二三]档")
_YES_OR_NO = re.compile(r"^(?:未|不|没有|无|零)(?:超|突破|发生|出现|违规|事故|差错|投诉)")
_WORDS = (Kind.QUALITATIVE, Kind.BOOLEAN)
_EXPECTED = Text("达成、部分达成或未达成", "achieved, partly achieved or not achieved")
_READ_AS = Text("；按词义归入“{name}”一档", "; by its wording it falls into “{name}”")


@form_rule(
    "SCO-08",
    severity=Severity.WARNING,
    title=Text("定性指标没有写明档次", "class of a qualitative result not recorded"),
    message=Text(
        "定性指标“{subject}”得 {score} 分，完成情况只写“{found}”，未写明档次（{expected}）{hint}。",
        "The qualitative row “{subject}” scores {score}; its result “{found}” names no class ({expected}){hint}.",
    ),
    advice=Text(
        "请在完成情况中写明档次，如“达成年度指标”，再说明具体情况。",
        "Begin the result with its class, such as 达成年度指标, then describe it.",
    ),
    source="财预〔2020〕10号第三章定性指标三档（条文待核）；档次须与得分一并记录为考成手册建议",
)
def class_not_recorded(subject: FormSubject) -> Iterator[Finding | Skip]:
    for scored in scored_indicators(subject):
        row, indicator = scored.row, scored.indicator
        actual = indicator.actual
        if not row.claimed or actual is None or actual.value is None or row.method == "execution":
            continue
        if is_unreadable(actual):
            yield Skip(actual, row.name, why_unreadable(actual, Text("完成值", "actual value")))
            continue
        if indicator.uncertain is not None:
            yield Skip(actual, row.name, indicator.uncertain)
            continue
        if _is_qualitative(scored) and not (_CLASS.search(actual.text) or _YES_OR_NO.search(actual.text)):
            yield Finding(
                at=actual,
                subject=row.name,
                found=actual.text,
                expected=_EXPECTED,
                values={"score": indicator.score.text if indicator.score else "", "hint": _hint(scored, subject)},
            )


def _is_qualitative(scored: ScoredIndicator) -> bool:
    actual, target = scored.indicator.actual, scored.indicator.target
    if actual is None or actual.known is None or actual.known.kind not in _WORDS:
        return False
    return target is None or target.known is None or target.known.kind in _WORDS


def _hint(scored: ScoredIndicator, subject: FormSubject) -> Text:
    target, actual, weight = scored.indicator.target, scored.indicator.actual, scored.row.weight
    if target is None or actual is None or weight is None:
        return Text("", "")
    points = score_words(target, actual, weight, subject.scheme)
    return _READ_AS.format(name=CLASS_WORDS["achieved"]) if points.met else Text("", "")
