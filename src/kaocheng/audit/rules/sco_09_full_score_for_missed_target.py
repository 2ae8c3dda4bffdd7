"""未达到指标值却得满分

## 检查内容
有明确指标值的行，实际完成值没有达到指标值，得分却等于分值。时间指标逾期的同样检查。

## 为什么
这是自评分虚高最常见的来源。

## 依据
财政部2020年办法第三章：未达到指标值的按完成比例记分（条文待核）。

## 举例
- 政府采购执行率目标 100、实际 72.74，得分系数 100%：报。
- 观众人次 ≥8 万、实际 7.6 万，分值 10 得 10 分，应得 9.5：报。

## 不报的情形
- 年中经批准调整了指标值，完成值达到调整后的数：不报。
- 实际 94.96% 印成 95%，目标 ≥95%：按印出的数比较，达到，不报。
- 偏差原因写明指标值已获批准调整，但表中仍印原指标值：只提醒。
- 目标或完成值识读不出、不能比较：记为未判定。

## In English
Reports full marks for a row whose actual value misses its target, or whose deadline was missed. An adjusted target
counts
instead of the original one; if only the reason says that the target was changed with approval, it is a warning. Values
that cannot be compared leave the rule undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.indicators import target_of
from kaocheng.audit.rows import place_of, scored_indicators
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text
from kaocheng.provenance import Unreadable
from kaocheng.scoring.figures import format_points
from kaocheng.scoring.sheet import Interval, NotComputable

_APPROVED = re.compile(
    r"(?:批准|批复|同意|经.{0,12}审核).{0,20}(?:调整|调减|核减|变更)|(?:调整|调减|变更).{0,20}(?:批准|批复|同意)"
)


@form_rule(
    "SCO-09",
    severity=Severity.ERROR,
    title=Text("未达到指标值却得满分", "full score for a missed target"),
    message=Text(
        "指标“{subject}”：指标值 {target}、完成值 {actual}，没有达到，却得满分 {found}，应得 {expected}（{formula}）。",
        "“{subject}”: target {target}, actual {actual} misses it, yet it scores the full {found}; {expected} expected "
        "({formula}).",
    ),
    advice=Text(
        "请按完成比例计分并写明未完成原因；指标值经批准调整的，填写调整后的指标值和依据。",
        "Score in proportion and give the reason; if the target was adjusted with approval, print the adjusted target.",
    ),
    source="财预〔2020〕10号第三章（条文待核）",
)
def full_score_for_missed_target(subject: FormSubject) -> Iterator[Finding | Skip]:
    for scored in scored_indicators(subject):
        row, indicator = scored.row, scored.indicator
        full = row.weight is not None and row.claimed is not None and row.claimed == row.weight and row.weight > 0
        if indicator.score is None or not full or row.method == "execution":
            continue
        target = target_of(indicator)
        if isinstance(row.replayed, NotComputable):
            if indicator.uncertain is not None or any(
                cell is not None and isinstance(cell.value, Unreadable) for cell in (target, indicator.actual)
            ):
                yield Skip(place_of(indicator), row.name, row.replayed.reason)
            continue
        if row.met is not False or row.method not in ("quantitative", "date"):
            continue
        replayed = row.replayed
        if isinstance(replayed, Decimal) and row.claimed == replayed:
            continue
        text = format_points(replayed) if isinstance(replayed, Decimal) else _span(replayed)
        deviation = indicator.deviation.text if indicator.deviation else ""
        yield Finding(
            at=indicator.score,
            subject=row.name,
            found=indicator.score.text,
            expected=text,
            values={
                "target": target.text if target else "",
                "actual": indicator.actual.text if indicator.actual else "",
                "formula": row.formula,
            },
            severity=Severity.WARNING if _APPROVED.search(deviation) else Severity.ERROR,
        )


def _span(interval: Interval) -> str:
    return f"{format_points(interval.low)}–{format_points(interval.high)}"
