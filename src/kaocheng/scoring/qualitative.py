"""Scores of words: a class gives an interval, since a person chooses inside it."""

from __future__ import annotations

import re
from decimal import Decimal

from kaocheng.language import Text
from kaocheng.provenance import Printed
from kaocheng.schemes.scheme import QualitativeBand, Scheme
from kaocheng.scoring.classes import QualitativeClass, class_of
from kaocheng.scoring.figures import format_points, format_rate
from kaocheng.scoring.quantitative import Points
from kaocheng.scoring.sheet import Interval, NotComputable
from kaocheng.values.value import Kind, Value

CLASS_WORDS = {
    "achieved": Text("达成", "achieved"),
    "partly_achieved": Text("部分达成", "partly achieved"),
    "not_achieved": Text("未达成", "not achieved"),
}
_BLANKS = re.compile(r"[\s\u3000，,。.；;：:、]+")
_NUMBERS = (Kind.QUANTITY, Kind.RANGE)


def score_words(target: Printed[Value], actual: Printed[Value], weight: Decimal, scheme: Scheme) -> Points:
    """Points for words by their class. Wording equal to the target's is achieved; unknown words need a person."""
    name = _class(target, actual)
    if name is None:
        wanted, text = target.text.replace("\n", ""), actual.text.replace("\n", "")
        reason = Text(
            f"指标值“{wanted}”，实际“{text}”，属于哪一档须由人判定",
            f"target “{wanted}”, actual “{text}”: a person must say which class it is",
        )
        return Points(NotComputable(reason), reason, None, False, scheme.qualitative.status)
    band = next(band for band in scheme.qualitative.value if band.name == name)
    interval = Interval(weight * band.low, weight * band.high)
    words = CLASS_WORDS[name]
    zh, en = _span(interval, band)
    text = actual.text.replace("\n", "")
    formula = Text(f"“{text}”按“{words.zh}”一档，得 {zh}", f"“{text}” is classed as {words.en}: {en}")
    return Points(interval, formula, None, name == "achieved", scheme.qualitative.status)


def score_deadline(met: bool, target: str, actual: str, weight: Decimal, scheme: Scheme) -> Points:
    """Points for a date: in time gives all; late has no proportion, so a person chooses below the top class."""
    target, actual = target.replace("\n", ""), actual.replace("\n", "")
    if met:
        points = format_points(weight)
        formula = Text(
            f"目标“{target}”，实际“{actual}”，按期完成，得满分 {points} 分",
            f"due “{target}”, done “{actual}”, in time: full {points}",
        )
        return Points(weight, formula, None, True, scheme.quantitative.forward.status)
    below = next(band for band in scheme.qualitative.value if band.name == "partly_achieved")
    interval = Interval(Decimal(0), weight * below.high)
    low, high = format_points(interval.low), format_points(interval.high)
    formula = Text(
        f"目标“{target}”，实际“{actual}”，逾期；日期不能按比例计分，由人在 {low}–{high} 分之间定",
        f"due “{target}”, done “{actual}”, late; a date has no proportion, a person chooses {low} to {high}",
    )
    return Points(interval, formula, None, False, scheme.qualitative.status)


def same_words(target: str, actual: str) -> bool:
    """Whether two cells say the same, blanks and stops aside."""
    return _BLANKS.sub("", target) == _BLANKS.sub("", actual)


def _class(target: Printed[Value], actual: Printed[Value]) -> QualitativeClass | None:
    wanted, given = target.known, actual.known
    in_words = wanted is not None and wanted.kind not in _NUMBERS
    if in_words and same_words(target.text, actual.text):
        return "achieved"
    if given is not None and given.kind in _NUMBERS and in_words:
        return None  # a number says nothing about a target in words
    return class_of(actual.text)


def _span(interval: Interval, band: QualitativeBand) -> tuple[str, str]:
    low, high = format_points(interval.low), format_points(interval.high)
    share = f"{format_rate(band.low, 0)}–{format_rate(band.high, 0)}"
    return f"{low}–{high} 分（分值的 {share}）", f"{low} to {high} ({share} of the weight)"
