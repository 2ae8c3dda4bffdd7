"""定量指标得分与算式不符

## 检查内容
定量指标按评分方案的算式复算：达到目标得满分，未达到按比例。得分高于算式的报错误；低于算式而没有写明原因的报提醒。
逾期完成的时间指标，得分超出可定范围的也报。

## 为什么
定量指标的好处就在于人人能算出同一个分数。

## 依据
财政部2020年办法第三章：达到指标值记满分，未达到的按完成比例记分（条文待核）；反向、区间等算式随评分方案。

## 举例
- 指标值 ≥95%、实际 95%，分值 40 只得 10 分，无原因：报提醒。
- 指标值 ≥100 次、实际 80 次，分值 10 得 9 分，应得 8 分：报错误。

## 不报的情形
- 未达到目标却得满分：由 SCO-09 报告，这里不重复。
- 得分低于算式，但本行写明了扣分原因，或文中提到该指标及原因：不报。
- 9.333 印为 9.33 或 9.3：四舍五入，不报。
- 本行另有评分标准（如“每超一个百分点扣0.5分”）而得分不同：记为未判定，须由人核对。
- 目标、完成值识读不出或单位不能换算：记为未判定。

## In English
Quantitative rows are replayed by the scheme: full points when the target is met, in proportion when missed. A
score above
the formula is an error, one below it without a reason for this row a warning. Full marks for a missed target are
left to
SCO-09. A row with its own scoring rule that differs from the formula is left to a person.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.explanations import reason_given
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import ScoredIndicator, scored_indicators
from kaocheng.audit.rule import form_rule
from kaocheng.audit.subject import FormSubject
from kaocheng.language import Text, same
from kaocheng.model.reading import decimals_of
from kaocheng.provenance import Unreadable
from kaocheng.scoring.figures import format_points, round_half_up
from kaocheng.scoring.sheet import Interval, NotComputable
from kaocheng.values import Kind

_OWN_RULE = Text(
    "本行另有评分标准“{rule}”，须由人核对", "the row has its own scoring rule “{rule}”, a person must check it"
)
_WHOLE = Text("；系四舍五入到整数，各行应保留两位小数", "; it was rounded to a whole number, rows keep two decimals")
_NO_REASON = Text("；低于算式且未写明原因", "; below the formula and no reason is given")
_NUMBERS = (Kind.QUANTITY, Kind.RANGE)


@form_rule(
    "SCO-05",
    severity=Severity.ERROR,
    title=Text("定量指标得分与算式不符", "quantitative score disagrees with the formula"),
    message=Text(
        "指标“{subject}”：指标值 {target}、完成值 {actual}，得分印为 {found}，应为 {expected}（{formula}），相差 "
        "{difference} 分{hint}。",
        "“{subject}”: target {target}, actual {actual}; score printed {found}, {expected} expected ({formula}), "
        "{difference} apart{hint}.",
    ),
    advice=Text(
        "请按算式重算得分；另有扣分考虑的，在偏差原因栏写明依据。",
        "Recompute the score by the formula; if points were taken off for another reason, give it beside the row.",
    ),
    source="财预〔2020〕10号第三章（条文待核）；反向、区间等算式以评分方案所列来源为准",
)
def score_off_the_formula(subject: FormSubject) -> Iterator[Finding | Skip]:
    for scored in scored_indicators(subject):
        yield from _check(scored, subject)


def _check(scored: ScoredIndicator, subject: FormSubject) -> Iterator[Finding | Skip]:
    row, indicator = scored.row, scored.indicator
    score = indicator.score
    if row.claimed is None or score is None:
        return
    if isinstance(row.replayed, NotComputable):
        if row.method != "execution" and _is_quantitative(scored):
            yield Skip(score, row.name, row.replayed.reason)
        return
    if row.method not in ("quantitative", "date") or row.weight is None:
        return
    if row.claimed > row.weight or (row.met is False and row.claimed == row.weight):
        return  # SCO-03, SCO-09
    low, high = _bounds(row.replayed)
    due = min(max(row.claimed, low), high)
    difference = abs(row.claimed - due)
    decimals = decimals_of(score.text)
    rounded = round_half_up(due, decimals) == row.claimed
    if difference <= subject.scheme.rounding.row_tolerance.value or (rounded and decimals > 0):
        return
    if indicator.scoring_rule is not None:
        yield Skip(score, row.name, _OWN_RULE.format(rule=indicator.scoring_rule.text))
        return
    below = row.claimed < low
    if below and reason_given(subject.form, indicator, row.name, subject.report) in ("row", "named"):
        return
    yield Finding(
        at=score,
        subject=row.name,
        found=score.text,
        expected=format_points(low) if low == high else f"{format_points(low)}–{format_points(high)}",
        difference=format_points(difference),
        values={
            "target": indicator.target.text if indicator.target else "",
            "actual": indicator.actual.text if indicator.actual else "",
            "formula": row.formula,
            "hint": _WHOLE if rounded else _NO_REASON if below else same(""),
        },
        severity=Severity.WARNING if below or rounded else Severity.ERROR,
    )


def _bounds(replayed: Decimal | Interval | NotComputable) -> tuple[Decimal, Decimal]:
    if isinstance(replayed, Interval):
        return replayed.low, replayed.high
    assert isinstance(replayed, Decimal)
    return replayed, replayed


def _is_quantitative(scored: ScoredIndicator) -> bool:
    """Whether the row has a number for its target, or a cell that cannot be read: then it would be computed."""
    indicator = scored.indicator
    if indicator.uncertain is not None:
        return True
    if scored.row.weight is None:
        return False
    cells = (indicator.adjusted_target or indicator.target, indicator.actual)
    if any(cell is not None and isinstance(cell.value, Unreadable) for cell in cells):
        return True
    values = [cell.known for cell in cells if cell is not None]
    return len(values) == 2 and all(value is not None and value.kind in _NUMBERS for value in values)
