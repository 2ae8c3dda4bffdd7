"""How often the actual value of a table is exactly its target."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kaocheng.audit.indicators import is_full_duty, quantity, rows_of, target_of, unsettled
from kaocheng.audit.once import once
from kaocheng.audit.rows import compact
from kaocheng.model import Form, Indicator
from kaocheng.provenance import Printed
from kaocheng.values import Kind, Value
from kaocheng.values.compare import Comparison, compare

_FEWEST_ROWS = 5
_FEWEST_FIGURES = 3
_NEARLY_ALL = Fraction(3, 4)


@dataclass(frozen=True, slots=True)
class Attainment:
    """Rows whose actual value can be held against the target, and how many of them are exactly equal.

    `figures`: rows with a number that could have come out differently (no duty of 100 % or 0), `figures_equal` of them
    equal; `rows`, `equal`: the same with duties and with words that repeat the target. `first`: the first equal actual
    value. `undecided`: rows that could not be read.
    """

    figures: int
    figures_equal: int
    rows: int
    equal: int
    first: Printed[Value] | None
    undecided: int

    @property
    def looks_complete(self) -> bool:
        """Every row that can be compared is equal, and there are enough of them to say so."""
        return self.rows >= _FEWEST_ROWS and self.equal == self.rows and self.figures >= _FEWEST_FIGURES

    @property
    def is_complete(self) -> bool:
        """The whole table is equal; not while a row is undecided."""
        return self.looks_complete and not self.undecided

    @property
    def is_frequent(self) -> bool:
        """Most of the figures are equal."""
        return self.figures_equal >= _FEWEST_FIGURES and self.figures_equal >= self.figures * _NEARLY_ALL


@once
def attainment(form: Form) -> Attainment:
    """Hold every indicator of a form against its target. The row of the execution rate is left out."""
    figures = figures_equal = rows = equal = undecided = 0
    first: Printed[Value] | None = None
    for _, row in rows_of(form):
        if unsettled(row, target_of(row), row.actual):
            undecided += 1
            continue
        outcome = _is_equal(row)
        if outcome is None:
            continue
        rows += 1
        equal += outcome
        if quantity(target_of(row)) is not None and not _is_duty(row):
            figures += 1
            figures_equal += outcome
            if outcome and first is None:
                first = row.actual
    return Attainment(figures, figures_equal, rows, equal, first, undecided)


def _is_equal(row: Indicator) -> bool | None:
    """None where the two cannot be compared: words that differ may still mean the same."""
    target, actual = target_of(row), row.actual
    if target is None or actual is None or target.known is None or actual.known is None:
        return None
    if target.known.kind is Kind.QUANTITY:
        outcome = compare(target.known, actual.known)
        return outcome.target == outcome.actual if isinstance(outcome, Comparison) else None
    if target.known.kind in (Kind.DURATION, Kind.QUALITATIVE) and compact(target) == compact(actual):
        return True
    return None


def _is_duty(row: Indicator) -> bool:
    target = target_of(row)
    value = quantity(target)
    return is_full_duty(target) or (value is not None and value.value == 0)
