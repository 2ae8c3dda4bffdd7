"""年份与评价年度矛盾

## 检查内容
- 自评表上的年度，与报告的评价年度。
- 所依据的自评通知、结论中的年度，与报告的评价年度。

## 为什么
年份写错，读的人不知道评的是哪一年；多半是照抄上年材料没有改。

## 依据
考成手册建议。

## 举例
评价2022年度，自评表印“2021年度”，或者结论写“2021年度整体支出绩效自评得分98分”：报。

## 不报的情形
- 通知写“开展2025年绩效自评工作”而评价2024年度，是按工作年份说的。
- 评价时段、项目起止时间等日期；自评各阶段的日期早于年度终了的，由 PRO-03 检查。
- 中期、半年自评；不知道评价年度。

## In English
Forms, notices and conclusions of another year than the one evaluated. A notice may name the year in which the exercise
takes place. Dates of the evaluation itself are the business of PRO-03.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.prose import Sentence, sentences
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import known

_NOTICE = re.compile(r"《[^《》]{0,40}?(?P<year>20\d{2})(?:年度|年)?[^《》]{0,24}自评[^《》]{0,16}》")
_CONCLUSION = re.compile(r"(?P<year>20\d{2})年度?(?:部门|单位)?(?:整体|项目)?(?:支出)?(?:绩效)?自评(?:总)?得分")
_INTERIM = re.compile(r"半年|中期|季度|监控")
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
    yield from _other_years(spoken, year)


def _forms(report: Report, year: int) -> Iterator[Finding]:
    for index, form in enumerate(report.forms):
        printed = form.fiscal_year
        if printed is not None and printed.known is not None and printed.known != year:
            found = "".join(printed.text.split())
            what = _FORM.format(year=year, found=found)
            yield Finding(printed, "自评表年度", found, f"{year}年度", values={"what": what}, form=index)


def _other_years(spoken: list[Sentence], year: int) -> Iterator[Finding]:
    seen: set[str] = set()
    for sentence in spoken:
        for pattern, allowed in ((_NOTICE, (year, year + 1)), (_CONCLUSION, (year,))):
            for match in pattern.finditer(sentence.text):
                if int(match["year"]) not in allowed and match.group() not in seen:
                    seen.add(match.group())
                    what = _OTHER.format(year=year, found=match.group())
                    yield Finding(sentence.where, "年度", match.group(), f"{year}年度", values={"what": what})
