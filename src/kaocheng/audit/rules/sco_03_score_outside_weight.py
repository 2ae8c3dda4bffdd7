"""得分超出分值或为负数

## 检查内容
每一行得分应在 0 与分值之间；没有分值列的表样，一级指标下各行得分之和不超过该级分值；总分不超过总分值。汇总表同样检查。

## 为什么
分值就是上限。超过上限的得分会把别处的失分补回来。

## 依据
中江县2022年自评表说明、湖北省2020年自评表说明：得分不得超过（突破）分值。

## 举例
- 分值 10、得分 12：报。
- 得分 −2：报。

## 不报的情形
- 得分等于分值：不报。
- 名称写明是加分项、附加分或扣分项的行：不报。
- 分值或得分识读不出：记为未判定。
- 没有分值可比：不报。

## In English
A score must lie between zero and its weight, the scores under a first-level heading may not exceed the heading's weight
where rows have none of their own, and the total may not exceed the total weight. Rows named as bonus or deduction are
left alone. An unreadable cell leaves the rule undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import is_unreadable, why_unreadable
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import name_of
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Form
from kaocheng.provenance import Printed, known
from kaocheng.scoring.figures import format_number

_BONUS = re.compile(r"加分|附加|奖励分|扣分|减分")
_SCORE, _WEIGHT = Text("得分", "score"), Text("分值", "weight")
_Cell = Printed[Decimal] | None


@report_rule(
    "SCO-03",
    severity=Severity.ERROR,
    title=Text("得分超出分值或为负数", "score above its weight or below zero"),
    message=Text(
        "“{subject}”得分为 {found}，应在 {expected} 之间。", "The score of “{subject}” is {found}; {expected} expected."
    ),
    advice=Text("请核对得分与分值，超出部分不计分。", "Check score and weight; points above the weight do not count."),
    source="中江县2022年自评表说明；湖北省2020年自评表说明（得分不得超过分值）",
)
def score_outside_weight(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, form in enumerate(subject.report.forms):
        for funds in form.funding:
            yield from _check(funds.label.text, funds.score, funds.weight, index)
        for row in form.indicators:
            yield from _check(name_of(row), row.score, row.weight, index)
        yield from _check("总分", form.total_score, form.total_weight, index)
        if not any(row.weight is not None for row in form.indicators):
            yield from _check_groups(form, index)
    for entry in subject.report.summary:
        yield from _check(entry.name.text, entry.score, entry.weight, None)


def _check(name: str, score: _Cell, weight: _Cell, form: int | None) -> Iterator[Finding | Skip]:
    if score is None or score.value is None or _BONUS.search(name):
        return
    for cell, words in ((score, _SCORE), (weight, _WEIGHT)):
        if cell is not None and is_unreadable(cell):
            yield Skip(cell, name, why_unreadable(cell, words), form=form)
            return
    value, limit = score.known or Decimal(0), known(weight)
    if value < 0 or (limit is not None and value > limit):
        top = format_number(limit) if limit is not None else "100"
        yield Finding(score, name, score.text, Text(f"0 与 {top}", f"0 to {top}"), form=form)


def _check_groups(form: Form, index: int) -> Iterator[Finding]:
    """Rows without weights share the weight of their first level."""
    limits: dict[str, Printed[Decimal]] = {}
    sums: dict[str, Decimal] = {}
    for row in form.indicators:
        label = row.level1.known if row.level1 else None
        if label is None or row.level1_weight is None or row.level1_weight.known is None:
            continue
        limits.setdefault(label, row.level1_weight)
        score = known(row.score)
        sums[label] = sums.get(label, Decimal(0)) + (score or Decimal(0))
    for label, limit in limits.items():
        if sums[label] > (limit.known or Decimal(0)) and not _BONUS.search(label):
            top = format_number(limit.known or Decimal(0))
            yield Finding(limit, label, format_number(sums[label]), Text(f"0 与 {top}", f"0 to {top}"), form=index)
