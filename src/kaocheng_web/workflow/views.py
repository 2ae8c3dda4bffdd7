"""The one address through which everything moves."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from kaocheng.audit import all_rules
from kaocheng.language import Text
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import find
from kaocheng_web.interface.words import say, t
from kaocheng_web.workflow.models import Moving
from kaocheng_web.workflow.pages import model_of, page_of
from kaocheng_web.workflow.services import (
    Button,
    Refusal,
    Refused,
    Stale,
    WorkflowError,
    buttons,
    perform,
)

_CODE = re.compile(r"[A-Z]{3}-[0-9]{2,3}")


@guarded("signed_in")
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """GET: the question of one transition on a page of its own, for a browser without scripts. POST: do it.

    Who may act is the table's to say (`perform`); what a person cannot see does not exist for him.
    """
    model = model_of(kind)
    if model is None:
        raise Http404
    lookup = {"pk": pk, "kind": kind} if hasattr(model, "kind") else {"pk": pk}
    thing: Moving = find(request.user, model._default_manager.all(), "signed_in", **lookup)
    if request.method == "GET":
        return _ask(request, thing, request.GET.get("action", ""))
    return _perform(request, thing)


def _perform(request: HttpRequest, thing: Moving) -> HttpResponse:
    action = request.POST.get("action", "")
    try:
        transition = thing.machine.find(thing.state, action)
        codes = _codes(request.POST.getlist("codes"))
        data = {name[5:]: value for name, value in request.POST.items() if name.startswith("data.") and value}
        perform(
            request.user,
            thing,
            action,
            version=_version(request.POST.get("version", "")),
            reason=request.POST.get("reason", "")[:4000],
            codes=codes,
            data=data or None,
        )
    except WorkflowError as error:
        thing = type(thing)._default_manager.get(pk=thing.pk)
        return _ask(request, thing, action, error, error.status)
    label = "" if transition is None else say(transition.label)
    messages.success(request, str(t(f"已完成：{label}", f"done: {label}")))
    target = page_of(thing)
    visible = type(thing)._default_manager.filter(pk=thing.pk)
    try:
        find(request.user, visible, "signed_in")
    except Http404:  # a reviewer no longer sees what he returned
        target = "/"
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = target
        return response
    return HttpResponseRedirect(target)


def _ask(
    request: HttpRequest, thing: Moving, action: str, error: WorkflowError | None = None, status: int = 200
) -> HttpResponse:
    button = next((one for one in buttons(request.user, thing) if one.transition.action == action), None)
    if button is None and error is None:
        raise Http404
    context = {
        "thing": thing,
        "button": button,
        "error": error,
        "refusals": _refusals(error, button),
        "back": page_of(thing),
        "reason": request.POST.get("reason", ""),
        "chosen": _known(request.POST.getlist("codes")),
    }
    if request.headers.get("HX-Request"):  # htmx swaps what succeeds only
        return render(request, "workflow/_said.html", context)
    return render(request, "workflow/move.html", context, status=status)


def _refusals(error: WorkflowError | None, button: Button | None) -> tuple[Refusal, ...]:
    if error is not None:
        return error.refusals
    return () if button is None else button.refusals


def _version(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise Stale("stale", Text("页面内容已过期，请刷新后再试", "the page is out of date; reload and try again"))
    return int(text)


def _known(texts: list[str]) -> list[str]:
    rules = {rule.code for rule in all_rules()}
    return [code for code in _named(texts) if code in rules]


def _named(texts: list[str]) -> list[str]:
    return list(dict.fromkeys(code for text in texts for code in _CODE.findall(text.upper())))


def _codes(texts: list[str]) -> list[str]:
    """Codes of rules, as chosen or typed ("ARI-05 分值合计不符", several with blanks between)."""
    codes: list[str] = _named(texts)
    unknown: list[Any] = [code for code in codes if code not in _known(texts)]
    unknown += [text for text in texts if text.strip() and not _CODE.search(text.upper())]
    if unknown:
        words = Text("没有这条规则：{code}", "there is no such rule: {code}").format(code=unknown[0])
        raise Refused.about("codes", words, "unknown-rule")
    return codes
