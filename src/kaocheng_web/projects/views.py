"""The list of projects, and the page that tells the whole life of one."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from kaocheng.lifecycle import load_machine
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed, visible
from kaocheng_web.cycles.models import STAGES
from kaocheng_web.cycles.selectors import cycles
from kaocheng_web.interface.words import say, t
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects import selectors, services
from kaocheng_web.projects.forms import ProjectForm, initial_of
from kaocheng_web.projects.models import PROJECT_KINDS
from kaocheng_web.workflow.services import WorkflowError


@guarded("project.view")
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Filtered and sorted by the address, so that a view of it can be kept and sent."""
    asked = {name: value for name in request.GET if name in _PARAMETERS and (value := request.GET.get(name, ""))}
    known_years = selectors.years_known(request.user)
    year = int(asked["year"]) if asked.get("year", "").isdecimal() and len(asked["year"]) == 4 else None
    if "year" not in request.GET and known_years:
        year = known_years[0]
    departments = selectors.departments(request.user)
    department = next((one for one in departments if str(one.pk) == asked.get("department")), None)
    states = {stage: asked[stage] for stage in _STAGES if asked.get(stage) in _known_states(stage)}
    rows = selectors.project_list(
        request.user,
        year=year,
        department=department,
        kind=asked["kind"] if asked.get("kind") in PROJECT_KINDS else "",
        text=asked.get("q", "")[:100],
        states=states,
        unit=_number(asked.get("unit")),
        round=_number(asked.get("round")),
        execution=asked.get("execution", ""),
        sort=asked.get("sort", "code"),
    )
    page = Paginator(rows, 25).get_page(request.GET.get("page"))
    kept = {name: value for name, value in asked.items() if name != "sort"} | {"year": year or ""}
    cycle = cycles(request.user).filter(year=year, is_open=True).first() if year else None
    context = {
        "page": page,
        "rows": selectors.list_rows(request.user, page),
        "asked": asked,
        "year": year,
        "years": known_years,
        "departments": departments,
        "kinds": PROJECT_KINDS.items(),
        "stage_filters": [
            (stage, STAGES[stage], list(load_machine(stage).states.values())) for stage in selectors.STAGE_FILTERS
        ],
        "groups": selectors.STATE_GROUPS.items(),
        "narrowed": _narrowed(request, asked),
        "headings": _headings(asked.get("sort", "code"), kept),
        "new_in": cycle if cycle is not None and allowed(request.user, "project.manage") else None,
        "may_exchange": allowed(request.user, "data.export"),
        "may_read_library": allowed(request.user, "library.view"),
    }
    return render(request, "projects/list.html", context)


_STAGES = (*selectors.STAGE_FILTERS, "disclosure")
_PARAMETERS = {"year", "department", "unit", "kind", "q", "round", "execution", "sort", *_STAGES}
_COLUMNS = (
    ("code", t("编码", "Code"), ""),
    ("name", t("项目", "Project"), ""),
    ("unit", t("单位", "Unit"), ""),
    ("budget", t("预算数（万元）", "Budget (10,000 yuan)"), "number"),
    ("executed", t("执行数（万元）", "Executed (10,000 yuan)"), "number"),
    ("rate", t("执行率", "Rate"), "number"),
)


def _known_states(stage: str) -> set[str]:
    return {*selectors.STATE_GROUPS, *load_machine(stage).states}


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else None


def _narrowed(request: HttpRequest, asked: dict[str, str]) -> list[tuple[str, str, str]]:
    """Filters that come from a figure elsewhere: (parameter, value, what it means)."""
    found = []
    if unit := _number(asked.get("unit")):
        name = visible(request.user, Organisation.objects.filter(pk=unit)).values_list("name", flat=True).first()
        found.append(("unit", str(unit), str(t(f"单位：{name or unit}", f"unit: {name or unit}"))))
    if number := _number(asked.get("round")):
        found.append(("round", str(number), str(t(f"监控第{number}轮", f"monitoring round {number}"))))
    if words := selectors.EXECUTION.get(asked.get("execution", "")):
        found.append(("execution", asked["execution"], str(words)))
    if (group := asked.get("disclosure", "")) in _known_states("disclosure"):
        state = selectors.STATE_GROUPS.get(group) or say(load_machine("disclosure").states[group].label)
        found.append(("disclosure", group, str(t(f"公开：{state}", f"disclosure: {state}"))))
    return found


def _headings(sort: str, kept: Mapping[str, object]) -> list[dict[str, str]]:
    """Sortable columns: a second click turns the order round. Amounts begin with the largest."""
    found = []
    for key, label, css in _COLUMNS:
        direction = "" if sort.removeprefix("-") != key else "descending" if sort.startswith("-") else "ascending"
        first = f"-{key}" if css else key
        following = {"": first, "ascending": f"-{key}", "descending": key}[direction]
        link = urlencode({**kept, "sort": following})
        found.append({"label": label, "css": css, "direction": direction, "link": f"?{link}"})
    return found


@guarded("project.view")
@require_GET
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One year of a project, from objective to disclosure."""
    year = selectors.find_year(request.user, "project.view", pk)
    return render(request, "projects/detail.html", {"year": year, "life": selectors.Life(request.user, year)})


@guarded("project.manage")
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest, cycle: int) -> HttpResponse:
    found = cycles(request.user).filter(pk=cycle).first()
    if found is None:
        raise Http404
    form = ProjectForm(request.user, found, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                year = services.create_project(request.user, cycle=found, **form.cleaned_data)
            except WorkflowError as error:
                form.add_error(None, say(error.message))
            else:
                messages.success(request, str(t("项目已建立", "the project is there")))
                return HttpResponseRedirect(year.get_absolute_url())
    return render(request, "projects/edit.html", {"form": form, "cycle": found, "year": None}, status=status)


@guarded("project.manage")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    year = selectors.find_year(request.user, "project.manage", pk)
    data = request.POST if request.method == "POST" else None
    form = ProjectForm(request.user, year.cycle, data, year=year, initial=initial_of(year))
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                services.change_project(request.user, year, form.cleaned_data)
            except WorkflowError as error:
                form.add_error(None, say(error.message))
            else:
                messages.success(request, str(t("已保存", "saved")))
                return HttpResponseRedirect(year.get_absolute_url())
    return render(request, "projects/edit.html", {"form": form, "cycle": year.cycle, "year": year}, status=status)
