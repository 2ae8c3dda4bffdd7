"""What administrators do: organisations, people, who holds which role. Each act reaches only their own subtree."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr

from kaocheng.language import Text
from kaocheng.lifecycle import ROLES, Role
from kaocheng.lifecycle.duties import conflict
from kaocheng.lifecycle.roster import ORGANISATIONS, PEOPLE, OrganisationRow, PersonRow, Roster, RowError
from kaocheng_web.access.policy import allowed, require
from kaocheng_web.accounts.models import Person
from kaocheng_web.accounts.passwords import generate_password
from kaocheng_web.accounts.services import put_password
from kaocheng_web.interface.words import say
from kaocheng_web.journal.models import Event
from kaocheng_web.journal.services import record
from kaocheng_web.organisations.models import Membership, Organisation
from kaocheng_web.workflow.services import Refused

_MANAGE = "people.manage"


# Organisations


def create_organisation(
    person: Any, *, code: str, name: str, kind: str, parent: Organisation, region_code: str = ""
) -> Organisation:
    """A new organisation below one that the person keeps."""
    require(person, _MANAGE, parent)
    if Organisation.objects.filter(code=code).exists():
        raise Refused("code-taken", Text("机构编码已被使用", "this code is taken"))
    if not parent.is_active:
        raise Refused("parent-disabled", Text("上级机构已停用", "the organisation above is disabled"))
    with transaction.atomic():
        made = Organisation.objects.create(code=code, name=name, kind=kind, parent=parent, region_code=region_code)
        record(person, made, "create", after={"code": code, "name": name, "kind": kind, "parent": parent.code})
    return made


def change_organisation(person: Any, organisation: Organisation, *, name: str, region_code: str = "") -> None:
    """Another name or region code."""
    require(person, _MANAGE, organisation)
    before = {"name": organisation.name, "region_code": organisation.region_code}
    after = {"name": name, "region_code": region_code}
    if before == after:
        return
    with transaction.atomic():
        organisation.name, organisation.region_code = name, region_code
        organisation.save()
        record(person, organisation, "rename", before=before, after=after)


def move_organisation(person: Any, organisation: Organisation, *, parent: Organisation) -> None:
    """Put an organisation and all below it somewhere else. Everything that stands there moves along, so that who sees
    it follows the new place; events keep the place where they happened."""
    require(person, _MANAGE, organisation)
    require(person, _MANAGE, parent)
    if organisation.parent_id is None:
        raise Refused("root", Text("根机构不能移动", "the root cannot be moved"))
    if parent.path.startswith(organisation.path):
        raise Refused("own-subtree", Text("不能移到自身的下级", "it cannot stand below itself"))
    if not parent.is_active:
        raise Refused("parent-disabled", Text("上级机构已停用", "the organisation above is disabled"))
    with transaction.atomic():
        old, above = organisation.path, organisation.parent
        organisation.parent = parent
        organisation.save()
        for model in _models_with_a_path():
            model._default_manager.filter(path__startswith=old).update(
                path=Concat(Value(organisation.path), Substr(F("path"), len(old) + 1))
            )
        record(
            person, organisation, "move", before={"parent": above.code if above else ""}, after={"parent": parent.code}
        )


def _models_with_a_path() -> list[type[models.Model]]:
    found = []
    for model in apps.get_models():
        try:
            column = model._meta.get_field("path")
        except FieldDoesNotExist:
            continue
        if isinstance(column, models.CharField) and model not in (Organisation, Event):
            found.append(model)
    return found


def set_organisation_active(person: Any, organisation: Organisation, *, active: bool) -> None:
    """A disabled organisation takes no new people, no new organisations and no roles; its history stays."""
    require(person, _MANAGE, organisation)
    if not active and organisation.children.filter(is_active=True).exists():
        raise Refused("has-children", Text("请先停用下级机构", "disable the organisations below it first"))
    if not active and person.memberships.filter(organisation=organisation).exists():
        raise Refused("own-place", Text("不能停用自己所在的机构", "nobody disables the organisation he stands in"))
    if organisation.is_active == active:
        return
    with transaction.atomic():
        organisation.is_active = active
        organisation.save()
        record(person, organisation, "enable" if active else "disable")


# People


def create_person(
    person: Any,
    *,
    username: str,
    name: str,
    organisation: Organisation,
    email: str = "",
    roles: Iterable[Role | str] = (),
) -> tuple[Person, str]:
    """A new account kept by an organisation, with roles in it, and its one-time password: shown once, stored nowhere,
    changed at the first sign-in."""
    require(person, _MANAGE, organisation)
    if Person.objects.filter(username__iexact=username).exists():
        raise Refused("username-taken", Text("用户名已被使用", "this user name is taken"))
    if not organisation.is_active:
        raise Refused("organisation-disabled", Text("机构已停用", "the organisation is disabled"))
    password = generate_password()
    with transaction.atomic():
        made = Person(username=username, name=name, email=email, path=organisation.path)
        _save_without_password(made)
        put_password(made, password, must_change=True)
        record(person, made, "create", after={"organisation": organisation.code})
        for role in roles:
            add_membership(person, made, organisation=organisation, role=role)
    return made, password


def change_person(person: Any, target: Person, *, name: str, email: str) -> None:
    """Name and mail address. Personal data stay out of the chain of events: it says only that they changed."""
    _must_keep(person, target)
    changed = [column for column, value in (("name", name), ("email", email)) if getattr(target, column) != value]
    if not changed:
        return
    with transaction.atomic():
        target.name, target.email = name, email
        target.save(update_fields=["name", "email"])
        record(person, target, "change", after={"changed": changed})


def reset_password(person: Any, target: Person) -> str:
    """A new one-time password; the person's sessions end, and a lost second factor is taken off."""
    _must_keep(person, target)
    if target.pk == person.pk:
        raise Refused("self", Text("请在“我的账号”中修改自己的密码", "change your own password on your account page"))
    password = generate_password()
    with transaction.atomic():
        put_password(target, password, must_change=True)
        factors, _ = Authenticator.objects.filter(user=target).delete()
        record(person, target, "reset_password", after={"second_factor_removed": bool(factors)})
    from axes.utils import reset

    reset(username=target.username.lower())
    return password


