"""Years: read by everybody who takes part, arranged by the finance manager."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from kaocheng.schemes import describe_scheme, load_scheme
from kaocheng.templates import all_templates
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed
from kaocheng_web.cycles import selectors, services
from kaocheng_web.cycles.forms import CycleForm, NewCycleForm, StageForms, stage_rows
from kaocheng_web.interface.words import say, t
from kaocheng_web.workflow.services import Stale, WorkflowError


@guarded("cycle.view")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Every year of the region."""
    rows = list(selectors.cycles_with_counts(request.user))
    can_open = allowed(request.user, "cycle.manage") and selectors.regions_to_manage(request.user).exists()
    form = NewCycleForm(request.user, initial={"year": timezone.localdate().year}) if can_open else None
    for cycle in rows:
        cycle.scheme_head = selectors.scheme_head(cycle.scheme)  # type: ignore[attr-defined]
    return render(request, "cycles/list.html", {"cycles": rows, "form": form})


@guarded("cycle.manage")
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    form = NewCycleForm(request.user, request.POST)
    if form.is_valid():
        try:
            cycle = services.open_cycle(
                request.user, region=form.cleaned_data["region"], year=form.cleaned_data["year"]
            )
        except WorkflowError as error:
            form.add_error("year", say(error.message))
        else:
            messages.success(request, str(t("年度已建立，请设置各阶段时间", "the year is there; now set its stages")))
            return redirect("cycles:edit", cycle.pk)
    rows = list(selectors.cycles_with_counts(request.user))
    for cycle in rows:
        cycle.scheme_head = selectors.scheme_head(cycle.scheme)  # type: ignore[attr-defined]
    return render(request, "cycles/list.html", {"cycles": rows, "form": form}, status=422)


@guarded("cycle.view")
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = selectors.find_cycle(request.user, "cycle.view", pk)
    scheme = load_scheme(cycle.scheme)
    context = {
        "cycle": cycle,
        "stages": selectors.stages_of(cycle),
        "today": timezone.localdate(),
        "scheme": scheme,
        "scheme_rows": describe_scheme(scheme),
        "scheme_holds": selectors.scheme_holds(cycle.scheme, cycle.year),
        "form_title": all_templates()[cycle.template].title if cycle.template in all_templates() else cycle.template,
        "can_manage": allowed(request.user, "cycle.manage", cycle),
        "previous": selectors.previous_cycle(cycle),
    }
    return render(request, "cycles/detail.html", context)


@guarded("cycle.manage")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Settings and windows on one page. `?rounds=1` shows an empty further round of monitoring."""
    cycle = selectors.find_cycle(request.user, "cycle.manage", pk)
    code = cycle.region.region_code
    status, version = 200, cycle.version
    if request.method == "POST":
        form = CycleForm(request.POST, region_code=code)
        stages = StageForms(request.POST, prefix="stages")
        given = request.POST.get("version", "")
        version = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
        if form.is_valid() and stages.is_valid():
            windows = [row.window() for row in stages if not (row.is_round and row.cleaned_data["remove"])]
            try:
                services.change_cycle(request.user, cycle, version=version, values=form.cleaned_data, windows=windows)
            except WorkflowError as error:
                form.add_error(None, say(error.message))
                status = 409 if isinstance(error, Stale) else 422
            else:
                messages.success(request, str(t("已保存", "saved")))
                return HttpResponseRedirect(cycle.get_absolute_url())
        else:
            status = 422
    else:
        names = ("exercise_year", "scheme", "template")
        form = CycleForm(initial={name: getattr(cycle, name) for name in names}, region_code=code)
        more = 1 if request.GET.get("rounds") == "1" else 0
        stages = StageForms(initial=stage_rows(cycle, more_rounds=more), prefix="stages")
    context = {"cycle": cycle, "form": form, "stages": stages, "version": version}
    return render(request, "cycles/edit.html", context, status=status)


@guarded("cycle.manage")
@require_POST
def set_open(request: HttpRequest, pk: int) -> HttpResponse:
    cycle = selectors.find_cycle(request.user, "cycle.manage", pk)
    is_open = request.POST.get("open") == "1"
    try:
        services.set_open(request.user, cycle, is_open=is_open, reason=request.POST.get("reason", "")[:4000])
    except WorkflowError as error:
        messages.error(request, say(error.message))
    else:
        messages.success(
            request, str(t("年度已开放", "the year is open") if is_open else t("年度已关闭", "the year is closed"))
        )
    return HttpResponseRedirect(cycle.get_absolute_url())


@guarded("cycle.manage")
@require_http_methods(["GET", "POST"])
def carry_over(request: HttpRequest, pk: int) -> HttpResponse:
    """What will be taken over from the year before; then do it."""
    cycle = selectors.find_cycle(request.user, "cycle.manage", pk)
    before = selectors.previous_cycle(cycle)
    if request.method == "POST" and before is not None:
        same = request.POST.get("amounts") == "same"
        try:
            done = services.carry_over(request.user, cycle, before, amounts="same" if same else "empty")
        except WorkflowError as error:
            messages.error(request, say(error.message))
            return redirect("cycles:carry_over", cycle.pk)
        words = t(
            f"已结转{done.projects}个项目，其中{done.objectives}个带入上年指标",
            f"{done.projects} projects carried over, {done.objectives} with last year's indicators",
        )
        messages.success(request, str(words))
        return HttpResponseRedirect(cycle.get_absolute_url())
    rows = [] if before is None else selectors.to_carry(cycle, before)
    counts = {what: sum(row.what == what for row in rows) for what in ("new", "present", "ended")}
    context = {"cycle": cycle, "before": before, "rows": rows, "counts": counts}
    return render(request, "cycles/carry_over.html", context)
