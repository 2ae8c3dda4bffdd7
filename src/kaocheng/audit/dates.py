"""Dates in running text: spans with the sentence around them, and the date a report is signed with."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kaocheng.audit.sections import narrative_of
from kaocheng.model import Report
from kaocheng.provenance import Location

_SPAN = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d\d)年(?P<m>\d{1,2})月(?:(?P<d>\d{1,2})[日号])?"
    r"(?:(?:至|到|[-—–~～－]{1,2})(?:(?P<y2>(?:19|20)\d\d)年)?(?:(?P<m2>\d{1,2})月)?(?:(?P<d2>\d{1,2})[日号])?(?=\D|$))?"
)
_DIGITS = dict.fromkeys("〇○零OΟО０", "0") | {c: str(i) for i, c in enumerate("一二三四五六七八九", 1)}
_NUMERALS = "〇○零OΟО０一二三四五六七八九十"
_CHINESE = re.compile(
    rf"(?P<y>[一二][{_NUMERALS[:-1]}]{{3}})年(?P<m>[{_NUMERALS}]{{1,2}})月(?:(?P<d>[{_NUMERALS}]{{1,3}})日)?"
)
_NUMERIC = re.compile(r"(?P<y>(?:19|20)\d\d)[./\-年](?P<m>\d{1,2})(?:[./\-月](?:(?P<d>\d{1,2})日?)?)?")
_SIGNED = re.compile(
    r"(?:(?P<label>(?:(?:填报|填表|报告|编制|成文|落款|报送|上报|撰写)(?:日期|时间)|日期)[:：])"
    r"|(?P<body>[\u4e00-\u9fff（）()、]{2,40}?(?:[局委办室心院校会所站队厅处社馆府司部署镇乡园团]|街道|[（(](?:盖章|公章|章)[)）])))?"
    r"[（(]?(?P<date>[^，。；：:]{4,16}?)[)）]?(?:印发)?"
)
_BLANK = re.compile(r"(?:(?:19|20)\d\d|[X×x_]*)年[X×x_]*月(?:[X×x_]*日)?")
_FULL_WIDTH = {0xFF10 + n: str(n) for n in range(10)} | {0xFF0E: "."}
_YEAR_NAMED = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?:度|绩效|预算|项目|部门|财政)")
_SENTENCE_END = re.compile(r"[。；;！？\n]")
_LONGEST_SIGNATURE = 60


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A day or a stretch of days, both ends included. A month without a day covers the month. `text` without blanks."""

    text: str
    start: dt.date
    end: dt.date


@dataclass(frozen=True, slots=True)
class DatedSentence:
    """A sentence that states dates. `text` without blanks."""

    text: str
    spans: tuple[DateSpan, ...]
    where: Location


@dataclass(frozen=True, slots=True)
class SigningDate:
    """The date a report is signed with. `span` is None where it is left blank or no such day exists."""

    text: str
    span: DateSpan | None
    where: Location

    @property
    def is_blank(self) -> bool:
        """Only 年 月 日 is printed, the figures were never filled in."""
        return self.span is None and bool(_BLANK.fullmatch(self.text))


def spans(text: str) -> tuple[DateSpan, ...]:
    """Every date of a text with year and month, in order; impossible ones are left out.

    >>> [str(d) for s in spans("2023年2月6日至3月10日") for d in (s.start, s.end)]
    ['2023-02-06', '2023-03-10']
    """
    closed = "".join(text.split())
    found = (_span(match) for match in _SPAN.finditer(closed)) if "年" in closed else ()
    return tuple(span for span in found if span is not None)


def dated_sentences(report: Report) -> Iterator[DatedSentence]:
    """The sentences of the running text that state a date with a month."""
    for paragraph in narrative_of(report).paragraphs:
        if "年" not in paragraph.text or "月" not in paragraph.text:
            continue
        for sentence in _SENTENCE_END.split("".join(paragraph.text.split())):
            if found := spans(sentence):
                yield DatedSentence(sentence, found, paragraph.where)


def names_other_year(text: str, year: int) -> bool:
    """Whether a sentence speaks of another fiscal year (2023年度, 2023年预算) and not of this one.

    >>> names_other_year("2022年9月组织申报2023年绩效目标", 2022), names_other_year("2022年9月开展检查", 2022)
    (True, False)
    """
    years = {int(match) for match in _YEAR_NAMED.findall(text)}
    return bool(years) and year not in years


def signing_date(report: Report) -> SigningDate | None:
    """The date under a report or on its cover: a line of its own, alone or after the name of the body or 填报日期.

    The last such line counts. A date inside a sentence, and a year alone, sign nothing.
    """
    if report.report_date is not None:
        read = _signed("".join(report.report_date.text.split()), report.report_date.where)
        if read is not None:
            return read
    for paragraph in reversed(narrative_of(report).paragraphs):
        text = paragraph.text
        if "年" not in text and "日期" not in text and "20" not in text:
            continue
        if len(text) <= _LONGEST_SIGNATURE and (found := _signed("".join(text.split()), paragraph.where)):
            return found
    return None


def _signed(closed: str, where: Location) -> SigningDate | None:
    match = _SIGNED.fullmatch(closed.translate(_FULL_WIDTH))
    if match is None:
        return None
    text = match["date"]
    if _BLANK.fullmatch(text):
        return SigningDate(text, None, where)
    read = _NUMERIC.fullmatch(text)
    if read is not None and (read["d"] or "月" in text):
        return SigningDate(text, _whole(text, int(read["y"]), int(read["m"]), read["d"] and int(read["d"])), where)
    chinese = _CHINESE.fullmatch(text)
    if chinese is not None:
        year = int("".join(_DIGITS[c] for c in chinese["y"]))
        day = _numeral(chinese["d"]) if chinese["d"] else None
        return SigningDate(text, _whole(text, year, _numeral(chinese["m"]), day), where)
    return None


def _numeral(words: str) -> int:
    """十, 十二, 二十七 as a number."""
    tens, ten, ones = words.partition("十")
    if not ten:
        return int("".join(_DIGITS[c] for c in words))
    return (int(_DIGITS[tens]) if tens in _DIGITS else 1) * 10 + (int(_DIGITS[ones]) if ones in _DIGITS else 0)


def _span(match: re.Match[str]) -> DateSpan | None:
    year, month, day = int(match["y"]), int(match["m"]), match["d"]
    first = _whole(match.group(), year, month, day and int(day))
    if first is None or not (match["m2"] or match["d2"] or match["y2"]):
        return first
    last_month = int(match["m2"]) if match["m2"] else month
    last = _whole(match.group(), int(match["y2"] or year), last_month, match["d2"] and int(match["d2"]))
    return None if last is None else DateSpan(match.group(), first.start, last.end)


def _whole(text: str, year: int, month: int, day: int | str | None) -> DateSpan | None:
    """The day, or the month from its first to its last day; None where the calendar has no such day."""
    try:
        if day:
            one = dt.date(year, month, int(day))
            return DateSpan(text, one, one)
        following = dt.date(year + month // 12, month % 12 + 1, 1)
        return DateSpan(text, dt.date(year, month, 1), following - dt.timedelta(days=1))
    except ValueError:
        return None
