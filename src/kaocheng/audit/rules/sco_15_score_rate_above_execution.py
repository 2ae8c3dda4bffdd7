"""指标得分率明显高于执行率

## 检查内容
指标得分率（指标得分之和 ÷ 指标分值之和）与按金额算出的预算执行率比较：（得分率 − 执行率）÷ 得分率超过 5%。

## 为什么
钱只花了一部分，指标却全部完成，要么指标定得低，要么完成情况没有如实反映，要么钱省下来了；哪一种都应当说明。

## 依据
一种多地区使用的绩效管理软件的审核规则（5%，公开源代码，网址未留存）；说明理由的做法见四川省2023年自评表（执行率低于90%须说明原因）。

## 举例
培训项目执行率57.8%，指标得60分（共90分）为66.7%，相差13.3%。

## 不报的情形
- 执行率不低于90%，且表中已就预算执行说明原因。
- 说明是节约、招标结余、压减形成的结余，工作照样完成。
- 相差不超过5%。
- 执行数缺失或读不出时，列为无法判断。

## In English
Compares the share of points earned by the indicators with the execution rate computed from the amounts; a relative gap
above 5 % needs a reason. Savings that the form explains stay silent, and so does an explained rate of at least 90 %.
Missing amounts leave the rule undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Form
from kaocheng.scoring import NotComputable, ScoreSheet, format_points, funding_execution

_LIMIT = Decimal("0.05")
_HIGH = Decimal("0.9")


@form_rule(
    "SCO-15",
    severity=Severity.WARNING,
    title=Text("指标得分率明显高于执行率", "score rate far above execution rate"),
    message=Text(
        "指标得分率为 {found}，预算执行率为 {rate}，高出部分占得分率的 {difference}（超过5%）。",
        "The indicators earn {found} of their points while the execution rate is {rate}: a gap of {difference} of the score "
        "rate, above 5%.",
    ),
    advice=Text(
        "请核对完成值；工作照样完成而有结余的，请写明节约或结转的原因。",
        "Check the actual values; if the work was done for less, state the saving or the carry-over.",
    ),
    source="一种多地区使用的绩效管理软件的审核规则（5%，网址未留存）；考成手册建议",
)
def score_rate_above_execution(subject: FormSubject) -> Iterator[Finding | Skip]:
    total = subject.form.total_funding
    earned = _score_rate(subject.sheet)
    if total is None or earned is None or earned == 0:
        return
    if total.executed_amount is None and total.execution_rate is None:
        return  # a form of targets, before any spending
    rate = funding_execution(total, subject.scheme)
    if isinstance(rate, NotComputable):
        yield Skip(total.executed_amount or total.label, total.label.text, rate.reason)
        return
    gap = (earned - min(rate, Decimal(1))) / earned
    if gap <= _LIMIT or _explained(subject.form, rate):
        return
    yield Finding(
        total.execution_rate or total.executed_amount or total.label,
        "指标得分率",
        f"{format_points(earned * 100, 1)}%",
        difference=f"{format_points(gap * 100, 1)}%",
        values={"rate": f"{format_points(rate * 100)}%"},
    )


def _score_rate(sheet: ScoreSheet) -> Decimal | None:
    """Points earned ÷ points of the indicators, execution left out; None where a score or weight is missing."""
    rows = [row for row in sheet.rows if row.method != "execution"]
    weights = [row.weight for row in rows if row.weight is not None]
    scores = [row.claimed for row in rows if row.claimed is not None]
    if not rows or len(weights) < len(rows) or len(scores) < len(rows) or sum(weights) == 0:
        return None
    return Decimal(sum(scores)) / Decimal(sum(weights))


def _explained(form: Form, rate: Decimal) -> bool:
    cells = [row.reason for row in form.funding] + [form.problems]
    texts = [cell.text for cell in cells if cell is not None]
    if any(word_list("saving_words").find(text) for text in texts):
        return True
    return rate >= _HIGH and any(word_list("reason_words").find(text) for text in texts)
