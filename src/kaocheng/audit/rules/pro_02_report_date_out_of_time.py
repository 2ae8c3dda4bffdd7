"""报告日期不在自评期内

## 检查内容
报告落款日期与评价年度比较：早于评价年度的12月31日，或晚于次年12月31日。

## 为什么
年度没有结束，全年的执行数和完成值还不存在；晚于次年，则决算和自评结果早该公开了。

## 依据
预算法第十四条（部门决算批复后二十日内公开，条文待核）；界限为考成手册建议。

## 举例
- 评价2022年度，落款2022年4月27日：报错误，多半是年份写错。
- 评价2022年度，落款2024年3月：报提醒。

## 不报的情形
- 评价2022年度，落款2023年4月27日。
- 半年、季度、中期、阶段性的自评。
- 没有落款日期（由 PRO-01 检查）。
- 日期写法不成立（如2月30日）或评价年度不明，记为未判定。

## In English
Compares the date under the report with the year evaluated: a report dated before that year ended is an error, one dated
after the end of the following year a warning. Interim reports are left alone; a missing date is PRO-01.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from kaocheng.audit.dates import signing_date
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.provenance import known

_INTERIM = re.compile(r"半年|季度|中期|阶段|监控|[1一][-—至](?:[1-9]|[一二三四五六七八九])月")
_IMPOSSIBLE = Text("落款日期“{text}”不是有效的日期", "the date “{text}” does not exist")
_NO_YEAR = Text("看不出评价的是哪一年度", "the year evaluated is not known")
_EARLY = Text("评价年度{year}年尚未结束", "the year evaluated, {year}, had not ended")
_LATE = Text("已过{year}年度决算公开的年份", "the year in which the accounts of {year} are published is over")


@report_rule(
    "PRO-02",
    severity=Severity.ERROR,
    title=Text("报告日期不在自评期内", "report date outside the time of self-evaluation"),
    message=Text("报告日期为 {found}，{why}。", "The report is dated {found}: {why}."),
    advice=Text("请核对落款的年份和评价年度。", "Check the year of the date and the year evaluated."),
    source="预算法第十四条（条文待核）；界限为考成手册建议",
)
def report_date_out_of_time(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    date = signing_date(report)
    if date is None or date.is_blank or (report.title is not None and _INTERIM.search(report.title.text)):
        return
    if date.span is None:
        yield Skip(date.where, "报告日期", _IMPOSSIBLE.format(text=date.text))
        return
    year = known(report.fiscal_year)
    if year is None:
        yield Skip(date.where, "报告日期", _NO_YEAR)
    elif date.span.end < dt.date(year, 12, 31):
        yield Finding(date.where, "报告日期", date.text, f"{year + 1}年", values={"why": _EARLY.format(year=year)})
    elif date.span.start.year > year + 1:
        why = {"why": _LATE.format(year=year)}
        yield Finding(date.where, "报告日期", date.text, f"{year + 1}年", values=why, severity=Severity.WARNING)
