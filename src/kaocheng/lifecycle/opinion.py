"""What the result of a year means for the next budget: one opinion per project, by a published rule.

The rule is data (`data/opinion.toml`, with source marks); a county changes its parameters and publishes them for a
year. `decide` tells every step in words and writes every amount as a formula, so that the unit can follow it;
`explain` says the rule itself in words. Source: lifecycle.md 4.8 and 4.9.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from itertools import pairwise
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
_CLAUSES = ("unspent", "not_submitted", "not_true", "not_rectified")


@dataclass(frozen=True, slots=True)
class GradeRule:
    """`least`: points from which the grade is reached. `reduction`: percent of the year's budget. `mark`: where act and
    percentage come from."""

    grade: str
    least: Decimal
    act: str
    reduction: Decimal
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """`grades`: best first, the last from 0 points. Percentages as numbers, 20 is 20 %.

    `reclaim`: of unspent money that is taken back; `cut`: of it that lowers the next budget, where it is more than
    `tolerance` of the budget. `missing_cap`, `untrue_cap`, `unrectified_cap`: grade at best where nothing was handed
    in, where the self score exceeds the re-check score by more than `untrue_gap` points, and where something that had
    to be put right is overdue.
    """

    grades: tuple[GradeRule, ...]
    reclaim: Decimal
    cut: Decimal
    tolerance: Decimal
    missing_cap: str
    untrue_cap: str
    untrue_gap: Decimal
    unrectified_cap: str
    marks: tuple[tuple[str, str], ...] = ()

    def of(self, grade: str) -> GradeRule:
        return next(row for row in self.grades if row.grade == grade)

    def grade_of(self, score: Decimal) -> GradeRule:
        """The best grade whose bound the score reaches; the worst for scores below 0."""
        return next((row for row in self.grades if score >= row.least), self.grades[-1])

    def worse(self, left: str, right: str) -> str:
        """The worse of two grades."""
        order = [row.grade for row in self.grades]
        return max((left, right), key=order.index)


@dataclass(frozen=True, slots=True)
class Figures:
    """What is known of a project's year. Amounts in 万元.

    `executed`: None where it is unknown; then nothing is said of unspent money. `submitted`: a self-evaluation was
    handed in. `overdue`: items that should have been put right by now and are not.
    """

    budget: Decimal
    executed: Decimal | None = None
    submitted: bool = True
    self_score: Decimal | None = None
    recheck_score: Decimal | None = None
    overdue: int = 0

    @property
    def score(self) -> Decimal | None:
        """The score that counts."""
        return self.self_score if self.recheck_score is None else self.recheck_score


@dataclass(frozen=True, slots=True)
class Opinion:
    """`grade`: after caps. `amount`: proposed budget, `reclaimed`: unspent money to be taken back, both 万元; each with
    its `formula` in figures (`reclaimed_formula` is "" where nothing is unspent). `basis`: how it was reached."""

    grade: str
    act: str
    amount: Decimal
    reclaimed: Decimal
    formula: str
    reclaimed_formula: str
    basis: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """Why the rule gives no opinion."""

    reason: Text


def decide(figures: Figures, rule: Rule) -> Opinion | Undecided:
    """The opinion of a rule on a project's year.

    >>> one = decide(Figures(Decimal(100), Decimal(90), self_score=Decimal("75")), standard_rule())
    >>> one.act, one.formula, one.reclaimed_formula
    ('reduce', '100 − 100×20% − (100 − 90)×100% = 70.00', '(100 − 90)×100% = 10.00')
    """
    steps: list[Text] = []
    grade = _grade(figures, rule, steps)
    if isinstance(grade, Undecided):
        return grade
    row = rule.of(grade)
    budget = figures.budget
    terms = [_plain(budget)]
    amount = budget - _cents(budget * row.reduction / _HUNDRED)
    words = Text("等级“{grade}”：{act}", "grade {grade}: {act}").format(grade=grade, act=ACTS[row.act])
    if row.reduction:
        terms.append(f"{_plain(budget)}×{_plain(row.reduction)}%")
        more = Text("（核减当年预算的{percent}%）", " ({percent}% less than this year's budget)")
        words = _joined(words, more.format(percent=_plain(row.reduction)))
    steps.append(words)
    reclaimed, cut = _unspent(figures, rule, steps)
    if cut.value and amount:
        if cut.value <= amount:
            terms.append(cut.terms)
        else:
            terms.append(_plain(amount))
            steps.append(Text("核减不超过余下的金额", "no more than what is left is cut"))
        amount -= min(cut.value, amount)
    amount = _cents(amount)
    formula = " − ".join(terms)
    formula = f"{formula} = {amount}"
    words = Text("下年建议预算 = {formula}万元", "proposed budget = {formula} (10,000 yuan)")
    steps.append(words.format(formula=formula))
    said = f"{reclaimed.terms} = {reclaimed.value}" if reclaimed.terms else ""
    return Opinion(grade, row.act, amount, reclaimed.value, formula, said, tuple(steps))


def _grade(figures: Figures, rule: Rule, steps: list[Text]) -> str | Undecided:
    if not figures.submitted:
        words = Text("未报送自评，按“{cap}”对待", "no self-evaluation: treated as {cap}")
        steps.append(words.format(cap=rule.missing_cap))
        return rule.missing_cap
    score, own = figures.score, figures.self_score
    if score is None:
        return Undecided(Text("自评没有可用的得分", "there is no score to go by"))
    row = rule.grade_of(score)
    grade = row.grade
    if figures.recheck_score is None:
        words = Text("自评{score}分", "self score {score}")
    elif own is None:
        words = Text("复核{score}分，采用复核分", "re-check score {score}, which counts")
    else:
        words = Text(
            "自评{own}分，复核{score}分，采用复核分", "self score {own}, re-check score {score}: the re-check counts"
        )
    reached = Text("，不低于{least}分，为“{grade}”", ", at least {least}: {grade}")
    words = _joined(words, reached if row.least else Text("，为“{grade}”", ": {grade}"))
    steps.append(
        words.format(score=_plain(score), own="" if own is None else _plain(own), least=_plain(row.least), grade=grade)
    )
    gap = own - score if own is not None else Decimal(0)
    if gap > rule.untrue_gap:
        grade = rule.worse(grade, rule.untrue_cap)
        words = Text(
            "自评高出复核{own} − {score} = {gap}分，超过{limit}分，等级最高按“{cap}”",
            "the self score is {own} − {score} = {gap} too high, more than {limit}: {cap} at best",
        )
        steps.append(
            words.format(
                own=_plain(own or Decimal(0)),
                score=_plain(score),
                gap=_plain(gap),
                limit=_plain(rule.untrue_gap),
                cap=rule.untrue_cap,
            )
        )
    if figures.overdue:
        grade = rule.worse(grade, rule.unrectified_cap)
        words = Text("有{n}项整改逾期未销号，等级最高按“{cap}”", "{n} items overdue for rectification: {cap} at best")
        steps.append(words.format(n=figures.overdue, cap=rule.unrectified_cap))
    return grade


@dataclass(frozen=True, slots=True)
class _Part:
    """An amount in 万元 and the figures it is made of, "" for none."""

    value: Decimal = Decimal(0)
    terms: str = ""


def _unspent(figures: Figures, rule: Rule, steps: list[Text]) -> tuple[_Part, _Part]:
    """What is reclaimed, and what lowers the next budget."""
    budget, executed = figures.budget, figures.executed
    if executed is None:
        steps.append(Text("执行数未知，不计结余", "the execution is unknown; nothing is said of unspent money"))
        return _Part(), _Part()
    if executed >= budget or budget <= 0:
        return _Part(), _Part()
    unspent = budget - executed
    difference = f"{_plain(budget)} − {_plain(executed)}"
    share = unspent * _HUNDRED / budget
    reclaimed = _Part(_cents(unspent * rule.reclaim / _HUNDRED), f"({difference})×{_plain(rule.reclaim)}%")
    words = Text(
        "结余 = {difference} = {unspent}万元，占预算{share}%；收回 = {terms} = {reclaimed}万元",
        "unspent = {difference} = {unspent}, {share}% of the budget; reclaimed = {terms} = {reclaimed} (10,000 yuan)",
    )
    shown = share.quantize(Decimal("0.1"), ROUND_HALF_UP)
    steps.append(
        words.format(
            difference=difference,
            unspent=_plain(unspent),
            share=shown,
            terms=reclaimed.terms,
            reclaimed=reclaimed.value,
        )
    )
    if share <= rule.tolerance:
        words = Text(
            "结余占比未超过{limit}%，不核减下年基数", "not more than {limit}%: the next budget is not lowered for it"
        )
        steps.append(words.format(limit=_plain(rule.tolerance)))
        return reclaimed, _Part()
    cut = _Part(_cents(unspent * rule.cut / _HUNDRED), f"({difference})×{_plain(rule.cut)}%")
    words = Text(
        "结余占比超过{limit}%，核减下年基数 = {terms} = {cut}万元",
        "more than {limit}%: the next budget is lowered by {terms} = {cut} (10,000 yuan)",
    )
    steps.append(words.format(limit=_plain(rule.tolerance), terms=cut.terms, cut=cut.value))
    return reclaimed, cut


def explain(rule: Rule) -> tuple[Text, ...]:
    """The rule in sentences, as it is published."""
    said = []
    above: Decimal | None = None
    for row in rule.grades:
        span = Text("{least}分及以上", "{least} points and more")
        if above is not None:
            span = Text("{least}分及以上、不足{above}分", "{least} points and more, less than {above}")
        if above is not None and not row.least:
            span = Text("不足{above}分", "less than {above} points")
        span = span.format(least=_plain(row.least), above="" if above is None else _plain(above))
        words = Text("“{grade}”（{span}）：{act}", "{grade} ({span}): {act}")
        words = words.format(grade=row.grade, span=span, act=ACTS[row.act])
        if row.reduction:
            less = Text("（核减当年预算的{percent}%）", " ({percent}% less than this year's budget)")
            words = _joined(words, less.format(percent=_plain(row.reduction)))
        said.append(words)
        above = row.least
    said.append(
        Text(
            "结余资金收回{reclaim}%；结余占预算超过{tolerance}%的，按结余的{cut}%核减下年基数",
            "{reclaim}% of unspent money is reclaimed; where it is more than {tolerance}% of the budget, {cut}% of it "
            "lowers the next budget",
        ).format(reclaim=_plain(rule.reclaim), tolerance=_plain(rule.tolerance), cut=_plain(rule.cut))
    )
    said.append(
        Text("未报送自评的，等级最高按“{cap}”", "no self-evaluation: {cap} at best").format(cap=rule.missing_cap)
    )
    said.append(
        Text(
            "自评高出复核超过{gap}分的，视为自评不实，按复核分并且等级最高按“{cap}”",
            "a self score more than {gap} above the re-check is untrue: the re-check counts, and {cap} at best",
        ).format(gap=_plain(rule.untrue_gap), cap=rule.untrue_cap)
    )
    said.append(
        Text("整改事项逾期未销号的，等级最高按“{cap}”", "items overdue for rectification: {cap} at best").format(
            cap=rule.unrectified_cap
        )
    )
    return tuple(said)


# The rule as data.


@cache
def standard_rule() -> Rule:
    """The rule that comes with the program."""
    path = Path(__file__).parent / "data" / "opinion.toml"
    return rule_from_json(tomllib.loads(path.read_text(encoding="utf-8")))


def fit_to_bands(rule: Rule, bands: Sequence[tuple[str, Decimal]]) -> Rule:
    """A rule with the grades of a scoring scheme. `bands`: label and least points, best first.

    Unchanged where the scheme has another number of grades (or none): which act belongs to which is then for people.
    """
    if len(bands) != len(rule.grades):
        return rule
    names = {row.grade: label for row, (label, _) in zip(rule.grades, bands, strict=True)}
    grades = [replace(row, grade=label, least=least) for row, (label, least) in zip(rule.grades, bands, strict=True)]
    return replace(
        rule,
        grades=tuple(grades),
        missing_cap=names[rule.missing_cap],
        untrue_cap=names[rule.untrue_cap],
        unrectified_cap=names[rule.unrectified_cap],
    )


def rule_from_json(data: Mapping[str, Any]) -> Rule:
    """Of the shape of `data/opinion.toml`. Raises DataError for a missing key, an unknown act or grade, a figure out of
    bounds, or bounds of grades that do not descend to 0."""
    try:
        grades = tuple(
            GradeRule(
                str(row["grade"]),
                _percent(row["least"]),
                str(row["act"]),
                _percent(row["reduction"]),
                str(row.get("mark", "")),
            )
            for row in data["grades"]
        )
        rule = Rule(
            grades,
            reclaim=_percent(data["unspent"]["reclaim"]),
            cut=_percent(data["unspent"]["cut"]),
            tolerance=_percent(data["unspent"]["tolerance"]),
            missing_cap=str(data["not_submitted"]["cap"]),
            untrue_cap=str(data["not_true"]["cap"]),
            untrue_gap=_percent(data["not_true"]["gap"]),
            unrectified_cap=str(data["not_rectified"]["cap"]),
            marks=tuple((name, str(data[name].get("mark", ""))) for name in _CLAUSES),
        )
    except (KeyError, TypeError, AttributeError, ValueError, InvalidOperation) as error:
        raise DataError(Text("结果应用办法有误：{error}", "rule of opinions: {error}").format(error=error)) from None
    known = {row.grade for row in grades}
    wrong = [row.act for row in grades if row.act not in ACTS]
    wrong += [cap for cap in (rule.missing_cap, rule.untrue_cap, rule.unrectified_cap) if cap not in known]
    if wrong or not grades:
        words = Text("结果应用办法有误：没有“{name}”", "rule of opinions: there is no “{name}”")
        raise DataError(words.format(name=next(iter(wrong), "grades")))
    bounds = [row.least for row in grades]
    if bounds[-1] or any(lower >= upper for upper, lower in pairwise(bounds)):
        words = Text(
            "各等级的最低分应由高到低递减，最低一档为0分", "the bounds of the grades have to descend, the last to 0"
        )
        raise DataError(words)
    return rule


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """The inverse of `rule_from_json`; figures as texts."""
    marks = dict(rule.marks)
    return {
        "grades": [
            {
                "grade": row.grade,
                "least": _plain(row.least),
                "act": row.act,
                "reduction": _plain(row.reduction),
                "mark": row.mark,
            }
            for row in rule.grades
        ],
        "unspent": {
            "reclaim": _plain(rule.reclaim),
            "cut": _plain(rule.cut),
            "tolerance": _plain(rule.tolerance),
            "mark": marks.get("unspent", ""),
        },
        "not_submitted": {"cap": rule.missing_cap, "mark": marks.get("not_submitted", "")},
        "not_true": {"cap": rule.untrue_cap, "gap": _plain(rule.untrue_gap), "mark": marks.get("not_true", "")},
        "not_rectified": {"cap": rule.unrectified_cap, "mark": marks.get("not_rectified", "")},
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
