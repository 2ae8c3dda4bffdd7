"""Reading a ledger of expenditure: rows of texts to cumulative amounts by project and month.

Columns are found by their headings (`data/ledger.toml`). Amounts are either what was spent since January (累计) or
single payments and monthly sums, which are added up. Every row that cannot be used keeps its reason; the others are
used all the same.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.lifecycle.curve import plain
from kaocheng.values import Kind, parse_number, parse_value
from kaocheng.values.units import MONEY_FACTORS, is_money

_FILE = Path(__file__).parent / "data/ledger.toml"
_BRACKETS = re.compile(r"[（(【\[].*?[)）】\]]")
_UNIT = re.compile(r"(亿元|千万元|百万元|万元|千元|元)")
_UNIT_LINE = re.compile(r"单位\s*[:：]?\s*(?:人民币)?(亿元|千万元|百万元|万元|千元|元)")
_MONTH = re.compile(r"(?:(?P<year>(?:19|20)\d\d)\D?)?(?P<month>0?[1-9]|1[0-2])\s*(?:月(?:份|底|末)?)?")
_SPAN = re.compile(r"(?:0?1)\s*月?\s*[-—–~至到]+\s*(?P<month>0?[1-9]|1[0-2])\s*月(?:份)?")
_DAY = re.compile(r"(?P<year>(?:19|20)\d\d)[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?(?:[ T].*)?")
_COMPACT = re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>[0-3]\d)?")
_TOTALS = frozenset(("合计", "总计", "小计", "本页合计", "本月合计", "本年累计"))
_HEADER_ROWS = 15  # a title, a unit and a note may stand above the headings
_YUAN_PER_UNIT = MONEY_FACTORS["万元"]

Meaning = Literal["cumulative", "single"]
Unit = Literal["元", "万元"]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file. `number`: as the person counts, from 1. `amount`: in 万元. `fault`: why it cannot be used.

    `texts`: as they stand in the file.
    """

    number: int
    texts: tuple[str, ...]
    code: str = ""
    month: int | None = None
    amount: Decimal | None = None
    fault: Text | None = None


@dataclass(frozen=True, slots=True)
class Ledger:
    """`headings`: of the file. `meaning`: of its amounts. `unit`: in which they are printed."""

    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    meaning: Meaning
    unit: str

    @property
    def sound(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.fault is None)

    @property
    def faulty(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.fault is not None)


def read_ledger(
    rows: Sequence[Sequence[str]],
    *,
    year: int,
    default_code: str = "",
    unit: Unit | None = None,
    meaning: Meaning | None = None,
) -> Ledger:
    """Read a table. `year`: fiscal year that dates must lie in. `default_code`: project of a table that names none.
    `unit`, `meaning`: what a person said about the amounts; None: as the headings say.

    Raises UsageError where there are no headings, or where nothing says what the amounts are in.
    """
    top, columns = _find_header(rows, default_code)
    stated = unit or _stated_unit(rows[: top + 1], rows[top][columns["amount"]])
    lines = [
        _read_line(number, row, columns, year=year, default_code=default_code, unit=stated)
        for number, row in enumerate(rows[top + 1 :], top + 2)
        if not _is_blank_or_total(row)
    ]
    if stated is None and any(line.fault is _NO_UNIT for line in lines):
        words = Text("金额列没有写明单位，请选择元或万元", "nothing says what the amounts are in: choose 元 or 万元")
        raise UsageError(words, code="no-unit")
    kind: Meaning = meaning or ("cumulative" if columns["is_cumulative"] else "single")
    if kind == "cumulative":
        lines = _without_contradictions(lines)
    return Ledger(tuple(rows[top]), tuple(lines), kind, stated or "")


def cumulate(
    ledger: Ledger, before: Mapping[str, Mapping[int, Decimal]] | None = None
) -> dict[tuple[str, int], Decimal]:
    """(project code, month) → cumulative amount in 万元 of the sound lines.

    `before`: what is recorded, by project and month. Single amounts are added to what is recorded for the last month
    before the first one of the file; months without a line in between keep the sum so far.
    """
    found: dict[tuple[str, int], Decimal] = {}
    if ledger.meaning == "cumulative":
        for line in ledger.sound:
            assert line.month is not None
            assert line.amount is not None
            found[line.code, line.month] = line.amount
        return found
    sums: dict[str, dict[int, Decimal]] = {}
    for line in ledger.sound:
        assert line.month is not None
        assert line.amount is not None
        months = sums.setdefault(line.code, {})
        months[line.month] = months.get(line.month, Decimal(0)) + line.amount
    for code, months in sums.items():
        first, last = min(months), max(months)
        known = {month: value for month, value in (before or {}).get(code, {}).items() if month < first}
        total = known[max(known)] if known else Decimal(0)
        for month in range(first, last + 1):
            total += months.get(month, Decimal(0))
            found[code, month] = total
    return found


# --- headings ---


def _find_header(rows: Sequence[Sequence[str]], default_code: str) -> tuple[int, dict[str, int]]:
    """Row of the headings and the columns found: "code" (-1 for the default), "when", "amount", "is_cumulative"."""
    for top, row in enumerate(rows[:_HEADER_ROWS]):
        columns = {name: _column(row, words) for name, words in _words().items() if name != "never"}
        amount, is_cumulative = columns["cumulative"], True
        if amount is None:
            amount, is_cumulative = columns["single"], False
        when = columns["month"] if columns["month"] is not None else columns["date"]
        code = columns["code"]
        if amount is not None and when is not None and (code is not None or default_code):
            return top, {
                "code": -1 if code is None else code,
                "when": when,
                "amount": amount,
                "is_cumulative": int(is_cumulative),
            }
    needed = Text("月份（或日期）、金额", "month (or date), amount")
    if not default_code:
        needed = Text("项目编码、月份（或日期）、金额", "project code, month (or date), amount")
    words = Text(
        "没有找到表头。需要这几列：{needed}", "no headings were found; these columns are needed: {needed}"
    ).format(needed=needed)
    raise UsageError(words, code="no-headings")


