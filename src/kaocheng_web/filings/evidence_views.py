"""Evidence on screen: the shelf of a form, one file, its picture, its download."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaocheng.errors import KaochengError
from kaocheng.readers.source import decode_text
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.rates import limited
from kaocheng_web.filings import evidence as shelf
from kaocheng_web.filings import selectors
from kaocheng_web.filings.models import Evidence, Filing
from kaocheng_web.filings.pictures import draw_page
from kaocheng_web.filings.receiving import choosable
from kaocheng_web.interface.attachments import attachment_headers, kept_file
from kaocheng_web.interface.words import say, t
from kaocheng_web.workflow.pages import cell_id
from kaocheng_web.workflow.services import WorkflowError

_PICTURES = ("image/png", "image/jpeg")
_TEXT_SHOWN = 100_000  # bytes


@guarded("evidence.view")
@limited("upload", limit=60)
@require_http_methods(["GET", "POST"])
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Every indicator with its files. POST: add files to one of them."""
    if request.method == "POST":
        filing = selectors.find_filing(request.user, "evidence.add", pk)
        return _add(request, filing)
    filing = selectors.find_filing(request.user, "evidence.view", pk)
    shelves = shelf.shelves(filing)
    context = {
        "filing": filing,
        "shelves": shelves,
        "count": sum(one.withdrawn_at is None for row in shelves for one in row.files),
        "most": settings.EVIDENCE_MOST,
        "megabytes": settings.UPLOAD_LIMIT // 1024**2,
        "accepted": choosable(shelf.ACCEPTED),
        "is_open": shelf.is_open(request.user, filing),
        "can_withdraw": filing.is_editable and shelf.is_open(request.user, filing),
        "twins": shelf.twins(request.user, filing),
        "field": request.GET.get("field", ""),
        "last_submission": filing.submissions.order_by("-number").first(),
    }
    return render(request, "filings/evidence.html", context)


def _add(request: HttpRequest, filing: Filing) -> HttpResponse:
    field = request.POST.get("field", "")
    uploads = request.FILES.getlist("file")
    if not uploads:
        messages.error(request, str(t("请选择文件", "choose a file")))
    kept = 0
    for upload in uploads:
        try:
            shelf.add(request.user, filing, upload, field=field)
            kept += 1
        except WorkflowError as error:
            messages.error(request, say(error.message))
    if kept:
        messages.success(request, str(t("已保存{n}个文件", "{n} files kept")).format(n=kept))
    return HttpResponseRedirect(
        f"{reverse('filings:evidence', args=[filing.pk])}#{cell_id(field) if field else 'whole'}"
    )


@guarded("evidence.view")
@require_safe
def item(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One file with what can be shown of it."""
    filing, one = _find(request, pk, number)
    files = list(filing.evidence.values_list("pk", flat=True))
    here = files.index(one.pk)
    context = {
        "filing": filing,
        "one": one,
        "place": shelf.tell(filing, one.field),
        "before": files[here - 1] if here else None,
        "after": files[here + 1] if here + 1 < len(files) else None,
        "twins": [same for same in shelf.twins(request.user, filing).get(one.sha256, []) if same.pk != one.pk],
    }
    if one.media_type in _PICTURES:
        context["picture"] = True
    elif one.media_type == "application/pdf":
        page = _page_number(request)
        with one.file.open("rb") as file:
            drawn = draw_page(file.read(), page)
        context |= {"picture": drawn is not None, "page": page, "pages": drawn.pages if drawn else 0}
    elif one.media_type == "text/plain":
        context["text"] = _text_of(one)
    return render(request, "filings/evidence_item.html", context)


@guarded("evidence.view")
@require_safe
def picture(request: HttpRequest, pk: int, number: int) -> HttpResponse | FileResponse:
    """The picture itself, or a page of a pdf as one; 415 where there is none."""
    _, one = _find(request, pk, number)
    if one.media_type in _PICTURES:
        return FileResponse(one.file.open("rb"), content_type=one.media_type, headers=attachment_headers())
    drawn = None
    if one.media_type == "application/pdf":
        with one.file.open("rb") as file:
            drawn = draw_page(file.read(), _page_number(request))
    if drawn is None:
        return HttpResponse(status=415)
    return HttpResponse(drawn.png, content_type="image/png", headers=attachment_headers())


@guarded("evidence.view")
@require_safe
def download(request: HttpRequest, pk: int, number: int) -> FileResponse:
    """Always as a file to save; nothing uploaded is ever shown inside the application's own pages."""
    _, one = _find(request, pk, number)
    return kept_file(one.file, one.name, one.media_type)


@guarded("evidence.add")
@require_POST
def withdraw(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    filing = selectors.find_filing(request.user, "evidence.add", pk)
    try:
        shelf.withdraw(request.user, filing, number)
    except WorkflowError as error:
        messages.error(request, say(error.message))
    else:
        messages.success(request, str(t("已撤下", "taken out")))
    return redirect("filings:evidence", filing.pk)


def _find(request: HttpRequest, pk: int, number: int) -> tuple[Filing, Evidence]:
    filing = selectors.find_filing(request.user, "evidence.view", pk)
    one = filing.evidence.select_related("person").filter(pk=number).first()
    if one is None:
        raise Http404
    return filing, one


def _page_number(request: HttpRequest) -> int:
    given = request.GET.get("page", "")
    return int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 5 and int(given) else 1


def _text_of(one: Evidence) -> str:
    with one.file.open("rb") as file:
        data = file.read(_TEXT_SHOWN)
    try:
        return decode_text(data)
    except KaochengError:
        return ""
