"""Reading results: what is known of each project of a year, what a rule says of it, and what another would say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from kaocheng.language import Text
from kaocheng.lifecycle.opinion import ACTS, Figures, Rule, Undecided, decide, fit_to_bands, standard_rule
from kaocheng.lifecycle.opinion import Opinion as Decision
from kaocheng.lifecycle.recheck import read_score
from kaocheng.schemes import load_scheme
from kaocheng_web.access.policy import find, visible
from kaocheng_web.cycles.models import Cycle, Stage
from kaocheng_web.filings.models import Filing
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.rectification.models import Correction, Item
from kaocheng_web.results.models import Edition, Opinion
from kaocheng_web.review.models import Recheck

_CENT = Decimal("0.01")
_FINAL = ("finalized", "disclosed")


@dataclass(frozen=True, slots=True)
class Row:
    """A project's year. `decision`: what the rule says of it now. `opinion`: what is stored, which goes before."""

    year: ProjectYear
    figures: Figures
    state: str
    decision: Decision | Undecided
    opinion: Opinion | None

    @property
    def decided(self) -> Decision | None:
        return self.decision if isinstance(self.decision, Decision) else None

    @property
    def why_not(self) -> Text | None:
        return self.decision.reason if isinstance(self.decision, Undecided) else None

    @property
    def is_final(self) -> bool:
        return self.state in _FINAL

    @property
    def act(self) -> str:
        return self.opinion.act if self.opinion else self.decided.act if self.decided else ""

    @property
    def amount(self) -> Decimal | None:
        return self.opinion.amount if self.opinion else self.decided.amount if self.decided else None

    @property
    def reclaimed(self) -> Decimal | None:
        if self.opinion:
            return Decimal(self.opinion.basis.get("reclaimed", "0"))
        return self.decided.reclaimed if self.decided else None

    @property
    def grade(self) -> str:
        if self.opinion:
            return str(self.opinion.basis.get("grade", ""))
        return self.decided.grade if self.decided else ""

    @property
    def formula(self) -> str:
        """Of the amount; "" where it was set by hand."""
        if self.opinion:
            return "" if self.opinion.basis.get("by_hand") else str(self.opinion.basis.get("formula", ""))
        return self.decided.formula if self.decided else ""

    @property
    def reclaimed_formula(self) -> str:
        if self.opinion:
            return str(self.opinion.basis.get("reclaimed_formula", ""))
        return self.decided.reclaimed_formula if self.decided else ""

    @property
    def differs(self) -> bool:
        """The stored opinion is not what the rule says now: figures or rule have changed, or it was set by hand."""
        if self.opinion is None or self.decided is None:
            return False
        return (self.opinion.act, self.opinion.amount) != (self.decided.act, self.decided.amount)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many projects, and their sums in 万元. `amount`: proposed for the next year."""

    projects: int
    budget: Decimal
    amount: Decimal
    reclaimed: Decimal

    @property
    def change(self) -> Decimal:
        return self.amount - self.budget


@dataclass(frozen=True, slots=True)
class Sums:
    """`acts`: for each act, in the order of ACTS. `undecided`: projects without an opinion, which count nowhere."""

    total: Tally
    acts: dict[str, Tally]
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """A project that another rule treats differently."""

    row: Row
    before: Decision
    after: Decision

    @property
    def change(self) -> Decimal:
        return self.after.amount - self.before.amount


@dataclass(frozen=True, slots=True)
class Effect:
    """What another rule would change. `before`, `after`: sums of those decided under either."""

    moves: tuple[Move, ...]
    before: Sums
    after: Sums

    @property
    def change(self) -> Decimal:
        return self.after.total.amount - self.before.total.amount

    @property
    def crossings(self) -> list[tuple[Text, Text, int]]:
        """Act before, act after, how many; only where the act changes."""
        counted = Counter((move.before.act, move.after.act) for move in self.moves if move.before.act != move.after.act)
        order = list(ACTS)
        return [
            (ACTS[old], ACTS[new], number)
            for (old, new), number in sorted(counted.items(), key=lambda one: tuple(map(order.index, one[0])))
        ]


def cycles(person: Any) -> list[Cycle]:
    """The years a person takes part in; `has_rule`: one is published."""
    published = Exists(Edition.objects.filter(cycle=OuterRef("pk")))
    return list(visible(person, Cycle.objects.select_related("region")).annotate(has_rule=published))


def edition_in_force(cycle: Cycle) -> Edition | None:
    """The rule published last for a cycle, None where none is."""
    return cycle.rule_editions.select_related("published_by").first()


def editions(cycle: Cycle) -> list[Edition]:
    """Every rule that was published for a cycle, the latest first; `cited`: by how many opinions."""
    return list(cycle.rule_editions.select_related("published_by").annotate(cited=Count("opinions")))


def find_edition(person: Any, pk: int) -> Edition:
    return find(person, Edition.objects.select_related("cycle__region", "published_by"), "signed_in", pk=pk)


def rule_of(cycle: Cycle, edition: Edition | None) -> Rule:
    """The published rule; before one is published the one that comes with the program, with the grades of the scheme
    of the year."""
    if edition is not None:
        return edition.content
    grades = load_scheme(cycle.scheme).grades
    bands = sorted(grades.value or (), key=lambda band: band.rank) if grades else ()
    return fit_to_bands(standard_rule(), [(band.label, band.minimum) for band in bands])


def rows(person: Any, cycle: Cycle, rule: Rule) -> list[Row]:
    """Every project of a cycle that the person sees, in the order of codes. A constant number of queries."""
    seen = visible(
        person, ProjectYear.objects.filter(cycle=cycle).select_related("project", "unit", "opinion__edition")
    )
    years = list(seen.order_by("project__code"))
    keys = [year.pk for year in years]
    forms = {form.project_year_id: form for form in _evaluations(cycle, keys)}
    rechecks, corrected, overdue = _recheck_totals(cycle), _corrected_totals(cycle), _overdue_items(cycle)
    closed = _filing_is_over(cycle)
    found = []
    for year in years:
        form = forms.get(year.pk)
        figures = replace(_figures(year, form, rechecks, corrected), overdue=overdue.get(year.pk, 0))
        if not figures.submitted and not closed:
            decision: Decision | Undecided = Undecided(
                Text("自评尚未报送，期限未到", "the self-evaluation is not handed in, and not yet overdue")
            )
        else:
            decision = decide(figures, rule)
        opinion = getattr(year, "opinion", None)
        found.append(Row(year, figures, form.state if form else "", decision, opinion))
    return found


def _evaluations(cycle: Cycle, keys: Sequence[int]) -> Iterable[Filing]:
    rows = Filing.objects.filter(project_year__cycle=cycle, kind="self_evaluation")
    wanted = set(keys)
    light = rows.only("pk", "project_year_id", "kind", "state", "claimed_score", "execution_rate")
    return [form for form in light if form.project_year_id in wanted]


def _recheck_totals(cycle: Cycle) -> dict[int, Decimal]:
    """Filing → total of the last re-check that is closed."""
    closed = Recheck.objects.filter(filing__project_year__cycle=cycle, state="closed", total__isnull=False)
    rows = closed.order_by("pk").values_list("filing_id", "total")
    return {filing: total for filing, total in rows if total is not None}


def _corrected_totals(cycle: Cycle) -> dict[int, Decimal]:
    """Filing → total score by a correction that is in force."""
    rows = Correction.objects.filter(filing__project_year__cycle=cycle, field="total_score", item__state="closed")
    texts = rows.order_by("at", "pk").values_list("filing_id", "after")
    return {filing: score for filing, text in texts if (score := read_score(text)) is not None}


def _overdue_items(cycle: Cycle) -> dict[int, int]:
    """Project year → how many items should have been put right by now."""
    late = Item.objects.filter(Item.overdue_on(timezone.localdate()), project_year__cycle=cycle)
    return dict(late.order_by().values_list("project_year").annotate(Count("pk")))


def _figures(
    year: ProjectYear, form: Filing | None, rechecks: dict[int, Decimal], corrected: dict[int, Decimal]
) -> Figures:
    executed = year.executed
    if executed is None and form is not None and form.execution_rate is not None:
        executed = (year.budget * form.execution_rate).quantize(_CENT, ROUND_HALF_UP)
    submitted = form is not None and form.state != "draft"
    return Figures(
        budget=year.budget,
        executed=executed,
        submitted=submitted,
        self_score=corrected.get(form.pk, form.claimed_score) if form is not None and submitted else None,
        recheck_score=rechecks.get(form.pk) if form is not None else None,
    )


def _filing_is_over(cycle: Cycle) -> bool:
    """Whether the window of the self-evaluation has passed, so that what is not there is missing."""
    stage = Stage.objects.filter(cycle=cycle, code="self_evaluation").first()
    return not cycle.is_open or (stage is not None and stage.closes is not None and stage.closes < timezone.localdate())


def is_final(opinion: Opinion) -> bool:
    """The self-evaluation is final, or none was handed in in time."""
    form = Filing.objects.filter(project_year=opinion.project_year_id, kind="self_evaluation").first()
    if form is not None and form.state != "draft":
        return form.state in _FINAL
    return _filing_is_over(opinion.project_year.cycle)


def sums(found: Iterable[Row]) -> Sums:
    """Of what is shown: stored opinions, else decisions."""
    rows = list(found)
    decided = [row for row in rows if row.act]
    return _summed(
        [
            (row.act, Tally(1, row.figures.budget, row.amount or Decimal(0), row.reclaimed or Decimal(0)))
            for row in decided
        ],
        undecided=len(rows) - len(decided),
    )


def effect_of(found: Sequence[Row], rule: Rule) -> Effect:
    """What a rule would change against the decisions of the rows. Nothing is stored."""
    pairs = [
        (row, row.decided, again)
        for row in found
        if row.decided is not None and isinstance(again := decide(row.figures, rule), Decision)
    ]
    moves = [
        Move(row, before, after)
        for row, before, after in pairs
        if (before.act, before.amount, before.reclaimed) != (after.act, after.amount, after.reclaimed)
    ]
    moves.sort(key=lambda move: (move.change, move.row.year.project.code))
    return Effect(
        tuple(moves),
        _summed([(one.act, Tally(1, row.figures.budget, one.amount, one.reclaimed)) for row, one, _ in pairs]),
        _summed([(one.act, Tally(1, row.figures.budget, one.amount, one.reclaimed)) for row, _, one in pairs]),
    )


def _summed(each: Sequence[tuple[str, Tally]], undecided: int = 0) -> Sums:
    """`each`: act and figures of one project."""
    acts = {act: _total(tally for other, tally in each if other == act) for act in ACTS}
    return Sums(_total(acts.values()), acts, undecided)


def _total(tallies: Iterable[Tally]) -> Tally:
    rows, none = list(tallies), Decimal(0)
    return Tally(
        sum(row.projects for row in rows),
        sum((row.budget for row in rows), none),
        sum((row.amount for row in rows), none),
        sum((row.reclaimed for row in rows), none),
    )


def filtered(found: Iterable[Row], asked: dict[str, str]) -> list[Row]:
    """`asked`: act ("none" for no opinion), state of the opinion ("", "none", or of the machine), text."""
    text = asked.get("text", "").strip()
    act, state = asked.get("act", ""), asked.get("state", "")
    return [
        row
        for row in found
        if (not text or text in row.year.project.name or text in row.year.unit.name)
        and (not act or row.act == act or (act == "none" and not row.act))
        and (not state or (row.opinion.state == state if row.opinion else state == "none"))
    ]


def find_opinion(person: Any, permission: str, pk: int) -> Opinion:
    related = "project_year__"
    rows = Opinion.objects.select_related(
        f"{related}project", f"{related}unit", f"{related}cycle__region", "edition__cycle"
    )
    return find(person, rows, permission, pk=pk)


def proposed(person: Any, cycle: Cycle) -> list[Opinion]:
    rows = Opinion.objects.filter(Q(project_year__cycle=cycle), state="proposed")
    return list(visible(person, rows).select_related("project_year__cycle"))
