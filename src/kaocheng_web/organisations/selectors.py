"""Reading organisations and people, within an administrator's reach."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet

from kaocheng.lifecycle import Role
from kaocheng_web.access.policy import access_of, visible
from kaocheng_web.accounts.models import Person
from kaocheng_web.organisations.models import Organisation


def kept_organisations(person: Any) -> QuerySet[Organisation]:
    """Those an administrator keeps, in the order of the tree."""
    return Organisation.objects.filter(access_of(person).within({Role.ADMINISTRATOR}))


def tree(person: Any) -> list[Organisation]:
    """Kept organisations from the top down, siblings by code; each with `level` (from 0) and `holders`."""
    rows = list(kept_organisations(person).annotate(holders=Count("memberships__person", distinct=True)))
    below: dict[int | None, list[Organisation]] = {}
    known = {row.pk for row in rows}
    for row in sorted(rows, key=lambda row: row.code):
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    ordered: list[Organisation] = []

    def walk(parent: int | None, level: int) -> None:
        for row in below.get(parent, ()):
            row.level = level  # type: ignore[attr-defined]
            ordered.append(row)
            walk(row.pk, level + 1)

    walk(None, 0)
    return ordered


def kept_people(
    person: Any, *, text: str = "", role: str = "", organisation: Organisation | None = None, active: bool | None = None
) -> QuerySet[Person]:
    """People an administrator sees, filtered; with their memberships."""
    people = visible(person, Person.objects.prefetch_related("memberships__organisation"))
    if text:
        people = people.filter(Q(username__icontains=text) | Q(name__icontains=text))
    if role:
        people = people.filter(pk__in=Person.objects.filter(memberships__role=role).values("pk"))
    if organisation is not None:
        holders = Person.objects.filter(memberships__organisation__path__startswith=organisation.path).values("pk")
        people = people.filter(Q(path__startswith=organisation.path) | Q(pk__in=holders))
    if active is not None:
        people = people.filter(is_active=active)
    return people.order_by("username")
