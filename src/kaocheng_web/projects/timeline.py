"""Events in words: who did what to what, when, and why."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from kaocheng.lifecycle import load_machine
from kaocheng_web.accounts.models import Person
from kaocheng_web.interface.words import say, t
from kaocheng_web.journal.models import Event
from kaocheng_web.journal.words import ACTS, act_of, subject_of, transition_of
from kaocheng_web.projects.models import ProjectYear

_QUIET = {"type", "row_add", "row_remove", "row_duplicate", "row_up", "row_down"}  # many in a row are told once


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. `count`: how many equal events it stands for. `tone`: of the state that was reached."""

    at: datetime.datetime
    person: str
    subject: str
    what: str
    to: str
    tone: str
    reason: str
    codes: tuple[str, ...]
    count: int = 1


def entries(year: ProjectYear, *, forms: Iterable[int], limit: int = 60) -> list[Entry]:
    """The latest events of a project's year. `forms`: filings the reader may see; events of others are left out."""
    filings = ("objective", "adjustment", "monitoring", "self_evaluation")
    seen = Q(project_year=year.pk) & (~Q(subject__in=filings) | Q(subject_id__in=list(forms)))
    events = list(
        Event.objects.filter(seen)
        .only("number", "at", "person_id", "subject", "subject_id", "action", "after", "reason")
        .order_by("-at", "-number")[: limit * 4]
    )
    people = Person.objects.filter(pk__in={event.person_id for event in events})
    names: dict[int | None, str] = dict(people.values_list("pk", "name"))
    found: list[Entry] = []
    last: tuple[Any, ...] = ()
    for event in events:
        same = (event.person_id, event.subject, event.subject_id, event.action in _QUIET)
        if same == last and same[-1]:
            found[-1] = _more(found[-1])
            continue
        last = same
        if len(found) == limit:
            break
        found.append(_entry(event, names.get(event.person_id, "")))
    return found


def _more(entry: Entry) -> Entry:
    return Entry(entry.at, entry.person, entry.subject, say(ACTS["type"]), "", "", entry.reason, (), entry.count + 1)


def _entry(event: Event, name: str) -> Entry:
    to = tone = ""
    if transition_of(event.subject, event.action) is not None:
        state = load_machine(event.subject).states.get(str(event.after.get("state", "")))
        to, tone = (say(state.label), state.tone) if state is not None else ("", "")
    return Entry(
        at=event.at,
        person=name or str(t("系统", "the system")),
        subject=say(subject_of(event.subject)),
        what=say(act_of(event.subject, event.action)),
        to=to,
        tone=tone,
        reason=event.reason,
        codes=tuple(event.after.get("codes", ()) or ()),
    )
