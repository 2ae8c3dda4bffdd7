"""Uploading a finished form, and confirming what was read of it beside its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaocheng.provenance import Location
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.rates import limited
from kaocheng_web.filings import selectors, uploading
from kaocheng_web.filings.checking import grid_of
from kaocheng_web.filings.models import Filing, Upload
from kaocheng_web.filings.page import labels_of
from kaocheng_web.filings.pictures import draw_page
from kaocheng_web.filings.receiving import choosable
from kaocheng_web.filings.uploading import Confirmation, Found
from kaocheng_web.interface.attachments import attachment_headers, kept_file
from kaocheng_web.interface.words import say, t
from kaocheng_web.workflow.services import WorkflowError

_MOST_PAGES = 60  # shown of a pdf beside the values


@guarded("filing.edit")
@limited("upload", limit=30)
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """The page for uploading, with what was uploaded before."""
    filing = selectors.find_filing(request.user, "filing.edit", pk)
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            messages.error(request, str(t("请选择文件", "choose a file")))
            return redirect("filings:upload", pk)
        try:
            kept = uploading.upload(request.user, filing, file)
        except WorkflowError as error:
            messages.error(request, say(error.message))
            return redirect("filings:upload", pk)
        return redirect("filings:uploaded", pk, kept.pk)
    context = {
        "filing": filing,
        "uploads": filing.uploads.select_related("person").defer("result")[:25],
        "megabytes": settings.UPLOAD_LIMIT // 1024**2,
        "accepted": choosable(uploading.ACCEPTED),
    }
    return render(request, "filings/upload.html", context)


@guarded("filing.edit")
@require_safe
def uploaded(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """While it is read: progress. Then why it could not be, or the source beside the values."""
    filing, kept = _find(request, pk, number)
    context: dict[str, Any] = {"filing": filing, "upload": kept}
    if kept.read_at is None or kept.error or not kept.result.get("forms"):
        job = uploading.job_of(kept) if kept.read_at is None else None
        return render(request, "filings/upload_reading.html", {**context, "job": job})
    chosen = _form_number(request.GET.get("form", ""), kept)
    if chosen is None:
        chosen = uploading.likeliest(kept, filing)
    confirmation = Confirmation(kept, filing, chosen)
    context |= {
        "confirmation": confirmation,
        "lines": lines_of(filing, confirmation),
        "forms": [form["cells"] for form in kept.result["forms"]],
        "tables": source_tables(confirmation),
        "pages": source_pages(confirmation),
    }
    return render(request, "filings/upload_confirm.html", context)


@guarded("filing.edit")
@require_POST
def take(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Take over all that can be, or what was chosen."""
    filing, kept = _find(request, pk, number)
    chosen = _form_number(request.POST.get("form", ""), kept)
    version = request.POST.get("version", "")
    back = redirect("filings:uploaded", pk, number)
    if chosen is None or not (version.isascii() and version.isdigit() and len(version) < 10):
        messages.error(request, str(t("请求格式有误", "the request is malformed")))
        return back
    fields = None if request.POST.get("what") == "all" else request.POST.getlist("field")
    back["Location"] += f"?form={chosen}"
    try:
        saved = uploading.take(request.user, kept, number=chosen, version=int(version), chosen=fields)
    except WorkflowError as error:
        messages.error(request, say(error.message))
        return back
    if saved.conflicts:
        words = t(
            "有{n}栏同时被他人修改，未采用的内容已留在表右侧",
            "{n} cells were changed by others; yours are kept at the side",
        )
        messages.warning(request, str(words).format(n=len(saved.conflicts)))
    messages.success(request, str(t("已采用文件中的内容，请核对检查结果", "taken over; see what the check says")))
    return redirect(filing)


@guarded("filing.edit")
@require_safe
def page(request: HttpRequest, pk: int, number: int, page: int) -> HttpResponse:
    """A page of an uploaded pdf as a picture; 415 where there is none."""
    _, kept = _find(request, pk, number)
    drawn = None
    if kept.name.endswith(".pdf") and 0 < page < 10_000:
        with kept.file.open("rb") as file:
            drawn = draw_page(file.read(), page)
    if drawn is None:
        return HttpResponse(status=415)
    return HttpResponse(drawn.png, content_type="image/png", headers=attachment_headers())


