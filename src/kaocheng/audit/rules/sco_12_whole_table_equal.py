"""全表完成值都等于指标值

## 检查内容
一张表里可以比较的行不少于5行，且每一行的实际完成值都恰好等于指标值；文字与指标值逐字相同的也算。

## 为什么
一项工作恰好等于计划可能是巧合，整张表都恰好相等，几乎可以肯定是照抄。

## 依据
考成手册建议。

## 举例
9行指标，“≥10”完成“10”，“≥90”完成“90”，“=100”完成“=100”，全部相等。

## 不报的情形
- 可比较的不到5行。
- 100%、0 以外的数值指标不到3行，全表多为职责性指标。
- 有一行高于或低于指标值。
- 文字不同（“按标准执行”与“达标”）的行不能比较，不计入。
- 有读不出的行时，列为无法判断。

## In English
Reports a table in which every comparable row, at least five of them, has an actual value exactly equal to the target;
words that repeat the target count as equal. Tables that consist mostly of duties (100 % or zero) stay silent, and a row
that could not be read makes the table undecided.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.attainment import attainment
from kaocheng.language import Text


@form_rule(
    "SCO-12",
    severity=Severity.WARNING,
    title=Text("全表完成值都等于指标值", "whole table equal to its targets"),
    message=Text(
        "可比较的{rows}行指标，实际完成值全部恰好等于指标值（{found}）。",
        "All {rows} comparable indicators have an actual value exactly equal to the target ({found}).",
    ),
    advice=Text(
        "请按统计资料逐行核对实际完成值并保留佐证；确实相等的，请说明数据来源。",
        "Check every actual value against the records and keep the evidence; if they are equal, state the data source.",
    ),
    source="考成手册建议",
)
def whole_table_equal(subject: FormSubject) -> Iterator[Finding | Skip]:
    seen = attainment(subject.form)
    if not seen.looks_complete or seen.first is None:
        return
    if seen.undecided:
        count = seen.undecided
        yield Skip(seen.first, "指标表", Text(f"有{count}行读不出", f"{count} rows could not be read"))
        return
    yield Finding(seen.first, "指标表", f"{seen.equal}/{seen.rows}", values={"rows": seen.rows})
