"""Reading: what waits for a person, what may be drawn, who may check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from kaocheng.language import Text
from kaocheng.lifecycle import Machine, Role, Transition, load_machine
from kaocheng.lifecycle.recheck import Row, rows_of
from kaocheng.model.cells import form_from_cells
from kaocheng_web.access.policy import REVIEW_ROLES, UNIT_ROLES, access_of, visible
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.filings.models import FILING_KINDS, Filing
from kaocheng_web.interface.words import Choices, t
from kaocheng_web.journal.models import Event
from kaocheng_web.organisations.models import Membership, Organisation
from kaocheng_web.review.models import Panel, Recheck, Sample, Seat
from kaocheng_web.workflow.pages import fields_of

DECIDING_ROLES = REVIEW_ROLES | {Role.UNIT_HEAD}
# Self-evaluations a sample is drawn from: with finance, or beyond.
SAMPLED_STATES = ("department_reviewed", "finance_reviewed", "finalized")
VERDICTS = Choices(
    error=t("有错误", "errors"),
    warning=t("有提示", "warnings"),
    undecided=t("有未判定规则", "undecided rules"),
    clean=t("无问题", "clean"),
)
_VERDICT = {
    "error": Q(errors__gt=0),
    "warning": Q(warnings__gt=0),
    "undecided": Q(undecided__gt=0),
    "clean": Q(errors=0, warnings=0, undecided=0, checked_version__gt=0),
}

# The queue.


def waiting_for(person: Any) -> Q:
    """Filings in a state in which the tables ask one of the person's roles for a decision."""
    access = access_of(person)
    condition = Q(pk__in=())
    for kind in FILING_KINDS:
        for role in DECIDING_ROLES & access.roles:
            states = deciding_states(load_machine(kind), role)
            if states:
                condition |= Q(kind=kind, state__in=states) & access.within({role})
    return condition


def deciding_states(machine: Machine, role: Role) -> list[str]:
    """The states in which a form waits for that role."""
    return [
        code for code, state in machine.states.items() if state.tone == "waiting" and machine.actions(code, (role,))
    ]


def queue(
    person: Any, *, kind: str = "", department: str = "", verdict: str = "", returned: str = ""
) -> QuerySet[Filing]:
    """What waits for the person, highest risk first; with `submitted_times`: more than once, it was returned before."""
    rows = visible(person, Filing.objects.filter(waiting_for(person)))
    if kind in FILING_KINDS:
        rows = rows.filter(kind=kind)
    if department.isdigit():
        path = Organisation.objects.filter(pk=department).values_list("path", flat=True).first()
        rows = rows.filter(path__startswith=path) if path else rows.none()
    if verdict in _VERDICT:
        rows = rows.filter(_VERDICT[verdict])
    rows = rows.annotate(submitted_times=Count("submissions", distinct=True))
    if returned in ("yes", "no"):
        rows = rows.filter(submitted_times__gt=1) if returned == "yes" else rows.filter(submitted_times__lte=1)
    rows = rows.select_related("project_year__project", "project_year__unit", "project_year__cycle", "risk")
    return rows.defer("cells", "findings").order_by(F("risk__score").desc(nulls_last=True), "submitted_at", "pk")


def stale_filings(*, every: bool = False) -> QuerySet[Filing]:
    """Forms out of their unit's hands whose risk was never weighed, or before they were last written to."""
    rows = Filing.objects.exclude(state__in=Filing.DRAFTS).filter(project_year__cycle__is_open=True)
    return rows if every else rows.filter(Q(risk=None) | Q(risk__at__lt=F("updated_at")) | Q(checked_version=0))


def department_of(path: str, found: Iterable[Organisation]) -> Organisation | None:
    """The department a path lies below, among those found."""
    return next((one for one in found if path.startswith(one.path)), None)


def all_departments() -> list[Organisation]:
    return list(Organisation.objects.filter(kind__in=("department", "finance")).order_by("code"))


