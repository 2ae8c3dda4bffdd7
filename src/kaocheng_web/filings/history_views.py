"""Documents and versions of a form on screen."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from kaocheng.errors import KaochengError
from kaocheng.rendering import FORMATS
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.rates import limited
from kaocheng_web.filings import documents, selectors
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.versions import Comparison, pair_of, versions_of
from kaocheng_web.interface.attachments import attached
from kaocheng_web.interface.words import say


@guarded("filing.view")
@limited("document", limit=60, methods=("GET",))
@require_safe
def export(request: HttpRequest, pk: int, to: str) -> HttpResponse:
    """The official document of the form as it stands."""
    filing = selectors.find_filing(request.user, "filing.view", pk)
    known = next((one for one in FORMATS if one == to), None)
    if known is None:
        raise Http404
    try:
        document = documents.document_of(filing, known)
    except KaochengError as error:
        return _told(request, filing, error)
    return attached(document.data, document.name)


@guarded("filing.edit")
@limited("document", limit=60, methods=("GET",))
@require_safe
def blank(request: HttpRequest, pk: int) -> HttpResponse:
    """A workbook to fill in elsewhere."""
    filing = selectors.find_filing(request.user, "filing.edit", pk)
    try:
        document = documents.blank_of(filing)
    except KaochengError as error:
        return _told(request, filing, error)
    return attached(document.data, document.name)


@guarded("filing.view")
@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every submission with what came of it; two of them side by side."""
    filing = selectors.find_filing(request.user, "filing.view", pk)
    rows = versions_of(filing)
    context = {"filing": filing, "versions": rows}
    pair = pair_of(rows, request.GET.get("a", ""), request.GET.get("b", ""))
    if pair is not None:
        context["comparison"] = Comparison(filing, *pair)
    return render(request, "filings/versions.html", context)


def _told(request: HttpRequest, filing: Filing, error: KaochengError) -> HttpResponse:
    messages.error(request, say(error.message))
    return redirect(filing)
