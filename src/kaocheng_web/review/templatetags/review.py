"""For the questions of transitions.

{% checkers thing as people %}      who may re-check it; each with `held` roles
{% item_proposal thing as item %}   item.wanted: whether a rectification item suggests itself; item.problem: its words
"""

from __future__ import annotations

from typing import Any

from django import template

from kaocheng.language import Text
from kaocheng.lifecycle.recheck import band_of
from kaocheng_web.accounts.models import Person
from kaocheng_web.interface.words import say
from kaocheng_web.review import selectors
from kaocheng_web.review.models import Recheck

register = template.Library()


@register.simple_tag
def checkers(thing: Recheck) -> list[Person]:
    return selectors.checkers(thing.filing)


@register.simple_tag
def item_proposal(thing: Any) -> dict[str, Any]:
    if not isinstance(thing, Recheck) or thing.gap is None:
        return {"wanted": False, "problem": ""}
    band = band_of(thing.gap)
    words = Text("抽查复核得分{total}，自评{own}，相差{gap}分", "re-check {total}, self {own}, {gap} apart")
    problem = words.format(total=thing.total, own=thing.self_score, gap=thing.gap)
    return {"wanted": band.code == "return", "problem": say(problem), "band": band}
