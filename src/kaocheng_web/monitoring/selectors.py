"""Reading rounds of monitoring."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.http import Http404
from django.utils import timezone

from kaocheng.lifecycle.carrying import actuals_by_name
from kaocheng.lifecycle.curve import LINEAR, MONTHS, Curve
from kaocheng.lifecycle.deviations import Assessment, codes
from kaocheng.lifecycle.forecast import CannotForecast, Forecast, Point, forecast
from kaocheng_web.access.policy import allowed, find, visible
from kaocheng_web.cycles.models import Cycle, Stage
from kaocheng_web.filings.models import Filing
from kaocheng_web.monitoring.models import LIGHTS, SOURCES, Expenditure, LedgerFile, RoundSummary
from kaocheng_web.monitoring.reading import assess_filing, curve_from, gather, peers_of, variant_of
from kaocheng_web.projects.models import ProjectYear


def rounds() -> QuerySet[Filing]:
    """Filings of rounds with what every page shows."""
    return Filing.objects.filter(kind="monitoring").select_related(
        "project_year__cycle", "project_year__project", "project_year__unit", "basis", "round_summary"
    )


def find_round(person: Any, permission: str, pk: int) -> Filing:
    """404 where the person cannot see it, 403 where he may not do this."""
    return find(person, rounds(), permission, pk=pk)


def assessment_of(filing: Filing) -> Assessment:
    """Lights, forecast and remarks of a round as it stands."""
    kept: Assessment | None = getattr(filing, "assessment", None)
    return assess_filing(filing, gather([filing])) if kept is None else kept


def keep_assessment(filing: Filing) -> Assessment:
    """`assessment_of`, kept on the object for a page that changes nothing: the guards of its buttons ask again."""
    filing.assessment = found = assessment_of(filing)  # type: ignore[attr-defined]
    return found


def curve_of(project_year: ProjectYear) -> Curve:
    """The planned curve, linear where nobody planned."""
    planned = getattr(project_year, "curve", None)
    return LINEAR if planned is None else curve_from(planned.shares)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the last round handed in, for a self-evaluation to begin with. `values`: (second level, name) of the
    indicator → cumulative value as typed. `executed`: cumulative expenditure in 万元 at `executed_month`, the last one
    known, which may be later than the round's `month`."""

    filing: Filing | None
    month: int | None
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)
    executed: Decimal | None = None
    executed_month: int | None = None


def last_figures(project_year: ProjectYear) -> Figures:
    """What monitoring knows at the end: values of the last round handed in, expenditure of the last month."""
    handed_in = rounds().filter(project_year=project_year).exclude(state__in=Filing.DRAFTS).order_by("-round")
    filing = handed_in.first()
    spent = Expenditure.objects.filter(project_year=project_year).order_by("-month").first()
    return Figures(
        filing=filing,
        month=None if filing is None else gather([filing]).month_of(filing),
        values={} if filing is None else {key: text for key, text in actuals_by_name(filing.cells).items() if text},
        executed=None if spent is None else spent.amount,
        executed_month=None if spent is None else spent.month,
    )


# --- the overview ---


def cycles_for(person: Any) -> QuerySet[Cycle]:
    """Years in which the person sees a project."""
    return Cycle.objects.filter(project_years__in=visible(person, ProjectYear.objects.all())).distinct()


def stages_of(cycle: Cycle) -> list[Stage]:
    return list(Stage.objects.filter(cycle=cycle, code="monitoring").order_by("round"))


@dataclass
class Row:
    """A project in the overview. `filing`, `summary`: None where the round was not begun or is not the person's to
    see; `begun` tells which. `may_start`: the person may begin it."""

    project_year: ProjectYear
    filing: Filing | None = None
    summary: RoundSummary | None = None
    begun: bool = False
    may_start: bool = False


def stale(cycle: Cycle, number: int) -> QuerySet[Filing]:
    """Rounds whose summary is missing or speaks of an earlier version or of other lights."""
    return rounds().filter(
        Q(round_summary__isnull=True)
        | ~Q(round_summary__version=F("version"))
        | ~Q(round_summary__variant=variant_of(cycle).id),
        project_year__cycle=cycle,
        round=number,
    )


def overview(
    person: Any,
    cycle: Cycle,
    number: int,
    *,
    light: str = "",
    execution: str = "",
    state: str = "",
    code: str = "",
    search: str = "",
) -> QuerySet[ProjectYear]:
    """Projects of a cycle in a round, worst light first, then by code; "none" asks for lights that cannot be said.

    `state`: of the filing, or "missing". Filters by lights reach only rounds the person may see.
    """
    summaries = RoundSummary.objects.filter(filing__in=_visible_rounds(person, cycle, number).values("pk"))
    years = visible(person, ProjectYear.objects.filter(cycle=cycle)).select_related("project", "unit", "cycle")
    if light in {*LIGHTS, "none"}:
        summaries_wanted = summaries.filter(light="" if light == "none" else light)
        years = years.filter(pk__in=summaries_wanted.values("filing__project_year"))
    if execution in {*LIGHTS, "none"}:
        wanted = summaries.filter(execution_light="" if execution == "none" else execution)
        years = years.filter(pk__in=wanted.values("filing__project_year"))
    if code in codes():
        with_code = [
            row.filing.project_year_id
            for row in summaries.select_related("filing").only("codes", "filing__project_year")
            if code in row.codes
        ]
        years = years.filter(pk__in=with_code)
    of_round = Filing.objects.filter(project_year__cycle=cycle, kind="monitoring", round=number)
    if state == "missing":
        years = years.exclude(pk__in=of_round.values("project_year"))
    elif state:
        years = years.filter(pk__in=of_round.filter(state=state).values("project_year"))
    if search:
        words = Q(project__name__icontains=search) | Q(project__code__icontains=search)
        years = years.filter(words | Q(unit__name__icontains=search))
    rank = Subquery(summaries.filter(filing__project_year=OuterRef("pk")).values("rank")[:1])
    return years.annotate(rank=rank).order_by(F("rank").asc(nulls_last=True), "project__code")


