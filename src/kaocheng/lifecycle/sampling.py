"""Which self-evaluations are scored again: a part chosen for its risk, a part drawn by lot, and what the lot proves.

The lot is an order by SHA-256 of seed and project, so that anybody can draw the same sample again with any tool. The
statement uses the hypergeometric distribution exactly (drawing without replacement from a finite population); it treats
the drawn part as a simple random sample, to which proportional strata come close.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from math import comb
from typing import Literal

from kaocheng.errors import UsageError
from kaocheng.language import Text

DrawnBy = Literal["risk", "random", "amount"]
CONFIDENCE = Decimal("0.95")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One project that may be drawn. `id`: stable and unique (the project code), so that a draw can be repeated.
    `risk`: score of `kaocheng.lifecycle.risk`."""

    id: str
    department: str
    amount: Decimal
    risk: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Plan:
    """Shares as fractions. `projects`: of all projects to be drawn. `by_risk`: of these, to be taken by risk.
    `amount`: of the whole amount to be covered at least (0: no demand); the largest others are added until it is.
    `bounds`: ascending bounds of the amount classes; empty: the population is cut into three equal parts."""

    projects: Decimal = Decimal("0.20")
    by_risk: Decimal = Decimal("0.50")
    amount: Decimal = Decimal(0)
    bounds: tuple[Decimal, ...] = ()


@dataclass(frozen=True, slots=True)
class Pick:
    """A drawn project. `stratum`: (department, number of the amount class from 0)."""

    id: str
    drawn_by: DrawnBy
    stratum: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Stratum:
    """`size`: projects of the random part's population; `quota`: drawn of them."""

    department: str
    amount_class: int
    size: int
    quota: int


@dataclass(frozen=True, slots=True)
class Draw:
    """`picks`: by risk first, then by lot, then for the amount. `random_population`: what the lot was drawn from.
    `amount_share`: of the whole amount, covered by all picks."""

    picks: tuple[Pick, ...]
    strata: tuple[Stratum, ...]
    bounds: tuple[Decimal, ...]
    population: int
    random_population: int
    amount_share: Decimal
    counts: dict[DrawnBy, int] = field(default_factory=dict)


def draw(candidates: Iterable[Candidate], plan: Plan, seed: str) -> Draw:
    """Draw a sample. The same candidates, plan and seed give the same sample, in whatever order they come.

    Raises UsageError for an empty seed, shares outside 0 to 1, ascending bounds that are not, or doubled ids.
    """
    people = sorted(candidates, key=lambda one: one.id)
    _check(people, plan, seed)
    bounds = plan.bounds or amount_bounds([one.amount for one in people])
    wanted = min(len(people), _ceiling(plan.projects * len(people)))
    ranked = sorted(people, key=lambda one: (-one.risk, lot(seed, one.id)))
    certain = ranked[: _ceiling(plan.by_risk * wanted)]
    taken = {one.id for one in certain}
    rest = [one for one in people if one.id not in taken]

    def stratum_of(one: Candidate) -> tuple[str, int]:
        return one.department, amount_class(one.amount, bounds)

    sizes = Counter(stratum_of(one) for one in rest)
    shares = quotas(dict(sizes), wanted - len(certain), seed)
    drawn: list[Candidate] = []
    for stratum, quota in shares.items():
        members = sorted((one for one in rest if stratum_of(one) == stratum), key=lambda one: lot(seed, one.id))
        drawn += members[:quota]
    taken |= {one.id for one in drawn}
    whole = sum((one.amount for one in people), Decimal(0))
    covered = sum((one.amount for one in people if one.id in taken), Decimal(0))
    added: list[Candidate] = []
    for one in sorted(people, key=lambda one: (-one.amount, one.id)):
        if covered >= plan.amount * whole:
            break
        if one.id not in taken:
            added.append(one)
            covered += one.amount
    parts: tuple[tuple[DrawnBy, list[Candidate]], ...] = (("risk", certain), ("random", drawn), ("amount", added))
    picks = tuple(Pick(one.id, why, stratum_of(one)) for why, part in parts for one in part)
    return Draw(
        picks,
        tuple(Stratum(*stratum, sizes[stratum], quota) for stratum, quota in sorted(shares.items())),
        bounds,
        population=len(people),
        random_population=len(rest),
        amount_share=covered / whole if whole else Decimal(0),
        counts={why: len(part) for why, part in parts},
    )


def lot(seed: str, id: str) -> str:
    """The place of a project in the order of a drawing: SHA-256 of "seed|id", hexadecimal, smallest first."""
    return hashlib.sha256(f"{seed}|{id}".encode()).hexdigest()


