"""Limits on how often something may be done: signing in, uploading, importing. Counted in the database."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kaocheng_web.access.models import Rate
from kaocheng_web.interface.words import t

V = TypeVar("V", bound=Callable[..., Any])
_KEPT_MINUTES = 60


def hit(name: str, who: str, *, limit: int, minutes: int = 1) -> bool:
    """Count one more, and say whether it is still within `limit` in the last `minutes`."""
    now = int(time.time() // 60)
    key = f"{name}:{who}"
    with transaction.atomic():
        if not Rate.objects.filter(key=key, minute=now).update(count=F("count") + 1):
            Rate.objects.filter(minute__lt=now - _KEPT_MINUTES).delete()
            try:
                with transaction.atomic():
                    Rate.objects.create(key=key, minute=now)
            except IntegrityError:  # another process made the row meanwhile
                Rate.objects.filter(key=key, minute=now).update(count=F("count") + 1)
    rows = Rate.objects.filter(key=key, minute__gt=now - minutes)
    return int(rows.aggregate(total=Sum("count"))["total"] or 0) <= limit


def limited(
    name: str,
    *,
    limit: int,
    minutes: int = 1,
    methods: tuple[str, ...] = ("POST",),
    by: Callable[[HttpRequest], str] | None = None,
) -> Callable[[V], V]:
    """At most `limit` requests in so many minutes, by person, or by address where nobody is signed in (or by what `by`
    says, where it says something); else 429.

    Stands inside `@guarded`, so that only those who may ask are counted.
    """

    def wrap(view: V) -> V:
        @wraps(view)
        def counted(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method in methods:
                who = (by(request) if by else "") or asker(request)
                if not hit(name, who, limit=limit, minutes=minutes):
                    return too_many(request, minutes)
            response: HttpResponse = view(request, *args, **kwargs)
            return response

        return counted  # type: ignore[return-value]

    return wrap


def too_many(request: HttpRequest, minutes: int = 1) -> HttpResponse:
    """The page for 429."""
    advice = (
        t("请一分钟后再试。", "Try again in a minute.")
        if minutes == 1
        else str(t("请在{n}分钟后再试。", "Try again in {n} minutes.")).format(n=minutes)
    )
    context = {"status": 429, "title": t("操作过于频繁", "Too many requests"), "advice": advice}
    response = render(request, "kaocheng/problem.html", context, status=429)
    response["Retry-After"] = str(60 * minutes)
    return response


def asker(request: HttpRequest) -> str:
    """The person's number; else a hash of the address, so that no address is kept."""
    if request.user.is_authenticated:
        return f"person-{request.user.pk}"
    return "address-" + hashlib.sha256(f"{settings.SECRET_KEY}{client_address(request)}".encode()).hexdigest()[:32]


def client_address(request: HttpRequest) -> str:
    """The address of the browser. Behind n trusted proxies, the n-th entry from the right of X-Forwarded-For: what
    stands left of it was written by whoever sent the request."""
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not settings.TRUSTED_PROXIES:
        return direct
    chain = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    return chain[-settings.TRUSTED_PROXIES] if len(chain) >= settings.TRUSTED_PROXIES else direct
