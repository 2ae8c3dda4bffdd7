"""{{ amount|signed }}   an amount with its sign, + for more"""

from __future__ import annotations

from decimal import Decimal

from django import template

from kaocheng_web.interface.templatetags.kaocheng import amount

register = template.Library()


@register.filter
def signed(value: Decimal | None) -> str:
    return f"+{amount(value)}" if value is not None and value > 0 else amount(value).replace("-", "−")
