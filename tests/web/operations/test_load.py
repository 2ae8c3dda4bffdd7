"""The instrument of `make load`: it would notice what it looks for."""

from __future__ import annotations

from typing import Any

import pytest
from load.__main__ import _percentile, problems_of
from load.seeding import ROWS, form, seed
from load.verifying import verify

from kaocheng_web.accounts.models import Person
from kaocheng_web.filings import services
from kaocheng_web.filings.models import Filing

_PATH = "indicators[0].actual"


def _claim(**more: Any) -> list[dict[str, Any]]:
    """One draft in which one write was made, and what the clerk says of it."""
    seed(1)
    filing = Filing.objects.get()
    person = Person.objects.get(username="clerk0")
    services.type_cells(person, filing, changes={_PATH: ("", "401公里")})
    claim = {"filing": filing.pk, "cells": {_PATH: "401公里"}, "writes": 1, "submitted": False}
    return [{**claim, **more}]


def test_the_form_has_twenty_rows_and_a_hundred_points() -> None:
    given, typed = form()
    weights = [float(text) for path, text in given.items() if path.endswith(".weight")]
    assert (len(weights), sum(weights)) == (ROWS + 1, 100)
    assert sum(path.endswith(".actual") for path in typed) == ROWS + 1


def test_a_sound_database_has_no_faults(db: None) -> None:
    found = verify(_claim())
    assert (found["writes"], found["cells"]) == (1, 1)
    assert not any(found[name] for name in ("lost", "duplicated", "version wrong", "journal faults", "conflicts"))


@pytest.mark.parametrize(
    "claimed, name",
    [
        ({"cells": {_PATH: "999公里"}}, "lost"),  # the text that was confirmed is not there
        ({"writes": 2}, "lost"),  # more was confirmed than was written
        ({"writes": 0}, "duplicated"),  # more was written than was confirmed
        ({"submitted": True}, "lost"),
    ],
)
def test_what_is_lost_or_done_twice_is_counted(db: None, claimed: dict[str, Any], name: str) -> None:
    assert verify(_claim(**claimed))[name] == 1


def test_percentiles_are_times_that_were_measured() -> None:
    times = [number / 1000 for number in range(1, 101)]
    assert [_percentile(times, percent) for percent in (50, 95, 99)] == [50.0, 95.0, 99.0]
    assert _percentile([0.004], 95) == 4.0


def test_a_missed_target_is_a_problem() -> None:
    phase: dict[str, Any] = {"wrong": {}, "read": {"p95": 149.0}, "save": {"p95": 151.0}}
    result = {
        "thinking": phase,
        "hurrying": {"wrong": {"save 500": 2}},
        "ratio": {"ratio": {"read": 3.1, "save": 2.0}},
        "verified": {"lost": 1, "duplicated": 0},
    }
    problems = problems_of(result)
    assert len(problems) == 4
    assert [word in text for word, text in zip(("500", "save", "read", "lost"), problems, strict=True)] == [True] * 4
