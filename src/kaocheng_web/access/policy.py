"""The one place that decides what a person sees and does.

A right follows from a role (`Membership`), from the organisation it is held in, and from the state of the object.
- Roles of a unit or department reach the organisation they are held in and all below it.
- Roles of the finance bureau reach the whole region the bureau stands in.
- Experts see only what is assigned to them. Auditors see what is below their organisation, drafts aside, and change
  nothing. Administrators keep people and organisations and see no form (separation of duties).
- While a filing is a draft, only its own unit sees its content.
What may be *done* in which state stands in the tables of `kaocheng.lifecycle`; pages and other acts stand in
PERMISSIONS below.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from kaocheng.lifecycle import Machine, Role, Transition
from kaocheng_web.interface.words import t

if TYPE_CHECKING:
    from kaocheng_web.accounts.models import Person

M = TypeVar("M", bound=Model)

UNIT_ROLES = frozenset({Role.PREPARER, Role.UNIT_HEAD})
REVIEW_ROLES = frozenset({Role.DEPARTMENT_REVIEWER, Role.FINANCE_REVIEWER, Role.FINANCE_MANAGER})
FINANCE_ROLES = frozenset({Role.FINANCE_REVIEWER, Role.FINANCE_MANAGER})
READING_ROLES = UNIT_ROLES | REVIEW_ROLES | {Role.AUDITOR}
EVERY_ROLE = frozenset(Role)

# Permission → roles that hold it. "public" pages need no login, "signed_in" ones any account.
PERMISSIONS: dict[str, frozenset[Role]] = {
    "public": frozenset(),
    "signed_in": EVERY_ROLE,
    "project.view": READING_ROLES | {Role.EXPERT},
    "project.manage": frozenset({Role.FINANCE_MANAGER, Role.DEPARTMENT_REVIEWER, Role.PREPARER}),
    "filing.view": READING_ROLES | {Role.EXPERT},
    "filing.edit": frozenset({Role.PREPARER}),
    "filing.comment": REVIEW_ROLES | {Role.UNIT_HEAD},
    "filing.move": UNIT_ROLES | REVIEW_ROLES,
    "evidence.view": READING_ROLES | {Role.EXPERT},
    "evidence.add": frozenset({Role.PREPARER}),
    "objective.review": REVIEW_ROLES,
    "monitoring.view": READING_ROLES,
    "monitoring.record": frozenset({Role.PREPARER, Role.FINANCE_MANAGER}),
    "library.view": READING_ROLES,
    "library.manage": FINANCE_ROLES,
    "cycle.view": READING_ROLES,
    "cycle.manage": frozenset({Role.FINANCE_MANAGER}),
    "review.queue": REVIEW_ROLES | {Role.UNIT_HEAD},
    "sample.view": FINANCE_ROLES | {Role.AUDITOR},
    "sample.manage": frozenset({Role.FINANCE_MANAGER}),
    "recheck.view": FINANCE_ROLES | {Role.EXPERT, Role.AUDITOR, Role.PREPARER, Role.UNIT_HEAD},
    "recheck.score": frozenset({Role.FINANCE_REVIEWER, Role.EXPERT}),
    "recheck.answer": UNIT_ROLES | {Role.FINANCE_MANAGER},
    "panel.view": FINANCE_ROLES | {Role.EXPERT, Role.AUDITOR},
    "panel.manage": frozenset({Role.FINANCE_MANAGER}),
    "panel.score": frozenset({Role.EXPERT}),
    "rectification.view": READING_ROLES,
    "rectification.issue": REVIEW_ROLES,
    "rectification.edit": frozenset({Role.PREPARER}),
    "rectification.move": UNIT_ROLES | REVIEW_ROLES,
    "results.view": READING_ROLES,
    "results.manage": frozenset({Role.FINANCE_MANAGER}),
    "disclosure.view": READING_ROLES,
    "disclosure.edit": frozenset({Role.PREPARER, Role.DEPARTMENT_REVIEWER}),
    "disclosure.move": UNIT_ROLES | REVIEW_ROLES,
    "dashboard.view": READING_ROLES,
    "journal.view": frozenset({Role.AUDITOR, Role.FINANCE_MANAGER, Role.ADMINISTRATOR}),
    "people.manage": frozenset({Role.ADMINISTRATOR}),
    "operations.view": frozenset({Role.ADMINISTRATOR}),
    "api.token": EVERY_ROLE,
    "data.import": frozenset({Role.PREPARER, Role.DEPARTMENT_REVIEWER, Role.FINANCE_MANAGER}),
    "data.export": READING_ROLES,
}

_DRAFT_STATES = ("draft", "open")


@dataclass(frozen=True, slots=True)
class Grant:
    """A role and the path it reaches."""

    role: Role
    path: str


class Access:
    """What one person holds; made once for a request."""

    def __init__(self, person: Person) -> None:
        self.person = person

    @cached_property
    def grants(self) -> tuple[Grant, ...]:
        if not self.person.is_active:
            return ()
        rows = self.person.memberships.values_list("role", "organisation__path")
        return tuple(Grant(Role(role), _reach(Role(role), path)) for role, path in rows)

    @cached_property
    def roles(self) -> frozenset[Role]:
        """Every role held anywhere."""
        return frozenset(grant.role for grant in self.grants)

    def roles_over(self, path: str) -> frozenset[Role]:
        """The roles that reach an organisation, by its path."""
        return frozenset(grant.role for grant in self.grants if path.startswith(grant.path))

    def paths(self, roles: Iterable[Role]) -> list[str]:
        """The paths the given roles reach, without those below others."""
        wanted = set(roles)
        paths = sorted({grant.path for grant in self.grants if grant.role in wanted})
        return [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]

    def within(self, roles: Iterable[Role], field: str = "path") -> Q:
        """Condition on a path column: below what the roles reach. Matches nothing when they reach nothing."""
        condition = Q(pk__in=())
        for path in self.paths(roles):
            condition |= Q(**{f"{field}__startswith": path})
        return condition

    def holds(self, permission: str, path: str | None = None) -> bool:
        """Whether a permission is held at all, or over an organisation."""
        held = self.roles if path is None else self.roles_over(path)
        return permission == "signed_in" or not PERMISSIONS[permission].isdisjoint(held)


def _reach(role: Role, path: str) -> str:
    """Finance roles reach the region: the parent of the bureau they are held in."""
    if role in FINANCE_ROLES:
        above = path.rstrip("/").rpartition("/")[0]
        return f"{above}/" if above else path
    return path


def access_of(person: Any) -> Access:
    """The access of a person, kept on the object. Anonymous visitors have none."""
    if not getattr(person, "is_authenticated", False):
        return _NOBODY
    found: Access | None = getattr(person, "_access", None)
    if found is None:
        found = Access(person)
        person._access = found
    return found


class _Nobody(Access):
    def __init__(self) -> None:
        pass

    grants = ()
    roles = frozenset()

    def holds(self, permission: str, path: str | None = None) -> bool:
        return permission == "public"


_NOBODY = _Nobody()


def visible(person: Any, queryset: QuerySet[M]) -> QuerySet[M]:
    """The rows a person may see. A model says how in `visible_to(access) -> Q`, or by its column `path`."""
    access = access_of(person)
    rule = getattr(queryset.model, "visible_to", None)
    condition = access.within(READING_ROLES) if rule is None else rule(access)
    return (
        queryset.filter(condition).distinct()
        if getattr(queryset.model, "visible_by_join", False)
        else queryset.filter(condition)
    )


def find(person: Any, queryset: QuerySet[M], permission: str, **lookup: Any) -> M:
    """One row. 404 where the person cannot see it, so that its existence stays unknown; 403 where he sees it but
    may not do this."""
    # Without the order of lists, which the database would have to make for a single row.
    thing = next(iter(visible(person, queryset).filter(**lookup).order_by()[:1]), None)
    if thing is None:
        raise Http404
    require(person, permission, thing)
    return thing


def allowed(person: Any, permission: str, thing: Any = None) -> bool:
    """Whether a person holds a permission over an object (one he can see), by the organisation the object is of."""
    access = access_of(person)
    own_rule = getattr(thing, "grants_to", None)
    if own_rule is not None and own_rule(access, permission):
        return True
    return access.holds(permission, getattr(thing, "path", None))


def require(person: Any, permission: str, thing: Any = None) -> None:
    """Raises PermissionDenied where `allowed` says no."""
    if not allowed(person, permission, thing):
        raise PermissionDenied(str(t("您没有这项权限", "you do not have this right")))


def roles_for(person: Any, thing: Any) -> frozenset[str]:
    """The roles a person holds over an object, for the state machines."""
    roles = {str(role) for role in access_of(person).roles_over(thing.path)} - {Role.EXPERT}
    assigned = getattr(thing, "is_assigned_to", None)
    if assigned is not None and Role.EXPERT in access_of(person).roles and assigned(person):
        roles.add(Role.EXPERT)
    return frozenset(roles)


def people_with(roles: Iterable[Role | str], path: str) -> QuerySet[Person]:
    """The active people who hold one of the roles over an organisation: `roles_over`, asked from the other side."""
    from kaocheng_web.accounts.models import Person

    wanted = {Role(role) for role in roles}
    above = [path[: index + 1] for index, letter in enumerate(path) if letter == "/"]
    finance = Q(memberships__role__in=wanted & FINANCE_ROLES) & (
        Q(memberships__organisation__parent__path__in=above)
        | Q(memberships__organisation__parent=None, memberships__organisation__path__in=above)
    )
    others = Q(memberships__role__in=wanted - FINANCE_ROLES, memberships__organisation__path__in=above)
    return Person.objects.filter(finance | others, is_active=True).distinct()


def may_move(person: Any, thing: Any, machine: Machine, transition: Transition) -> bool:
    """Whether the table opens a transition to this person for this object."""
    return transition.open_to(roles_for(person, thing))
