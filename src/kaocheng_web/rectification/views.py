"""Lists and pages of items to be put right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kaocheng.lifecycle import load_machine
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import allowed, find, visible
from kaocheng_web.access.rates import limited
from kaocheng_web.filings.evidence import ACCEPTED
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.page import FormPage, page_for
from kaocheng_web.filings.receiving import choosable
from kaocheng_web.filings.selectors import filings
from kaocheng_web.interface.attachments import kept_file, streamed
from kaocheng_web.interface.sheets import write
from kaocheng_web.interface.words import say, t
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.rectification import exports, selectors, services
from kaocheng_web.rectification.forms import AnswerForm, CorrectionForm, DeadlineForm, FindingsForm, IssueForm
from kaocheng_web.rectification.models import ORIGINS, Item
from kaocheng_web.workflow.pages import cell_id
from kaocheng_web.workflow.services import WorkflowError, buttons

_PAGE = 25
_ASKED = ("year", "state", "overdue", "repeated", "origin", "organisation", "unit", "text")


@guarded("rectification.view")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in _ASKED}
    rows = selectors.filtered(request.user, asked)
    context = {
        "page": Paginator(rows, _PAGE).get_page(request.GET.get("page")),
        "asked": asked,
        "counts": selectors.counts(request.user, asked),
        "states": load_machine("rectification").states.values(),
        "origins": ORIGINS,
        "organisations": selectors.organisations(request.user),
        "years": selectors.years(),
    }
    return render(request, "rectification/list.html", context)


@guarded("rectification.view")
@require_safe
def export(request: HttpRequest, form: str) -> StreamingHttpResponse:
    """The items of the list, filtered as on the page."""
    asked = {name: request.GET.get(name, "") for name in _ASKED}
    rows = selectors.filtered(request.user, asked)
    return streamed(write(form, [exports.sheet(rows.iterator())]), f"rectification.{form}")


@guarded("rectification.view")
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.find_item(request.user, "rectification.view", pk)
    return _page(request, found)


def _page(request: HttpRequest, found: Item, **forms: Any) -> HttpResponse:
    can_edit = found.is_editable and allowed(request.user, "rectification.edit", found)
    correctable = found.filing is not None and services.is_correctable(found.filing)
    labels = _labels(request, found)
    corrections = selectors.corrections_of(found)
    for row in corrections:
        row.label = labels.get(row.field, row.field)  # type: ignore[attr-defined]
    context = {
        "item": found,
        "thing": found,
        "buttons": buttons(request.user, found),
        "origin": ORIGINS.get(found.origin, found.origin),
        "label": labels.get(found.field, ""),
        "cell": cell_id(found.field) if found.field else "",
        "filing_visible": bool(labels),
        "standing": services.standing(found) if found.is_open and found.rule else None,
        "can_edit": can_edit,
        "accepted": choosable(ACCEPTED),
        "megabytes": settings.UPLOAD_LIMIT // 1024**2,
        "correctable": correctable,
        "corrections": corrections,
        "events": selectors.events_of(found),
        "proofs": found.proofs.select_related("person"),
        "answer_form": AnswerForm(initial={"plan": found.plan, "result": found.result}),
        "correction_form": CorrectionForm(fields=list(labels.items()), initial={"field": found.field})
        if can_edit and correctable
        else None,
        "deadline_form": DeadlineForm(initial={"deadline": found.deadline})
        if found.is_open and allowed(request.user, "rectification.issue", found)
        else None,
        **forms,
    }
    return render(request, "rectification/item.html", context)


def _labels(request: HttpRequest, found: Item) -> dict[str, str]:
    """Field → name of its cell; nothing where the person does not see the form (a draft)."""
    if found.filing is None or not visible(request.user, Filing.objects.filter(pk=found.filing.pk)).exists():
        return {}
    checked = services.check_again(found)
    return {} if checked is None else FormPage(request.user, found.filing, checked).labels


@guarded("rectification.edit")
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.find_item(request.user, "rectification.edit", pk)
    form = AnswerForm(request.POST)
    version = request.POST.get("version", "")
    if not form.is_valid() or not version.isdecimal():
        return _page(request, found, answer_form=form)
    given = {name: form.cleaned_data[name] for name in ("plan", "result") if name in request.POST}
    try:
        services.answer(request.user, found, version=int(version[:9]), **given)
    except WorkflowError as error:
        # What was typed stays on the page; nobody's work is lost.
        messages.error(request, say(error.message))
        fresh = selectors.find_item(request.user, "rectification.edit", pk)
        return _page(request, fresh, answer_form=form, typed=given)
    messages.success(request, str(t("已保存", "Saved")))
    return redirect(found)


def _act(request: HttpRequest, found: Item, act: Callable[[], Any], done: Any, anchor: str) -> HttpResponse:
    try:
        act()
    except WorkflowError as error:
        messages.error(request, say(error.message))
    else:
        messages.success(request, str(done))
    return HttpResponseRedirect(found.get_absolute_url() + anchor)


@guarded("rectification.edit")
@limited("upload", limit=30)
@require_POST
def add_proof(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.find_item(request.user, "rectification.edit", pk)
    upload = request.FILES.get("file")
    if upload is None:
        messages.error(request, str(t("请选择文件", "choose a file")))
        return redirect(found)
    return _act(
        request, found, lambda: services.add_proof(request.user, found, upload), t("已上传", "uploaded"), "#proofs"
    )


@guarded("rectification.edit")
@require_POST
def remove_proof(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = selectors.find_item(request.user, "rectification.edit", pk)
    return _act(
        request, found, lambda: services.remove_proof(request.user, found, number), t("已删除", "removed"), "#proofs"
    )


@guarded("rectification.view")
@require_safe
def proof(request: HttpRequest, pk: int) -> FileResponse:
    """Always as a download; nothing uploaded is ever shown inside the application's own pages."""
    found = selectors.find_proof(request.user, pk)
    return kept_file(found.file, found.name, found.media_type)


