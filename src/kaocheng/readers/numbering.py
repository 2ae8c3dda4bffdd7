"""Automatic numbers of a Word document: 一、（一）1. as a reader sees them, though no text of the file says so.

Bullets give nothing. Numbering inherited by a style from another style is not followed.
Source: ECMA-376 Part 1, 17.9 (numbering) and 17.18.59 (number formats).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = _W + "val"
_NUM_PR, _STYLE, _LEVEL, _NUM_ID = _W + "numPr", _W + "pStyle", _W + "ilvl", _W + "numId"
_LEVELS = 9
_PLACE = re.compile(r"%([1-9])")

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
          (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    kind: str
    text: str


class Numbering:
    """The counters of one document, advanced paragraph by paragraph. `used`: how many labels were given out."""

    def __init__(self, lists: dict[str, tuple[str, dict[int, _Level]]], styles: dict[str, tuple[str, int]]) -> None:
        self._lists = lists  # list number → abstract list, levels
        self.styles = styles  # paragraph style → list number, level
        self._counters: dict[str, list[int | None]] = {}  # lists of one abstract list count on together
        self.used = 0

    def label(self, properties: etree._Element) -> str:
        """The number before the paragraph with these properties (w:pPr), or nothing. Advances the counters."""
        number, depth = None, 0
        for item in properties:
            if item.tag == _STYLE:
                number, depth = self.styles.get(item.get(_VAL, ""), (None, 0))
            elif item.tag == _NUM_PR:
                number = _value(item.find(_NUM_ID)) or number
                depth = _whole(_value(item.find(_LEVEL)), depth)
        if number is None or number not in self._lists:
            return ""
        abstract, levels = self._lists[number]
        depth = min(depth, _LEVELS - 1)
        if depth not in levels:
            return ""
        counters = self._counters.setdefault(abstract, [None] * _LEVELS)
        before = counters[depth]
        counters[depth] = levels[depth].start if before is None else before + 1
        counters[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        label = self._text(levels, counters, depth)
        if label:
            self.used += 1
        return label

    def _text(self, levels: dict[int, _Level], counters: list[int | None], depth: int) -> str:
        def shown(match: re.Match[str]) -> str:
            place = int(match[1]) - 1
            level = levels.get(place)
            if level is None:
                return ""
            count = counters[place]
            return format_number(level.start if count is None else count, level.kind)

        level = levels[depth]
        if level.kind in ("bullet", "none"):
            return ""
        label = _PLACE.sub(shown, level.text).strip()
        # On paper a tab keeps "1" and "2023年" apart; without it they would be read as one number.
        return label + " " if label and (label[-1].isalnum() or label[-1] == ".") else label


def read_numbering(root: etree._Element) -> Numbering:
    """The lists of a document, from the root of word/numbering.xml."""
    abstracts: dict[str, dict[int, _Level]] = {}
    tied: dict[str, list[tuple[str, int]]] = {}
    for abstract in root.iterchildren(_W + "abstractNum"):
        name = abstract.get(_W + "abstractNumId", "")
        abstracts[name] = dict(_levels(abstract.iterchildren(_W + "lvl")))
        for element in abstract.iterchildren(_W + "lvl"):
            style = _value(element.find(_STYLE))
            if style:
                tied.setdefault(name, []).append((style, _whole(element.get(_LEVEL), 0)))
    lists: dict[str, tuple[str, dict[int, _Level]]] = {}
    styles: dict[str, tuple[str, int]] = {}
    for number in root.iterchildren(_W + "num"):
        name = number.get(_NUM_ID, "")
        abstract_name = _value(number.find(_W + "abstractNumId")) or ""
        levels = dict(abstracts.get(abstract_name, {}))
        counted = abstract_name
        for override in number.iterchildren(_W + "lvlOverride"):
            levels.update(_levels(override.iterchildren(_W + "lvl")))
            start = _value(override.find(_W + "startOverride"))
            depth = _whole(override.get(_LEVEL), 0)
            if start is not None and depth in levels:
                levels[depth] = replace(levels[depth], start=_whole(start, levels[depth].start))
                counted = f"{abstract_name}/{name}"  # a list that starts anew counts for itself
        lists[name] = (counted, levels)
        for style, depth in tied.get(abstract_name, ()):
            styles.setdefault(style, (name, depth))
    return Numbering(lists, styles)


def _levels(elements: Iterable[etree._Element]) -> Iterable[tuple[int, _Level]]:
    for element in elements:
        yield (
            _whole(element.get(_LEVEL), 0),
            _Level(
                start=_whole(_value(element.find(_W + "start")), 1),
                kind=_value(element.find(_W + "numFmt")) or "decimal",
                text=_value(element.find(_W + "lvlText")) or "",
            ),
        )


def _value(element: etree._Element | None) -> str | None:
    return None if element is None else element.get(_VAL)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and len(text) < 7 and text.isascii() and text.isdigit() else default


def format_number(number: int, kind: str) -> str:
    """A number in one of Word's formats; unknown formats are written in digits.

    >>> [format_number(12, kind) for kind in ("decimal", "chineseCounting", "upperRoman", "decimalEnclosedCircle")]
    ['12', '十二', 'XII', '⑫']
    """
    match kind:
        case "chineseCounting" | "chineseCountingThousand" | "japaneseCounting" | "taiwaneseCountingThousand":
            return _counted(number)
        case "chineseLegalSimplified" | "ideographLegalTraditional":
            return _counted(number, _LEGAL, "拾佰仟")
        case "ideographDigital" | "japaneseDigitalTenThousand" | "taiwaneseDigital":
            return "".join(_DIGITS[int(digit)] for digit in str(number))
        case "ideographTraditional" if 1 <= number <= 10:
            return _STEMS[number - 1]
        case "ideographZodiac" if 1 <= number <= 12:
            return _BRANCHES[number - 1]
        case "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" if 1 <= number <= 20:
            return chr(0x2460 + number - 1)
        case "decimalEnclosedParen" if 1 <= number <= 20:
            return chr(0x2474 + number - 1)
        case "decimalEnclosedFullstop" if 1 <= number <= 20:
            return chr(0x2488 + number - 1)
        case "ideographEnclosedCircle" if 1 <= number <= 10:
            return chr(0x3280 + number - 1)
        case "decimalFullWidth" | "decimalFullWidth2":
            return "".join(chr(0xFF10 + int(digit)) for digit in str(number))
        case "decimalZero":
            return f"{number:02d}"
        case "upperLetter" | "lowerLetter" if number >= 1:
            letter = chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 26)
            return letter.upper() if kind == "upperLetter" else letter
        case "upperRoman" | "lowerRoman" if 1 <= number < 4000:
            roman = _roman(number)
            return roman.upper() if kind == "upperRoman" else roman
        case "none" | "bullet":
            return ""
    return str(number)


def _counted(number: int, digits: str = _DIGITS, units: str = "十百千") -> str:
    """A Chinese numeral below 10 000: 十, 十二, 二十, 一百零五."""
    if not 0 < number < 10_000:
        return "零" if number == 0 else str(number)
    written, pending_zero = "", False
    for place, digit in zip(range(len(str(number)) - 1, -1, -1), str(number), strict=True):
        if digit == "0":
            pending_zero = True
            continue
        written += ("零" if pending_zero else "") + digits[int(digit)] + (units[place - 1] if place else "")
        pending_zero = False
    # 十二, not 一十二; the legal forms keep their 壹.
    return written[1:] if 10 <= number < 20 and digits is _DIGITS else written


def _roman(number: int) -> str:
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written
