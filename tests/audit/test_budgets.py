"""The money and the scores of a whole report."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from kaocheng.audit.budgets import department_execution, project_scores, projects_execution
from kaocheng.model import Report
from tests.situation import build, change

CLEAN = tomllib.loads((Path(__file__).parent / "clean" / "department.toml").read_text("utf-8"))


def report(**changes: Any) -> Report:
    return build(change(CLEAN, **changes)).report


def test_summary_table_first_then_forms() -> None:
    assert [p.score.text for p in project_scores(report())] == ["99.46", "99.36", "100"]
    assert [p.is_full for p in project_scores(report(drop=["report.summary"]))] == [False, False, True]


def test_projects_together() -> None:
    execution = projects_execution(report())
    assert execution is not None
    assert (execution.budget, execution.executed, execution.at_most) == (Decimal("250.25"), Decimal("245.9"), False)


def test_expenditure_not_printed_counts_as_spent() -> None:
    execution = projects_execution(report(drop=["forms[0].funding[0].executed_amount"]))
    assert execution is not None
    assert execution.at_most
    assert execution.executed == Decimal("248.6")


def test_other_money_unit() -> None:
    cells = {"forms[2].amount_unit": "元", "forms[2].funding[0].adjusted_budget": "800000"}
    execution = projects_execution(report(set=cells | {"forms[2].funding[0].executed_amount": "400000"}))
    assert execution is not None
    assert execution.executed == Decimal("205.9")


def test_unreadable_budget() -> None:
    assert projects_execution(report(set={"forms[1].funding[0].adjusted_budget": "一百二?"})) is None


def test_department() -> None:
    execution = department_execution(report())
    assert execution is not None
    assert (execution.budget, execution.executed) == (Decimal("652.40"), Decimal("648.05"))
    assert department_execution(report(drop=["report.department_budget[2]"])) is None
