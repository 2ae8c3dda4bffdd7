"""One scored row: the execution row of the funding block, or an indicator."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from kaocheng.language import Text
from kaocheng.model import FundingRow, Indicator
from kaocheng.provenance import Printed, Unreadable, known
from kaocheng.schemes.load import weakest
from kaocheng.schemes.scheme import Scheme, Status
from kaocheng.scoring.execution import FundingExecution, execution_formula, explain_execution, is_execution_indicator
from kaocheng.scoring.measures import direction_of
from kaocheng.scoring.qualitative import same_words, score_deadline, score_words
from kaocheng.scoring.quantitative import Points, score_numbers
from kaocheng.scoring.sheet import Method, NotComputable, ScoreRow
from kaocheng.scoring.weights import Weight
from kaocheng.values.compare import Comparison, compare
from kaocheng.values.units import is_money
from kaocheng.values.value import Kind, Value

_ZERO = Decimal(0)
_ONE = Decimal(1)


def replay_funding(path: str, row: FundingRow, scheme: Scheme, heading: Printed[Decimal] | None = None) -> ScoreRow:
    """The execution row of the funding block.

    Its weight is the one printed in the row, else in the `heading` of the block, else the scheme's.
    """
    weight = Weight(known(row.weight) if known(row.weight) is not None else known(heading))
    if weight.value is None:
        own = scheme.execution.weight
        reason = Text("未印预算执行率的分值，方案也未载", "no weight of the execution rate, printed or in the scheme")
        weight = Weight(None, reason) if own is None else Weight(own.value, None, own.status)
    return _execution_row(path, row.label.text, weight, known(row.score), explain_execution(row, scheme), scheme)


def replay_indicator(
    path: str, indicator: Indicator, weight: Weight, scheme: Scheme, total_funding: FundingRow | None
) -> ScoreRow:
    """An indicator row. The execution indicator is scored by the funding block, never by its own actual value."""
    name, claimed = indicator_name(indicator), known(indicator.score)
    if indicator.uncertain is not None:
        return _undecided(path, name, weight, claimed, indicator.uncertain)
    if total_funding is not None and is_execution_indicator(indicator):
        return _execution_row(path, name, weight, claimed, explain_execution(total_funding, scheme), scheme)
    if weight.value is None:
        return _undecided(path, name, weight, claimed, weight.reason or Text("分值不明", "the weight is unknown"))
    if weight.value == 0:
        formula = Text("本行不计分", "this row carries no points")
        return ScoreRow(path, name, "none", _ZERO, claimed, _ZERO, formula)
    target, actual = _effective_target(indicator), indicator.actual
    for cell, words in ((actual, Text("实际完成值", "the actual value")), (target, Text("指标值", "the target"))):
        reason = _missing(cell, words)
        if reason is not None:
            return _undecided(path, name, weight, claimed, reason)
    assert target is not None
    assert actual is not None
    method, points = _points(indicator, name, target, actual, weight.value, scheme)
    if isinstance(points.replayed, NotComputable):
        return _undecided(path, name, weight, claimed, points.replayed.reason)
    ratio = points.ratio
    return ScoreRow(
        path=path,
        name=name,
        method=method,
        weight=weight.value,
        claimed=claimed,
        replayed=points.replayed,
        formula=points.formula,
        ratio=ratio,
        capped=ratio is not None and ratio > _ONE and points.replayed == weight.value,
        status=weakest(points.status, weight.status),
        met=points.met,
    )


def indicator_name(indicator: Indicator) -> str:
    """What a person would call the row: its third level, unless that cell holds only a figure (100%)."""
    for label in (indicator.level3, indicator.level2, indicator.level1):
        words = known(label)
        if words and any(ch.isalpha() for ch in words):
            return words
    return known(indicator.level3) or ""


def _execution_row(
    path: str,
    name: str,
    weight: Weight,
    claimed: Decimal | None,
    execution: FundingExecution | NotComputable,
    scheme: Scheme,
) -> ScoreRow:
    if weight.value is None:
        reason = weight.reason or Text("分值不明", "the weight is unknown")
        return _undecided(path, name, weight, claimed, reason, "execution")
    if isinstance(execution, NotComputable):
        return _undecided(path, name, weight, claimed, execution.reason, "execution")
    cap = scheme.execution.cap
    capped = execution.rate > cap.value
    score = weight.value * min(max(execution.rate, _ZERO), cap.value)
    statuses = [weight.status, execution.status, *([cap.status] if capped else [])]
    return ScoreRow(
        path=path,
        name=name,
        method="execution",
        weight=weight.value,
        claimed=claimed,
        replayed=score,
        formula=execution_formula(execution, weight.value, score, capped),
        ratio=execution.rate,
        capped=capped,
        status=weakest(*statuses),
        met=execution.rate >= _ONE,
    )


def _points(
    indicator: Indicator, name: str, target: Printed[Value], actual: Printed[Value], weight: Decimal, scheme: Scheme
) -> tuple[Method, Points]:
    wanted, given = target.known, actual.known
    assert wanted is not None
    assert given is not None
    comparison = compare(wanted, given, lower_is_better=_lower_is_better(indicator, name, wanted))
    if isinstance(comparison, Comparison) and comparison.direction == "date":
        return "date", score_deadline(comparison.met, target.text, actual.text, weight, scheme)
    if isinstance(comparison, Comparison) and comparison.target is not None:
        points = score_numbers(comparison, weight, scheme, wanted.unit or given.unit or "")
        return "quantitative", _with_remark(points, comparison.remark)
    if wanted.kind is given.kind is Kind.DURATION and same_words(target.text, actual.text):
        return "quantitative", _same_duration(target.text, weight, scheme)
    points = score_words(target, actual, weight, scheme)
    numeric = {wanted.kind, given.kind} <= {Kind.QUANTITY, Kind.RANGE}
    if isinstance(points.replayed, NotComputable) and numeric and not isinstance(comparison, Comparison):
        # Units that do not convert say more than "words".
        return "none", points._replace(replayed=NotComputable(comparison.reason))
    return ("boolean" if wanted.kind is Kind.BOOLEAN else "qualitative"), points


def _same_duration(text: str, weight: Decimal, scheme: Scheme) -> Points:
    words = Text(f"实际与目标同为“{text}”，得满分", f"actual and target are both “{text}”: full marks")
    return Points(weight, words, None, True, scheme.quantitative.equal.status)


def _lower_is_better(indicator: Indicator, name: str, target: Value) -> bool | None:
    """True for a measure whose name says so, and for sums of money among costs; else left to the target's own sign."""
    direction = direction_of(name)
    if direction is None and "成本" in (known(indicator.level2) or "") and target.unit and is_money(target.unit):
        direction = "lower"
    return True if direction == "lower" else None


