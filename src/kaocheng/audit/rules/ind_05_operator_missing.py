"""指标值缺少运算符

## 检查内容
年度指标值是一个数，既没有“≥”“≤”“=”等符号，也没有“不少于”“以内”等字样，表中也没有方向列。

## 为什么
“90%”是至少90%还是恰好90%，决定超额或不足时怎样计分。没有运算符，只能按等于处理或凭名称推测。

## 依据
考成手册建议；四川表样的“指标性质”列、重庆表样的计算符号都要求填写。

## 举例
满意度“90%”应为“≥90%”。

## 不报的情形
- 100% 的职责性指标，只有完成和未完成。
- 指标值为 0，或为 1 个实物单位（1份、1次），一般没有别的理解。
- 日期、时段、文字。
- 表中另有方向列且已填写。
- 含“/”的单位（元/人·月）是支付标准，恰好等于是对的。
- 全表多数行都没有运算符时（不少于4行且超过一半），只在第一行报一次，列出行数。

## In English
Information only: a numeric target without an operator, so it is unclear whether exceeding it counts. Duties of 100 %,
zero, a single item, dates and unit rates are left alone, and a separate direction column counts as the operator. Where
most rows of a table lack operators, the table is reported once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import is_full_duty, quantity, rows_of, target_of, unsettled
from kaocheng.audit.rows import name_of
from kaocheng.language import Text
from kaocheng.model import Indicator
from kaocheng.values import Comparator, Kind

_OPERATOR = re.compile(
    r"[≥≤≧≦<>＜＞=＝﹦═±~～]|不[少低高多大小超]|至少|至多|最[多少高低]|以[上下内外]|等于|大于|小于|超过|高于|低于"
)
_ENOUGH = 4


@form_rule(
    "IND-05",
    severity=Severity.INFO,
    title=Text("指标值缺少运算符", "operator missing"),
    message=Text(
        "“{subject}”的指标值印为“{found}”，没有写明至少、至多还是等于{count}。",
        "“{subject}” has the target “{found}” and does not say whether at least, at most or equal is meant{count}.",
    ),
    advice=Text("请在数字前写明“≥”“≤”或“=”。", "Put ≥, ≤ or = in front of the figure."),
    source="考成手册建议",
)
def operator_missing(subject: FormSubject) -> Iterator[Finding | Skip]:
    bare: list[Indicator] = []
    numeric = 0
    for _, row in rows_of(subject.form):
        target = target_of(row)
        if target is None:
            continue
        if skip := unsettled(row, target):
            yield skip
            continue
        value = target.known
        if value is None or value.kind is not Kind.QUANTITY:
            continue
        numeric += 1
        if value.comparator in (None, Comparator.EQ) and _asks_for_operator(row):
            bare.append(row)
    everywhere = len(bare) >= _ENOUGH and len(bare) * 2 > numeric
    count = Text(f"（全表{len(bare)}行如此）", f" ({len(bare)} rows of the table are like this)") if everywhere else ""
    for row in bare[:1] if everywhere else bare:
        target = target_of(row)
        if target is not None:
            yield Finding(target, name_of(row), target.text, values={"count": count})


def _asks_for_operator(row: Indicator) -> bool:
    target = target_of(row)
    value = quantity(target)
    if target is None or value is None or _OPERATOR.search(target.text) or is_full_duty(target):
        return False
    if row.direction is not None and row.direction.text:
        return False
    unit = value.unit or ""
    return value.value != 0 and "/" not in unit and not (value.value == Decimal(1) and unit not in ("", "%"))
