"""Forecasts of the year end, and the honesty of their intervals."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaocheng.lifecycle.curve import LINEAR, Curve, make_curve
from kaocheng.lifecycle.forecast import CannotForecast, Forecast, Peer, Point, forecast


def sure(found: Forecast | CannotForecast) -> Forecast:
    assert isinstance(found, Forecast), found
    return found


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    parts = draw(st.lists(st.integers(1, 50), min_size=12, max_size=12))
    total, sums = sum(parts), 0
    shares = []
    for part in parts:
        sums += part
        shares.append(Decimal(sums) / total)
    return make_curve([*shares[:-1], Decimal(1)])


@given(curves(), st.integers(1, 10**6), st.integers(2, 11))
def test_exact_on_a_series_that_follows_its_curve(curve: Curve, total: int, month: int) -> None:
    points = [Point(m, curve.share(m) * total) for m in range(1, month + 1)]
    found = sure(forecast(points, curve))
    assert abs(found.value - total) < Decimal("1e-15") * total
    assert found.high - found.low < Decimal("1e-12") * total


@given(
    curves(),
    st.lists(st.decimals("0.01", 1000, places=2), min_size=3, max_size=11),
    st.decimals("0.01", 1000, places=2),
)
def test_more_now_is_never_less_at_the_year_end(curve: Curve, steps: list[Decimal], more: Decimal) -> None:
    """And the interval holds the forecast and what is already there."""
    total, points = Decimal(0), []
    for month, step in enumerate(steps, 1):
        total += step
        points.append(Point(month, total))
    lower = sure(forecast(points, curve))
    higher = sure(forecast([*points[:-1], Point(len(steps), total + more)], curve))
    assert higher.value > lower.value
    for found in (lower, higher):
        assert found.low <= found.value <= found.high
    assert lower.low >= total


@given(st.lists(st.decimals("1", "400", places=1), min_size=4, max_size=40), st.decimals("10", "200", places=1))
def test_the_interval_covers_as_many_of_its_own_peers_as_it_says(finals: list[Decimal], value: Decimal) -> None:
    """Leave one peer out and forecast it from the others: on average the interval holds at least as often as stated."""
    peers = [Peer(Decimal(100), Decimal(100) + final) for final in finals]
    held, stated = 0, Decimal(0)
    for index, peer in enumerate(peers):
        others = peers[:index] + peers[index + 1 :]
        if len(others) < 4:
            return
        found = sure(forecast([Point(6, peer.value)], peers=others))
        held += found.low <= peer.final <= found.high
        stated += found.coverage
    assert held >= stated - 1


def test_errors_of_the_year_before_are_preferred_and_named() -> None:
    peers = [Peer(Decimal(50), Decimal(final)) for final in (90, 100, 110, 120, 130)]
    found = sure(forecast([Point(3, Decimal(20)), Point(6, Decimal(50))], peers=peers))
    assert found.value == 100
    assert found.checks == 5
    assert "上年5个项目" in found.rests_on.zh
    # Errors of the part still to come: 0.2, 0, 0.2, 0.4, 0.6 of 50; the fifth of five is needed for 80 %.
    assert (found.low, found.high) == (70, 130)
    assert found.coverage == Decimal(5) / 6


def test_own_history_alone_says_what_it_leaves_out() -> None:
    found = sure(forecast([Point(3, Decimal(30)), Point(4, Decimal(36)), Point(6, Decimal(60))]))
    assert found.value == 120
    assert found.checks == 2
    assert found.coverage == Decimal(2) / 3
    assert "年底集中支付" in found.rests_on.zh
    assert found.formula.zh == "6月累计60万元 ÷ 计划累计50% = 120万元"


def test_december_is_no_forecast() -> None:
    found = sure(forecast([Point(12, Decimal(99))]))
    assert (found.low, found.value, found.high, found.coverage) == (99, 99, 99, 1)


@pytest.mark.parametrize(
    ("points", "said"),
    [
        ([], "尚无累计数"),
        ([Point(6, Decimal(50))], "可用的数据太少：至少需要两个月的累计数，或上年项目的数据"),
        ([Point(3, Decimal(0)), Point(6, Decimal(0))], "尚无进度，无法外推"),
        ([Point(3, Decimal(60)), Point(6, Decimal(50))], "累计数由3月的60降到6月的50，请先核对"),
    ],
)
def test_what_cannot_be_forecast(points: list[Point], said: str) -> None:
    found = forecast(points)
    assert isinstance(found, CannotForecast)
    assert found.reason.zh == said


def test_a_plan_that_has_not_begun_gives_no_forecast() -> None:
    curve = make_curve([Decimal(0)] * 11 + [Decimal(1)])
    assert isinstance(forecast([Point(5, Decimal(1)), Point(6, Decimal(2))], curve), CannotForecast)


@given(st.permutations([Point(2, Decimal(20)), Point(4, Decimal(38)), Point(6, Decimal(61))]))
def test_the_order_of_the_points_does_not_matter(points: list[Point]) -> None:
    assert forecast(points, LINEAR) == forecast(sorted(points), LINEAR)