def set_person_active(person: Any, target: Person, *, active: bool) -> None:
    """A disabled person cannot sign in; sessions and tokens end at once."""
    _must_keep(person, target)
    if target.pk == person.pk:
        raise Refused("self", Text("不能停用自己的账号", "nobody disables himself"))
    if target.is_active == active:
        return
    with transaction.atomic():
        target.is_active = active
        target.save(update_fields=["is_active"])
        record(person, target, "enable" if active else "disable")


def add_membership(person: Any, target: Person, *, organisation: Organisation, role: Role | str) -> Membership:
    """Give a role. Never to oneself, and never together with a role it must be apart from."""
    require(person, _MANAGE, organisation)
    require(person, _MANAGE, target)
    role = Role(role)
    if target.pk == person.pk:
        raise Refused("self", Text("不能给自己分配岗位", "nobody gives himself a role"))
    if not organisation.is_active:
        raise Refused("organisation-disabled", Text("机构已停用", "the organisation is disabled"))
    held = [Role(code) for code in target.memberships.values_list("role", flat=True)]
    if (words := conflict(held, role)) is not None:
        raise Refused("duties", words)
    with transaction.atomic():
        membership, made = Membership.objects.get_or_create(person=target, organisation=organisation, role=role)
        if made:
            record(person, target, "add_role", after={"organisation": organisation.code, "role": role})
    return membership


def remove_membership(person: Any, membership: Membership) -> None:
    """Take a role away."""
    require(person, _MANAGE, membership.organisation)
    if membership.person_id == person.pk:
        raise Refused("self", Text("不能取消自己的岗位", "nobody takes away his own role"))
    before = {"organisation": membership.organisation.code, "role": membership.role}
    with transaction.atomic():
        target = membership.person
        membership.delete()
        record(person, target, "remove_role", before=before)


def set_sign_on(person: Any, target: Person, *, provider: str, subject: str) -> None:
    """Which identity of a single sign-on provider is this person; "" for none. `subject`: the provider's `sub`."""
    _must_keep(person, target)
    if target.pk == person.pk:
        raise Refused("self", Text("不能给自己登记单点登录标识", "nobody registers his own identity"))
    if subject and SocialAccount.objects.filter(provider=provider, uid=subject).exclude(user=target).exists():
        raise Refused("subject-taken", Text("该标识已登记给他人", "this identity belongs to someone else"))
    if SocialAccount.objects.filter(user=target, provider=provider, uid=subject).exists():
        return
    with transaction.atomic():
        SocialAccount.objects.filter(user=target, provider=provider).delete()
        if subject:
            SocialAccount.objects.create(user=target, provider=provider, uid=subject)
        record(person, target, "sign_on", after={"provider": provider, "registered": bool(subject)})


def keeps(person: Any, target: Person) -> bool:
    """Whether an administrator keeps the account: it and every role of it stand within his reach. Else whoever keeps a
    village school could take over an account that also reviews for the bureau."""
    paths = [target.path] if target.path else []
    paths += target.memberships.values_list("organisation__path", flat=True)
    return bool(paths) and all(allowed(person, _MANAGE, _Place(path)) for path in paths)


@dataclass(frozen=True, slots=True)
class _Place:
    path: str


