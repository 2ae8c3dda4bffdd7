"""{% load notifications %}: {% unread_messages as count %}, at the bell of a whole page."""

from __future__ import annotations

from typing import Any

from django import template
from django.db import DatabaseError

from kaocheng_web.notifications.selectors import unread_count

register = template.Library()


@register.simple_tag(takes_context=True)
def unread_messages(context: Any) -> int:
    """How many; none where nobody is signed in, or where the database is the very trouble the page tells of."""
    user = context.get("user")
    if user is None or not user.is_authenticated:
        return 0
    try:
        return unread_count(user)
    except DatabaseError:
        return 0
