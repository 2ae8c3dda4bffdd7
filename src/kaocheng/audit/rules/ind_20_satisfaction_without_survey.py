"""满意度没有调查依据

## 检查内容
满意度指标填了完成值，而偏差栏、目标完成情况、指标解释和报告文字里都没有提到问卷、样本、测评、回访等调查依据。没有自评表的报告，文字称某某“较为满意”，既没有数字也没有调查依据的，也报告。

## 为什么
满意度是问出来的。没有调查，“95%”从何而来无法核实。

## 依据
一般做法，考成手册建议（未见明文规定）。

## 举例
完成值“95%”，全文没有问卷份数、调查方式或测评结果；应写明“发放问卷300份，回收286份”。

## 不报的情形
- 任何一处写明调查方式：问卷、抽样、测评、电话回访，或在谈满意度的同一段里提到调查、评议、打分。
- 名称本身就是满意度调查或测评。
- 问的是领导、上级等少数人，可以逐一打分（由 IND-19 检查）。
- 没有填完成值的目标表。
- 文字谈的是以后的打算或要求（提高满意度、让群众满意）。

## In English
Reports a satisfaction result for which no survey is mentioned anywhere: not in the deviation column, the objective, the
definition or the text; in a report without forms, a sentence that calls somebody satisfied without figure or survey. A
named survey method, a census of a few superiors, a form without actual values, or an intention stays silent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import asks_leaders, is_satisfaction, level3_of, rows_of, unsettled
from kaocheng.audit.narrative import paragraphs
from kaocheng.audit.rows import name_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Form, Indicator, Report
from kaocheng.values import Kind

_SENTENCE = re.compile(r"[^。；;！\n]+")
_CLAIM = re.compile(r"(?P<claim>(?:总体|基本|比较|较为|较|非常|十分|普遍|均|都|表示)满意)(?!度|率)")
_INTENTION = re.compile("让|使|力争|争取|努力|确保|将|下一步|要求|目标|力求")


@report_rule(
    "IND-20",
    severity=Severity.WARNING,
    title=Text("满意度没有调查依据", "satisfaction without survey evidence"),
    message=Text(
        "“{subject}”的完成情况为“{found}”，表中和报告里都没有提到问卷、样本或其他调查依据。",
        "“{subject}” is reported as “{found}”, but neither form nor report mentions a survey, a sample or other evidence.",
    ),
    advice=Text(
        "请写明调查方式、样本数和时间，并留存问卷等佐证材料。",
        "State how, when and of how many people it was asked, and keep the evidence.",
    ),
    source="考成手册建议（一般做法，未见明文规定）",
)
def satisfaction_without_survey(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for index, form in enumerate(subject.report.forms):
        yield from _in_rows(index, form, subject.report)
    if not subject.report.forms and not _in_text(subject.report):
        yield from _claims(subject.report)


def _in_rows(index: int, form: Form, report: Report) -> Iterator[Finding | Skip]:
    for _, row in rows_of(form):
        if not is_satisfaction(row) or row.actual is None or asks_leaders(level3_of(row)):
            continue
        if skip := unsettled(row, row.actual):
            yield Skip(skip.at, skip.subject, skip.reason, index)
            continue
        value = row.actual.known
        if value is None or value.kind not in (Kind.QUANTITY, Kind.RANGE) or value.unit not in ("%", "分", None):
            continue
        if not (_in_row(row) or _in_form(form) or _in_text(report)):
            yield Finding(row.actual, name_of(row), row.actual.text, form=index)


def _claims(report: Report) -> Iterator[Finding]:
    """The first sentence that calls somebody satisfied, without a figure."""
    for paragraph in paragraphs(report):
        for sentence in _SENTENCE.findall(paragraph.text):
            claim = _CLAIM.search(sentence)
            if claim and not re.search(r"\d", sentence) and not _INTENTION.search(sentence):
                yield Finding(paragraph.where, "满意度", claim["claim"])
                return


def _in_row(row: Indicator) -> bool:
    cells = (row.level3, row.actual, row.deviation, row.definition, row.scoring_rule)
    return any(_evidence(cell.text, about_satisfaction=True) for cell in cells if cell is not None)


def _in_form(form: Form) -> bool:
    cells = [goal.actual for goal in form.objectives] + [form.problems]
    return any(_evidence(cell.text, "满意" in cell.text) for cell in cells if cell is not None)


def _in_text(report: Report) -> bool:
    paragraphs = () if report.document is None else report.document.paragraphs()
    return any(_evidence(paragraph.text, "满意" in paragraph.text) for paragraph in paragraphs)


def _evidence(text: str, about_satisfaction: bool) -> bool:
    if word_list("survey_evidence").find(text):
        return True
    return about_satisfaction and word_list("survey_evidence_nearby").find(text) is not None
