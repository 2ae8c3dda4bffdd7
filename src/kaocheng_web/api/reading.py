"""Organisations, years, projects, results, publications and jobs."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Prefetch, Q
from django.http import Http404, HttpRequest
from ninja import Query, Schema
from pydantic import Field

from kaocheng_web.access.policy import find, visible
from kaocheng_web.api import shapes
from kaocheng_web.api.routing import LARGEST, Id, Page, Paging, paged, route
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.disclosure.models import Package
from kaocheng_web.jobs.models import Job
from kaocheng_web.jobs.selectors import all_jobs
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import PROJECT_KINDS, Project
from kaocheng_web.projects.selectors import years

Kind = Literal["region", "finance", "department", "unit", "office"]
ProjectKind = Literal["specific", "operating", "personnel", "overall"]
assert set(ProjectKind.__args__) == set(PROJECT_KINDS)  # type: ignore[attr-defined]


class OrganisationFilter(Schema):
    kind: Kind | None = None
    text: str = Field("", max_length=100)


@route("GET", "/organisations", permission="signed_in", answer=Page[shapes.OrganisationOut])
def list_organisations(request: HttpRequest, paging: Query[Paging], asked: Query[OrganisationFilter]) -> Any:
    """Organisations in the person's reach, in the order of the tree"""
    rows = visible(request.user, Organisation.objects.all())
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    for word in words_of(asked.text):
        rows = rows.filter(Q(name__icontains=word) | Q(code__icontains=word))
    return paged(rows, paging, shapes.organisation)


@route("GET", "/organisations/{pk}", permission="signed_in", answer=shapes.OrganisationOut)
def show_organisation(request: HttpRequest, pk: Id) -> Any:
    """One organisation"""
    return shapes.organisation(find(request.user, Organisation.objects.all(), "signed_in", pk=pk))


@route("GET", "/cycles", permission="cycle.view", answer=Page[shapes.CycleOut])
def list_cycles(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Performance years with the windows of their stages, the latest first"""
    return paged(visible(request.user, _cycles()), paging, shapes.cycle)


@route("GET", "/cycles/{pk}", permission="cycle.view", answer=shapes.CycleOut)
def show_cycle(request: HttpRequest, pk: Id) -> Any:
    """One performance year"""
    return shapes.cycle(find(request.user, _cycles(), "cycle.view", pk=pk))


def _cycles() -> Any:
    return Cycle.objects.select_related("region").prefetch_related("stages")


class ProjectFilter(Schema):
    """`text`: words of the name, the code or the unit."""

    year: int | None = Field(None, ge=1949, le=9999)
    unit: int | None = Field(None, ge=1, le=LARGEST)
    kind: ProjectKind | None = None
    text: str = Field("", max_length=100)


@route("GET", "/projects", permission="project.view", answer=Page[shapes.ProjectOut])
def list_projects(request: HttpRequest, paging: Query[Paging], asked: Query[ProjectFilter]) -> Any:
    """Projects with their years, by code"""
    seen = _years(request.user, asked).values("project")
    rows = Project.objects.filter(pk__in=seen).prefetch_related(Prefetch("years", years(request.user), to_attr="seen"))
    return paged(rows, paging, _project)


@route("GET", "/projects/{pk}", permission="project.view", answer=shapes.ProjectOut)
def show_project(request: HttpRequest, pk: Id) -> Any:
    """One project"""
    # A project is seen where a year of it is.
    project: Any = find(request.user, years(request.user), "project.view", project=pk).project
    project.seen = list(years(request.user).filter(project=pk))
    return _project(project)


@route("GET", "/project-years", permission="project.view", answer=Page[shapes.ProjectYearOut])
def list_project_years(request: HttpRequest, paging: Query[Paging], asked: Query[ProjectFilter]) -> Any:
    """Projects in one year each, the latest year first, then by code"""
    return paged(_years(request.user, asked), paging, shapes.project_year)


@route("GET", "/project-years/{pk}", permission="project.view", answer=shapes.ProjectYearOut)
def show_project_year(request: HttpRequest, pk: Id) -> Any:
    """One project in one year"""
    return shapes.project_year(find(request.user, years(request.user), "project.view", pk=pk))


def _years(person: Any, asked: ProjectFilter) -> Any:
    rows = years(person)
    wanted = {"cycle__year": asked.year, "unit": asked.unit, "project__kind": asked.kind}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    for word in words_of(asked.text):
        in_project = Q(project__name__icontains=word) | Q(project__code__icontains=word)
        rows = rows.filter(in_project | Q(unit__name__icontains=word))
    return rows


def _project(row: Any) -> shapes.ProjectOut:
    plain = {name: getattr(row, name) for name in ("code", "name", "kind", "ends")}
    return shapes.ProjectOut(id=row.pk, **plain, years=[shapes.project_year(year) for year in row.seen])


@route("GET", "/jobs", permission="signed_in", answer=Page[shapes.JobOut])
def list_jobs(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The person's work in the background, the latest first"""
    return paged(all_jobs(request.user), paging, shapes.job)


@route("GET", "/jobs/{pk}", permission="signed_in", answer=shapes.JobOut)
def show_job(request: HttpRequest, pk: Id) -> Any:
    """How far one piece of work has come"""
    return shapes.job(find(request.user, Job.objects.all(), "signed_in", pk=pk))


class PackageFilter(Schema):
    year: int | None = Field(None, ge=1949, le=9999)
    text: str = Field("", max_length=100)


@route("GET", "/public/packages", permission="public", answer=Page[shapes.PackageOut])
def list_packages(request: HttpRequest, paging: Query[Paging], asked: Query[PackageFilter]) -> Any:
    """What was published, the latest first; no token is needed"""
    rows = _published().defer("content", "removed").order_by("-published_at", "-pk")
    if asked.year is not None:
        rows = rows.filter(filing__project_year__cycle__year=asked.year)
    for word in words_of(asked.text):
        name = Q(filing__project_year__project__name__icontains=word)
        rows = rows.filter(name | Q(filing__project_year__unit__name__icontains=word))
    return paged(rows, paging, shapes.package)


@route("GET", "/public/packages/{slug}", permission="public", answer=shapes.PackageDetail)
def show_package(request: HttpRequest, slug: str) -> Any:
    """One publication with its content; no token is needed"""
    found = _published().filter(slug=slug[:80]).first()
    if found is None:
        raise Http404
    return shapes.package_detail(found)


def _published() -> Any:
    rows = Package.objects.filter(state="published", published_at__isnull=False)
    return rows.select_related(*("filing__project_year__" + name for name in ("project", "cycle", "unit")))


def words_of(text: str) -> list[str]:
    """The words of a search; databases keep no NUL."""
    return text.replace("\x00", " ").split()
