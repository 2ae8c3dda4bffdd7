"""Deadlines and periods: 12月底前, 2022年12月30日, 上半年, 1-12月, 7*24小时.

Works on the plain spelling of a cell (see `spelling.Spelling`).
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from kaocheng.values.numbers import read_digits
from kaocheng.values.value import Comparator

_YEAR = r"(?:19|20)\d{2}"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_TO = r"(?:-{1,3}|[—–]{1,2}|~{1,2}|至|到)"

_DATE = re.compile(
    rf"""(?<![\d.A-Za-z/-])(?:
      (?P<iso_year>{_YEAR})(?P<mark>[-/.])(?P<iso_month>1[0-2]|0?[1-9])(?:(?P=mark)(?P<iso_day>{_DAY}))?
        (?:[ T]?\d\d:\d\d(?::\d\d)?)?(?![\d./-])
    | (?:(?P<year>{_YEAR}|[〇零一二三四五六七八九]{{4}}|\d{{2}}(?=年{_MONTH}月))年度?|(?:当|本|今|该)年度?|每年)?
        (?: (?P<month>{_MONTH})月(?!龄|供|租|薪)份?
            (?:(?P<day>{_DAY})(?:[日号]|(?=[之以]?前|$))(?:\d{{1,2}}[:时点](?:\d\d分?)?)?)?
          | (?:第?(?P<quarter>[一二三四1-4])季度|第(?P<ordinal>[一二三四1-4])季(?!节))
          | (?P<half>[上下])半年 )
        (?P<part>[底末]|[上中下]旬|初)?
    | (?P<lone>{_YEAR}|二〇[〇一二三四五六七八九]{{2}})年度?(?P<end>[底末终])?
    | (?P<dot_month>1[0-2]|0?[1-9])[.](?P<dot_day>{_DAY})(?=[之以]?前)
    | (?<![\d一二两三四五六七八九十半几多数])(?:(?:当|本|今|该|每)?年度?|全年)(?P<year_end>[底末终]|内)
    )(?P<before>(?:之|以)?前|以内|之内|内(?!容|部)|止)?""",
    re.VERBOSE,
)

_MOMENT = (  # one end of a period, as far as it is printed
    rf"(?:{_YEAR}年(?:度)?)?{_MONTH}月份?(?:{_DAY}[日号]?)?[底末初]?"
)
_PERIOD = re.compile(
    rf"""(?<![\d.])(?:
      {_MOMENT}{_TO}(?:次年|当年|翌年)?{_MOMENT}
    | (?:{_YEAR}年(?:度)?)?(?:1[0-2]|0?[1-9]){_TO}(?:1[0-2]|0?[1-9])月(?!龄)份?[底末]?
    | (?:{_YEAR}年)?{_MONTH}月{_DAY}日?{_TO}{_DAY}日
    | {_YEAR}(?P<mark>[-/.])\d{{1,2}}(?:(?P=mark)\d{{1,2}})?{_TO}{_YEAR}(?P=mark)\d{{1,2}}(?:(?P=mark)\d{{1,2}})?
    | {_YEAR}(?P<dot>[/.])\d{{1,2}}(?:(?P=dot)\d{{1,2}})?{_TO}\d{{1,2}}(?:(?P=dot)\d{{1,2}})?月?
    | {_YEAR}(?:0[1-9]|1[0-2])(?P<days>{_DAY})?{_TO}{_YEAR}(?:0[1-9]|1[0-2])(?(days){_DAY})
    | (?:{_YEAR}年)?第?[一二三1-3](?:季度)?{_TO}第?[二三四2-4]季度
    | {_YEAR}年(?:度)?{_TO}{_YEAR}年(?:度|底|末)? | {_YEAR}{_TO}{_YEAR}(?:年(?:度|底|末)?|学年(?:度)?)
    )(?![\d.%‰万亿元人亩])""",
    re.VERBOSE,
)
_YEARS = re.compile(rf"(?P<first>{_YEAR}){_TO}(?P<last>{_YEAR})")
_SERVICE_HOURS = re.compile(
    r"(?<!\d)(?:(?:[1-7]|\d{1,3}[天日])[*×xX✕]\d{1,2}(?:小时|h|H)|24(?:小时|h|H)?[*×xX✕](?:7|36[56])(?:天|日)?|7[*×xX✕]24)(?!\d)"
)
_WHOLE_PERIOD = re.compile(
    rf"(?:{_YEAR}年度|(?:{_YEAR}年?)?全年度?|(?:当|本)?年度|(?:当|本)年|半年|半个月|整年|全天候?|{_YEAR}(?:春|秋)季学期)"
)
_RECURRING = re.compile(
    r"每(?:个|一)?(?:月|季|周|星期|日|天|旬|学期)|[按逐](?:月|季|周|日|天)"
    r"|次月|当月|次季|次日|次年|翌年|明年|下年"
)

# What may stand before and behind a date that is a deadline.
_LEADS = re.compile(
    r"(?:^|时间|日期|期限|时限|时效|进度|目标|截止|截至|截止到|截止至|完成|验收|到|至|于|在|为|是|[:(]|应|须|需"
    r"|计划|预计|确保|力争|保证|年度|不晚于|不迟于|早于|[=<>≤≥])$"
)
_NO_DEADLINE_BEFORE = re.compile(r"(?:较|比|按照?|根据|依据|对比|自|从|相比|同期|高于|低于|超过|《)$")
_NO_DEADLINE_AFTER = re.compile(
    r"的|印发|下发|发布|文件|预算|计划|数据|标准|水平|报表|起|开始|以来|以后|之后|后|》|相比|同期"
)
_DONE = re.compile(
    r"(?:已|全部|按时|按期|如期|及时)*"
    r"(?:完成|完工|竣工|到位|验收|投入使用|交付|结束|开展|实施|建成|支付|发放|拨付|到账|办结)"
)

_TIME_BEFORE = re.compile(r"(?:时间|日期|期限|时限|于|截至|截止)[为:]?$")


@dataclass(frozen=True, slots=True)
class Day:
    """A date in a text: where it stands, and the bound it is when it is a deadline.

    `date`: as in `Value.date`, or "YYYY" for a lone year. `definite`: printed with a day or a mark (底, 前) that makes
    it a deadline in any sentence. `year_only`: 2022年 without a mark, which may merely say of which year the text
    speaks.
    """

    start: int
    end: int
    date: str
    comparator: Comparator
    definite: bool
    year_only: bool


def find_days(plain: str) -> tuple[Day, ...]:
    """Every date of a text, in order. Impossible ones (2月30日) are left out."""
    return tuple(day for match in _DATE.finditer(plain) if (day := _day(match)) is not None)


def _day(match: re.Match[str]) -> Day | None:
    before = match["before"]
    ahead = before is not None and before.endswith("前")
    if match["lone"]:
        year = _number(match["lone"])
        if match["end"]:
            return _make(match, f"{year}-12-31", Comparator.LE, True)
        if ahead:
            return _make(match, f"{year}-01-01", Comparator.LT, True)
        return _make(match, year, Comparator.LE, before is not None, year_only=before is None)
    if match["year_end"]:
        return _make(match, "12-31", Comparator.LE, True)
    year = match["iso_year"] or _number(match["year"])
    year = f"20{year}" if len(year) == 2 else year
    quarter = match["quarter"] or match["ordinal"]
    if quarter or match["half"]:
        month = 3 * int(_number(quarter)) if quarter else 6 if match["half"] == "上" else 12
        return _make(match, _join(year, month, _last_day(year, month)), Comparator.LE, True)
    month = int(match["iso_month"] or match["dot_month"] or _number(match["month"]))
    printed_day = match["iso_day"] or match["dot_day"] or match["day"]
    if match["mark"] == "." and not printed_day and not _is_told_a_month(match):
        return None
    if printed_day:
        if int(printed_day) > _last_day(year or "2000", month):
            return None
        return _make(match, _join(year, month, int(printed_day)), Comparator.LE, True)
    if match["part"]:
        last = {"上旬": 10, "初": 10, "中旬": 20}.get(match["part"], _last_day(year, month))
        return _make(match, _join(year, month, last), Comparator.LE, True)
    if ahead:
        return _make(match, _join(year, month, 1), Comparator.LT, True)
    return _make(match, _join(year, month, None), Comparator.LE, before is not None)


def _is_told_a_month(match: re.Match[str]) -> bool:
    """2021.12 is a number unless the words around it speak of time: 2021.12前, 完成时间2021.12."""
    before, after = match.string[: match.start()], match.string[match.end() :]
    return match["before"] is not None or _TIME_BEFORE.search(before) is not None or _DONE.match(after) is not None


def _make(match: re.Match[str], date: str, comparator: Comparator, definite: bool, *, year_only: bool = False) -> Day:
    return Day(match.start(), match.end(), date, comparator, definite, year_only)


def _number(text: str | None) -> str:
    if not text or (text.isdigit() and text.isascii()):
        return text or ""
    value = read_digits(text)
    return "" if value is None else str(value)


def _last_day(year: str, month: int) -> int:
    """The last day of a month; without a year February has 28 days."""
    return calendar.monthrange(int(year or 2023), month)[1]


def _join(year: str, month: int, day: int | None) -> str:
    parts = [year] if year else []
    return "-".join([*parts, f"{month:02d}", *([] if day is None else [f"{day:02d}"])])


def deadline(plain: str) -> Day | None:
    """The one date a cell is about, or None: several dates, other numbers beside it, or a date that is no deadline."""
    if _RECURRING.search(plain):
        return None
    days = find_days(plain)
    if len(days) != 1:
        return None
    day = days[0]
    before, after = plain[: day.start], plain[day.end :].removeprefix(")")
    if any(ch.isdigit() for ch in before + after) or _NO_DEADLINE_BEFORE.search(before):
        return None
    if _NO_DEADLINE_AFTER.match(after):
        return None
    if _LEADS.search(before) and (not after or day.definite or _DONE.match(after)):
        return day
    return day if day.definite and len(before) <= 20 else None


def is_period(plain: str, *, bare_years: bool) -> bool:
    """Whether a cell states a period or service hours and no other number. `bare_years`: 2021-2023 is one too."""
    if _WHOLE_PERIOD.fullmatch(plain):
        return True
    if bare_years and (match := _YEARS.fullmatch(plain)):
        return match["first"] <= match["last"]
    for pattern in (_SERVICE_HOURS, _PERIOD):
        if match := pattern.search(plain):
            return not any(ch.isdigit() for ch in plain[: match.start()] + plain[match.end() :])
    return False


def blank_years(plain: str) -> str:
    """The text with years that only say of which year it speaks replaced by as many spaces.

    >>> blank_years("2022年完成30个")
    '     完成30个'
    """
    chars = list(plain)
    for day in find_days(plain):
        if day.year_only:
            chars[day.start : day.end] = " " * (day.end - day.start)
    return "".join(chars)
