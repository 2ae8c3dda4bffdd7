"""年份与评价年度矛盾

## 检查内容
- 评价工作的日期：开展评价、自评的时间不应在评价年度之内（年度还没有结束）。
- 自评表上的年度，与报告的评价年度。
- 所依据的自评通知、结论中的年度，与报告的评价年度。

## 为什么
年份写错，读的人不知道评的是哪一年；多半是照抄上年材料没有改。

## 依据
考成手册建议。

## 举例
评价2022年度，依据2023年的通知，却写“2022年2月27日至3月15日开展评价实施”：报。

## 不报的情形
- 自评在次年进行；通知写“开展2025年绩效自评工作”而评价2024年度，是按工作年份说的。
- 评价时段“2022年1月1日至12月31日”。
- 项目本身的起止时间。
- 中期、半年自评；不知道评价年度。

## In English
Dates of evaluation work that lie within the year evaluated, forms of another year, and notices or conclusions of another
year. A notice may name the year in which the exercise takes place; a period that is the whole year is what was evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.prose import Sentence, sentences
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import known

_DATE = re.compile(
    r"(?P<year>20\d{2})年(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?:[至到—－-]+(?:20\d{2}年)?\d{1,2}月\d{1,2}日)?"
)
_WORK = re.compile(
    r"(?:自评|评价)(?:工作)?[^，。]{0,6}阶段|(?:开展|组织|进行|实施|完成)[^，。；]{0,12}(?:自评|绩效评价|评价实施)|(?:自评|评价)(?:工作)?(?:实施|时间|开展)"
)
_PERIOD = re.compile(r"1月1日|时段|期间|范围|项目(?:实施|开始|起止)|目标开始")
_NOTICE = re.compile(r"《[^《》]{0,40}?(?P<year>20\d{2})(?:年度|年)?[^《》]{0,24}自评[^《》]{0,16}》")
_CONCLUSION = re.compile(r"(?P<year>20\d{2})年度?(?:部门|单位)?(?:整体|项目)?(?:支出)?(?:绩效)?自评(?:总)?得分")
_INTERIM = re.compile(r"半年|中期|季度|监控")
_NUMBER = re.compile(r"〔(20\d{2})〕\d+号")
_TOO_EARLY = Text(
    "评价的是{year}年度，评价工作的时间却写{found}，年度还没有结束{notice}",
    "the year evaluated is {year}, but the evaluation is dated {found}, before the year was over{notice}",
)
_AND_NOTICE = Text("，所依据的通知是{number}年的", ", while the notice followed is of {number}")
_FORM = Text("报告评价{year}年度，自评表印为{found}", "the report is for {year}, the form says {found}")
_OTHER = Text("报告评价{year}年度，正文写“{found}”", "the report is for {year}, the text says “{found}”")


@report_rule(
    "CON-19",
    severity=Severity.ERROR,
    title=Text("年份与评价年度矛盾", "years contradict the evaluated year"),
    message=Text("年份矛盾：{what}。", "Years contradict: {what}."),
    advice=Text(
        "请核对评价年度和各处日期，改正写错的年份。", "Check the evaluated year and correct the years that are wrong."
    ),
    source="考成手册建议",
)
def year_contradicts(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    year = known(report.fiscal_year)
    if year is None or (report.title is not None and _INTERIM.search(report.title.text)):
        return
    yield from _forms(report, year)
    spoken = [sentence for sentence in sentences(report) if "20" in sentence.text and "年" in sentence.text]
    yield from _evaluation_dates(spoken, year)
    yield from _other_years(spoken, year)


def _forms(report: Report, year: int) -> Iterator[Finding]:
    for index, form in enumerate(report.forms):
        printed = form.fiscal_year
        if printed is not None and printed.known is not None and printed.known != year:
            found = "".join(printed.text.split())
            what = _FORM.format(year=year, found=found)
            yield Finding(printed, "自评表年度", found, f"{year}年度", values={"what": what}, form=index)


def _evaluation_dates(spoken: list[Sentence], year: int) -> Iterator[Finding]:
    """Dates of the evaluation inside the evaluated year, as one finding."""
    found: list[str] = []
    where = None
    for sentence in spoken:
        if not _WORK.search(sentence.text) or _PERIOD.search(sentence.text):
            continue
        for match in _DATE.finditer(sentence.text):
            if int(match["year"]) == year and int(match["month"]) < 12:
                found.append(match.group())
                where = where or sentence.where
    if where is None:
        return
    numbers = {int(m[1]) for s in spoken if "自评" in s.text for m in _NUMBER.finditer(s.text)}
    later = next((n for n in sorted(numbers) if n > year), None)
    notice = _AND_NOTICE.format(number=later) if later is not None else Text("", "")
    what = _TOO_EARLY.format(year=year, found="、".join(found), notice=notice)
    yield Finding(where, "评价时间", "、".join(found), f"{year + 1}年", values={"what": what})


def _other_years(spoken: list[Sentence], year: int) -> Iterator[Finding]:
    seen: set[str] = set()
    for sentence in spoken:
        for pattern, allowed in ((_NOTICE, (year, year + 1)), (_CONCLUSION, (year,))):
            for match in pattern.finditer(sentence.text):
                if int(match["year"]) not in allowed and match.group() not in seen:
                    seen.add(match.group())
                    what = _OTHER.format(year=year, found=match.group())
                    yield Finding(sentence.where, "年度", match.group(), f"{year}年度", values={"what": what})
