"""Jobs on screen: the progress of one, and a person's list."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed, find
from kaocheng_web.interface.words import t
from kaocheng_web.jobs import selectors, services
from kaocheng_web.jobs.models import STATES, Job


@guarded("signed_in")
@require_GET
def show_list(request: HttpRequest) -> HttpResponse:
    everybody = allowed(request.user, "operations.view")
    rows = selectors.all_jobs(request.user) if everybody else selectors.jobs_of(request.user)
    state = request.GET.get("state", "")
    if state in STATES:
        rows = rows.filter(state=state)
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {"page": page, "states": STATES, "state": state, "everybody": everybody}
    return render(request, "jobs/list.html", context)


@guarded("signed_in")
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The fragment that asks for itself every second until the job is over."""
    job = find(request.user, Job.objects.all(), "signed_in", pk=pk)
    response = render(request, "jobs/_progress.html", {"job": job})
    if job.is_over:
        response["HX-Trigger"] = "job-over"
        if job.state == "done" and request.GET.get("reload"):
            response["HX-Refresh"] = "true"
    response["Cache-Control"] = "no-store"
    return response


@guarded("signed_in")
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    job = find(request.user, Job.objects.all(), "signed_in", pk=pk)
    services.retry(request.user, job)
    messages.success(request, t("已重新排队", "Back in the queue"))
    return redirect("jobs:list")
