"""From filings and their figures to what the library assesses. A fixed number of queries for any number of filings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation

from kaocheng.lifecycle.carrying import actuals_by_name
from kaocheng.lifecycle.curve import LINEAR, MONTHS, Curve, make_curve
from kaocheng.lifecycle.deviations import Answers, Assessment, Measured, Spending, assess
from kaocheng.lifecycle.forecast import Peer, Point
from kaocheng.lifecycle.lights import Variant, WordClass, all_variants, load_variant
from kaocheng.model import Indicator
from kaocheng.model.cells import form_from_cells
from kaocheng.model.reading import read_amount, read_target
from kaocheng.provenance import Printed, known
from kaocheng.scoring.classes import class_of
from kaocheng.scoring.measures import direction_of
from kaocheng.scoring.qualitative import same_words
from kaocheng.values.compare import Comparison, compare
from kaocheng.values.units import MONEY_FACTORS, is_money
from kaocheng.values.value import Kind, Value
from kaocheng_web.cycles.models import Cycle, Stage
from kaocheng_web.filings.models import Filing
from kaocheng_web.monitoring.models import Expenditure, PlannedCurve, RoundSummary
from kaocheng_web.projects.models import ProjectYear

DEFAULT_VARIANT = "default"
_MOST_PEERS = 2000
_DIGITS = re.compile(r"\d{1,2}")
_NUMBERS = (Kind.QUANTITY, Kind.RANGE)


@dataclass
class Material:
    """What rounds rest on. By project year: `points`, `curves`, `earlier` rounds. `months`: (cycle, round) → cut-off.
    `peers`: (cycle, month) → projects of the year before. `answers`: by filing."""

    points: dict[int, tuple[Point, ...]] = field(default_factory=dict)
    curves: dict[int, Curve] = field(default_factory=dict)
    earlier: dict[int, list[Filing]] = field(default_factory=dict)
    months: dict[tuple[int, int], int] = field(default_factory=dict)
    peers: dict[tuple[int, int], tuple[Peer, ...]] = field(default_factory=dict)
    answers: dict[int, Answers] = field(default_factory=dict)

    def month_of(self, filing: Filing) -> int:
        """Cut-off of a round: of its stage, else as printed on the form, else the year end."""
        found = self.months.get((filing.project_year.cycle_id, filing.round))
        printed = _DIGITS.search(filing.cells.get("cutoff_month", ""))
        month = found or (int(printed.group()) if printed else MONTHS)
        return month if 1 <= month <= MONTHS else MONTHS


def gather(filings: Sequence[Filing]) -> Material:
    """Everything needed to assess these rounds (with project_year and cycle loaded)."""
    material = Material()
    years = {filing.project_year_id for filing in filings}
    cycles: dict[int, Cycle] = {filing.project_year.cycle_id: filing.project_year.cycle for filing in filings}
    for year, month, amount in Expenditure.objects.filter(project_year__in=years).values_list(
        "project_year", "month", "amount"
    ):
        material.points[year] = (*material.points.get(year, ()), Point(month, amount))
    for curve in PlannedCurve.objects.filter(project_year__in=years):
        material.curves[curve.project_year_id] = curve_from(curve.shares)
    for filing in Filing.objects.filter(project_year__in=years, kind="monitoring").select_related("project_year"):
        material.earlier.setdefault(filing.project_year_id, []).append(filing)
    stages = Stage.objects.filter(cycle__in=cycles, code="monitoring", month__isnull=False)
    material.months = {(stage.cycle_id, stage.round): stage.month or MONTHS for stage in stages}
    for summary in RoundSummary.objects.filter(filing__in=[filing.pk for filing in filings]):
        material.answers[summary.filing_id] = Answers(summary.used_as_intended, summary.target_met)
    for cycle in cycles.values():
        wanted = {material.month_of(filing) for filing in filings if filing.project_year.cycle_id == cycle.pk}
        material.peers |= peers_of(cycle, wanted)
    return material


def assess_filing(filing: Filing, material: Material) -> Assessment:
    """Lights, forecast and remarks of one round."""
    year, month = filing.project_year, material.month_of(filing)
    form = form_from_cells(filing.cells)
    total = form.total_funding
    claimed = known(total.executed_amount) if total is not None and total.executed_amount is not None else None
    unit = (known(form.amount_unit) if form.amount_unit is not None else None) or "万元"
    if claimed is not None and unit in MONEY_FACTORS:
        claimed = claimed * MONEY_FACTORS[unit] / MONEY_FACTORS["万元"]
    return assess(
        _measured(filing, form.indicators, material, month),
        Spending(
            budget=year.budget,
            points=material.points.get(year.pk, ()),
            claimed=claimed,
            peers=material.peers.get((year.cycle_id, month), ()),
        ),
        month=month,
        variant=variant_of(year.cycle),
        curve=material.curves.get(year.pk, LINEAR),
        answers=material.answers.get(filing.pk),
    )


def variant_of(cycle: Cycle) -> Variant:
    """The lights a cycle uses: its setting "lights", else the usual ones."""
    named = str((cycle.settings or {}).get("lights", DEFAULT_VARIANT))
    return load_variant(named if named in all_variants() else DEFAULT_VARIANT)


def curve_from(shares: Iterable[str]) -> Curve:
    """A stored curve."""
    return make_curve([Decimal(share) for share in shares])


def amount_of(text: str) -> Decimal | None:
    """An amount typed in, in 万元 ("1,234.5", "12万元"); None where it is none."""
    printed = read_amount(text)
    try:
        return None if printed is None else printed.known
    except InvalidOperation:
        return None


# --- indicators ---


def _measured(filing: Filing, indicators: Sequence[Indicator], material: Material, month: int) -> list[Measured]:
    cells = filing.cells
    earlier = [
        (material.month_of(other), actuals_by_name(other.cells))
        for other in material.earlier.get(filing.project_year_id, ())
        if other.round < filing.round
    ]
    found = []
    for row, indicator in enumerate(indicators):
        target = _target(indicator)
        if target is None and indicator.level3 is None and indicator.actual is None:
            continue
        name, level2 = known(indicator.level3) or "", known(indicator.level2) or ""
        wanted = None if target is None else target.known
        lower = _lower_is_better(name, level2, wanted)
        path = f"indicators[{row}]"
        unit = known(indicator.measurement_unit)
        key = ("".join(level2.split()), "".join(cells.get(f"{path}.level3", "").split()))
        expected = read_target(
            cells.get(f"{path}.expected_value", ""), unit_column=unit, role="actual", level2=level2 or None
        )
        found.append(
            Measured(
                row=row,
                name=name,
                target=wanted,
                actual=known(indicator.actual),
                expected=None if expected is None else expected.known,
                weight=known(indicator.weight),
                likelihood=cells.get(f"{path}.likelihood", "").strip(),
                lower_is_better=lower,
                words=_class(target, indicator.actual),
                earlier=_earlier(key, earlier, wanted, lower, month),
            )
        )
    return found


def _target(indicator: Indicator) -> Printed[Value] | None:
    """The adjusted target where there is one."""
    adjusted = indicator.adjusted_target
    return indicator.target if adjusted is None or adjusted.value is None else adjusted


def _lower_is_better(name: str, level2: str, target: Value | None) -> bool | None:
    """As for scores: by the name of the measure; sums of money among costs."""
    lower = direction_of(name) == "lower"
    lower = lower or ("成本" in level2 and target is not None and bool(target.unit) and is_money(target.unit))
    return True if lower else None


def _class(target: Printed[Value] | None, actual: Printed[Value] | None) -> WordClass | None:
    """Class of an actual value in words; wording equal to the target's is achieved."""
    if target is None or actual is None:
        return None
    wanted, given = target.known, actual.known
    in_words = wanted is not None and wanted.kind not in _NUMBERS
    if in_words and same_words(target.text, actual.text):
        return "achieved"
    return None if given is not None and given.kind in _NUMBERS else class_of(actual.text)


