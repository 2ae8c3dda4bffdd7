"""一处说做了，另一处说没做

## 检查内容
自评表的完成情况写开展了某项活动几次，而问题栏、偏差原因或正文问题一节说没有组织同一类活动。

## 为什么
活动做没做是事实，两处相反，得分和目标完成率都不可信。

## 依据
考成手册建议。

## 举例
完成情况“组织全县信息化培训1次”，问题栏“2022年度未组织大型培训活动”：报。

## 不报的情形
- 没有开展的是另一类活动（培训与演练）。
- 完成情况写明“未开展”“0次”。
- 说的是别的项目或以后年度。
- 完成的是小型活动、没有开展的是大型活动：仍然提示，请写明两处所指。

## In English
Compares counted activities in a form's results with statements elsewhere that no such activity was held. The same noun
must stand in both. A small event may have been held where a large one was not, so the finding asks to say which is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.finding import Place
from kaocheng.audit.prose import close_text, sentences, split_sentences
from kaocheng.language import Text
from kaocheng.model import Form, Report

_ACTIVITIES = "培训|演练|检查|宣传|会议|调研|演出|比赛|讲座|招聘|巡查|监测|评审|体检|督导|考察|展览|普查|抽检|采购|活动"
_DENIED = re.compile(
    rf"(?:未能?|没有|没能)(?:如期|按期|按时|按计划|全面)?(?:组织|开展|举办|举行|召开|进行|实施)(?P<what>[^，。；,;]{{0,12}}?(?P<noun>{_ACTIVITIES})(?:活动)?)"
)
_CLAIMED = re.compile(
    rf"(?:组织|开展|举办|举行|召开|进行|完成)(?P<what>[^，。；,;]{{0,20}}?(?P<noun>{_ACTIVITIES})(?:班|活动|会)?[^，。；,;\d]{{0,6}}"
    r"(?P<number>[1-9]\d{0,5})\s*(?:余|多)?(?:次|场|期|个|轮|班))"
)
_NOT_CLAIMED = re.compile(r"未|没有|计划|拟")
_PROBLEMS = re.compile(r"问题|不足|原因|困难|偏差")


@report_rule(
    "CON-07",
    severity=Severity.WARNING,
    title=Text("一处说做了，另一处说没做", "an activity claimed here is denied there"),
    message=Text(
        "完成情况写“{claim}”，而{place}写“{found}”。",
        "The result says “{claim}”, but {place} says “{found}”.",
    ),
    advice=Text(
        "请核实活动是否开展、是否为同一活动，据实改写完成情况或问题说明，并相应调整得分。",
        "Find out whether it took place and whether both mean the same activity; correct result or problem, and the score.",
    ),
    source="考成手册建议",
)
def activity_denied_elsewhere(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    for index, form in enumerate(report.forms):
        claims = list(_claims(form))
        if not claims:
            continue
        for at, place, text in _statements(report, form):
            denied = _DENIED.search(text)
            if denied is None:
                continue
            claim = next((c for c, noun in claims if noun == denied["noun"] and noun != "活动"), None)
            if claim is not None:
                yield Finding(
                    at,
                    denied["noun"],
                    denied.group(),
                    values={"claim": claim, "place": place},
                    form=index,
                )
                break


def _claims(form: Form) -> Iterator[tuple[str, str]]:
    """Counted activities among the results of a form, with their noun."""
    for objective in form.objectives:
        if objective.actual is None:
            continue
        for sentence in split_sentences(close_text(objective.actual.text)):
            for match in _CLAIMED.finditer(sentence):
                if not _NOT_CLAIMED.search(match.group()):
                    yield match.group(), match["noun"]


def _statements(report: Report, form: Form) -> Iterator[tuple[Place, Text, str]]:
    """What is said of the form's shortcomings: in its own cells, and in the text where there is one form only."""
    if form.problems is not None:
        yield form.problems, Text("问题栏", "the problems cell"), close_text(form.problems.text)
    if form.reasons is not None:
        yield form.reasons, Text("原因说明", "the reasons"), close_text(form.reasons.text)
    for row in form.indicators:
        if row.deviation is not None:
            yield row.deviation, Text("偏差原因栏", "the deviation column"), close_text(row.deviation.text)
    if len(report.forms) == 1:
        for sentence in sentences(report):
            if _PROBLEMS.search(sentence.passage.section + sentence.passage.subsection):
                yield sentence.where, Text("正文", "the text"), sentence.text
