"""Reading filings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from kaocheng_web.access.policy import find
from kaocheng_web.cycles.models import STAGES
from kaocheng_web.filings.models import CellNote, Filing, LostEdit
from kaocheng_web.interface.words import LazyText
from kaocheng_web.journal.models import Event
from kaocheng_web.projects.models import ProjectYear

# Stages as a project passes through them, and the kind of filing that tells how far each is.
_STEPS = ("objective", "monitoring", "self_evaluation", "review", "rectification", "disclosure")
_STAGE_OF = {
    "objective": "objective",
    "adjustment": "objective",
    "monitoring": "monitoring",
    "self_evaluation": "self_evaluation",
}
_REVIEWED = ("finalized", "disclosed")


@dataclass(frozen=True, slots=True)
class Step:
    """One stage in the bar. `mark`: "done", "now" or ""."""

    number: int
    name: LazyText
    mark: str


def filings() -> QuerySet[Filing]:
    """With what every page of a filing shows."""
    return Filing.objects.select_related("project_year__cycle", "project_year__project", "project_year__unit", "basis")


def find_filing(person: Any, permission: str, pk: int) -> Filing:
    """404 where the person cannot see it, 403 where he may not do this."""
    return find(person, filings(), permission, pk=pk)


def find_content(person: Any, permission: str, pk: int) -> Filing:
    """The same with what checking needs, and without what stands around the form: asked for with every cell typed."""
    return find(person, Filing.objects.select_related("project_year__cycle", "basis"), permission, pk=pk)


def steps_of(project_year: ProjectYear, here: Filing | None = None) -> list[Step]:
    """How far a project's year has come."""
    rows = list(Filing.objects.filter(project_year=project_year).values_list("kind", "state"))
    states: dict[str, list[str]] = {}
    for kind, state in rows:
        states.setdefault(kind, []).append(state)
    evaluation = states.get("self_evaluation", [""])[0]
    done = {
        "objective": bool({"approved", "superseded"} & set(states.get("objective", ()))),
        "monitoring": bool(states.get("monitoring")) and all(state != "open" for state in states["monitoring"]),
        "self_evaluation": evaluation not in ("", "draft", "submitted"),
        "review": evaluation in _REVIEWED,
        "rectification": evaluation == "disclosed",
        "disclosure": evaluation == "disclosed",
    }
    now = next((code for code in _STEPS if not done[code]), "")
    if here is not None:
        now = _STAGE_OF[here.kind]
        if here.kind == "self_evaluation" and here.state not in ("draft", "submitted"):
            now = next((code for code in _STEPS[3:] if not done[code]), "")
    return [
        Step(number, STAGES[code], "now" if code == now else "done" if done[code] else "")
        for number, code in enumerate(_STEPS, 1)
    ]


@dataclass(frozen=True, slots=True)
class Return:
    """Why a form came back to be changed. `codes`: rules it rests on."""

    reason: str
    codes: tuple[str, ...]
    person: Any
    at: datetime


def last_return(filing: Filing) -> Return | None:
    """What the unit has to mend now; None where the form was not returned, or was handed in again."""
    if not filing.is_editable or filing.moved_at is None:
        return None
    ways = {row.action: row.way for row in filing.machine.transitions}
    events = Event.objects.filter(subject=filing.kind, subject_id=filing.pk, action__in=ways)
    event = events.select_related("person").order_by("-number").first()
    if event is None or ways[event.action] != "back":
        return None
    return Return(event.reason, tuple(event.after.get("codes", ())), event.person, event.at)


def notes_of(filing: Filing) -> list[CellNote]:
    return list(filing.notes.select_related("person"))


def open_lost_edits(person: Any, filing: Filing) -> list[LostEdit]:
    """Texts of this person that were not taken, and about which he has not decided."""
    return list(filing.lost_edits.filter(person=person, settled_at=None).order_by("pk"))
