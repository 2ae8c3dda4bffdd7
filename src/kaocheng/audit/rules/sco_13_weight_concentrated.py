"""一项指标的分值过于集中

## 检查内容
一项指标的分值不低于40分。没有分值列的表，分值由一级指标的分值和得分推定。指标得分表（汇总）同样检查。

## 为什么
一行决定四成以上的总分，其他工作做得怎样几乎不影响结果；这一行又往往是定性的效益指标。

## 依据
财预〔2020〕10号：权重按重要程度确定（条文待核）；40分的界限为考成手册建议。

## 举例
效益指标（40分）下只填了“保障工作正常开展”一行，一行就是40分。

## 不报的情形
- 分值低于40分。
- 预算执行率一行。
- 数量指标中唯一的一行，且全表的数量、质量、时效只有这一行：项目只有一个产出，只作提示。
- 表中既没有分值、一级指标也没有印分值的，或分值无法推定的行。

## In English
Reports an indicator that carries 40 points or more, in a form or in a published score table. Where a form has no weight
column the weight is inferred from the first level and the scores. The only output of a one-output project is information
only; the execution rate does not count.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import OUTPUT, Category, category_of, named_tables, rows_of
from kaocheng.audit.rows import name_of, place_of
from kaocheng.language import Text
from kaocheng.model import Form, Indicator
from kaocheng.scoring import format_number

_LIMIT = Decimal(40)


@report_rule(
    "SCO-13",
    severity=Severity.WARNING,
    title=Text("一项指标的分值过于集中", "one indicator carries too much weight"),
    message=Text(
        "指标“{subject}”一项的分值为 {found} 分，达到或超过 {limit} 分。",
        "The indicator “{subject}” alone carries {found} points, {limit} or more.",
    ),
    advice=Text(
        "请按重要程度把分值分到几项可衡量的指标上。",
        "Distribute the weight over several measurable indicators by importance.",
    ),
    source="财预〔2020〕10号（条文待核）；40分的界限为考成手册建议",
)
def weight_concentrated(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, (form, sheet) in enumerate(zip(subject.report.forms, subject.sheets, strict=True)):
        for i, row in rows_of(form):
            scored = sheet.row(f"indicators[{i}]")
            if scored is None or scored.weight is None or scored.weight < _LIMIT:
                continue
            if row.weight is None and row.level1_weight is None:
                continue  # the form prints no weights; what a scheme would give is not what it says
            yield Finding(
                row.weight or place_of(row),
                name_of(row),
                format_number(scored.weight),
                values={"limit": format_number(_LIMIT)},
                severity=Severity.INFO if _is_only_output(row, form) else None,
                form=index,
            )
    for table in named_tables(subject.report):
        for named in table:
            if named.indicator is None and named.weight is not None and named.weight >= _LIMIT:
                weight = format_number(named.weight)
                yield Finding(named.at, named.name, weight, values={"limit": format_number(_LIMIT)})


def _is_only_output(row: Indicator, form: Form) -> bool:
    outputs = [other for _, other in rows_of(form) if category_of(other) in OUTPUT]
    return category_of(row) is Category.QUANTITY and len(outputs) == 1
