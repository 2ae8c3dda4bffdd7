"""The score sheet of a form: claimed beside replayed, with the formula in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kaocheng.language import Text
from kaocheng.schemes.scheme import Status


@dataclass(frozen=True, slots=True)
class NotComputable:
    """Why a score cannot be said. Neither 0 nor full marks would be true."""

    reason: Text


@dataclass(frozen=True, slots=True)
class Interval:
    """Scores a person may choose between, both ends allowed."""

    low: Decimal
    high: Decimal


Replayed = Decimal | Interval | NotComputable
Method = Literal["execution", "quantitative", "qualitative", "date", "boolean", "none"]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One scored row. `path` names it in the form: "funding[0]" or "indicators[3]" (from 0).

    `weight`: the points it can earn, inferred where the form has no weight column, and None where that is impossible.
    `method`: how it was replayed. `ratio`: attainment (actual ÷ target in the direction of the measure, or the
    execution rate) where it is a number, unrounded and uncapped.
    `replayed`: unrounded. `capped`: the cap at the weight took effect. `status`: weakest among the scheme values used.
    `met`: the target is met (class “achieved” for words), None where that is unknown.
    """

    path: str
    name: str
    method: Method
    weight: Decimal | None
    claimed: Decimal | None
    replayed: Replayed
    formula: Text
    ratio: Decimal | None = None
    capped: bool = False
    status: Status = Status.VERIFIED
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a total; `total`: replayed under it. `name`:

    "execution-inside": all rows, their weights make 100. "as-printed": all rows, out of whatever their weights make.
    "rescaled": the same out of 100. "computable-part": only the rows that can be computed, out of their weights.
    "execution-corrected": the printed scores with only that of the execution rate recomputed.
    "met-rows-full": the same with full marks for every row whose target is met.
    `base`: the sum of weights the total is out of. Where that is not 100 a rescaled reading stands beside it.
    """

    name: str
    words: Text
    base: Decimal
    total: Replayed


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """All rows of a form and its total.

    `weight_total`: Σ weights incl. the execution row; `claimed_sum`: Σ printed row scores (None if none are printed);
    `claimed_total`: the printed total. `replayed_total` is the first reading's.
    """

    rows: tuple[ScoreRow, ...]
    weight_total: Decimal | None
    claimed_sum: Decimal | None
    claimed_total: Decimal | None
    replayed_total: Replayed
    readings: tuple[Reading, ...]
    claimed_grade: str | None
    replayed_grade: str | NotComputable
    status: Status

    @property
    def out_of_hundred(self) -> Replayed:
        """The replayed total out of 100, whatever the weights add up to: what grades are given by."""
        rescaled = self.reading("rescaled")
        return self.replayed_total if rescaled is None else rescaled.total

    def row(self, path: str) -> ScoreRow | None:
        return next((row for row in self.rows if row.path == path), None)

    def reading(self, name: str) -> Reading | None:
        return next((reading for reading in self.readings if reading.name == name), None)
