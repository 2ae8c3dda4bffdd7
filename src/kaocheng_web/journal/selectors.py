"""Reading the journal."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from kaocheng.language import Text
from kaocheng.lifecycle import all_machines
from kaocheng_web.access.policy import access_of
from kaocheng_web.journal.models import Event
from kaocheng_web.journal.words import SUBJECTS, act_of, subject_of, transition_of

_AT_MOST = 200  # characters of a value on screen


@dataclass(frozen=True, slots=True)
class Change:
    """One column: before → after, as they are shown."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An event as people read it."""

    event: Event
    subject: Text
    act: Text
    state: Text | None
    changes: tuple[Change, ...]
    codes: tuple[str, ...]


def events_for(person: Any) -> QuerySet[Event]:
    """What a person who may read the journal sees of it: what is below the organisations he holds that right in.

    Administrators look after the system, not the forms: they see acts on accounts and organisations only.
    """
    from kaocheng.lifecycle import Role
    from kaocheng_web.access.policy import PERMISSIONS

    access = access_of(person)
    condition = access.within(PERMISSIONS["journal.view"] - {Role.ADMINISTRATOR})
    if Role.ADMINISTRATOR in access.roles:
        within = access.within({Role.ADMINISTRATOR}) | Q(path="")
        condition |= within & Q(subject__in=("person", "organisation", "membership"))
    return Event.objects.filter(condition).select_related("person")


def search(
    rows: QuerySet[Event],
    *,
    words: str = "",
    subject: str = "",
    action: str = "",
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> QuerySet[Event]:
    """`words`: in the reason, the name of the person, or the number of the entry."""
    if words:
        match = Q(reason__icontains=words) | Q(person__name__icontains=words) | Q(person__username__iexact=words)
        rows = rows.filter(match | Q(number=int(words)) if words.isdecimal() and len(words) < 18 else match)
    if subject:
        rows = rows.filter(subject=subject)
    if action:
        rows = rows.filter(action=action)
    if first is not None:
        rows = rows.filter(at__date__gte=first)
    return rows if last is None else rows.filter(at__date__lte=last)


def timeline(project_years: Sequence[int]) -> QuerySet[Event]:
    """What happened to some years of a project, the latest first; typing aside, which the versions show.

    The caller has made sure that the person may see them.
    """
    return Event.objects.filter(project_year__in=project_years).exclude(action="type").select_related("person")


def drafts_hidden(person: Any, rows: QuerySet[Event]) -> QuerySet[Event]:
    """Without the content of forms that the person may not see yet: those in draft, of other units."""
    from kaocheng_web.filings.models import FILING_KINDS, Filing

    seen = Filing.objects.filter(Filing.visible_to(access_of(person))).values("pk")
    return rows.exclude(Q(subject__in=list(FILING_KINDS)) & ~Q(subject_id__in=seen))


def entry(event: Event) -> Entry:
    before, after = dict(event.before), dict(event.after)
    machine = all_machines().get(event.subject)
    state = str(after.get("state", ""))
    codes = tuple(map(str, after.get("codes", ())))
    changes = [] if transition_of(event.subject, event.action) is not None else _changes(before, after)
    return Entry(
        event=event,
        subject=subject_of(event.subject),
        act=act_of(event.subject, event.action),
        state=machine.states[state].label if machine is not None and state in machine.states else None,
        changes=tuple(changes),
        codes=codes,
    )


def _changes(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    if isinstance(after.get("cells"), dict):  # a new form: its cells, not the word "cells"
        after = {name: value for name, value in after.items() if name not in ("cells", "state")}
    names = [name for name in dict.fromkeys((*before, *after)) if name not in ("state", "codes")]
    return [Change(name, _shown(before.get(name)), _shown(after.get(name))) for name in names][:50]


def _shown(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _AT_MOST else f"{text[: _AT_MOST - 1]}…"


def subjects() -> dict[str, Text]:
    """What the filter offers."""
    return {machine.id: machine.title for machine in all_machines().values()} | SUBJECTS
