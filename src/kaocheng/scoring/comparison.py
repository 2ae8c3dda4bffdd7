"""What if another scheme held? The same form, or the same department score, under two schemes.

`before` is the scheme compared against, `after` the one that is tried. Totals are out of 100, whatever the printed
weights add up to. Grades are given by a scheme's own bands, or by those the report prints: see `Ruler`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kaocheng.model import Form, Report
from kaocheng.schemes.scheme import Scheme
from kaocheng.scoring.department import DepartmentMethod, DepartmentScore, score_department
from kaocheng.scoring.figures import round_half_up
from kaocheng.scoring.grades import Bands, bands_of, grade_of, grade_rank
from kaocheng.scoring.replay import HUNDRED, rescale, score
from kaocheng.scoring.sheet import Interval, NotComputable, Reading, Replayed, ScoreRow, ScoreSheet

Move = Literal["up", "down", "same", "changed", "unclear"]
"""Of a total: "changed" is a span that grew or shrank at both ends, "unclear" where a side cannot be computed.
Of a grade: "changed" is another label of the same rank, "unclear" where a side has no grade."""


@dataclass(frozen=True, slots=True)
class Ruler:
    """A scheme to measure with. `own_bands`: grade by its own bands where it has any, even if the report prints some:
    so for a scheme that was asked for. Else the bands of the report come first, as they do in every check.
    """

    scheme: Scheme
    own_bands: bool = False

    def bands(self, report: Report | None) -> Scheme | Bands:
        return bands_of(self.scheme, None if self.own_bands and self.scheme.grades is not None else report)

    def grade(self, total: Replayed, report: Report | None) -> str | NotComputable:
        return grade_of(total, self.scheme, None if self.own_bands and self.scheme.grades is not None else report)


@dataclass(frozen=True, slots=True)
class Pair:
    """A score under both schemes, with its grades and how both moved."""

    before: Replayed
    after: Replayed
    move: Move
    grade_before: str | NotComputable
    grade_after: str | NotComputable
    grade_move: Move


@dataclass(frozen=True, slots=True)
class RowComparison:
    """A row whose replayed score differs."""

    before: ScoreRow
    after: ScoreRow


@dataclass(frozen=True, slots=True)
class FormComparison:
    """One form. `total`: out of 100. `rows`: those that differ.

    `part`: the rows that can be computed, where the total cannot under both schemes and the same rows are left.
    """

    before: ScoreSheet
    after: ScoreSheet
    total: Pair
    rows: tuple[RowComparison, ...]
    part: tuple[Reading, Reading] | None = None


@dataclass(frozen=True, slots=True)
class DepartmentComparison:
    """The department score. `method_before`, `method_after`: how it is made of projects, None for the printed score.

    `basis`: "replayed" from the replayed totals of the projects, or "printed" where those cannot be had: then the
    figure is the same on both sides and only the grade may move.
    """

    score: Pair
    basis: Literal["replayed", "printed"]
    method_before: DepartmentMethod | None
    method_after: DepartmentMethod | None


def compare_form(form: Form, before: Ruler, after: Ruler, report: Report | None = None) -> FormComparison:
    """One form under both schemes. `report`: see `score`."""
    old, new = score(form, before.scheme, report), score(form, after.scheme, report)
    rows = tuple(
        RowComparison(one, other)
        for one, other in zip(old.rows, new.rows, strict=True)
        if not _same(one.replayed, other.replayed)
    )
    total = _pair(old.out_of_hundred, new.out_of_hundred, before, after, report)
    return FormComparison(old, new, total, rows, _part(old, new))


def compare_department(
    report: Report, forms: Sequence[FormComparison], before: Ruler, after: Ruler
) -> DepartmentComparison | None:
    """The department score under both schemes, or None where the report has none. `forms`: one for each of the report.

    The method is the scheme's own, else the one that gives the printed score, else the simple mean.
    """
    old = score_department(report, [form.before for form in forms], before.scheme)
    new = score_department(report, [form.after for form in forms], after.scheme)
    if old is None or new is None:
        return None
    one, other = _method(old, before.scheme), _method(new, after.scheme)
    if _computable(one.from_totals) and _computable(other.from_totals):
        assert one.from_totals is not None
        assert other.from_totals is not None
        figures = _pair(one.from_totals, other.from_totals, before, after, report)
        return DepartmentComparison(figures, "replayed", one, other)
    if old.printed is not None:
        return DepartmentComparison(_pair(old.printed, old.printed, before, after, report), "printed", None, None)
    if not one.base or not other.base or not _computable(one.claimed):
        return None
    claimed, again = (rescale(method.claimed, HUNDRED, method.base) for method in (one, other))
    return DepartmentComparison(_pair(claimed, again, before, after, report), "printed", one, other)


def move_of(before: Replayed, after: Replayed, decimals: int) -> Move:
    """Where a score went, at that many decimals.

    >>> move_of(Decimal(90), Interval(Decimal(90), Decimal(95)), 2)
    'up'
    """
    if isinstance(before, NotComputable) or isinstance(after, NotComputable):
        return "unclear"
    (low, high), (new_low, new_high) = _ends(before, decimals), _ends(after, decimals)
    if (low, high) == (new_low, new_high):
        return "same"
    if new_low >= low and new_high >= high:
        return "up"
    return "down" if new_low <= low and new_high <= high else "changed"


def _pair(old: Replayed, new: Replayed, before: Ruler, after: Ruler, report: Report | None) -> Pair:
    decimals = max(ruler.scheme.rounding.total.value for ruler in (before, after))
    one, other = before.grade(old, report), after.grade(new, report)
    return Pair(
        before=old,
        after=new,
        move=move_of(old, new, decimals),
        grade_before=one,
        grade_after=other,
        grade_move=_grade_move(one, before.bands(report), other, after.bands(report)),
    )


def _grade_move(
    one: str | NotComputable, bands: Scheme | Bands, other: str | NotComputable, new_bands: Scheme | Bands
) -> Move:
    if isinstance(one, NotComputable) or isinstance(other, NotComputable):
        return "unclear"
    rank, new_rank = grade_rank(one, bands), grade_rank(other, new_bands)
    if rank is None or new_rank is None:
        return "unclear"
    if rank == new_rank:
        return "same" if one == other else "changed"
    return "up" if new_rank < rank else "down"


def _part(old: ScoreSheet, new: ScoreSheet) -> tuple[Reading, Reading] | None:
    if _computable(old.out_of_hundred) and _computable(new.out_of_hundred):
        return None
    one, other = old.reading("computable-part"), new.reading("computable-part")
    return (one, other) if one is not None and other is not None and one.base == other.base else None


def _method(department: DepartmentScore, scheme: Scheme) -> DepartmentMethod:
    own = scheme.department_method
    wanted = [*([own.value] if own is not None else []), *department.reproduced_by, "simple-mean"]
    named = {method.name: method for method in department.methods}
    return next((named[name] for name in wanted if name in named), department.methods[0])


def _computable(value: Replayed | None) -> bool:
    return value is not None and not isinstance(value, NotComputable)


def _same(one: Replayed, other: Replayed) -> bool:
    """Two scores that cannot be said are no difference, whatever keeps each from being said."""
    return one == other or (isinstance(one, NotComputable) and isinstance(other, NotComputable))


def _ends(value: Decimal | Interval, decimals: int) -> tuple[Decimal, Decimal]:
    low, high = (value.low, value.high) if isinstance(value, Interval) else (value, value)
    return round_half_up(low, decimals), round_half_up(high, decimals)
