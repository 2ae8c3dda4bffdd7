"""Reading about accounts."""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.http import HttpRequest


def example_logins() -> list[tuple[str, str, str]]:
    """(role, username, password) of the example county, for its sign-in page; nothing anywhere else."""
    if not settings.EXAMPLE:
        return []
    logins = getattr(import_module("kaocheng_web.example"), "logins", None)
    return list(logins()) if callable(logins) else []


def sign_on_names() -> list[tuple[str, str]]:
    """(id, name) of the single sign-on providers."""
    apps = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", ())
    return [(app["provider_id"], app.get("name") or app["provider_id"]) for app in apps]


def who_is_entering(request: HttpRequest) -> str:
    """The person who has given the password and now owes the second factor; "" where there is none. Guesses count for
    the account, from whatever address they come."""
    pending = request.session.get("account_login") or {}
    return f"person-{pending['user_pk']}" if pending.get("user_pk") else ""
