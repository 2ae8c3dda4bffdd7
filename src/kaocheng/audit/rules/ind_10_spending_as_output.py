"""把花钱当作产出

## 检查内容
数量、质量、时效指标计量的是资金支付、到位、使用的快慢或多少；只有一张自评表的报告中，“产出数量指标情况分析”一段只写支出了多少钱。

## 为什么
支出是投入。钱花得及时不等于事情办成了，资金使用情况已由预算执行率考核，再算作产出就重复计分。

## 依据
财预〔2015〕88号：产出指标反映提供的公共产品和服务（条文待核）；词表为考成手册建议。

## 举例
时效指标“资金支付及时率 ≥95%”应改为工作完成的时间。

## 不报的情形
- 补助、奖补、资助、工资等发放类项目，把钱按时发到对象手里就是产出。
- 成本指标、效益指标中谈资金的不报。
- 预算执行率单列一行计分的不报。
- 带动社会资金投入一类的杠杆效果不报。

## In English
Reports output indicators that measure money being paid, received or used, and, in a report with a single form, a section
on output quantity that only states what was spent. Projects whose very product is paying people (subsidies, aid, wages)
are exempt, and so is a separate execution-rate row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kaocheng.audit import Finding, FormSubject, Severity, Skip, form_rule
from kaocheng.audit.indicators import OUTPUT, category_of, level3_of, project_words, rows_of, unsettled
from kaocheng.audit.rows import place_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.documents import Paragraph
from kaocheng.language import Text
from kaocheng.model import Report

_HEADING = re.compile(r"产出?数量指标.{0,8}分析[:：]?$|数量指标完成情况.{0,4}$")
_SPENT = re.compile(r"支出[约共计]*\s*[\d.,]+\s*(?:万|亿)?元")
_NUMBERS = re.compile(r"\d+(?:\.\d+)?\s*(?!\s*(?:万|亿)?元|\d|[.％%年月日])[\u4e00-\u9fff]")
_ANALYSIS = Text("产出数量指标情况分析", "analysis of output quantity")


@form_rule(
    "IND-10",
    severity=Severity.WARNING,
    title=Text("把花钱当作产出", "spending counted as output"),
    message=Text(
        "“{subject}”以“{found}”作产出，计量的是资金支付，不是完成的工作。",
        "“{subject}” takes “{found}” for an output: it measures payment, not work done.",
    ),
    advice=Text(
        "请改用完成的工作量、合格率或完成时间；资金使用情况由预算执行率反映。",
        "Measure the work done, its quality or its date; the use of money is shown by the execution rate.",
    ),
    source="财预〔2015〕88号（条文待核）；词表为考成手册建议",
)
def spending_as_output(subject: FormSubject) -> Iterator[Finding | Skip]:
    if word_list("transfer_projects").find(project_words(subject.form)):
        return
    for _, row in rows_of(subject.form):
        if category_of(row) not in OUTPUT:
            continue
        word = word_list("spending_measures").find(level3_of(row))
        if word is None:
            continue
        yield unsettled(row) or Finding(place_of(row), level3_of(row), word)
    if len(subject.report.forms) == 1 and (paragraph := _analysis_of_money(subject.report)) is not None:
        spent = _SPENT.search(paragraph.text)
        yield Finding(paragraph.where, _ANALYSIS.zh, spent.group() if spent else paragraph.text)


def _analysis_of_money(report: Report) -> Paragraph | None:
    """The paragraph under the heading on output quantity, if it tells of money and counts nothing."""
    paragraphs = [] if report.document is None else [p for p in report.document.paragraphs() if p.text.strip()]
    for heading, body in pairwise(paragraphs):
        if _HEADING.search(heading.text.strip()) and _SPENT.search(body.text) and not _NUMBERS.search(body.text):
            return body
    return None
