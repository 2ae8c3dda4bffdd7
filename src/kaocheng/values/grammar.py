"""One grammar for targets and actual values: comparator, number or range, unit; or a date, a period, words.

    cell     := empty | yes-no | period | deadline | range | quantity | words
    quantity := [comparator] number [unit] [以上 | 以内 …]
    range    := number [unit] (- | ~ | 至) number [unit]      also ≥80%且<90%, ±5%

Everything in a sentence counts: 至少全年完成2次宣传 is ge 2 次. A sentence with several different numbers says nothing
single and is words. Ordinals, ratios and codes (第3批, 1:2, PM2.5) are no numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from kaocheng.values import dates
from kaocheng.values.comparators import SIGN, comparator_after, comparator_before, parse_direction
from kaocheng.values.numbers import DIGITS, NUMERALS, read_digits
from kaocheng.values.spelling import Spelling, spell, widen
from kaocheng.values.units import COMPOUND, convert, is_unit, plain_unit
from kaocheng.values.value import Comparator, Kind, Value

LONGEST = 600  # characters; a longer cell is prose

_EMPTY = Value(Kind.EMPTY)
_WORDS = Value(Kind.QUALITATIVE)
_DURATION = Value(Kind.DURATION)

_MARKS_OF_NOTHING = re.compile(
    r"[-—–―一/／\\.…·_~*()\s]*|无|空|暂无|不适用|不涉及|无此项|无指标|N/?A|nan|null|none|无内容", re.IGNORECASE
)
_YES_NO = re.compile(r"(?:是|否|不是|(?:已|已经|均已|未|没有|尚未|未能)?完成|√|✓|✔|×|✗)")
_TAIL = "。.;,、!:"

_NUMBER = re.compile(
    rf"""
      (?P<code>[A-Za-z]+[-.]?\d[\w./-]*|第\d+|\d+[A-Za-z]?(?:/T)?-\d{{4}}标准
        |[〔\[(]\d{{4}}[〕\])]第?\d+号|(?<![\d.])[345][GDA](?=级|网|基站|技术|打印))
    | (?P<ratio>\d+(?:\.\d+)?[:/]\d+(?:\.\d+)?|\d+\+[A-Z\d]+)
    | (?P<sign>±|(?:(?<=^)|(?<=[{re.escape("=<>≥≤≧≦(: 率长幅至到~")}]))[-+])?
      (?P<number>(?<![\d.])(?:{DIGITS})(?![\d.]*\d))
      (?P<more>余|多(?!于)|来)?
    | (?P<stray>\d)
    """,
    re.VERBOSE | re.ASCII,
)
_UNIT = re.compile(rf"{COMPOUND}(?!钟头)", re.IGNORECASE)
_LETTERS = re.compile(r"[A-Za-z]{2}")
_BLANKS = re.compile(r"\s*")
_ENUMERATOR = re.compile(r"(?:(?<=^)|(?<=[;。\n]))\s*(?:\d{1,2}[.、](?!\d)|\(\d{1,2}\))")
_SHORT_UNIT = re.compile(r"[\u4e00-\u9fff]{1,4}(?=$|[,;。、()]|以上|以下|以内|之内|及以上|[/每])")
_NO_UNIT = re.compile(r"[完达合按以左右余多及或且和为是已全到后前起内至有不未发支建实开的含符上下]")
_PER = re.compile(r"每(?:个|一)?(?P<unit>[\u4e00-\u9fff]{1,3}?)(?=每|\d|[=<>≥≤≧≦]|$)")
_PER_TIME = re.compile(r"每(?:个|一)?(?P<unit>年|季度|月|周|天|日|人|户|亩|村|次|场|期|车|公里|平方米|生)(?!度|期)")
_CLAUSE = re.compile(r"[,;。、()]")
_LONE_MONTH = re.compile(rf"(?P<sign>{SIGN})?(?P<month>1[0-2]|0?[1-9])月")
_RECURRING_DAY = re.compile(
    r"(?<![月\d])\d{1,2}(?:日|号)(?:之|以)?前|每(?:个|一)?(?:月|季度?|学期)(?:的)?\d{1,2}(?:日|号)"
)
_BEFORE_NUMERALS = (
    r"(?:每(?:个|一)?(?!每)[\u4e00-\u9fff]{1,3}?|不[低少小高大多超][于过]?|至少|[大小高低多少]于(?:或?等于)?|超过|完成|达到?|开展"
    r"|≥|≤|>=?|<=?|=){0,4}"
)
_AFTER_NUMERALS = r"(?:[及或含()]*(?:以上|以下|以内|之内|内))?"
_HUNDREDTHS = re.compile(
    rf"(?P<before>[^\d百]{{0,20}})百分之(?P<number>{NUMERALS}{{1,8}}|{DIGITS})(?P<after>[^\d百]{{0,20}})", re.ASCII
)
_BARE_NUMERALS = re.compile(
    r"(?!百|千|万|亿)[零〇二两三四五六七八九十百千万亿]{1,12}|一[十百千万亿零][零一二三四五六七八九十百千万亿]*"
)
_COUNT = re.compile(
    rf"(?P<before>{_BEFORE_NUMERALS})(?P<number>{NUMERALS}{{1,12}}?)(?P<unit>{COMPOUND})(?P<after>{_AFTER_NUMERALS})"
)
# 一级, 一类, 三方 name a class or a party; they count nothing.
_NO_COUNT = frozenset("级类线路面点度段代档方里声口分步县乡镇村市省区校厂环站单本成把MGTmthsgl")
_DATE_CELL = re.compile(
    r"(?:19|20)\d{2}[.](?:0[1-9]|1[0-2])|(?:0?[1-9]|1[0-2])[-.](?:3[01]|[12]\d|0?[1-9])|(?:19|20)\d{6}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])"
)
_YEAR = re.compile(r"(?:19|20)\d\d", re.ASCII)
_DOTTED = re.compile(r"\d+(?:[.-]\d+)?", re.ASCII)
_IMPOSSIBLE = re.compile(r"年\d{1,2}月|月\d{1,2}[日号]")
_ISO_MONTH = re.compile(r"(?:19|20)\d{2}-(?:1[0-2]|0?[1-9])")
_LAST_SIGN = re.compile(rf"(?:{SIGN})$")
_VERBATIM = re.compile(
    rf"(?P<sign>{SIGN})?(?P<value>-?(?:{DIGITS}))(?:~(?P<upper>-?(?:{DIGITS})))?\[(?P<unit>.*)\]", re.ASCII | re.DOTALL
)
_RANGE = re.compile(
    rf"(?P<low>(?:(?<=^)|(?<=[{re.escape('=<>≥≤(:在于')}]))-?(?:{DIGITS})|(?<![\d.A-Za-z-])(?:{DIGITS}))"
    rf"(?P<low_unit>[^\d\s,;。:()~至到—–-]{{0,8}}?)(?:\(含\))?"
    rf"(?P<to>-{{1,3}}|[—–]{{1,2}}|~{{1,2}}|至|到|[与和](?=[\d.]+[^,;。]*之间))(?P<high>-?(?:{DIGITS}))(?![\d.]*\d)",
    re.ASCII,
)
_SANDWICH = re.compile(
    rf"(?P<low>-?(?:{DIGITS}))(?P<low_unit>%|‰)?(?:[≤<≦⩽]|<=)[^\d<≤]{{0,12}}(?:[≤<≦⩽]|<=)(?P<high>-?(?:{DIGITS}))",
    re.ASCII,
)

_INTERVAL = re.compile(
    rf"^[\[(](?P<low>-?(?:{DIGITS}))(?P<low_unit>[^\d\s,;()\[\]]{{0,6}}),"
    rf"(?P<high>-?(?:{DIGITS}))(?P<high_unit>[^\d\s,;()\[\]]{{0,6}})[\])]$",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class _Quantity:
    """One number of a text: its bounds are `plain[start:end]`, end behind unit and suffix."""

    value: Decimal
    unit: str | None
    comparator: Comparator | None
    start: int
    end: int
    both_ways: bool = False  # ±5%


@lru_cache(maxsize=16384)
def parse_value(
    text: str,
    *,
    unit_column: str | None = None,
    direction_column: str | None = None,
    role: str = "target",
    level2: str | None = None,
) -> Value:
    """What a cell states. Pure and total: a text nothing can be made of is `Kind.QUALITATIVE`.

    `unit_column`, `direction_column`: the cells beside it, None where the form has no such column; what the cell itself
    prints wins over both. `role`: "target" or "actual"; an actual value has no sign column, and its date is the day
    itself, not a bound. `level2`: the category, which decides what a lone `10月` or `2021.12` is: a date for 时效指标,
    a number for 数量指标 and 成本指标.

    >>> parse_value("95%以上").comparator, parse_value("12月底前").date
    (<Comparator.GE: 'ge'>, '12-31')
    """
    if len(text) > LONGEST:
        return _WORDS
    spelling = spell(text)
    plain = spelling.plain.strip(_TAIL).strip()
    if plain != spelling.plain:
        start = spelling.plain.find(plain)
        spelling = Spelling(spelling.printed, plain, spelling.origin[start : start + len(plain) + 1])
    if not plain or _MARKS_OF_NOTHING.fullmatch(plain):
        return _EMPTY
    if _YES_NO.fullmatch(plain):
        return Value(Kind.BOOLEAN)
    cell = _Cell(
        spelling,
        unit=read_unit(unit_column),
        sign=None if role == "actual" else parse_direction(direction_column),
        actual=role == "actual",
        timely=_kind_of(level2),
        uncategorised=not (level2 or "").strip(),
    )
    return cell.read()


def read_unit(column: str | None) -> str | None:
    """The unit a unit column names: as printed, without blanks; 百分比 is "%", a dash or 无 is no unit."""
    if not column or len(column) > 40:
        return None
    unit = "".join(widen(column).split()).removeprefix("单位:")
    if unit.startswith("(") and unit.endswith(")") and unit.count("(") == 1:
        unit = unit[1:-1]
    if not unit or _MARKS_OF_NOTHING.fullmatch(plain_unit(unit)):
        return None
    return _percent(unit)


def _percent(unit: str) -> str:
    return "%" if plain_unit(unit) == "百分比" else unit


def _kind_of(level2: str | None) -> bool | None:
    """True for 时效, False for 数量 and 成本, None for everything else."""
    words = plain_unit(level2 or "")
    if "时效" in words or "进度" in words:
        return True
    return False if "数量" in words or "成本" in words else None


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell with content, and what its columns say."""

    spelling: Spelling
    unit: str | None
    sign: Comparator | None
    actual: bool
    timely: bool | None
    uncategorised: bool

    def read(self) -> Value:
        plain = self.spelling.plain
        if match := _VERBATIM.fullmatch(plain):
            return self._verbatim(match)
        if not (any(ch.isdigit() for ch in plain) or any(ch in "年月季半百全" for ch in plain)):
            return self._numerals() or _WORDS
        lone = _LONE_MONTH.fullmatch(plain)
        is_count = lone is not None and (self.timely is False or (self.timely is None and self._has_sign(lone)))
        if not is_count and (value := self._time(plain)) is not None:
            return value
        return self._range() or self._quantity() or self._numerals() or _WORDS

    def _has_sign(self, lone: re.Match[str]) -> bool:
        return lone["sign"] is not None or self.sign is not None

    # --- time ---

    def _time(self, plain: str) -> Value | None:
        """A period or a date; words where a date stands in a sentence that is no deadline; None where there is none."""
        if dates.is_period(plain, bare_years=self.timely is not False and self.unit is None):
            return _DURATION
        if _RECURRING_DAY.search(plain):
            return _WORDS
        text = f"{plain}年" if self.unit == "年" and _YEAR.fullmatch(plain) else plain
        if self._is_plain_number(text):
            return self._written_as_number(text)
        if (day := dates.deadline(text)) is not None:
            return self._date(day.date, text[: day.start], day.comparator)
        if any(not day.year_only for day in dates.find_days(plain)) or _IMPOSSIBLE.search(plain):
            return _WORDS
        return None

    def _is_plain_number(self, plain: str) -> bool:
        return _DOTTED.fullmatch(plain) is not None and not _ISO_MONTH.fullmatch(plain)

    def _written_as_number(self, plain: str) -> Value | None:
        """2021.12, 12-31, 20221230: a date only where the category says that time is meant, or nothing else does."""
        if self.unit is not None or not _DATE_CELL.fullmatch(plain):
            return None
        year_month = "." in plain and len(plain) == 7
        if not (self.timely or (self.uncategorised and year_month and self.sign is None)):
            return None
        if year_month:
            return self._date(plain.replace(".", "-"), "", Comparator.LE)
        if plain.isdigit():
            plain = f"{plain[:4]}-{plain[4:6]}" + (f"-{plain[6:]}" if len(plain) == 8 else "")
        else:
            month, day = re.split(r"[-.]", plain)
            plain = f"{int(month)}月{int(day)}日"
        found = dates.deadline(plain)
        return None if found is None else self._date(found.date, "", found.comparator)

    def _date(self, date: str, before: str, bound: Comparator) -> Value:
        if sign := _LAST_SIGN.search(before):
            return Value(Kind.DATE, comparator_before(sign.group()), date=date)
        if self.actual:
            return Value(Kind.DATE, Comparator.EQ, date=date)
        if bound is Comparator.LT or self.sign is None:
            return Value(Kind.DATE, Comparator.LT if re.search(r"(?<!不)早于$", before) else bound, date=date)
        return Value(Kind.DATE, self.sign, date=date)

    # --- numbers ---

    def _verbatim(self, match: re.Match[str]) -> Value:
        """≥95[μg/m3]: the form `print_value` falls back on; the brackets hold the unit whatever it is."""
        unit = self.spelling.cut(match.start("unit"), match.end("unit")) or None
        value, upper = _decimal(match["value"]), match["upper"]
        if upper is not None:
            return _between(value, _decimal(upper), unit)
        return Value(Kind.QUANTITY, comparator_before(match["sign"] or "=") or Comparator.EQ, value, unit=unit)

    def _range(self) -> Value | None:
        plain = self.spelling.plain
        matches = [*_RANGE.finditer(plain)] or [*_SANDWICH.finditer(plain)] or [*_INTERVAL.finditer(plain)]
        if len(matches) == 1:
            match = matches[0]
            unit, end = self._unit_at(match.end())
            unit = unit or match.groupdict().get("high_unit") or ""
            outside = plain[: match.start()] + " " + plain[end:]
            if any(ch.isdigit() for ch in dates.blank_years(outside)):
                return None
            return self._join(match, unit or None)
        return self._two_sided()

    def _join(self, match: re.Match[str], unit: str | None) -> Value | None:
        low, high = _decimal(match["low"]), _decimal(match["high"])
        low_unit = match["low_unit"]
        printed_low = self.spelling.cut(match.start("low_unit"), match.end("low_unit")) if low_unit else None
        if printed_low and unit is None:
            unit = printed_low
        elif printed_low and unit and plain_unit(printed_low) != plain_unit(unit):
            if plain_unit(unit).startswith(plain_unit(printed_low)):  # 1万-2万元
                pass
            elif is_unit(printed_low) and (converted := convert(low, printed_low, unit)) is not None:
                low = converted
            else:
                return None
        return _between(low, high, _percent(unit) if unit else self.unit)

    def _two_sided(self) -> Value | None:
        """≥80%且<90%, 大于10小于20."""
        quantities = self._quantities()
        if quantities is None or len(quantities) != 2:
            return None
        first, second = quantities
        bounds = {first.comparator, second.comparator}
        if not (bounds & {Comparator.GE, Comparator.GT} and bounds & {Comparator.LE, Comparator.LT}):
            return None
        units = {plain_unit(q.unit) for q in quantities if q.unit}
        low, high = (first, second) if first.comparator in (Comparator.GE, Comparator.GT) else (second, first)
        if len(units) > 1 or low.value > high.value:
            return None
        return _between(low.value, high.value, first.unit or second.unit or self.unit)

    def _quantity(self) -> Value | None:
        quantities = self._quantities()
        if not quantities:
            return None if quantities == [] else _WORDS
        if len({(q.value, plain_unit(q.unit or "")) for q in quantities}) > 1:
            return _WORDS
        found = next((q for q in quantities if q.comparator), quantities[0])
        unit = found.unit or self.unit
        if found.both_ways:
            return _between(-found.value, found.value, unit)
        return Value(Kind.QUANTITY, found.comparator or self.sign or Comparator.EQ, found.value, unit=unit)

    def _quantities(self) -> list[_Quantity] | None:
        """Every number of the cell; None where one is no plain number (a ratio, stray digits)."""
        plain = dates.blank_years(_ENUMERATOR.sub(lambda m: " " * len(m.group()), self.spelling.plain))
        found: list[_Quantity] = []
        for match in _NUMBER.finditer(plain):
            if match["code"]:
                continue
            if match["number"] is None:
                return None
            quantity = self._one(plain, match, found[-1].end if found else 0)
            if quantity is None:
                return None
            found.append(quantity)
        return found

    def _one(self, plain: str, match: re.Match[str], since: int) -> _Quantity | None:
        before = _CLAUSE.split(plain[since : match.start()])[-1]
        start = (_BLANKS.match(plain, match.end()) or match).end()
        unit, end = self._unit_at(start)
        if not unit and plain[start : start + 1].isascii() and plain[start : start + 1].isalpha():
            return None  # 1OO%, 5abc: a misread text or a code
        after = comparator_after(plain[end:])
        comparator = comparator_before(before, weak=after is None) or (after[0] if after else None)
        if comparator is None and re.search(r"前$", before) and not after:
            comparator = Comparator.LE  # 全省前10名
        per = _PER.search(before) or _PER_TIME.search(before)
        if per and "/" not in unit:
            unit = f"{unit}{self._per(before, match.start() - len(before), per)}"
        value = _decimal(match["number"])
        if match["sign"] == "-":
            value = -value
        end += after[1] if after else 0
        return _Quantity(value, unit or None, comparator, match.start(), end, match["sign"] == "±")

    def _per(self, before: str, offset: int, first: re.Match[str]) -> str:
        """每亩300 is 300 /亩; 每人每月500元 is 500 元/人/月."""
        matches = [*_PER.finditer(before)] or [first]
        return "".join("/" + self.spelling.cut(offset + m.start("unit"), offset + m.end("unit")) for m in matches)

    def _unit_at(self, start: int) -> tuple[str, int]:
        """The printed unit at a place of the plain text and its end; an empty unit where none stands there."""
        plain = self.spelling.plain
        if start < len(plain) and plain[start] == "(" and (end := plain.find(")", start)) > 0:
            inner = plain[start + 1 : end]
            if is_unit(inner):
                return _percent(self.spelling.cut(start + 1, end)), end + 1
        match = _UNIT.match(plain, start)
        if match is not None and _LETTERS.fullmatch(plain[match.end() - 1 : match.end() + 1]):
            return "", start  # 20Mx is no M
        if match is None:
            match = _SHORT_UNIT.match(plain, start)
            if match is None or _NO_UNIT.search(match.group()):
                return "", start
        return _percent(self.spelling.cut(start, match.end())), match.end()

    def _numerals(self) -> Value | None:
        """十二次, 不少于三次, 百分之九十五以上, 每月一次: numerals count only where they are the whole cell."""
        plain = self.spelling.plain
        if match := _HUNDREDTHS.fullmatch(plain.replace("百分百", "百分之百")):
            number, unit = read_digits(match["number"]), "%"
        elif _BARE_NUMERALS.fullmatch(plain) and (number := read_digits(plain)) is not None:
            return Value(Kind.QUANTITY, self.sign or Comparator.EQ, number, unit=self.unit)
        elif match := _COUNT.fullmatch(plain):
            number, unit = read_digits(match["number"]), self.spelling.cut(match.start("unit"), match.end("unit"))
            if plain_unit(unit) in _NO_COUNT:
                return None
        else:
            return None
        if number is None:
            return None
        before, after = match["before"], comparator_after(match["after"])
        per = [*_PER.finditer(before)]
        if per:
            unit += self._per(before, 0, per[0])
        comparator = comparator_before(before) or (after[0] if after else None) or self.sign or Comparator.EQ
        return Value(Kind.QUANTITY, comparator, number, unit=unit)


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def _between(low: Decimal, high: Decimal, unit: str | None) -> Value:
    low, high = min(low, high), max(low, high)
    return Value(Kind.RANGE, Comparator.BETWEEN, low, high, unit)
