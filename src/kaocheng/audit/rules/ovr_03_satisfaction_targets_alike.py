"""各项目的满意度目标和结果雷同

## 检查内容
三个以上项目都有满意度指标，指标值完全相同，并且完成值也有重复。全文合报一次。

## 为什么
服务对象不同、调查不同，结果恰好一样，多半不是调查得来的。

## 依据
考成手册建议。

## 举例
5个项目的满意度都是“≥95%”，完成值三个100%、两个95%。

## 不报的情形
- 指标值相同但完成值各不相同：90%或95%是常用的标准。
- 项目不到3个。
- 有一个项目的指标值不同。
- 完成值读不出的，记为未判定。

## In English
Information, once per report: at least three projects have the same satisfaction target and some of them the same result. The
same target alone is an ordinary standard; results that all differ look like surveys.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.indicators import is_satisfaction, quantity, rows_of, target_of, unsettled
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Form, Indicator
from kaocheng.scoring.figures import format_number

_FEWEST = 3


@report_rule(
    "OVR-03",
    severity=Severity.INFO,
    title=Text("各项目的满意度目标和结果雷同", "satisfaction targets and results alike in every project"),
    message=Text(
        "{count} 个项目的满意度指标值都是“{found}”，完成值也有重复（{actuals}）。",
        "All {count} projects have the satisfaction target “{found}”, and their results repeat ({actuals}).",
    ),
    advice=Text(
        "请按各项目的服务对象分别调查，写明样本数和结果。",
        "Survey the recipients of each project and state sample and result.",
    ),
    source="考成手册建议",
)
def satisfaction_targets_alike(subject: ReportSubject) -> Iterator[Finding | Skip]:
    rows = [(i, row) for i, form in enumerate(subject.report.forms) if (row := _satisfaction(form)) is not None]
    if len(rows) < _FEWEST or len({_target(row) for _, row in rows} | {None}) != 2:
        return
    if any(_target(row) is None for _, row in rows):
        return
    for index, row in rows:
        if skip := unsettled(row, row.actual):
            yield Skip(skip.at, skip.subject, skip.reason, index)
            return
    values = [value for _, row in rows if (value := quantity(row.actual)) is not None]
    counts = Counter(f"{format_number(v.value)}{v.unit or ''}" for v in values if v.value is not None)
    first = target_of(rows[0][1])
    if len(values) == len(rows) > len(counts) and first is not None:
        actuals = "、".join(f"{text}×{n}" for text, n in counts.most_common())
        yield Finding(first, "满意度", first.text, values={"count": len(rows), "actuals": actuals})


def _satisfaction(form: Form) -> Indicator | None:
    return next((row for _, row in rows_of(form) if is_satisfaction(row) and target_of(row) is not None), None)


def _target(row: Indicator) -> tuple[object, ...] | None:
    value = quantity(target_of(row))
    return None if value is None else (value.comparator, value.value, value.unit)
