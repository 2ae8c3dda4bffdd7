"""Reading packages, and how complete the publication of a year is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from kaocheng_web.access.policy import find, visible
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.disclosure.models import Package
from kaocheng_web.disclosure.services import FINAL
from kaocheng_web.filings.models import Filing
from kaocheng_web.interface.words import Choices, t
from kaocheng_web.journal.models import Event
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import ProjectYear

# How far a project has come towards the public.
STAGES = Choices(
    missing=t("未报送", "not filed"),
    filed=t("已报送未定稿", "filed, not final"),
    final=t("已定稿未公开", "final, not published"),
    published=t("已公开", "published"),
    withheld=t("不予公开", "withheld"),
)


def packages(person: Any) -> QuerySet[Package]:
    rows = Package.objects.select_related(
        "filing__project_year__cycle__region", "filing__project_year__project", "filing__project_year__unit"
    )
    return visible(person, rows.select_related("privacy_by", "secrecy_by"))


def find_package(person: Any, permission: str, pk: int) -> Package:
    """404 where the person cannot see it, 403 where he may not do this."""
    return find(person, packages(person), permission, pk=pk)


def package_list(person: Any, asked: Mapping[str, str]) -> QuerySet[Package]:
    """`asked`: "state", "year", "text"; "" for all."""
    rows = packages(person).defer("content", "removed", "searchable", "filing__cells", "filing__findings")
    if asked.get("state"):
        rows = rows.filter(state=asked["state"])
    if asked.get("year", "").isdecimal():
        rows = rows.filter(filing__project_year__cycle__year=int(asked["year"][:4]))
    return _named(rows, asked.get("text", ""), "filing__project_year__").order_by(
        F("moved_at").desc(nulls_first=True), "-pk"
    )


def ready(person: Any, asked: Mapping[str, str] | None = None) -> QuerySet[Filing]:
    """Final self-evaluations that have no package yet."""
    rows = Filing.objects.filter(kind="self_evaluation", state__in=FINAL, package=None)
    rows = rows.select_related("project_year__project", "project_year__cycle__region", "project_year__unit")
    if asked and asked.get("year", "").isdecimal():
        rows = rows.filter(project_year__cycle__year=int(asked["year"][:4]))
    return _named(visible(person, rows), (asked or {}).get("text", ""), "project_year__").order_by("pk")


def counts(person: Any) -> dict[str, int]:
    """State → number of packages."""
    rows = visible(person, Package.objects.all()).order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


def years(person: Any) -> list[int]:
    return sorted(set(visible(person, Cycle.objects.all()).values_list("year", flat=True)), reverse=True)


def events_of(package: Package) -> list[Event]:
    """The life of a package, oldest first."""
    rows = Event.objects.filter(subject="disclosure", subject_id=package.pk).select_related("person")
    return list(rows.order_by("number")[:200])


def with_stage(rows: QuerySet[ProjectYear]) -> QuerySet[Any]:
    """With `stage`, a key of STAGES."""
    evaluation = Filing.objects.filter(project_year=OuterRef("pk"), kind="self_evaluation").values("state")[:1]
    package = Package.objects.filter(filing__project_year=OuterRef("pk")).values("state")[:1]
    rows = rows.annotate(evaluation_state=Subquery(evaluation), package_state=Subquery(package))
    stage = Case(
        When(package_state="published", then=Value("published")),
        When(package_state="withheld", then=Value("withheld")),
        When(evaluation_state__in=FINAL, then=Value("final")),
        When(Q(evaluation_state=None) | Q(evaluation_state="draft"), then=Value("missing")),
        default=Value("filed"),
        output_field=CharField(),
    )
    return rows.annotate(stage=stage)


def completeness(person: Any, cycle: Cycle, asked: Mapping[str, str]) -> QuerySet[ProjectYear]:
    """Every project of the year that the person sees, by organisation. `asked`: "stage", "text"; "" for all."""
    rows = with_stage(visible(person, ProjectYear.objects.filter(cycle=cycle)).select_related("project", "unit"))
    if asked.get("stage") in STAGES:
        rows = rows.filter(stage=asked["stage"])
    return _named(rows, asked.get("text", ""), "").order_by("path", "project__code")


def stage_counts(rows: QuerySet[Any]) -> dict[str, int]:
    """Stage → number of projects; every stage is there."""
    found = dict(rows.order_by().values_list("stage").annotate(Count("pk")))
    return {code: found.get(code, 0) for code in STAGES}


@dataclass(slots=True)
class Progress:
    """An organisation and its projects of a year. `due`: those that are to be published, withheld ones aside."""

    organisation: Organisation
    level: int
    due: int = 0
    filed: int = 0
    final: int = 0
    published: int = 0

    @property
    def share(self) -> float | None:
        return self.published / self.due if self.due else None


def progress(rows: QuerySet[ProjectYear]) -> list[Progress]:
    """Departments with their units below them, each with the sums of what is below it. Two queries."""
    counted = list(with_stage(rows).order_by().values_list("path", "stage").annotate(Count("pk")))
    ids = {int(key) for path, _, _ in counted for key in path.strip("/").split("/")}
    found = Organisation.objects.filter(pk__in=ids).exclude(kind="region")
    known = {organisation.path: organisation for organisation in found}
    table: dict[str, Progress] = {}
    for path, organisation in sorted(known.items(), key=lambda one: [int(key) for key in one[0].strip("/").split("/")]):
        table[path] = Progress(organisation, sum(above in known for above in _upward(path)) - 1)
    for path, stage, number in counted:
        if stage == "withheld":
            continue
        for row in (table[above] for above in _upward(path) if above in table):
            row.due += number
            row.filed += number if stage != "missing" else 0
            row.final += number if stage in ("final", "published") else 0
            row.published += number if stage == "published" else 0
    return list(table.values())


def _upward(path: str) -> list[str]:
    """The path itself and those above it."""
    return [path[: index + 1] for index, letter in enumerate(path) if letter == "/" and index]


def _named(rows: QuerySet[Any], text: str, at: str) -> QuerySet[Any]:
    for word in text.split()[:5]:
        rows = rows.filter(
            Q(**{f"{at}project__name__icontains": word})
            | Q(**{f"{at}project__code__icontains": word})
            | Q(**{f"{at}unit__name__icontains": word})
        )
    return rows
