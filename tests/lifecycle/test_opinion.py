"""Grade, money and caps; every case can be followed by hand."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from kaocheng.errors import DataError
from kaocheng.lifecycle.opinion import (
    Figures,
    Opinion,
    Undecided,
    decide,
    rule_from_json,
    rule_to_json,
    standard_rule,
)


def opinion(**given: Any) -> Opinion:
    figures = {"budget": "200", "executed": "200", "self_score": "95", "recheck_score": None, "grade": "优"} | given
    amounts = {
        name: None if figures[name] is None else Decimal(figures[name])
        for name in ("budget", "executed", "self_score", "recheck_score")
    }
    found = decide(Figures(**amounts, grade=figures["grade"], submitted=given.get("submitted", True)), standard_rule())
    assert isinstance(found, Opinion)
    return found


@pytest.mark.parametrize(
    ("grade", "act", "amount"),
    [("优", "priority", "200"), ("良", "keep", "200"), ("中", "reduce", "160"), ("差", "cancel", "0")],
)
def test_the_grade_decides(grade: str, act: str, amount: str) -> None:
    found = opinion(grade=grade)
    assert (found.act, found.amount) == (act, Decimal(amount))


@pytest.mark.parametrize(
    ("executed", "reclaimed", "amount"),
    [
        ("200", "0", "200"),
        ("190", "10", "200"),  # 5 %: within the tolerance
        ("189.99", "10.01", "189.99"),
        ("150", "50", "150"),
        ("210", "0", "200"),  # more spent than budgeted: nothing is left
        (None, "0", "200"),
    ],
)
def test_unspent_money(executed: str | None, reclaimed: str, amount: str) -> None:
    found = opinion(executed=executed)
    assert (found.reclaimed, found.amount) == (Decimal(reclaimed), Decimal(amount))


def test_nothing_below_zero() -> None:
    found = opinion(grade="差", executed="100")
    assert (found.amount, found.reclaimed) == (0, Decimal("100"))


def test_the_recheck_counts_and_a_false_report_is_capped() -> None:
    assert opinion(self_score="95", recheck_score="90", grade="优").act == "priority"
    assert opinion(self_score="95", recheck_score="85", grade="良").act == "keep"  # 10 points: just within
    capped = opinion(self_score="95", recheck_score="84.99", grade="良")
    assert (capped.grade, capped.act) == ("中", "reduce")
    assert "高出10.01分" in "".join(step.zh for step in capped.basis)
    assert opinion(self_score="95", recheck_score="40", grade="差").grade == "差"  # a cap never lifts


def test_not_handing_in_never_pays() -> None:
    worst = min(opinion(grade=row.grade).amount for row in standard_rule().grades)
    assert opinion(submitted=False, self_score=None, grade=None).amount <= worst


def test_no_score_no_opinion() -> None:
    assert isinstance(decide(Figures(Decimal(1), grade=None), standard_rule()), Undecided)
    odd = Figures(Decimal(1), self_score=Decimal(90), grade="特优")
    assert isinstance(decide(odd, standard_rule()), Undecided)


def test_the_rule_survives_storage() -> None:
    stored = json.loads(json.dumps(rule_to_json(standard_rule())))
    assert rule_from_json(stored) == standard_rule()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("grades", "优", "act"), "praise"),
        (("grades", "优", "reduction"), "101"),
        (("grades", "优", "reduction"), "NaN"),
        (("unspent", "cut"), "-1"),
        (("not_submitted", "cap"), "无"),
        (("not_true", "gap"), "many"),
        (("grades",), {}),
    ],
)
def test_a_wrong_rule_is_refused(path: tuple[str, ...], value: Any) -> None:
    data = rule_to_json(standard_rule())
    place: Any = data
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(DataError):
        rule_from_json(data)
