"""Use of results: the year's list, one opinion, and the rule with what changing it would do."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed, require
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.interface.words import say, t
from kaocheng_web.journal.models import Event
from kaocheng_web.results import exports, selectors, services
from kaocheng_web.results.forms import AdjustForm, RuleForm
from kaocheng_web.results.models import ACTS, Opinion
from kaocheng_web.workflow.services import WorkflowError, buttons

_PAGE = 25
_ASKED = ("act", "state", "text")
_MOVES = 100  # rows of the what-if that are shown


@guarded("results.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    known = selectors.cycles(request.user)
    cycle = _asked_cycle(request, known)
    if cycle is None:
        return render(request, "results/list.html", {"cycle": None})
    asked = {name: request.GET.get(name, "") for name in _ASKED}
    every = selectors.rows(request.user, cycle)
    found = selectors.filtered(every, asked)
    context = {
        "cycle": cycle,
        "cycles": known,
        "asked": asked,
        "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
        "sums": selectors.sums(found),
        "filtered": len(found) != len(every),
        "acts": ACTS,
        "published": cycle.opinion_rule or None,
        "can_manage": allowed(request.user, "results.manage", cycle),
        "proposed": sum(row.opinion is not None and row.opinion.state == "proposed" for row in every),
        "missing": sum(row.opinion is None and row.decided is not None for row in every),
    }
    return render(request, "results/list.html", context)


def _asked_cycle(request: HttpRequest, known: list[Cycle]) -> Cycle | None:
    """The cycle asked for; else the latest in which something was evaluated, else the latest."""
    key = request.GET.get("cycle", "")
    if key:
        return next((cycle for cycle in known if str(cycle.pk) == key), None)
    return next((cycle for cycle in known if cycle.opinion_rule), known[0] if known else None)


@guarded("results.view")
@require_safe
def export(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    cycle = selectors.find_cycle(request.user, pk)
    asked = {name: request.GET.get(name, "") for name in _ASKED}
    rows = selectors.filtered(selectors.rows(request.user, cycle), asked)
    if form == "csv":
        response = HttpResponse(exports.as_separated(rows), content_type="text/csv; charset=utf-8")
    else:
        response = HttpResponse(exports.as_workbook(rows), content_type=exports.XLSX)
    response["Content-Disposition"] = f'attachment; filename="opinions-{cycle.year}.{form}"'
    return response


@guarded("results.manage")
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = selectors.find_cycle(request.user, pk)
    require(request.user, "results.manage", cycle)
    try:
        done = services.propose_all(request.user, cycle)
    except WorkflowError as error:
        messages.error(request, say(error.message))
    else:
        words = t(
            f"新提出{done.made}项，更新{done.changed}项，保持{done.kept}项，暂不能给出意见{done.undecided}项",
            f"{done.made} new, {done.changed} changed, {done.kept} left alone, {done.undecided} undecided",
        )
        messages.success(request, str(words))
    return _to_list(cycle)


@guarded("results.manage")
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = selectors.find_cycle(request.user, pk)
    require(request.user, "results.manage", cycle)
    confirmed, left = services.confirm_all(request.user, cycle)
    messages.success(request, str(t(f"已确认{confirmed}项意见", f"{confirmed} confirmed")))
    if left:
        reason = say(left[0][1])
        words = t(f"{len(left)}项未确认：{reason}", f"{len(left)} not confirmed: {reason}")
        messages.warning(request, str(words))
    return _to_list(cycle)


def _to_list(cycle: Cycle) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('results:list')}?{urlencode({'cycle': cycle.pk})}")


@guarded("results.view")
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """The rule in force and, for changed parameters, who would move and what it would come to. POST publishes."""
    cycle = selectors.find_cycle(request.user, pk)
    can_manage = allowed(request.user, "results.manage", cycle)
    now = selectors.rule_of(cycle)
    if request.method == "POST":
        require(request.user, "results.manage", cycle)
        form = RuleForm(request.POST, rule=now)
        if form.is_valid():
            return _publish(request, cycle, form)
    else:
        trying = "tolerance" in request.GET
        form = RuleForm(request.GET if trying else None, rule=now)
    tried = form.is_bound and form.is_valid()
    effect = selectors.effect_of(selectors.rows(request.user, cycle), form.rule) if tried else None
    context: dict[str, Any] = {
        "cycle": cycle,
        "form": form,
        "effect": effect,
        "moves": effect.moves[:_MOVES] if effect else (),
        "acts": ACTS,
        "published": cycle.opinion_rule or None,
        "marks": dict(now.marks),
        "can_manage": can_manage,
    }
    return render(request, "results/rule.html", context, status=400 if request.method == "POST" else 200)


def _publish(request: HttpRequest, cycle: Cycle, form: RuleForm) -> HttpResponse:
    version = request.POST.get("version", "")
    try:
        edition = services.publish_rule(
            request.user, cycle, form.rule, version=int(version[:9]) if version.isdecimal() else -1
        )
    except WorkflowError as error:
        messages.error(request, say(error.message))
    else:
        messages.success(request, str(t(f"已发布第{edition}版办法", f"edition {edition} is published")))
    return redirect("results:rule", cycle.pk)


@guarded("results.view")
@require_safe
def opinion(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.find_opinion(request.user, "results.view", pk)
    form = AdjustForm(initial={"act": found.act, "amount": _text(found.amount), "remark": found.remark})
    return _opinion_page(request, found, form)


def _text(amount: Any) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _opinion_page(request: HttpRequest, found: Opinion, form: AdjustForm) -> HttpResponse:
    rows = Event.objects.filter(subject="opinion", subject_id=found.pk).select_related("person").order_by("number")
    context = {
        "opinion": found,
        "thing": found,
        "buttons": buttons(request.user, found),
        "act": ACTS[found.act],
        "reclaimed": found.basis.get("reclaimed"),
        "form": form if found.is_editable and allowed(request.user, "results.manage", found) else None,
        "events": list(rows),
    }
    return render(request, "results/opinion.html", context)


@guarded("results.manage")
@require_POST
def adjust(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.find_opinion(request.user, "results.manage", pk)
    form = AdjustForm(request.POST)
    version = request.POST.get("version", "")
    version_seen = int(version[:9]) if version.isdecimal() else -1
    try:
        if request.POST.get("follow"):
            services.follow_rule(request.user, found, version=version_seen)
        elif form.is_valid():
            services.adjust(request.user, found, version=version_seen, **form.cleaned_data)
        else:
            return _opinion_page(request, found, form)
    except WorkflowError as error:
        form.add_error(None, say(error.message))
        return _opinion_page(request, selectors.find_opinion(request.user, "results.manage", pk), form)
    messages.success(request, str(t("已保存", "Saved")))
    return redirect(found)