def _earlier(
    key: tuple[str, str],
    rounds: Iterable[tuple[int, Mapping[tuple[str, str], str]]],
    target: Value | None,
    lower: bool | None,
    month: int,
) -> tuple[Point, ...]:
    """Values of the same indicator in the rounds before, in the unit of the target."""
    points = []
    for at, values in rounds:
        printed = read_target(values.get(key, ""), role="actual")
        if target is None or printed is None or printed.known is None or at >= month:
            continue
        found = compare(target, printed.known, lower_is_better=lower)
        if isinstance(found, Comparison) and found.actual is not None:
            points.append(Point(at, found.actual))
    return tuple(sorted(points))


# --- the year before ---


def peers_of(cycle: Cycle, months: set[int]) -> dict[tuple[int, int], tuple[Peer, ...]]:
    """Projects of the year before in the same region whose year end is known, by month."""
    before = ProjectYear.objects.filter(cycle__region=cycle.region_id, cycle__year=cycle.year - 1)
    values: dict[int, dict[int, Decimal]] = {}
    finals: dict[int, Decimal] = {}
    rows = Expenditure.objects.filter(project_year__in=before, month__in={*months, MONTHS}).order_by("project_year")
    columns = rows.values_list("project_year", "month", "amount", "project_year__executed")
    for year, month, amount, executed in columns[: _MOST_PEERS * 2]:
        values.setdefault(year, {})[month] = amount
        final = executed if executed is not None else amount if month == MONTHS else None
        if final is not None:
            finals[year] = final
    curves = {
        curve.project_year_id: curve_from(curve.shares)
        for curve in (PlannedCurve.objects.filter(project_year__in=list(finals)) if finals else ())
    }
    return {
        (cycle.pk, month): tuple(
            Peer(values[year][month], final, curves.get(year, LINEAR))
            for year, final in finals.items()
            if month in values[year] and month < MONTHS
        )
        for month in months
    }
