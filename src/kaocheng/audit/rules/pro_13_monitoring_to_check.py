"""运行监控结果待核

## 检查内容
报告说开展了绩效运行监控（双监控），却没有写监控发现了什么、怎样纠偏：提示一次，请人工核对监控记录。
没有提到监控的成文报告记为未判定：监控记录不在报告里。

## 为什么
监控中发现的偏差应当在自评里有交代。只说“强化双监控”，看不出监控是否真的做了。

## 依据
财预〔2019〕136号（条文待核）；考成手册建议。

## 举例
“强化预算绩效双监控，从……等方面进行绩效监控”，没有监控结果。

## 不报的情形
- 写明监控结果（发现的问题、预警、纠偏，或未发现偏差）。
- 只在问题或下一步措施里说要加强监控，不是说已经做了：记为未判定。
- “网络舆情监控”“视频监控”等业务工作。

## In English
A hint, once per report, where monitoring during the year is claimed and no result of it is given: look at the monitoring
record and whether its issues appear. A written report that claims nothing is undecided; plans to monitor better are no
claim, and monitoring as the trade of the body is not meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import Topic, is_written_report, narrative_of, place_of_report, sections_about
from kaocheng.audit.subject import ReportSubject
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text

_MONITORING = re.compile(r"绩效(?:运行)?(?:跟踪)?监控|双监控|运行监控|绩效跟踪")
_PLANNED = re.compile(r"下一步|今后|将(?:进一步)?(?:加强|强化|开展|做好)|有待|不足|不够|应当?(?:加强|强化)")
_NOT_IN_REPORT = Text(
    "需人工核对：年中绩效运行监控的记录，报告未提及",
    "to be checked by a person: the record of monitoring during the year; the report does not mention it",
)


@report_rule(
    "PRO-13",
    severity=Severity.INFO,
    title=Text("运行监控结果待核", "results of monitoring not seen"),
    message=Text(
        "报告称开展了“{found}”，没有写监控结果，请人工核对监控记录，以及监控发现的问题是否在自评中交代。",
        "The report claims “{found}” without a result: look at the monitoring record and whether its issues appear here.",
    ),
    advice=Text(
        "请补写监控的时间、发现的偏差和纠偏结果；没有开展的，删去这一说法。",
        "Add when it was monitored, what was found and corrected; if it was not done, take the claim out.",
    ),
    source="财预〔2019〕136号（条文待核）；考成手册建议",
)
def monitoring_to_check(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if not is_written_report(report):
        return
    planned = {
        paragraph.where
        for section in sections_about(report, Topic.PROBLEMS, Topic.MEASURES, Topic.PROBLEMS_AND_MEASURES)
        for paragraph in section.body
    }
    for paragraph in narrative_of(report).paragraphs:
        text = "".join(paragraph.text.split()) if "监控" in paragraph.text or "跟踪" in paragraph.text else ""
        match = _MONITORING.search(text) if text else None
        if match is None or paragraph.where in planned or _PLANNED.search(text[: match.start()]):
            continue
        if word_list("monitoring_results").find(text) is None:
            yield Finding(paragraph.where, "绩效监控", match.group())
        return
    yield Skip(place_of_report(report), "绩效监控", _NOT_IN_REPORT)
