"""Grade, money and caps; every case can be followed by hand."""

from __future__ import annotations

import json
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from kaocheng.errors import DataError
from kaocheng.lifecycle.opinion import (
    Figures,
    Opinion,
    Undecided,
    decide,
    explain,
    fit_to_bands,
    rule_from_json,
    rule_to_json,
    standard_rule,
)


def opinion(**given: Any) -> Opinion:
    figures = {"budget": "200", "executed": "200", "self_score": "95", "recheck_score": None} | given
    amounts = {
        name: None if figures[name] is None else Decimal(figures[name])
        for name in ("budget", "executed", "self_score", "recheck_score")
    }
    rest = {"submitted": given.get("submitted", True), "overdue": given.get("overdue", 0)}
    found = decide(Figures(**amounts, **rest), standard_rule())
    assert isinstance(found, Opinion)
    return found


@pytest.mark.parametrize(
    ("score", "grade", "act", "amount"),
    [
        ("90", "优", "priority", "200"),
        ("89.99", "良", "keep", "200"),
        ("80", "良", "keep", "200"),
        ("79.99", "中", "reduce", "160"),
        ("60", "中", "reduce", "160"),
        ("59.99", "差", "cancel", "0"),
        ("-5", "差", "cancel", "0"),
    ],
)
def test_the_score_decides(score: str, grade: str, act: str, amount: str) -> None:
    found = opinion(self_score=score)
    assert (found.grade, found.act, found.amount) == (grade, act, Decimal(amount))


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
    found = opinion(self_score="50", executed="100")
    assert (found.amount, found.reclaimed) == (0, Decimal("100"))


def test_the_recheck_counts_and_a_false_report_is_capped() -> None:
    assert opinion(self_score="95", recheck_score="90").act == "priority"
    assert opinion(self_score="95", recheck_score="85").act == "keep"  # 10 points: just within
    capped = opinion(self_score="95", recheck_score="84.99")
    assert (capped.grade, capped.act) == ("中", "reduce")
    assert "95 − 84.99 = 10.01分" in "".join(step.zh for step in capped.basis)
    assert opinion(self_score="95", recheck_score="40").grade == "差"  # a cap never lifts


def test_what_is_not_put_right_caps_the_grade() -> None:
    capped = opinion(overdue=2)
    assert (capped.grade, capped.act) == ("中", "reduce")
    assert "2项整改逾期" in "".join(step.zh for step in capped.basis)
    assert opinion(self_score="50", overdue=1).grade == "差"


def test_not_handing_in_never_pays() -> None:
    worst = min(opinion(self_score=str(row.least)).amount for row in standard_rule().grades)
    assert opinion(submitted=False, self_score=None).amount <= worst


def test_no_score_no_opinion() -> None:
    assert isinstance(decide(Figures(Decimal(1)), standard_rule()), Undecided)


_FIGURE = r"[0-9.]+"


@pytest.mark.parametrize(
    ("given", "formula", "reclaimed"),
    [
        ({}, "200 = 200.00", ""),
        ({"self_score": "70"}, "200 − 200×20% = 160.00", ""),
        ({"executed": "150"}, "200 − (200 − 150)×100% = 150.00", "(200 − 150)×100% = 50.00"),
        (
            {"self_score": "70", "executed": "10"},  # 160 are left and 190 unspent: no more than 160 is cut
            "200 − 200×20% − 160 = 0.00",
            "(200 − 10)×100% = 190.00",
        ),
    ],
)
def test_amounts_are_written_with_their_figures(given: dict[str, str], formula: str, reclaimed: str) -> None:
    found = opinion(**given)
    assert (found.formula, found.reclaimed_formula) == (formula, reclaimed)


@pytest.mark.parametrize("score", ["95", "85", "70", "30"])
@pytest.mark.parametrize("executed", ["386.4", "372.15", "200", "0"])
def test_a_formula_says_what_the_amount_is(score: str, executed: str) -> None:
    """Whoever types the formula into a spreadsheet gets the amount."""
    found = opinion(budget="386.4", executed=executed, self_score=score)
    written, _, result = found.formula.partition(" = ")
    terms = re.sub(_FIGURE, r"Decimal('\g<0>')", written.replace("−", "-").replace("×", "*").replace("%", "/100"))
    assert eval(terms, {"Decimal": Decimal}).quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal(result) == found.amount


def test_the_grades_of_a_scheme_are_taken_over_where_they_match() -> None:
    bands = [("优秀", Decimal(85)), ("良好", Decimal(75)), ("一般", Decimal(60)), ("较差", Decimal(0))]
    fitted = fit_to_bands(standard_rule(), bands)
    assert [(row.grade, row.least, row.act) for row in fitted.grades][1] == ("良好", Decimal(75), "keep")
    assert (fitted.missing_cap, fitted.untrue_cap) == ("较差", "一般")
    assert fit_to_bands(standard_rule(), bands[:2]) is standard_rule()


def test_the_rule_in_words() -> None:
    said = [text.zh for text in explain(standard_rule())]
    assert said[:2] == ["“优”（90分及以上）：优先保障", "“良”（80分及以上、不足90分）：保留"]
    assert said[3] == "“差”（不足60分）：取消（核减当年预算的100%）"
    assert any("逾期" in text for text in said)


def test_the_rule_survives_storage() -> None:
    stored = json.loads(json.dumps(rule_to_json(standard_rule())))
    assert rule_from_json(stored) == standard_rule()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("grades", 0, "act"), "praise"),
        (("grades", 0, "reduction"), "101"),
        (("grades", 0, "reduction"), "NaN"),
        (("grades", 0, "least"), "80"),  # not above the next
        (("grades", 3, "least"), "1"),  # nobody would be below
        (("unspent", "cut"), "-1"),
        (("not_submitted", "cap"), "无"),
        (("not_true", "gap"), "many"),
        (("not_rectified", "cap"), "无"),
        (("grades",), []),
    ],
)
def test_a_wrong_rule_is_refused(path: tuple[Any, ...], value: Any) -> None:
    data = rule_to_json(standard_rule())
    place: Any = data
    for name in path[:-1]:
        place = place[name]
    place[path[-1]] = value
    with pytest.raises(DataError):
        rule_from_json(data)
