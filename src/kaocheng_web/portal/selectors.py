"""What everybody may read: published packages, and how complete the publication is."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet
from django.http import Http404

from kaocheng_web.disclosure.models import Package
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import ProjectYear

_MOST_WORDS = 5


class Gone(Exception):
    """Was published, and is not any more."""


def published() -> QuerySet[Package]:
    """Latest first."""
    rows = Package.objects.filter(state="published").select_related(
        "filing__project_year__cycle", "filing__project_year__unit"
    )
    light = rows.defer("content", "removed", "hidden", "wording", "searchable", "filing__cells", "filing__findings")
    return light.order_by("-published_at", "pk")


def search(asked: Mapping[str, str]) -> QuerySet[Package]:
    """`asked`: "text" (all its words, in names and in what the form says), "year", "organisation" (its number)."""
    rows = published()
    for word in asked.get("text", "").split()[:_MOST_WORDS]:
        rows = rows.filter(searchable__icontains=word)
    if asked.get("year", "").isdecimal():
        rows = rows.filter(filing__project_year__cycle__year=int(asked["year"][:4]))
    if asked.get("organisation", "").isdecimal():
        organisation = Organisation.objects.filter(pk=int(asked["organisation"][:12])).first()
        rows = rows.filter(path__startswith=organisation.path) if organisation else rows.none()
    return rows


def find_published(slug: str) -> Package:
    """Raises Gone for what was taken back, Http404 for what never was public."""
    rows = Package.objects.select_related("filing__project_year__cycle", "filing__project_year__unit")
    package = rows.filter(slug=slug).first()
    if package is None or (package.state != "published" and package.published_at is None):
        raise Http404
    if package.state != "published":
        raise Gone
    return package


def years() -> list[int]:
    """Of which something is published, latest first."""
    rows = Package.objects.filter(state="published").order_by()
    return sorted(set(rows.values_list("filing__project_year__cycle__year", flat=True).distinct()), reverse=True)


def departments() -> list[Organisation]:
    """Of which something is published."""
    paths = Package.objects.filter(state="published").order_by().values_list("path", flat=True).distinct()
    above = {int(key) for path in paths for key in path.strip("/").split("/")}
    return list(Organisation.objects.filter(pk__in=above, kind="department").order_by("name"))


def find_organisation(pk: int) -> Organisation:
    """One of which something is published; others do not show here."""
    organisation = Organisation.objects.filter(pk=pk).first()
    if organisation is None or not published().filter(path__startswith=organisation.path).exists():
        raise Http404
    return organisation


def project_years(year: int, organisation: Organisation | None = None) -> QuerySet[ProjectYear]:
    """The projects of every region that has published something of the year."""
    regions = Package.objects.filter(state="published", filing__project_year__cycle__year=year)
    cycles = regions.order_by().values("filing__project_year__cycle")
    below = Q() if organisation is None else Q(path__startswith=organisation.path)
    return ProjectYear.objects.filter(below, cycle__in=cycles)
