"""一级指标分值与各行之和不符

## 检查内容
一级指标名称后印有分值（如“产出指标（50分）”）的，与该组各行分值之和比较。同一一级指标分在几处（如跨页）的合并计算。

## 为什么
组内分值合不上，说明有行漏填、漏印，或标题分值没有随指标调整，总分也会跟着出错。

## 依据
财政部2020年办法第三章规定产出、效益、满意度指标的分值（地方表后说明转述，见评分方案），各行分值在其中分配。

## 举例
- “产出指标（50分）”下三行 15、15、10，合计 40（成本指标空白）：报。
- “效益指标（40分）”下两行各 10，合计 20：报。

## 不报的情形
- 标题分值是区间（“0–20分”）或没有分值：没有可比的数，不报。
- 没有分值列的表样：不报。
- 组内有一行分值识读不出或为空：记为未判定。

## In English
Compares the weight printed in a first-level heading with the sum of the weights of its rows; parts of the same group on
several pages are added together. A heading without a weight, or a form without a weight column, says nothing to
compare.
If a weight in the group cannot be read or is blank, the rule is undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import is_dash, is_unreadable, why_unreadable
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import name_of, place_of
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text
from kaocheng.model import Form, Indicator
from kaocheng.provenance import Printed
from kaocheng.scoring.figures import format_number

_WEIGHT = Text("分值", "weight")
_BLANK = Text("“{name}”分值为空，无法合计", "the weight of “{name}” is blank, no sum is possible")


@form_rule(
    "ARI-05",
    severity=Severity.ERROR,
    title=Text("一级指标分值与各行之和不符", "weight of a first-level heading disagrees with its rows"),
    message=Text(
        "一级指标“{subject}”印为 {found} 分，其下 {count} 行分值 {terms} 合计 {expected} 分，相差 {difference} 分。",
        "First-level indicator “{subject}” is printed with {found} points; its {count} rows {terms} add to {expected}, "
        "{difference} apart.",
    ),
    advice=Text(
        "请核对是否漏填了二、三级指标；确无该类指标的，按评分办法调整各级分值。",
        "Check for missing indicators; if a category does not apply, redistribute the weights as the rules provide.",
    ),
    source="财预〔2020〕10号第三章（分值比例由地方表后说明转述，条文待核）",
)
def group_weight_disagrees(subject: FormSubject) -> Iterator[Finding | Skip]:
    if not subject.form.weight_column:
        return
    for name, (heading, rows) in _groups(subject.form).items():
        if is_unreadable(heading):
            yield Skip(heading, name, why_unreadable(heading, _WEIGHT))
            continue
        undecided = next((skip for row in rows if (skip := _undecided(row, name)) is not None), None)
        if undecided is not None:
            yield undecided
            continue
        weights = [row.weight.known or Decimal(0) for row in rows if row.weight is not None and not is_dash(row.weight)]
        total, printed = sum(weights, Decimal(0)), heading.known or Decimal(0)
        if total != printed:
            yield Finding(
                at=heading,
                subject=name,
                found=format_number(printed),
                expected=format_number(total),
                difference=format_number(abs(total - printed)),
                values={"count": len(weights), "terms": "+".join(format_number(weight) for weight in weights)},
            )


def _groups(form: Form) -> dict[str, tuple[Printed[Decimal], list[Indicator]]]:
    """Rows by first-level label, for the labels that print a weight."""
    headings: dict[str, Printed[Decimal]] = {}
    rows: dict[str, list[Indicator]] = {}
    for indicator in form.indicators:
        if indicator.level1 is None:
            continue
        name = indicator.level1.known or indicator.level1.text
        rows.setdefault(name, []).append(indicator)
        if indicator.level1_weight is not None:
            headings.setdefault(name, indicator.level1_weight)
    return {name: (heading, rows[name]) for name, heading in headings.items()}


def _undecided(row: Indicator, group: str) -> Skip | None:
    if row.uncertain is not None:
        return Skip(place_of(row), group, row.uncertain)
    if row.weight is not None and is_unreadable(row.weight):
        return Skip(row.weight, group, why_unreadable(row.weight, _WEIGHT))
    if row.weight is None:
        return Skip(place_of(row), group, _BLANK.format(name=name_of(row)))
    if is_dash(row.weight) and row.score is not None and row.score.known:
        return Skip(row.weight, group, _BLANK.format(name=name_of(row)))
    return None
