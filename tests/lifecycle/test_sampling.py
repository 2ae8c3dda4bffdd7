"""Drawing a sample and what it proves."""

from __future__ import annotations

import random
from decimal import Decimal
from math import ceil, comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kaocheng.errors import UsageError
from kaocheng.lifecycle.sampling import (
    Candidate,
    Draw,
    Plan,
    draw,
    least_sample,
    quotas,
    statement,
    upper_defects,
    upper_share,
)

COUNTY = [Candidate(f"P{n:03}", f"D{n % 7}", Decimal(n * n % 911 + 1), Decimal(n * 37 % 100)) for n in range(150)]
shares = st.integers(0, 100).map(lambda percent: Decimal(percent) / 100)
candidates = st.lists(
    st.builds(
        Candidate,
        id=st.integers(0, 10_000).map(str),
        department=st.sampled_from("甲乙丙丁"),
        amount=st.integers(0, 5000).map(Decimal),
        risk=st.integers(0, 100).map(Decimal),
    ),
    max_size=60,
    unique_by=lambda one: one.id,
)


def drawn(found: Draw, why: str) -> list[str]:
    return [pick.id for pick in found.picks if pick.drawn_by == why]


def test_the_same_seed_draws_the_same_sample_in_whatever_order_the_projects_come() -> None:
    shuffled = list(COUNTY)
    random.Random(1).shuffle(shuffled)
    plan = Plan(projects=Decimal("0.3"), amount=Decimal("0.5"))
    assert draw(COUNTY, plan, "2026-04") == draw(shuffled, plan, "2026-04")
    assert drawn(draw(COUNTY, plan, "2026-04"), "random") != drawn(draw(COUNTY, plan, "2026-05"), "random")


def test_a_draw_of_long_ago_can_be_repeated_with_any_program() -> None:
    """Order by SHA-256 of "seed|id"; printf "lot|a" | sha256sum."""
    few = [Candidate(name, "甲", Decimal(1)) for name in ("a", "b", "c", "d", "e", "f")]
    found = draw(few, Plan(projects=Decimal("0.5"), by_risk=Decimal(0)), "lot")
    assert drawn(found, "random") == ["f", "a", "b"]


def test_the_riskiest_come_first_and_the_largest_fill_up_the_amount() -> None:
    found = draw(COUNTY, Plan(projects=Decimal("0.2"), by_risk=Decimal("0.5"), amount=Decimal("0.6")), "x")
    risks = {one.id: one.risk for one in COUNTY}
    assert (found.counts["risk"], found.counts["random"]) == (15, 15)
    taken = {risks[name] for name in drawn(found, "risk")}
    assert min(taken) >= max(risk for name, risk in risks.items() if name not in drawn(found, "risk")) - 1
    assert found.amount_share >= Decimal("0.6")
    assert drawn(found, "amount")
    assert found.random_population == 135


@settings(max_examples=60, deadline=None)
@given(candidates, shares, shares, shares, st.text(min_size=1).filter(str.strip))
def test_quotas_add_up_and_nobody_is_drawn_twice(
    population: list[Candidate], projects: Decimal, by_risk: Decimal, amount: Decimal, seed: str
) -> None:
    found = draw(population, Plan(projects, by_risk, amount), seed)
    names = [pick.id for pick in found.picks]
    assert len(names) == len(set(names)) <= len(population)
    assert sum(stratum.quota for stratum in found.strata) == found.counts["random"]
    assert sum(stratum.size for stratum in found.strata) == found.random_population
    assert all(0 <= stratum.quota <= stratum.size for stratum in found.strata)
    assert found.amount_share >= amount or not sum(one.amount for one in population)
    wanted = ceil(projects * len(population))
    assert len(names) - found.counts["amount"] == wanted


@given(
    st.dictionaries(st.tuples(st.sampled_from("甲乙丙丁戊"), st.integers(0, 3)), st.integers(0, 50)),
    st.integers(0, 300),
)
def test_a_quota_is_the_proportional_share_rounded_up_or_down(sizes: dict[tuple[str, int], int], wanted: int) -> None:
    given_ = quotas(sizes, wanted, "s")
    whole = sum(sizes.values())
    assert sum(given_.values()) == min(wanted, whole)
    assert all(abs(given_[one] * whole - sizes[one] * min(wanted, whole)) < whole for one in given_)


counts = st.integers(1, 120).flatmap(
    lambda whole: st.integers(0, whole).flatmap(
        lambda sample: st.tuples(st.just(whole), st.just(sample), st.integers(0, sample))
    )
)


@settings(deadline=None)
@given(counts)
def test_the_bound_is_the_largest_number_of_defects_not_ruled_out(case: tuple[int, int, int]) -> None:
    population, sample, found = case

    def at_most(defects: int) -> float:
        ways = sum(comb(defects, x) * comb(population - defects, sample - x) for x in range(found + 1))
        return ways / comb(population, sample)

    bound = upper_defects(population, sample, found)
    assert found <= bound <= population - (sample - found)
    if bound > found:
        assert at_most(bound) > 0.05 - 1e-12
    if bound < population - (sample - found):
        assert at_most(bound + 1) <= 0.05 + 1e-12


@settings(deadline=None)
@given(counts)
def test_bounds_are_monotone(case: tuple[int, int, int]) -> None:
    population, sample, found = case
    bound = upper_share(population, sample, found)
    if sample < population:
        assert upper_share(population, sample + 1, found) <= bound  # a larger sample says more
    if found < sample:
        assert upper_share(population, sample, found + 1) >= bound  # more defects found, worse
    assert upper_share(population, sample, found, Decimal("0.99")) >= bound  # more certainty costs


@settings(deadline=None, max_examples=50)
@given(st.integers(1, 400), st.integers(1, 60).map(lambda percent: Decimal(percent) / 100))
def test_the_least_sample_suffices_and_one_less_does_not(population: int, wanted: Decimal) -> None:
    least = least_sample(population, wanted)
    assert upper_share(population, least, 0) <= wanted
    if least:
        assert upper_share(population, least - 1, 0) > wanted


def test_the_whole_population_leaves_nothing_open() -> None:
    assert upper_defects(80, 80, 3) == 3
    assert "3.8%" in statement(80, 80, 3).zh
    assert "不能推断" in statement(80, 0, 0).zh


@pytest.mark.parametrize(
    "plan, seed",
    [
        (Plan(), " "),
        (Plan(projects=Decimal("1.2")), "x"),
        (Plan(bounds=(Decimal(5), Decimal(2))), "x"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(plan: Plan, seed: str) -> None:
    with pytest.raises(UsageError):
        draw(COUNTY, plan, seed)
    with pytest.raises(UsageError):
        upper_defects(10, 3, 4)
