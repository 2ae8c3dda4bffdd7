"""Reading messages and deadlines."""

from __future__ import annotations

import calendar
import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from kaocheng.language import Text, same
from kaocheng.lifecycle import load_machine
from kaocheng_web.access.policy import access_of, allowed, visible
from kaocheng_web.cycles.models import STAGES, Stage
from kaocheng_web.notifications.models import Notification
from kaocheng_web.rectification.models import Item


def notifications_of(person: Any) -> QuerySet[Notification]:
    """A person's own messages, the latest first."""
    return Notification.objects.filter(person=person)


def unread_count(person: Any) -> int:
    return notifications_of(person).filter(read_at=None).count()


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day on which something begins or ends. `uid`: the same in every download."""

    day: datetime.date
    text: Text
    kind: str  # opens, closes, item
    uid: str
    link: str = ""


def deadlines(person: Any, first: datetime.date, last: datetime.date) -> list[Deadline]:
    """The deadlines of the person's regions between two days, both included, in order."""
    found: list[Deadline] = []
    if not allowed(person, "cycle.view"):
        return found
    for stage in _stages(person).filter(Q(opens__range=(first, last)) | Q(closes__range=(first, last))):
        label = STAGES[stage.code]
        name = Text(f"{stage.cycle.year}年度{str.__str__(label)}", f"{label.english} {stage.cycle.year}")
        if stage.code == "monitoring":
            name = Text(f"{name.zh}（第{stage.round}轮）", f"{name.en} (round {stage.round})")
        for kind, day, words in (
            ("opens", stage.opens, Text("{name}开始", "{name} begins")),
            ("closes", stage.closes, Text("{name}截止", "{name} is due")),
        ):
            if day is not None and first <= day <= last:
                found.append(Deadline(day, words.format(name=name), kind, f"stage-{stage.pk}-{kind}"))
    if allowed(person, "rectification.view"):
        done = [code for code, state in load_machine("rectification").states.items() if state.tone == "done"]
        items = visible(person, Item.objects.select_related("project_year__project"))
        for item in items.filter(deadline__range=(first, last)).exclude(state__in=done)[:200]:
            words = Text("整改：{name}", "rectification: {name}").format(name=same(item.project_year.project.name))
            link = item.get_absolute_url()
            found.append(Deadline(item.deadline, words, "item", f"item-{item.pk}", link))  # type: ignore[arg-type]
    return sorted(found, key=lambda deadline: (deadline.day, deadline.kind, deadline.uid))


def _stages(person: Any) -> QuerySet[Stage]:
    """Stages of open cycles in the regions the person's organisations stand in."""
    paths = {grant.path for grant in access_of(person).grants}
    above = {path[: index + 1] for path in paths for index, letter in enumerate(path) if letter == "/"}
    where = Q(cycle__region__path__in=above)
    for path in paths:
        where |= Q(cycle__region__path__startswith=path)
    return Stage.objects.filter(where, cycle__is_open=True).select_related("cycle")


@dataclass(frozen=True, slots=True)
class Day:
    date: datetime.date
    in_month: bool
    is_today: bool
    deadlines: tuple[Deadline, ...]


def month(person: Any, year: int, number: int, today: datetime.date) -> list[list[Day]]:
    """The weeks of a month, Monday first, with their deadlines."""
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(year, number)
    by_day: dict[datetime.date, list[Deadline]] = defaultdict(list)
    for deadline in deadlines(person, weeks[0][0], weeks[-1][-1]):
        by_day[deadline.day].append(deadline)
    return [[Day(day, day.month == number, day == today, tuple(by_day[day])) for day in week] for week in weeks]
