"""How many points each indicator can earn, printed or inferred. What cannot be inferred stays unknown, with the reason.

Forms without a weight column print only the weight of the first level (F-04) or none (F-06). An equal split would be a
guess, so it is never made.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaocheng.language import Text
from kaocheng.model import Form, Indicator
from kaocheng.provenance import Unreadable, known
from kaocheng.schemes.scheme import Scheme, Status
from kaocheng.scoring.execution import is_execution_indicator
from kaocheng.scoring.figures import format_number

_LEVEL1 = {"产出": "output", "效益": "benefit", "效果": "benefit", "满意": "satisfaction", "成本": "cost"}


@dataclass(frozen=True, slots=True)
class Weight:
    """Points of one indicator, None where unknown. `status`: of the scheme value it rests on, verified if printed."""

    value: Decimal | None
    reason: Text | None = None
    status: Status = Status.VERIFIED


def indicator_weights(form: Form, scheme: Scheme) -> tuple[Weight, ...]:
    """One weight for each indicator of the form, in order."""
    if any(indicator.weight is not None for indicator in form.indicators):
        return tuple(_printed(indicator) for indicator in form.indicators)
    if form.indicators and all(known(i.name_weight) is not None for i in form.indicators):
        return tuple(Weight(known(indicator.name_weight)) for indicator in form.indicators)
    weights: list[Weight] = [Weight(None)] * len(form.indicators)
    for indices, total in _groups(form.indicators, scheme):
        for index, weight in zip(indices, _split([form.indicators[i] for i in indices], total), strict=True):
            weights[index] = weight
    return tuple(weights)


def _printed(indicator: Indicator) -> Weight:
    printed = indicator.weight
    if printed is None:
        return Weight(None, Text("分值未填", "the weight is not filled in"))
    if isinstance(printed.value, Unreadable):
        reason = printed.value.reason
        return Weight(None, Text(f"分值“{printed.text}”：{reason.zh}", f"weight “{printed.text}”: {reason.en}"))
    if printed.value is None:  # a dash: the row carries no points
        return Weight(Decimal(0))
    if printed.value < 0:
        return Weight(None, Text(f"分值为负数：{printed.text}", f"the weight is negative: {printed.text}"))
    return Weight(printed.value)


def _groups(indicators: Sequence[Indicator], scheme: Scheme) -> list[tuple[list[int], Weight]]:
    """Rows that share points: those of one first level, or all where only the whole has points."""
    level1 = scheme.level1_weights
    together = level1 is not None and set(level1.value) == {"indicators"}
    groups: dict[str, list[int]] = {}
    for index, indicator in enumerate(indicators):
        if together and not is_execution_indicator(indicator) and indicator.level1_weight is None:
            key = ""
        else:
            key = known(indicator.level1) or ""
        groups.setdefault(key, []).append(index)
    return [(indices, _group_weight([indicators[i] for i in indices], scheme)) for indices in groups.values()]


def _group_weight(rows: Sequence[Indicator], scheme: Scheme) -> Weight:
    printed = next((value for row in rows if (value := known(row.level1_weight)) is not None), None)
    if printed is not None:
        return Weight(printed)
    if all(is_execution_indicator(row) for row in rows):
        own = scheme.execution.weight
        if own is not None:
            return Weight(own.value, None, own.status)
    elif scheme.level1_weights is not None:
        weights = scheme.level1_weights.value
        label = known(rows[0].level1) or ""
        name = next((name for word, name in _LEVEL1.items() if word in label), "indicators")
        found = weights.get(name, weights.get("indicators"))
        if found is not None:
            return Weight(found, None, scheme.level1_weights.status)
    return Weight(None, Text("表无分值栏，一级指标也未印分值", "the form has no weights, not even of the first level"))


def _split(rows: Sequence[Indicator], total: Weight) -> list[Weight]:
    if total.value is None:
        return [total] * len(rows)
    if len(rows) == 1:
        return [total]
    scores = [known(row.score) for row in rows]
    claimed = [score for score in scores if score is not None]
    if len(claimed) == len(rows) and sum(claimed, Decimal(0)) == total.value and min(claimed) >= 0:
        return [Weight(score, None, total.status) for score in claimed]
    points = format_number(total.value)
    reason = Text(
        f"表无分值栏，{len(rows)} 项共 {points} 分，各项得分之和不等于 {points}，无法推定每项分值",
        f"no weight column: {len(rows)} rows share {points} points, and their scores do not add up to {points}",
    )
    return [Weight(None, reason, total.status)] * len(rows)
