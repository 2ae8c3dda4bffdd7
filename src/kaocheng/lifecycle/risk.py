"""How closely a filing should be looked at, as a sum of reasons that can be read.

Criteria and weights are data (`risk.toml`, with source marks); this module only measures and adds. No reason accuses:
each states a figure and leaves the judgement to the reviewer.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

from kaocheng.errors import DataError
from kaocheng.language import Text
from kaocheng.model import Form
from kaocheng.provenance import known

Level = Literal["high", "medium", "low"]
LEVELS: dict[Level, Text] = {
    "high": Text("高", "high"),
    "medium": Text("中", "medium"),
    "low": Text("低", "low"),
}
CRITERIA = (
    "errors",
    "score_difference",
    "score_gap",
    "full_scores",
    "low_execution",
    "unspent",
    "large_amount",
    "rectified_before",
    "new_project",
    "warnings",
    "undecided",
)
_EXECUTION_WEIGHT = Decimal(10)  # where the form prints no weight of the execution rate
_INDICATOR_WEIGHT = Decimal(90)
_MOST = Decimal(100)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of one filing. None and 0 mean: nothing to say, the criterion does not count.

    Scores in points, amounts in one amount unit, rates as fractions. `execution_rate`: executed ÷ adjusted budget.
    `large_from`: amount from which a project of this year counts as large (`large_from` below).
    """

    claimed: Decimal | None = None
    recomputed: Decimal | None = None
    indicator_score: Decimal | None = None
    indicator_weight: Decimal = _INDICATOR_WEIGHT
    execution_score: Decimal | None = None
    execution_weight: Decimal = _EXECUTION_WEIGHT
    execution_rate: Decimal | None = None
    budget: Decimal | None = None
    executed: Decimal | None = None
    indicator_rows: int = 0
    full_rows: int = 0
    amount: Decimal | None = None
    large_from: Decimal | None = None
    is_new: bool = False
    rectified_before: int = 0
    errors: int = 0
    warnings: int = 0
    undecided: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """One criterion that holds. `code`: its name in the table; `points`: what it adds."""

    code: str
    points: Decimal
    message: Text


@dataclass(frozen=True, slots=True)
class Risk:
    """`score`: sum of the points, at most 100. `reasons`: weightiest first."""

    score: Decimal
    level: Level
    reasons: tuple[Reason, ...]


Rules = Mapping[str, Mapping[str, Any]]


@cache
def standard_rules() -> Rules:
    """The table that comes with the program."""
    return read_rules(Path(__file__).with_name("risk.toml").read_text(encoding="utf-8"))


def read_rules(toml: str) -> Rules:
    """A table of the same shape. Raises DataError for a missing criterion or a figure that is none."""
    try:
        table = tomllib.loads(toml)
        return {
            name: {key: _figure(value) if key != "mark" else value for key, value in table[name].items()}
            for name in ("levels", *CRITERIA)
        }
    except (tomllib.TOMLDecodeError, KeyError, ArithmeticError, ValueError, AttributeError) as error:
        raise DataError(Text("风险权重表有误：{error}", "table of risks: {error}").format(error=error)) from None


def _figure(value: Any) -> Decimal:
    return Decimal(str(value))


def measure(form: Form, figures: Figures | None = None) -> Figures:
    """The figures that stand in a form, added to those known otherwise."""
    figures = figures or Figures()
    total = form.total_funding
    weights = [known(row.weight) for row in form.indicators]
    scores = [known(row.score) for row in form.indicators]
    pairs = [(weight, score) for weight, score in zip(weights, scores, strict=True) if weight]
    budget = known(total.adjusted_budget) if total else None
    executed = known(total.executed_amount) if total else None
    complete = pairs and all(score is not None for _, score in pairs)
    return replace(
        figures,
        claimed=known(form.total_score),
        indicator_score=sum((score or Decimal(0) for _, score in pairs), Decimal(0)) if complete else None,
        indicator_weight=sum((weight for weight, _ in pairs), Decimal(0)) or _INDICATOR_WEIGHT,
        execution_score=known(total.score) if total else None,
        execution_weight=(known(total.weight) if total else None) or _EXECUTION_WEIGHT,
        execution_rate=executed / budget if executed is not None and budget else None,
        budget=budget,
        executed=executed,
        indicator_rows=len(pairs),
        full_rows=sum(score == weight for weight, score in pairs),
    )


def large_from(amounts: Iterable[Decimal], rules: Rules | None = None) -> Decimal | None:
    """The smallest amount among the largest share of a population; None where it is too small to compare.

    >>> large_from(map(Decimal, range(1, 21)))
    Decimal('19')
    >>> large_from([Decimal(5)]) is None
    True
    """
    rule = (rules or standard_rules())["large_amount"]
    ranked = sorted(amounts, reverse=True)
    if len(ranked) < rule["least_projects"] or ranked[0] == ranked[-1]:
        return None
    return ranked[max(1, int(len(ranked) * rule["share"])) - 1]


def score_gap(figures: Figures) -> Decimal | None:
    """How far the score rate of the indicators is above that of the execution, as a share of the former:
    (S/90 − E/10) ÷ (S/90). None where a part is unknown or nothing was scored."""
    if figures.indicator_score is None or figures.execution_score is None:
        return None
    reached = figures.indicator_score / figures.indicator_weight
    return None if reached <= 0 else (reached - figures.execution_score / figures.execution_weight) / reached


