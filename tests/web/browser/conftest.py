"""A real browser on a live server: Debian's Chromium, driven by Playwright, one for the whole run.

    def test_something(browser_page): ...                    a page nobody is signed in on
    def test_something(sign_in_page):                        pages of persons, each in a browser context of its own
        page = sign_in_page("preparer", f"/filings/{filing.pk}/")
    def test_something(sign_in_page, keep_picture):          keep_picture(page, "name") → PNG among the artefacts

Errors of scripts and of the content policy fail the test that caused them.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from kaocheng_web.accounts.models import Person
from tests.web.county import County, build_county

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session", autouse=True)
def _static_folder() -> None:
    """The live server, which lasts longer than a test, looks for it when it starts."""
    django_settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser. Skips, with the reason, where there is none."""
    path = os.environ.get("KAOCHENG_CHROMIUM") or shutil.which("chromium")
    if path is None:
        pytest.skip("no browser: chromium is not installed (apt install chromium)")
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread; Django would refuse the database there.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield browser
        browser.close()
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def county(transactional_db: None) -> County:
    """The server runs in a thread of its own: what it reads must be committed."""
    return build_county()


@pytest.fixture
def open_context(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Makes a browser context for this server; all are closed, and errors of scripts told, at the end of the test."""
    contexts: list[Any] = []
    errors: list[str] = []

    def make(**options: Any) -> Any:
        size = {"width": options.pop("width", 1440), "height": options.pop("height", 1000)}
        context = chromium.new_context(base_url=live_server.url, viewport=size, locale="zh-CN", **options)
        context.set_default_timeout(10_000)
        context.on("weberror", lambda found: errors.append(str(found.error)))
        context.on("console", lambda said: errors.append(said.text) if _matters(said) else None)
        contexts.append(context)
        return context

    yield make
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def browser_page(open_context: Callable[..., Any]) -> Any:
    """A page on which nobody is signed in."""
    return open_context().new_page()


@pytest.fixture
def sign_in_page(
    open_context: Callable[..., Any], live_server: Any, request: pytest.FixtureRequest
) -> Callable[..., Any]:
    """`sign_in_page(who, path="/", **options)`: a page of a person, or of the county's person with a role. Options are
    those of a browser context, and `width`, `height` in pixels."""

    def enter(who: Any, path: str = "/", **options: Any) -> Any:
        person = who if isinstance(who, Person) else request.getfixturevalue("county").person(who)
        context = open_context(**options)
        sign_in(context, person, live_server.url)
        page = context.new_page()
        page.goto(path)
        return page

    return enter


@pytest.fixture
def keep_picture() -> Callable[..., Path]:
    """Keeps a picture of a page in the folder KAOCHENG_SCREENSHOTS, or .build/screenshots."""

    def keep(page: Any, name: str, *, whole: bool = False) -> Path:
        folder = Path(os.environ.get("KAOCHENG_SCREENSHOTS") or ROOT / ".build" / "screenshots")
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        size = page.viewport_size
        if whole:  # a window as high as the page: what sticks to its foot stands at the end
            page.set_viewport_size({**size, "height": page.evaluate("document.documentElement.scrollHeight")})
        page.screenshot(path=str(path))
        page.set_viewport_size(size)
        return path

    return keep


def sign_in(context: Any, person: Person, url: str) -> None:
    """Give a browser context the session of a person."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": url}])


def _matters(said: Any) -> bool:
    """Errors of scripts and of the content policy; a refused or failed request is what some tests are about."""
    return said.type == "error" and "Failed to load resource" not in said.text
