"""A monitoring round as a whole: lights, forecast, and what is to be said about them (codes MON-xx).

Texts, limits and sources of the codes: `data/monitoring.toml`.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from kaocheng.language import Text
from kaocheng.lifecycle.curve import LINEAR, Curve, plain
from kaocheng.lifecycle.forecast import CannotForecast, Forecast, Peer, Point, forecast
from kaocheng.lifecycle.lights import (
    BASES,
    COLORS,
    Basis,
    Light,
    Variant,
    WordClass,
    answers_light,
    execution_light,
    indicator_light,
    is_cumulative,
    load_variant,
    project_light,
)
from kaocheng.lifecycle.pace import round_to_cent
from kaocheng.values.compare import Comparison, compare
from kaocheng.values.value import Value

_FILE = Path(__file__).parent / "data/monitoring.toml"
_HUNDRED = Decimal(100)
Severity = Literal["warning", "info"]


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of the list. `limit`: of the comparison, where it has one."""

    code: str
    severity: Severity
    title: Text
    basis: Basis
    source: str
    limit: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Remark:
    """Something said about a round. `row`: of the indicator, None for the project."""

    code: str
    message: Text
    row: int | None = None

    @property
    def severity(self) -> Severity:
        return codes()[self.code].severity


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator at the cut-off. `target`, `actual`, `expected` (at the year end): None where empty or unreadable.

    `earlier`: values of the rounds before, in the unit of the target. `lower_is_better`, `words`: as for
    `indicator_light`.
    """

    row: int
    name: str
    target: Value | None
    actual: Value | None
    expected: Value | None = None
    weight: Decimal | None = None
    likelihood: str = ""
    lower_is_better: bool | None = None
    words: WordClass | None = None
    earlier: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Spending:
    """Expenditure in 万元. `points`: cumulative by month, up to the cut-off. `claimed`: what the form says at the
    cut-off. `peers`: other projects a year earlier."""

    budget: Decimal
    points: tuple[Point, ...] = ()
    claimed: Decimal | None = None
    peers: tuple[Peer, ...] = ()

    def at(self, month: int) -> Decimal | None:
        """Cumulative expenditure at the end of a month: from the ledger, else as claimed."""
        found = next((point.value for point in self.points if point.month == month), None)
        return self.claimed if found is None else found


@dataclass(frozen=True, slots=True)
class Answers:
    """To the two questions of a variant that asks them."""

    used_as_intended: bool | None = None
    target_met: bool | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """An indicator with its light and its forecast."""

    measured: Measured
    light: Light
    forecast: Forecast | CannotForecast


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything there is to say about a round. `realisation`: target realisation as a fraction, None where it cannot
    be said. `execution_rate`: executed ÷ budget."""

    month: int
    variant: Variant
    indicators: tuple[Judged, ...]
    project: Light
    execution: Light
    executed: Decimal | None
    execution_rate: Decimal | None
    realisation: Decimal | None
    spending_forecast: Forecast | CannotForecast
    warnings: tuple[Remark, ...]

    @property
    def needs_explanation(self) -> tuple[Judged, ...]:
        """Indicators that are red or yellow: cause and words are obligatory."""
        return tuple(row for row in self.indicators if row.light.color in ("red", "yellow"))

    @property
    def is_red(self) -> bool:
        """Whether anything is red: the project, one of its indicators or the expenditure."""
        return any(
            light.color == "red" for light in (self.project, self.execution, *(r.light for r in self.indicators))
        )


def assess(
    measured: Sequence[Measured],
    spending: Spending,
    *,
    month: int,
    variant: Variant | None = None,
    curve: Curve = LINEAR,
    answers: Answers | None = None,
) -> Assessment:
    """Assess a round at the end of a month."""
    rules = variant or load_variant("default")
    judged = tuple(_judge(row, month, rules, curve) for row in measured)
    executed = spending.at(month)
    asked = answers or Answers()
    project = (
        project_light([row.light for row in judged])
        if rules.questions is None
        else answers_light(asked.used_as_intended, asked.target_met, rules)
    )
    points = [point for point in spending.points if point.month <= month]
    if executed is not None and all(point.month != month for point in points):
        points.append(Point(month, executed))
    assessment = Assessment(
        month=month,
        variant=rules,
        indicators=judged,
        project=project,
        execution=execution_light(executed, spending.budget, month=month, variant=rules, curve=curve),
        executed=executed,
        execution_rate=executed / spending.budget if executed is not None and spending.budget > 0 else None,
        realisation=realisation(measured),
        spending_forecast=forecast(points, curve, peers=spending.peers),
        warnings=(),
    )
    return _with_warnings(assessment, spending)


