"""Pages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kaocheng_web.access.guarding import guarded
from kaocheng_web.dashboards import selectors
from kaocheng_web.dashboards.scope import Scope
from kaocheng_web.filings.models import FILING_KINDS

_PAGE = 25
_ASKED = ("kind", "code", "severity", "claimed", "replayed", "gap", "unchecked")


@guarded("dashboard.view")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    scope = Scope(request.user, request.GET)
    return render(request, "dashboards/overview.html", {"scope": scope, "figures": selectors.Figures(scope)})


@guarded("dashboard.view")
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """The forms behind a figure."""
    scope = Scope(request.user, request.GET)
    asked = {name: request.GET.get(name, "")[:20] for name in _ASKED}
    rows = selectors.documents(scope, asked).defer("cells", "findings").order_by("-errors", "-warnings", "pk")
    rows = rows.select_related("project_year__project", "project_year__unit", "project_year__cycle")
    context = {
        "scope": scope,
        "asked": asked,
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "kinds": FILING_KINDS,
        "severities": selectors.SEVERITIES,
        "gap": selectors.GAP,
        "rules": selectors.rule_titles(),
        "bands": [(band, selectors.band_label(band)) for band in selectors.BANDS],
    }
    return render(request, "dashboards/forms.html", context)
