"""The form on screen, and what is done on it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaocheng.language import Text
from kaocheng.lifecycle.rows import CHANGES
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import find
from kaocheng_web.filings import markup, selectors, services, starting
from kaocheng_web.filings.models import CellNote, Filing
from kaocheng_web.filings.page import FormPage, page_for
from kaocheng_web.interface.words import say, t
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.services import Refused, Stale, WorkflowError

_LONGEST_BODY = 1_000_000


@guarded("filing.view")
@require_GET
@never_cache
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """The official form with what the library says of it. Typed in by the preparer, read by everybody else."""
    filing = selectors.find_filing(request.user, "filing.view", pk)
    page = page_for(request.user, filing)
    context = {
        "page": page,
        "filing": filing,
        "thing": filing,
        "buttons": page.buttons,
        "steps": selectors.steps_of(filing.project_year, filing),
        "note_at": request.GET.get("note", ""),
    }
    return render(request, "filings/form.html", context)


@guarded("filing.view")
@require_http_methods(["GET", "POST"])
@never_cache
def cells(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: the form as it stands. POST {version, shape, changes: {path: [seen, new]}}: save and check in one go."""
    if request.method == "GET":
        filing = selectors.find_content(request.user, "filing.view", pk)
        return JsonResponse(state_of(request, page_for(request.user, filing), whole=True))
    filing = selectors.find_content(request.user, "filing.edit", pk)
    try:
        version, shape, changes = _read(request)
        saved = services.type_cells(request.user, filing, changes=changes)
    except WorkflowError as error:
        return _error(error)
    behind = saved.version != version + (1 if saved.written else 0)
    page = page_for(request.user, filing)
    return JsonResponse(
        {
            **state_of(request, page, whole=behind, shape=shape),
            "conflicts": [
                {"path": one.path, "kept": one.kept, "lost": one.lost, "number": one.lost_edit}
                for one in saved.conflicts
            ],
        }
    )


def _read(request: HttpRequest) -> tuple[int, str, dict[str, tuple[str, str]]]:
    wrong = Refused("bad-request", Text("请求格式有误", "the request is malformed"))
    if len(request.body) > _LONGEST_BODY:
        raise wrong
    try:
        asked = json.loads(request.body)
        version, shape, given = asked["version"], asked.get("shape", ""), asked["changes"]
        changes = {path: (old, new) for path, (old, new) in given.items()}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise wrong from None
    texts = [text for pair in changes.values() for text in pair]
    if not isinstance(version, int) or not all(isinstance(text, str) for text in (shape, *texts)):
        raise wrong
    return version, shape, changes


def state_of(request: HttpRequest, page: FormPage, *, whole: bool, shape: str = "") -> dict[str, Any]:
    """What the page shows after a change. `whole`: all texts, not only what is computed; somebody else has typed.
    `shape`: of the table the browser has; another one is sent along."""
    # The fragments ask for nothing that comes with a request, and are made without it: no menu, no messages.
    token = get_token(request)
    context = {"page": page, "filing": page.filing, "thing": page.filing, "buttons": page.buttons, "csrf_token": token}
    found: dict[str, Any] = {
        "version": page.filing.version,
        "person": request.user.pk,
        "token": token,
        "shape": page.shape,
        "at": timezone.localtime().strftime("%H:%M:%S"),
        "editable": page.can_type,
        "cells": page.texts if whole else page.computed,
        "marks": page.severities,
        "messages": {row: markup.messages(found) for row, found in page.messages.items()},
        "panel": render_to_string("filings/_panel.html", context),
        "buttons": render_to_string("kaocheng/_buttons.html", context),
        "mustSee": page.must_see,
    }
    if shape and shape != page.shape:
        found["table"] = render_to_string("filings/_table.html", context)
        found["cells"] = page.texts
    return found


def _error(error: WorkflowError) -> JsonResponse:
    refusals = [{"code": one.code, "message": say(one.message), "field": one.field} for one in error.refusals]
    return JsonResponse({"code": error.code, "message": say(error.message), "refusals": refusals}, status=error.status)


def _act(request: HttpRequest, filing: Filing, act: Callable[[], Any], anchor: str = "") -> HttpResponse:
    """Do something and show the form again: as JSON for the editor, as a page for a plain browser."""
    wants_json = "application/json" in request.headers.get("Accept", "")
    try:
        act()
    except WorkflowError as error:
        if wants_json:
            return _error(error)
        messages.error(request, say(error.message))
    else:
        if wants_json:
            filing = selectors.filings().get(pk=filing.pk)
            shape = request.POST.get("shape", "")
            return JsonResponse(state_of(request, page_for(request.user, filing), whole=True, shape=shape))
    return HttpResponseRedirect(reverse("filings:form", args=[filing.pk]) + anchor)


