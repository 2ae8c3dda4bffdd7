"""数据时间与评价年度不符

## 检查内容
- 正文的数据只截至评价年度某月（“截至2022年10月”），没有到年底。
- 自评表的完成值是评价年度以外的日期。
- 正文把以后年度完成的事写进成果；或用“开建以来”“上线以来”的累计数当作当年成果。

## 为什么
年度自评评的是一个年度。少算几个月、混入前几年或下一年的成果，都会使完成值失真。

## 依据
财预〔2020〕10号：按年度对项目支出绩效自评（条文待核）；判断方法为考成手册建议。

## 举例
评价年度2022年，正文“截止2022年10月，今年共协调处理问题约1200条”：报。

## 不报的情形
- 截至12月底，或截至评价年度以后的日期。
- 自评工作本身的日期、报告日期、下一步计划的日期。
- 跨年度项目，目标值就写了同一年份。
- 中期自评、半年自评。
- 不知道评价年度：不判断。

## In English
In an annual report: figures up to a month before December, actual values dated outside the evaluated year (unless the
target names that year), works finished in a later year among the results, and cumulative figures since some start
(information). Dates of the evaluation itself, of plans and of the report are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import level3_of, rows_of, target_of
from kaocheng.audit.prose import sentences
from kaocheng.audit.rows import place_of
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import known
from kaocheng.values import Kind

_UP_TO = re.compile(r"截[至止]到?(?P<year>20\d{2})年(?P<month>\d{1,2})月(?:底|末|份|\d{1,2}日)?")
_LATER = re.compile(
    r"(?P<date>(?P<year>20\d{2})年(?:\d{1,2}月(?:\d{1,2}日)?)?)(?P<between>[^，。；]{0,20}?)(?P<done>建成|竣工|完工|通过验收|投入使用|举办了|完成了)"
)
_SINCE = re.compile(r"(?:开建|开通|建成|上线|启动|投运|投入使用|挂牌|创办)以来")
_FIGURE = re.compile(r"\d[\d.,]*[万千]?余?(?:人次|人|条|次|件|个|篇|期|户|场|份|家|%)")
_PROCESS = re.compile(r"自评|评价工作|评价的|组织实施情况|通知|预计|计划|将于|拟|下一步|下年|力争|问题|建议|改进|整改")
_INTERIM = re.compile(r"半年|中期|季度|监控")
_UP_TO_MONTH = Text("数据只到{found}，没有到{year}年底", "the figures go only up to {found}, not to the end of {year}")
_OTHER_YEAR = Text(
    "“{subject}”的完成值{found}不在评价年度{year}年内", "the actual value {found} of “{subject}” lies outside {year}"
)
_DONE_LATER = Text(
    "成果里写了{found}{done}的事，评价年度是{year}年", "the results include something of {found}, the year is {year}"
)
_CUMULATIVE = Text("“{found}”的累计数不是{year}年的成果", "cumulative figures “{found}” are no result of {year}")


@report_rule(
    "CON-10",
    severity=Severity.WARNING,
    title=Text("数据时间与评价年度不符", "dates outside the evaluated year"),
    message=Text("时间不符：{what}。", "Dates do not fit: {what}."),
    advice=Text(
        "请补齐到年底的数据，剔除其他年度的成果；确需列累计数的，另列当年数。",
        "Complete the figures to the end of the year and leave other years out; give the year's own figure beside a total.",
    ),
    source="财预〔2020〕10号（条文待核）；判断方法为考成手册建议",
)
def date_outside_year(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    year = known(report.fiscal_year)
    if year is None or (report.title is not None and _INTERIM.search(report.title.text)):
        return
    yield from _in_forms(report, year)
    yield from _in_text(report, year)


def _in_forms(report: Report, year: int) -> Iterator[Finding]:
    for index, form in enumerate(report.forms):
        for _, row in rows_of(form):
            actual, target = row.actual, target_of(row)
            value = actual.known if actual is not None else None
            if actual is None or value is None or value.kind is not Kind.DATE or not value.date or row.uncertain:
                continue
            printed = re.match(r"20\d{2}", value.date)
            if printed is None or int(printed.group()) == year:
                continue
            if target is not None and printed.group() in target.text:
                continue
            name = level3_of(row) or place_of(row).text
            what = _OTHER_YEAR.format(subject=name, found=actual.text, year=year)
            yield Finding(actual, name, actual.text, f"{year}年", values={"what": what}, form=index)


def _in_text(report: Report, year: int) -> Iterator[Finding]:
    cumulative = False
    for sentence in sentences(report):
        text = sentence.text
        if sentence.passage.is_heading or not any(mark in text for mark in ("截", "年", "以来")):
            continue
        for match in _UP_TO.finditer(text):
            if int(match["year"]) == year and int(match["month"]) < 12 and _FIGURE.search(text, match.end()):
                found = match.group()
                what = _UP_TO_MONTH.format(found=found.lstrip("截至止到"), year=year)
                yield Finding(sentence.where, "数据截止时间", found, f"{year}年12月", values={"what": what})
        where = sentence.passage.section + sentence.passage.subsection + text
        if _PROCESS.search(where):
            continue
        for match in _LATER.finditer(text):
            if int(match["year"]) > year:
                what = _DONE_LATER.format(found=match["date"], done=match["done"], year=year)
                yield Finding(sentence.where, "成果完成时间", match["date"], f"{year}年", values={"what": what})
        start = None if cumulative else _SINCE.search(text)
        if start is not None and _FIGURE.search(text, start.end()):
            cumulative, found = True, start.group()
            what = _CUMULATIVE.format(found=found, year=year)
            yield Finding(sentence.where, "累计数", found, f"{year}年", values={"what": what}, severity=Severity.INFO)
