"""执行得分与执行率不符

## 检查内容
预算执行率得分 = 分值 × 执行率，最高为分值；执行率按金额重算，不用印出的数。
资金表中的得分和指标表中“预算执行率”一行都检查。

## 为什么
执行得分是全表唯一可以由外人独立算出的分数，算不对，其他分数就更难取信。

## 依据
财政部2020年办法第三章及自评表；不超过分值见中江县2022年自评表说明（转述）。分母和上限随评分方案。

## 举例
- 全年预算数 41、执行数 0，得分印为 10，应为 0：报。
- 5.78 ÷ 10 = 57.8%，执行率指标得 10 分，应得 5.78：报。
- 86.2% 得 9 分，应得 8.62：报提醒，系取整造成。

## 不报的情形
- 29.99 ÷ 30 得 10 分：应为 9.997，按两位小数为 10，不报。
- 5.78 印成 5.8：得分按印出的小数位四舍五入相符，不报。
- 执行率超过100%，得分等于分值：封顶，不报。
- 执行数为空或识读不出：记为未判定。

## In English
The execution score must be weight times executed amount over the scheme's denominator, capped at the weight. The
rate is
recomputed from the amounts. Scores rounded to one decimal or more pass; a score rounded to a whole number is a warning.
The message says when the score fits the printed rate, so that the rate itself is wrong. Without amounts the rule is
undecided.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import printed_score_of
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text, same
from kaocheng.model.reading import decimals_of
from kaocheng.scoring.figures import format_points, round_half_up
from kaocheng.scoring.sheet import NotComputable

_FITS_RATE = Text(
    "；得分与印出的执行率 {rate} 一致，应先核对执行率", "; it fits the printed rate {rate}, so check the rate first"
)
_WHOLE = Text("；系四舍五入到整数，各行应保留两位小数", "; it was rounded to a whole number, rows keep two decimals")


@form_rule(
    "SCO-01",
    severity=Severity.ERROR,
    title=Text("执行得分与执行率不符", "execution score disagrees with the execution rate"),
    message=Text(
        "“{subject}”得分印为 {found}，应为 {expected}（{formula}），相差 {difference} 分{hint}。",
        "The score of “{subject}” is printed as {found}, {expected} expected ({formula}), {difference} apart{hint}.",
    ),
    advice=Text(
        "请按金额重算执行率和执行得分，并相应修改总分和等级。",
        "Recompute rate and score from the amounts, then the total and the grade.",
    ),
    source="财预〔2020〕10号第三章及自评表（条文待核）；得分不超过分值：中江县2022年自评表说明",
)
def execution_score_disagrees(subject: FormSubject) -> Iterator[Finding | Skip]:
    for row in subject.sheet.rows:
        if row.method != "execution" or row.claimed is None:
            continue
        score = printed_score_of(subject.form, row)
        if isinstance(row.replayed, NotComputable) or not isinstance(row.replayed, Decimal):
            if isinstance(row.replayed, NotComputable):
                yield Skip(score, row.name, row.replayed.reason)
            continue
        difference = abs(row.claimed - row.replayed)
        decimals = decimals_of(score.text)
        rounded = round_half_up(row.replayed, decimals) == row.claimed
        if difference <= subject.scheme.rounding.row_tolerance.value or (rounded and decimals > 0):
            continue
        yield Finding(
            at=score,
            subject=row.name,
            found=score.text,
            expected=format_points(row.replayed),
            difference=format_points(difference),
            values={"formula": row.formula, "hint": _WHOLE if rounded else _hint(subject, row.weight, row.claimed)},
            severity=Severity.WARNING if rounded else Severity.ERROR,
        )


def _hint(subject: FormSubject, weight: Decimal | None, claimed: Decimal) -> Text:
    total = subject.form.total_funding
    rate = total.execution_rate if total is not None else None
    if rate is None or rate.known is None or weight is None:
        return same("")
    return _FITS_RATE.format(rate=rate.text) if round_half_up(weight * rate.known, 2) == claimed else same("")
