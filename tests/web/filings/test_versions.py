from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.filings import services
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.versions import NOW, Comparison, pair_of, versions_of
from kaocheng_web.workflow.services import perform
from tests.web.county import County, explain_all, make_filing

SignIn = Callable[[Person], Client]
REASON = "满意度无佐证，请核实"


@pytest.fixture
def twice(county: County) -> Filing:
    """Submitted, returned by the head of unit, changed and submitted again."""
    filing = make_filing(county)
    preparer, head = county.person(Role.PREPARER), county.person(Role.UNIT_HEAD)
    explain_all(county, filing)
    perform(preparer, filing, "submit", version=filing.version)
    perform(head, filing, "head_return", version=filing.version, reason=REASON)
    filing.refresh_from_db()
    services.type_cells(preparer, filing, changes={"indicators[6].actual": ("93%", "92%")})
    explain_all(county, filing)
    perform(preparer, filing, "submit", version=filing.version)
    filing.refresh_from_db()
    return filing


def test_each_version_says_who_when_and_what_came_of_it(county: County, twice: Filing) -> None:
    first, second = versions_of(twice)
    assert (first.key, second.key) == ("1", "2")
    assert first.submission is not None
    assert first.submission.person == county.person(Role.PREPARER)
    assert [(step.reason, step.way, step.person) for step in first.steps] == [
        (REASON, "back", county.person(Role.UNIT_HEAD).name)
    ]
    assert second.steps == ()


def test_the_form_as_it_stands_is_a_version_while_it_differs(county: County, twice: Filing) -> None:
    preparer = county.person(Role.PREPARER)
    perform(preparer, twice, "withdraw", version=twice.version)
    twice.refresh_from_db()
    assert [version.key for version in versions_of(twice)] == ["1", "2"]
    services.type_cells(preparer, twice, changes={"indicators[6].actual": ("92%", "91%")})
    assert [version.key for version in versions_of(twice)] == ["1", "2", NOW]


def test_two_versions_side_by_side(twice: Filing) -> None:
    pair = pair_of(versions_of(twice), "1", "2")
    assert pair is not None
    comparison = Comparison(twice, *pair)
    assert [(change.before, change.after) for change in comparison.changes] == [("93%", "92%")]
    assert "沿线群众满意度" in comparison.changes[0].label
    marked = [[cell.grid.text for row in side.rows() for cell in row if cell.changed] for side in comparison.sides]
    assert marked == [["93%"], ["92%"]]
    assert comparison.difference == 0


def test_the_later_one_may_stand_on_the_left(twice: Filing) -> None:
    pair = pair_of(versions_of(twice), "2", "1")
    assert pair is not None
    assert [(change.before, change.after) for change in Comparison(twice, *pair).changes] == [("92%", "93%")]


def test_what_is_asked_for_without_sense_gives_the_last_two(twice: Filing) -> None:
    pair = pair_of(versions_of(twice), "<x>", "99")
    assert pair is not None
    assert [version.key for version in pair] == ["1", "2"]


def test_one_version_cannot_be_compared(county: County) -> None:
    assert pair_of(versions_of(make_filing(county)), "", "") is None


def test_the_page(county: County, twice: Filing, sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    client, address = sign_in(county.person(Role.UNIT_HEAD)), reverse("filings:versions", args=[twice.pk])
    with django_assert_max_num_queries(20):
        text = client.get(address, {"a": "1", "b": "2"}).content.decode()
    assert REASON in text
    assert "第2次提交" in text
    assert text.count('class="typed changed') == 2
    assert sign_in(county.outsider(Role.UNIT_HEAD)).get(address).status_code == 404
    assert sign_in(county.person(Role.ADMINISTRATOR)).get(address).status_code == 403