def quotas(sizes: dict[tuple[str, int], int], wanted: int, seed: str) -> dict[tuple[str, int], int]:
    """How many to draw from each stratum: in proportion to its size, the remainders to the largest fractions (by lot
    where these are equal). The quotas add up to `wanted`, none is above its stratum."""
    whole = sum(sizes.values())
    wanted = min(wanted, whole)
    if not whole:
        return {}
    given = {stratum: size * wanted // whole for stratum, size in sizes.items()}
    order = sorted(sizes, key=lambda one: (-(sizes[one] * wanted % whole), lot(seed, f"{one[0]}/{one[1]}")))
    for stratum in order[: wanted - sum(given.values())]:
        given[stratum] += 1
    return dict(sorted(given.items()))


def amount_bounds(amounts: Sequence[Decimal], classes: int = 3) -> tuple[Decimal, ...]:
    """Bounds that cut a population into parts of equal number; equal amounts stay together.

    >>> [str(bound) for bound in amount_bounds([Decimal(n) for n in (1, 2, 3, 10, 20, 30)])]
    ['3', '20']
    """
    ranked = sorted(amounts)
    cuts = {ranked[len(ranked) * part // classes] for part in range(1, classes)} if ranked else set()
    return tuple(sorted(cuts))


def amount_class(amount: Decimal, bounds: Sequence[Decimal]) -> int:
    """Number of the class from 0; a bound itself belongs to the class above it."""
    return sum(amount >= bound for bound in bounds)


# What the lot proves.


def upper_defects(population: int, sample: int, found: int, confidence: Decimal = CONFIDENCE) -> int:
    """The largest number of defects in the population that `found` defects in a random sample do not rule out.

    Exact one-sided bound: the largest D with P(X ≤ found | population, D, sample) > 1 − confidence.

    >>> upper_defects(100, 20, 0), upper_defects(100, 100, 3)
    (12, 3)
    """
    _check_counts(population, sample, found)
    low, high = found, population - (sample - found)  # P falls as D grows
    while low < high:
        middle = (low + high + 1) // 2
        if _at_most(population, middle, sample, found, confidence):
            low = middle
        else:
            high = middle - 1
    return low


def upper_share(population: int, sample: int, found: int, confidence: Decimal = CONFIDENCE) -> Decimal:
    """The same as a share of the population; 0 for an empty one."""
    return Decimal(upper_defects(population, sample, found, confidence)) / population if population else Decimal(0)


def least_sample(population: int, bound: Decimal, confidence: Decimal = CONFIDENCE, found: int = 0) -> int:
    """The smallest random sample in which `found` defects keep the upper bound of the defect share within `bound`;
    the whole population where no smaller one does.

    >>> least_sample(100, Decimal("0.10"))
    23
    """
    low, high = min(found, population), population
    while low < high:
        middle = (low + high) // 2
        if upper_share(population, middle, found, confidence) <= bound:
            high = middle
        else:
            low = middle + 1
    return low


def statement(population: int, sample: int, found: int, confidence: Decimal = CONFIDENCE) -> Text:
    """What may be said of the population of the random part."""
    if not sample:
        return Text(
            "随机部分尚无办结的复核，不能推断总体", "no re-check of the random part is closed: nothing follows yet"
        )
    share = upper_share(population, sample, found, confidence)
    words = Text(
        "随机部分共{population}个项目，已复核{sample}个，发现差异较大的{found}个；"
        "在{confidence}置信水平下，差异较大的项目占比不超过{share}（不超过{defects}个，超几何分布精确计算）",
        "of {population} projects in the random part {sample} were re-checked and {found} differ widely; "
        "with {confidence} confidence no more than {share} do ({defects} projects, exact hypergeometric bound)",
    )
    return words.format(
        population=population,
        sample=sample,
        found=found,
        confidence=_percent(confidence),
        share=_percent(share, ROUND_CEILING),
        defects=upper_defects(population, sample, found, confidence),
    )


def _at_most(population: int, defects: int, sample: int, found: int, confidence: Decimal) -> bool:
    """Whether P(X ≤ found) > 1 − confidence, in whole numbers."""
    ways = sum(comb(defects, x) * comb(population - defects, sample - x) for x in range(found + 1))
    doubt = 1 - confidence
    numerator, denominator = doubt.as_integer_ratio()
    return ways * denominator > numerator * comb(population, sample)


def _check(people: Sequence[Candidate], plan: Plan, seed: str) -> None:
    if not seed.strip():
        raise UsageError(Text("随机种子不能为空", "the seed must not be empty"))
    if any(not 0 <= share <= 1 for share in (plan.projects, plan.by_risk, plan.amount)):
        raise UsageError(Text("比例应在0至100%之间", "shares lie between 0 and 100 %"))
    if list(plan.bounds) != sorted(set(plan.bounds)):
        raise UsageError(Text("金额分档应由小到大", "bounds of the amount classes must ascend"))
    if len({one.id for one in people}) != len(people):
        raise UsageError(Text("项目编码重复", "a project occurs twice"))


def _check_counts(population: int, sample: int, found: int) -> None:
    if not 0 <= found <= sample <= population:
        raise UsageError(
            Text("样本数不能超过总体数，发现数不能超过样本数", "0 ≤ found ≤ sample ≤ population does not hold")
        )


def _ceiling(value: Decimal) -> int:
    return int(value.to_integral_value(ROUND_CEILING))


def _percent(fraction: Decimal, rounding: str | None = None) -> str:
    value = (fraction * 100).quantize(Decimal("0.1"), rounding)
    return f"{value:f}".removesuffix(".0") + "%"
