"""执行率与金额不符

## 检查内容
资金表中凡印有执行率的行，按“执行数 ÷ 分母”重新计算，再按印出的小数位数四舍五入后比较。
分母取评分方案规定的口径（多数为全年预算数，少数为年初预算数）。

## 为什么
执行率决定执行得分，也是公众最先看的一个数。执行数为零却印100%，多是漏填或从上一行带下来的。

## 依据
财政部2020年自评表的执行率栏为“B/A”，即全年执行数除以全年预算数；分母口径随评分方案。比较方法（按印出的精度）
是考成手册建议。

## 举例
- 全年预算数 30、执行数 29.99，应为 99.97%，印为 99.99%：报。
- 全年预算数 41、执行数 0，印为 100%：报。
- 57.8985% 印为 57.89%：截去了小数，应为 57.90%，报提醒。

## 不报的情形
- 5.78 ÷ 10 = 57.8%，印成 58%：四舍五入到整数，不报。
- 执行率为“—”或空白的分项行：没有可核对的数，不报。
- 执行数为空而印有执行率：本规则无法判断（记为未判定），由 ARI-02 报告。

## In English
Recomputes every printed execution rate as executed amount over the scheme's denominator and compares at the printed
precision. When another denominator, or a mix of 元 and 万元, would explain the printed rate, the message says so. A row
whose executed amount is blank or unreadable cannot be decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from kaocheng.audit.amounts import COLUMNS, amount_of, is_dash, is_unreadable, print_rate_as, why_unreadable
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text, same
from kaocheng.model import FundingRow
from kaocheng.model.reading import decimals_of
from kaocheng.provenance import Printed
from kaocheng.scoring.execution import FundingExecution, explain_execution
from kaocheng.scoring.figures import differs_as_printed, format_number, format_points
from kaocheng.scoring.sheet import NotComputable

_OTHER = Text(
    "；若以{column}{amount}为分母则与印出的一致", "; with {column} {amount} as denominator the printed rate fits"
)
_CUT_OFF = Text("；若截去小数而不四舍五入则与印出的一致", "; cutting off further decimals would give the printed rate")
_UNITS = Text("；若一方以元、另一方以万元计则与印出的一致", "; it fits if one amount is in 元 and the other in 万元")


@form_rule(
    "ARI-01",
    severity=Severity.ERROR,
    title=Text("执行率与金额不符", "execution rate disagrees with the amounts"),
    message=Text(
        "资金表“{subject}”行：执行率印为 {found}，按执行数 {executed} ÷ {column} {denominator} 应为 {expected}，"
        "相差 {difference}{hint}。",
        "Funding row “{subject}”: the printed execution rate is {found}; executed amount {executed} ÷ {column} "
        "{denominator} gives {expected}, a difference of {difference}{hint}.",
    ),
    advice=Text(
        "请核对执行数是否漏填或填错、分母口径是否正确，再按金额重算执行率和执行得分。",
        "Check whether the executed amount is missing or mistyped and whether the denominator is the right one, then "
        "recompute the rate and its score.",
    ),
    source="财政部2020年自评表执行率（B/A）（财预〔2020〕10号附件，条文待核）；按印出精度比较为考成手册建议",
)
def execution_rate_disagrees(subject: FormSubject) -> Iterator[Finding | Skip]:
    for row in subject.form.funding:
        rate = row.execution_rate
        if rate is None or is_dash(rate):
            continue
        name = row.label.known or row.label.text
        if is_unreadable(rate):
            yield Skip(rate, name, why_unreadable(rate, Text("执行率", "execution rate")))
            continue
        computed = explain_execution(row, subject.scheme)
        if isinstance(computed, NotComputable):
            yield Skip(rate, name, computed.reason)
        elif differs_as_printed(rate, computed.rate):
            cut_off = _is_cut_off(rate, computed.rate)
            gap = abs((rate.known or Decimal(0)) - computed.rate) * 100
            yield Finding(
                at=rate,
                subject=name,
                found=rate.text,
                expected=print_rate_as(rate, computed.rate),
                difference=Text("{n} 个百分点", "{n} percentage points").format(n=format_points(gap)),
                values={
                    "executed": format_number(computed.executed),
                    "denominator": format_number(computed.budget),
                    "column": COLUMNS[computed.denominator],
                    "hint": _CUT_OFF if cut_off else _hint(row, rate, computed),
                },
                severity=Severity.WARNING if cut_off else Severity.ERROR,
            )


def _is_cut_off(rate: Printed[Decimal], computed: Decimal) -> bool:
    """Whether the printed rate is the computed one without its further decimals (57.89% for 57.8985 %)."""
    step = Decimal(1).scaleb(-2 - decimals_of(rate.text))
    return "%" in rate.text and computed.quantize(step, ROUND_DOWN) == rate.known


def _hint(row: FundingRow, rate: Printed[Decimal], computed: FundingExecution) -> Text:
    """Another reading under which the printed rate would be right, in words."""
    for other in ("original_budget", "adjusted_budget", "funds_in_place"):
        cell = amount_of(row, other)
        if other == computed.denominator or cell is None or not cell.known:
            continue
        if not differs_as_printed(rate, computed.executed / cell.known):
            return _OTHER.format(column=COLUMNS[other], amount=cell.text)
    mixed = (computed.rate * 10_000, computed.rate / 10_000)
    if any(rate.known and other and not differs_as_printed(rate, other) for other in mixed):
        return _UNITS
    return same("")