def assess(figures: Figures, rules: Rules | None = None) -> Risk:
    """Add up the criteria that hold."""
    rules = rules or standard_rules()
    said = {name: _CRITERION[name](figures, rules[name]) for name in CRITERIA}
    reasons = [Reason(name, points, message) for name, found in said.items() if found for points, message in [found]]
    reasons.sort(key=lambda reason: -reason.points)
    score = min(sum((reason.points for reason in reasons), Decimal(0)), _MOST)
    levels = rules["levels"]
    level: Level = "high" if score >= levels["high"] else "medium" if score >= levels["medium"] else "low"
    return Risk(score, level, tuple(reasons))


_Said = tuple[Decimal, Text] | None
_Rule = Mapping[str, Any]


def _full_scores(figures: Figures, rule: _Rule) -> _Said:
    if figures.indicator_rows < rule["least_rows"] or figures.full_rows < figures.indicator_rows:
        return None
    words = Text("{n}项指标自评全部为满分", "all {n} indicators claim full points")
    return rule["points"], words.format(n=figures.indicator_rows)


def _low_execution(figures: Figures, rule: _Rule) -> _Said:
    if figures.execution_rate is None or figures.execution_rate >= rule["below"]:
        return None
    words = Text("预算执行率{rate}，低于{bound}", "execution {rate}, below {bound}")
    return rule["points"], words.format(rate=_percent(figures.execution_rate, 1), bound=_percent(rule["below"]))


def _score_gap(figures: Figures, rule: _Rule) -> _Said:
    gap = score_gap(figures)
    if gap is None or gap <= rule["above"]:
        return None
    assert figures.indicator_score is not None
    assert figures.execution_score is not None
    words = Text(
        "指标得分率{reached}，执行得分率{executed}，高出{gap}（超过{bound}）",
        "indicators score {reached}, execution {executed}: {gap} apart (more than {bound})",
    )
    return rule["points"], words.format(
        reached=_percent(figures.indicator_score / figures.indicator_weight, 1),
        executed=_percent(figures.execution_score / figures.execution_weight, 1),
        gap=_percent(gap, 1),
        bound=_percent(rule["above"]),
    )


def _unspent(figures: Figures, rule: _Rule) -> _Said:
    if figures.budget is None:
        return None
    if figures.budget == 0:
        return rule["points"], Text("全年预算数为0", "the adjusted budget is 0")
    if figures.executed is None:
        return None
    left = (figures.budget - figures.executed) / figures.budget
    if left <= rule["above"]:
        return None
    words = Text("结余占全年预算{left}，超过{bound}", "{left} of the adjusted budget unspent, more than {bound}")
    return rule["points"], words.format(left=_percent(left, 1), bound=_percent(rule["above"]))


def _large_amount(figures: Figures, rule: _Rule) -> _Said:
    if figures.amount is None or figures.large_from is None or figures.amount < figures.large_from:
        return None
    words = Text(
        "预算{amount}万元，居全部项目前{share}",
        "budget of {amount} (10 000 yuan), among the largest {share} of all projects",
    )
    return rule["points"], words.format(amount=f"{figures.amount:,.2f}", share=_percent(rule["share"]))


def _new_project(figures: Figures, rule: _Rule) -> _Said:
    return (rule["points"], Text("新增项目", "new project")) if figures.is_new else None


def _rectified_before(figures: Figures, rule: _Rule) -> _Said:
    words = Text("上年有{n}项整改", "{n} item(s) to rectify last year")
    return _counted(figures.rectified_before, rule, words)


def _score_difference(figures: Figures, rule: _Rule) -> _Said:
    if figures.claimed is None or figures.recomputed is None:
        return None
    difference = figures.claimed - figures.recomputed
    if abs(difference) < rule["above"]:
        return None
    words = Text(
        "自评{claimed}分，按办法复算{recomputed}分，相差{difference}分",
        "claimed {claimed}, recomputed {recomputed}: {difference} apart",
    )
    values = {"claimed": figures.claimed, "recomputed": figures.recomputed, "difference": difference}
    return rule["points"], words.format(**{name: _points(value) for name, value in values.items()})


def _errors(figures: Figures, rule: _Rule) -> _Said:
    return _counted(figures.errors, rule, Text("{n}项错误未处理", "{n} open error(s)"))


def _warnings(figures: Figures, rule: _Rule) -> _Said:
    return _counted(figures.warnings, rule, Text("{n}项警示", "{n} warning(s)"))


def _undecided(figures: Figures, rule: _Rule) -> _Said:
    return _counted(figures.undecided, rule, Text("{n}条规则无法判定", "{n} rule(s) could not be decided"))


def _counted(count: int, rule: _Rule, words: Text) -> _Said:
    return (min(rule["points"] * count, rule["most"]), words.format(n=count)) if count else None


_CRITERION = {
    "full_scores": _full_scores,
    "low_execution": _low_execution,
    "score_gap": _score_gap,
    "unspent": _unspent,
    "large_amount": _large_amount,
    "new_project": _new_project,
    "rectified_before": _rectified_before,
    "score_difference": _score_difference,
    "errors": _errors,
    "warnings": _warnings,
    "undecided": _undecided,
}


def _percent(fraction: Decimal, places: int = 0) -> str:
    return f"{(fraction * 100).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):f}%"


def _points(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.01'), ROUND_HALF_UP):f}"
