"""说要给出总分却没有

## 检查内容
部门整体支出报告写了“给出总得分”“总得分为”“综合得分如下”一类的话，全文却找不到部门的总分。

## 为什么
等级是按总分定的。没有总分，“优秀”就没有依据。

## 依据
考成手册建议。

## 举例
“进行综合评价，给出总得分，满分100分，得出综合绩效评价等级”，下面只列了6个项目的得分。

## 不报的情形
- 写了部门总分。
- 没有说要给出总分的报告。
- 项目支出报告：总分在自评表里。
- 结论里有像是总分的数字、但认不准，记为未判定。

## In English
Reports a department's report that announces a total score (“give a total”) and contains none. Where the conclusion holds
a number that may be the total, the rule is undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import Topic, narrative_of, sections_about
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report

_ANNOUNCED = re.compile(
    r"(?:给出|得出|计算出?|评出|形成|评定)[^。；，]{0,12}(?:总得分|总分|综合得分|综合评分)|(?:总得分|综合得分|综合评分)(?:为|如下|见)"
)
_MAY_BE_TOTAL = re.compile(
    r"(?:得分|总分|评分|自评分?|分值)[^。；，\d≥≤<>＜＞满]{0,8}(?P<n>\d{2,3}(?:\.\d+)?)分?(?!\s*[≤<＜]|以上|以下|[（(]含|为优|为良|[-—~～至])"
)
_MAXIMUM = re.compile(r"(?:满分|总分|分值)(?:为|是)?\d{2,3}分")
_POINTS = re.compile(r"\d{2,3}(?:\.\d+)?分")
_UNSURE = Text("结论中的“{text}”可能是总分，认不准", "“{text}” in the conclusion may be the total")


@report_rule(
    "OVR-07",
    severity=Severity.WARNING,
    title=Text("说要给出总分却没有", "total score announced but absent"),
    message=Text(
        "报告写“{found}”，全文没有部门整体的总分。", "The report says “{found}”, but gives no total for the department."
    ),
    advice=Text("请补充部门整体的总得分和计算方法。", "Add the total score of the department and how it is computed."),
    source="考成手册建议",
)
def announced_total_absent(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if report.kind != "department" or report.overall_score is not None:
        return
    for paragraph in narrative_of(report).paragraphs:
        if "分" not in paragraph.text:
            continue
        match = _ANNOUNCED.search("".join(paragraph.text.split()))
        if match is None:
            continue
        unsure = _number_after("".join(paragraph.text.split())[match.end() :]) or _possible_total(report)
        if unsure is not None:
            yield Skip(paragraph.where, "部门总分", _UNSURE.format(text=unsure))
        else:
            yield Finding(paragraph.where, "部门总分", match.group())
        return


def _number_after(text: str) -> str | None:
    """A number of points in the rest of the sentence that is neither the maximum nor a band."""
    sentence = re.split("[。；;]", text, maxsplit=1)[0]
    if re.search("[≥≤<>＜＞]|以上|以下", sentence):
        return None
    match = _POINTS.search(_MAXIMUM.sub("", sentence))
    return match.group() if match else None


def _possible_total(report: Report) -> str | None:
    """A number in the conclusion that reads like a score and belongs to no band."""
    text = "".join(section.text for section in sections_about(report, Topic.CONCLUSION))
    for sentence in re.split("[。；;，]", text):
        if re.search("满分|[≥≤<>＜＞]|等级标准|以上|以下", sentence):
            continue
        if match := _MAY_BE_TOTAL.search(sentence):
            return match.group()
    return None