def measurable(years: Iterable[ProjectYear]) -> frozenset[int]:
    """Those with an approved objective, against which a round can be begun."""
    approved = Filing.objects.filter(project_year__in=years, kind__in=("objective", "adjustment"), state="approved")
    return frozenset(approved.values_list("project_year", flat=True))


def rows_of(person: Any, cycle: Cycle, number: int, years: list[ProjectYear]) -> list[Row]:
    """The rows of one page."""
    filings = {
        filing.project_year_id: filing
        for filing in _visible_rounds(person, cycle, number)
        .filter(project_year__in=years)
        .select_related("round_summary")
    }
    of_round = Filing.objects.filter(project_year__in=years, kind="monitoring", round=number)
    begun = set(of_round.values_list("project_year", flat=True))
    today = timezone.localdate()
    is_open = cycle.is_open and any(row.round == number and row.is_open_on(today) for row in stages_of(cycle))
    startable = measurable(years) - begun if is_open else frozenset()
    rows = []
    for year in years:
        filing = filings.get(year.pk)
        may_start = year.pk in startable and allowed(person, "filing.edit", year)
        summary = getattr(filing, "round_summary", None) if filing is not None else None
        rows.append(Row(year, filing, summary, year.pk in begun, may_start))
    return rows


def totals(person: Any, cycle: Cycle, number: int) -> dict[str, int]:
    """How many rounds have each light; "all" projects, "filed" of them with a round the person sees."""
    found = _visible_rounds(person, cycle, number).values_list("round_summary__light", flat=True)
    counts = dict.fromkeys((*LIGHTS, "none"), 0)
    filed = 0
    for light in found:
        counts[light or "none"] += 1
        filed += 1
    return {**counts, "filed": filed, "all": visible(person, ProjectYear.objects.filter(cycle=cycle)).count()}


def _visible_rounds(person: Any, cycle: Cycle, number: int | None) -> QuerySet[Filing]:
    """Of one round, or of all."""
    found = Filing.objects.filter(kind="monitoring", project_year__cycle=cycle)
    return visible(person, found if number is None else found.filter(round=number))


# --- ledgers ---


def ledgers_for(person: Any) -> QuerySet[LedgerFile]:
    return visible(person, LedgerFile.objects.select_related("cycle", "person").defer("lines", "result"))


def month_rows(project_year: ProjectYear) -> list[dict[str, Any]]:
    """The twelve months: recorded expenditure, planned share, execution rate, name of the source."""
    curve = curve_of(project_year)
    recorded = {row.month: row for row in Expenditure.objects.filter(project_year=project_year)}
    budget = project_year.budget
    rows = []
    for month in range(1, MONTHS + 1):
        row = recorded.get(month)
        rows.append(
            {
                "month": month,
                "amount": None if row is None else row.amount,
                "source_name": "" if row is None else SOURCES[row.source],
                "share": curve.share(month),
                "planned": budget * curve.share(month),
                "rate": row.amount / budget if row is not None and budget else None,
            }
        )
    return rows


def cycle_or_404(person: Any, pk: str) -> Cycle | None:
    """The cycle asked for, else the latest with projects; None where the person has none."""
    cycles = cycles_for(person)
    if not pk:
        return cycles.first()
    found = cycles.filter(pk=pk).first() if pk.isascii() and pk.isdigit() and len(pk) < 10 else None
    if found is None:
        raise Http404
    return found


def latest_round(person: Any, stages: list[Stage]) -> int:
    """The last round in which the person sees a filing, else the first."""
    rounds_seen = _visible_rounds(person, stages[0].cycle, None).order_by("-round").values_list("round", flat=True)
    return rounds_seen.first() or stages[0].round


def spending_forecast(project_year: ProjectYear) -> Forecast | CannotForecast:
    """Of the expenditure, at the last month recorded."""
    points = [Point(row.month, row.amount) for row in Expenditure.objects.filter(project_year=project_year)]
    month = max((point.month for point in points), default=MONTHS)
    peers = peers_of(project_year.cycle, {month}).get((project_year.cycle_id, month), ())
    return forecast(points, curve_of(project_year), peers=peers)


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round of a project: its window, and the filing where the person sees one."""

    stage: Stage
    filing: Filing | None
    begun: bool

    @property
    def is_open(self) -> bool:
        """Whether today lies in the window."""
        return self.stage.is_open_on(timezone.localdate())


def rounds_of(person: Any, project_year: ProjectYear) -> list[RoundLine]:
    begun = set(Filing.objects.filter(project_year=project_year, kind="monitoring").values_list("round", flat=True))
    seen = {
        filing.round: filing
        for filing in visible(
            person, Filing.objects.filter(project_year=project_year, kind="monitoring")
        ).select_related("round_summary")
    }
    stages = stages_of(project_year.cycle)
    return [RoundLine(stage, seen.get(stage.round), stage.round in begun) for stage in stages]
