"""Pages of review: queue, samples, re-checks, panels."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaocheng.lifecycle import Role, load_machine
from kaocheng.lifecycle.panel import spreads
from kaocheng.lifecycle.recheck import band_of, bands, row_gap, total
from kaocheng.lifecycle.sampling import least_sample, statement
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import FINANCE_ROLES, REVIEW_ROLES, access_of, allowed, find, visible
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.filings.models import FILING_KINDS
from kaocheng_web.filings.selectors import find_filing
from kaocheng_web.interface.words import say, t
from kaocheng_web.jobs.services import enqueue
from kaocheng_web.projects.selectors import departments
from kaocheng_web.review import selectors, services
from kaocheng_web.review.forms import DrawForm
from kaocheng_web.review.models import DRAWN_BY, SPECIALTIES, Panel, Recheck, Sample, Seat
from kaocheng_web.workflow.services import WorkflowError, buttons

_PAGE = 25
_ASKED = ("kind", "department", "verdict", "returned")


# The queue.


@guarded("review.queue")
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for this person, highest risk first."""
    asked = {name: request.GET.get(name, "") for name in _ASKED}
    page = Paginator(selectors.queue(request.user, **asked), _PAGE).get_page(request.GET.get("page"))
    known = selectors.all_departments()
    row: Any  # with what only the page shows
    for row in page.object_list:
        row.department = selectors.department_of(row.path, known)
        row.decision = selectors.bulk_decision(request.user, row)
        row.clean = bool(row.decision) and not row.errors and row.checked_version > 0
    stale = selectors.stale_filings().order_by("-pk").values_list("pk", "version").first()
    if stale is not None:
        enqueue(None, "review.risk", f"review.risk:{stale[0]}:{stale[1]}:{selectors.stale_filings().count()}")
    context = {
        "page": page,
        "asked": asked,
        "kinds": FILING_KINDS,
        "departments": departments(request.user),
        "verdicts": selectors.VERDICTS,
        "filtered": any(asked.values()),
        "stale": stale is not None,
    }
    return render(request, "review/queue.html", context)


@guarded("review.queue")
@require_POST
def decide(request: HttpRequest) -> HttpResponse:
    """Several at once: first what would happen, then, when sure, each by itself with the version that was shown."""
    picked = _picked(request.POST.getlist("pick"))
    if not picked:
        messages.warning(request, str(t("请先选择要办理的报表。", "Choose the forms first.")))
        return redirect("review:queue")
    if "sure" in request.POST:
        outcomes = services.decide_all(request.user, picked)
        done = sum(outcome.done for outcome in outcomes)
        context = {"outcomes": outcomes, "done": done, "failed": len(outcomes) - done}
        return render(request, "review/decided.html", context)
    rows = selectors.proposals(request.user, picked)
    return render(request, "review/decide.html", {"rows": rows, "ready": sum(not row.hindrances for row in rows)})


def _picked(texts: list[str]) -> dict[int, int]:
    """ "17:3" → filing 17 in version 3; at most one page of them."""
    found: dict[int, int] = {}
    for text in texts[:_PAGE]:
        pk, _, version = text.partition(":")
        if all(part.isascii() and part.isdigit() and len(part) < 10 for part in (pk, version)):
            found[int(pk)] = int(version)
    return found


# One filing in review.


@guarded("filing.view")
@require_safe
def filing(request: HttpRequest, pk: int) -> HttpResponse:
    """Risk, submissions, re-checks and panels of one filing."""
    found = find_filing(request.user, "filing.view", pk)
    manages = allowed(request.user, "sample.manage", found)
    open_for_check = found.kind == "self_evaluation" and found.state in selectors.SAMPLED_STATES
    rechecks = list(visible(request.user, selectors.rechecks().filter(filing=found)))
    panels = list(visible(request.user, selectors.panels().filter(filing=found)))
    context = {
        "filing": found,
        "risk": getattr(found, "risk", None) if _sees_risk(request.user, found) else None,
        "submissions": list(found.submissions.defer("cells").select_related("person")),
        "rechecks": rechecks,
        "panels": panels,
        "can_select": manages and open_for_check and all(row.state == "closed" for row in rechecks),
        "can_form": manages and open_for_check and all(row.state in ("concluded", "dissolved") for row in panels),
    }
    return render(request, "review/filing.html", context)