@guarded("filing.edit")
@require_POST
def rows(request: HttpRequest, pk: int) -> HttpResponse:
    """Add, take out, double or move an indicator row."""
    filing = selectors.find_filing(request.user, "filing.edit", pk)

    def act() -> None:
        change, _, row = request.POST.get("change", "").partition(":")
        version = request.POST.get("version", "")
        if change not in CHANGES or not row.isdecimal() or not version.isdecimal() or len(row) > 4:
            raise Refused("bad-request", Text("请求格式有误", "the request is malformed"))
        services.change_rows(request.user, filing, change, int(row), version=int(version))

    return _act(request, filing, act)


@guarded("filing.edit")
@require_POST
def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the scheme's score for every indicator row that can be computed."""
    filing = selectors.find_filing(request.user, "filing.edit", pk)
    return _act(request, filing, lambda: services.adopt_suggestions(request.user, filing))


@guarded("filing.edit")
@require_POST
def take_monitoring(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill what is still empty from the last monitoring round."""
    filing = selectors.find_filing(request.user, "filing.edit", pk)
    return _act(request, filing, lambda: starting.take_monitoring(request.user, filing))


@guarded("filing.edit")
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Why a warning may stand."""
    filing = selectors.find_filing(request.user, "filing.edit", pk)
    fingerprint, text = request.POST.get("fingerprint", ""), request.POST.get("text", "")[: services.LONGEST]
    return _act(request, filing, lambda: services.explain(request.user, filing, fingerprint, text), "#findings")


@guarded("filing.view")
@require_POST
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """The person has had the whole form before him, in the version he names."""
    filing = selectors.find_filing(request.user, "filing.view", pk)

    def act() -> None:
        if request.POST.get("version") != str(filing.version):
            raise Stale("stale", Text("内容已更新，请重新查看", "the form has changed; look at it again"))
        services.see(request.user, filing)

    return _act(request, filing, act)


@guarded("filing.edit")
@require_POST
def lost(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The writer lets go of a text that was not taken (its words may have been typed anew)."""
    filing = selectors.find_filing(request.user, "filing.edit", pk)
    return _act(request, filing, lambda: services.settle_edit(request.user, filing, number))


@guarded("filing.comment")
@require_POST
def notes(request: HttpRequest, pk: int) -> HttpResponse:
    """A remark at a cell."""
    filing = selectors.find_filing(request.user, "filing.comment", pk)
    given = request.POST
    return _act(
        request,
        filing,
        lambda: services.add_note(
            request.user, filing, field=given.get("field", ""), text=given.get("text", ""), code=given.get("code", "")
        ),
        "#notes",
    )


@guarded("filing.edit")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit answers a remark."""
    note, filing = _note(request, "filing.edit", pk)
    return _act(
        request, filing, lambda: services.answer_note(request.user, note, request.POST.get("text", "")), "#notes"
    )


@guarded("filing.comment")
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """A reviewer is content with an answer."""
    note, filing = _note(request, "filing.comment", pk)
    return _act(request, filing, lambda: services.settle_note(request.user, note), "#notes")


def _note(request: HttpRequest, permission: str, pk: int) -> tuple[CellNote, Filing]:
    note = get_object_or_404(CellNote, pk=pk)
    filing = selectors.find_filing(request.user, permission, note.filing_id)
    note.filing = filing
    return note, filing


@guarded("filing.edit")
@require_POST
def start_self_evaluation(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the self-evaluation of a project's year, or go to it."""
    years = ProjectYear.objects.select_related("cycle", "project", "unit")
    year = find(request.user, years, "filing.edit", pk=pk)
    try:
        filing = starting.start_self_evaluation(request.user, year)
    except WorkflowError as error:
        messages.error(request, say(error.message))
        back = request.headers.get("Referer", "")
        same = back.startswith(request.build_absolute_uri("/"))
        return HttpResponseRedirect(back if same else reverse("home"))
    messages.success(request, str(t("自评表已生成，指标和预算取自批复的目标", "begun with the approved objective")))
    return HttpResponseRedirect(filing.get_absolute_url())
