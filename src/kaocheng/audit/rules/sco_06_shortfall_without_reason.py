"""未得满分而没有说明原因

## 检查内容
指标得分低于分值，而本行的偏差原因栏、问题栏和正文都找不到原因。指标得分表中的行，到正文里找。

## 为什么
自评的意义在于找出没做到的地方。扣了分却不说为什么，整改就无从谈起。

## 依据
财政部2020年办法及自评表“偏差原因分析及改进措施”一栏；四川省2023年自评表“未完成原因分析”。

## 举例
- 分值 15 得 14 分，偏差原因栏空白，文中也没有提到：报。
- 得分表“短视频数量”10 分得 8 分，文中没有提到短视频：报。

## 不报的情形
- 偏差原因栏写有原因：不报。
- 正文或问题栏里有一句话提到该指标和原因：不报。
- 没有偏差原因栏的表样，问题栏写了原因：不报。
- 预算执行率一行：扣分由执行率本身说明，原因由 OVR-10 检查。
- 定性指标得分低于所属档次：由 SCO-07 报告，不重复。
- 分值不明或得分识读不出：记为未判定或不适用。

## In English
Reports an indicator scored below its weight without a reason beside the row, in the problems cell or in a sentence
of the
text that names it. A form without a reason column may explain itself in the problems cell. The execution rate explains
its own shortfall, and a qualitative score below its class is left to SCO-07.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit.amounts import is_unreadable, why_unreadable
from kaocheng.audit.explanations import reason_given
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import indicator_tables, is_execution, place_of, scored_indicators, summary_key
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import FormSubject, ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.scoring.figures import format_number
from kaocheng.scoring.sheet import Interval

_SCORE, _WEIGHT = Text("得分", "score"), Text("分值", "weight")


@report_rule(
    "SCO-06",
    severity=Severity.WARNING,
    title=Text("未得满分而没有说明原因", "score below full without a reason"),
    message=Text(
        "“{subject}”分值 {expected}、得 {found} 分，扣 {difference} 分，表中和正文未见原因。",
        "“{subject}” scores {found} of {expected}; no reason for the {difference} lost is given in the table or "
        "the text.",
    ),
    advice=Text(
        "请在偏差原因栏写明扣分原因和改进措施；没有未完成事项的，按评分办法给满分。",
        "Give the reason and the remedy beside the row; if nothing was missed, score it in full.",
    ),
    source="财预〔2020〕10号所附自评表“偏差原因分析及改进措施”栏（条文待核）；四川省2023年自评表",
)
def shortfall_without_reason(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    for index, (form, sheet) in enumerate(zip(report.forms, subject.sheets, strict=True)):
        yield from _check_form(FormSubject(report, index, form, sheet, subject.scheme))
    yield from _check_tables(report)


def _check_form(subject: FormSubject) -> Iterator[Finding | Skip]:
    tolerance = subject.scheme.rounding.row_tolerance.value
    for scored in scored_indicators(subject):
        row, indicator = scored.row, scored.indicator
        if is_execution(scored) or indicator.score is None:
            continue
        if indicator.uncertain is not None:
            yield Skip(place_of(indicator), row.name, indicator.uncertain, form=subject.index)
            continue
        unreadable = next((c for c in (indicator.score, indicator.weight) if c is not None and is_unreadable(c)), None)
        if unreadable is not None:
            words = _SCORE if unreadable is indicator.score else _WEIGHT
            yield Skip(unreadable, row.name, why_unreadable(unreadable, words), form=subject.index)
            continue
        if row.claimed is None or row.weight is None or row.weight - row.claimed <= tolerance:
            continue
        if isinstance(row.replayed, Interval) and row.claimed < row.replayed.low:
            continue  # SCO-07 says more
        if reason_given(subject.form, indicator, row.name, subject.report) is None:
            yield Finding(
                at=indicator.score,
                subject=row.name,
                found=indicator.score.text,
                expected=format_number(row.weight),
                difference=format_number(row.weight - row.claimed),
                form=subject.index,
            )


def _check_tables(report: Report) -> Iterator[Finding | Skip]:
    for rows in indicator_tables(report):
        seen = set()
        for row in rows:
            key, score, weight = summary_key(row), row.score, row.weight
            if score is None or weight is None or key in seen or "执行率" in row.name.text:
                continue
            seen.add(key)
            unreadable = next((cell for cell in (score, weight) if is_unreadable(cell)), None)
            if unreadable is not None:
                words = _SCORE if unreadable is score else _WEIGHT
                yield Skip(unreadable, row.name.text, why_unreadable(unreadable, words))
                continue
            if score.known is None or weight.known is None or score.known >= weight.known:
                continue
            if reason_given(None, None, row.name.text, report) is None:
                yield Finding(
                    at=score,
                    subject=row.name.text,
                    found=score.text,
                    expected=format_number(weight.known),
                    difference=format_number(weight.known - score.known),
                )
