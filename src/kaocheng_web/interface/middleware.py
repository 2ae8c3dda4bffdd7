"""The language of a request: the person's choice, else the cookie, else Chinese."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from kaocheng_web.interface.words import use_language

COOKIE = "kaocheng_language"
CHOSEN = "language_chosen"  # in the session of a visitor: what he chose before he signed in


class Language:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        english = request.COOKIES.get(COOKIE, "zh") == "en"
        use_language("en" if english else "zh")
        with translation.override("en" if english else "zh-hans"):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", "en" if english else "zh-CN")
        return response
