"""Reading the journal."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from kaocheng.language import Text, same
from kaocheng.lifecycle import all_machines
from kaocheng_web.access.policy import access_of
from kaocheng_web.journal.models import Event

_AT_MOST = 200  # characters of a value on screen

# Acts that are no transition of a machine.
_ACTS = {
    "create": Text("新建", "created"),
    "type": Text("填写", "typed"),
    "explain": Text("说明理由", "gave a reason"),
    "change_password": Text("修改口令", "changed the password"),
    "settings": Text("修改个人设置", "changed own settings"),
    "sign_in": Text("登录", "signed in"),
    "sign_out": Text("退出", "signed out"),
    "locked_out": Text("登录被锁定", "was locked out"),
    "second_factor_failed": Text("第二因素验证失败", "failed the second factor"),
    "second_factor_on": Text("启用第二因素", "switched on a second factor"),
    "second_factor_off": Text("停用第二因素", "switched off a second factor"),
}
_SUBJECTS = {
    "person": Text("人员", "person"),
    "organisation": Text("机构", "organisation"),
    "membership": Text("岗位", "role"),
    "cycle": Text("年度", "year"),
    "stage": Text("阶段", "stage"),
    "project": Text("项目", "project"),
    "projectyear": Text("项目年度", "project year"),
    "sample": Text("抽样", "sample"),
}


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
    row = None
    if machine is not None:
        row = next((row for row in machine.transitions if row.action == event.action), None)
    state = after.get("state")
    codes = tuple(map(str, after.get("codes", ())))
    changes = [] if row is not None else _changes(before, after)
    return Entry(
        event=event,
        subject=_SUBJECTS.get(event.subject, same(event.subject)) if machine is None else machine.title,
        act=_ACTS.get(event.action, same(event.action)) if row is None else row.label,
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
    return {machine.id: machine.title for machine in all_machines().values()} | _SUBJECTS
