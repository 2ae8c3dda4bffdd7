"""What is told by the clock: reminders of deadlines in the morning, and the mail of the day."""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from kaocheng.language import Text, same
from kaocheng.lifecycle import Role, load_machine
from kaocheng.lifecycle.deadlines import milestone, words_for
from kaocheng_web.access.policy import people_with
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import STAGES, Stage
from kaocheng_web.filings.models import Filing
from kaocheng_web.jobs.services import Running, job
from kaocheng_web.notifications.models import Notification
from kaocheng_web.notifications.services import send_digest, tell
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.rectification.models import Item

_LOG = logging.getLogger("kaocheng.notifications")
_FILED = ("objective", "monitoring", "self_evaluation")  # stages in which units file a form
_NAMED = 3  # projects that a reminder names; it counts the others


@job("notifications.digest", Text("每日邮件汇总", "the mail of the day"), daily=datetime.time(7, 30))
def mail_digests(running: Running) -> dict[str, Any]:
    waiting = Notification.objects.filter(read_at=None, mailed_at=None).values("person_id")
    people = Person.objects.filter(pk__in=waiting, is_active=True, digest_mail=True).exclude(email="")
    sent = failed = 0
    count = people.count()
    for number, person in enumerate(people, start=1):
        try:
            sent += bool(send_digest(person))
        except OSError:  # of the mail server (SMTPException is one): the others shall get theirs
            _LOG.exception("a digest could not be sent")
            failed += 1
        running.progress(number, count)
    return {"sent": sent, "failed": failed}


@job("notifications.reminders", Text("截止提醒", "reminders of deadlines"), daily=datetime.time(7, 0))
def remind(running: Running) -> dict[str, Any]:
    return {"told": remind_of_stages(timezone.localdate()) + remind_of_items(timezone.localdate())}


def remind_of_stages(today: datetime.date) -> int:
    """Tell the preparers which of their projects are not filed yet. Returns how many people were told something."""
    told = 0
    open_stages = Stage.objects.filter(cycle__is_open=True, code__in=_FILED).exclude(closes=None)
    for stage in open_stages.select_related("cycle"):
        assert stage.closes is not None
        reached = milestone(today, stage.closes, stage.remind_days)
        if reached is None or (stage.opens is not None and today < stage.opens):
            continue
        by_person = _by_preparer(not_filed(stage))
        label = STAGES[stage.code]
        for person, names in by_person.items():
            words = Text(
                "{year}年度{stage}{when}，尚未报送 {n} 个项目：{names}",
                "{stage} {year}: {when}; not filed yet, {n} projects: {names}",
            )
            text = words.format(
                year=stage.cycle.year,
                stage=Text(str.__str__(label), label.english),
                when=words_for(today, stage.closes),
                n=len(names),
                names=Text("、".join(names[:_NAMED]), ", ".join(names[:_NAMED])),
            )
            tell([person], f"stage:{stage.pk}:{stage.closes.isoformat()}:{reached}", text, _not_filed_page(stage))
        told += len(by_person)
    return told


def not_filed(stage: Stage) -> Iterable[ProjectYear]:
    """The projects whose form of a stage is missing or still with the preparer."""
    editable = [code for code, state in load_machine(stage.code).states.items() if state.editable]
    filed = Filing.objects.filter(
        project_year__cycle=stage.cycle_id, kind=stage.code, round=stage.round if stage.code == "monitoring" else 1
    ).exclude(state__in=editable)
    years = ProjectYear.objects.filter(cycle=stage.cycle_id).exclude(pk__in=filed.values("project_year"))
    return years.select_related("project").order_by("project__code")


def remind_of_items(today: datetime.date) -> int:
    """Tell the preparers of rectification items with a deadline. Returns how many people were told something."""
    told = 0
    closed = [code for code, state in load_machine("rectification").states.items() if not state.editable]
    items = Item.objects.exclude(deadline=None).exclude(state__in=closed).select_related("project_year__project")
    for item in items:
        assert item.deadline is not None
        reached = milestone(today, item.deadline, 7)
        if reached is None:
            continue
        words = Text("整改事项“{name}”{when}", "rectification “{name}”: {when}")
        text = words.format(name=same(item.project_year.project.name), when=words_for(today, item.deadline))
        people = list(people_with({Role.PREPARER}, item.path))
        tell(people, f"item:{item.pk}:{item.deadline.isoformat()}:{reached}", text, item.get_absolute_url())
        told += len(people)
    return told


def _by_preparer(years: Iterable[ProjectYear]) -> dict[Person, list[str]]:
    names: dict[Person, list[str]] = defaultdict(list)
    preparers: dict[str, list[Person]] = {}
    for year in years:
        if year.path not in preparers:
            preparers[year.path] = list(people_with({Role.PREPARER}, year.path))
        for person in preparers[year.path]:
            names[person].append(year.project.name)
    return names


def _not_filed_page(stage: Stage) -> str:
    """The list of the projects a reminder speaks of."""
    asked: dict[str, object] = {"year": stage.cycle.year, stage.code: "missing"}
    asked |= {"round": stage.round} if stage.code == "monitoring" else {}
    return f"{reverse('projects:list')}?{urlencode(asked)}"
