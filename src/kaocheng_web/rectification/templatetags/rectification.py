"""{% corrections_in_force filing as rows %}: what stands beside a form that is final."""

from __future__ import annotations

from typing import Any

from django import template

from kaocheng_web.rectification.models import Correction

register = template.Library()


@register.simple_tag
def corrections_in_force(filing: Any) -> list[Correction]:
    rows = Correction.objects.filter(filing=filing, item__state="closed").select_related("item")
    return list(rows)
