"""Every page in a real browser, as everybody who may open it: nothing axe calls serious, no error of scripts, nothing
the content policy refused, and no page that has to be pushed sideways on a telephone.

The pages are those of `tests.web.access.test_matrix`: whoever adds an address gets it walked without doing anything.
Equal pages are looked at once.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import TimeoutError

from tests.web.access.test_matrix import (
    APPS,
    OPEN,
    Route,
    address,
    arguments_of,
    expected,
    moving_thing,
    of_app,
    set_state,
)
from tests.web.access.world import World
from tests.web.browser.conftest import sign_in
from tests.web.county import County
from tests.web.review.situation import more_filings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DESKTOP, TELEPHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
BUSIEST = ("finance_manager", "preparer", "expert", "finance_reviewer", "department_reviewer", "administrator")
SERIOUS = ("serious", "critical")
_ONE_VISIT = re.compile(rb'csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"')


@pytest.fixture
def world(county: County) -> World:
    """With lists long enough to have a second page."""
    more_filings(county, 30)
    return World(county)


class Look:
    """What a browser says about pages. `faults`: found so far."""

    def __init__(self, open_context: Callable[..., Any], url: str, world: World) -> None:
        self.url, self.world, self.faults = url, world, []  # type: ignore[var-annotated]
        self._open, self._pages, self._seen = open_context, {}, set()  # type: ignore[var-annotated]

    def page_of(self, username: str) -> Any:
        if username not in self._pages:
            context = self._open(**DESKTOP)
            if username:
                sign_in(context, self.world.people[username], self.url)
            self._pages[username] = context.new_page()
        return self._pages[username]

    def at(self, username: str, path: str, told: str) -> None:
        """One page at both widths; pages equal but for their tokens are looked at once."""
        client: Client = self.world.clients[username]
        answer = client.get(path)
        if answer.streaming:
            answer.getvalue()  # read to its end a file closes itself
        if answer.status_code != OPEN or not is_page(answer):
            return
        mark = hashlib.sha256(_ONE_VISIT.sub(b"", answer.content)).digest()
        if mark in self._seen:
            return
        self._seen.add(mark)
        page, said = self.page_of(username), []
        page.set_viewport_size(DESKTOP)

        def listen(message: Any) -> None:
            if message.type == "error":
                said.append(message.text)

        page.on("console", listen)
        page.goto(path)
        self.faults += [f"{told}: {text}" for text in [*violations(page), *said]]
        page.set_viewport_size(TELEPHONE)
        try:  # charts take a moment to find their new size
            page.wait_for_function("document.documentElement.scrollWidth <= window.innerWidth", timeout=3000)
        except TimeoutError:
            self.faults.append(f"{told}: too wide for a telephone")
        page.remove_listener("console", listen)


def is_page(answer: Any) -> bool:
    """Neither a file nor a fragment nor a redirect."""
    if getattr(answer, "streaming", False) or not answer.get("Content-Type", "").startswith("text/html"):
        return False
    return b"<!doctype html" in answer.content[:200].lower()


def violations(page: Any) -> Iterator[str]:
    for found in Axe().run(page).response["violations"]:
        if found["impact"] in SERIOUS:
            places = "; ".join(node["html"][:120] for node in found["nodes"][:3])
            yield f"{found['id']}: {found['help']} ({places})"


def everybody(world: World, route: Route, arguments: Any) -> list[str]:
    """Who may open a page, the busiest first; "" for somebody not signed in."""
    people = {"": None, **world.people}
    found = [name for name, person in people.items() if expected(route, person, arguments) == OPEN]
    return sorted(found, key=lambda name: BUSIEST.index(name) if name in BUSIEST else len(BUSIEST))


@pytest.mark.parametrize("app", APPS)
def test_every_page(app: str, world: World, open_context: Any, live_server: Any) -> None:
    """As the one who has most to do there; and where the page is about an object that moves, in each of its states."""
    look = Look(open_context, live_server.url, world)
    walk(look, app, most=1)
    assert not look.faults, "\n".join(look.faults)


@pytest.mark.slow
@pytest.mark.parametrize("app", APPS)
def test_every_page_as_everybody(app: str, world: World, open_context: Any, live_server: Any) -> None:
    look = Look(open_context, live_server.url, world)
    walk(look, app, most=100)
    assert not look.faults, "\n".join(look.faults)


def walk(look: Look, app: str, *, most: int) -> None:
    """Every page of an application. `most`: people who look at each, and in each state."""
    for route in of_app(app):
        arguments = arguments_of(route, look.world)
        path = address(route, arguments)
        for username in everybody(look.world, route, arguments)[:most]:
            look.at(username, path, f"{path} as {username or 'nobody'}")
        thing = moving_thing(route, look.world)
        before = None if thing is None else thing.state
        for state in () if thing is None else thing.machine.states:
            set_state(thing, state)
            for username in everybody(look.world, route, arguments)[:most]:
                look.at(username, path, f"{path} [{state}] as {username}")
        if thing is not None:
            set_state(thing, before)


def test_the_menu_opens_by_keyboard_on_a_telephone(sign_in_page: Any) -> None:
    page = sign_in_page("finance_manager", "/projects/", **TELEPHONE)
    menu = page.locator("#menu")
    assert not menu.is_visible()
    page.locator(".menu-button").focus()
    page.keyboard.press("Enter")
    assert menu.is_visible()
    assert page.locator("#menu [aria-current]").inner_text() == "项目"
    page.keyboard.press("Enter")
    assert not menu.is_visible()


def test_the_first_stop_skips_to_the_content(sign_in_page: Any) -> None:
    page = sign_in_page("preparer")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_what_is_pressed_is_not_printed(sign_in_page: Any, county: County) -> None:
    page = sign_in_page("finance_manager", county.project_year.get_absolute_url())
    page.emulate_media(media="print")
    assert not page.locator("header.bar").is_visible()
    assert not page.locator(".toolbar").first.is_visible()
    assert page.locator("main h1").is_visible()
