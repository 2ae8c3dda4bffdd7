"""Is it alive, how is it, and figures for machines."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed
from kaocheng_web.operations import health, metrics, selectors


@guarded("public")
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and is of this program's version."""
    try:
        ready = health.is_migrated()
    except DatabaseError:
        return JsonResponse({"status": "no database"}, status=503)
    return JsonResponse({"status": "ok" if ready else "database not migrated"}, status=200 if ready else 503)


@guarded("operations.view")
@require_GET
def status(request: HttpRequest) -> HttpResponse:
    return render(request, "operations/status.html", {"status": selectors.status()})


@guarded("public")
@require_GET
def show_metrics(request: HttpRequest) -> HttpResponse:
    """For whoever brings the token of the environment, and for administrators who are signed in."""
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    expected = settings.METRICS_TOKEN
    by_token = expected and scheme.lower() == "bearer" and secrets.compare_digest(given.encode(), expected.encode())
    if not by_token and not allowed(request.user, "operations.view"):
        raise PermissionDenied
    return HttpResponse(metrics.exposition(), content_type="text/plain; version=0.0.4; charset=utf-8")
