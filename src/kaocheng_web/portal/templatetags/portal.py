"""{{ facts.budget|figure }}   a number kept as text, grouped; {{ facts.rate|share }} a fraction as a percentage
{{ facts.amount_unit|unit }} the unit of amounts, in both languages where it is a usual one
{% met row.met %}            whether a promise was kept, in words; {{ row.score|normalized }} without idle zeros"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from django import template

from kaocheng.language import Text
from kaocheng_web.interface.templatetags.kaocheng import amount, percent
from kaocheng_web.interface.words import say
from kaocheng_web.portal.files import MET

register = template.Library()
_UNITS = {"元": Text("元", "yuan"), "万元": Text("万元", "10,000 yuan"), "亿元": Text("亿元", "100 million yuan")}


@register.filter
def figure(text: str | None) -> str:
    return amount(_number(text))


@register.filter
def unit(printed: str | None) -> str:
    words = _UNITS.get(printed or "")
    return printed or "" if words is None else say(words)


@register.filter
def share(text: str | None) -> str:
    return percent(_number(text))


@register.filter
def normalized(number: Decimal) -> str:
    return f"{number.normalize():f}"


@register.simple_tag
def met(kept: bool | None) -> str:
    return say(MET[kept])


def _number(text: str | None) -> Decimal | None:
    try:
        return None if text is None else Decimal(text)
    except InvalidOperation:
        return None
