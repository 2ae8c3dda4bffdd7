"""Every transition tells the people who can act next; a return says why, and the end tells those who filled it in."""

from __future__ import annotations

from typing import Any

from kaocheng.language import Text, same
from kaocheng.lifecycle import all_machines
from kaocheng_web.accounts.models import Person
from kaocheng_web.journal.models import Event
from kaocheng_web.notifications.services import people_who_act_next, tell
from kaocheng_web.workflow.pages import page_of
from kaocheng_web.workflow.services import Request, effect

_LONGEST = 120  # characters of a reason that a message repeats


def announce(request: Request, event: Event) -> None:
    thing, row = request.thing, request.transition
    actor: Any = getattr(request.person, "pk", None)
    key = f"{event.subject}:{thing.pk}:{event.number}"
    values = {"kind": thing.machine.title, "name": same(subject_of(thing)), "state": thing.state_now.label}
    if row.way == "back":
        words = Text("{kind}“{name}”被退回：{why}", "{kind} “{name}” was returned: {why}")
        text = words.format(**values, why=same(_shortened(request.reason) or "—"))
    else:
        text = Text("{kind}“{name}”：{state}", "{kind} “{name}”: {state}").format(**values)
    next_people = [person for person in people_who_act_next(thing) if person.pk != actor]
    tell(next_people, key, text, page_of(thing))
    if thing.state_now.tone == "done":
        people = Person.objects.filter(pk__in=thing.filled_by, is_active=True).exclude(pk=actor)
        tell(people, key, text, page_of(thing))


def subject_of(thing: Any) -> str:
    """The project an object is about, or its own name."""
    holder = getattr(thing, "filing", None) or thing
    year = getattr(holder, "project_year", None)
    return str(thing) if year is None else year.project.name


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


for _machine in all_machines().values():
    for _action in {row.action for row in _machine.transitions}:
        effect(_machine.id, _action)(announce)
