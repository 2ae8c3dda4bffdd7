"""文字中的占比、执行率与金额不符

## 检查内容
1. “…万元，占总支出的75.31%”：用前面的金额除以它所说的总额重算。
2. 一句话里同时写有预算、支出和执行率：用支出除以预算重算；句中有几个预算数的，合其一即可。

## 为什么
比例和金额写在同一句里，读者一除便知，对不上会让人怀疑两个数。

## 依据
考成手册建议。比较按印出的精度四舍五入。

## 举例
- 267.77 ÷ 355.53 = 75.32%，印为 75.31%：报；267.76 才得 75.31%。

## 不报的情形
- 58.14% 印成 58.1%：精度不同，不报。
- 只有比例、没有写出总额：没有可核对的数，不报。
- 年初预算、调整后预算并列，执行率与其中一个相符：不报。
- 金额或比例为约数：记为未判定。

## In English
Recomputes a percentage that a sentence gives of a whole it names, and an execution rate stated together with its
expenditure and budget. Compared half-up at the printed precision; if cutting off instead of rounding explains the
printed figure, the message says so. With several budgets in the sentence one fit is enough. Approximate figures are
left undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_DOWN, Decimal

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.narrative import Amount, paragraphs, shares, stated_executions
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text, same
from kaocheng.provenance import Location
from kaocheng.scoring.figures import format_points, format_rate, round_half_up

_CUT_OFF = Text("；若截去后面的小数则与印出的一致", "; cutting off further decimals would give the printed figure")
_APPROXIMATE = Text("金额或比例为约数，不能核对", "an amount or the percentage is approximate")
_EXECUTION = "执行率"


@report_rule(
    "ARI-11",
    severity=Severity.WARNING,
    title=Text("文字中的占比、执行率与金额不符", "stated share or execution rate disagrees with the amounts"),
    message=Text(
        "正文“{subject}”印为 {found}，按 {part} ÷ {whole} 应为 {expected}，相差 {difference}{hint}。",
        "The text gives {found} for “{subject}”; {part} ÷ {whole} is {expected}, {difference} apart{hint}.",
    ),
    advice=Text(
        "请核对金额与比例，改正其中填错的一个。", "Check amounts and percentage and correct the one that is wrong."
    ),
    source="考成手册建议",
)
def stated_share_disagrees(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for paragraph in paragraphs(subject.report):
        for share in shares(paragraph.text):
            if share.approximate:
                yield Skip(paragraph.where, _share_name(share.part), _APPROXIMATE)
            elif _differs(share.percent, share.places, share.part, share.whole):
                name = _share_name(share.part)
                yield _finding(paragraph.where, name, share.percent, share.places, share.part, share.whole)
        for stated in stated_executions(paragraph.text):
            if stated.approximate:
                yield Skip(paragraph.where, _EXECUTION, _APPROXIMATE)
            elif all(_differs(stated.percent, stated.places, stated.executed, budget) for budget in stated.budgets):
                nearest = min(
                    stated.budgets, key=lambda budget: abs(_percent(stated.executed, budget) - stated.percent)
                )
                yield _finding(paragraph.where, _EXECUTION, stated.percent, stated.places, stated.executed, nearest)


def _share_name(part: Amount) -> str:
    return f"{part.label or '未写名称的金额'}占比"


def _percent(part: Amount, whole: Amount) -> Decimal:
    return part.yuan / whole.yuan * 100


def _differs(percent: Decimal, places: int, part: Amount, whole: Amount) -> bool:
    return round_half_up(_percent(part, whole), places) != percent


def _finding(where: Location, name: str, percent: Decimal, places: int, part: Amount, whole: Amount) -> Finding:
    exact = _percent(part, whole)
    cut = exact.quantize(Decimal(1).scaleb(-places), ROUND_DOWN) == percent
    return Finding(
        at=where,
        subject=name,
        found=format_rate(percent / 100, places),
        expected=format_rate(exact / 100, places),
        difference=Text("{n} 个百分点", "{n} percentage points").format(
            n=format_points(abs(exact - percent), places + 1)
        ),
        values={"part": part.text, "whole": whole.text, "hint": _CUT_OFF if cut else same("")},
    )
