"""定性指标得分与档次不符

## 检查内容
定性指标按完成情况所属的档次（达成、部分达成、未达成）核对得分区间：达成为分值的 80%–100%，部分达成
60%–80%（不含80%），未达成 60% 以下（不含60%）。区间以评分方案为准，如湖北为 80、50。

## 为什么
定性指标由人打分，档次就是约束。写“未达成”却给九成分，或写“已完成”只给一半分，都需要改一处。

## 依据
财政部2020年办法第三章，中江县2022年自评表说明（转述）；湖北省2020年自评表说明。

## 举例
- 完成情况“部分达成并具有一定效果”，分值 10 得 9 分：报，应在 6 分至不足 8 分之间。
- “达成预期指标”，分值 15 得 9 分：报。

## 不报的情形
- “效果显著”，分值 15 得 14 分（93.3%）：在达成档内，不报；是否写明原因由 SCO-06 检查。
- 达成档正好得 80%：下限包含在内，不报。
- 完成情况的措辞无法归档：记为未判定，由人判定。

## In English
A qualitative score must lie in the band of the class its result is put in. The lower end of a band belongs to it, the
upper end to the next class. Bands come from the scheme. Wording that fits no class is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import place_of, scored_indicators
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text
from kaocheng.provenance import Unreadable
from kaocheng.scoring.figures import format_points
from kaocheng.scoring.sheet import Interval, NotComputable
from kaocheng.values import Kind

_WORDS = (Kind.QUALITATIVE, Kind.BOOLEAN)


@form_rule(
    "SCO-07",
    severity=Severity.WARNING,
    title=Text("定性指标得分与档次不符", "qualitative score outside its class"),
    message=Text(
        "指标“{subject}”完成情况为“{actual}”，分值 {weight} 得 {found} 分，应得 {expected} 分（{formula}）。",
        "“{subject}” is reported as “{actual}” and scores {found} of {weight}; {expected} expected ({formula}).",
    ),
    advice=Text(
        "请核对档次与得分，两者改一处；属于下一档的，完成情况也应如实写明。",
        "Check class and score and correct one of them; if a lower class applies, the result should say so.",
    ),
    source="财预〔2020〕10号第三章定性指标分档（中江县2022年自评表说明转述，条文待核）；区间以评分方案为准",
)
def score_outside_class(subject: FormSubject) -> Iterator[Finding | Skip]:
    tolerance = subject.scheme.rounding.row_tolerance.value
    for scored in scored_indicators(subject):
        row, indicator = scored.row, scored.indicator
        if row.claimed is None or indicator.score is None or (row.weight is None and indicator.uncertain is None):
            continue
        if isinstance(row.replayed, NotComputable):
            if row.method not in ("execution", "quantitative") and _is_in_words(indicator.actual):
                yield Skip(place_of(indicator), row.name, row.replayed.reason)
            continue
        if row.method not in ("qualitative", "boolean") or not isinstance(row.replayed, Interval) or row.weight is None:
            continue
        low, high = row.replayed.low, row.replayed.high
        top = high >= row.weight
        if row.claimed > row.weight or low - tolerance <= row.claimed < high or (top and row.claimed == high):
            continue
        expected = f"{format_points(low)}–{format_points(high)}"
        yield Finding(
            at=indicator.score,
            subject=row.name,
            found=indicator.score.text,
            expected=Text(expected if top else f"{expected}（不含）", expected if top else f"{expected} (exclusive)"),
            values={
                "actual": indicator.actual.text if indicator.actual else "",
                "weight": format_points(row.weight),
                "formula": row.formula,
            },
        )


def _is_in_words(cell: object) -> bool:
    value = getattr(cell, "value", None)
    return value is not None and not isinstance(value, Unreadable) and getattr(value, "kind", None) in _WORDS
