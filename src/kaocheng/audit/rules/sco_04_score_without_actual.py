"""有得分而无实际完成值

## 检查内容
指标行得分大于 0，而实际完成值空白或为“—”。

## 为什么
没有完成值，得分就没有依据，也无法复算。

## 依据
考成手册建议。财政部2020年自评表要求逐项填写实际完成值（条文待核）。

## 举例
- 指标值“≥24场”，实际完成值空白，得分 11：报。

## 不报的情形
- 整张表没有完成值一列（只公布得分）：由 OVR-09 检查，不报。
- 得分为 0 或空白：不报。
- 行识读不确定（可能丢失合并单元格）：记为未判定。

## In English
Reports an indicator that earns points although its actual value is blank or a dash. A table without any actual
values is
the concern of OVR-09. A row that was read with doubt may have lost a merged cell, so it is left undecided.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import is_execution, place_of, scored_indicators
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text


@form_rule(
    "SCO-04",
    severity=Severity.ERROR,
    title=Text("有得分而无实际完成值", "score given without an actual value"),
    message=Text(
        "指标“{subject}”得 {score} 分，实际完成值{found}。",
        "“{subject}” scores {score}; its actual value is {found_words}.",
    ),
    advice=Text(
        "请补填实际完成值；确无结果的，该行不得分并说明原因。",
        "Enter the actual value; if there is no result the row earns nothing, with a reason.",
    ),
    source="考成手册建议；逐项填写完成值见财预〔2020〕10号所附自评表（条文待核）",
)
def score_without_actual(subject: FormSubject) -> Iterator[Finding | Skip]:
    if all(row.actual is None for row in subject.form.indicators):
        return
    for scored in scored_indicators(subject):
        row, score = scored.indicator, scored.indicator.score
        if score is None or not score.known or score.known < 0 or is_execution(scored):
            continue
        if row.actual is not None and row.actual.value is not None:
            continue
        if row.uncertain is not None:
            yield Skip(place_of(row), scored.row.name, row.uncertain)
            continue
        blank = row.actual is None
        yield Finding(
            at=row.actual or score,
            subject=scored.row.name,
            found="为空" if row.actual is None else f"为“{row.actual.text}”",
            values={
                "score": score.text,
                "found_words": Text("为空", "blank") if blank else Text("无数值", "a dash"),
            },
        )
