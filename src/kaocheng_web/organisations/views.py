"""Pages of administrators: organisations, people, roles, import."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from kaocheng.errors import KaochengError
from kaocheng.language import Text
from kaocheng.lifecycle import ROLES
from kaocheng.lifecycle.roster import SHEETS, read_roster
from kaocheng.readers import Limits, Source, read
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.policy import find, visible
from kaocheng_web.access.rates import limited
from kaocheng_web.accounts.models import Person
from kaocheng_web.accounts.selectors import sign_on_names
from kaocheng_web.interface.attachments import MEDIA_TYPES, attached
from kaocheng_web.interface.words import say, t
from kaocheng_web.journal.models import Event
from kaocheng_web.organisations import selectors, services, workbooks
from kaocheng_web.organisations.forms import (
    LARGEST,
    ChangeForm,
    MembershipForm,
    MoveForm,
    OrganisationForm,
    PersonForm,
    RenameForm,
    RosterForm,
)
from kaocheng_web.organisations.models import KINDS, Membership, Organisation
from kaocheng_web.workflow.services import Refused

_MANAGE = "people.manage"
_PAGE = 25


@guarded(_MANAGE)
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    rows = selectors.tree(request.user)
    return render(request, "organisations/tree.html", {"rows": rows, "kinds": KINDS})


@guarded(_MANAGE)
def create(request: HttpRequest) -> HttpResponse:
    kept = selectors.kept_organisations(request.user)
    form = OrganisationForm(_typed(request), kept=kept, initial={"parent": request.GET.get("parent")})
    if request.method == "POST" and form.is_valid():
        made = _try(request, form, lambda: services.create_organisation(request.user, **form.cleaned_data))
        if made is not None:
            messages.success(request, str(t("已新建机构", "The organisation is there")))
            return redirect("organisations:organisation", made.pk)
    return _form_page(request, form, t("新建机构", "New organisation"), "organisations:list")


@guarded(_MANAGE)
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request.user, Organisation.objects.select_related("parent"), _MANAGE, pk=pk)
    form = RenameForm(_typed(request), initial={"name": found.name, "region_code": found.region_code})
    if request.method == "POST" and form.is_valid():
        services.change_organisation(request.user, found, **form.cleaned_data)
        messages.success(request, str(t("已保存", "Saved")))
        return redirect("organisations:organisation", pk)
    context = {
        "organisation": found,
        "kinds": KINDS,
        "form": form,
        "move_form": MoveForm(kept=selectors.kept_organisations(request.user), moving=found),
        "children": found.children.order_by("code"),
        "holders": found.memberships.select_related("person").order_by("role", "person__username"),
    }
    return render(request, "organisations/organisation.html", context, status=400 if form.errors else 200)


@guarded(_MANAGE)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request.user, Organisation.objects.select_related("parent"), _MANAGE, pk=pk)
    form = MoveForm(request.POST, kept=selectors.kept_organisations(request.user), moving=found)
    _act(request, form, lambda: services.move_organisation(request.user, found, **form.cleaned_data))
    return redirect("organisations:organisation", pk)


@guarded(_MANAGE)
@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    found = find(request.user, Organisation.objects.all(), _MANAGE, pk=pk)
    active = request.POST.get("active") == "1"
    _act(request, None, lambda: services.set_organisation_active(request.user, found, active=active))
    return redirect("organisations:organisation", pk)


@guarded(_MANAGE)
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    query = request.GET
    place = None
    if query.get("organisation", "").isdecimal():
        place = selectors.kept_organisations(request.user).filter(pk=query["organisation"]).first()
    active = {"1": True, "0": False}.get(query.get("active", ""))
    found = selectors.kept_people(
        request.user,
        text=query.get("text", "").strip(),
        role=query.get("role", ""),
        organisation=place,
        active=active,
    )
    kept = {"text", "role", "organisation", "active"}
    again = query.copy()
    for name in list(again):
        if name not in kept:
            del again[name]
    context = {
        "page": Paginator(found, _PAGE).get_page(query.get("page")),
        "query": again.urlencode(),
        "asked": query,
        "roles": [(role.value, say(words)) for role, words in ROLES.items()],
        "organisations": selectors.kept_organisations(request.user),
    }
    return render(request, "organisations/people.html", context)


@guarded(_MANAGE)
@limited("create-person", limit=30)
def create_person(request: HttpRequest) -> HttpResponse:
    kept = selectors.kept_organisations(request.user)
    initial = {"organisation": request.GET.get("organisation")}
    form = PersonForm(_typed(request), kept=kept, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        role = values.pop("role")
        made = _try(request, form, lambda: services.create_person(request.user, roles=[role] if role else [], **values))
        if made is not None:
            return _show_password(request, *made)
    return _form_page(request, form, t("新建人员", "New person"), "organisations:people")


@guarded(_MANAGE)
def person(request: HttpRequest, person: int) -> HttpResponse:
    found = find(request.user, Person.objects.all(), _MANAGE, pk=person)
    form = ChangeForm(_typed(request), initial={"name": found.name, "email": found.email})
    if request.method == "POST" and form.is_valid():
        services.change_person(request.user, found, **form.cleaned_data)
        messages.success(request, str(t("已保存", "Saved")))
        return redirect("organisations:person", person)
    subjects = dict(SocialAccount.objects.filter(user=found).values_list("provider", "uid"))
    kept = selectors.kept_organisations(request.user)
    rows = found.memberships.select_related("organisation")
    reached = set(kept.values_list("pk", flat=True))
    context = {
        "person": found,
        "form": form,
        "keeps": services.keeps(request.user, found),
        "is_self": found.pk == request.user.pk,
        "home": Organisation.objects.filter(path=found.path).first() if found.path else None,
        "memberships": [(row, row.organisation_id in reached) for row in rows],
        "membership_form": MembershipForm(kept=kept),
        "second_factor": is_mfa_enabled(found),
        "sign_on": [(id, name, subjects.get(id, "")) for id, name in sign_on_names()],
        "events": Event.objects.filter(subject="person", subject_id=found.pk).select_related("person")[:20],
    }
    return render(request, "organisations/person.html", context, status=400 if form.errors else 200)


@guarded(_MANAGE)
@require_POST
@limited("reset-password", limit=30)
def reset_password(request: HttpRequest, person: int) -> HttpResponse:
    found = find(request.user, Person.objects.all(), _MANAGE, pk=person)
    password = _act(request, None, lambda: services.reset_password(request.user, found), quiet=True)
    return redirect("organisations:person", person) if password is None else _show_password(request, found, password)


@guarded(_MANAGE)
@require_POST
def set_person_active(request: HttpRequest, person: int) -> HttpResponse:
    found = find(request.user, Person.objects.all(), _MANAGE, pk=person)
    active = request.POST.get("active") == "1"
    _act(request, None, lambda: services.set_person_active(request.user, found, active=active))
    return redirect("organisations:person", person)


@guarded(_MANAGE)
@require_POST
def add_membership(request: HttpRequest, person: int) -> HttpResponse:
    found = find(request.user, Person.objects.all(), _MANAGE, pk=person)
    form = MembershipForm(request.POST, kept=selectors.kept_organisations(request.user))
    _act(request, form, lambda: services.add_membership(request.user, found, **form.cleaned_data))
    return redirect("organisations:person", person)


@guarded(_MANAGE)
@require_POST
def remove_membership(request: HttpRequest, membership: int) -> HttpResponse:
    rows = Membership.objects.select_related("organisation", "person")
    found = find(request.user, rows, _MANAGE, pk=membership)
    target = found.person_id
    _act(request, None, lambda: services.remove_membership(request.user, found))
    back = visible(request.user, Person.objects.all()).filter(pk=target).exists()
    return redirect("organisations:person", target) if back else redirect("organisations:people")


@guarded(_MANAGE)
@require_POST
def set_sign_on(request: HttpRequest, person: int) -> HttpResponse:
    found = find(request.user, Person.objects.all(), _MANAGE, pk=person)
    provider, subject = request.POST.get("provider", ""), request.POST.get("subject", "").strip()[:191]
    if provider not in dict(sign_on_names()):
        messages.error(request, str(t("没有这个登录平台", "There is no such provider")))
    else:
        _act(
            request,
            None,
            lambda: services.set_sign_on(request.user, found, provider=provider, subject=subject),
        )
    return redirect("organisations:person", person)


@guarded(_MANAGE)
@limited("import", limit=6)
def import_people(request: HttpRequest) -> HttpResponse:
    form = RosterForm(_typed(request), request.FILES or None)
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            roster = read_roster(
                _document(form.cleaned_data["file"]),
                {code: Text(str.__str__(words), words.english) for code, words in KINDS.items()},
            )
        except KaochengError as error:
            form.add_error("file", say(error.message))
        else:
            result = services.import_roster(request.user, roster)
            book = base64.b64encode(workbooks.result(result)).decode()
            context |= {
                "result": result,
                "rows": [(say(SHEETS[error.sheet]), error) for error in result.errors],
                "book": f"data:{MEDIA_TYPES['xlsx']};base64,{book}",
            }
    return render(request, "organisations/import.html", context, status=400 if form.errors else 200)


@guarded(_MANAGE)
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    return attached(workbooks.template(), "kaocheng-people.xlsx")


def _document(file: Any) -> Any:
    """An uploaded table, read within narrow limits."""
    limits = Limits(max_file_bytes=LARGEST, max_rows=2000, max_seconds=10)
    return read(Source(file.name or "upload", file.read()), limits)


def _show_password(request: HttpRequest, target: Person, password: str) -> HttpResponse:
    return render(request, "organisations/password.html", {"person": target, "password": password})


def _form_page(request: HttpRequest, form: Any, title: Any, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "back": back}
    return render(request, "organisations/form.html", context, status=400 if form.errors else 200)


def _try(request: HttpRequest, form: Any, act: Callable[[], Any]) -> Any:
    """The outcome, or None with the refusal on the form."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, say(refusal.message))
        return None


def _act(request: HttpRequest, form: Any, act: Callable[[], Any], *, quiet: bool = False) -> Any:
    """Do it, and say so on the next page; or say why not."""
    if form is not None and not form.is_valid():
        messages.error(request, str(t("请选择机构和岗位", "Choose from the list")))
        return None
    try:
        outcome = act()
    except Refused as refusal:
        messages.error(request, say(refusal.message))
        return None
    if not quiet:
        messages.success(request, str(t("已完成", "Done")))
    return outcome


def _typed(request: HttpRequest) -> Any:
    """What was posted, even if it is nothing; None where the form was only asked for."""
    return request.POST if request.method == "POST" else None
