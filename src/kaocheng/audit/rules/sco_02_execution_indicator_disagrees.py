"""执行率指标与资金表不一致

## 检查内容
指标表中“预算执行率”一行的实际完成值，应与资金表的执行率（预算执行进度）相同。两处写法不同但四舍五入后相等的，
也算相同；唯有资金表不足100%而指标写成100%的仍然报告。

## 为什么
同一张表里同一个比率出现两个数，得分按哪一个算就成了问题。

## 依据
考成手册建议。

## 举例
- 资金表 58%（5.78 ÷ 10），指标行写 100%：报错误。
- 资金表 99.99%，指标行写 100%：四舍五入可解释，报提示。

## 不报的情形
- 资金表 57.8%，指标行写 58%：四舍五入，不报。
- 指标行与印出的执行率或按金额重算的执行率之一相同：不报。
- 没有执行率指标行的表样：不报。
- 指标行写的是文字（“已完成”）、为空，或资金表两样都没有：记为未判定。

## In English
The actual value of an execution-rate row must be the rate of the funding block, as printed or as recomputed. Rounding
explains small differences, except that a plain 100 % beside a lower rate is still shown as an information. Words
instead
of a rate leave the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import is_execution, place_of, scored_indicators
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text
from kaocheng.model.reading import decimals_of, read_rate
from kaocheng.scoring.execution import funding_execution
from kaocheng.scoring.figures import differs_as_printed, format_points, format_rate

_NO_RATE = Text("指标行的完成值不是比率", "the actual value of the row is not a rate")
_NO_FUNDS = Text("资金表没有可用的执行率或金额", "the funding block has neither a rate nor amounts")
_ROUNDED = Text("（四舍五入可以解释，但并非全部执行）", " (rounding explains it, yet not all was spent)")


@form_rule(
    "SCO-02",
    severity=Severity.ERROR,
    title=Text("执行率指标与资金表不一致", "execution indicator disagrees with the funding block"),
    message=Text(
        "指标“{subject}”的完成值为 {found}，资金表的执行率为 {expected}，相差 {difference}{hint}。",
        "The actual value of “{subject}” is {found}, the funding block gives {expected}, {difference} apart{hint}.",
    ),
    advice=Text(
        "请以按金额计算的执行率为准，修改指标行的完成值和得分。",
        "Use the rate recomputed from the amounts and correct the row's value and score.",
    ),
    source="考成手册建议",
)
def execution_indicator_disagrees(subject: FormSubject) -> Iterator[Finding | Skip]:
    total = subject.form.total_funding
    for scored in scored_indicators(subject):
        if not is_execution(scored):
            continue
        name, actual = scored.row.name, scored.indicator.actual
        if scored.indicator.uncertain is not None:
            yield Skip(place_of(scored.indicator), name, scored.indicator.uncertain)
            continue
        claimed = read_rate(actual.text, actual.where) if actual is not None else None
        if claimed is None or claimed.known is None:
            yield Skip(actual or place_of(scored.indicator), name, _NO_RATE)
            continue
        printed = total.execution_rate if total is not None else None
        computed = funding_execution(total, subject.scheme) if total is not None else None
        rates = [rate for rate in (printed.known if printed else None, computed) if isinstance(rate, Decimal)]
        if not rates:
            yield Skip(claimed, name, _NO_FUNDS)
            continue
        if claimed.known in rates:
            continue
        reference = rates[0]
        rounding = any(not differs_as_printed(claimed, rate) for rate in rates)
        full = claimed.known == 1 and all(rate < 1 for rate in rates)
        if rounding and not full:
            continue
        shown = printed.text if printed is not None and printed.known is not None else format_rate(reference)
        gap = format_points(abs(claimed.known - reference) * 100, max(decimals_of(shown), 2))
        yield Finding(
            at=claimed,
            subject=name,
            found=claimed.text,
            expected=shown,
            difference=Text("{n} 个百分点", "{n} percentage points").format(n=gap),
            values={"hint": _ROUNDED if rounding else Text("", "")},
            severity=Severity.INFO if rounding else Severity.ERROR,
        )
