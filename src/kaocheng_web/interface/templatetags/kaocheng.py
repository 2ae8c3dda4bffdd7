"""Template tags, built into every template.

{% t "中文" "English" %}          a text in both languages
{{ value|say }}                   a Text of the library; {{ value|both }} one that was stored
{{ object|state_badge }}          the state of an object that has a machine
{{ event|act }}                   what was done, of an entry in the journal
{% route "name" pk as link %}     an address, "" where no such page exists
{{ amount|amount }}               an amount in 万元, grouped, as stored
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kaocheng.language import Text
from kaocheng.lifecycle import ROLES, Role, load_machine
from kaocheng_web.interface.words import current_language, say
from kaocheng_web.journal.words import act_of

register = template.Library()


@register.simple_tag
def t(zh: str, en: str, **values: Any) -> str:
    """A text in the language of the request; {name} is replaced by the value of that name. Escaped by the template."""
    text = en if current_language() == "en" else zh
    return text.format(**values) if values else text


@register.simple_tag
def route(name: str, *args: Any) -> str:
    """An address by its name, "" where the page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.filter(name="say")
def say_filter(text: Any) -> str:
    return say(text) if isinstance(text, Text) else str(text)


@register.filter(name="both")
def both_filter(stored: Any) -> str:
    """A text stored in both languages, {"zh", "en"}."""
    return str((stored or {}).get(current_language(), ""))


@register.filter
def role_name(role: str) -> str:
    return say(ROLES[Role(role)])


@register.filter
def state_name(thing: Any) -> str:
    """Name of the state of an object with `machine` and `state`."""
    return say(load_machine(thing.machine_id).states[thing.state].label)


@register.filter
def state_badge(thing: Any) -> SafeString:
    state = load_machine(thing.machine_id).states[thing.state]
    return format_html('<span class="badge state-{}">{}</span>', state.tone, say(state.label))


@register.filter
def act(event: Any) -> str:
    return say(act_of(event.subject, event.action))


@register.filter
def amount(value: Decimal | None) -> str:
    """An amount with thousands separators and the decimals it has (at least two); a dash for none."""
    if value is None:
        return "—"
    exponent = value.normalize().as_tuple().exponent
    places = max(2, -exponent if isinstance(exponent, int) else 2)
    return f"{value:,.{places}f}"


@register.filter
def percent(value: Decimal | float | None) -> str:
    """A fraction as a percentage with one decimal; a dash for none."""
    return "—" if value is None else f"{Decimal(value) * 100:.1f}%"


@register.filter
def get(mapping: Any, key: Any) -> Any:
    return mapping.get(key) if mapping else None
