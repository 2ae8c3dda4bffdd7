"""Printed labels to canonical fields, by the synonym table headers.toml. Pure; everything is cached."""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Collection, Sequence
from importlib.resources import files

# Characters of labels in traditional script, as far as labels use them.
_SIMPLIFIED = str.maketrans(
    "項資預執標實產質數時經濟會態環滿務對總門單費補開優績評價應級規劃險護償轉幣萬億條個備註値權設備購選擇業與為調關際國結續響層類別屬稱據財撥專戶達況進額辦處廳縣區鎮鄉構職責負認證號餘過說報監減齊範圍決離測體義異歸築節",
    "项资预执标实产质数时经济会态环满务对总门单费补开优绩评价应级规划险护偿转币万亿条个备注值权设备购选择业与为调关际国结续响层类别属称据财拨专户达况进额办处厅县区镇乡构职责负认证号余过说报监减齐范围决离测体义异归筑节",
)
_BLANKS = re.compile(r"[\s\u200b\ufeff]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|<[^<>]*>|【[^【】]*】")
_UNCLOSED = re.compile(r"\([^()]*$")
_NUMBERING = re.compile(r"^(?:[一二三四五六七八九十]+[、.．,]|\d+[、.．](?!\d)|\([一二三四五六七八九十\d]+\))")
_PINYIN_DEBRIS = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zA-Zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńň]+\)")
_PATTERN_ONLY = 1000
_MARKS = ":*★☆●·※,，。;；/"


@functools.lru_cache(maxsize=8192)
def normalise(label: str) -> str:
    """A label as it is compared: NFKC, without blanks, brackets with content, colons, numbering; simplified script.

    >>> normalise("实施 (主管)\\n单位：")
    '实施单位'
    >>> normalise("四、年度绩效指标完成情况")
    '年度绩效指标完成情况'
    """
    text = _BLANKS.sub("", unicodedata.normalize("NFKC", label))
    text = simplify(text)
    text = _NUMBERING.sub("", text)
    previous = None
    while previous != text:
        previous, text = text, _BRACKETS.sub("", text)
    text = _UNCLOSED.sub("", text) or text
    return text.strip(_MARKS)


def simplify(text: str) -> str:
    """Traditional characters of labels in simplified script, without the spelling some pages put behind them."""
    return _PINYIN_DEBRIS.sub("", text).translate(_SIMPLIFIED) if not text.isascii() else text


class _Section:
    def __init__(self, entries: dict[str, dict[str, object]]) -> None:
        self.order = tuple(entries)
        self.exact: dict[str, list[str]] = {}
        self.rank: dict[tuple[str, str], int] = {}
        self.patterns: list[tuple[str, re.Pattern[str]]] = []
        for field, spec in entries.items():
            for place, label in enumerate(spec.get("exact", ())):  # type: ignore[arg-type, var-annotated]
                normal = normalise(str(label))
                self.exact.setdefault(normal, []).append(field)
                self.rank.setdefault((normal, field), place)
            if "pattern" in spec:
                self.patterns.append((field, re.compile(str(spec["pattern"]))))

    def fields(self, label: str) -> tuple[str, ...]:
        """The fields a normalised label may name, best first."""
        found = list(self.exact.get(label, ()))
        if not found and len(label) <= 24:
            found = [field for field, pattern in self.patterns if pattern.fullmatch(label)]
        return tuple(dict.fromkeys(found))


@functools.cache
def _sections() -> dict[str, _Section]:
    source = files("kaocheng.extraction").joinpath("headers.toml").read_text("utf-8")
    return {name: _Section(entries) for name, entries in tomllib.loads(source).items()}


@functools.cache
def _exact() -> frozenset[str]:
    return frozenset(label for section in _sections().values() for label in section.exact)


@functools.lru_cache(maxsize=8192)
def is_exact(label: str) -> bool:
    """Whether a printed label stands in the table word for word, in any section."""
    return len(label) <= 60 and normalise(label) in _exact()


@functools.lru_cache(maxsize=16384)
def fields_of(label: str, section: str) -> tuple[str, ...]:
    """The canonical fields that a printed label may name in a section of headers.toml, best first; () for none."""
    if len(label) > 60:
        return ()
    normal = normalise(label)
    return _sections()[section].fields(normal) if normal else ()


def field_of(label: str, section: str) -> str | None:
    """The best field for a printed label, or None."""
    found = fields_of(label, section)
    return found[0] if found else None


def assign(labels: Sequence[str], section: str, barred: Collection[str] = ()) -> dict[int, str]:
    """Which of the labels of one header row names which field: index → field.

    A label may name several fields and a field may be claimed by several labels. Fields choose in the order of
    headers.toml, each the label that stands first in its list; a label that only a pattern knows comes last.
    """
    table = _sections()[section]
    normal = [normalise(label) if len(label) <= 60 else "" for label in labels]
    claims: dict[str, list[tuple[int, int]]] = {}
    for index, label in enumerate(labels):
        for field in fields_of(label, section):
            if field not in barred:
                claims.setdefault(field, []).append((table.rank.get((normal[index], field), _PATTERN_ONLY), index))
    chosen: dict[int, str] = {}
    for field in table.order:
        free = [claim for claim in claims.get(field, ()) if claim[1] not in chosen]
        if free:
            chosen[min(free)[1]] = field
    return chosen


@functools.cache
def labels_of(section: str) -> tuple[str, ...]:
    """Every label that a section knows word for word, normalised, the longest first."""
    return tuple(sorted(_sections()[section].exact, key=len, reverse=True))