def bulk_decision(person: Any, filing: Filing) -> Transition | None:
    """The one step forward that needs no words of its own, None where there is none for this person."""
    roles = access_of(person).roles_over(filing.path)
    for row in filing.machine.actions(filing.state, roles & DECIDING_ROLES):
        plain = not (row.needs_reason or row.needs_codes or fields_of(filing.machine_id, row.action))
        if row.way == "forward" and plain:
            return row
    return None


def unclean(filing: Filing, explained: Iterable[str]) -> list[Text]:
    """Why a filing is not decided together with others: by its stored check."""
    found: list[Text] = []
    if not filing.checked_version:
        found.append(Text("尚未校验", "not checked yet"))
    if filing.errors:
        found.append(Text("{n}项错误未处理", "{n} open error(s)").format(n=filing.errors))
    reasons = set(explained)
    left = sum(row["severity"] == "warning" and row["fingerprint"] not in reasons for row in filing.findings)
    if left:
        found.append(Text("{n}项提示未说明理由", "{n} warning(s) without a reason").format(n=left))
    return found


@dataclass(frozen=True, slots=True)
class Proposal:
    """What deciding together would do to one filing. `hindrances`: then it is left out."""

    filing: Filing
    transition: Transition | None
    hindrances: tuple[Text, ...]

    @property
    def target(self) -> Text | None:
        return None if self.transition is None else self.filing.machine.states[self.transition.target].label


def proposals(person: Any, picked: Mapping[int, int]) -> list[Proposal]:
    """For the page that asks once more. `picked`: filing → version seen. The guards are asked again when it is done."""
    rows = visible(person, Filing.objects.filter(pk__in=list(picked)))
    rows = rows.select_related("project_year__project", "project_year__unit", "project_year__cycle")
    found = []
    for filing in rows.prefetch_related("warning_reasons").defer("cells").order_by("pk"):
        transition = bulk_decision(person, filing)
        hindrances = unclean(filing, [row.fingerprint for row in filing.warning_reasons.all()])
        if transition is None:
            words = Text("须逐份办理，或已不待您办理", "to be decided one by one, or no longer waiting for you")
            hindrances.insert(0, words)
        elif person.pk in filing.filled_by:
            hindrances.insert(0, Text("不能审核自己填报的内容", "nobody reviews what he filled in himself"))
        if filing.version != picked[filing.pk]:
            hindrances.insert(0, Text("已被他人更新", "changed by someone else meanwhile"))
        found.append(Proposal(filing, transition, tuple(hindrances)))
    return found


# Samples.


def candidates(cycle: Cycle) -> QuerySet[Filing]:
    """Self-evaluations of a year that were never drawn."""
    drawn = Recheck.objects.filter(filing=OuterRef("pk"))
    rows = Filing.objects.filter(project_year__cycle=cycle, kind="self_evaluation", state__in=SAMPLED_STATES)
    rows = rows.filter(~Exists(drawn)).select_related("project_year__project", "project_year__unit", "risk")
    return rows.defer("cells", "findings").order_by("pk")


def sample_rows(sample: Sample) -> QuerySet[Recheck]:
    rows = sample.rechecks.select_related("filing__project_year__project", "filing__project_year__unit", "checker")
    return rows.defer("filing__cells", "filing__findings").order_by("drawn_by", "pk")


# Re-checks.


def rechecks() -> QuerySet[Recheck]:
    return Recheck.objects.select_related(
        "filing__project_year__project",
        "filing__project_year__unit",
        "filing__project_year__cycle",
        "checker",
        "sample__cycle",
    )


def score_rows(filing: Filing) -> tuple[Row, ...]:
    """The rows of a self-evaluation that are scored again."""
    return rows_of(form_from_cells(filing.cells, keep_empty=True))


def sees_scores(person: Any, recheck: Recheck) -> bool:
    """The unit learns the scores when they are handed in, not while they are being weighed."""
    if recheck.state in ("scored", "closed") or recheck.is_assigned_to(person):
        return True
    return not access_of(person).roles_over(recheck.path).isdisjoint(REVIEW_ROLES | {Role.AUDITOR})


