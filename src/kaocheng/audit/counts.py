"""Counts of things in a sentence (条, 人, 次 …): a whole and the parts the sentence gives of it.

The counterpart of `narrative` for what is not money. A sentence is read only where it says itself that it divides a
whole: by 其中 or 包括 after it, or by 合计 or 共 behind the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d{1,4})?|\d{1,10}(?:\.\d{1,4})?"
_UNIT = (
    "人次|场次|家次|户次|件次|批次|台套|平方米|公里|人|名|位|条|件|次|场|期|篇|个|家|户|份|处|项|台|套|起|例"
    "|座|所|只|头|株|吨|亩"
)
_COUNT = re.compile(
    rf"(?P<before>约|近|逾|超过?)?(?<![\d.,A-Za-z〔第])(?P<number>{_NUMBER})(?P<wan>[万千百]?)(?P<more>[余多])?"
    rf"(?P<unit>{_UNIT})(?P<after>左右|以上|上下)?"
)
_DIVIDES = re.compile(r"其中|包括|包含|分别为|分别是")
_TOTAL = re.compile(r"合计|共计|总计|总共|在职人员共|(?:人员|总数)共$|共$|共有$")
_COMPARISON = re.compile(r"同比|增[加长]|减少|上年|去年|人均|平均|每|占|排名|目标|计划")
_LABEL = re.compile(r"[，,。；;：:、（(！？]")
_MAGNITUDES = {"": 1, "百": 100, "千": 1000, "万": 10_000}
_COMPLEMENTS = (  # words that divide a whole completely
    ("男", "女"),
    ("行政", "事业"),
    ("正面", "负面"),
    ("线上", "线下"),
    ("城镇", "农村"),
    ("在职", "退休"),
    ("合格", "不合格"),
    ("一般", "重点"),
)
_NEAR = Decimal("0.02")
_TENTH = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of things. `value`: with its magnitude (4.2万 is 42000). `least`, `most`: what the wording allows."""

    text: str
    label: str
    value: Decimal
    unit: str
    least: Decimal
    most: Decimal
    start: int
    end: int

    @property
    def approximate(self) -> bool:
        return self.least != self.most


@dataclass(frozen=True, slots=True)
class Division:
    """A whole and its parts, as one sentence gives them."""

    whole: Count
    parts: tuple[Count, ...]

    @property
    def total(self) -> Decimal:
        return sum((part.value for part in self.parts), Decimal(0))

    @property
    def agrees(self) -> bool:
        """Whether some reading of the rounded words makes the parts add up."""
        least = sum((part.least for part in self.parts), Decimal(0))
        most = sum((part.most for part in self.parts), Decimal(0))
        return least <= self.whole.most and most >= self.whole.least


@lru_cache(maxsize=4096)
def counts(sentence: str) -> tuple[Count, ...]:
    """Every count of a closed-up sentence, in order.

    >>> [(c.label, c.value, c.unit) for c in counts("发稿1617篇，关注人数1.4万人")]
    [('发稿', Decimal('1617'), '篇'), ('关注人数', Decimal('14000.0'), '人')]
    """
    found: list[Count] = []
    end = 0
    for match in _COUNT.finditer(sentence):
        size = _MAGNITUDES[match["wan"]]
        number = match["number"].replace(",", "")
        value = Decimal(number) * size
        step = Decimal(size).scaleb(-len(number.partition(".")[2])) if size > 1 else Decimal(0)
        least = most = value
        if size > 1:  # 4.2万 is a rounded figure
            least, most = value - step / 2, value + step / 2
        if match["more"] or match["before"] in ("逾", "超", "超过") or match["after"] == "以上":
            least, most = value, value + _leading(value, step)
        elif match["before"] or match["after"]:
            least, most = value * (1 - _TENTH), value * (1 + _TENTH)
        label = _LABEL.split(sentence[end : match.start()])[-1]
        found.append(Count(match.group(), label, value, match["unit"], least, most, match.start(), match.end()))
        end = match.end()
    return tuple(found)


def _leading(value: Decimal, step: Decimal) -> Decimal:
    """How far 余 may reach: 4万余 stays below 5万, 120余 below 130, 200余 below 300."""
    digits = value.normalize()
    exponent = digits.as_tuple().exponent
    unit = Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0)
    return max(unit, step)


def divisions(sentence: str) -> Iterator[Division]:
    """Wholes with the parts the sentence gives of them, in the same unit.

    Given after 其中 they count only if they exceed the whole, come within 2 % of it or divide it by words that leave
    nothing over (男、女); before a 合计 or 共 they are complete.
    """
    found = counts(sentence)
    if len(found) < 3:
        return
    marker = _DIVIDES.search(sentence)
    if marker is not None:
        whole = next((c for c in reversed(found) if c.end <= marker.start()), None)
        if whole is not None and marker.start() - whole.end <= 6:
            parts = _parts(found, whole, marker.start())
            if len(parts) > 1 and _is_complete(whole, parts):
                yield Division(whole, tuple(parts))
                return
    for index, total in enumerate(found):
        if index >= 2 and _TOTAL.search(total.label):
            before = [c for c in found[:index] if c.unit == total.unit and not _COMPARISON.search(c.label)]
            if len(before) == index and not marker:
                yield Division(total, tuple(before))
                return


def _parts(found: tuple[Count, ...], whole: Count, start: int) -> list[Count]:
    parts: list[Count] = []
    for count in found:
        if count.start < start:
            continue
        if count.unit != whole.unit or _COMPARISON.search(count.label):
            break
        parts.append(count)
    return parts


def _is_complete(whole: Count, parts: list[Count]) -> bool:
    total = sum((part.value for part in parts), Decimal(0))
    if total > whole.most or abs(total - whole.value) <= whole.value * _NEAR:
        return True
    labels = [part.label for part in parts]
    return len(parts) == 2 and any(
        (one in labels[0] and other in labels[1]) or (other in labels[0] and one in labels[1])
        for one, other in _COMPLEMENTS
    )
