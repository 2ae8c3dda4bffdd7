"""Forms: their cells, scores, findings and rounds, and expenditure."""

from __future__ import annotations

from typing import Any, Literal

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from kaocheng.language import Text
from kaocheng_web.access.policy import find, visible
from kaocheng_web.api import shapes
from kaocheng_web.api.problems import Conflict, Trouble
from kaocheng_web.api.reading import words_of
from kaocheng_web.api.routing import LARGEST, Id, Language, Page, Paging, paged, route
from kaocheng_web.filings import selectors, services
from kaocheng_web.filings.models import FILING_KINDS
from kaocheng_web.monitoring.models import LIGHTS
from kaocheng_web.monitoring.selectors import rounds
from kaocheng_web.monitoring.services import record_months
from kaocheng_web.projects.models import ProjectYear

Kind = Literal["objective", "adjustment", "monitoring", "self_evaluation"]
Light = Literal["red", "yellow", "green", "blue"]
assert set(Kind.__args__) == set(FILING_KINDS)  # type: ignore[attr-defined]
assert set(Light.__args__) == set(LIGHTS)  # type: ignore[attr-defined]


class FilingFilter(Schema):
    """`text`: words of the project's name or code."""

    kind: Kind | None = None
    state: str | None = Field(None, max_length=30, pattern="^[a-z_]+$")
    project_year: int | None = Field(None, ge=1, le=LARGEST)
    year: int | None = Field(None, ge=1949, le=9999)
    text: str = Field("", max_length=100)


@route("GET", "/filings", permission="filing.view", answer=Page[shapes.FilingOut])
def list_filings(request: HttpRequest, paging: Query[Paging], asked: Query[FilingFilter]) -> Any:
    """Forms the person may see, the latest first"""
    rows = visible(request.user, selectors.filings().defer("cells", "findings", "basis__cells", "basis__findings"))
    wanted = asked.dict(include={"kind", "state", "project_year"}) | {"project_year__cycle__year": asked.year}
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    for word in words_of(asked.text):
        project = "project_year__project__"
        rows = rows.filter(Q(**{f"{project}name__icontains": word}) | Q(**{f"{project}code__icontains": word}))
    return paged(rows, paging, shapes.filing)


@route("GET", "/filings/{pk}", permission="filing.view", answer=shapes.FilingDetail)
def show_filing(request: HttpRequest, pk: Id) -> Any:
    """One form with what the person may do with it"""
    return shapes.filing_detail(request.user, selectors.find_filing(request.user, "filing.view", pk))


@route("GET", "/filings/{pk}/cells", permission="filing.view", answer=shapes.CellsOut)
def read_cells(request: HttpRequest, pk: Id) -> Any:
    """What is typed into a form"""
    filing = selectors.find_filing(request.user, "filing.view", pk)
    return shapes.CellsOut(version=filing.version, cells=filing.cells)


@route(
    "PATCH",
    "/filings/{pk}/cells",
    permission="filing.edit",
    scope="write",
    answer=shapes.CellsOut,
    errors=(400, 409, 413),
)
def write_cells(request: HttpRequest, pk: Id, body: shapes.CellChanges) -> Any:
    """Type into a form: all of it, or nothing where somebody else has changed one of the cells"""
    filing = selectors.find_filing(request.user, "filing.edit", pk)
    fresh = filing.version == body.version
    # Without the text that was seen, an older version can only be confirmed: any other text is a conflict.
    seen = {path: str(filing.cells.get(path, "")) if fresh else text for path, text in body.cells.items()} | body.seen
    changes = {path: (seen[path], text) for path, text in body.cells.items()}
    with transaction.atomic():
        saved = services.type_cells(request.user, filing, changes=changes)
        if saved.conflicts:
            transaction.set_rollback(True)
    if saved.conflicts:
        message = Text("部分栏目已被他人修改，未保存", "somebody else has changed some cells; nothing was saved")
        both = [Conflict(field=one.path, kept=one.kept, lost=one.lost) for one in saved.conflicts]
        raise Trouble(409, "conflict", message, conflicts=both)
    return shapes.CellsOut(version=filing.version, cells=filing.cells)


@route("GET", "/filings/{pk}/report", permission="filing.view", answer=dict[str, Any])
def read_report(request: HttpRequest, pk: Id, language: Language = "zh") -> Any:
    """The form read, scored and checked, as the command line prints it"""
    filing = selectors.find_filing(request.user, "filing.view", pk)
    return services.check(filing).result.to_json(language)


@route("GET", "/filings/{pk}/findings", permission="filing.view", answer=list[shapes.FindingOut])
def read_findings(request: HttpRequest, pk: Id) -> Any:
    """What the rules say of a form as it stands"""
    filing = services.fresh_check(selectors.find_filing(request.user, "filing.view", pk))
    return [shapes.finding(row) for row in filing.findings]


@route("GET", "/filings/{pk}/scores", permission="filing.view", answer=shapes.ScoresOut)
def read_scores(request: HttpRequest, pk: Id) -> Any:
    """The scores claimed in a form, and those the scheme gives"""
    filing = selectors.find_filing(request.user, "filing.view", pk)
    checked = services.check(filing)
    services.keep_check(filing, checked)
    return shapes.ScoresOut(
        version=filing.version,
        scheme=filing.project_year.cycle.scheme,
        claimed=shapes.decimal(filing.claimed_score),
        replayed=shapes.decimal(filing.replayed_score),
        grade=filing.grade,
        execution_rate=shapes.decimal(filing.execution_rate),
        errors=filing.errors,
        warnings=filing.warnings,
        undecided=filing.undecided,
        suggestions=checked.suggestions,
    )


class RoundFilter(Schema):
    year: int | None = Field(None, ge=1949, le=9999)
    round: int | None = Field(None, ge=1, le=99)
    light: Light | None = None
    project_year: int | None = Field(None, ge=1, le=LARGEST)


@route("GET", "/monitoring-rounds", permission="monitoring.view", answer=Page[shapes.RoundOut])
def list_rounds(request: HttpRequest, paging: Query[Paging], asked: Query[RoundFilter]) -> Any:
    """Rounds of monitoring with their lights, the latest first"""
    rows = visible(request.user, rounds().defer("cells", "findings", "basis__cells", "basis__findings"))
    wanted = {
        "project_year__cycle__year": asked.year,
        "round": asked.round,
        "round_summary__light": asked.light,
        "project_year": asked.project_year,
    }
    return paged(rows.filter(**{k: value for k, value in wanted.items() if value is not None}), paging, shapes.round_of)


@route("GET", "/project-years/{pk}/expenditures", permission="monitoring.view", answer=list[shapes.ExpenditureOut])
def list_expenditures(request: HttpRequest, pk: Id) -> Any:
    """Cumulative expenditure of a project's year, by month"""
    year = find(request.user, ProjectYear.objects.all(), "monitoring.view", pk=pk)
    return [shapes.expenditure(row) for row in year.expenditure.all()]


@route(
    "PATCH",
    "/project-years/{pk}/expenditures",
    permission="monitoring.record",
    scope="write",
    answer=list[shapes.ExpenditureOut],
    errors=(400, 413),
)
def write_expenditures(request: HttpRequest, pk: Id, body: shapes.Months) -> Any:
    """Record cumulative expenditure at the end of months"""
    rows = ProjectYear.objects.select_related("cycle", "project", "unit")
    year = find(request.user, rows, "monitoring.record", pk=pk)
    record_months(request.user, year, {int(month): amount for month, amount in body.months.items()})
    return [shapes.expenditure(row) for row in year.expenditure.all()]