def _sees_risk(person: Any, thing: Any) -> bool:
    """Units do not learn by what they are chosen."""
    return bool(access_of(person).roles_over(thing.path) & (REVIEW_ROLES | {Role.AUDITOR}))


@guarded("sample.manage")
@require_POST
def select(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose one self-evaluation for re-check by hand."""
    found = find_filing(request.user, "sample.manage", pk)
    try:
        made = services.select_by_hand(request.user, found, request.POST.get("reason", ""))
    except WorkflowError as error:
        return _back(request, error, reverse("review:filing", args=[pk]))
    return redirect(made)


@guarded("panel.manage")
@require_POST
def form_panel(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_filing(request.user, "panel.manage", pk)
    try:
        made = services.form_panel(request.user, found)
    except WorkflowError as error:
        return _back(request, error, reverse("review:filing", args=[pk]))
    return redirect(made)


# Samples.


@guarded("sample.view")
@require_safe
def samples(request: HttpRequest) -> HttpResponse:
    rows = visible(request.user, Sample.objects.select_related("cycle", "person"))
    page = Paginator(rows, _PAGE).get_page(request.GET.get("page"))
    can_draw = allowed(request.user, "sample.manage")
    return render(request, "review/samples.html", {"page": page, "can_draw": can_draw, **_tabs(request)})


@guarded("sample.manage")
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Plan, preview, draw."""
    cycles = Cycle.objects.filter(access_of(request.user).within(FINANCE_ROLES, "region__path"), is_open=True)
    cycles = cycles.select_related("region")
    if request.method == "GET":
        form = DrawForm(initial=DrawForm.usual(cycles.first()), cycles=cycles)
        return render(request, "review/draw.html", {"form": form, **_tabs(request)})
    form = DrawForm(request.POST, cycles=cycles)
    context: dict[str, Any] = {"form": form, **_tabs(request)}
    if not form.is_valid():
        return render(request, "review/draw.html", context, status=422)
    cycle, seed = form.cleaned_data["cycle"], form.cleaned_data["seed"]
    try:
        if "draw" in request.POST:
            fingerprint = request.POST.get("fingerprint", "") or "none"
            return redirect(services.draw_sample(request.user, cycle, form.plan, seed, fingerprint=fingerprint))
        prepared = services.prepare_sample(request.user, cycle, form.plan, seed)
    except WorkflowError as error:
        context["error"] = error
        return render(request, "review/draw.html", context, status=error.status)
    found = prepared.draw
    rows = [(pick, DRAWN_BY[pick.drawn_by], prepared.filings[pick.id]) for pick in found.picks]
    drawn = found.counts.get("random", 0)
    context |= {
        "prepared": prepared,
        "rows": rows,
        "strata": _strata([[one.department, one.amount_class, one.size, one.quota] for one in found.strata]),
        "bounds": found.bounds,
        "statement": statement(found.random_population, drawn, 0),
        "least": [
            (bound, least_sample(found.random_population, bound))
            for bound in (Decimal("0.05"), Decimal("0.10"), Decimal("0.20"))
        ],
    }
    if prepared.unweighed:
        enqueue(request.user, "review.risk", f"review.risk:{prepared.fingerprint[:24]}")
    return render(request, "review/draw.html", context)


@guarded("sample.view")
@require_safe
def sample(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request.user, Sample.objects.select_related("cycle", "person"), "sample.view", pk=pk)
    rows = list(selectors.sample_rows(found))
    row: Any  # with what only the page shows
    for row in rows:
        row.band = None if row.gap is None else band_of(row.gap)
        row.drawn = DRAWN_BY[row.drawn_by]
    parameters = found.parameters
    context = {
        "sample": found,
        "rows": rows,
        "closed": sum(row.state == "closed" for row in rows),
        "strata": _strata(parameters.get("strata", [])),
        "shares": {name: Decimal(parameters[name]) for name in ("projects", "by_risk", "amount", "amount_share")},
        "bound": Decimal(found.statement.get("bound", "1")),
        "bands": bands(),
        **_tabs(request),
    }
    return render(request, "review/sample.html", context)


def _strata(rows: list[list[Any]]) -> list[dict[str, Any]]:
    """With the names of departments instead of their codes."""
    names = {one.code: one.name for one in selectors.all_departments()}
    return [
        {"department": names.get(code, code), "number": number + 1, "size": size, "quota": quota}
        for code, number, size, quota in rows
    ]


# Re-checks.


@guarded("recheck.view")
@require_safe
def rechecks(request: HttpRequest) -> HttpResponse:
    rows = visible(request.user, selectors.rechecks()).defer("filing__cells", "filing__findings")
    state = request.GET.get("state", "")
    states = load_machine("recheck").states
    if state in states:
        rows = rows.filter(state=state)
    page = Paginator(rows.order_by("-pk"), _PAGE).get_page(request.GET.get("page"))
    row: Any  # with what only the page shows
    for row in page.object_list:
        row.shown = selectors.sees_scores(request.user, row)
        row.band = band_of(row.gap) if row.gap is not None and row.shown else None
        row.drawn = DRAWN_BY[row.drawn_by]
    context = {"page": page, "states": states.values(), "asked": {"state": state}}
    return render(request, "review/rechecks.html", {**context, **_tabs(request)})


@guarded("recheck.view")
@require_http_methods(["GET", "POST"])
def recheck(request: HttpRequest, pk: int) -> HttpResponse:
    """Scores beside self scores. POST: the checker saves."""
    if request.method == "GET":
        found = find(request.user, selectors.rechecks(), "recheck.view", pk=pk)
        return _recheck_page(request, found)
    found = find(request.user, selectors.rechecks(), "recheck.score", pk=pk)
    scores, remarks = _prefixed(request.POST, "score:"), _prefixed(request.POST, "remark:")
    try:
        services.save_scores(request.user, found, scores=scores, remarks=remarks, version=_version(request.POST))
    except WorkflowError as error:
        return _recheck_page(request, found, error, scores, remarks)
    messages.success(request, str(t("已保存。", "Saved.")))
    return redirect(found)


def _recheck_page(
    request: HttpRequest,
    found: Recheck,
    error: WorkflowError | None = None,
    scores: Mapping[str, str] | None = None,
    remarks: Mapping[str, str] | None = None,
) -> HttpResponse:
    """`scores`, `remarks`: what was typed and not taken, so that nothing typed is lost."""
    shown = selectors.sees_scores(request.user, found)
    scores = found.scores if scores is None else scores
    remarks = found.remarks if remarks is None else remarks
    rows = selectors.score_rows(found.filing)
    can_score = (
        found.is_editable and found.is_assigned_to(request.user) and allowed(request.user, "recheck.score", found)
    )
    lines = [
        {
            "row": row,
            "score": scores.get(row.field, "") if shown else "",
            "remark": remarks.get(row.field, "") if shown else "",
            "gap": row_gap(row, scores) if shown else None,
        }
        for row in rows
    ]
    context = {
        "recheck": found,
        "thing": found,
        "filing": found.filing,
        "buttons": buttons(request.user, found),
        "lines": lines,
        "shown": shown,
        "sees_reasons": _sees_risk(request.user, found) or found.is_assigned_to(request.user),
        "sees_sample": allowed(request.user, "sample.view", found),
        "can_score": can_score,
        "can_answer": found.state == "scored" and allowed(request.user, "recheck.answer", found),
        "sum": total(rows, scores) if shown and scores else None,
        "self_sum": sum((row.self_score or Decimal(0) for row in rows), Decimal(0)),
        "band": band_of(found.gap) if found.gap is not None and shown else None,
        "bands": bands(),
        "drawn": DRAWN_BY[found.drawn_by],
        "history": selectors.history(found),
        "error": error,
        **_tabs(request),
    }
    return render(request, "review/recheck.html", context, status=200 if error is None else error.status)


@guarded("recheck.answer")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """What the unit says to the gap."""
    found = find(request.user, selectors.rechecks(), "recheck.answer", pk=pk)
    try:
        services.answer_gap(request.user, found, request.POST.get("answer", ""), version=_version(request.POST))
    except WorkflowError as error:
        return _back(request, error, found.get_absolute_url())
    messages.success(request, str(t("已记录说明。", "The answer was recorded.")))
    return redirect(found)


# Panels.


@guarded("panel.view")
@require_safe
def panels(request: HttpRequest) -> HttpResponse:
    rows = visible(request.user, selectors.panels()).defer("filing__cells", "filing__findings")
    page = Paginator(rows.prefetch_related("seats").order_by("-pk"), _PAGE).get_page(request.GET.get("page"))
    row: Any  # with what only the page shows
    for row in page.object_list:
        sitting = [one for one in row.seats.all() if not one.recused]
        row.sitting, row.scored = len(sitting), sum(one.scored_at is not None for one in sitting)
    return render(request, "review/panels.html", {"page": page, **_tabs(request)})


@guarded("panel.view")
@require_safe
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request.user, selectors.panels(), "panel.view", pk=pk)
    return _panel_page(request, found)


