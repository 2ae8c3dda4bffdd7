"""计数不是整数或为负数

## 检查内容
指标值、完成值以个、次、份、人、条、件等计数单位计的，应为非负整数；正文中以这些单位计的小数同样提示。

## 为什么
“3.4 次”活动说不清办了几次，多半是小数点错位、单位填错或把平均数填成了总数。

## 依据
考成手册建议。

## 举例
- 完成值“12.6 次”：报；“−3 个”：报。

## 不报的情形
- “12.6 万人次”：单位是万人次，不报。
- “2.5 次”：半数，常见于折算，不报。
- 人均、平均、月均等平均数：不报。
- 以 %、元、公里、吨等计量的：不是计数，不报。
- 单元格识读不出：记为未判定。

## In English
Counts (个, 次, 份, 人 …) in targets, actual values and the text must be whole and not negative. Multiples such as
万人次,
halves, averages and measured quantities are not counts in this sense. An unreadable cell is left undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.amounts import is_unreadable, why_unreadable
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.narrative import paragraphs
from kaocheng.audit.rows import name_of, place_of
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Indicator
from kaocheng.values import Kind

_COUNTERS = frozenset("个次份人名位条项件篇期场家户套台辆册本处座所张幅批人次家次场次条次")
_UNITS = _COUNTERS | {"人次", "场次", "家次", "条次", "个次", "人数", "次数", "个数", "户数"}
_AVERAGE = re.compile(r"平均|均|每|率|比例|占比|指数|系数|折合|折算")
_IN_TEXT = re.compile(
    r"(?<![\d.,A-Za-z第])(?P<number>\d{1,12}\.\d{1,4})[ "
    r"\u3000]?(?P<unit>人次|场次|[个次份篇场家户台辆册](?![目数率性人别]))"
)
_HALF = Decimal("0.5")
_TARGET, _ACTUAL = Text("指标值", "target"), Text("完成值", "actual value")


@report_rule(
    "ARI-16",
    severity=Severity.INFO,
    title=Text("计数不是整数或为负数", "count is not whole or is negative"),
    message=Text(
        "“{subject}”的{column}为“{found}”，以“{unit}”计的数应为非负整数。",
        "The {column} of “{subject}” is “{found}”; a number counted in {unit} should be whole and not negative.",
    ),
    advice=Text(
        "请核对小数点和单位；填的是平均数或万位数的，请在名称或单位中写明。",
        "Check the decimal point and the unit; if it is an average or in ten thousands, say so in the name or unit.",
    ),
    source="考成手册建议",
)
def count_not_whole(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, form in enumerate(subject.report.forms):
        for row in form.indicators:
            yield from _check_row(row, index)
    for paragraph in paragraphs(subject.report):
        for match in _IN_TEXT.finditer(paragraph.text[:20_000]) if "." in paragraph.text else ():
            number = Decimal(match["number"])
            clause = re.split(r"[，。；、]", paragraph.text[: match.start()])[-1]
            if match.start() and number % 1 not in (0, _HALF) and not _AVERAGE.search(clause):
                yield Finding(
                    at=paragraph.where,
                    subject=clause.strip() or match.group(),
                    found=match.group(),
                    values={"column": Text("正文数字", "figure in the text"), "unit": match["unit"]},
                )


def _check_row(row: Indicator, form: int) -> Iterator[Finding | Skip]:
    name = name_of(row)
    if row.uncertain is not None:
        yield Skip(place_of(row), name, row.uncertain, form=form)
        return
    if _AVERAGE.search(name):
        return
    for cell, column in ((row.target, _TARGET), (row.actual, _ACTUAL)):
        if cell is None or cell.value is None:
            continue
        if is_unreadable(cell):
            yield Skip(cell, name, why_unreadable(cell, column), form=form)
            continue
        value = cell.known
        if value is None or value.kind not in (Kind.QUANTITY, Kind.RANGE) or value.unit not in _UNITS:
            continue
        for number in (value.value, value.upper):
            if number is not None and (number < 0 or number % 1 not in (0, _HALF)):
                yield Finding(cell, name, cell.text, values={"column": column, "unit": value.unit}, form=form)
                break
