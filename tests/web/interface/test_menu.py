"""The menu: what a person may open, the entry he stands under, and what it leads to."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import resolve, reverse

from kaocheng_web.interface.context import MENU, section_of
from tests.web.county import County, make_filing


@pytest.mark.parametrize(
    ("name", "arguments", "section"),
    [
        ("home", (), "home"),
        ("projects:list", (), "projects:list"),
        ("projects:detail", (1,), "projects:list"),
        ("filings:form", (1,), "projects:list"),
        ("objectives:library", (), "projects:list"),
        ("review:queue", (), "review:queue"),
        ("filings:versions", (1,), "projects:list"),
        ("review:filing", (1,), "review:queue"),
        ("review:recheck", (1,), "review:rechecks"),
        ("review:panel", (1,), "review:rechecks"),
        ("review:draw", (), "review:rechecks"),
        ("cycles:edit", (1,), "cycles:list"),
        ("account", (), "account"),
    ],
)
def test_every_page_stands_under_an_entry(name: str, arguments: tuple[int, ...], section: str) -> None:
    assert section_of(resolve(reverse(name, args=arguments))) == section


def test_the_entry_is_marked(county: County, sign_in: Any) -> None:
    form = make_filing(county)
    page = sign_in(county.person("preparer")).get(form.get_absolute_url()).text
    assert '<a href="/projects/" class="here" aria-current="true">' in page
    assert page.count('class="here"') == 1


def test_nobody_is_shown_an_entry_he_may_not_open(county: County, sign_in: Any) -> None:
    for role in county.people:
        client = sign_in(county.person(role))
        shown = {route for route, _ in client.get("/").context["menu"]}
        for _, route, _ in MENU:
            assert (client.get(reverse(route)).status_code == 200) == (route in shown), (role, route)


def test_years_and_keys_are_not_grouped_by_thousands(county: County, sign_in: Any) -> None:
    """2025, not 2,025; and a key in an address is a plain number."""
    page = sign_in(county.person("finance_manager")).get(reverse("projects:list")).text
    assert '<option value="2025" selected>2025</option>' in page
