"""Nobody makes an account for himself: administrators do, and single sign-on finds the person they made."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kaocheng_web.access.rates import client_address
from kaocheng_web.accounts import services
from kaocheng_web.interface.middleware import CHOSEN, COOKIE
from kaocheng_web.interface.words import t


class ClosedDoor(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        services.record_entry(user, "sign_in")

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            services.record_entry(request.user, "sign_out")
        super().logout(request)

    def post_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **details)
        language = request.session.pop(CHOSEN, user.language)
        response.set_cookie(
            COOKIE, language, max_age=31_536_000, samesite="Lax", httponly=True, secure=request.is_secure()
        )
        return response

    def set_password(self, user: Any, password: str) -> None:
        services.change_password(user, password)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **details: Any) -> None:
        """Signing in and out is seen without a message."""
        template = args[0] if args else details.get("message_template")
        if template not in {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}:
            super().add_message(request, level, *args, **details)


class KnownPeopleOnly(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Single sign-on lets in whom an administrator has named by the provider's own identifier (`sub`).

    Neither mail address nor user name of the provider is believed: both can be given to another person later, and some
    providers let people choose them.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing and not request.user.is_authenticated:
            return
        context = {
            "status": 403,
            "title": t("您在本系统中没有账号", "You have no account here"),
            "advice": t("请联系本单位的系统管理员登记单点登录标识。", "Ask your administrator to register you."),
        }
        raise ImmediateHttpResponse(render(request, "kaocheng/problem.html", context, status=403))


def typed_username(request: HttpRequest | None, credentials: dict[str, Any] | None = None) -> str:
    """The name a lock-out counts under: in small letters, so that spelling it differently gives no further attempts."""
    typed = (credentials or {}).get("username") or (request.POST.get("login", "") if request is not None else "")
    return str(typed).strip().lower()
