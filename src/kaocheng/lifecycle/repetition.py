"""Whether a problem is one of the year before come back: by rule and indicator, else by its wording.

The bounds are data (`data/repetition.toml`, with source marks). Recognised is what a person would recognise; whether
it was really the same fault is for him to say.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kaocheng.language import Text
from kaocheng.lifecycle.similarity import likeness


@dataclass(frozen=True, slots=True)
class Problem:
    """`rule`: code of the audit rule, "" where no rule found it. `indicator`: name of the indicator it is about, "" for
    the form as a whole. `words`: the problem as told."""

    words: str
    rule: str = ""
    indicator: str = ""


@dataclass(frozen=True, slots=True)
class Repetition:
    """`index`: of the earlier problem. `degree`: likeness of what was compared, 1 for the same."""

    index: int
    degree: float
    reason: Text


def find_repeated(problem: Problem, earlier: Sequence[Problem]) -> Repetition | None:
    """The earlier problem that this one repeats: the most alike, the first among equals; None where none is.

    >>> old = [Problem("实际完成值未填写", "SCO-01", "群众满意度"), Problem("支出进度慢", "", "")]
    >>> find_repeated(Problem("未填写", "SCO-01", "受益群众满意度"), old).index
    0
    >>> find_repeated(Problem("未填写", "SCO-02", "群众满意度"), old) is None
    True
    """
    found = [one for index, old in enumerate(earlier) if (one := _compare(problem, old, index)) is not None]
    return max(found, key=lambda one: (one.degree, -one.index), default=None)


def _compare(problem: Problem, old: Problem, index: int) -> Repetition | None:
    if problem.rule and old.rule:
        if problem.rule != old.rule or bool(problem.indicator) != bool(old.indicator):
            return None
        degree = _alike(problem.indicator, old.indicator) if problem.indicator else 1.0
        if degree < _least("indicator"):
            return None
        if not problem.indicator:
            words = Text("上年同一规则（{rule}）已指出", "the same rule ({rule}) spoke last year")
        elif degree == 1:
            words = Text(
                "上年同一规则（{rule}）、同一指标已指出", "the same rule ({rule}), the same indicator last year"
            )
        else:
            words = Text(
                "上年同一规则（{rule}）已就相近指标“{name}”指出",
                "the same rule ({rule}) spoke of the like indicator “{name}” last year",
            )
        return Repetition(index, degree, words.format(rule=problem.rule, name=old.indicator))
    if problem.indicator and old.indicator and _alike(problem.indicator, old.indicator) < _least("indicator"):
        return None
    degree = _alike(problem.words, old.words)
    if degree < _least("wording"):
        return None
    words = Text("与上年问题描述相近（{percent}）", "worded like a problem of last year ({percent})")
    return Repetition(index, degree, words.format(percent=f"{degree * 100:.0f}%"))


def _alike(left: str, right: str) -> float:
    one, other = "".join(left.split()), "".join(right.split())
    return 1.0 if one == other else min(likeness(one, other), 0.99)


@cache
def _bounds() -> dict[str, float]:
    path = Path(__file__).parent / "data" / "repetition.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return {name: float(entry["least"]) for name, entry in table.items()}


def _least(name: str) -> float:
    return _bounds()[name]
