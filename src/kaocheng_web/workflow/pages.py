"""Where the objects of each machine live: model, page, and what a transition asks beyond reason and rules."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.urls import NoReverseMatch, reverse

from kaocheng.lifecycle import all_machines
from kaocheng_web.workflow.models import Moving

# Machine → model. The four kinds of filing share one.
MODELS = {
    "objective": "filings.Filing",
    "adjustment": "filings.Filing",
    "monitoring": "filings.Filing",
    "self_evaluation": "filings.Filing",
    "recheck": "review.Recheck",
    "panel": "review.Panel",
    "rectification": "rectification.Item",
    "opinion": "results.Opinion",
    "disclosure": "disclosure.Package",
}
_FIELDS: dict[tuple[str, str], str] = {}


def model_of(kind: str) -> type[Moving] | None:
    """The model of a machine, None for a machine that does not exist."""
    return apps.get_model(MODELS[kind]) if kind in MODELS and kind in all_machines() else None


def page_of(thing: Any) -> str:
    """Address of an object's own page: `get_absolute_url`; the desk where it has none."""
    try:
        return str(thing.get_absolute_url())
    except (AttributeError, NoReverseMatch):
        return reverse("home")


def cell_address(thing: Any, field: str | None) -> str:
    """Where a refusal points to: the cell on the object's page, or on that of its filing."""
    if not field or field in ("reason", "codes"):
        return ""
    page = page_of(thing if hasattr(thing, "cells") else getattr(thing, "filing", None) or thing)
    return f"{page}#{cell_id(field)}"


def cell_id(field: str) -> str:
    """The id of a cell on the page."""
    return "c-" + field.replace("[", "-").replace("].", "-").replace("]", "")


def ask_also(machine: str, action: str, template: str) -> None:
    """A transition needs more than a reason: `template` has its inputs, named "data.…"; they reach guards and effects
    as `Request.data` without the prefix."""
    _FIELDS[machine, action] = template


def fields_of(machine: str, action: str) -> str:
    """The template with further inputs, "" for none."""
    return _FIELDS.get((machine, action), "")
