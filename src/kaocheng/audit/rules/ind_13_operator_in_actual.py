"""完成值里带有运算符

## 检查内容
实际完成值写成“=100”“≤42万”“不少于3次”一类的界限，而不是一个实际的数。

## 为什么
完成值是已经发生的事实，应当是确定的数。写成界限，多半是把指标值抄了过来，真实结果没有填。

## 依据
考成手册建议。

## 举例
项目总成本的完成值印为“≤42万”，应填实际支出数，如“37.44万元”。

## 不报的情形
- 完成值是普通的数、日期或文字。
- 文字里没有数字，如“未超出预算”。
- “3-5个”一类的区间。

## In English
Reports an actual value that is written as a bound (an equals sign, ≤, “not less than” with a figure). A result is a fact
and should be a plain figure. Words without figures and ranges stay silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import rows_of, unsettled
from kaocheng.audit.rows import name_of
from kaocheng.language import Text

_BOUND = re.compile(
    r"[≥≤≧≦＞＜>=<＝﹦═][\s\u3000]*[=＝]?[\s\u3000]*\d|不[少低高多大小]于[\s\u3000]*\d|不超[过出]?[\s\u3000]*\d"
    r"|\d[\d.,]*[\s\u3000]*[%％\u4e00-\u9fff]{0,4}(?:以[上下内])"
)


@form_rule(
    "IND-13",
    severity=Severity.WARNING,
    title=Text("完成值里带有运算符", "operator inside the actual value"),
    message=Text(
        "指标“{subject}”的实际完成值印为“{found}”，是一个界限而不是实际结果。",
        "Indicator “{subject}” has the actual value “{found}”: a bound, not a result.",
    ),
    advice=Text("请填实际发生的数，去掉运算符。", "Enter the figure that was reached, without an operator."),
    source="考成手册建议",
)
def operator_in_actual(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        if row.actual is not None and _BOUND.search(row.actual.text):
            yield unsettled(row) or Finding(row.actual, name_of(row), row.actual.text)
