"""From a total to a grade. Bands are half-open: 90 belongs to the better grade, 89.99 to the next."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kaocheng.language import Text
from kaocheng.model import Form, GradeBand, Report, SummaryRow
from kaocheng.provenance import known
from kaocheng.schemes.scheme import Grade, Scheme
from kaocheng.scoring.figures import format_points, round_half_up
from kaocheng.scoring.sheet import Interval, NotComputable, Replayed

Bands = Sequence[Grade] | Sequence[GradeBand]

NO_BANDS = Text("方案未载等级标准，报告也未印", "neither the scheme nor the report states grade bands")


def grade_for(total: Decimal, bands: Scheme | Bands) -> str | None:
    """The grade of a total, or None where no bands are known or none covers it.

    `bands`: a scheme, its grades, or the bands a report prints itself.
    """
    if isinstance(bands, Scheme):
        bands = bands.grades.value if bands.grades else ()
    reached: list[tuple[Decimal, str]] = []
    for band in bands:
        if isinstance(band, Grade):
            if total >= band.minimum:
                reached.append((band.minimum, band.label))
        elif _inside(total, band):
            reached.append((band.minimum if band.minimum is not None else Decimal("-Infinity"), band.grade.text))
    return max(reached)[1] if reached else None


def bands_of(scheme: Scheme, report: Report | None) -> Scheme | Bands:
    """The bands to grade by: those the report prints take precedence over the scheme's."""
    return report.grade_bands if report is not None and report.grade_bands else scheme


def grade_of(total: Replayed, scheme: Scheme, report: Report | None) -> str | NotComputable:
    """The grade of a replayed total, or why there is none: unknown bands, or an interval over several grades."""
    if isinstance(total, NotComputable):
        return total
    bands = bands_of(scheme, report)
    decimals = scheme.rounding.total.value
    ends = (total.low, total.high) if isinstance(total, Interval) else (total,)
    grades = [grade_for(round_half_up(end, decimals), bands) for end in ends]
    if None in grades:
        return NotComputable(NO_BANDS)
    labels = list(dict.fromkeys(label for label in grades if label is not None))
    if len(labels) == 1:
        return labels[0]
    span = "–".join(format_points(end, decimals) for end in ends)
    return NotComputable(
        Text(
            f"总分在 {span} 之间，跨“{labels[0]}”至“{labels[-1]}”",
            f"a total of {span} spans {labels[0]} to {labels[-1]}",
        )
    )


def grade_rank(label: str, bands: Scheme | Bands) -> int | None:
    """The place of a grade among its bands, 1 the best; None where they have no such grade."""
    if isinstance(bands, Scheme):
        bands = bands.grades.value if bands.grades else ()
    named = [(band.minimum, band.label if isinstance(band, Grade) else band.grade.text) for band in bands]
    lowest = Decimal("-Infinity")
    named.sort(key=lambda band: lowest if band[0] is None else band[0], reverse=True)
    labels = [name for _, name in named]
    return labels.index(label) + 1 if label in labels else None


def summary_row_for(report: Report, form: Form) -> SummaryRow | None:
    """The row of the summary table that speaks of this form: by name, else by the only equal amount."""
    rows = [row for row in report.summary if row.row_kind == "project"]
    name = _plain(known(form.project_name))
    if name:
        exact = [row for row in rows if _plain(known(row.name)) == name]
        partly = [row for row in rows if _plain(known(row.name)) in name or name in _plain(known(row.name))]
        for found in (exact, partly):
            if len(found) == 1:
                return found[0]
    total = form.total_funding
    budget = known(total.adjusted_budget) if total is not None else None
    same_amount = [row for row in rows if budget is not None and known(row.funds) == budget]
    return same_amount[0] if len(same_amount) == 1 else None


def claimed_grade(form: Form, report: Report | None) -> str | None:
    """The grade printed for a form: on the form, else in the summary table."""
    printed = form.grade
    if printed is None and report is not None:
        row = summary_row_for(report, form)
        printed = row.grade if row is not None else None
    return None if printed is None else printed.text or None


def _inside(total: Decimal, band: GradeBand) -> bool:
    above = band.minimum is None or total > band.minimum or (band.minimum_inclusive and total == band.minimum)
    below = band.maximum is None or total < band.maximum or (band.maximum_inclusive and total == band.maximum)
    return above and below


def _plain(name: str | None) -> str:
    return "".join((name or "").split())
