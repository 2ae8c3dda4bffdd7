"""Every address × every person × every state: does each page keep to the policy?

The expected answer is derived, never written by hand: from the permission a view names, from PERMISSIONS, from
`visible_to` of the object in the address. New addresses are found by themselves; an address with an argument nobody
knows fails until `world.FACTORIES` says what it stands for.

    nobody signed in     → the sign-in page (401 for a fragment or the API)
    role without right   → 403
    object not visible   → 404, as if it did not exist
    object not in reach  → 403
    otherwise            → the page; never 403, 404 or 500

A view may ask for more when it is posted to than when it is read; never for less. And what is hidden answers just as
what was never there, so that a stranger cannot tell the two apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, get_resolver, reverse

from kaocheng_web.access.middleware import _OTHERS
from kaocheng_web.access.policy import PERMISSIONS, access_of, allowed, visible
from kaocheng_web.accounts.models import Person
from tests.web.access.world import FACTORIES, Argument, World

# Addresses that, being read, answer 403 or 404 to people the policy lets in, and why.
NARROWER = {
    **dict.fromkeys(
        ("portal:project", "portal:download", "portal:organisation"),
        "only what is published, see tests/web/portal",
    ),
    "metrics": "only for the monitoring of the installation, see tests/web/operations",
    "workflow:move": "asks about one action of the table, see test_machines",
}

READ, WRITE = "GET", "POST"
OPEN = 200


@dataclass(frozen=True)
class Route:
    """One address. `name`: with its namespace. `arguments`: those in the address."""

    name: str
    pattern: str
    arguments: tuple[str, ...]
    view: Any

    @property
    def permission(self) -> str | None:
        return getattr(self.view, "permission", None)

    @property
    def module(self) -> str:
        return str(getattr(getattr(self.view, "view_class", self.view), "__module__", ""))

    @property
    def app(self) -> str:
        return self.module.removeprefix("kaocheng_web.").partition(".")[0]

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/")

    def __str__(self) -> str:
        return self.name or self.pattern


def walk(resolver: Any, namespace: str = "", prefix: str = "", above: tuple[str, ...] = ()) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        arguments = above + tuple(entry.pattern.regex.groupindex)
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            name = f"{namespace}:{entry.name}" if namespace else str(entry.name or "")
            yield Route(name, pattern, arguments, entry.callback)
        else:
            space = ":".join(filter(None, (namespace, entry.namespace)))
            yield from walk(entry, space, pattern, arguments)


ROUTES = tuple(walk(get_resolver()))
# The API checks tokens, its own matrix stands in tests/web/api; packages' views are in accounts/test_sign_in.py.
OURS = tuple(route for route in ROUTES if route.permission is not None and not route.is_api)


APPS = sorted({route.app for route in OURS})


def of_app(app: str) -> list[Route]:
    return [route for route in OURS if route.app == app]


def arguments_of(route: Route, world: World) -> dict[str, Argument]:
    found = {}
    namespace = route.name.rpartition(":")[0]
    for name in route.arguments:
        make = next(
            (FACTORIES[key] for key in ((route.name, name), (namespace, name), (name,)) if key in FACTORIES), None
        )
        if make is None:
            pytest.fail(
                f"the address {route.pattern} ({route.name}) has an argument <{name}> that tests/web/access/world.py "
                f"does not know: add FACTORIES[{(route.name, name)!r}] = what it stands for"
            )
        found[name] = make(world)
    return found


def address(route: Route, arguments: dict[str, Argument]) -> str:
    return reverse(route.name, kwargs={name: argument.value for name, argument in arguments.items()})


def nowhere(route: Route, world: World) -> str:
    """The address with numbers nobody was ever given, "" where it names no object by its number."""
    arguments = arguments_of(route, world)
    numbers = {name for name, one in arguments.items() if one.thing is not None and isinstance(one.value, int)}
    return address(route, arguments | dict.fromkeys(numbers, Argument(10**9))) if numbers else ""


def expected(route: Route, person: Person | None, arguments: dict[str, Argument]) -> int:
    """OPEN, or the status of the refusal: 302 (sign in), 403, 404."""
    permission = route.permission
    assert permission is not None
    if permission == "public":
        return OPEN
    if person is None:
        return 302
    if not access_of(person).holds(permission):
        return 403
    for argument in arguments.values():
        if argument.owner is not None and argument.owner.pk != person.pk:
            return 404
        thing = argument.thing
        if thing is None or argument.owner is not None:
            continue
        if not visible(person, type(thing)._default_manager.filter(pk=thing.pk)).exists():
            return 404
        if not argument.only_seen and not allowed(person, permission, thing):
            return 403
    return OPEN


def ask(world: World, username: str, method: str, path: str) -> HttpResponse:
    """The answer to a request whose consequences are undone."""
    with transaction.atomic():
        answer: HttpResponse = world.clients[username].generic(method, path)
        if answer.streaming:
            answer.getvalue()  # read to its end a file closes itself; `close` would take the connection along
        transaction.set_rollback(True)
    return answer


def fault(route: Route, method: str, answer: HttpResponse, wanted: int) -> str | None:
    """What is wrong with an answer, or None."""
    status = answer.status_code
    if status >= 500:
        return f"{status}"
    if wanted == 302:
        if status in (301, 302) and answer["Location"].startswith("/accounts/login/"):
            return None
        return f"{status} instead of the sign-in page"
    if wanted in (403, 404):
        return None if status in (wanted, 405) else f"{status} instead of {wanted}"
    if method == READ and status in (401, 403, 404) and route.name not in NARROWER:
        return f"{status}, though the policy opens it"
    if method != READ and status == 401:
        return "401"
    return None


def sweep(route: Route, world: World, methods: tuple[str, ...] = (READ, WRITE), missing: str = "") -> list[str]:
    """What is wrong with the answers of one address, to nobody and to every person. `missing`: the address of an
    object that was never there, which must answer like one that is hidden."""
    arguments = arguments_of(route, world)
    path = address(route, arguments)
    faults = []
    for username in ("", *world.people):
        wanted = expected(route, world.people.get(username), arguments)
        statuses = []
        for method in methods:
            answer = ask(world, username, method, path)
            statuses.append(answer.status_code)
            wrong = fault(route, method, answer, wanted)
            if wrong is None and wanted == 404 and missing:
                gone = ask(world, username, method, missing).status_code
                wrong = None if gone == answer.status_code else f"{answer.status_code}, but {gone} at {missing}"
            if wrong is not None:
                faults.append(f"{method} {path} as {username or 'nobody'}: {wrong}")
        if set(statuses) == {405}:
            faults.append(f"{path} answers none of {methods}")
    return faults


def moving_thing(route: Route, world: World) -> Any:
    """The object in the address that has states, if there is one."""
    for argument in arguments_of(route, world).values():
        if hasattr(argument.thing, "machine_id"):
            return argument.thing
    return None


def test_every_view_names_a_permission() -> None:
    nameless = [
        f"{route.pattern} ({route.module})"
        for route in ROUTES
        if route.permission is None and not route.module.startswith(_OTHERS)
    ]
    assert not nameless, f"without @guarded: {nameless}"


def test_what_is_known_is_there() -> None:
    """Neither a factory nor an exception outlives its address."""
    names = {route.name for route in ROUTES}
    spaces = {name.rpartition(":")[0] for name in names}
    assert not [key for key in FACTORIES if key[0] not in names | spaces]
    assert not set(NARROWER) - names


def test_every_permission_is_known_and_every_view_has_a_name() -> None:
    assert all(route.permission in PERMISSIONS for route in OURS)
    assert not [route.pattern for route in OURS if not route.name]


@pytest.mark.parametrize("app", APPS)
def test_every_person_at_every_address(app: str, world: World) -> None:
    """What is hidden, too: it answers just as what was never there."""
    faults = [fault for route in of_app(app) for fault in sweep(route, world, missing=nowhere(route, world))]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("app", APPS)
def test_in_every_state(app: str, world: World) -> None:
    """One method each: what is posted in which state stands in the tables, see test_machines. The state in which the
    world begins was walked above."""
    faults = []
    for route in of_app(app):
        thing = moving_thing(route, world)
        if thing is None:
            continue  # the object has no states
        before = thing.state
        method = method_of(route, world)
        for state in set(thing.machine.states) - {before}:
            set_state(thing, state)
            faults += [f"[{state}] {text}" for text in sweep(route, world, (method,))]
        set_state(thing, before)
    assert not faults, "\n".join(faults)


def method_of(route: Route, world: World) -> str:
    """How the address is asked: by reading it where it can be read."""
    path = address(route, arguments_of(route, world))
    reading = (ask(world, username, READ, path).status_code for username in world.people)
    return WRITE if 405 in reading else READ


def set_state(thing: Any, state: str) -> None:
    type(thing)._default_manager.filter(pk=thing.pk).update(state=state)
    thing.state = state


def test_a_fragment_sends_the_whole_page_to_sign_in(world: World) -> None:
    for route in OURS:
        if route.permission in ("public", None):
            continue
        path = address(route, arguments_of(route, world))
        answer = world.clients[""].get(path, headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/login/"), path
