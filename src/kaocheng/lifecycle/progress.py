"""How far the year of one project has come: the steps from objective to disclosure, from the states of its objects."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from kaocheng.language import Text
from kaocheng.lifecycle.machine import SYSTEM, load_machine
from kaocheng.lifecycle.roles import ROLES, Role

Mark = Literal["done", "now", ""]


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `state`: what is shown beside its name; `mark`: "now" is the first that is not done, and `follows` says
    what comes next in it, None in the others."""

    code: str
    label: Text
    mark: Mark
    state: Text
    follows: Text | None = None


_LABELS = {
    "objective": Text("目标", "objective"),
    "monitoring": Text("监控", "monitoring"),
    "self_evaluation": Text("自评", "self-evaluation"),
    "review": Text("审核", "review"),
    "rectification": Text("整改", "rectification"),
    "results": Text("应用", "use"),
    "disclosure": Text("公开", "disclosure"),
}
_NONE = Text("未开始", "not begun")
# What comes first in a step that has not begun.
_FIRST = {
    "objective": Text("单位编制绩效目标", "the unit declares the objective"),
    "monitoring": Text("单位填报绩效监控表", "the unit reports on the course of the year"),
    "self_evaluation": Text("单位开展绩效自评", "the unit evaluates itself"),
    "review": Text("单位提交自评，等待审核", "the unit hands in its self-evaluation"),
    "rectification": Text("审核人员下达整改事项，或确认无须整改", "reviewers say what is to be put right, if anything"),
    "results": Text("财政部门提出结果应用意见", "the finance bureau gives its opinion on the budget"),
    "disclosure": Text("汇集公开材料，进行隐私审查", "the disclosure package is put together and checked"),
}
_MONITORED = ("reviewed_normal", "closed")
_REVIEWED = ("finalized", "disclosed")
_HANDED_IN = ("signed", "department_reviewed", "finance_reviewed", *_REVIEWED)


def steps(
    *,
    objective: str = "",
    adjustment: str = "",
    monitoring: Sequence[str] = (),
    rounds: int = 0,
    evaluation: str = "",
    items: Collection[str] = (),
    opinion: str = "",
    package: str = "",
) -> tuple[Step, ...]:
    """The seven steps. Every argument is a state of the machine of that kind, "" where there is no such object.

    `monitoring`: of each round that was begun; `rounds`: how many the year asks for. `items`: of rectification.
    A step without objects that a later one has passed counts as done (a year that was entered afterwards).
    """
    open_items = sum(state != "closed" for state in items)
    told = {
        "objective": _of(
            "adjustment" if adjustment and adjustment != "approved" else "objective", adjustment, objective
        ),
        "monitoring": _rounds(monitoring, rounds),
        "self_evaluation": _of("self_evaluation", evaluation),
        "review": _review(evaluation),
        "rectification": _items(len(items), open_items),
        "results": _of("opinion", opinion),
        "disclosure": _of("disclosure", package),
    }
    done = {
        "objective": objective in ("approved", "superseded"),
        "monitoring": bool(monitoring)
        and len(monitoring) >= rounds
        and all(state in _MONITORED for state in monitoring),
        "self_evaluation": evaluation in _HANDED_IN,
        "review": evaluation in _REVIEWED,
        "rectification": bool(items) and not open_items,
        "results": opinion == "confirmed",
        "disclosure": package in ("published", "withheld"),
    }
    # Who measures has passed monitoring, save for a round that is under way; a final form without items has nothing to
    # put right.
    done["monitoring"] |= bool(evaluation) and all(state in _MONITORED for state in monitoring)
    done["rectification"] |= not items and done["review"] and (done["results"] or done["disclosure"])
    now = next((code for code, is_done in done.items() if not is_done), "")
    at = {
        "objective": ("objective", objective),
        "monitoring": ("monitoring", next((state for state in monitoring if state not in _MONITORED), "")),
        "self_evaluation": ("self_evaluation", evaluation),
        "review": ("self_evaluation", evaluation if evaluation in _HANDED_IN else ""),
        "rectification": ("rectification", next((state for state in items if state != "closed"), "")),
        "results": ("opinion", opinion),
        "disclosure": ("disclosure", package),
    }
    return tuple(
        Step(
            code,
            label,
            "now" if code == now else "done" if done[code] else "",
            told[code],
            next_move(*at[code]) or _FIRST[code] if code == now else None,
        )
        for code, label in _LABELS.items()
    )


def next_move(machine: str, state: str) -> Text | None:
    """What leads on from a state, and who may do it, None where nothing does."""
    known = load_machine(machine)
    rows = [row for row in known.transitions if state in row.origins and row.way == "forward" and row.who != {SYSTEM}]
    if not rows:
        return None
    row = rows[0]
    names = [ROLES[role] for role in Role if role in row.who]
    who = Text("、".join(name.zh for name in names), ", ".join(name.en for name in names))
    return Text("{move}（{who}）", "{move} ({who})").format(move=row.label, who=who)


def _of(machine: str, *states: str) -> Text:
    """The label of the first state the machine knows."""
    known = load_machine(machine).states
    return next((known[state].label for state in states if state in known), _NONE)


def _rounds(states: Sequence[str], rounds: int) -> Text:
    if not states:
        return _NONE
    label = load_machine("monitoring").states[states[-1]].label
    words = Text("第{n}轮：{zh}", "round {n}: {en}")
    return words.format(n=len(states), zh=label.zh, en=label.en)


def _review(evaluation: str) -> Text:
    if evaluation in ("", "draft", "submitted"):
        return _NONE
    return load_machine("self_evaluation").states[evaluation].label


def _items(count: int, open_items: int) -> Text:
    if not count:
        return Text("无整改事项", "nothing to put right")
    words = (
        Text("{n}项中{left}项未销号", "{left} of {n} open") if open_items else Text("{n}项均已销号", "all {n} closed")
    )
    return words.format(n=count, left=open_items)
