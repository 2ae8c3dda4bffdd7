"""文字中的件数、人数分项与合计不符

## 检查内容
同一句里“共…，其中…”“…，合计…”这样成组的件数、人数、次数（不是金额），各分项相加与总数比较。

## 为什么
件数、人数是产出的依据。一句话里就加不起来，台账多半没有核对。

## 依据
考成手册建议。金额的分项由 ARI-10 检查。

## 举例
“监测到信息66280条，其中正面53427条，负面12843条”，合计66270条：报。

## 不报的情形
- 分项之和等于总数（53427＋12853＝66280）。
- “4万余条”“约”“4.2万”等约数：按文字允许的范围比较，范围内不报。
- “其中”只举一部分，比总数少2%以上，又不是“男、女”“行政、事业”这样分尽的两项：不当作完整分解。
- 同比、目标、人均等不是分项的数。
- 没有“其中”“合计”的并列数字，没有相加的意思。

## In English
Adds up the counts that a sentence itself divides (其中, 合计): people, items, events. Rounded words (4万余) are read as the
range they allow. A list that stops more than two per cent short is a selection unless its words divide the whole.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.counts import divisions
from kaocheng.audit.prose import sentences
from kaocheng.language import Text
from kaocheng.scoring.figures import format_number


@report_rule(
    "CON-11",
    severity=Severity.INFO,
    title=Text("文字中的件数、人数分项与合计不符", "counts in the text do not add up"),
    message=Text(
        "“{subject}”写为 {found}，所列 {count} 个分项 {terms} 合计 {expected}，相差 {difference}。",
        "“{subject}” is {found}; its {count} parts {terms} add to {expected}, {difference} apart.",
    ),
    advice=Text(
        "请核对台账；分项有重叠或只列了一部分的，请写明。",
        "Check the records; say so where parts overlap or are not all listed.",
    ),
    source="考成手册建议",
)
def counts_do_not_add_up(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for sentence in sentences(subject.report):
        for division in divisions(sentence.text):
            if division.agrees:
                continue
            whole = division.whole
            yield Finding(
                sentence.where,
                whole.label or "未写名称的数",
                whole.text,
                f"{format_number(division.total)}{whole.unit}",
                f"{format_number(abs(division.total - whole.value))}{whole.unit}",
                values={
                    "count": len(division.parts),
                    "terms": "+".join(format_number(part.value) for part in division.parts),
                },
            )