def realisation(measured: Sequence[Measured]) -> Decimal | None:
    """Share of the year's targets reached so far, as a fraction: cumulative quantitative indicators by weight, none
    counting above 1. Rates, upper limits and words do not grow with the year and are left out. None without any."""
    total = reached = Decimal(0)
    for row in measured:
        if row.target is None or row.actual is None or not row.weight or not is_cumulative(row.target):
            continue
        if row.lower_is_better and row.target.comparator is None:
            continue
        found = compare(row.target, row.actual, lower_is_better=row.lower_is_better)
        if isinstance(found, Comparison) and found.ratio is not None and found.direction != "reverse":
            total += row.weight
            reached += row.weight * min(max(found.ratio, Decimal(0)), Decimal(1))
    return reached / total if total else None


@functools.cache
def codes() -> dict[str, Code]:
    """The list of codes."""
    return {id: _code(id, entry) for id, entry in _data().items() if isinstance(entry, dict)}


def causes() -> tuple[str, ...]:
    """偏差原因分类."""
    return tuple(_data()["causes"])


def likelihoods() -> tuple[str, ...]:
    """完成目标可能性."""
    return tuple(_data()["likelihoods"])


@functools.cache
def _data() -> dict[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _code(id: str, entry: dict[str, Any]) -> Code:
    assert entry["basis"] in BASES
    limit = Decimal(entry["limit"]) if "limit" in entry else None
    return Code(id, entry["severity"], Text(entry["zh"], entry["en"]), entry["basis"], entry["source"], limit)


def _judge(row: Measured, month: int, rules: Variant, curve: Curve) -> Judged:
    light = indicator_light(
        row.target,
        row.actual,
        month=month,
        variant=rules,
        curve=curve,
        lower_is_better=row.lower_is_better,
        words=row.words,
    )
    return Judged(row, light, _forecast(row, month, curve))


def _forecast(row: Measured, month: int, curve: Curve) -> Forecast | CannotForecast:
    if row.target is None or row.actual is None:
        return CannotForecast(Text("指标值或完成值未填写或无法识别", "target or value is missing or unreadable"))
    found = compare(row.target, row.actual, lower_is_better=row.lower_is_better)
    if (
        not is_cumulative(row.target)
        or not isinstance(found, Comparison)
        or found.actual is None
        or found.direction == "reverse"
    ):
        return CannotForecast(Text("不是逐月累计的指标，不能外推", "not a value that grows over the year"))
    points = [*(point for point in row.earlier if point.month < month), Point(month, found.actual)]
    return forecast(points, curve, unit=row.target.unit or "")


# --- warnings ---


def _with_warnings(found: Assessment, spending: Spending) -> Assessment:
    warnings = [*_about_indicators(found), *_about_money(found, spending), *_about_both(found)]
    return replace(found, warnings=tuple(warnings))


def _about_indicators(found: Assessment) -> Iterator[Remark]:
    for judged in found.indicators:
        row, light = judged.measured, judged.light
        name = row.name or f"第{row.row + 1}项"
        if light.color in ("red", "yellow"):
            words = Text("“{name}”{formula}", "“{name}”: {formula}").format(name=name, formula=light.formula)
            yield Remark("MON-01", words, row.row)
        if light.color is None:
            words = Text("“{name}”{formula}", "“{name}”: {formula}").format(name=name, formula=light.formula)
            yield Remark("MON-10", words, row.row)
        yield from _fallen(row, name)
        yield from _about_likelihood(row, name)


def _fallen(row: Measured, name: str) -> Iterator[Remark]:
    if not row.earlier or row.target is None or row.actual is None or not is_cumulative(row.target):
        return
    found, last = compare(row.target, row.actual, lower_is_better=row.lower_is_better), max(row.earlier)
    if isinstance(found, Comparison) and found.actual is not None and found.actual < last.value:
        words = Text(
            "“{name}”上次监控（{month}月）累计{before}，本次{now}",
            "“{name}”: {before} by month {month} in the round before, now {now}",
        )
        shown = words.format(name=name, month=last.month, before=plain(last.value), now=plain(found.actual))
        yield Remark("MON-05", shown, row.row)


def _about_likelihood(row: Measured, name: str) -> Iterator[Remark]:
    certain, _, impossible = likelihoods()
    if row.likelihood == impossible:
        words = Text("“{name}”选择了“{choice}”", "“{name}” is marked as “{choice}”")
        yield Remark("MON-09", words.format(name=name, choice=impossible), row.row)
    if row.target is None or row.expected is None or row.likelihood not in (certain, impossible):
        return
    found = compare(row.target, row.expected, lower_is_better=row.lower_is_better)
    if isinstance(found, Comparison) and found.met is not (row.likelihood == certain):
        words = Text(
            "“{name}”全年预计{verdict}指标值，却选择了“{choice}”",
            "“{name}”: the expected value {verdict} the target, yet “{choice}” was chosen",
        )
        verdict = Text("达到", "meets") if found.met else Text("达不到", "misses")
        yield Remark("MON-08", words.format(name=name, verdict=verdict, choice=row.likelihood), row.row)


def _about_money(found: Assessment, spending: Spending) -> Iterator[Remark]:
    if found.execution.color in ("red", "yellow"):
        yield Remark("MON-03", found.execution.formula)
    if found.executed is not None and found.executed > spending.budget:
        words = Text("累计支出{executed}万元，全年预算数{budget}万元", "spent {executed} of {budget} (万元)")
        yield Remark("MON-06", words.format(executed=plain(found.executed), budget=plain(spending.budget)))
    recorded = next((point.value for point in spending.points if point.month == found.month), None)
    if recorded is not None and spending.claimed is not None and recorded != spending.claimed:
        words = Text(
            "表内1—{month}月执行数{claimed}万元，台账{recorded}万元",
            "form: {claimed}, ledger: {recorded} (万元)",
        )
        shown = words.format(month=found.month, claimed=plain(spending.claimed), recorded=plain(recorded))
        yield Remark("MON-07", shown)
    ahead, limit = found.spending_forecast, codes()["MON-04"].limit
    if isinstance(ahead, Forecast) and limit is not None and spending.budget > 0:
        left = (spending.budget - ahead.value) / spending.budget * _HUNDRED
        if left > limit:
            words = Text(
                "预计全年支出{value}万元，结余占全年预算的{left}%，超过{limit}%",
                "{value} will be spent by the year end, {left}% of the budget is left, more than {limit}%",
            )
            value = plain(round_to_cent(ahead.value))
            yield Remark("MON-04", words.format(value=value, left=plain(round_to_cent(left)), limit=plain(limit)))


def _about_both(found: Assessment) -> Iterator[Remark]:
    limit = codes()["MON-02"].limit
    if found.realisation is None or found.execution_rate is None or limit is None:
        return
    realised, executed = found.realisation * _HUNDRED, found.execution_rate * _HUNDRED
    gap = abs(realised - executed)
    if gap > limit:
        words = Text(
            "目标实现程度{realised}%，预算执行率{executed}%，相差{gap}个百分点，超过{limit}个",
            "{realised}% of the targets, {executed}% of the budget: {gap} percentage points apart, more than {limit}",
        )
        shown = words.format(
            realised=plain(round_to_cent(realised)),
            executed=plain(round_to_cent(executed)),
            gap=plain(round_to_cent(gap)),
            limit=plain(limit),
        )
        yield Remark("MON-02", shown)


def count_colors(found: Assessment) -> dict[str, int]:
    """How many indicators have each colour; "none" where it cannot be said."""
    counts = dict.fromkeys((*COLORS, "none"), 0)
    for row in found.indicators:
        counts[row.light.color or "none"] += 1
    return counts
