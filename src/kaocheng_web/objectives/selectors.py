"""Reading objectives and the indicator library."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Q, QuerySet

from kaocheng.audit.sectors import sectors
from kaocheng.lifecycle.declaring import indicator_rows, names_of
from kaocheng.lifecycle.similarity import Known, Suggestion, suggest
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.starting import yardstick
from kaocheng_web.objectives.models import LibraryIndicator
from kaocheng_web.projects.models import ProjectYear

_MOST_KNOWN = 400  # objectives looked at for a recommendation: the newest


def library(*, text: str = "", level2: str = "", sector: str = "", retired: bool = False) -> QuerySet[LibraryIndicator]:
    """Entries by words in the name or definition, by category and by field of work."""
    rows = LibraryIndicator.objects.all() if retired else LibraryIndicator.objects.filter(is_active=True)
    for word in text.split():
        rows = rows.filter(Q(level3__icontains=word) | Q(definition__icontains=word) | Q(target__icontains=word))
    if level2:
        rows = rows.filter(level2=level2)
    if sector:
        rows = rows.filter(sector=sector)
    return rows.order_by("-uses", "level1", "level2", "level3", "sector")


def categories() -> list[tuple[str, str]]:
    """(first level, second level) of the entries, in use order of the forms."""
    rows = LibraryIndicator.objects.order_by("level1", "level2").values_list("level1", "level2").distinct()
    return sorted(rows, key=lambda row: (_RANK.get(row[0][:2], 9), row))


def known_sectors() -> list[str]:
    rows = LibraryIndicator.objects.exclude(sector="").order_by("sector").values_list("sector", flat=True)
    return list(rows.distinct())


def as_row(entry: LibraryIndicator) -> dict[str, str]:
    """An entry as a row of a form."""
    names = ("level1", "level2", "level3", "target", "measurement_unit", "definition")
    return {name: getattr(entry, name) for name in names}


def sector_of(year: ProjectYear) -> str:
    """The field of work of a project, after its unit, else after its name; "" where neither tells."""
    name, unit = year.project.name, year.unit.name
    by_unit = [sector for sector in sectors() if any(word in unit for word in sector.units)]
    by_name = [sector for sector in sectors() if any(len(word) > 1 and word in name for word in sector.own)]
    both = next((sector for sector in by_unit if sector in by_name), None)
    found = both or next(iter(by_unit), None) or next(iter(by_name), None)
    return "" if found is None else found.name.zh


def recommended(filing: Filing, limit: int = 20) -> tuple[Suggestion, ...]:
    """Indicators that like projects measure, with the reasons.

    Approved objectives of the whole region are looked at, since they are what the library is learned from; only names
    of projects and indicators are shown of them.
    """
    year = filing.project_year
    approved = (
        Filing.objects.filter(kind__in=("objective", "adjustment"), state="approved")
        .exclude(project_year__project=year.project_id)
        .select_related("project_year__project", "project_year__unit")
        .only("cells", "project_year__project__name", "project_year__project__kind", "project_year__unit__name")
        .order_by("-pk")[:_MOST_KNOWN]
    )
    known = [
        Known(
            form.project_year.project.name,
            form.project_year.project.kind,
            sector_of(form.project_year),
            tuple((row["level1"], row["level2"], row["level3"], row["target"]) for row in indicator_rows(form.cells)),
        )
        for form in approved
    ]
    return suggest(
        year.project.name,
        known,
        kind=year.project.kind,
        sector=sector_of(year),
        taken=names_of(filing.cells),
        limit=limit,
    )


def last_year(filing: Filing) -> list[dict[str, str]]:
    """Indicators this project had the year before, without those the form has."""
    before = filing.project_year.carried_from or (
        ProjectYear.objects.filter(
            project=filing.project_year.project_id, cycle__year__lt=filing.project_year.cycle.year
        )
        .order_by("-cycle__year")
        .first()
    )
    basis = None if before is None else yardstick(before)
    present = set(names_of(filing.cells))
    return [] if basis is None else [row for row in indicator_rows(basis.cells) if row["level3"] not in present]


def original_of(filing: Filing) -> Mapping[str, str]:
    """The cells an adjustment departs from."""
    return {} if filing.basis is None else filing.basis.cells


_RANK = {"成本": 0, "产出": 1, "效益": 2, "满意": 3}

__all__ = [
    "as_row",
    "categories",
    "known_sectors",
    "last_year",
    "library",
    "original_of",
    "recommended",
    "sector_of",
    "yardstick",
]
