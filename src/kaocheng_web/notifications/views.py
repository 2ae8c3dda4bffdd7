"""Messages and the calendar."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from kaocheng_web.access.guarding import guarded
from kaocheng_web.interface.words import current_language, t
from kaocheng_web.notifications import selectors, services
from kaocheng_web.notifications.ics import calendar_file

WEEKDAYS = (
    t("一", "Mon"),
    t("二", "Tue"),
    t("三", "Wed"),
    t("四", "Thu"),
    t("五", "Fri"),
    t("六", "Sat"),
    t("日", "Sun"),
)


@guarded("signed_in")
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    rows = selectors.notifications_of(request.user)
    unread = request.GET.get("unread") == "1"
    if unread:
        rows = rows.filter(read_at=None)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return render(request, "notifications/list.html", {"page": page, "unread": unread})


@guarded("signed_in")
@require_POST
def open_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark as read and go where the message leads."""
    notification = get_object_or_404(selectors.notifications_of(request.user), pk=pk)
    services.mark_read(request.user, notification)  # type: ignore[arg-type]
    inside = notification.link and url_has_allowed_host_and_scheme(notification.link, {request.get_host()})
    return redirect(notification.link if inside else "notifications:list")


@guarded("signed_in")
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    count = services.mark_all_read(request.user)  # type: ignore[arg-type]
    messages.success(request, str(t("已将 {n} 条消息标为已读", "{n} messages marked as read")).format(n=count))
    return redirect("notifications:list")


@guarded("signed_in")
@require_GET
def show_calendar(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    first = _month_asked(request.GET.get("month", ""), today)
    before = first - datetime.timedelta(days=1)
    after = (first + datetime.timedelta(days=32)).replace(day=1)
    context = {
        "weeks": selectors.month(request.user, first.year, first.month, today),
        "weekdays": WEEKDAYS,
        "first": first,
        "before": before,
        "after": after,
        "today": today,
    }
    return render(request, "notifications/calendar.html", context)


def _month_asked(text: str, today: datetime.date) -> datetime.date:
    if not text:
        return today.replace(day=1)
    try:
        found = datetime.datetime.strptime(text, "%Y-%m").date()
    except ValueError:
        raise Http404 from None
    if not 2000 <= found.year <= 2100:
        raise Http404
    return found


@guarded("signed_in")
@require_GET
def download_calendar(request: HttpRequest) -> HttpResponse:
    """Three months back, a year ahead."""
    today = timezone.localdate()
    rows = selectors.deadlines(request.user, today - datetime.timedelta(days=92), today + datetime.timedelta(days=366))
    host = request.get_host().partition(":")[0]
    text = calendar_file(rows, host, current_language(), timezone.now().astimezone(datetime.UTC))
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="kaocheng.ics"'
    return response