@guarded("filing.edit")
@require_safe
def download(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """The file as it was uploaded."""
    _, kept = _find(request, pk, number)
    return kept_file(kept.file, kept.name, "application/octet-stream")


def _find(request: HttpRequest, pk: int, number: int) -> tuple[Filing, Upload]:
    filing = selectors.find_filing(request.user, "filing.edit", pk)
    kept = filing.uploads.filter(pk=number).first()
    if kept is None:
        raise Http404
    kept.filing = filing
    return filing, kept


def _form_number(given: str, kept: Upload) -> int | None:
    count = len(kept.result.get("forms", ()))
    return int(given) if given.isascii() and given.isdigit() and len(given) < 4 and int(given) < count else None


# What the page shows.


@dataclass(frozen=True, slots=True)
class Line:
    """A cell of the file on the page. `anchor`: of its place in the source shown, "" where none is."""

    found: Found
    label: str
    anchor: str
    place: str


@dataclass(frozen=True, slots=True)
class SourceCell:
    """`marks`: "taken" where a value comes from here, "" else."""

    text: str
    row_span: int
    column_span: int
    anchor: str
    marks: str


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the file as it was read. `sheet`: name of its worksheet."""

    sheet: str
    rows: list[list[SourceCell]]


def lines_of(filing: Filing, confirmation: Confirmation) -> dict[str, list[Line]]:
    """What differs and can be taken, what differs and cannot, what is the same; each in the order of the file. Of an
    indicator that is not on file only the name."""
    merged = {**filing.cells, **{one.entry.field: one.entry.read for one in confirmation.found if one.entry.field}}
    read, year = confirmation.form["cells"], filing.project_year.cycle.year
    labels = labels_of(grid_of(merged, filing.template, year), merged)
    in_file = labels_of(grid_of(read, confirmation.form["template"], year), read)
    groups: dict[str, list[Line]] = {"open": [], "closed": [], "same": []}
    for one in confirmation.found:
        entry = one.entry
        if entry.field is None and not entry.source.endswith(".level3"):
            continue  # told once for the whole row
        label = _label(entry.field or "", labels) or _label(entry.source, in_file) or entry.source
        group = "open" if entry.is_open else "same" if entry.standing == "same" else "closed"
        groups[group].append(Line(one, label, _anchor(one.where), _place(one.where)))
    return groups


def _label(field: str, labels: dict[str, str]) -> str:
    """The name of a cell; a level that runs down over its group has one cell, whose column names it in every row."""
    row, dot, name = field.partition("].")
    if field in labels or not dot:
        return labels.get(field, "")
    column = next((label for path, label in labels.items() if path.endswith(f"].{name}")), "").rpartition(" · ")[2]
    called = labels.get(f"{row}].level3", "").partition(" · ")[0]
    return f"{called} · {column}" if column else ""


def source_tables(confirmation: Confirmation) -> list[SourceTable]:
    """The tables the form stands in; none for a pdf, whose pages are shown."""
    if confirmation.upload.name.endswith(".pdf"):
        return []
    taken = {(one.where.table, one.where.row, one.where.column) for one in confirmation.found if one.entry.is_open}
    wanted = sorted({one.where.table for one in confirmation.found if one.where.table})
    shown = []
    for number in wanted:
        table = confirmation.upload.result["tables"].get(str(number))
        if table is None:
            continue
        rows: dict[int, list[SourceCell]] = {}
        for row, column, row_span, column_span, text in table["cells"]:
            mark = "taken" if (number, row + 1, column + 1) in taken else ""
            anchor = _anchor(Location(table=number, row=row + 1, column=column + 1))
            rows.setdefault(row, []).append(SourceCell(text, row_span, column_span, anchor, mark))
        shown.append(SourceTable(table["sheet"], [rows[row] for row in sorted(rows)]))
    return shown


def source_pages(confirmation: Confirmation) -> list[tuple[int, str]]:
    """Number and address of the pages of a pdf the form stands on."""
    kept = confirmation.upload
    if not kept.name.endswith(".pdf"):
        return []
    pages = sorted({one.where.page for one in confirmation.found if one.where.page})[:_MOST_PAGES]
    return [(page, reverse("filings:upload_page", args=[kept.filing_id, kept.pk, page])) for page in pages]


def _anchor(where: Location) -> str:
    if where.page is not None:
        return f"page-{where.page}"
    return f"s-{where.table}-{where.row}-{where.column}" if where.table and where.row and where.column else ""


def _place(where: Location) -> str:
    """Where a value stands in the file, in words."""
    parts = []
    for words, value in (
        (t("第{n}页", "page {n}"), where.page),
        (t("表{n}", "table {n}"), None if where.sheet or where.page else where.table),
        (t("第{n}行", "row {n}"), where.row),
        (t("第{n}列", "column {n}"), where.column if where.row else None),
        (t("第{n}段", "paragraph {n}"), where.paragraph),
    ):
        if value is not None:
            parts.append(str(words).format(n=value))
    return " ".join(parts)
