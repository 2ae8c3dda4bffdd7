"""Declaring, reviewing and adjusting objectives; the indicator library."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaocheng.language import Text
from kaocheng.lifecycle.comparison import compare as compare_cells
from kaocheng.lifecycle.objective_check import GRADES, count_aspects
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import FINANCE_ROLES, access_of, allowed, find
from kaocheng_web.filings import services as filings
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.selectors import find_filing
from kaocheng_web.interface.words import say, t
from kaocheng_web.objectives import selectors, services
from kaocheng_web.objectives.forms import EntryForm, initial_of
from kaocheng_web.objectives.models import LibraryIndicator
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.services import Refused, WorkflowError

_SOURCES = ("similar", "library", "before")


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _year(request: HttpRequest, pk: int) -> ProjectYear:
    rows = ProjectYear.objects.select_related("project", "cycle__region", "unit", "carried_from")
    return find(request.user, rows, "filing.edit", pk=pk)


# ── declaration and adjustment ────────────────────────────────────────────────────────────────────────────────────────
@guarded("filing.edit")
@require_POST
def declare(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the objective of a project's year, or go to it."""
    year = _year(request, pk)
    try:
        filing = services.declare(request.user, year)
    except WorkflowError as error:
        messages.error(request, say(error.message))
        return HttpResponseRedirect(year.get_absolute_url())
    return HttpResponseRedirect(filing.get_absolute_url())


