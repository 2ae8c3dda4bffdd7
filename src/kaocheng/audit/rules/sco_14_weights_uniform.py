"""各项指标分值完全相同

## 检查内容
一张自评表或一张指标得分表里，有分值的指标不少于6行，分值全部相同。

## 为什么
权重应按重要程度确定。每行都是10分，等于没有区分轻重。

## 依据
财预〔2020〕10号：权重根据指标的重要程度确定（条文待核）。

## 举例
部门整体指标得分表11行，每行10分。

## 不报的情形
- 不到6行的小表。
- 有一行分值不同。
- 表中没有分值列，分值是推定的。
- 预算执行率一行不计入。

## In English
Information only: a form or a published score table with at least six weighted indicators gives every one the same
weight, so importance plays no part. Inferred weights and small tables are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.finding import Place
from kaocheng.audit.indicators import NamedRow, named_tables
from kaocheng.language import Text
from kaocheng.scoring import format_number

_FEWEST_ROWS = 6


@report_rule(
    "SCO-14",
    severity=Severity.INFO,
    title=Text("各项指标分值完全相同", "all weights equal"),
    message=Text(
        "{rows}项指标的分值都是 {weight} 分，没有体现轻重。",
        "All {rows} indicators carry {weight} points: importance plays no part.",
    ),
    advice=Text("请按重要程度确定各项分值。", "Set the weights by importance."),
    source="财预〔2020〕10号（条文待核）",
)
def weights_uniform(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for table in named_tables(subject.report):
        weights = [row.weight for row in table if row.weight is not None and row.weight > 0]
        if len(weights) < _FEWEST_ROWS or len(set(weights)) > 1:
            continue
        weight = format_number(weights[0])
        first = next(row for row in table if row.weight is not None)
        yield Finding(
            _cell(first),
            "指标分值",
            f"{len(weights)}×{weight}",
            values={"rows": len(weights), "weight": weight},
            form=first.form,
        )


def _cell(row: NamedRow) -> Place:
    return row.indicator.weight if row.indicator is not None and row.indicator.weight is not None else row.at
