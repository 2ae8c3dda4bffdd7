"""One's own account."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from kaocheng_web.access.guarding import guarded
from kaocheng_web.accounts import selectors, services
from kaocheng_web.accounts.forms import SettingsForm
from kaocheng_web.interface.middleware import COOKIE
from kaocheng_web.interface.words import t


@guarded("signed_in")
def account(request: HttpRequest) -> HttpResponse:
    """Name, roles, settings, password, second factor."""
    person: Any = request.user
    form = SettingsForm(
        _typed(request),
        initial={"language": person.language, "digest_mail": person.digest_mail, "email": person.email},
    )
    if request.method == "POST" and form.is_valid():
        services.save_settings(person, **form.cleaned_data)
        response = HttpResponseRedirect(reverse("account"))
        response.set_cookie(
            COOKIE, person.language, max_age=31_536_000, samesite="Lax", httponly=True, secure=request.is_secure()
        )
        messages.success(request, str(t("已保存", "Saved")))
        return response
    context = {
        "form": form,
        "memberships": person.memberships.select_related("organisation"),
        "second_factor": is_mfa_enabled(person),
        "tokens_url": reverse("tokens:list"),
    }
    return render(request, "accounts/account.html", context, status=400 if form.errors else 200)


class _ChangePassword(PasswordChangeView):  # type: ignore[misc]
    """allauth's page, which leads back to the account."""

    def get_default_success_url(self) -> str:
        return reverse("account")


@guarded("signed_in")
def change_password(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = _ChangePassword.as_view()(request)
    return response


class _SignIn(LoginView):  # type: ignore[misc]
    """allauth's page, with single sign-on and the logins of the example."""

    def get_context_data(self, **values: Any) -> dict[str, Any]:
        more = {"sign_on": selectors.sign_on_names(), "example_logins": selectors.example_logins()}
        found: dict[str, Any] = super().get_context_data(**values)
        return found | more


@guarded("public")
def sign_in(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = _SignIn.as_view()(request)
    return response


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """After too many wrong passwords; called by axes. The page is the same whether the account exists or not."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    context = {"failure_limit": settings.AXES_FAILURE_LIMIT, "lock_minutes": minutes}
    page = render(request, "kaocheng/locked_out.html", context, status=429)
    page["Retry-After"] = str(60 * minutes)
    return page


def _typed(request: HttpRequest) -> Any:
    """What was posted, even if it is nothing; None where the form was only asked for."""
    return request.POST if request.method == "POST" else None
