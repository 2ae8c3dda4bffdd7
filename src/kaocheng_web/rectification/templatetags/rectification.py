"""{{ event|done }}                 what a transition in the journal was called
{% corrections_in_force filing as rows %}   what stands beside a form that is final"""

from __future__ import annotations

from typing import Any

from django import template

from kaocheng.lifecycle import all_machines
from kaocheng_web.interface.words import say
from kaocheng_web.journal.models import Event
from kaocheng_web.rectification.models import Correction

register = template.Library()


@register.filter
def done(event: Event) -> str:
    """The label of a transition by its action; the bare action where the table has none of that name."""
    machine = all_machines().get(event.subject)
    rows = machine.transitions if machine else ()
    return next((say(row.label) for row in rows if row.action == event.action), event.action)


@register.simple_tag
def corrections_in_force(filing: Any) -> list[Correction]:
    rows = Correction.objects.filter(filing=filing, item__state="closed").select_related("item")
    return list(rows)
