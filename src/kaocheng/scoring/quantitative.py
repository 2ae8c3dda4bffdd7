"""Scores of numbers against numbers: in proportion, by direction, never above the weight nor below 0."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kaocheng.language import Text
from kaocheng.schemes.scheme import OverBand, Quantitative, Scheme, Status
from kaocheng.scoring.figures import format_number, format_points, format_rate
from kaocheng.scoring.sheet import NotComputable, Replayed
from kaocheng.values.compare import Comparison

_ZERO = Decimal(0)
_ONE = Decimal(1)


class Points(NamedTuple):
    """A replayed score, how it came about, and the attainment behind it (1 = the target exactly)."""

    replayed: Replayed
    formula: Text
    ratio: Decimal | None
    met: bool
    status: Status


class _Numbers(NamedTuple):
    """What is compared, in the target's unit, and how it is shown."""

    target: Decimal
    upper: Decimal
    actual: Decimal
    unit: str

    def show(self, number: Decimal) -> str:
        return f"{format_number(number)}{self.unit}"


def score_numbers(comparison: Comparison, weight: Decimal, scheme: Scheme, unit: str = "") -> Points:
    """Points for a numeric comparison.

    Forward: weight × actual ÷ target. Reverse: weight × target ÷ actual, or falling linearly to 0 at twice the target,
    by the scheme. Equal: as forward, or symmetric where only the exact number counts. Range: to the nearer end.
    Source: schemes/data, `quantitative`; the range rule is a proposal of the project's handbook and never verified.
    """
    assert comparison.target is not None
    assert comparison.actual is not None
    upper = comparison.target if comparison.upper is None else comparison.upper
    numbers = _Numbers(comparison.target, upper, comparison.actual, unit)
    rules = scheme.quantitative
    ratio = _attainment(comparison.direction, numbers)
    met = _met(comparison, rules)
    if met:
        return _full(comparison.direction, numbers, ratio, weight, rules)
    return _missed(comparison.direction, numbers, ratio, weight, rules)


def _met(comparison: Comparison, rules: Quantitative) -> bool:
    """As compared, but for "=": there the scheme says whether more than the target counts."""
    if comparison.direction != "equal" or rules.equal.value == "exact":
        return comparison.met
    target, actual = comparison.target, comparison.actual
    assert target is not None
    assert actual is not None
    return actual >= target if target > 0 else actual <= target


def _attainment(direction: str, numbers: _Numbers) -> Decimal | None:
    """How far the target is reached in its own direction; None where a division has no meaning."""
    target, upper, actual, _ = numbers
    if direction == "range" and target <= actual <= upper:
        return _ONE
    turned = direction == "reverse" or (direction == "range" and actual > upper)
    over, under = (upper, actual) if turned else (actual, target)
    return over / under if under > 0 else None


def _full(direction: str, numbers: _Numbers, ratio: Decimal | None, weight: Decimal, rules: Quantitative) -> Points:
    target, actual, points = numbers.show(numbers.target), numbers.show(numbers.actual), format_number(weight)
    band = _over_band(direction, ratio, rules)
    if band is not None and ratio is not None:
        score = weight * (_ONE - band.deduct)
        times, above, deduct = (format_rate(part, 0) for part in (ratio, band.above, band.deduct))
        words = f"{points} × (1 − {deduct}) = {format_points(score, 4)}"
        formula = Text(
            f"实际 {actual} 为目标 {target} 的 {times}，高于 {above} 扣 {deduct}：{words} 分",
            f"actual {actual} is {times} of the target {target}, above {above} deducts {deduct}: {words}",
        )
        return Points(score, formula, ratio, True, rules.over_bands.status)
    if direction == "range":
        span = f"{numbers.show(numbers.target)}–{numbers.show(numbers.upper)}"
        formula = Text(
            f"实际 {actual} 在目标 {span} 之内，得满分 {points} 分",
            f"actual {actual} is inside the target {span}: full {points}",
        )
    else:
        sign = "≤" if numbers.actual < numbers.target or direction == "reverse" else "≥"
        sign = "=" if direction == "equal" and numbers.actual == numbers.target else sign
        formula = Text(
            f"实际 {actual} {sign} 目标 {target}，得满分 {points} 分",
            f"actual {actual} {sign} target {target}: full {points}",
        )
    surpassed = direction == "equal" and numbers.actual != numbers.target
    return Points(weight, formula, ratio, True, rules.equal.status if surpassed else rules.forward.status)


def _over_band(direction: str, ratio: Decimal | None, rules: Quantitative) -> OverBand | None:
    if ratio is None or direction not in ("forward", "equal"):
        return None
    reached = [band for band in rules.over_bands.value if ratio > band.above]
    return reached[-1] if reached else None


def _missed(direction: str, numbers: _Numbers, ratio: Decimal | None, weight: Decimal, rules: Quantitative) -> Points:
    target, upper, actual, _ = numbers
    points = format_number(weight)
    status = rules.reverse_method.status if direction == "reverse" else rules.forward.status
    if direction == "range":
        status = Status.UNVERIFIED
    if target < 0 or upper < 0:
        reason = Text("指标值为负数，不能按比例计分", "a negative target has no proportion")
        return Points(NotComputable(reason), reason, None, False, status)
    nearer = upper if direction == "range" and actual > upper else target
    if nearer == 0 or ratio is None:
        shown, goal = numbers.show(actual), numbers.show(nearer)
        formula = Text(f"目标 {goal}，实际 {shown}，得 0 分", f"target {goal}, actual {shown}: 0")
        return Points(_ZERO, formula, None, False, status)
    threshold = rules.pass_threshold
    if threshold is not None and ratio < threshold.value:
        rate, limit = format_rate(ratio), format_rate(threshold.value, 0)
        formula = Text(f"完成率 {rate} 低于 {limit}，得 0 分", f"attainment {rate} is below {limit}: 0")
        return Points(_ZERO, formula, ratio, False, threshold.status)
    if direction == "reverse" and rules.reverse_method.value == "linear":
        return _linear(numbers, ratio, weight, status)
    turned = direction == "reverse" or actual > upper
    if turned and actual > 0 and direction != "reverse":
        ratio = nearer / actual
    over, under = (nearer, actual) if turned else (actual, nearer)
    score = min(max(weight * ratio, _ZERO), weight)
    sum_ = f"{format_number(over)} ÷ {format_number(under)} = {format_points(score, 4)}"
    formula = Text(f"{points} 分 × {sum_} 分", f"{points} × {sum_}")
    return Points(score, formula, ratio, False, status)


def _linear(numbers: _Numbers, ratio: Decimal, weight: Decimal, status: Status) -> Points:
    target, actual = numbers.target, numbers.actual
    score = max(weight * (_ONE - (actual - target) / target), _ZERO)
    points, goal, shown = format_number(weight), format_number(target), format_number(actual)
    sum_ = f"(1 − ({shown} − {goal}) ÷ {goal}) = {format_points(score, 4)}"
    formula = Text(f"{points} 分 × {sum_} 分", f"{points} × {sum_}")
    if score == 0:
        formula = Text(
            f"实际 {shown} 达到目标 {goal} 的两倍，得 0 分", f"actual {shown} is twice the target {goal} or more: 0"
        )
    return Points(score, formula, ratio, False, status)
