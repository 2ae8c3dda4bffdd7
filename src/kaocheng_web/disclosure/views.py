"""Pages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kaocheng_web.access.guarding import guarded


@guarded("disclosure.view")
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "kaocheng/home.html", {})
