"""{{ color|light }}: a light with its name, since colour alone says nothing to many readers."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kaocheng.lifecycle.curve import plain
from kaocheng.lifecycle.lights import COLORS, NO_LIGHT
from kaocheng.lifecycle.pace import round_to_cent
from kaocheng_web.interface.words import say

register = template.Library()


@register.filter
def light(color: str | None) -> SafeString:
    """ "", None or "none": cannot be said."""
    name = color if color in COLORS else "none"
    words = NO_LIGHT if name == "none" else COLORS[name]
    return format_html(
        '<span class="lamp"><span class="light {}" aria-hidden="true"></span>{}</span>', name, say(words)
    )


@register.filter
def number(value: Decimal | None) -> str:
    """With at most two decimals; a dash for none."""
    return "—" if value is None else plain(round_to_cent(value))
