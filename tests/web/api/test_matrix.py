"""Every route × every person × every state: does the API keep to the policy?

As tests/web/access/test_matrix.py does for pages: the expected answer follows from the permission a route was declared
with, from PERMISSIONS and from `visible_to` of the object in its address. A route with an object nobody knows fails
until OBJECTS says what it stands for.

    no token             → 401
    role without right   → 403
    object not visible   → 404, as if it did not exist
    object not in reach  → 403
    otherwise            → what was asked for, or what the tables say against it; see tests/web/access/test_machines
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from kaocheng_web.access.policy import access_of, allowed, visible
from kaocheng_web.accounts.models import Person
from kaocheng_web.api import description  # noqa: F401  (declares every route)
from kaocheng_web.api.routing import ROUTES, Route
from tests.web.access.world import World
from tests.web.api.conftest import Caller

Make = Callable[[World], Any]
OBJECTS: dict[str, Make] = {
    "organisations": lambda world: world.county.unit,
    "cycles": lambda world: world.county.cycle,
    "projects": lambda world: world.county.project_year,
    "project-years": lambda world: world.county.project_year,
    "filings": lambda world: world.filings["self_evaluation"],
    "rectification-items": lambda world: world.item,
    "opinions": lambda world: world.opinion,
    "packages": lambda world: world.package,
    "jobs": lambda world: world.job,
    "imports": lambda world: world.imported,
}
# A well-formed body for every route that reads one, which asks for something that cannot be.
BODIES = {
    "write_cells": {"version": 1, "cells": {"nothing": "x"}},
    "write_expenditures": {"months": {"1": "1"}},
    **{f"move_{kind}": {"version": 1, "action": "nothing"} for kind in ("filing", "item", "opinion", "package")},
}
OPEN = 200
SLOW = ("read_report", "read_scores")  # find their form as `read_findings` does, and then compute


def thing_of(route: Route, world: World) -> Any:
    return OBJECTS[route.path.split("/")[1]](world) if "{pk}" in route.path else None


def address(route: Route, world: World, pk: int | None = None) -> str:
    thing = thing_of(route, world)
    if thing is None:
        return route.path
    number = thing.project_id if route.path.startswith("/projects/") else thing.pk
    return route.path.replace("{pk}", str(pk or number))


def expected(route: Route, person: Person | None, thing: Any) -> int:
    if route.permission == "public":
        return OPEN
    if person is None:
        return 401
    if not access_of(person).holds(route.permission):
        return 403
    if thing is None:
        return OPEN
    if not visible(person, type(thing)._default_manager.filter(pk=thing.pk)).exists():
        return 404
    return OPEN if allowed(person, route.permission, thing) else 403


def ask(them: Caller, route: Route, path: str) -> Any:
    """The answer to a request whose consequences are undone."""
    body = BODIES.get(route.view.__name__, None if route.method == "GET" else {})
    with transaction.atomic():
        answer = them.ask(route.method, path, body)
        transaction.set_rollback(True)
    return answer


def fault(wanted: int, answer: Any) -> str | None:
    status = answer.status_code
    if wanted != OPEN:
        return None if status == wanted else f"{status} instead of {wanted}"
    by_table = status == 403 and answer.json()["code"] in ("wrong-state", "wrong-role", "not-editable")
    return None if by_table or status in (200, 201, 422) else f"{status}, though the policy opens it"


@pytest.fixture
def callers(world: World, caller: Callable[..., Caller]) -> dict[str, Caller]:
    return {"": caller(None), **{name: caller(person) for name, person in world.people.items()}}


def closed(route: Route) -> bool:
    return "{slug}" not in route.path


def sweep(route: Route, world: World, callers: dict[str, Caller]) -> list[str]:
    thing, path = thing_of(route, world), address(route, world)
    faults = []
    for name, them in callers.items():
        answer = ask(them, route, path)
        if (wrong := fault(expected(route, world.people.get(name), thing), answer)) is not None:
            faults.append(f"{route.method} {path} as {name or 'nobody'}: {wrong}")
    return faults


def test_every_object_is_known() -> None:
    wanted = {route.path.split("/")[1] for route in ROUTES if "{pk}" in route.path}
    assert wanted == set(OBJECTS)


def test_every_person_at_every_route(world: World, callers: dict[str, Caller]) -> None:
    faults = [wrong for route in ROUTES if closed(route) for wrong in sweep(route, world, callers)]
    assert not faults, "\n".join(faults)


def test_in_every_state(world: World, callers: dict[str, Caller]) -> None:
    faults = []
    for route in ROUTES:
        thing = thing_of(route, world)
        if not hasattr(thing, "machine_id") or route.view.__name__ in SLOW:
            continue
        for state in thing.machine.states:
            type(thing)._default_manager.filter(pk=thing.pk).update(state=state)
            thing.state = state
            faults += [f"[{state}] {wrong}" for wrong in sweep(route, world, callers)]
    assert not faults, "\n".join(faults)


def test_what_does_not_exist_looks_like_what_is_hidden(world: World, callers: dict[str, Caller]) -> None:
    for route in ROUTES:
        thing = thing_of(route, world)
        if thing is None:
            continue
        for name, them in callers.items():
            if expected(route, world.people.get(name), thing) != 404:
                continue
            hidden = ask(them, route, address(route, world)).json()
            missing = ask(them, route, address(route, world, 10**9)).json()
            assert {**hidden, "request": ""} == {**missing, "request": ""}, (route.path, name)


def test_addresses_that_are_none(callers: dict[str, Caller]) -> None:
    for them in (callers[""], callers["preparer"]):
        answer = them.get("/nothing/here")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    answer = callers["preparer"].ask("DELETE", "/projects")
    assert (answer.status_code, answer["Allow"], answer.json()["code"]) == (405, "GET", "method")