def _must_keep(person: Any, target: Person) -> None:
    if not keeps(person, target):
        raise PermissionDenied


# The first administrator, and import


def found(*, code: str, name: str, region_code: str, username: str, person_name: str) -> tuple[Person, str]:
    """A region, its finance bureau and its first administrator, on an empty installation; for the command line.

    Returns the administrator and the one-time password."""
    if Organisation.objects.exists():
        raise Refused("not-empty", Text("系统中已有机构", "there are organisations already"))
    password = generate_password()
    with transaction.atomic():
        region = Organisation.objects.create(code=code, name=name, kind="region", region_code=region_code)
        Organisation.objects.create(code=f"{code}-CZ", name=f"{name}财政局", kind="finance", parent=region)
        person = Person(username=username, name=person_name, path=region.path)
        _save_without_password(person)
        put_password(person, password, must_change=True)
        Membership.objects.create(person=person, organisation=region, role=Role.ADMINISTRATOR)
        record(None, region, "found", after={"code": code})
    return person, password


def _save_without_password(person: Person) -> None:
    """So that rows can point to the person."""
    person.set_unusable_password()
    person.save()


@dataclass(slots=True)
class Imported:
    """`people`: (row, person, one-time password) of those made. `changed`: rows that added to someone known."""

    organisations: list[tuple[OrganisationRow, Organisation]] = field(default_factory=list)
    people: list[tuple[PersonRow, Person, str]] = field(default_factory=list)
    changed: list[PersonRow] = field(default_factory=list)
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)


def import_roster(person: Any, roster: Roster) -> Imported:
    """Take over what can be taken; each row by itself. Importing the same file again changes nothing."""
    result = Imported(errors=list(roster.errors))
    waiting, moved_on = list(roster.organisations), True
    while waiting and moved_on:  # a parent may stand below its child in the sheet
        moved_on, later = False, []
        codes = {row.code for row in waiting}
        for row in waiting:
            if row.parent in codes and row.parent != row.code:
                later.append(row)
                continue
            moved_on = True
            _import_organisation(person, row, result)
        waiting = later
    for row in waiting:
        words = Text("上级机构编码互相引用", "parents refer to each other")
        result.errors.append(RowError("organisations", row.row, ORGANISATIONS[3].heading, row.parent, words))
    for person_row in roster.people:
        _import_person(person, person_row, result)
    result.errors.sort(key=lambda error: (error.sheet, error.row))
    return result


def _reachable(person: Any, code: str) -> Organisation | None:
    """An organisation by code; None where it is unknown or out of reach, which look the same."""
    organisation = Organisation.objects.filter(code=code).first()
    return organisation if organisation is not None and allowed(person, _MANAGE, organisation) else None


_UNKNOWN = Text("没有这个机构，或不在您的管理范围内", "no such organisation, or not yours to keep")


def _import_organisation(person: Any, row: OrganisationRow, result: Imported) -> None:
    def refuse(column: int, value: str, message: Text) -> None:
        result.errors.append(RowError("organisations", row.row, ORGANISATIONS[column].heading, value, message))

    parent = _reachable(person, row.parent)
    if parent is None:
        return refuse(3, row.parent, _UNKNOWN)
    known = Organisation.objects.filter(code=row.code).first()
    if known is not None and allowed(person, _MANAGE, known) and known.name == row.name:
        result.unchanged += 1
        return None
    try:
        made = create_organisation(
            person, code=row.code, name=row.name, kind=row.kind, parent=parent, region_code=row.region_code
        )
    except Refused as error:
        return refuse(0, row.code, error.message)
    result.organisations.append((row, made))
    return None


def _import_person(person: Any, row: PersonRow, result: Imported) -> None:
    def refuse(column: int, value: str, message: Text) -> None:
        result.errors.append(RowError("people", row.row, PEOPLE[column].heading, value, message))

    organisation = _reachable(person, row.organisation)
    if organisation is None:
        return refuse(2, row.organisation, _UNKNOWN)
    known = Person.objects.filter(username__iexact=row.username).first()
    if known is not None and (known.name != row.name or not keeps(person, known)):
        return refuse(0, row.username, Text("用户名已被使用", "this user name is taken"))
    try:
        with transaction.atomic():
            if known is None:
                made, password = create_person(
                    person,
                    username=row.username,
                    name=row.name,
                    organisation=organisation,
                    email=row.email,
                    roles=row.roles,
                )
                result.people.append((row, made, password))
                return None
            held = known.memberships.count()
            for role in row.roles:
                add_membership(person, known, organisation=organisation, role=role)
            if known.memberships.count() > held:
                result.changed.append(row)
            else:
                result.unchanged += 1
    except Refused as error:
        refuse(3, "、".join(say(ROLES[role]) for role in row.roles) or row.username, error.message)
    return None
