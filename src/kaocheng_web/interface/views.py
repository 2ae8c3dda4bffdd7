"""The desk, the language, and pages for what goes wrong."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from kaocheng_web.access.guarding import guarded
from kaocheng_web.interface.middleware import CHOSEN, COOKIE
from kaocheng_web.interface.words import t


@guarded("signed_in")
def home(request: HttpRequest) -> HttpResponse:
    """The desk: what waits for this person."""
    from kaocheng_web.interface.desk import Desk  # reads every part, which all show their pages through this module

    return render(request, "kaocheng/home.html", {"desk": Desk(request.user)})


@guarded("public")
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure()):
        target = "/"
    response = HttpResponseRedirect(target)
    language = "en" if request.POST.get("language") == "en" else "zh"
    if not request.user.is_authenticated:
        request.session[CHOSEN] = language
    response.set_cookie(COOKIE, language, max_age=31_536_000, samesite="Lax", httponly=True, secure=request.is_secure())
    return response


def _problem(request: HttpRequest, status: int, title: Any, advice: Any) -> HttpResponse:
    return render(request, "kaocheng/problem.html", {"status": status, "title": title, "advice": advice}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _problem(
        request, 400, t("请求无法理解", "The request was not understood"), t("请返回重试。", "Go back and try again.")
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    advice = t("如需要此项权限，请联系本单位的系统管理员。", "Ask your administrator if you need it.")
    return _problem(request, 403, t("您没有这项权限", "You do not have this right"), advice)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    advice = t("地址可能有误，或内容不在您的查看范围内。", "The address may be wrong, or it is not yours to see.")
    return _problem(request, 404, t("没有找到这个页面", "This page was not found"), advice)


def server_error(request: HttpRequest) -> HttpResponse:
    advice = t(
        "已记录，请稍后再试；您已保存的内容不会丢失。", "It was recorded; what you saved is safe. Try again later."
    )
    return _problem(request, 500, t("系统出错了", "Something went wrong"), advice)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    advice = t("登录可能已过期，请重新登录后再提交。", "Your session may have ended; sign in again and resend.")
    return _problem(request, 403, t("页面已过期", "The page has expired"), advice)
