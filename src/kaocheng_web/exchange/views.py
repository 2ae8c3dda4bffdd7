"""Data in and out: upload, preview, taking over, templates, error files, exports."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaocheng.lifecycle.bulk import FORMS, Line
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed, find, visible
from kaocheng_web.access.rates import limited
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.cycles.selectors import cycles
from kaocheng_web.exchange import exports, services
from kaocheng_web.exchange.files import FORMATS, LARGEST, Format, write_file
from kaocheng_web.exchange.models import OUTCOMES, Import
from kaocheng_web.filings.receiving import at_most
from kaocheng_web.interface.attachments import streamed
from kaocheng_web.interface.words import say, t
from kaocheng_web.projects.selectors import departments, years_known
from kaocheng_web.workflow.services import WorkflowError

_SHOWN = 100  # faulty rows on the page; all of them are in the file


class UploadForm(forms.Form):
    cycle = forms.ModelChoiceField(label=t("年度", "Year"), queryset=Cycle.objects.none(), empty_label=None)
    file = forms.FileField(
        label=t("文件（xlsx、csv 或 json）", "File (xlsx, csv or json)"), validators=[at_most(LARGEST)]
    )

    def __init__(self, person: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cycle"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = cycles(person).filter(is_open=True)


@guarded("data.export")
@require_http_methods(["GET", "POST"])
@limited("import", limit=10)
def home(request: HttpRequest) -> HttpResponse:
    """Import on one side, where the person may; export on the other."""
    may_import = allowed(request.user, "data.import")
    form, status = UploadForm(request.user), 200
    if request.method == "POST":
        form = UploadForm(request.user, request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                cycle = form.cleaned_data["cycle"]
                found = services.upload(request.user, cycle, name=file.name or "upload", data=file.read())
            except WorkflowError as error:
                form.add_error("file", say(error.message))
            else:
                return redirect(found)
        status = 422
    imports = visible(request.user, Import.objects.select_related("cycle").defer("lines", "outcomes"))
    context = {
        "form": form,
        "may_import": may_import,
        "templates": [(one.id, say(one.title)) for one in FORMS.values()],
        "page": Paginator(imports, 10).get_page(request.GET.get("page")),
        "kinds": [(kind, say(words)) for kind, words in exports.KINDS.items()],
        "years": years_known(request.user),
        "departments": departments(request.user),
        "at_once": services.AT_ONCE,
        "most": services.MOST_ROWS,
    }
    return render(request, "exchange/home.html", context, status=status)


@guarded("data.import")
@require_safe
def show_import(request: HttpRequest, pk: int) -> HttpResponse:
    """What a file would come to, or has come to."""
    found = find(request.user, Import.objects.select_related("cycle", "job"), "data.import", pk=pk)
    context = {
        "found": found,
        "tiles": [(name, str(words), found.counts.get(name, 0)) for name, words in OUTCOMES.items()],
        "faulty": [_faulty(line, faults) for line, faults in exports.faults_of(found, _SHOWN)],
        "takes": found.counts.get("created", 0) + found.counts.get("changed", 0),
    }
    return render(request, "exchange/import.html", context)


def _faulty(line: Line, faults: list[tuple[str, str]]) -> dict[str, Any]:
    texts = line.texts
    return {
        "table": say(FORMS[line.form].title),
        "number": line.number,
        "code": texts.get("code") or texts.get("project", ""),
        "name": texts.get("name") or texts.get("level3", ""),
        "faults": faults,
    }


@guarded("data.import")
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request.user, Import.objects.select_related("cycle", "job"), "data.import", pk=pk)
    found = services.take(request.user, found)
    if found.state == "taken":
        messages.success(request, str(t("已导入", "Imported")))
    return redirect(found)


@guarded("data.import")
@require_safe
def errors(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The rows that were not taken, in the format in which they came."""
    found = find(request.user, Import.objects.all(), "data.import", pk=pk)
    tables = exports.refused_rows(found)
    if not tables:
        raise Http404
    stem = found.name.rpartition(".")[0] or found.name
    name = str(t(f"{stem}-错误行", f"{stem}-errors"))
    return streamed(write_file(cast("Format", found.format), tables), f"{name}.{found.format}")


@guarded("data.import")
@require_safe
def template(request: HttpRequest, form: str, format: str) -> StreamingHttpResponse:
    """An empty table; the workbook of projects has a sheet for their indicators."""
    if form not in FORMS or format not in FORMATS:
        raise Http404
    wanted = ["projects", "indicators"] if form == "projects" and format != "csv" else [form]
    tables = [exports.template(FORMS[name]) for name in wanted]
    name = str(t(f"模板-{tables[0].title}", f"template-{form}"))
    return streamed(write_file(format, tables), f"{name}.{format}")


@guarded("data.export")
@require_safe
@limited("export", limit=30, methods=("GET",))
def export(request: HttpRequest) -> StreamingHttpResponse:
    """?kind, format, year, department, q."""
    asked = request.GET
    kind, format = asked.get("kind", "projects"), asked.get("format", "xlsx")
    if kind not in exports.KINDS or format not in FORMATS:
        raise Http404
    year = asked.get("year", "")
    place = next((one for one in departments(request.user) if str(one.pk) == asked.get("department")), None)
    wanted = exports.Filter(
        year=int(year) if len(year) == 4 and year.isascii() and year.isdecimal() else None,
        department="" if place is None else place.path,
        text=asked.get("q", "")[:100],
    )
    table = exports.export(request.user, kind, wanted)
    name = f"{table.title}{year if wanted.year else ''}"
    return streamed(write_file(format, [table]), f"{name}.{format}")