def _panel_page(
    request: HttpRequest, found: Panel, error: WorkflowError | None = None, typed: Mapping[str, Any] | None = None
) -> HttpResponse:
    """An expert sees his own seat, and the others' scores only when all have scored. `typed`: not taken."""
    seats = selectors.seats_of(found)
    own = next((one for one in seats if one.expert_id == request.user.pk and not one.recused), None)
    everything = selectors.shows_all_scores(found, seats)
    rows = selectors.score_rows(found.filing)
    sitting = [one for one in seats if not one.recused]
    manages = allowed(request.user, "panel.manage", found)
    may_score = own is not None and own.may_score
    own_scores = {} if own is None else (typed or {}).get("scores", own.scores)
    spread = spreads(rows, [one.scores for one in sitting if one.scored_at]) if everything else {}
    context = {
        "panel": found,
        "thing": found,
        "filing": found.filing,
        "buttons": buttons(request.user, found),
        "seats": seats,
        "sitting": sitting,
        "own": own,
        "may_score": may_score,
        "own_remarks": "" if own is None else (typed or {}).get("remarks", own.remarks),
        "everything": everything,
        "lines": [
            {
                "row": row,
                "own": own_scores.get(row.field, ""),
                "scores": [one.scores.get(row.field, "") for one in sitting] if everything else [],
                "spread": spread.get(row.field),
            }
            for row in rows
        ],
        "totals": [total(rows, one.scores) for one in sitting] if everything else [],
        "spread": spread.get(""),
        "self_sum": sum((row.self_score or Decimal(0) for row in rows), Decimal(0)),
        "undertaking": services.undertaking_of(found),
        "grounds": services.RECUSAL_GROUNDS,
        "can_recuse": own is not None
        and found.state in ("forming", "scoring")
        and not own.recusal_open
        and own.scored_at is None,
        "manages": manages,
        "can_seat": manages and found.state in ("forming", "scoring"),
        "experts": selectors.checkers(found.filing, (Role.EXPERT,))
        if manages and found.state in ("forming", "scoring")
        else [],
        "specialties": SPECIALTIES,
        "history": selectors.history(found) if _sees_risk(request.user, found) else [],
        "error": error,
        **_tabs(request),
    }
    return render(request, "review/panel.html", context, status=200 if error is None else error.status)


