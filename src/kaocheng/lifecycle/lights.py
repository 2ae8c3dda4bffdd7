"""Red, yellow, green and blue during the year. The rules are data (`data/lights.toml`), one section for each variant.

A light always shows how it came about. What cannot be read or compared has no colour and says why; it is never green.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from kaocheng.errors import DataError, UsageError
from kaocheng.language import Text, same
from kaocheng.lifecycle.curve import LINEAR, Curve, plain
from kaocheng.lifecycle.pace import CannotSay, execution_pace, indicator_pace, round_to_cent
from kaocheng.values.compare import Comparison, NotComparable, compare
from kaocheng.values.value import Comparator, Kind, Value

Color = Literal["red", "yellow", "green", "blue"]
WordClass = Literal["achieved", "partly_achieved", "not_achieved"]
Basis = Literal["product", "second_hand", "proposal"]

_FILE = Path(__file__).parent / "data/lights.toml"
_WORST_FIRST: tuple[Color, ...] = ("red", "yellow", "green", "blue")
_HUNDRED = Decimal(100)
RATES = frozenset({"%", "‰", "百分点", "个百分点"})

COLORS: dict[Color, Text] = {
    "red": Text("红灯", "red"),
    "yellow": Text("黄灯", "yellow"),
    "green": Text("绿灯", "green"),
    "blue": Text("蓝灯", "blue"),
}
NO_LIGHT = Text("无法判断", "cannot be said")
BASES: dict[Basis, Text] = {
    "product": Text("在用系统的做法，不是文件规定", "what a deployed system does; not a regulation"),
    "second_hand": Text("文件规定的转述，未见原文", "a regulation at second hand; the original was not seen"),
    "proposal": Text("本软件的建议，不是规定", "a proposal of this software; not a regulation"),
}
_CLASSES: dict[WordClass, Text] = {
    "achieved": Text("达成", "achieved"),
    "partly_achieved": Text("部分达成", "partly achieved"),
    "not_achieved": Text("未达成", "not achieved"),
}


@dataclass(frozen=True, slots=True)
class Light:
    """`color`: None where it cannot be said. `formula`: how it came about with its inputs, or why it cannot be said.

    `pace`: in percent, where one was computed. `remark`: what the reader should know about it.
    """

    color: Color | None
    formula: Text
    pace: Decimal | None = None
    remark: Text | None = None


@dataclass(frozen=True, slots=True)
class Band:
    """Everything below `below` (None: all the rest)."""

    light: Color
    below: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """Cumulative execution below `rate` percent at the end of `month` is an alert."""

    month: int
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Forward:
    """More is better. `nothing_done`: the light for 0. `over_annual`: percent of the annual target from which
    `over_light` is given. `prorate_rates`: whether rates are divided by the months of the year like amounts."""

    bands: tuple[Band, ...]
    nothing_done: Color | None = None
    over_annual: Decimal | None = None
    over_light: Color | None = None
    prorate_rates: bool = True


@dataclass(frozen=True, slots=True)
class Execution:
    """By pace (`bands`) or by the calendar (`thresholds`)."""

    bands: tuple[Band, ...]
    thresholds: tuple[Threshold, ...] = ()
    alert: Color = "red"
    no_alert: Color = "green"


@dataclass(frozen=True, slots=True)
class Variant:
    """One set of rules. `zero`: for a target of nothing (= 0). `questions`: lights by two answers, or None."""

    id: str
    title: Text
    basis: Basis
    source: str
    forward: Forward
    reverse: Mapping[str, Color]
    zero: Mapping[str, Color]
    words: Mapping[str, Color]
    execution: Execution
    questions: Mapping[str, Color] | None = None


# --- indicators ---


def indicator_light(
    target: Value | None,
    actual: Value | None,
    *,
    month: int,
    variant: Variant | None = None,
    curve: Curve = LINEAR,
    lower_is_better: bool | None = None,
    words: WordClass | None = None,
) -> Light:
    """Light of one indicator at the end of a month.

    `target`, `actual`: None where the cell is empty or cannot be read. `lower_is_better`: direction of a target
    printed without an operator. `words`: class of an actual value in words, None where a person has to decide.
    """
    rules = variant or load_variant("default")
    if target is None or target.kind is Kind.EMPTY:
        return _no_light(Text("年度指标值未填写或无法识别", "the annual target is missing or cannot be read"))
    if actual is None or actual.kind is Kind.EMPTY:
        return _no_light(Text("累计完成值未填写或无法识别", "the value to date is missing or cannot be read"))
    found = compare(target, actual, lower_is_better=lower_is_better)
    if isinstance(found, NotComparable):
        numeric = Kind.QUANTITY in (target.kind, actual.kind) or Kind.RANGE in (target.kind, actual.kind)
        if numeric or Kind.DATE in (target.kind, actual.kind) or words is None:
            reason = found.reason
            if not numeric and Kind.DATE not in (target.kind, actual.kind):
                reason = Text("文字表述属于哪一档须由人判定", "a person must say which class the words belong to")
            return _no_light(reason)
        return _by_words(words, rules)
    if found.direction == "date":
        return _met(found, rules.reverse, Text("按期", "in time"), Text("逾期", "late"))
    if target.value == 0 and target.comparator in (Comparator.EQ, None):
        return _met(
            found, rules.zero, Text("完成值等于0", "it is 0"), Text("完成值不等于0", "it is not 0"), target.unit
        )
    if found.direction == "reverse":
        strict = target.comparator is Comparator.LT
        good = Text("未超过指标值", "not above the target") if not strict else Text("小于指标值", "below the target")
        bad = Text("超过指标值", "above the target") if not strict else Text("不小于指标值", "not below the target")
        return _met(found, rules.reverse, good, bad, target.unit)
    if found.direction == "range":
        if found.met:
            return _met(found, rules.reverse, Text("在区间内", "inside the range"), Text("", ""), target.unit)
        return _no_light(
            Text(
                "完成值在区间之外；年中是否正常，口径未作规定",
                "outside the range; the rules are silent about it",
            )
        )
    return _forward(found, target.unit or actual.unit or "", month, rules.forward, curve)


def is_cumulative(target: Value) -> bool:
    """Whether a value grows over the year, as an amount does and a rate does not."""
    forward = target.comparator in (Comparator.GE, Comparator.GT, Comparator.EQ, None)
    return target.kind is Kind.QUANTITY and forward and bool(target.value) and target.unit not in RATES


def _forward(found: Comparison, unit: str, month: int, rules: Forward, curve: Curve) -> Light:
    assert found.actual is not None
    assert found.target is not None
    done, target = found.actual, found.target
    shown = plain(done) + unit
    if rules.nothing_done is not None and done == 0:
        return _light(rules.nothing_done, Text("累计完成{done}", "done: {done}").format(done=shown), None, found.remark)
    if rules.over_annual is not None and rules.over_light is not None and target > 0:
        percent = done / target * _HUNDRED
        if percent >= rules.over_annual:
            words = Text(
                "累计完成{done} ÷ 年度指标值{target} × 100 = {percent}，达到{limit}",
                "done {done} ÷ annual target {target} × 100 = {percent}, which reaches {limit}",
            ).format(
                done=shown,
                target=plain(target) + unit,
                percent=plain(round_to_cent(percent)),
                limit=plain(rules.over_annual),
            )
            return _light(rules.over_light, words, percent, found.remark)
    is_rate, remark = unit in RATES, found.remark
    if is_rate and not rules.prorate_rates:
        month, curve = 12, LINEAR
    elif is_rate and month < 12:
        warning = Text(
            "比率按时间折算，结果可能偏高，请结合实际判断",
            "a rate was divided by time: this may flatter",
        )
        remark = warning if remark is None else _join(remark, warning)
    pace = indicator_pace(done, target, month, curve, unit)
    if isinstance(pace, CannotSay):
        return _no_light(pace.reason)
    return _banded(pace.percent, pace.formula, rules.bands, remark)


def _by_words(words: WordClass, rules: Variant) -> Light:
    formula = Text("按“{words}”一档", "classed as “{words}”").format(words=_CLASSES[words])
    return _light(rules.words[words], formula)


def _met(found: Comparison, lights: Mapping[str, Color], good: Text, bad: Text, unit: str | None = None) -> Light:
    words = good if found.met else bad
    if found.actual is not None and found.target is not None:
        target = plain(found.target) if found.upper is None else f"{plain(found.target)}~{plain(found.upper)}"
        said = Text("累计完成{done}，年度指标值{target}，{words}", "done {done}, annual target {target}: {words}")
        words = said.format(done=plain(found.actual) + (unit or ""), target=target + (unit or ""), words=words)
    return _light(lights["met" if found.met else "missed"], words, None, found.remark)


# --- execution and the project ---


def execution_light(
    executed: Decimal | None,
    budget: Decimal,
    *,
    month: int,
    variant: Variant | None = None,
    curve: Curve = LINEAR,
) -> Light:
    """Light of expenditure at the end of a month. `executed`: None where it is not known; both in 万元."""
    rules = (variant or load_variant("default")).execution
    if executed is None:
        return _no_light(
            Text("没有{month}月的累计支出", "the expenditure up to month {month} is missing").format(month=month)
        )
    if rules.thresholds:
        return _by_calendar(executed, budget, month, rules)
    pace = execution_pace(executed, budget, month, curve)
    if isinstance(pace, CannotSay):
        return _no_light(pace.reason)
    return _banded(pace.percent, pace.formula, rules.bands)


def _by_calendar(executed: Decimal, budget: Decimal, month: int, rules: Execution) -> Light:
    passed = [threshold for threshold in rules.thresholds if threshold.month <= month]
    if not passed:
        words = Text("本口径从{month}月起设警戒线", "this variant has no threshold before month {month}")
        return _no_light(words.format(month=rules.thresholds[0].month))
    last = passed[-1]
    rate = executed / budget * _HUNDRED if budget > 0 else Decimal(0)
    is_alert = rate < last.rate
    words = Text(
        "累计支出{executed}万元 ÷ 全年预算数{budget}万元 = {rate}%，1—{month}月警戒线{limit}%，{verdict}",
        "spent {executed} ÷ annual budget {budget} (万元) = {rate}%; threshold for months 1 to {month}: {limit}%; "
        "{verdict}",
    ).format(
        executed=plain(executed),
        budget=plain(budget),
        rate=plain(round_to_cent(rate)),
        month=last.month,
        limit=plain(last.rate),
        verdict=Text("低于警戒线", "below it") if is_alert else Text("未低于警戒线", "not below it"),
    )
    return _light(rules.alert if is_alert else rules.no_alert, words)


def project_light(lights: Sequence[Light]) -> Light:
    """The worst of the indicators: red, yellow, green, blue.

    Where some cannot be said, a red or yellow one still counts; green or blue is not given, since it may be worse.
    """
    colors = [light.color for light in lights if light.color is not None]
    unsaid = len(lights) - len(colors)
    if not lights or not colors:
        return _no_light(Text("没有可判断的指标", "no indicator can be judged"))
    worst = min(colors, key=_WORST_FIRST.index)
    counts = [(color, colors.count(color)) for color in _WORST_FIRST if color in colors]
    shown = Text(
        "、".join(f"{COLORS[color].zh}{count}项" for color, count in counts),
        ", ".join(f"{count} {COLORS[color].en}" for color, count in counts),
    )
    if unsaid and worst in ("green", "blue"):
        words = Text("{shown}；另有{n}项无法判断", "{shown}; {n} cannot be said")
        return _no_light(words.format(shown=shown, n=unsaid))
    remark = None
    if unsaid:
        remark = Text("另有{n}项无法判断", "{n} more cannot be said").format(n=unsaid)
    return _light(worst, Text("取最差：{shown}", "the worst counts: {shown}").format(shown=shown), None, remark)


def answers_light(used: bool | None, met: bool | None, variant: Variant) -> Light:
    """Light by two answers: was the money used as intended, and is the target met? None: not answered."""
    if variant.questions is None:
        words = Text("{title}不按问答亮灯", "{title} asks no questions").format(title=variant.title)
        raise UsageError(words, code="no-questions")
    if used is None or (used and met is None):
        return _no_light(Text("两个问题尚未回答", "the two questions are not answered yet"))
    answer = "not_used" if not used else "used_and_met" if met else "used_not_met"
    words = {
        "not_used": Text("资金未按规定用途使用", "the money was not used as intended"),
        "used_and_met": Text("资金按规定用途使用，目标达到", "the money was used as intended and the target is met"),
        "used_not_met": Text("资金按规定用途使用，目标未达到", "the money was used as intended, the target is not met"),
    }[answer]
    return _light(variant.questions[answer], words)


# --- shared ---


def _banded(percent: Decimal, formula: Text, bands: Sequence[Band], remark: Text | None = None) -> Light:
    low: Decimal | None = None
    for band in bands:
        if band.below is None or percent < band.below:
            ends = (low, band.below)
            words = Text("{formula}，{span}", "{formula}; {span}").format(formula=formula, span=_span(*ends))
            return _light(band.light, words, percent, remark)
        low = band.below
    raise DataError(Text("灯色分档没有最后一档", "the bands have no last one"))


def _span(low: Decimal | None, high: Decimal | None) -> Text:
    if low is None and high is not None:
        return Text(f"小于{plain(high)}", f"below {plain(high)}")
    if high is None and low is not None:
        return Text(f"不小于{plain(low)}", f"{plain(low)} or more")
    if low is None or high is None:
        return Text("任何数值", "any value")
    return Text(f"在{plain(low)}至{plain(high)}之间", f"from {plain(low)} to below {plain(high)}")


def _light(color: Color, formula: Text, pace: Decimal | None = None, remark: Text | None = None) -> Light:
    words = Text("{formula}，{color}", "{formula}: {color}").format(formula=formula, color=COLORS[color])
    return Light(color, words, pace, remark)


def _no_light(reason: Text) -> Light:
    return Light(None, Text("无法判断：{reason}", "cannot be said: {reason}").format(reason=reason))


def _join(first: Text, second: Text) -> Text:
    return Text(f"{first.zh}；{second.zh}", f"{first.en}; {second.en}")


# --- the data ---


@functools.cache
def all_variants() -> dict[str, Variant]:
    """Every variant by id, in the order of the file."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"), parse_float=Decimal)
    found: dict[str, Variant] = {}
    for id, section in data.items():
        try:
            found[id] = _variant(id, {**data.get(section.get("extends", ""), {}), **section})
        except (KeyError, TypeError, ValueError, ArithmeticError) as error:
            words = Text("{file} [{id}] 有误：{error}", "{file} [{id}]: {error}")
            raise DataError(words.format(file=same(_FILE.name), id=id, error=error)) from None
    return found


