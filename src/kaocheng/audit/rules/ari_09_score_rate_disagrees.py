"""得分率与得分、分值不符

## 检查内容
印有得分率（得分系数）的行，按“得分 ÷ 分值”重算并按印出的精度比较；反过来“分值 × 得分率”等于得分的，也算相符。

## 为什么
得分率、得分、分值三个数里有一个填错，读者无从知道是哪一个。

## 依据
重庆市部门整体绩效自评表以“得分系数（%）× 指标权重 = 指标得分”计分；比较方法为考成手册建议。

## 举例
- 分值 10、得分 8，得分率印为 90%：报，应为 80%。

## 不报的情形
- 8 ÷ 10 = 80%：不报。
- 系数不带百分号（“80”）：按百分数读，不报。
- 分值 7、系数 76.5%、得分 5.36：得分由系数四舍五入而来，不报。
- 分值为 0 或有一格空白、识读不出：记为未判定。

## In English
Where a row prints a score rate or coefficient, it must equal score over weight at the printed precision; weight times
rate equal to the printed score will do as well, since the score may be the rounded figure. Coefficients without a
percent
sign are read as percentages. A zero weight or a missing cell leaves the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import is_dash, is_unreadable, print_rate_as, why_unreadable
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import name_of
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model.reading import decimals_of
from kaocheng.provenance import Printed
from kaocheng.scoring.figures import differs_as_printed, round_half_up

_RATE, _SCORE, _WEIGHT = Text("得分率", "score rate"), Text("得分", "score"), Text("分值", "weight")
_NO_BASE = Text(
    "分值或得分为空、为零，无法重算得分率", "weight or score is blank or zero, the rate cannot be recomputed"
)


@report_rule(
    "ARI-09",
    severity=Severity.WARNING,
    title=Text("得分率与得分、分值不符", "score rate disagrees with score and weight"),
    message=Text(
        "“{subject}”：得分率印为 {found}，按得分 {score} ÷ 分值 {weight} 应为 {expected}。",
        "“{subject}”: the printed score rate is {found}; score {score} ÷ weight {weight} gives {expected}.",
    ),
    advice=Text(
        "请核对得分、分值和得分率，改正填错的一项。", "Check score, weight and rate and correct the one that is wrong."
    ),
    source="重庆市部门整体绩效自评表（得分系数 × 权重 = 得分）；比较方法为考成手册建议",
)
def score_rate_disagrees(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, form in enumerate(subject.report.forms):
        for row in form.indicators:
            yield from _check(name_of(row), row.score_rate, row.score, row.weight, index)
    for entry in subject.report.summary:
        yield from _check(entry.name.text, entry.score_rate, entry.score, entry.weight, None)


def _check(
    name: str,
    rate: Printed[Decimal] | None,
    score: Printed[Decimal] | None,
    weight: Printed[Decimal] | None,
    form: int | None,
) -> Iterator[Finding | Skip]:
    if rate is None or is_dash(rate):
        return
    for cell, words in ((rate, _RATE), (score, _SCORE), (weight, _WEIGHT)):
        if cell is not None and is_unreadable(cell):
            yield Skip(cell, name, why_unreadable(cell, words), form=form)
            return
    if score is None or weight is None or score.known is None or not weight.known or rate.known is None:
        yield Skip(rate, name, _NO_BASE, form=form)
        return
    computed = score.known / weight.known
    if not differs_as_printed(rate, computed):
        return
    if round_half_up(weight.known * rate.known, decimals_of(score.text)) == score.known and decimals_of(score.text):
        return
    yield Finding(
        at=rate,
        subject=name,
        found=rate.text,
        expected=print_rate_as(rate, computed),
        values={"score": score.text, "weight": weight.text},
        form=form,
    )
