"""What the result of a year means for the next budget: one opinion per project, by a published rule.

The rule is data (`data/opinion.toml`, with source marks); a county changes its parameters and publishes them for a
year. `decide` tells every step in words, so that the unit can follow it. Source: lifecycle.md 4.9.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any

from kaocheng.errors import DataError
from kaocheng.language import Text

ACTS: dict[str, Text] = {
    "priority": Text("优先保障", "give priority"),
    "keep": Text("保留", "keep"),
    "reduce": Text("压减", "reduce"),
    "cancel": Text("取消", "cancel"),
}
_HUNDRED = Decimal(100)
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class GradeRule:
    """`reduction`: percent of the year's budget. `mark`: where act and percentage come from."""

    grade: str
    act: str
    reduction: Decimal
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """`grades`: best first. Percentages as numbers, 20 is 20 %.

    `reclaim`: of unspent money that is taken back; `cut`: of it that lowers the next budget, where it is more than
    `tolerance` of the budget. `missing_cap`, `untrue_cap`: grade at best where nothing was handed in, and where the
    self score exceeds the re-check score by more than `untrue_gap` points.
    """

    grades: tuple[GradeRule, ...]
    reclaim: Decimal
    cut: Decimal
    tolerance: Decimal
    missing_cap: str
    untrue_cap: str
    untrue_gap: Decimal
    marks: tuple[tuple[str, str], ...] = ()

    def of(self, grade: str) -> GradeRule | None:
        return next((row for row in self.grades if row.grade == grade), None)

    def worse(self, left: str, right: str) -> str:
        """The worse of two grades; a grade the rule does not know counts as the best."""
        order = [row.grade for row in self.grades]
        ranks = {grade: number for number, grade in enumerate(order)}
        return max((left, right), key=lambda grade: ranks.get(grade, -1))


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a project's year. Amounts in 万元.

    `grade`: of the score that counts (the re-check's where there is one), None where no score is known. `submitted`:
    a self-evaluation was handed in. `executed`: None where it is unknown; then nothing is said of unspent money.
    """

    budget: Decimal
    executed: Decimal | None = None
    submitted: bool = True
    self_score: Decimal | None = None
    recheck_score: Decimal | None = None
    grade: str | None = None

    @property
    def score(self) -> Decimal | None:
        return self.self_score if self.recheck_score is None else self.recheck_score


@dataclass(frozen=True, slots=True)
class Opinion:
    """`grade`: after caps. `amount`: proposed budget, `reclaimed`: unspent money to be taken back, both 万元.
    `basis`: how it was reached, step by step."""

    grade: str
    act: str
    amount: Decimal
    reclaimed: Decimal
    basis: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why the rule gives no opinion."""

    reason: Text


def decide(figures: Figures, rule: Rule) -> Opinion | Undecided:
    """The opinion of a rule on a project's year.

    >>> rule = standard_rule()
    >>> one = decide(Figures(Decimal(100), Decimal(98), True, Decimal("85"), None, "良"), rule)
    >>> one.act, str(one.amount), str(one.reclaimed)
    ('keep', '100.00', '2.00')
    """
    steps: list[Text] = []
    grade = _grade(figures, rule, steps)
    if isinstance(grade, Undecided):
        return grade
    row = rule.of(grade)
    if row is None:
        words = Text("办法没有规定“{grade}”等级的意见", "the rule has no opinion for the grade {grade}")
        return Undecided(words.format(grade=grade))
    reduction = _cents(figures.budget * row.reduction / _HUNDRED)
    amount = figures.budget - reduction
    words = Text("等级为{grade}：{act}", "grade {grade}: {act}").format(grade=grade, act=ACTS[row.act])
    if reduction:
        more = Text(
            "，在预算{budget}万元基础上压减{percent}%，即{cut}万元",
            ", {percent}% of the budget of {budget} less: {cut} (10,000 yuan)",
        )
        words = _joined(words, more.format(budget=_plain(figures.budget), percent=_plain(row.reduction), cut=reduction))
    steps.append(words)
    reclaimed, cut = _unspent(figures, rule, steps)
    if cut and amount:
        cut = min(cut, amount)
        amount -= cut
        steps.append(Text("核减下年基数{cut}万元", "the next budget is lowered by {cut} (10,000 yuan)").format(cut=cut))
    amount = _cents(amount)
    steps.append(Text("下年建议预算{amount}万元", "proposed budget: {amount} (10,000 yuan)").format(amount=amount))
    return Opinion(grade, row.act, amount, reclaimed, tuple(steps))


def _grade(figures: Figures, rule: Rule, steps: list[Text]) -> str | Undecided:
    if not figures.submitted:
        words = Text("未报送自评，按“{cap}”对待", "no self-evaluation: treated as {cap}")
        steps.append(words.format(cap=rule.missing_cap))
        return rule.missing_cap
    if figures.score is None or figures.grade is None:
        return Undecided(Text("自评没有可用的得分或等级", "there is no score or no grade to go by"))
    if figures.recheck_score is None:
        steps.append(Text("自评{score}分", "self score {score}").format(score=_plain(figures.score)))
        return figures.grade
    if figures.self_score is None:
        words = Text("复核{score}分，采用复核分", "re-check score {score}, which counts")
        steps.append(words.format(score=_plain(figures.recheck_score)))
        return figures.grade
    gap = figures.self_score - figures.recheck_score
    words = Text(
        "自评{own}分，复核{score}分，采用复核分", "self score {own}, re-check score {score}: the re-check counts"
    )
    steps.append(words.format(own=_plain(figures.self_score), score=_plain(figures.recheck_score)))
    if gap <= rule.untrue_gap:
        return figures.grade
    grade = rule.worse(figures.grade, rule.untrue_cap)
    words = Text(
        "自评高出{gap}分（超过{limit}分），等级最高按“{cap}”",
        "the self score is {gap} too high (more than {limit}): {cap} at best",
    )
    steps.append(words.format(gap=_plain(gap), limit=_plain(rule.untrue_gap), cap=rule.untrue_cap))
    return grade


def _unspent(figures: Figures, rule: Rule, steps: list[Text]) -> tuple[Decimal, Decimal]:
    """What is reclaimed, and what lowers the next budget."""
    if figures.executed is None or figures.executed >= figures.budget or figures.budget <= 0:
        return Decimal(0), Decimal(0)
    unspent = figures.budget - figures.executed
    share = unspent * _HUNDRED / figures.budget
    reclaimed = _cents(unspent * rule.reclaim / _HUNDRED)
    words = Text(
        "结余{unspent}万元，占预算{share}%，收回{reclaimed}万元",
        "{unspent} unspent, {share}% of the budget; {reclaimed} is reclaimed (10,000 yuan)",
    )
    shown = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    steps.append(words.format(unspent=_plain(unspent), share=shown, reclaimed=reclaimed))
    if share <= rule.tolerance:
        return reclaimed, Decimal(0)
    return reclaimed, _cents(unspent * rule.cut / _HUNDRED)


# The rule as data.


@cache
def standard_rule() -> Rule:
    """The rule that comes with the program."""
    path = Path(__file__).parent / "data" / "opinion.toml"
    return rule_from_json(tomllib.loads(path.read_text(encoding="utf-8")))


def rule_from_json(data: Mapping[str, Any]) -> Rule:
    """Of the shape of `data/opinion.toml`. Raises DataError for a missing key, an unknown act or grade, or a figure out
    of bounds."""
    try:
        grades = tuple(
            GradeRule(grade, str(row["act"]), _percent(row["reduction"]), str(row.get("mark", "")))
            for grade, row in data["grades"].items()
        )
        rule = Rule(
            grades,
            reclaim=_percent(data["unspent"]["reclaim"]),
            cut=_percent(data["unspent"]["cut"]),
            tolerance=_percent(data["unspent"]["tolerance"]),
            missing_cap=str(data["not_submitted"]["cap"]),
            untrue_cap=str(data["not_true"]["cap"]),
            untrue_gap=_percent(data["not_true"]["gap"]),
            marks=tuple((name, str(data[name].get("mark", ""))) for name in ("unspent", "not_submitted", "not_true")),
        )
    except (KeyError, TypeError, AttributeError, ValueError, InvalidOperation) as error:
        raise DataError(Text("结果应用办法有误：{error}", "rule of opinions: {error}").format(error=error)) from None
    known = {row.grade for row in grades}
    wrong = [row.act for row in grades if row.act not in ACTS]
    wrong += [cap for cap in (rule.missing_cap, rule.untrue_cap) if cap not in known]
    if wrong or not grades:
        words = Text("结果应用办法有误：没有“{name}”", "rule of opinions: there is no “{name}”")
        raise DataError(words.format(name=next(iter(wrong), "grades")))
    return rule


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """The inverse of `rule_from_json`; figures as texts."""
    marks = dict(rule.marks)
    return {
        "grades": {
            row.grade: {"act": row.act, "reduction": _plain(row.reduction), "mark": row.mark} for row in rule.grades
        },
        "unspent": {
            "reclaim": _plain(rule.reclaim),
            "cut": _plain(rule.cut),
            "tolerance": _plain(rule.tolerance),
            "mark": marks.get("unspent", ""),
        },
        "not_submitted": {"cap": rule.missing_cap, "mark": marks.get("not_submitted", "")},
        "not_true": {"cap": rule.untrue_cap, "gap": _plain(rule.untrue_gap), "mark": marks.get("not_true", "")},
    }


def _percent(value: Any) -> Decimal:
    number = Decimal(str(value))
    if not number.is_finite() or not 0 <= number <= _HUNDRED:
        raise ValueError(f"{value} (0–100)")
    return number


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, ROUND_HALF_UP)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _joined(one: Text, other: Text) -> Text:
    return Text(one.zh + other.zh, one.en + other.en)
