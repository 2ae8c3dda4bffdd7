"""Pages of monitoring: all projects of a round, one round, one project, ledgers, the rules of the lights."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaocheng.lifecycle import load_machine
from kaocheng.lifecycle.curve import MONTHS
from kaocheng.lifecycle.deviations import Assessment, codes
from kaocheng.lifecycle.forecast import Forecast
from kaocheng.lifecycle.lights import BASES, COLORS, all_variants
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed, find
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.selectors import steps_of
from kaocheng_web.interface.attachments import streamed
from kaocheng_web.interface.sheets import write
from kaocheng_web.interface.words import say, t
from kaocheng_web.monitoring import selectors, services
from kaocheng_web.monitoring.forms import AnswersForm, CurveForm, ExpenditureForm, LedgerForm
from kaocheng_web.monitoring.models import LIGHTS, LedgerFile
from kaocheng_web.monitoring.presenting import chart_data, indicator_rows, remarks
from kaocheng_web.monitoring.reading import variant_of
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.services import Refused, WorkflowError, buttons

_PAGE = 25
_LINES = 50


@guarded("monitoring.view")
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """All projects of a cycle in a round."""
    cycle = selectors.cycle_or_404(request.user, request.GET.get("cycle", ""))
    stages = [] if cycle is None else selectors.stages_of(cycle)
    asked = {name: request.GET.get(name, "")[:60] for name in ("light", "execution", "state", "code", "search")}
    number = next((s.round for s in stages if str(s.round) == request.GET.get("round")), None)
    if number is None and stages:
        number = selectors.latest_round(request.user, stages)
    context: dict[str, Any] = {
        "cycle": cycle,
        "cycles": selectors.cycles_for(request.user),
        "stages": stages,
        "number": number,
        "asked": asked,
        "lights": LIGHTS,
        "states": load_machine("monitoring").states.values(),
        "codes": codes().values(),
        "may_import": allowed(request.user, "data.import"),
    }
    if cycle is not None and number is not None:
        services.refresh_stale(cycle, number)
        years = selectors.overview(request.user, cycle, number, **asked)
        page = Paginator(years, _PAGE).get_page(request.GET.get("page"))
        context["page"] = page
        context["rows"] = selectors.rows_of(request.user, cycle, number, list(page.object_list))
        context["totals"] = selectors.totals(request.user, cycle, number)
        context["stage"] = next(stage for stage in stages if stage.round == number)
        context["variant"] = variant_of(cycle)
        context["may_start"] = allowed(request.user, "filing.edit")
    return render(request, "monitoring/overview.html", context)


@guarded("filing.edit")
@require_POST
def start(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Begin a round of a project."""
    year = _project_year(request, pk, "filing.edit")
    try:
        filing = services.open_round(request.user, year, number)
    except Refused as error:
        messages.error(request, say(error.message))
        return redirect("monitoring:project", pk)
    return redirect(filing)


@guarded("filing.view")
@require_safe
def round(request: HttpRequest, pk: int) -> HttpResponse:
    """Lights, forecast and course of one round."""
    filing = selectors.find_round(request.user, "filing.view", pk)
    return _round_page(request, filing)


def _round_page(request: HttpRequest, filing: Filing, **forms: Any) -> HttpResponse:
    found, year = selectors.keep_assessment(filing), filing.project_year
    answers = getattr(filing, "round_summary", None)
    context = {
        "filing": filing,
        "thing": filing,
        "buttons": buttons(request.user, filing),
        "steps": steps_of(year, filing),
        "found": found,
        "indicators": indicator_rows(filing, found),
        "remarks": remarks(found),
        "items": list(filing.items.all()),
        "answers": answers,
        "may_answer": filing.is_editable and allowed(request.user, "filing.edit", filing),
        **_money(request, year, found),
        **forms,
    }
    return render(request, "monitoring/round.html", context)


def _money(request: HttpRequest, year: ProjectYear, found: Assessment | None) -> dict[str, Any]:
    """What the part on expenditure shows, on both pages that have it."""
    curve = selectors.curve_of(year)
    months = selectors.month_rows(year)
    ahead = selectors.spending_forecast(year) if found is None else found.spending_forecast
    return {
        "project_year": year,
        "months": months,
        "is_linear": curve.linear,
        "chart": chart_data(year, months, ahead, MONTHS if found is None else found.month),
        "forecast": ahead if isinstance(ahead, Forecast) else None,
        "no_forecast": None if isinstance(ahead, Forecast) else ahead.reason,
        "may_record": allowed(request.user, "monitoring.record", year),
        "expenditure_form": ExpenditureForm.of(year),
        "curve_form": CurveForm.of(curve, year.budget),
        "here": request.get_full_path() if request.method in ("GET", "HEAD") else _back(request, year),
    }


@guarded("filing.edit")
@require_POST
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    filing = selectors.find_round(request.user, "filing.edit", pk)
    form = AnswersForm(request.POST)
    if form.is_valid():
        try:
            services.answer_questions(request.user, filing, **form.cleaned_data)
        except WorkflowError as error:
            messages.error(request, say(error.message))
    return redirect("monitoring:round", pk)


