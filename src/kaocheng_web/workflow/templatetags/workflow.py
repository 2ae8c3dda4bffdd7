"""For the bar of actions.

{% rule_choices thing as rules %}   rules.found: the open findings' rules, with titles; rules.others: all the rest
{% further_fields thing button as template %}
{{ refusal|cell_of:thing }}         address of the cell a refusal speaks of
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template

from kaocheng.audit import all_rules
from kaocheng.language import Text
from kaocheng_web.workflow.pages import cell_address, fields_of
from kaocheng_web.workflow.services import Button, Refusal

register = template.Library()


@cache
def _titles() -> dict[str, Text]:
    return {rule.code: rule.title for rule in all_rules()}


@register.simple_tag
def rule_choices(thing: Any) -> dict[str, list[tuple[str, Text]]]:
    source = thing if hasattr(thing, "findings") else getattr(thing, "filing", None)
    open_codes = dict.fromkeys(row["code"] for row in getattr(source, "findings", None) or ())
    titles = _titles()
    return {
        "found": [(code, titles[code]) for code in open_codes if code in titles],
        "others": [(code, title) for code, title in titles.items() if code not in open_codes],
    }


@register.simple_tag
def further_fields(thing: Any, button: Button) -> str:
    return fields_of(thing.machine_id, button.transition.action)


@register.filter
def cell_of(refusal: Refusal, thing: Any) -> str:
    return cell_address(thing, refusal.field)
