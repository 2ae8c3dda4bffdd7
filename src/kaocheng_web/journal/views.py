"""The journal on screen: a list for auditors, and the life of one project."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed, find
from kaocheng_web.interface.words import say, t
from kaocheng_web.jobs.models import Job
from kaocheng_web.jobs.services import enqueue
from kaocheng_web.journal import selectors, services
from kaocheng_web.operations.models import Fact
from kaocheng_web.projects.models import ProjectYear


@guarded("journal.view")
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "").strip() for name in ("words", "subject", "first", "last")}
    rows = selectors.search(
        selectors.events_for(request.user),
        words=asked["words"],
        subject=asked["subject"],
        first=_day(asked["first"]),
        last=_day(asked["last"]),
    )
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    number, digest, at = services.head()
    running = Job.objects.filter(kind="journal.verify", state__in=("waiting", "running")).first()
    context = {
        "page": page,
        "entries": [selectors.entry(event) for event in page],
        "asked": asked,
        "subjects": sorted(
            ((code, say(words)) for code, words in selectors.subjects().items()), key=lambda row: row[1]
        ),
        "head": {"number": number, "hash": digest, "at": at},
        "fact": Fact.objects.filter(name="journal").first(),
        "job": running if running is not None and _may_watch(request, running) else None,
    }
    return render(request, "journal/list.html", context)


def _may_watch(request: HttpRequest, job: Job) -> bool:
    return job.person_id == request.user.pk or allowed(request.user, "operations.view")


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        return None


@guarded("journal.view")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """A job; two clicks in a minute are one."""
    minute = timezone.now().strftime("%Y-%m-%dT%H:%M")
    enqueue(request.user, "journal.verify", f"journal.verify:{request.user.pk}:{minute}")
    messages.info(request, t("已开始校验", "The verification has begun"))
    return redirect("journal:list")


@guarded("project.view")
@require_GET
def show_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """Fragment for the page of a project: what happened in one of its years."""
    year = find(request.user, ProjectYear.objects.all(), "project.view", pk=pk)
    rows = selectors.drafts_hidden(request.user, selectors.timeline([year.pk]))
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {"page": page, "entries": [selectors.entry(event) for event in page], "year": year}
    return render(request, "journal/_timeline.html", context)
