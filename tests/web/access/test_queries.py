"""How often every page asks the database: at most twenty times, and no more when there is more to show.

Pages are found by themselves, as in test_matrix: the lists are the addresses without arguments.
"""

from __future__ import annotations

import copy
import datetime
from typing import Any, TypeVar

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from kaocheng.lifecycle import Role
from kaocheng_web.filings.models import Filing
from kaocheng_web.organisations.models import Organisation
from tests.web.access.test_matrix import APPS, OURS, Route, address, arguments_of, expected, of_app
from tests.web.access.world import World
from tests.web.county import make_person

MOST = 20
M = TypeVar("M", bound=Model)
# Where the forms of a year stand, so that every role has some to look at.
STATES = ("signed", "department_reviewed", "finalized")


def queries(world: World, username: str, path: str) -> list[str] | None:
    """What a page asks for once everything that is kept is there; None where the address shows none."""
    client = world.clients[username]
    first: Any = client.get(path)
    first.getvalue()  # read to its end a file closes itself
    if first.status_code != 200:
        return None
    with CaptureQueriesContext(connection) as found:
        answer: Any = client.get(path)
        answer.getvalue()
    return [query["sql"] for query in found.captured_queries]


def readers(route: Route, world: World) -> list[str]:
    """Those of the county the page opens to; outsiders see no more."""
    arguments, people = arguments_of(route, world), world.people.items()
    return [
        name for name, person in people if not name.startswith("other_") and expected(route, person, arguments) == 200
    ]


def same(row: M, **changes: Any) -> M:
    """Another row like this one."""
    other = copy.copy(type(row)._default_manager.get(pk=row.pk))
    other.pk, other._state.adding = None, True
    for name, value in changes.items():
        setattr(other, name, value)
    other.save()
    return other


def grow(world: World, times: int) -> None:
    """One more of everything for every state, `times` times."""
    county = world.county
    for number in range(times * len(STATES)):
        key = f"{Organisation.objects.count()}-{number}"
        unit = Organisation.objects.create(code=f"U-{key}", name=f"单位{key}", kind="unit", parent=county.department)
        make_person(f"p{key}", Role.PREPARER, unit)
        cycle = same(county.cycle, year=2100 + Organisation.objects.count())
        year = same(county.project_year, project=same(county.project_year.project, code=f"P-{key}"))
        forms = {kind: same(form, project_year=year, basis=None) for kind, form in world.filings.items()}
        evaluation, panel = forms["self_evaluation"], same(world.panel, filing=forms["self_evaluation"])
        Filing.objects.filter(pk=evaluation.pk).update(state=STATES[number % len(STATES)], basis=forms["objective"])
        Filing.objects.filter(project_year=year, kind__in=("objective", "monitoring")).update(state="submitted")
        same(world.submission, filing=evaluation)
        same(world.recheck, filing=evaluation, sample=same(world.sample, seed=key))
        same(world.seat, panel=panel, expert=make_person(f"e{key}", Role.EXPERT, county.finance))
        same(world.item, project_year=year, filing=evaluation)
        same(world.opinion, project_year=year)
        same(world.package, filing=evaluation, slug=f"s-{key}", state="published")
        same(world.edition, cycle=cycle)
        same(world.notification, key=f"n-{key}")
        same(world.job, key=f"j-{key}")
        same(world.token, digest=key.rjust(64, "0"), prefix=key[:8].rjust(8, "0"))
        same(world.imported)
        same(world.ledger, sha256=key.rjust(64, "0"))
        same(world.indicator, level3=f"指标{key}")
        if world.stage is not None:
            same(world.stage, cycle=cycle, opens=datetime.date(2026, 1, 1))


@pytest.mark.parametrize("app", APPS)
def test_every_page_keeps_to_its_queries(app: str, world: World) -> None:
    faults = []
    for route in of_app(app):
        path = address(route, arguments_of(route, world))
        for username in readers(route, world):
            found = queries(world, username, path)
            if found is not None and len(found) > MOST:
                faults.append(f"{path} as {username}: {len(found)} queries")
    assert not faults, "\n".join(faults)


def test_lists_ask_no_more_when_there_is_more_to_show(world: World) -> None:
    lists = [(address(route, {}), name) for route in OURS if not route.arguments for name in readers(route, world)]
    grow(world, 1)
    before = {(path, name): queries(world, name, path) for path, name in lists}
    grow(world, 2)
    faults = []
    for (path, name), few in before.items():
        many = None if few is None else queries(world, name, path)
        if few is not None and many is not None and len(many) > min(len(few), MOST):
            faults.append(f"{path} as {name}: {len(few)} queries, then {len(many)}")
    assert not faults, "\n".join(faults)
