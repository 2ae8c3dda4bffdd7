"""No page without a guard."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url

from kaocheng_web.access.policy import allowed

# Views of packages: sign-in, second factor, single sign-on; they guard themselves. The API checks its tokens.
_OTHERS = ("allauth.", "axes.", "ninja.", "django.views.i18n", "django.contrib.staticfiles")


class EveryPageIsGuarded:
    """Compares the view's permission with the person before the view runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        permission = getattr(view, "permission", None)
        if permission is None:
            home = getattr(getattr(view, "view_class", view), "__module__", "")
            if home.startswith(_OTHERS):
                return None
            raise ImproperlyConfigured(f"{home}.{getattr(view, '__name__', view)} names no permission")
        if permission == "public":
            return None
        if not request.user.is_authenticated:
            if request.headers.get("HX-Request"):  # a fragment: the whole page goes to the sign-in page
                response = HttpResponse(status=401)
                response["HX-Redirect"] = resolve_url(settings.LOGIN_URL)
                return response
            if "application/json" in request.headers.get("Accept", ""):  # the editor: the person stays on his page
                return JsonResponse({"code": "signed-out"}, status=401)
            return redirect_to_login(request.get_full_path())
        if not allowed(request.user, permission):
            raise PermissionDenied
        return None


class Headers:
    """What browsers and caches are told about every page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", _NO_DEVICES)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.user.is_authenticated:
            response["Cache-Control"] = "no-store"  # nothing of it stays on a shared computer
        match = request.resolver_match
        if match is None or match.namespace != "portal":
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        return response


_NO_DEVICES = ", ".join(
    f"{feature}=()"
    for feature in ("camera", "microphone", "geolocation", "payment", "usb", "serial", "browsing-topics")
)
