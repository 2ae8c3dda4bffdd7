"""How alike two projects are, and which indicators the like ones measure: suggestions for a new objective.

Names are compared by their pairs of neighbouring characters, which needs no word list and works for any trade:
农村公路养护补助 and 县乡公路养护经费 share 公路, 路养 and 养护.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from kaocheng.language import Text

LEAST = 0.15  # below this, two names have hardly more in common than 项目 or 经费
_KIND_BONUS, _SECTOR_BONUS = 0.05, 0.15
# What stands in the name of projects of every trade says nothing about this one.
_EMPTY = re.compile(
    r"(?:19|20)\d\d年?度?|专项|项目|资金|经费|补助|补贴|工作|支出|购置|其他|县级|市级|省级|中央|配套|[\W\d_]+"
)


@dataclass(frozen=True, slots=True)
class Known:
    """A project whose objective was approved. `indicators`: (level 1, level 2, name, target) of each row."""

    name: str
    kind: str = ""
    sector: str = ""
    indicators: tuple[tuple[str, str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An indicator that like projects measure. `score`: from 0 to 1 and beyond, for the order only."""

    level1: str
    level2: str
    level3: str
    target: str
    score: float
    reasons: tuple[Text, ...]
    projects: tuple[str, ...] = field(default=())


def likeness(left: str, right: str) -> float:
    """Cosine of the character pairs of two names, from 0 (nothing in common) to 1.

    >>> likeness("农村公路养护补助", "农村公路养护经费")
    1.0
    >>> likeness("农村公路养护", "学生营养改善计划")
    0.0
    """
    one, other = _pairs(left), _pairs(right)
    shared = sum(count * other[pair] for pair, count in one.items())
    return round(shared / (_length(one) * _length(other)), 6) if shared else 0.0


def suggest(
    name: str, known: Iterable[Known], *, kind: str = "", sector: str = "", taken: Iterable[str] = (), limit: int = 20
) -> tuple[Suggestion, ...]:
    """Indicators for a project of this name, best first; the same input gives the same list.

    `taken`: names of indicators the objective has already. An indicator that several like projects measure stands
    higher; its target is that of the project most alike.
    """
    present = {_plain(one) for one in taken}
    found: dict[tuple[str, str], list[tuple[float, Known, tuple[str, str, str, str]]]] = {}
    for project in known:
        alike = likeness(name, project.name)
        if alike < LEAST and not (sector and sector == project.sector and alike > 0):
            continue
        weight = alike + _KIND_BONUS * bool(kind and kind == project.kind)
        weight += _SECTOR_BONUS * bool(sector and sector == project.sector)
        for row in project.indicators:
            if row[2].strip() and _plain(row[2]) not in present:
                found.setdefault((_plain(row[1]), _plain(row[2])), []).append((weight, project, row))
    suggestions = [_suggestion(name, kind, sector, sources) for sources in found.values()]
    suggestions.sort(key=lambda one: (-one.score, one.level1, one.level2, one.level3))
    return tuple(suggestions[:limit])


def _suggestion(
    name: str, kind: str, sector: str, sources: Sequence[tuple[float, Known, tuple[str, str, str, str]]]
) -> Suggestion:
    ordered = sorted(sources, key=lambda source: (-source[0], source[1].name))
    weight, nearest, row = ordered[0]
    projects = tuple(dict.fromkeys(project.name for _, project, _ in ordered))
    # Every further project adds half of what the one before added: many vague likenesses never outdo a close one.
    score = weight + sum(more * 0.25 * 0.5**number for number, (more, _, _) in enumerate(ordered[1:]))
    percent = f"{likeness(name, nearest.name) * 100:.0f}%"
    reasons = [
        Text("与“{name}”名称相近（{percent}）", "name like “{name}” ({percent})").format(
            name=nearest.name, percent=percent
        )
    ]
    if len(projects) > 1:
        reasons.append(Text("{n} 个相近项目都用", "used by {n} similar projects").format(n=len(projects)))
    if sector and nearest.sector == sector:
        reasons.append(Text("同属{sector}领域", "same field: {sector}").format(sector=sector))
    if kind and nearest.kind == kind:
        reasons.append(Text("项目类别相同", "same kind of project"))
    return Suggestion(*row, round(score, 6), tuple(reasons), projects)


@lru_cache(maxsize=4096)
def _pairs(name: str) -> Counter[str]:
    """Pairs within each part between empty words, so that cutting them out makes no new pairs."""
    parts = [part for part in _EMPTY.split(name) if part] or [name]
    return Counter(part[index : index + 2] for part in parts for index in range(max(1, len(part) - 1)))


def _length(pairs: Counter[str]) -> float:
    return math.sqrt(sum(count * count for count in pairs.values()))


def _plain(text: str) -> str:
    return "".join(text.split())
