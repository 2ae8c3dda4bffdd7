"""Addresses of the API. Everything below /api/v1/ answers in JSON, also what does not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from kaocheng_web.access.guarding import guarded
from kaocheng_web.api.description import describe_as_text
from kaocheng_web.api.problems import refuse
from kaocheng_web.api.routing import api


@guarded("public")
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of the API."""
    return HttpResponse(describe_as_text(), content_type="application/json")


@csrf_exempt
@guarded("public")
def nothing_here(request: HttpRequest) -> HttpResponse:
    """Any other address."""
    return refuse(request, 404)


def _speaking(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The framework answers a method it does not know with an empty page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        problem = refuse(request, 405)
        problem["Allow"] = response["Allow"]
        return problem

    return answer


def _ours() -> list[URLPattern]:
    """The routes, without the framework's own pages."""
    routes: list[Any] = api.urls[0]  # patterns, though they are declared as patterns or resolvers
    return [
        URLPattern(entry.pattern, _speaking(entry.callback), entry.default_args, entry.name)
        for entry in routes
        if entry.name != "api-root"
    ]


app_name = "api"
urlpatterns = [path("openapi.json", openapi, name="openapi"), *_ours(), re_path("", nothing_here, name="nothing")]
