"""What a page of figures is about: a year, and all that a person sees, or one department, or one unit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse

from kaocheng_web.access.policy import visible
from kaocheng_web.cycles.models import Cycle, Stage
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects import selectors as projects
from kaocheng_web.projects.models import ProjectYear


@dataclass(frozen=True, slots=True)
class Group:
    """A row of figures: a department with all below it, or one unit by itself. `asked`: how the lists are told."""

    name: str
    code: str
    asked: tuple[tuple[str, str], ...]


class Scope:
    """`asked`: year, department and unit as they stand in the address; what does not exist is left out."""

    def __init__(self, person: Any, asked: Mapping[str, str]) -> None:
        self.person = person
        self.years_known = projects.years_known(person)
        given = asked.get("year", "")
        self.year = int(given) if given in map(str, self.years_known) else next(iter(self.years_known), None)
        self.department = next((one for one in self.departments if str(one.pk) == asked.get("department")), None)
        within = self.department.path if self.department is not None else ""
        self.unit = next(
            (one for one in self.units if str(one.pk) == asked.get("unit") and one.path.startswith(within)), None
        )

    @cached_property
    def departments(self) -> list[Organisation]:
        return projects.departments(self.person)

    @cached_property
    def units(self) -> list[Organisation]:
        """Those that have a project in the year."""
        rows = visible(self.person, ProjectYear.objects.filter(cycle__year=self.year or 0))
        return list(Organisation.objects.filter(pk__in=rows.values("unit")).order_by("path"))

    @cached_property
    def stages(self) -> list[Stage]:
        """Of the year, each round once."""
        cycles = visible(self.person, Cycle.objects.filter(year=self.year or 0))
        found: dict[tuple[str, int], Stage] = {}
        for stage in Stage.objects.filter(cycle__in=cycles).select_related("cycle").order_by("pk"):
            found.setdefault((stage.code, stage.round), stage)
        return list(found.values())

    @cached_property
    def asked(self) -> dict[str, str]:
        """For the address of a list: the narrowest of department and unit."""
        if self.unit is not None:
            return {"unit": str(self.unit.pk)}
        return {} if self.department is None else {"department": str(self.department.pk)}

    def project_years(self) -> QuerySet[ProjectYear]:
        department = self.department
        unit = None if self.unit is None else self.unit.pk
        return projects.project_list(self.person, year=self.year, department=department, unit=unit)

    # ── the lists behind the figures ──────────────────────────────────────────────────────────────────────────────────
    def projects_link(self, group: Group | None = None, /, **further: object) -> str:
        return self._link("projects:list", group, further)

    def forms_link(self, group: Group | None = None, /, **further: object) -> str:
        return self._link("dashboards:forms", group, further)

    def items_link(self, group: Group | None = None, /, **further: object) -> str:
        """Items know organisations by their code."""
        asked = dict(group.asked) if group is not None else self.asked
        if "department" in asked:
            code = group.code if group is not None else self.department.code if self.department else ""
            asked = {"organisation": code}
        return f"{reverse('rectification:list')}?{urlencode({'year': self.year or '', **asked, **further})}"

    def _link(self, name: str, group: Group | None, further: Mapping[str, object]) -> str:
        asked = dict(group.asked) if group is not None else self.asked
        return f"{reverse(name)}?{urlencode({'year': self.year or '', **asked, **further})}"

    # ── rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def by_department(self) -> bool:
        return self.department is None and self.unit is None and len(self.departments) > 1

    def group_of(self, unit: Organisation) -> Group:
        """The row in which the figures of a unit are counted."""
        if self.by_department:
            for one in self.departments:
                if unit.path.startswith(one.path):
                    return Group(one.name, one.code, (("department", str(one.pk)),))
        return Group(unit.name, unit.code, (("unit", str(unit.pk)),))

    @cached_property
    def groups(self) -> dict[int, Group]:
        """Unit → its row."""
        return {unit.pk: self.group_of(unit) for unit in self.units}
