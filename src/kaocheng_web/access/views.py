"""What crawlers may visit."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from kaocheng_web.access.guarding import guarded


@guarded("public")
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nAllow: /public/\nDisallow: /\n", content_type="text/plain; charset=utf-8")
