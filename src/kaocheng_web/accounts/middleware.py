"""A session ends when it is idle, and after a working day. An old or given password is changed first."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from kaocheng_web.interface.words import t

_SEEN, _SINCE = "last_seen", "signed_in_at"


class SessionEnd:
    """Signs a person out `SESSION_IDLE_SECONDS` after the last use and `SESSION_LONGEST_SECONDS` after signing in; the
    time of use is kept at most once a minute."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            last, since = request.session.get(_SEEN, now), request.session.get(_SINCE, now)
            if now - last > settings.SESSION_IDLE_SECONDS or now - since > settings.SESSION_LONGEST_SECONDS:
                logout(request)
            elif now - last >= 60 or _SEEN not in request.session:
                request.session[_SEEN] = now
                request.session.setdefault(_SINCE, since)
        return self.get_response(request)


class PasswordDue:
    """A given password opens nothing but the page that changes it; an old one asks on the next page, and lets what is
    being typed be saved first."""

    _OPEN = frozenset({"account_change_password", "account_logout", "set_language", "healthz", "robots"})

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        person = request.user
        if not person.is_authenticated or getattr(request.resolver_match, "view_name", "") in self._OPEN:
            return None
        turning_page = request.method == "GET" and not request.headers.get("HX-Request")
        if not person.must_change_password and not (turning_page and person.password_is_old):
            return None
        target = reverse("account_change_password")
        if request.headers.get("HX-Request"):
            response = HttpResponse(status=401)
            response["HX-Redirect"] = target
            return response
        words = (
            t("这是管理员设置的一次性密码，请先修改密码。", "This password was given to you; choose your own first.")
            if person.must_change_password
            else t("密码已使用超过90天，请修改密码。", "Your password is older than 90 days; choose a new one.")
        )
        if not any(str(message) == str(words) for message in messages.get_messages(request)):
            messages.warning(request, str(words))
        return HttpResponseRedirect(target)
