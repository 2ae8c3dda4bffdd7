"""Use of results: the year's list, one opinion, and the rule with what changing it would do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaocheng.lifecycle.opinion import explain
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed, require
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.cycles.selectors import find_cycle
from kaocheng_web.interface.attachments import streamed
from kaocheng_web.interface.sheets import write
from kaocheng_web.interface.words import say, t
from kaocheng_web.journal.models import Event
from kaocheng_web.results import drawing, exports, selectors, services
from kaocheng_web.results.forms import AdjustForm, PublishForm, RuleForm
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
    edition = selectors.edition_in_force(cycle)
    every = selectors.rows(request.user, cycle, selectors.rule_of(cycle, edition))
    found = selectors.filtered(every, asked)
    context = {
        "cycle": cycle,
        "cycles": known,
        "asked": asked,
        "page": Paginator(found, _PAGE).get_page(request.GET.get("page")),
        "sums": selectors.sums(found),
        "acts": ACTS,
        "edition": edition,
        "can_manage": allowed(request.user, "results.manage", cycle),
        "proposed": sum(row.opinion is not None and row.opinion.state == "proposed" for row in every),
        "missing": sum(row.opinion is None and row.decided is not None for row in every),
    }
    return render(request, "results/list.html", context)


def _asked_cycle(request: HttpRequest, known: list[Any]) -> Cycle | None:
    """The cycle asked for; else the latest with a published rule, else the latest."""
    key = request.GET.get("cycle", "")
    if key:
        return next((cycle for cycle in known if str(cycle.pk) == key), None)
    return next((cycle for cycle in known if cycle.has_rule), known[0] if known else None)


@guarded("results.view")
@require_safe
def export(request: HttpRequest, pk: int, form: str) -> StreamingHttpResponse:
    cycle = find_cycle(request.user, "signed_in", pk)
    asked = {name: request.GET.get(name, "") for name in _ASKED}
    rule = selectors.rule_of(cycle, selectors.edition_in_force(cycle))
    rows = selectors.filtered(selectors.rows(request.user, cycle, rule), asked)
    return streamed(write(form, [exports.sheet(rows)]), f"opinions-{cycle.year}.{form}")


@guarded("results.manage")
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = find_cycle(request.user, "signed_in", pk)
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
    cycle = find_cycle(request.user, "signed_in", pk)
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
    cycle = find_cycle(request.user, "signed_in", pk)
    edition = selectors.edition_in_force(cycle)
    now = selectors.rule_of(cycle, edition)
    publishing = PublishForm(initial={"seen": edition.number if edition else 0})
    if request.method == "POST":
        require(request.user, "results.manage", cycle)
        form, publishing = RuleForm(request.POST, rule=now), PublishForm(request.POST)
        if form.is_valid() and publishing.is_valid():
            try:
                made = services.publish_rule(request.user, cycle, form.rule, **publishing.cleaned_data)
            except WorkflowError as error:
                publishing.add_error(None, say(error.message))
            else:
                messages.success(request, str(t(f"已发布第{made.number}版办法", f"edition {made.number} is published")))
                return redirect("results:rule", cycle.pk)
    else:
        form = RuleForm(request.GET if "tolerance" in request.GET else None, rule=now)
    tried = now if not form.is_bound else form.rule if form.is_valid() else None
    effect = selectors.effect_of(selectors.rows(request.user, cycle, now), tried) if tried else None
    context: dict[str, Any] = {
        "cycle": cycle,
        "form": form,
        "publishing": publishing if allowed(request.user, "results.manage", cycle) else None,
        "effect": effect,
        "moves": effect.moves[:_MOVES] if effect else (),
        "project_bars": drawing.project_bars(effect) if effect else (),
        "money_bars": drawing.money_bars(effect) if effect else (),
        "acts": ACTS,
        "edition": edition,
    }
    if request.headers.get("HX-Request"):
        return render(request, "results/_effect.html", context)
    context["editions"] = selectors.editions(cycle)
    return render(request, "results/rule.html", context, status=400 if request.method == "POST" else 200)


@guarded("results.view")
@require_safe
def edition(request: HttpRequest, pk: int) -> HttpResponse:
    """A rule as it was published, in words."""
    found = selectors.find_edition(request.user, pk)
    now = selectors.edition_in_force(found.cycle)
    context = {"edition": found, "sentences": explain(found.content), "in_force": found == now, "now": now}
    return render(request, "results/edition.html", context)


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
        "reclaimed": Decimal(found.basis.get("reclaimed", "0")),
        "form": form if found.is_editable and allowed(request.user, "results.manage", found) else None,
        "now": selectors.edition_in_force(found.project_year.cycle),
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