@guarded("monitoring.view")
@require_safe
def project(request: HttpRequest, pk: int) -> HttpResponse:
    """Expenditure, plan and rounds of a project's year."""
    return _project_page(request, _project_year(request, pk, "monitoring.view"))


def _project_page(request: HttpRequest, year: ProjectYear, status: int = 200, **forms: Any) -> HttpResponse:
    context = {
        **_money(request, year, None),
        "rounds": selectors.rounds_of(request.user, year),
        "may_start": year.cycle.is_open
        and allowed(request.user, "filing.edit", year)
        and bool(selectors.measurable([year])),
        **forms,
    }
    return render(request, "monitoring/project.html", context, status=status)


@guarded("monitoring.record")
@require_POST
def expenditure(request: HttpRequest, pk: int) -> HttpResponse:
    year = _project_year(request, pk, "monitoring.record")
    form = ExpenditureForm(request.POST)
    if form.is_valid():
        try:
            changed = services.record_months(request.user, year, form.amounts)
        except Refused as error:
            for refusal in error.refusals:
                form.add_error(refusal.field, say(refusal.message))
        else:
            messages.success(request, str(t(f"已保存，{changed}个月有变化", f"saved; {changed} months have changed")))
            return redirect(_back(request, year))
    return _project_page(request, year, status=422, expenditure_form=form, open="expenditure")


@guarded("monitoring.record")
@require_POST
def curve(request: HttpRequest, pk: int) -> HttpResponse:
    year = _project_year(request, pk, "monitoring.record")
    if "linear" in request.POST:
        services.set_curve(request.user, year, None)
        messages.success(request, str(t("已恢复按月均匀计划", "the plan is even by month again")))
        return redirect(_back(request, year))
    form = CurveForm(request.POST, budget=year.budget)
    if form.is_valid():
        services.set_curve(request.user, year, form.curve.shares)
        messages.success(request, str(t("用款计划已保存", "the plan is saved")))
        return redirect(_back(request, year))
    return _project_page(request, year, status=422, curve_form=form, open="curve")


# --- ledgers ---


@guarded("data.import")
@require_http_methods(["GET", "POST"])
def ledgers(request: HttpRequest) -> HttpResponse:
    """Upload or paste a ledger; those that were."""
    cycles = selectors.cycles_for(request.user)
    form, status = LedgerForm(), 200
    if request.method == "POST":
        form = LedgerForm(request.POST, request.FILES)
        cycle = selectors.cycle_or_404(request.user, request.POST.get("cycle", ""))
        if form.is_valid() and cycle is not None:
            name, data = form.content
            try:
                found = services.upload_ledger(
                    request.user,
                    cycle,
                    name=name,
                    data=data,
                    unit=form.cleaned_data["unit"] or None,
                    meaning=form.cleaned_data["meaning"] or None,
                )
            except WorkflowError as error:
                form.add_error(None, say(error.message))
            else:
                return redirect("monitoring:ledger", found.pk)
        status = 422
    page = Paginator(selectors.ledgers_for(request.user), _PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "cycles": cycles, "page": page}
    return render(request, "monitoring/ledgers.html", context, status=status)


@guarded("data.import")
@require_safe
def ledger(request: HttpRequest, pk: int) -> HttpResponse:
    """What a ledger would record, and the rows that cannot be used."""
    found = find(request.user, LedgerFile.objects.select_related("cycle", "person"), "data.import", pk=pk)
    context = {
        "ledger": found,
        "page": Paginator(found.result, _LINES).get_page(request.GET.get("page")),
        "faults": [line for line in found.lines if line["fault"]][:_LINES],
    }
    return render(request, "monitoring/ledger.html", context)


@guarded("data.import")
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request.user, LedgerFile.objects.select_related("cycle"), "data.import", pk=pk)
    try:
        changed = services.take_ledger(request.user, found)
    except WorkflowError as error:
        messages.error(request, say(error.message))
    else:
        messages.success(
            request, str(t(f"已导入，{changed}个月的支出有变化", f"imported; {changed} figures have changed"))
        )
    return redirect("monitoring:ledger", pk)


@guarded("data.import")
@require_safe
def errors(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    """The rows that cannot be used, with the reason behind each: to be put right and uploaded again."""
    found = find(request.user, LedgerFile.objects.all(), "data.import", pk=pk)
    return streamed(write("csv", [services.refused_rows(found)]), f"ledger-{found.pk}-errors.csv")


@guarded("monitoring.view")
@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    """The lights and remarks with their sources, as the data files say."""
    context = {"variants": all_variants().values(), "codes": codes().values(), "bases": BASES, "colors": COLORS}
    return render(request, "monitoring/rules.html", context)


def _project_year(request: HttpRequest, pk: int, permission: str) -> ProjectYear:
    years = ProjectYear.objects.select_related("project", "cycle__region", "unit", "curve")
    return find(request.user, years, permission, pk=pk)


def _back(request: HttpRequest, year: ProjectYear) -> str:
    """The page the form stood on."""
    asked = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
    return asked if safe else reverse("monitoring:project", args=[year.pk])