@guarded("filing.edit")
@require_http_methods(["GET", "POST"])
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for an adjustment: state why, then change the copy."""
    year = _year(request, pk)
    reason, status = request.POST.get("reason", ""), 200
    if request.method == "POST":
        try:
            filing = services.request_adjustment(request.user, year, reason)
        except WorkflowError as error:
            messages.error(request, say(error.message))
            status = error.status
        else:
            words = t("已复制批复的目标，请修改后提交", "the approved objective was copied; change it and hand it in")
            messages.success(request, str(words))
            return HttpResponseRedirect(filing.get_absolute_url())
    basis = selectors.yardstick(year)
    context = {"year": year, "basis": basis, "reason": reason}
    return render(request, "objectives/adjust.html", context, status=status)


@guarded("filing.view")
@require_GET
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """The approved objective beside the adjusted one."""
    filing = find_filing(request.user, "filing.view", pk)
    if filing.kind != "adjustment":
        raise Http404
    comparison = compare_cells(selectors.original_of(filing), filing.cells)
    only = request.GET.get("only") == "changes"
    context = {"filing": filing, "year": filing.project_year, "comparison": comparison, "only": only}
    return render(request, "objectives/compare.html", context)


# ── choosing indicators ───────────────────────────────────────────────────────────────────────────────────────────────
@guarded("filing.edit")
@require_http_methods(["GET", "POST"])
def picker(request: HttpRequest, pk: int) -> HttpResponse:
    """Indicators to put into a draft: of like projects, of the library, of last year."""
    filing = find_filing(request.user, "filing.edit", pk)
    if filing.kind not in ("objective", "adjustment"):
        raise Http404
    if not filing.is_editable:
        messages.error(request, str(t("当前状态不能修改内容", "it cannot be changed in its present state")))
        return HttpResponseRedirect(filing.get_absolute_url())
    status = 200
    if request.method == "POST":
        try:
            added = services.choose_indicators(request.user, filing, _chosen(request), version=_version(request))
        except WorkflowError as error:
            messages.error(request, say(error.message))
            status = error.status
        else:
            messages.success(request, str(t(f"已加入{added}项指标", f"{added} indicators were added")))
            return HttpResponseRedirect(filing.get_absolute_url())
    source = request.GET.get("source", "similar")
    source = source if source in _SOURCES else "similar"
    context = {
        "filing": filing,
        "source": source,
        "sources": (
            ("similar", t("相近项目推荐", "of similar projects")),
            ("library", t("指标库", "indicator library")),
            ("before", t("本项目上年", "last year's")),
        ),
        **_offer(request, filing, source),
    }
    fragment = bool(request.headers.get("HX-Request")) and request.method == "GET"
    return render(request, "objectives/_offer.html" if fragment else "objectives/picker.html", context, status=status)


def _offer(request: HttpRequest, filing: Filing, source: str) -> dict[str, object]:
    """Rows with `row` (what will be put into the form), reasons and how many projects use them."""
    if source == "similar":
        offered = [
            {
                "row": _packed(
                    {"level1": one.level1, "level2": one.level2, "level3": one.level3, "target": one.target}
                ),
                "shown": one,
                "reasons": one.reasons,
            }
            for one in selectors.recommended(filing)
        ]
        return {"offered": offered}
    if source == "before":
        return {"offered": [{"row": _packed(row), "shown": row} for row in selectors.last_year(filing)]}
    asked = {name: request.GET.get(name, "")[:100] for name in ("q", "level2", "sector")}
    if "sector" not in request.GET:
        own = selectors.sector_of(filing.project_year)
        asked["sector"] = own if own in selectors.known_sectors() else ""
    rows = selectors.library(text=asked["q"], level2=asked["level2"], sector=asked["sector"])
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    return {
        "offered": [{"row": _packed(selectors.as_row(one)), "shown": one, "uses": one.uses} for one in page],
        "page": page,
        "query": urlencode({"source": "library", **asked}) + "&",
        "asked": asked,
        "categories": selectors.categories(),
        "sectors": selectors.known_sectors(),
    }


def _packed(row: dict[str, str]) -> str:
    return json.dumps({name: text for name, text in row.items() if text}, ensure_ascii=False, sort_keys=True)


def _chosen(request: HttpRequest) -> list[dict[str, str]]:
    """What was ticked. It comes from the browser, so only texts of known fields are taken."""
    wrong = Refused("bad-request", Text("请求格式有误", "the request is malformed"))
    found = []
    for packed in request.POST.getlist("row")[:100]:
        try:
            row = json.loads(packed)
            pairs = {str(name): text for name, text in row.items()}
        except (ValueError, AttributeError, RecursionError):
            raise wrong from None
        if not all(isinstance(text, str) for text in pairs.values()):
            raise wrong
        found.append(pairs)
    return found


# ── review ────────────────────────────────────────────────────────────────────────────────────────────────────────────
@guarded("filing.view")
@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """How the objective stands in each respect, and its grade. A fragment for the form's page; a page of its own for a
    browser without scripts. POST: give the grade."""
    permission = "objective.review" if request.method == "POST" else "filing.view"
    filing = find_filing(request.user, permission, pk)
    if filing.kind not in ("objective", "adjustment"):
        raise Http404
    if request.method == "POST":
        grade, remark = request.POST.get("grade", ""), request.POST.get("remark", "")
        try:
            services.give_grade(request.user, filing, grade, version=_version(request), remark=remark)
        except WorkflowError as error:
            messages.error(request, say(error.message))
        else:
            messages.success(request, str(t(f"审核等级：{grade}", f"graded {grade}")))
        return HttpResponseRedirect(filing.get_absolute_url())
    found = filings.fresh_check(filing)
    finance = not access_of(request.user).roles_over(filing.path).isdisjoint(FINANCE_ROLES)
    context = {
        "filing": filing,
        "aspects": count_aspects(found.findings),
        "grades": GRADES.items(),
        "grade_words": GRADES.get(filing.review_grade),
        "can_grade": filing.kind == "objective"
        and finance
        and filing.state in services.GRADED_IN
        and allowed(request.user, "objective.review", filing)
        and request.user.pk not in filing.filled_by,
        "compare_url": reverse("objectives:compare", args=[filing.pk]) if filing.kind == "adjustment" else "",
    }
    fragment = bool(request.headers.get("HX-Request"))
    return render(request, "objectives/_review.html" if fragment else "objectives/review.html", context)


# ── library ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@guarded("library.view")
@require_GET
def library(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:100] for name in ("q", "level2", "sector", "retired")}
    can_manage = allowed(request.user, "library.manage")
    rows = selectors.library(
        text=asked["q"],
        level2=asked["level2"],
        sector=asked["sector"],
        retired=can_manage and asked["retired"] == "1",
    )
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "query": urlencode({name: value for name, value in asked.items() if value}) + "&",
        "categories": selectors.categories(),
        "sectors": selectors.known_sectors(),
        "can_manage": can_manage,
    }
    return render(request, "objectives/library.html", context)


@guarded("library.manage")
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new entry, or an existing one."""
    found = None if pk is None else LibraryIndicator.objects.filter(pk=pk).first()
    if pk is not None and found is None:
        raise Http404
    initial = None if found is None else initial_of(found)
    form = EntryForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.save_entry(request.user, found, form.cleaned_data)
            except WorkflowError as error:
                form.add_error(None, say(error.message))
            else:
                messages.success(request, str(t("已保存", "saved")))
                return redirect("objectives:library")
    return render(request, "objectives/entry.html", {"form": form, "entry": found}, status=status)
