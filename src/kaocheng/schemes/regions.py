"""Printed place names to administrative division codes.

Names stand inside the names of units ("中共元氏县委宣传部"), so they are looked for, not parsed. A name that several
places bear (鼓楼区) is settled by the province or city named beside it, or not at all.
"""

from __future__ import annotations

import functools
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

_FILE = Path(__file__).parent / "data/regions.txt"
COUNTRY = "000000"
_LONGEST_SCAN = 4000  # characters; a title, a unit and a few lines of text are enough
# Words that are also the names of districts: they count only right after the name of their city.
_ORDINARY_WORDS = frozenset(
    {"城区", "郊区", "矿区", "东区", "西区", "新城区", "城中区", "市中区", "新县", "古县", "南县"}
)
_SUFFIXES = ("特别行政区", "维吾尔自治区", "壮族自治区", "回族自治区", "自治区", "省", "市")
_PEOPLES = re.compile(
    r"(?:哈萨克|柯尔克孜|蒙古族?|土家族|布依族|哈尼族|景颇族|傈僳族|朝鲜族|[藏羌彝苗侗壮傣白回]族)+自治州$"
)


@dataclass(frozen=True, slots=True)
class Region:
    """A province, city or county. `code`: six digits (GB/T 2260). `province`, `city`: names above it, or its own."""

    code: str
    name: str
    province: str
    city: str | None

    @property
    def full_name(self) -> str:
        """With everything above it: "河北省石家庄市元氏县"."""
        parts = dict.fromkeys(part for part in (self.province, self.city, self.name) if part)
        return "".join(parts)


class _Mention(NamedTuple):
    start: int
    end: int
    codes: tuple[str, ...]


def find_region(text: str) -> Region | None:
    """The place a text speaks of, as deep as the text settles it, or None.

    Two places are told apart by how much of what stands above them is named too, then by how often they are named.
    Where that settles nothing, the province or city that both lie in counts, provided the text names it.

    >>> find_region("邵阳市北塔区委网信办").code
    '430511'
    >>> find_region("鼓楼区城市管理局") is None
    True
    """
    best = _best_codes(text)
    if len(best) == 1:
        return region_of_code(best[0])
    if not best:
        return None
    shared = _shared_prefix(best)
    named = {code for mention in _mentions(text) for code in mention.codes if code != COUNTRY}
    for length in (4, 2):
        code = shared[:length].ljust(6, "0")
        if len(shared) >= length and code in named:
            return region_of_code(code)
    return None


def region_candidates(text: str) -> tuple[Region, ...]:
    """The places a text may speak of: one where it is clear, several where a name is ambiguous."""
    regions = (region_of_code(code) for code in _best_codes(text))
    return tuple(region for region in regions if region is not None)


def region_of_code(code: str) -> Region | None:
    """The place with this code. Codes of towns (nine digits and more) are cut to their county."""
    names = _names()
    code = code[:6].ljust(6, "0")
    if code not in names:
        return None
    province = names[code[:2] + "0000"]
    return Region(code, names[code], province, names.get(code[:4] + "00"))


@functools.lru_cache(maxsize=256)
def _best_codes(text: str) -> tuple[str, ...]:
    mentions = _mentions(text)
    mentioned: Counter[str] = Counter(code for mention in mentions for code in mention.codes)
    scores: dict[str, tuple[int, int, int]] = {}
    for code in mentioned:
        above = {code[:2] + "0000", code[:4] + "00"} - {code}
        depth = 2 if not code.endswith("00") else 1 if not code.endswith("0000") else 0
        # A county without anything above it named still beats the bare name of some other province.
        scores[code] = (sum(place in mentioned for place in above) + (depth > 0), depth, mentioned[code])
    if not scores:
        return ()
    top = max(scores.values())
    return tuple(sorted(code for code, score in scores.items() if score == top))


@functools.lru_cache(maxsize=256)
def _mentions(text: str) -> tuple[_Mention, ...]:
    """Every place named in the text, longest name first at each position, from left to right."""
    text = "".join(text[:_LONGEST_SCAN].split())
    index, beginnings, longest = _index()
    found: list[_Mention] = []
    position = 0
    while position < len(text) - 1:
        if text[position : position + 2] not in beginnings:
            position += 1
            continue
        for length in range(min(longest, len(text) - position), 1, -1):
            name = text[position : position + length]
            codes = index.get(name)
            if codes is None:
                continue
            if name in _ORDINARY_WORDS:
                codes = _right_after_city(codes, found, position)
                if not codes:
                    continue
            found.append(_Mention(position, position + length, codes))
            position += length
            break
        else:
            position += 1
    return tuple(found)


def _right_after_city(codes: tuple[str, ...], found: list[_Mention], position: int) -> tuple[str, ...]:
    if not found or found[-1].end != position:
        return ()
    return tuple(code for code in codes if code[:4] + "00" in found[-1].codes)


def _shared_prefix(codes: tuple[str, ...]) -> str:
    first, last = min(codes), max(codes)
    return next((first[:length] for length in (4, 2) if first[:length] == last[:length]), "")


def _short(name: str) -> str:
    if name.endswith("自治州"):
        return _PEOPLES.sub("州", name)
    return next((name.removesuffix(s) for s in _SUFFIXES if name.endswith(s)), name)


@functools.cache
def _names() -> dict[str, str]:
    text = _FILE.read_text("utf-8")
    rows = (line.split(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    return {code: name for code, name in rows}  # noqa: C416 (dict() loses the pair type)


@functools.cache
def _index() -> tuple[dict[str, tuple[str, ...]], frozenset[str], int]:
    """Names to codes, the first two characters of all names, and the length of the longest.

    Provinces and cities also go by their short names (河北, 邵阳, 甘孜州); counties do not, because their short names
    are everyday words. A city named like its province (吉林) leaves the short name to the province.
    """
    index: defaultdict[str, list[str]] = defaultdict(list)
    for code, name in _names().items():
        index[name].append(code)
        if code.endswith("00"):
            short = _short(name)
            if short != name and code[:2] + "0000" not in index[short]:
                index[short].append(code)
    return (
        {name: tuple(codes) for name, codes in index.items()},
        frozenset(name[:2] for name in index),
        max(map(len, index)),
    )
