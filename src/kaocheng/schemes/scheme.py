"""A scoring scheme: the rules of one jurisdiction for one period, every value with its source and status."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Generic, Literal, TypeVar

from kaocheng.language import Text

T = TypeVar("T")


class Status(StrEnum):
    """How sure we are of a value, weakest last."""

    VERIFIED = "verified"  # read in the named source
    RECALLED = "recalled"  # known from the numbered instrument, not re-read
    UNVERIFIED = "unverified"  # assumed or from general knowledge


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A parameter, where it comes from, and how sure we are."""

    value: T
    status: Status
    source: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A law, notice, published page or form that a scheme cites. `key` is the mark used in `Sourced.source`."""

    key: str
    title: str
    number: str | None = None
    url: str | None = None
    checked_on: date | None = None


Denominator = Literal["adjusted_budget", "original_budget", "funds_in_place"]
ReverseMethod = Literal["ratio", "linear"]


@dataclass(frozen=True, slots=True)
class Execution:
    """Scoring of the budget execution rate: weight × min(executed ÷ denominator, cap)."""

    weight: Sourced[Decimal] | None
    denominator: Sourced[Denominator]
    cap: Sourced[Decimal]  # as a share of the weight; 1 = never above the weight
    reason_below: Sourced[Decimal] | None = None  # a rate below this needs a reason
    inside_total: Sourced[bool] | None = None  # whether its points are part of the 100


@dataclass(frozen=True, slots=True)
class OverBand:
    """Above `above` times the target, `deduct` (a share of the weight) is taken off."""

    above: Decimal
    deduct: Decimal


@dataclass(frozen=True, slots=True)
class Quantitative:
    forward: Sourced[Literal["ratio"]]
    reverse_method: Sourced[ReverseMethod]
    equal: Sourced[Literal["at_least", "exact"]]  # whether over-fulfilment of "=" counts as met
    pass_threshold: Sourced[Decimal] | None  # below this share of the target: 0
    over_bands: Sourced[tuple[OverBand, ...]]
    over_warn_at: Sourced[Decimal]  # ratio from which a target looks too low


@dataclass(frozen=True, slots=True)
class QualitativeBand:
    """Share of the weight a class may earn: low ≤ share, and share < high (≤ for the top class)."""

    name: Literal["achieved", "partly_achieved", "not_achieved"]
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Grade:
    """`minimum` is inclusive; a grade ends where the next better one begins. rank 1 is best."""

    label: str
    rank: int
    minimum: Decimal


@dataclass(frozen=True, slots=True)
class Rounding:
    row: Sourced[int]  # decimals of a row score
    total: Sourced[int]
    row_tolerance: Sourced[Decimal]
    total_tolerance: Sourced[Decimal]


@dataclass(frozen=True, slots=True)
class Scheme:
    """A resolved scheme. `level1_weights` by canonical first level: output, benefit, satisfaction, cost, indicators.

    `grades`: None where no bands are known for the jurisdiction. `hash`: of the canonical content.
    """

    id: str
    title: Text
    region: str  # administrative division code, "000000" for the country
    valid_from: int  # fiscal years, inclusive
    valid_to: int | None
    kinds: tuple[Literal["project", "department", "transfer"], ...]
    instruments: dict[str, Instrument]
    taxonomy: Sourced[dict[str, tuple[str, ...]]]
    level1_weights: Sourced[dict[str, Decimal]] | None
    execution: Execution
    quantitative: Quantitative
    qualitative: Sourced[tuple[QualitativeBand, ...]]
    rounding: Rounding
    not_applicable: Sourced[Literal["rescale", "keep"]]
    department_method: Sourced[str] | None
    grades: Sourced[tuple[Grade, ...]] | None
    remarks: Text | None = None
    revisions: tuple[tuple[date, str], ...] = field(default=())
    hash: str = ""
    automatic: bool = True  # False: used on request only
    requires: tuple[str, ...] = ()  # headings of which one must be printed before it is chosen
