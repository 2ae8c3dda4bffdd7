"""比率写法不一致

## 检查内容
同一份报告里的执行率：有的带百分号，有的不带；有的四舍五入到整数，有的保留两位小数。汇总表的得分率另成一组，同样检查。

## 为什么
“100”“99.99%”“58%”放在一起，读者不知道精度到哪一位，差错也容易被四舍五入盖住。

## 依据
考成手册建议。

## 举例
- 五张表的执行率印为 100、99.99%、100%、58%、100%：100 缺百分号，58% 与 99.99% 精度不一，各提示一次。

## 不报的情形
- 全部不带百分号（表头已写“执行率（%）”）：不报。
- 94.6% 与 94%，后者按金额正好是 94%：没有舍入，不报。
- 100%、0% 与 99.97%：整数本来精确，不报。
- 比率识读不出：记为未判定。

## In English
Reports printed rates that lack a percent sign while others in the report carry one, and rates rounded to fewer decimals
than others. A rate that is exact as printed (100%, or 94% for 42.3 of 45) says nothing about precision. Execution rates
and score rates are compared among themselves only.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kaocheng.audit.amounts import is_dash, is_unreadable, why_unreadable
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model.reading import decimals_of
from kaocheng.provenance import Printed, known
from kaocheng.scoring.execution import funding_execution
from kaocheng.scoring.figures import round_half_up

_RATE = Text("比率", "rate")
_NO_SIGN = Text(
    "没有百分号，其他{kind}带有百分号（如 {other}）", "has no percent sign while other {kind}s have one ({other})"
)
_COARSE = Text(
    "只保留 {few} 位小数，其他{kind}保留 {more} 位（如 {other}）",
    "has {few} decimals while another {kind} has {more} ({other})",
)


class _Rate(NamedTuple):
    cell: Printed[Decimal]
    name: str
    form: int | None
    exact: Decimal | None  # recomputed, unrounded


@report_rule(
    "ARI-17",
    severity=Severity.INFO,
    title=Text("比率写法不一致", "rates are printed in different ways"),
    message=Text("“{subject}”的{kind}印为“{found}”，{what}。", "The {kind} of “{subject}”, “{found}”, {what}."),
    advice=Text(
        "请统一写成带百分号、保留两位小数的形式。", "Print all rates the same way, with percent sign and two decimals."
    ),
    source="考成手册建议",
)
def rate_style_differs(subject: ReportSubject) -> Iterator[Finding | Skip]:
    execution: list[_Rate] = []
    for index, form in enumerate(subject.report.forms):
        for row in form.funding:
            if row.execution_rate is not None:
                computed = funding_execution(row, subject.scheme)
                name = row.label.known or row.label.text
                exact = computed if isinstance(computed, Decimal) else None
                execution.append(_Rate(row.execution_rate, name, index, exact))
    scored = [
        _Rate(row.score_rate, row.name.text, None, _ratio(known(row.score), known(row.weight)))
        for row in subject.report.summary
        if row.score_rate is not None
    ]
    yield from _check(execution, Text("执行率", "execution rate"))
    yield from _check(scored, Text("得分率", "score rate"))


def _ratio(score: Decimal | None, weight: Decimal | None) -> Decimal | None:
    return score / weight if score is not None and weight else None


def _check(rates: list[_Rate], kind: Text) -> Iterator[Finding | Skip]:
    for rate in rates:
        if is_unreadable(rate.cell):
            yield Skip(rate.cell, rate.name, why_unreadable(rate.cell, kind), form=rate.form)
    read = [rate for rate in rates if not is_dash(rate.cell) and rate.cell.known is not None]
    signed = [rate for rate in read if _has_sign(rate)]
    for rate in read:
        if signed and not _has_sign(rate):
            yield _finding(rate, kind, _NO_SIGN.format(kind=kind, other=signed[0].cell.text))
    if not signed:
        return
    finest = max(signed, key=lambda rate: decimals_of(rate.cell.text))
    most = decimals_of(finest.cell.text)
    for rate in signed:
        few = decimals_of(rate.cell.text)
        if few < most and _is_rounded(rate):
            yield _finding(rate, kind, _COARSE.format(kind=kind, few=few, more=most, other=finest.cell.text))


def _finding(rate: _Rate, kind: Text, what: Text) -> Finding:
    return Finding(rate.cell, rate.name, rate.cell.text, values={"kind": kind, "what": what}, form=rate.form)


def _has_sign(rate: _Rate) -> bool:
    return any(sign in rate.cell.text for sign in "%％‰")


def _is_rounded(rate: _Rate) -> bool:
    """Whether the printed rate is a rounded figure: right as printed, and not the exact one."""
    if rate.exact is None or rate.cell.known is None:
        return False
    places = decimals_of(rate.cell.text) + 2
    return round_half_up(rate.exact, places) == rate.cell.known != rate.exact
