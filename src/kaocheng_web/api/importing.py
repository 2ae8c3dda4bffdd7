"""Projects, indicators and library entries in bulk: hand in a file, look at the preview, take it over."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import File, Form, Query, Schema, Status, UploadedFile

from kaocheng_web.access.policy import find, visible
from kaocheng_web.api.problems import Fault, Trouble, Words
from kaocheng_web.api.routing import LARGEST, Id, Page, Paging, paged, route
from kaocheng_web.api.shapes import stored
from kaocheng_web.cycles.selectors import find_cycle
from kaocheng_web.exchange import services
from kaocheng_web.exchange.files import LARGEST as LARGEST_FILE
from kaocheng_web.exchange.models import Import
from kaocheng_web.filings.receiving import too_large


class ImportOut(Schema):
    """A file that was handed in. `state`: read (being previewed), previewed, confirmed (being taken over), taken.

    `counts`: created, changed, unchanged, refused rows; of the preview until it is taken. `job`: its work in the
    background, None where the file was small.
    """

    id: int
    name: str
    format: str
    sha256: str
    cycle: int
    state: str
    counts: dict[str, int]
    job: int | None
    at: datetime.datetime
    taken_at: datetime.datetime | None


class RefusedRow(Schema):
    """A row that is not taken. `form`: projects, indicators or library; `number`: as a spreadsheet counts."""

    form: str
    number: int
    texts: dict[str, str]
    errors: list[Fault]


def shown(row: Import) -> ImportOut:
    names = ("name", "format", "sha256", "state", "counts", "at", "taken_at")
    return ImportOut(id=row.pk, cycle=row.cycle_id, job=row.job_id, **{name: getattr(row, name) for name in names})


Cycle = Annotated[int, Form(ge=1, le=LARGEST, description="number of the performance year")]


@route(
    "POST",
    "/imports",
    permission="data.import",
    scope="import",
    answer=ImportOut,
    status=201,
    errors=(400, 404, 413),
)
def upload_import(request: HttpRequest, file: File[UploadedFile], cycle: Cycle) -> Any:
    """Hand in a table (xlsx, csv, JSON; up to 10 MB) for a preview; nothing is written yet"""
    large = too_large(file, LARGEST_FILE)
    if large is not None:
        raise Trouble(413, "too-large", large)
    found = find_cycle(request.user, "cycle.view", cycle)
    return Status(201, shown(services.upload(request.user, found, name=file.name or "upload", data=file.read())))


@route("GET", "/imports", permission="data.import", scope="import", answer=Page[ImportOut])
def list_imports(request: HttpRequest, paging: Query[Paging]) -> Any:
    """The files the person has handed in, the latest first"""
    return paged(visible(request.user, Import.objects.defer("lines", "outcomes")), paging, shown)


@route("GET", "/imports/{pk}", permission="data.import", scope="import", answer=ImportOut)
def show_import(request: HttpRequest, pk: Id) -> Any:
    """One file and what it comes to"""
    return shown(_find(request, pk))


@route("GET", "/imports/{pk}/errors", permission="data.import", scope="import", answer=list[RefusedRow])
def list_import_errors(request: HttpRequest, pk: Id) -> Any:
    """The rows of a file that are not taken, with the reasons"""
    found = _find(request, pk)
    return [
        RefusedRow(form=line.form, number=line.number, texts=dict(line.texts), errors=list(map(_fault, row["faults"])))
        for line, row in zip(services.lines_of(found), found.outcomes, strict=False)
        if row["outcome"] == "refused"
    ]


@route("POST", "/imports/{pk}/take", permission="data.import", scope="import", answer=ImportOut)
def take_import(request: HttpRequest, pk: Id) -> Any:
    """Take over the good rows of a file that was previewed; a second time nothing happens"""
    return shown(services.take(request.user, _find(request, pk)))


def _find(request: HttpRequest, pk: int) -> Import:
    return find(request.user, Import.objects.select_related("cycle", "job"), "data.import", pk=pk)


def _fault(row: dict[str, str]) -> Fault:
    message = stored(row) or Words(zh="", en="")
    return Fault(code=row["code"], message=message, field=row["column"] or None)