def _column(row: Sequence[str], words: Sequence[str]) -> int | None:
    headings = [_plain(text) for text in row]
    for word in words:
        if word in headings:
            return headings.index(word)
    for word in words:
        found = [index for index, text in enumerate(headings) if word in text and not _is_other(text, word)]
        if found and not word.isascii():
            return found[0]
    return None


def _is_other(heading: str, word: str) -> bool:
    """Whether a heading that contains a word means something else: 预算金额 is no expenditure."""
    rest = heading.replace(word, "")
    return len(rest) > 6 or any(other in rest for other in _words()["never"])


def _plain(text: str) -> str:
    return _BRACKETS.sub("", "".join(text.split()) if not text.isascii() else " ".join(text.split())).lower()


def _stated_unit(above: Sequence[Sequence[str]], heading: str) -> str | None:
    """The unit that the heading of the column says, or else a line above it."""
    said = _BRACKETS.search(heading)
    if said and (unit := _UNIT.search(said.group())):
        return unit.group()
    for row in above:
        for text in row:
            if unit := _UNIT_LINE.search(text):
                return unit.group(1)
    return None


@functools.cache
def _words() -> dict[str, tuple[str, ...]]:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: tuple(words) for name, words in data.items()}


# --- rows ---

_NO_UNIT = Text("金额没有单位", "the amount has no unit")


def _read_line(
    number: int, row: Sequence[str], columns: Mapping[str, int], *, year: int, default_code: str, unit: str | None
) -> Line:
    texts = tuple(row)

    def cell(index: int) -> str:
        return texts[index].strip() if 0 <= index < len(texts) else ""

    line = Line(number, texts, "".join((cell(columns["code"]) or default_code).split()))
    if not line.code:
        return replace(line, fault=Text("没有项目编码", "the project code is missing"))
    month = read_month(cell(columns["when"]), year)
    if isinstance(month, Text):
        return replace(line, fault=month)
    amount = _read_amount(cell(columns["amount"]), unit)
    if isinstance(amount, Text):
        return replace(line, month=month, fault=amount)
    return replace(line, month=month, amount=amount)


def read_month(text: str, year: int) -> int | Text:
    """The month a cell names: 6, 6月, 1-6月 (its end), 2025-06, 202506, a day; or why there is none."""
    plain_text = text.strip()
    if not plain_text:
        return Text("没有月份或日期", "the month or date is missing")
    match = (
        _SPAN.fullmatch(plain_text)
        or _DAY.fullmatch(plain_text)
        or _COMPACT.fullmatch(plain_text)
        or _MONTH.fullmatch(plain_text)
    )
    if match is None:
        value = parse_value(plain_text)
        parts = (value.date or "").split("-") if value.kind is Kind.DATE else []
        named = [part for part in parts if len(part) == 4]
        months = parts[len(named) :]
        if not months:
            return Text("“{text}”不是月份或日期", "“{text}” is no month or date").format(text=text)
        found_year, month = (named[0] if named else ""), int(months[0])
    else:
        groups = match.groupdict()
        found_year, month = groups.get("year") or "", int(groups["month"])
    if found_year and int(found_year) != year:
        return Text("{text}不在{year}年度内", "{text} is not in {year}").format(text=text, year=year)
    if not 1 <= month <= 12:
        return Text("“{text}”不是月份或日期", "“{text}” is no month or date").format(text=text)
    return month


def _read_amount(text: str, unit: str | None) -> Decimal | Text:
    """An amount in 万元."""
    if not text:
        return Text("没有金额", "the amount is missing")
    negative = text.startswith(("(", "（")) and text.endswith((")", "）"))
    number = parse_number(text.strip("()（）") if negative else text)
    if number is None:
        return Text("“{text}”不是金额", "“{text}” is not an amount").format(text=text[:40])
    value, printed = number
    if printed is not None and not is_money(printed):
        return Text("“{text}”不是金额", "“{text}” is not an amount").format(text=text[:40])
    in_unit = printed or unit
    if in_unit is None:
        return _NO_UNIT
    value = value * MONEY_FACTORS[in_unit] / _YUAN_PER_UNIT
    return -value if negative else value


def _is_blank_or_total(row: Sequence[str]) -> bool:
    filled = ["".join(text.split()) for text in row if text.strip()]
    return not filled or filled[0] in _TOTALS


def _without_contradictions(lines: Iterable[Line]) -> list[Line]:
    """Two cumulative amounts for one project and month: the second one is a fault, unless it says the same."""
    seen: dict[tuple[str, int | None], Line] = {}
    found: list[Line] = []
    for line in lines:
        first = seen.setdefault((line.code, line.month), line) if line.fault is None else line
        if line.fault is None and line.amount is not None and line.amount < 0:
            line = replace(line, fault=Text("累计数不能为负数", "a cumulative amount cannot be negative"))
        elif first is not line and first.amount != line.amount:
            words = Text("与第{n}行重复，金额不同（{a}万元）", "repeats row {n} with another amount ({a} 万元)")
            amount = plain(first.amount) if first.amount is not None else ""
            line = replace(line, fault=words.format(n=first.number, a=amount))
        found.append(line)
    return found
