"""What a cumulative series will come to by the end of the year, and how far such a forecast is usually off.

The forecast continues the pace so far along the planned curve: last value ÷ planned share. On a series that follows
its curve it is exact. What it gets wrong is the part still to come; so its error is measured on that part:

    error = what was really added ÷ what the pace had promised − 1

- on the project itself: from every earlier month to the last one known (the last is left out and forecast);
- on projects of the year before: from the same month to their year end.

The interval is the forecast ± a measured error × the part still to come. With n errors, the k-th smallest covers a new
one with probability k ÷ (n + 1) if the new one is like those measured; the smallest k that reaches 80 % is taken, else
all of them, and the coverage reached is stated.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import pairwise
from typing import NamedTuple

from kaocheng.language import Text
from kaocheng.lifecycle.curve import LINEAR, Curve, plain
from kaocheng.lifecycle.pace import round_to_cent

WANTED_COVERAGE = Decimal("0.8")
PEERS_NEEDED = 4  # with fewer, 80 % cannot be reached and the project's own months are used as well
_ZERO, _ONE, _HUNDRED = Decimal(0), Decimal(1), Decimal(100)


class Point(NamedTuple):
    """A cumulative value at the end of a month."""

    month: int
    value: Decimal


class Peer(NamedTuple):
    """Another project, a year earlier: its value at the month of the forecast, at the year end, and its curve."""

    value: Decimal
    final: Decimal
    curve: Curve = LINEAR


@dataclass(frozen=True, slots=True)
class Forecast:
    """`value`, `low`, `high`: at the year end, unrounded. `formula`: in words with inputs.

    `coverage`: probability that the interval holds, if this year is like what the error was measured on; 1 at the year
    end. `checks`: number of errors measured. `rests_on`: what they were measured on, and what that leaves out.
    """

    value: Decimal
    low: Decimal
    high: Decimal
    formula: Text
    coverage: Decimal
    checks: int
    rests_on: Text

    @property
    def coverage_percent(self) -> int:
        """The coverage in whole percent, rounded down."""
        return int(self.coverage * _HUNDRED)


@dataclass(frozen=True, slots=True)
class CannotForecast:
    """Why nothing can be said about the year end."""

    reason: Text


def forecast(
    points: Sequence[Point], curve: Curve = LINEAR, *, peers: Sequence[Peer] = (), unit: str = "万元"
) -> Forecast | CannotForecast:
    """Forecast the value of December. `points` in any order, one for each month known; `unit` is only printed."""
    series = sorted(points)
    if not series:
        return CannotForecast(Text("尚无累计数", "there are no cumulative figures yet"))
    fallen = next(((before, after) for before, after in pairwise(series) if after.value < before.value), None)
    if fallen is not None:
        words = Text(
            "累计数由{a}月的{before}降到{b}月的{after}，请先核对",
            "the cumulative figure falls from {before} (month {a}) to {after} (month {b}); check it first",
        )
        before, after = fallen
        return CannotForecast(
            words.format(a=before.month, before=plain(before.value), b=after.month, after=plain(after.value))
        )
    last = series[-1]
    share = curve.share(last.month)
    if share == _ONE:
        return _finished(last, unit)
    if last.value <= 0 or share == 0:
        return CannotForecast(Text("尚无进度，无法外推", "nothing has been done yet: there is no pace to continue"))
    errors, rests_on = _measure(series, curve, peers, last.month, share)
    if not errors:
        return CannotForecast(
            Text(
                "可用的数据太少：至少需要两个月的累计数，或上年项目的数据",
                "too few figures: two months are needed, or projects of the year before",
            )
        )
    part, whole = curve.part(last.month)
    value = last.value * whole / part
    error, coverage = _bound(errors)
    width = error * (value - last.value)
    formula = Text(
        "{month}月累计{done} ÷ 计划累计{share} = {value}",
        "{done} by month {month} ÷ {share} planned = {value}",
    ).format(
        month=last.month,
        done=plain(last.value) + unit,
        share=_percent(share),
        value=plain(round_to_cent(value)) + unit,
    )
    return Forecast(
        value=value,
        low=max(value - width, last.value),
        high=value + width,
        formula=formula,
        coverage=coverage,
        checks=len(errors),
        rests_on=rests_on,
    )


def _finished(last: Point, unit: str) -> Forecast:
    words = Text("按计划到{month}月已全部完成，即{value}", "by the plan all is done by month {month}: {value}")
    rests_on = Text("不需外推", "nothing is extrapolated")
    formula = words.format(month=last.month, value=plain(last.value) + unit)
    return Forecast(last.value, last.value, last.value, formula, _ONE, 0, rests_on)


def _measure(
    series: Sequence[Point], curve: Curve, peers: Sequence[Peer], month: int, share: Decimal
) -> tuple[list[Decimal], Text]:
    """Absolute errors, and the words about them."""
    last = series[-1]
    own = [_error(point.value, curve.share(point.month), last.value, share) for point in series[:-1]]
    others = [_error(peer.value, peer.curve.share(month), peer.final, _ONE) for peer in peers]
    own_errors = [error for error in own if error is not None]
    peer_errors = [error for error in others if error is not None]
    if len(peer_errors) >= PEERS_NEEDED:
        words = Text(
            "误差按上年{n}个项目自{month}月至年底的实际走势测得",
            "the error was measured on {n} projects of the year before, from month {month} to the year end",
        )
        return peer_errors, words.format(n=len(peer_errors), month=month)
    if peer_errors:
        words = Text(
            "误差按本项目前{own}个月和上年{n}个项目测得，样本少，仅供参考",
            "the error was measured on {own} earlier months of the project and {n} projects of the year before: few",
        )
        return own_errors + peer_errors, words.format(own=len(own_errors), n=len(peer_errors))
    words = Text(
        "误差按本项目前{own}个月推到{month}月测得，没有上年项目可比；年底集中支付等情况不在其中",
        "the error was measured on {own} earlier months of the project up to month {month}; there is no year before to "
        "compare with, and a rush at the year end is not in it",
    )
    return own_errors, words.format(own=len(own_errors), month=month)


def _error(value: Decimal, share: Decimal, later: Decimal, later_share: Decimal) -> Decimal | None:
    """How far off the promised addition was, as a fraction; None where nothing was promised."""
    if value <= 0 or share <= 0 or later_share <= share:
        return None
    promised = value * later_share / share - value
    return abs((later - value) / promised - 1)


def _bound(errors: Sequence[Decimal]) -> tuple[Decimal, Decimal]:
    """The error that covers a new one with the wanted probability, and the probability reached."""
    count = len(errors)
    rank = min(int((WANTED_COVERAGE * (count + 1)).to_integral_value(ROUND_CEILING)), count)
    return sorted(errors)[rank - 1], Decimal(rank) / (count + 1)


def _percent(share: Decimal) -> str:
    return f"{plain(round_to_cent(share * _HUNDRED))}%"
