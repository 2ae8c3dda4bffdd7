"""How far a project's year has come, and what comes next."""

from __future__ import annotations

from typing import Any

import pytest

from kaocheng.lifecycle import all_machines
from kaocheng.lifecycle.progress import next_move, steps

MEASURED: dict[str, Any] = {"objective": "approved", "monitoring": ["reviewed_normal", "closed"], "rounds": 2}


def marks(**states: Any) -> dict[str, str]:
    return {step.code: step.mark for step in steps(**states)}


def now(**states: Any) -> tuple[str, str]:
    """Code of the step that is not done, and what comes next in it."""
    found = [step for step in steps(**states) if step.mark == "now"]
    assert len(found) == 1
    assert found[0].follows is not None
    return found[0].code, found[0].follows.zh


@pytest.mark.parametrize(
    ("states", "step", "words"),
    [
        ({}, "objective", "编制绩效目标"),
        ({"objective": "draft"}, "objective", "填报人"),
        ({"objective": "approved", "monitoring": ["submitted"], "rounds": 2}, "monitoring", "主管部门审核"),
        ({"objective": "approved", "monitoring": ["closed"], "rounds": 2}, "monitoring", "绩效监控"),
        (MEASURED, "self_evaluation", "自评"),
        (
            {"objective": "approved", "monitoring": ["closed"], "rounds": 2, "evaluation": "draft"},
            "self_evaluation",
            "提交",
        ),
        ({"objective": "approved", "monitoring": ["submitted"], "evaluation": "draft"}, "monitoring", "主管部门审核"),
        ({**MEASURED, "evaluation": "department_reviewed"}, "review", "财政审核"),
        ({**MEASURED, "evaluation": "finalized", "items": ["closed", "planned"]}, "rectification", "报告整改结果"),
        ({**MEASURED, "evaluation": "finalized", "items": ["closed"]}, "results", "结果应用意见"),
        ({**MEASURED, "evaluation": "finalized", "opinion": "confirmed"}, "disclosure", "公开"),
    ],
)
def test_the_first_step_not_done_says_what_comes_next(states: dict[str, Any], step: str, words: str) -> None:
    code, follows = now(**states)
    assert code == step
    assert words in follows


def test_a_year_that_is_over_waits_for_nothing() -> None:
    found = steps(**MEASURED, evaluation="disclosed", opinion="confirmed", package="published")
    assert {step.mark for step in found} == {"done"}
    assert not any(step.follows for step in found)


def test_a_year_entered_afterwards_has_passed_monitoring() -> None:
    assert marks(objective="approved", rounds=2, evaluation="signed")["monitoring"] == "done"


def test_an_adjustment_under_way_is_what_the_objective_shows() -> None:
    found = steps(objective="approved", adjustment="submitted")[0]
    assert found.state == all_machines()["adjustment"].states["submitted"].label


def test_every_state_either_leads_on_or_ends() -> None:
    """What follows never names a return, and only final states have nothing."""
    for machine in all_machines().values():
        for state in machine.states.values():
            move = next_move(machine.id, state.code)
            if state.tone == "waiting":
                assert move is not None, (machine.id, state.code)
                assert move.zh.endswith("）")
