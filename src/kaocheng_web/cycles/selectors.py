"""Reading years."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Count, Q, QuerySet

from kaocheng.language import Text
from kaocheng.schemes import SchemeHead, scheme_heads
from kaocheng.templates import Template, TemplateKind, all_templates
from kaocheng_web.access.policy import access_of, find, visible
from kaocheng_web.cycles.models import STAGES, Cycle, Stage
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import ProjectYear

_ORDER = {code: number for number, code in enumerate(STAGES)}


@dataclass(frozen=True, slots=True)
class CarriedProject:
    """What becomes of one project of the year before. `cells`: of the objective it was measured by."""

    year: ProjectYear
    what: Literal["new", "present", "ended"]
    cells: Mapping[str, str] | None


def cycles(person: Any) -> QuerySet[Cycle]:
    return visible(person, Cycle.objects.select_related("region"))


def find_cycle(person: Any, permission: str, pk: int) -> Cycle:
    return find(person, Cycle.objects.select_related("region"), permission, pk=pk)


def cycles_with_counts(person: Any) -> QuerySet[Cycle]:
    """With how many projects take part, and how many objectives and self-evaluations have come how far."""
    forms = "project_years__filings"
    approved = Q(**{f"{forms}__kind": "objective", f"{forms}__state__in": ("approved", "superseded")})
    final = Q(**{f"{forms}__kind": "self_evaluation", f"{forms}__state__in": ("finalized", "disclosed")})
    return cycles(person).annotate(
        projects=Count("project_years", distinct=True),
        approved=Count("project_years", filter=approved, distinct=True),
        final=Count("project_years", filter=final, distinct=True),
    )


def stages_of(cycle: Cycle) -> list[Stage]:
    """In the order of the year."""
    rows = list(cycle.stages.all())
    for stage in rows:
        stage.cycle = cycle
    return sorted(rows, key=lambda stage: (_ORDER.get(stage.code, 99), stage.round))


def previous_cycle(cycle: Cycle) -> Cycle | None:
    return (
        Cycle.objects.filter(region=cycle.region_id, year__lt=cycle.year)
        .select_related("region")
        .order_by("-year")
        .first()
    )


def regions_to_manage(person: Any) -> QuerySet[Organisation]:
    """Where a finance manager may open a year."""
    from kaocheng.lifecycle import Role

    return Organisation.objects.filter(access_of(person).within({Role.FINANCE_MANAGER}), kind="region")


def to_carry(cycle: Cycle, from_cycle: Cycle) -> list[CarriedProject]:
    """Every project of the earlier year: whether it is new to this one, is there already, or has ended."""
    from kaocheng_web.filings.models import Filing

    present = set(ProjectYear.objects.filter(cycle=cycle).values_list("project_id", flat=True))
    years = ProjectYear.objects.filter(cycle=from_cycle).select_related("project__unit", "cycle", "unit")
    measured: dict[int, Mapping[str, str]] = {}
    rank: dict[int, tuple[int, int]] = {}
    forms = Filing.objects.filter(
        project_year__cycle=from_cycle, kind__in=("objective", "adjustment"), state="approved"
    )
    for form in forms.only("pk", "project_year_id", "kind", "cells"):
        place = (int(form.kind == "adjustment"), form.pk)
        if place > rank.get(form.project_year_id, (-1, 0)):
            measured[form.project_year_id], rank[form.project_year_id] = form.cells, place
    found = []
    for year in years:
        ended = year.project.ends is not None and year.project.ends < cycle.year
        what: Literal["new", "present", "ended"] = (
            "present" if year.project_id in present else "ended" if ended or not year.project.unit.is_active else "new"
        )
        found.append(CarriedProject(year, what, measured.get(year.pk)))
    return found


def scheme_choices(region_code: str = "") -> list[tuple[str, Text]]:
    """Schemes for project forms with the years they hold for; those of the region and the national ones first."""
    heads = [head for head in scheme_heads() if "project" in head.kinds]
    heads.sort(key=lambda head: (_distance(head, region_code), head.id))
    return [(head.id, scheme_words(head)) for head in heads]


def scheme_words(head: SchemeHead) -> Text:
    from_on = Text("{title}（{first}年起）", "{title} (from {first})")
    between = Text("{title}（{first}—{last}年）", "{title} ({first}–{last})")
    words = between if head.valid_to else from_on
    return words.format(title=head.title, first=head.valid_from, last=head.valid_to)


def scheme_head(scheme: str) -> SchemeHead | None:
    return next((head for head in scheme_heads() if head.id == scheme), None)


def scheme_holds(scheme: str, year: int) -> bool:
    """Whether a scheme is valid for a fiscal year."""
    head = scheme_head(scheme)
    return head is not None and head.valid_from <= year and (head.valid_to is None or year <= head.valid_to)


def template_choices() -> list[Template]:
    """Official forms in which a project can be declared and evaluated: with weights, actual values and scores."""
    needed = {"indicators.weight", "indicators.actual", "indicators.score"}
    kinds = (TemplateKind.PROJECT, TemplateKind.TRANSFER)
    return [one for one in all_templates().values() if one.kind in kinds and needed <= one.fields]


def _distance(head: SchemeHead, region_code: str) -> int:
    code = str(head.region)
    if region_code and code and code.strip("0") and region_code.startswith(code.rstrip("0")):
        return 0
    return 1 if head.id.startswith("cn-mof") else 2