def load_variant(id: str) -> Variant:
    """Raises UsageError for one that does not exist."""
    known = all_variants()
    if id not in known:
        words = Text("没有灯色口径 {id}，现有：{known}", "no set of lights {id}; known: {known}")
        raise UsageError(words.format(id=id, known="、".join(known)), code="no-variant")
    return known[id]


def _variant(id: str, section: Mapping[str, Any]) -> Variant:
    if section["basis"] not in BASES:
        raise ValueError(f"basis = {section['basis']!r}")
    forward, execution = section["forward"], section["execution"]
    thresholds = tuple(Threshold(row["month"], Decimal(row["rate"])) for row in execution.get("thresholds", ()))
    return Variant(
        id=id,
        title=Text(section["zh"], section["en"]),
        basis=section["basis"],
        source=section["source"],
        forward=Forward(
            bands=_bands(forward["bands"]),
            nothing_done=_color(forward.get("nothing_done")),
            over_annual=_number(forward.get("over_annual")),
            over_light=_color(forward.get("over_light")),
            prorate_rates=forward.get("prorate_rates", True),
        ),
        reverse=_table(section["reverse"], ("met", "missed")),
        zero=_table(section["zero"], ("met", "missed")),
        words=_table(section["words"], tuple(_CLASSES)),
        execution=Execution(
            bands=() if thresholds else _bands(execution["bands"]),
            thresholds=tuple(sorted(thresholds, key=lambda threshold: threshold.month)),
            alert=_color(execution.get("alert")) or "red",
            no_alert=_color(execution.get("no_alert")) or "green",
        ),
        questions=_table(section["questions"], ("used_and_met", "used_not_met", "not_used"))
        if "questions" in section
        else None,
    )


def _bands(rows: Iterable[Mapping[str, Any]]) -> tuple[Band, ...]:
    bands = [Band(_sure(row["light"]), _number(row.get("below"))) for row in rows]
    limits = [band.below for band in bands[:-1]]
    rising = all(limit is not None for limit in limits) and limits == sorted(set(limits), key=lambda n: n or 0)
    if not bands or bands[-1].below is not None or not rising:
        raise ValueError("bands must rise and end with one that has no below")
    return tuple(bands)


def _table(rows: Mapping[str, str], keys: Sequence[str]) -> dict[str, Color]:
    if set(rows) != set(keys):
        raise ValueError(f"{sorted(rows)} instead of {sorted(keys)}")
    return {key: _sure(rows[key]) for key in keys}


def _color(name: str | None) -> Color | None:
    return None if name is None else _sure(name)


def _sure(name: str) -> Color:
    return next(color for color in _WORST_FIRST if color == name) if name in _WORST_FIRST else _refuse(name)


def _refuse(name: str) -> Color:
    raise ValueError(f"no light {name!r}")


def _number(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