def _effective_target(indicator: Indicator) -> Printed[Value] | None:
    adjusted = indicator.adjusted_target
    return indicator.target if adjusted is None or adjusted.value is None else adjusted


def _missing(cell: Printed[Value] | None, words: Text) -> Text | None:
    if cell is None or cell.value is None:
        return Text(f"{words.zh}未填", f"{words.en} is not filled in")
    if isinstance(cell.value, Unreadable):
        reason = cell.value.reason
        return Text(f"{words.zh}“{cell.text}”：{reason.zh}", f"{words.en} “{cell.text}”: {reason.en}")
    return None


def _with_remark(points: Points, remark: Text | None) -> Points:
    if remark is None:
        return points
    formula = Text(f"{points.formula.zh}（{remark.zh}）", f"{points.formula.en} ({remark.en})")
    return points._replace(formula=formula)


def _undecided(
    path: str,
    name: str,
    weight: Weight,
    claimed: Decimal | None,
    reason: Text,
    method: Literal["execution", "none"] = "none",
) -> ScoreRow:
    formula = Text(f"无法计算：{reason.zh}", f"not computable: {reason.en}")
    status = weight.status if weight.value is not None else Status.VERIFIED
    return ScoreRow(path, name, method, weight.value, claimed, NotComputable(reason), formula, status=status)