@guarded("rectification.edit")
@require_POST
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.find_item(request.user, "rectification.edit", pk)
    form = CorrectionForm(request.POST, fields=list(_labels(request, found).items()))
    if not form.is_valid():
        return _page(request, found, correction_form=form)
    try:
        services.correct(request.user, found, **form.cleaned_data)
    except WorkflowError as error:
        form.add_error(None, say(error.message))
        return _page(request, selectors.find_item(request.user, "rectification.edit", pk), correction_form=form)
    messages.success(request, str(t("已记入更正记录", "put into the correction record")))
    return HttpResponseRedirect(found.get_absolute_url() + "#corrections")


@guarded("rectification.edit")
@require_POST
def withdraw_correction(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    found = selectors.find_item(request.user, "rectification.edit", pk)
    done = t("已撤回", "taken back")
    return _act(request, found, lambda: services.withdraw_correction(request.user, found, number), done, "#corrections")


@guarded("rectification.issue")
@require_POST
def set_deadline(request: HttpRequest, pk: int) -> HttpResponse:
    found = selectors.find_item(request.user, "rectification.issue", pk)
    form, version = DeadlineForm(request.POST), request.POST.get("version", "")
    if not form.is_valid() or not version.isdecimal():
        return _page(request, found, deadline_form=form)
    done = t("期限已更改", "the deadline is changed")
    return _act(
        request,
        found,
        lambda: services.set_deadline(request.user, found, version=int(version[:9]), **form.cleaned_data),
        done,
        "",
    )


@guarded("rectification.issue")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """An item by hand, for a project's year."""
    year = find(
        request.user, ProjectYear.objects.select_related("project", "cycle", "unit"), "rectification.issue", pk=pk
    )
    form = IssueForm(request.POST or None, initial={"deadline": services.due_date(year)})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.issue(request.user, project_year=year, **form.cleaned_data)
        except WorkflowError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, str(t("已下达整改事项", "issued")))
            return redirect(made)
    return render(request, "rectification/new.html", {"year": year, "form": form})


@guarded("rectification.issue")
@require_http_methods(["GET", "POST"])
def from_findings(request: HttpRequest, pk: int) -> HttpResponse:
    """Several items at once, one for each chosen finding of a filing."""
    filing = find(request.user, filings(), "rectification.issue", pk=pk)
    page = page_for(request.user, filing)
    form = FindingsForm(request.POST or None, initial={"deadline": services.due_date(filing.project_year)})
    chosen = request.POST.getlist("finding")
    if request.method == "POST" and form.is_valid():
        try:
            made = services.issue_findings(request.user, filing, chosen, **form.cleaned_data)
        except WorkflowError as error:
            form.add_error(None, say(error.message))
        else:
            messages.success(request, str(t(f"已下达{len(made)}项整改", f"{len(made)} issued")))
            name = urlencode({"state": "open", "text": filing.project_year.project.name})
            return HttpResponseRedirect(f"{reverse('rectification:list')}?{name}")
    issued = set(filing.items.exclude(state="closed").values_list("fingerprint", flat=True))
    context = {"filing": filing, "year": filing.project_year, "page": page, "form": form, "chosen": chosen}
    return render(request, "rectification/from_findings.html", {**context, "issued": issued})