@guarded("panel.manage")
@require_POST
def add_seat(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request.user, selectors.panels(), "panel.manage", pk=pk)
    expert, specialty = request.POST.get("expert", ""), request.POST.get("specialty", "")
    number = int(expert) if expert.isascii() and expert.isdigit() and len(expert) < 10 else 0
    try:
        services.add_seat(request.user, found, number, specialty, version=_version(request.POST))
    except WorkflowError as error:
        return _back(request, error, found.get_absolute_url())
    return redirect(found)


@guarded("panel.manage")
@require_POST
def manage_seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an expert off, or decide about a recusal."""
    rows = Seat.objects.select_related("panel__filing__project_year__unit", "expert")
    found = find(request.user, rows, "panel.manage", pk=pk)
    action = request.POST.get("action", "")
    try:
        if action == "remove":
            services.remove_seat(request.user, found, version=_version(request.POST))
        elif action in ("grant", "decline"):
            services.decide_recusal(request.user, found, grant=action == "grant")
    except WorkflowError as error:
        return _back(request, error, found.panel.get_absolute_url())
    return redirect(found.panel)


@guarded("panel.score")
@require_POST
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """What an expert does on his seat: sign, stand back, save scores, hand them in."""
    rows = Seat.objects.filter(expert=request.user.pk, recused=False)
    own = get_object_or_404(
        rows.select_related("panel__filing__project_year__project", "panel__filing__project_year__unit"), pk=pk
    )
    found = find(request.user, selectors.panels(), "panel.score", pk=own.panel_id)
    action = request.POST.get("action", "")
    scores, remarks = _prefixed(request.POST, "score:"), request.POST.get("remarks", "")
    try:
        if action == "sign":
            services.sign_undertaking(request.user, own)
            messages.success(request, str(t("承诺书已签署。", "The undertaking is signed.")))
        elif action == "recuse":
            services.ask_recusal(
                request.user, own, ground=request.POST.get("ground", ""), reason=request.POST.get("reason", "")
            )
            messages.success(request, str(t("回避申请已提交。", "Your request was sent.")))
        elif action in ("save", "submit"):
            version, submit = _version(request.POST), action == "submit"
            services.save_seat(request.user, own, scores=scores, remarks=remarks, version=version, submit=submit)
            done = t("打分已提交。", "Your scores are handed in.") if submit else t("已保存。", "Saved.")
            messages.success(request, str(done))
    except WorkflowError as error:
        return _panel_page(request, found, error, {"scores": scores, "remarks": remarks} if scores else None)
    return redirect("review:desk") if own.recused else redirect(found)


# The desk.


@guarded("recheck.score")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """My re-checks and panels."""
    seats = selectors.my_seats(request.user)
    mine = selectors.my_rechecks(request.user)
    context = {
        "rechecks": [row for row in mine if row.state != "closed"],
        "over": [row for row in mine if row.state == "closed"],
        "seats": seats,
        **_tabs(request),
    }
    return render(request, "review/desk.html", context)


# Shared.


def _tabs(request: HttpRequest) -> dict[str, Any]:
    """The pages of this part the person may open."""
    tabs = (
        ("recheck.score", "review:desk", t("我的任务", "My tasks")),
        ("recheck.view", "review:rechecks", t("抽查复核", "Re-checks")),
        ("panel.view", "review:panels", t("专家评审", "Panels")),
        ("sample.view", "review:samples", t("抽样", "Samples")),
    )
    access = access_of(request.user)
    match = request.resolver_match
    subject = str(getattr(match.func, "permission", "")).partition(".")[0] if match else ""
    under = "desk" if match and match.view_name == "review:desk" else f"{subject}s"
    return {
        "tabs": [(route, words) for permission, route, words in tabs if access.holds(permission)],
        "tab": f"review:{under}",
    }


def _back(request: HttpRequest, error: WorkflowError, target: str) -> HttpResponse:
    """To where the person came from, with what stood in the way."""
    said = [say(error.message), *(say(refusal.message) for refusal in error.refusals)]
    messages.error(request, "；".join(dict.fromkeys(said)))
    return HttpResponseRedirect(target)


def _version(post: Mapping[str, str]) -> int:
    text = post.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _prefixed(post: Any, prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): text for name, text in post.items() if name.startswith(prefix)}
