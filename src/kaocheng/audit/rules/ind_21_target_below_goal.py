"""指标值低于目标所述

## 检查内容
年度目标写明的次数、数量、比率，与计量同一内容的三级指标比较：指标值定得更低的报告。“每月”按12次、“每季度”按4次、“每周”按52次、“每半年”按2次折算。目标或报告文字称“24小时”“全天候”“全覆盖”监测的，监测覆盖率低于100%也报告。

## 为什么
目标说每月一次，指标值只写“≥6次”，完成一半就得满分，指标管不住目标。

## 依据
财预〔2015〕88号：指标应与目标对应（条文待核）；比较方法为考成手册建议。

## 举例
目标“每月至少一次的集中理论学习”，指标“开展理论学习 ≥6次”：一年至少12次，指标值应为“≥12次”。

## 不报的情形
- 指标值等于或高于目标所述；目标写约数（5000余条），指标值写5000条。
- 目标说的是另一件事：名称与目标没有一半以上的实词相同。
- 单位不同，不能比较。
- 目标说的是几年以后，或是上年的数。
- 越低越好的指标。
- 指标解释写明这是最低标准（底线、及格线）。

## In English
Reports a target that is lower than what the goal states for the same thing: counts, rates, or frequencies counted over a
year. Round-the-clock or full-coverage monitoring implies a coverage of 100 %. The name must share most of its content
with the clause of the goal and the unit must agree; goals for later years and lower-is-better measures stay silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import level3_of, quantity, rows_of, target_of, unsettled
from kaocheng.audit.narrative import paragraphs
from kaocheng.audit.phrases import clauses, content_pairs
from kaocheng.audit.rows import name_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Indicator
from kaocheng.scoring import direction_of
from kaocheng.scoring.figures import format_number
from kaocheng.values import Comparator, Value
from kaocheng.values.units import SIMPLE, convert

_TIMES_A_YEAR = {"月": 12, "季": 4, "季度": 4, "周": 52, "半年": 2}
_NUMERAL = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_FREQUENCY = re.compile(
    r"每(?P<period>季度|半年|月|季|周)[^，。；;\d一二两三四五六]{0,8}?(?P<count>\d+|[一二两三四五六])\s*(?P<unit>次|场|期)"
)
_FIGURE = re.compile(rf"(?P<number>\d+(?:\.\d+)?)\s*[余多]?\s*(?P<unit>%|％|{SIMPLE})")
_OTHER_TIME = re.compile(r"20\d\d年|十[三四五六]五|[三五十两]年|上年|去年|中期|长期|累计")
_AROUND_THE_CLOCK = re.compile(r"24\s*小时|全天候|7\s*[*×x]\s*24|全覆盖|无死角")
_WATCH = re.compile("监测|监控|巡查|值守|监管")
_SENTENCE = re.compile(r"[^。；;\n]+")
_FLOOR = re.compile("最低|底线|及格|不得低于")
_AT_LEAST_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a clause of the goal promises: so many of a unit."""

    clause: str
    number: Decimal
    unit: str


@form_rule(
    "IND-21",
    severity=Severity.WARNING,
    title=Text("指标值低于目标所述", "target lower than the stated goal"),
    message=Text(
        "指标“{subject}”的指标值为“{found}”，低于目标所述的“{clause}”（{expected}）。",
        "Indicator “{subject}” has the target “{found}”, lower than what the text states: “{clause}” ({expected}).",
    ),
    advice=Text(
        "请使指标值与目标一致；若目标写得过高，请修改目标。",
        "Bring target and goal into line, whichever of them is wrong.",
    ),
    source="财预〔2015〕88号（条文待核）；比较方法为考成手册建议",
)
def target_below_goal(subject: FormSubject) -> Iterator[Finding | Skip]:
    goals = [goal.expected.text for goal in subject.form.objectives if goal.expected is not None]
    stated = [promise for goal in goals for promise in _promises(goal)]
    watched = [*goals, *(paragraph.text for paragraph in paragraphs(subject.report))]
    for _, row in rows_of(subject.form):
        target = target_of(row)
        if target is None or not level3_of(row):
            continue
        if skip := unsettled(row, target):
            yield skip
            continue
        value = quantity(target)
        if value is None or not _sets_a_floor(row, value):
            continue
        promise = _best_match(level3_of(row), value, stated) or _always_watched(level3_of(row), value, watched)
        if promise is not None and _lower(value, promise):
            expected = f"≥{format_number(promise.number)}{promise.unit}"
            yield Finding(target, name_of(row), target.text, expected, values={"clause": promise.clause})


def _sets_a_floor(row: Indicator, value: Value) -> bool:
    if value.comparator in (Comparator.LE, Comparator.LT) or direction_of(level3_of(row)) == "lower":
        return False
    notes = (row.definition, row.scoring_rule)
    return not any(_FLOOR.search(note.text) for note in notes if note is not None)


@lru_cache(maxsize=256)
def _promises(goal: str) -> tuple[_Stated, ...]:
    found: list[_Stated] = []
    for clause in clauses(goal):
        if _OTHER_TIME.search(clause):
            continue
        often = _FREQUENCY.search(clause)
        if often:
            count = Decimal(_NUMERAL.get(often["count"]) or often["count"])
            found.append(_Stated(clause, count * _TIMES_A_YEAR[often["period"]], often["unit"]))
            continue
        figures = list(_FIGURE.finditer(clause))
        if len(figures) == 1:
            unit = figures[0]["unit"].replace("％", "%")
            found.append(_Stated(clause, Decimal(figures[0]["number"]), unit))
    return tuple(found)


def _best_match(name: str, value: Value, stated: list[_Stated]) -> _Stated | None:
    """The promise about the same thing: most of the name's content stands in the clause, and the units agree.

    The measure the name ends in (里程, 面积, 次数) is said by the unit, not by the goal.
    """
    wanted = content_pairs(name.removesuffix(word_list("measurable_nouns").ends(name) or "")) or content_pairs(name)
    best: tuple[Decimal, _Stated] | None = None
    for promise in stated:
        if not wanted or not _same_unit(value.unit, promise.unit):
            continue
        if promise.unit == "%" and name[-2:] not in promise.clause:
            continue  # 覆盖率 is not 合格率, whatever they are rates of
        share = Decimal(len(wanted & content_pairs(promise.clause))) / len(wanted)
        if share >= _AT_LEAST_HALF and (best is None or share > best[0]):
            best = (share, promise)
    return None if best is None else best[1]


def _always_watched(name: str, value: Value, texts: list[str]) -> _Stated | None:
    """Monitoring around the clock or of everything promises a coverage of 100 %."""
    if not name.endswith("覆盖率") or not _WATCH.search(name) or value.unit not in ("%", None):
        return None
    nouns = content_pairs(_WATCH.split(name)[0])
    for text in texts:
        for sentence in _SENTENCE.findall(text):
            if _AROUND_THE_CLOCK.search(sentence) and _WATCH.search(sentence) and nouns & content_pairs(sentence):
                part = next(p for p in re.split("[，,]", sentence) if _AROUND_THE_CLOCK.search(p))
                return _Stated(part.strip(), Decimal(100), "%")
    return None


def _same_unit(unit: str | None, other: str) -> bool:
    return unit == other or (unit is not None and convert(Decimal(1), unit, other) is not None)


def _lower(value: Value, promise: _Stated) -> bool:
    number = value.value or Decimal(0)
    if value.unit and value.unit != promise.unit:
        number = convert(number, value.unit, promise.unit) or number
    return number < promise.number
