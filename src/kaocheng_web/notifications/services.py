"""Telling people: in the application at once, by mail once a day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone

from kaocheng.language import Language, Text
from kaocheng_web.access.policy import people_with
from kaocheng_web.accounts.models import Person
from kaocheng_web.notifications.models import Notification
from kaocheng_web.workflow.models import Moving

_SUBJECT = Text("考成：{n} 条待阅消息", "Kaocheng: {n} messages")
_GREETING = Text("{name}：\n\n您有 {n} 条未读消息：\n", "{name},\n\nthere are {n} messages for you:\n")
_CLOSING = Text(
    "\n登录：{url}\n\n本邮件由系统自动发送；如不需要，可在“我的账号”中关闭。",
    "\nSign in: {url}\n\nThis mail was sent by the system; you can switch it off under your account.",
)


def tell(people: Iterable[Any], key: str, text: Text, link: str = "") -> None:
    """A message to each of the people, in the transaction of the caller. The same key is told to a person once."""
    Notification.objects.bulk_create(
        [Notification(person_id=pk, key=key, text=text._asdict(), link=link) for pk in {one.pk for one in people}],
        ignore_conflicts=True,
    )


def mark_read(person: Person, notification: Notification) -> None:
    Notification.objects.filter(pk=notification.pk, person=person, read_at=None).update(read_at=timezone.now())


def mark_all_read(person: Person) -> int:
    """Returns how many."""
    return Notification.objects.filter(person=person, read_at=None).update(read_at=timezone.now())


def people_who_may(thing: Moving, action: str) -> list[Person]:
    """The people to whom the table opens an action now: by role and organisation, experts by assignment, and without
    those who filled it in where they may not judge their own work."""
    row = thing.machine.find(thing.state, action)
    roles = set() if row is None else row.who - {"system"}
    if row is None or not roles:
        return []
    people = list(people_with(roles - {"expert"}, thing.path)) if roles - {"expert"} else []
    if "expert" in roles and hasattr(thing, "is_assigned_to"):
        people += [expert for expert in people_with({"expert"}, thing.path) if thing.is_assigned_to(expert)]
    barred = set(thing.filled_by) if "not_the_filler" in row.guards else set()
    return [person for person in dict.fromkeys(people) if person.pk not in barred]


def people_who_act_next(thing: Moving) -> list[Person]:
    """Everybody who can take the object a step forward from where it stands."""
    found: dict[Person, None] = {}
    for row in thing.machine.transitions:
        if row.way == "forward" and thing.state in row.origins:
            found |= dict.fromkeys(people_who_may(thing, row.action))
    return list(found)


def send_digest(person: Person) -> int:
    """One mail with what the person has not read and was not sent yet. Returns how many messages it holds.

    They are marked before the mail goes out: a job that is repeated sends nothing twice. Where sending fails the marks
    are taken back.
    """
    now = timezone.now()
    with transaction.atomic():
        waiting = Notification.objects.filter(person=person, read_at=None, mailed_at=None)
        rows = list(waiting.order_by("at")[:50])
        ours = Notification.objects.filter(pk__in=[row.pk for row in rows], mailed_at=None)
        if not rows or ours.update(mailed_at=now) != len(rows):
            return 0
    try:
        _mail(person, rows).send()
    except Exception:
        Notification.objects.filter(pk__in=[row.pk for row in rows]).update(mailed_at=None)
        raise
    return len(rows)


def _mail(person: Person, rows: Sequence[Notification]) -> EmailMessage:
    language: Language = "en" if person.language == "en" else "zh"
    lines = [_GREETING.format(name=person.name, n=len(rows)).in_(language)]
    for row in rows:
        lines.append(f"· {row.text[language]}")
        if row.link:
            lines.append(f"  {settings.PUBLIC_URL}{row.link}")
    lines.append(_CLOSING.format(url=settings.PUBLIC_URL).in_(language))
    subject = _SUBJECT.format(n=len(rows)).in_(language)
    return EmailMessage(subject, "\n".join(lines), to=[person.email])