def independence(person_id: int, filing: Filing) -> Text | None:
    """Why a person cannot check or judge a filing, None where nothing stands against it."""
    if person_id in filing.filled_by:
        return Text("填报过该表的人员不能复核", "whoever filled in the form cannot re-check it")
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    access = access_of(person)
    if person is None or not (Role.EXPERT in access.roles or Role.FINANCE_REVIEWER in access.roles_over(filing.path)):
        return Text("该人员不是财政审核人员或评审专家", "neither a finance reviewer nor an expert")
    department = filing.project_year.unit.department_path
    if person.memberships.filter(organisation__path__startswith=department).exists():
        return Text("该人员在被评单位或其主管部门任职，应当回避", "belongs to the unit or its department")
    return None


def checkers(filing: Filing, roles: Iterable[Role] = (Role.FINANCE_REVIEWER, Role.EXPERT)) -> list[Person]:
    """Who may be asked, by name; each with `held`: the roles in question."""
    department = filing.project_year.unit.department_path
    wanted = set(roles)
    region = filing.path.strip("/").split("/")[0]
    rows = Membership.objects.filter(
        person__memberships__role__in=wanted, person__is_active=True, organisation__path__startswith=f"/{region}/"
    )
    people: dict[int, Person] = {}
    barred: set[int] = set(filing.filled_by)
    for row in rows.select_related("person", "organisation").distinct():
        person = people.setdefault(row.person_id, row.person)
        person.held = [*getattr(person, "held", []), row.role]  # type: ignore[attr-defined]
        if row.organisation.path.startswith(department):
            barred.add(row.person_id)
    found = [
        person
        for pk, person in people.items()
        if pk not in barred and wanted & {Role(role) for role in person.held}  # type: ignore[attr-defined]
    ]
    for person in found:
        person.held = sorted(role for role in set(person.held) if Role(role) in wanted)  # type: ignore[attr-defined]
    return sorted(found, key=lambda person: (str(person), person.pk))


# Panels.


def panels() -> QuerySet[Panel]:
    return Panel.objects.select_related(
        "filing__project_year__project", "filing__project_year__unit", "filing__project_year__cycle"
    )


def seats_of(panel: Panel) -> list[Seat]:
    return list(panel.seats.select_related("expert"))


def seat_of(person: Any, panel: Panel) -> Seat | None:
    """The person's own seat, unless he stood back."""
    return panel.seats.select_related("expert", "panel").filter(expert=person, recused=False).first()


def shows_all_scores(panel: Panel, seats: Sequence[Seat]) -> bool:
    """Nobody sees how the others scored before everybody has."""
    sitting = [seat for seat in seats if not seat.recused]
    return panel.state == "concluded" or (bool(sitting) and all(seat.scored_at for seat in sitting))


# What happened.


def history(thing: Any) -> list[Event]:
    """Events of a re-check or panel, newest first; saving scores again and again is told once."""
    events = Event.objects.filter(subject=thing.machine_id, subject_id=thing.pk).select_related("person")
    told: list[Event] = []
    for event in events.order_by("-number")[:200]:
        if not (event.action == "type_scores" and told and told[-1].action == "type_scores"):
            told.append(event)
    return told


# The desk of an expert or finance reviewer.


def my_rechecks(person: Any) -> list[Recheck]:
    rows = rechecks().filter(checker=person).defer("filing__cells", "filing__findings")
    return list(rows.order_by("state", "pk"))


def my_seats(person: Any) -> list[Seat]:
    rows = Seat.objects.filter(expert=person).select_related(
        "panel__filing__project_year__project",
        "panel__filing__project_year__unit",
        "panel__filing__project_year__cycle",
    )
    return list(rows.defer("panel__filing__cells", "panel__filing__findings").order_by("-panel_id"))


def sees_units(person: Any) -> bool:
    """Whether the person looks from a unit."""
    return access_of(person).roles <= UNIT_ROLES
