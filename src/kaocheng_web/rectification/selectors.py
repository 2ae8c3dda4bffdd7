"""Reading items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, Q, QuerySet, When
from django.utils import timezone

from kaocheng.lifecycle import load_machine
from kaocheng_web.access.policy import find, visible
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.journal.models import Event
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.rectification.models import ORIGINS, Correction, Item, Proof


@dataclass(frozen=True, slots=True)
class Counts:
    """Of the items a person sees in a year, or in all."""

    all: int
    open: int
    overdue: int
    waiting: int
    closed: int
    repeated: int


def items(person: Any) -> QuerySet[Item]:
    """The items a person sees, with what a row of a list shows."""
    rows = Item.objects.select_related("project_year__project", "project_year__unit", "project_year__cycle")
    return visible(person, rows)


def filtered(person: Any, asked: dict[str, str]) -> QuerySet[Item]:
    """`asked`: year, state (or "open"), overdue, repeated, origin, organisation (code; with those
    below), unit (key; itself only) and text, all optional. What is open comes first, the most urgent at the top."""
    rows = items(person).order_by(Case(When(state="closed", then=1), default=0), "deadline", "pk")
    if asked.get("year", "").isdecimal():
        rows = rows.filter(project_year__cycle__year=int(asked["year"][:4]))
    state = asked.get("state", "")
    if state == "open":
        rows = rows.exclude(state="closed")
    elif state in load_machine("rectification").states:
        rows = rows.filter(state=state)
    if asked.get("overdue"):
        rows = rows.filter(Item.overdue_on(timezone.localdate()))
    if asked.get("repeated"):
        rows = rows.exclude(repeats=None)
    if asked.get("origin") in ORIGINS:
        rows = rows.filter(origin=asked["origin"])
    if asked.get("organisation"):
        home = visible(person, Organisation.objects.all()).filter(code=asked["organisation"]).first()
        rows = rows.filter(path__startswith=home.path) if home else rows.none()
    if asked.get("unit", "").isdecimal():
        rows = rows.filter(project_year__unit=int(asked["unit"][:9]))
    if text := asked.get("text", "").strip():
        rows = rows.filter(Q(problem__icontains=text) | Q(project_year__project__name__icontains=text))
    return rows


def counts(person: Any, asked: dict[str, str]) -> Counts:
    """Over the year and organisation asked for, whatever else is."""
    wide = {name: asked.get(name, "") for name in ("year", "organisation", "unit")}
    found = (
        filtered(person, wide)
        .order_by()
        .aggregate(
            all=Count("pk"),
            open=Count("pk", filter=~Q(state="closed")),
            overdue=Count("pk", filter=Item.overdue_on(timezone.localdate())),
            waiting=Count("pk", filter=Q(state="reported")),
            closed=Count("pk", filter=Q(state="closed")),
            repeated=Count("pk", filter=Q(repeats__isnull=False)),
        )
    )
    return Counts(**found)


def organisations(person: Any) -> list[Organisation]:
    """Departments and units whose items a person may filter by."""
    return list(visible(person, Organisation.objects.filter(kind__in=("department", "unit"), is_active=True))[:500])


def years() -> list[int]:
    return list(Cycle.objects.order_by("-year").values_list("year", flat=True).distinct())


def find_item(person: Any, permission: str, pk: int) -> Item:
    """404 where the person cannot see it, 403 where he may not do this."""
    rows = Item.objects.select_related(
        "project_year__project",
        "project_year__unit",
        "project_year__cycle",
        "filing__project_year__cycle",
        "issued_by",
        "repeats__project_year__cycle",
        "repeats__project_year__project",
    )
    return find(person, rows, permission, pk=pk)


def find_proof(person: Any, pk: int) -> Proof:
    return find(person, Proof.objects.select_related("item"), "rectification.view", pk=pk)


def events_of(item: Item) -> list[Event]:
    """The life of an item, oldest first."""
    rows = Event.objects.filter(subject="rectification", subject_id=item.pk).select_related("person")
    return list(rows.order_by("number")[:200])


def corrections_of(item: Item) -> list[Correction]:
    """Of this item, and those of others in the same filing that are in force."""
    if item.filing_id is None:
        return []
    rows = Correction.objects.filter(filing_id=item.filing_id).select_related("item", "person")
    return [row for row in rows if row.item_id == item.pk or row.in_force]
