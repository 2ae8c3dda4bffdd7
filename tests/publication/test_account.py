"""A self-evaluation in plain words."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.model.cells import form_from_cells
from kaocheng.publication import Account, account_of
from kaocheng.schemes import load_scheme


def account(**cells: str) -> Account:
    named = {path.replace("__", "[0]."): text for path, text in cells.items()}
    return account_of(form_from_cells(named), load_scheme("cn-mof-2020"))


@pytest.mark.parametrize(
    ("target", "zh", "en"),
    [
        ("≥412公里", "不少于412公里", "at least 412公里"),
        ("≤48小时", "不超过48小时", "at most 48小时"),
        (">3次", "多于3次", "more than 3次"),
        ("<5起", "少于5起", "less than 5起"),
        ("≥98%", "不低于98%", "at least 98%"),
        ("<2%", "低于2%", "below 2%"),
        ("100%", "100%", "100%"),
        ("3-5次", "3至5次", "3 to 5次"),
        ("按时完成", "按时完成", "按时完成"),
    ],
)
def test_a_target_as_one_says_it(target: str, zh: str, en: str) -> None:
    words = account(indicators__level3="甲", indicators__target=target).promises[0].promised
    assert (words.zh, words.en) == (zh, en)


def test_kept_missed_and_unclear_promises() -> None:
    form = {
        "indicators[0].level3": "里程",
        "indicators[0].target": "≥412公里",
        "indicators[0].actual": "412公里",
        "indicators[0].weight": "10",
        "indicators[1].level3": "处置时间",
        "indicators[1].target": "≤48小时",
        "indicators[1].actual": "60小时",
        "indicators[1].weight": "10",
        "indicators[1].deviation": "受汛期影响",
        "indicators[2].level3": "满意度",
        "indicators[2].target": "≥90%",
        "indicators[2].actual": "",
        "indicators[2].weight": "10",
    }
    found = account_of(form_from_cells(form), load_scheme("cn-mof-2020"))
    assert [promise.met for promise in found.promises][:2] == [True, False]
    assert found.promises[1].why == "受汛期影响"
    assert (found.met, found.missed + found.unclear) == (1, 2)


def test_the_money() -> None:
    found = account(
        funding__label="年度资金总额",
        funding__original_budget="400",
        funding__adjusted_budget="386.40",
        funding__executed_amount="372.15",
    )
    assert (found.budget, found.executed, found.unspent) == (Decimal("386.40"), Decimal("372.15"), Decimal("14.25"))
    assert found.rate == Decimal("372.15") / Decimal("386.40")
    assert found.amount_unit == "万元"


def test_without_an_adjusted_budget_the_original_one_counts() -> None:
    assert account(funding__label="年度资金总额", funding__original_budget="400").budget == 400


def test_nothing_is_said_where_nothing_is_known() -> None:
    found = account(title="自评表")
    assert (found.budget, found.rate, found.unspent, found.score, found.grade) == (None, None, None, None, "")
    assert found.promises == found.purpose == ()


@pytest.mark.parametrize(("printed", "score", "grade"), [("", "92", "优"), ("良", "92", "良"), ("", "59.99", "差")])
def test_a_printed_grade_comes_first(printed: str, score: str, grade: str) -> None:
    assert account(total_score=score, grade=printed).grade == grade
