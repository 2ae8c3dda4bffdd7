"""节约率与执行率矛盾

## 检查内容
资金（成本、经费、预算）节约率的完成值与同表的预算执行率比较：节约的部分没有花掉，节约率不会超过 100% 减执行率。

## 为什么
说节约60%，又说预算执行100%，两个数不能同时成立。

## 依据
考成手册建议（算术关系）。

## 举例
建设资金节约率完成60%，执行率印为100%：节约最多0%；若确实节约60%，执行率应为40%左右。

## 不报的情形
- 节约与招标控制价、概算、送审价或上年相比，与预算执行无关。
- 两者之和不超过101%。
- 节能率、节水率等不是资金节约。
- 表中没有执行率，又不能由金额算出时，列为无法判断。

## In English
Compares a saving rate of money with the budget execution rate of the same form: what was saved was not spent, so the two
cannot add to more than 100 %. Savings against a tender ceiling, an estimate or last year are another matter and stay
silent.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import level3_of, quantity, rows_of, target_of, unsettled
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.provenance import Unreadable
from kaocheng.scoring.execution import funding_execution
from kaocheng.scoring.figures import format_number
from kaocheng.scoring.sheet import NotComputable

_HUNDRED = Decimal(100)
_ROUNDING = Decimal(1)


@form_rule(
    "IND-28",
    severity=Severity.WARNING,
    title=Text("节约率与执行率矛盾", "saving contradicts execution"),
    message=Text(
        "“{subject}”完成 {found}，而预算执行率为 {rate}，节约不应超过 {expected}。",
        "“{subject}” is reported as {found} while the budget execution rate is {rate}: no more than {expected} can be saved.",
    ),
    advice=Text(
        "请核对节约率的口径；与招标控制价等相比的，请在名称中写明。",
        "Check what the saving is measured against, and name it if it is not the budget.",
    ),
    source="考成手册建议",
)
def saving_contradicts_execution(subject: FormSubject) -> Iterator[Finding | Skip]:
    for _, row in rows_of(subject.form):
        name = level3_of(row)
        notes = " ".join(cell.text for cell in (row.definition, row.scoring_rule, row.deviation) if cell is not None)
        if not word_list("saving_measures").find(name) or word_list("saving_elsewhere").find(f"{name} {notes}"):
            continue
        cell = row.actual or target_of(row)
        if cell is None:
            continue
        if skip := unsettled(row, cell):
            yield skip
            continue
        saved, rate = quantity(cell), _execution(subject)
        if saved is None or saved.value is None or saved.unit not in ("%", None):
            continue
        if isinstance(rate, NotComputable):
            yield Skip(cell, name, rate.reason)
        elif saved.value + rate > _HUNDRED + _ROUNDING:
            most = max(_HUNDRED - rate, Decimal(0))
            yield Finding(
                cell,
                name,
                cell.text,
                f"{format_number(most.quantize(Decimal('0.01')))}%",
                values={"rate": f"{format_number(rate.quantize(Decimal('0.01')))}%"},
            )


def _execution(subject: FormSubject) -> Decimal | NotComputable:
    """The execution rate in percent: as the form prints it, else from its amounts."""
    total = subject.form.total_funding
    if total is None:
        return NotComputable(Text("表中没有年度资金总额行", "the form has no total funding row"))
    if total.execution_rate is not None and isinstance(total.execution_rate.value, Unreadable):
        return NotComputable(total.execution_rate.value.reason)
    if total.execution_rate is not None and total.execution_rate.known is not None:
        return total.execution_rate.known * 100
    rate = funding_execution(total, subject.scheme)
    return rate if isinstance(rate, NotComputable) else rate * 100
