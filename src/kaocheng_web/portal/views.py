"""The public pages: no login, nothing but what is published."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import conditional_page, require_safe

from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.rates import limited
from kaocheng_web.disclosure.content import account_for
from kaocheng_web.disclosure.selectors import progress
from kaocheng_web.disclosure.showing import shown
from kaocheng_web.interface.attachments import attached, streamed
from kaocheng_web.interface.middleware import COOKIE
from kaocheng_web.portal import files, selectors

_PAGE = 25
_FRESH_SECONDS = 60  # what is taken back is gone after so long, wherever a copy was kept
_GET = ("GET", "HEAD")
V = TypeVar("V", bound=Callable[..., Any])


def kept(view: V) -> V:
    """Caches may keep the page for a short while, and ask whether it is still the same."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, public=True, max_age=_FRESH_SECONDS)
        return response

    return conditional_page(answer)  # type: ignore[return-value]


@guarded("public")
@require_safe
@kept
def index(request: HttpRequest) -> HttpResponse:
    """Search, and the published projects."""
    asked = _asked(request)
    page = Paginator(selectors.search(asked), _PAGE).get_page(request.GET.get("page"))
    context = {"asked": asked, "page": page, "years": selectors.years(), "departments": selectors.departments()}
    return render(request, "portal/index.html", context)


def _asked(request: HttpRequest) -> dict[str, str]:
    return {name: request.GET.get(name, "")[:60].replace("\0", "") for name in ("text", "year", "organisation")}


@guarded("public")
@limited("portal-list", limit=12, methods=_GET)
@require_safe
def export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """What the search finds, all pages of it, as csv or json."""
    rows = selectors.search(_asked(request)).iterator(chunk_size=500)
    pieces = files.list_as_csv(rows) if form == "csv" else files.list_as_json(rows)
    response = streamed(pieces, f"projects.{form}")
    patch_cache_control(response, public=True, max_age=_FRESH_SECONDS)
    return response


@guarded("public")
@require_safe
@kept
def project(request: HttpRequest, slug: str) -> HttpResponse:
    """One project in plain words, and the official form below."""
    try:
        package = selectors.find_published(slug)
    except selectors.Gone:
        return _gone(request)
    context = {
        "package": package,
        "facts": package.facts,
        "account": account_for(package),
        "shown": shown(package.content, package.filing.template),
        "met_words": files.MET,
        "organisation": package.filing.project_year.unit,
        "forms": ("docx", "xlsx", "csv", "json"),
    }
    return render(request, "portal/project.html", context)


@guarded("public")
@limited("portal-file", limit=60, methods=_GET)
@require_safe
@kept
def download(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    try:
        package = selectors.find_published(slug)
    except selectors.Gone:
        return _gone(request)
    return attached(files.as_file(package, form), f"{package.slug}.{form}")


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/gone.html", status=410)


@guarded("public")
@require_safe
@kept
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """What an organisation, and those below it, published."""
    found = selectors.find_organisation(pk)
    years = selectors.years()
    rows = selectors.search({"organisation": str(found.pk)})
    context = {
        "organisation": found,
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "year": years[0],
        "organisations": progress(selectors.project_years(years[0], found)),
    }
    return render(request, "portal/organisation.html", context)


@guarded("public")
@require_safe
@kept
def completeness(request: HttpRequest) -> HttpResponse:
    """Who has filed and published, by organisation."""
    years = selectors.years()
    asked = request.GET.get("year", "")
    year = next((year for year in years if str(year) == asked), years[0] if years else None)
    rows = [] if year is None else progress(selectors.project_years(year))
    top = [row for row in rows if row.level == 0]
    sums = {name: sum(getattr(row, name) for row in top) for name in ("due", "filed", "final", "published")}
    missing = [row for row in rows if row.published < row.due and request.GET.get("only") == "missing"]
    context = {
        "years": years,
        "year": year,
        "sums": sums,
        "only": request.GET.get("only", ""),
        "page": Paginator(missing if request.GET.get("only") == "missing" else rows, 2 * _PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return render(request, "portal/completeness.html", context)


@guarded("public")
@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Chinese or English, by an ordinary link: the public pages hold no token, so that they can be kept."""
    target = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/public/"
    response = HttpResponseRedirect(target)
    response.set_cookie(COOKIE, code, max_age=31_536_000, samesite="Lax", httponly=True, secure=request.is_secure())
    return response
