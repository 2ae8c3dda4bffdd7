"""Packages on their way to the public, and who has not published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kaocheng.lifecycle import load_machine
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed, visible
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.disclosure import exports, selectors, services
from kaocheng_web.disclosure.content import doubts, is_prose
from kaocheng_web.disclosure.models import Package
from kaocheng_web.disclosure.showing import changes_of, shown
from kaocheng_web.filings.page import page_for
from kaocheng_web.interface.attachments import streamed
from kaocheng_web.interface.words import say, t
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.services import Stale, WorkflowError, buttons

_PAGE = 25
_MOST_AT_ONCE = 200


@guarded("disclosure.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:60] for name in ("state", "year", "text")}
    machine = load_machine("disclosure")
    waiting = selectors.ready(request.user, asked)
    can_assemble = allowed(request.user, "disclosure.move")
    counted = selectors.counts(request.user)
    context: dict[str, Any] = {
        "asked": asked,
        "tiles": [(code, state.label, counted.get(code, 0)) for code, state in machine.states.items()],
        "years": selectors.years(request.user),
        "ready_count": waiting.count(),
        "can_assemble": can_assemble,
    }
    rows: Any
    if asked["state"] == "ready":
        rows = waiting.defer("cells", "findings")
    else:
        rows = selectors.package_list(request.user, asked)
    context["page"] = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    return render(request, "disclosure/list.html", context)


@guarded("disclosure.move")
@require_POST
def assemble(request: HttpRequest) -> HttpResponse:
    """Make packages of the final self-evaluations chosen."""
    chosen = [key for key in request.POST.getlist("filing") if key.isdecimal()][:_MOST_AT_ONCE]
    rows = list(selectors.ready(request.user).filter(pk__in=chosen))
    rows = [row for row in rows if allowed(request.user, "disclosure.move", row)]
    done, left = services.assemble_all(request.user, rows)
    if done:
        removed = sum(len(package.removed) for package in done)
        words = t(
            f"已整理{len(done)}项，自动删除个人信息{removed}处",
            f"{len(done)} assembled, {removed} personal items taken out",
        )
        messages.success(request, str(words))
    for filing, why in left:
        messages.error(request, f"{filing.project_year.project.name}：{say(why)}")
    if not done and not left:
        messages.warning(request, str(t("请选择项目", "choose projects first")))
    return redirect(done[0]) if len(done) == 1 and not left else redirect("disclosure:list")


@guarded("disclosure.view")
@require_safe
def package(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be published, beside the form it was made from; who checked what."""
    found = selectors.find_package(request.user, "disclosure.view", pk)
    return _page(request, found)


def _page(request: HttpRequest, found: Package, status: int = 200, **more: Any) -> HttpResponse:
    form = page_for(request.user, found.filing)
    changes = changes_of(found, form.labels)
    prose = [path for path in form.labels if is_prose(path) and found.filing.cells.get(path, "").strip()]
    at = request.GET.get("reword", "")
    if not at and more:
        at = request.POST.get("field", "")
    label = form.labels.get(at, "")
    context = {
        "package": found,
        "thing": found,
        "filing": found.filing,
        "buttons": buttons(request.user, found),
        "changes": changes,
        "shown": shown(found.content, found.filing.template, {change.field for change in changes}),
        "doubts": doubts(found) if found.is_open else (),
        "can_edit": found.is_open and allowed(request.user, "disclosure.edit", found),
        "prose": [(path, form.labels[path]) for path in prose],
        "reword": {"field": at, "label": label, "text": found.wording.get(at, found.filing.cells.get(at, ""))}
        if at in prose
        else None,
        "events": selectors.events_of(found),
        **more,
    }
    return render(request, "disclosure/package.html", context, status=status)


def _change(request: HttpRequest, pk: int, act: Callable[[Package, int], Any]) -> HttpResponse:
    found = selectors.find_package(request.user, "disclosure.edit", pk)
    version = request.POST.get("version", "")
    try:
        act(found, int(version[:9]) if version.isdecimal() else -1)
    except WorkflowError as error:
        found = selectors.find_package(request.user, "disclosure.edit", pk)
        status = 409 if isinstance(error, Stale) else 422
        return _page(request, found, status, problem=error.message, typed=request.POST)
    messages.success(request, str(t("已更新公开内容", "The copy was made anew")))
    return redirect(found)


@guarded("disclosure.edit")
@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """Hide words everywhere in the copy."""
    words = request.POST.get("words", "")[:4000]
    return _change(request, pk, lambda found, version: services.hide(request.user, found, words=words, version=version))


@guarded("disclosure.edit")
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the hiding of a word."""
    word = request.POST.get("word", "")
    return _change(request, pk, lambda found, version: services.show(request.user, found, word=word, version=version))


@guarded("disclosure.edit")
@require_POST
def reword(request: HttpRequest, pk: int) -> HttpResponse:
    """Word a text anew for publication."""
    field, text = request.POST.get("field", ""), request.POST.get("text", "")
    if request.POST.get("original"):
        text = ""
    return _change(
        request,
        pk,
        lambda found, version: services.reword(request.user, found, field=field, text=text, version=version),
    )


@guarded("disclosure.view")
@require_safe
def completeness(request: HttpRequest, form: str = "") -> HttpResponse | StreamingHttpResponse:
    """Every project of a year: filed? final? published? `form`: "csv" for the file."""
    cycles = list(visible(request.user, Cycle.objects.select_related("region")))
    asked = {name: request.GET.get(name, "")[:60] for name in ("cycle", "stage", "text")}
    cycle = next((row for row in cycles if not asked["cycle"] or str(row.pk) == asked["cycle"]), None)
    if cycle is None and asked["cycle"]:
        raise Http404
    if cycle is None:
        return render(request, "disclosure/completeness.html", {"cycle": None})
    rows = selectors.completeness(request.user, cycle, asked)
    if form:
        return streamed(exports.completeness_rows(rows.iterator()), f"disclosure-{cycle.year}.{form}")
    every = selectors.completeness(request.user, cycle, {})
    counted = selectors.stage_counts(every)
    context = {
        "cycle": cycle,
        "cycles": cycles,
        "asked": asked,
        "tiles": [(code, words, counted[code]) for code, words in selectors.STAGES.items()],
        "stages": selectors.STAGES,
        "organisations": selectors.progress(visible(request.user, ProjectYear.objects.filter(cycle=cycle))),
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "disclosure/completeness.html", context)
