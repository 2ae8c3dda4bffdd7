"""绩效目标批复待核

## 检查内容
绩效目标应随预算批复。报告里有下列情况的，提示一次，请人工核对批复文件：
- 自评表印有调整后的指标值，与年初指标值不同；
- 文中写绩效目标是年中以后（5月以后）批复、补报的，或在自评时补设的。
没有这些情况的成文报告记为未判定：批复文件不在报告里。

## 为什么
自评的尺子是批复的目标。事后补设、改低的目标，怎么评都是满分。

## 依据
财预〔2020〕10号：自评指标是指预算批复时确定的绩效指标（条文待核）。

## 举例
- 年初指标值“≥100人”，调整后“≥60人”，请核对调整的批准文件。
- “本项目绩效目标于2022年10月补报”。

## 不报的情形
- 调整后的指标值与年初相同或为空。
- 写明指标值调整已经批准（文件号、批复）。
- 年初批复目标的日期；另一年度的目标。

## In English
A hint, once per report, where targets were adjusted or, by the text, set after April of the year: a person has to look at
the approval. Otherwise written reports are undecided, since approvals are not part of a report.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from kaocheng.audit.dates import dated_sentences, names_other_year
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rows import compact, place_of
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import is_written_report, narrative_of, place_of_report
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Indicator, Report
from kaocheng.provenance import Location, known

_APPROVED = re.compile(r"(?:绩效目标|指标值?)[^。；\n]{0,20}调整[^。；\n]{0,24}(?:批复|批准|审批|核准|〕)")
_SET = re.compile(
    r"绩效(?:目标|指标)[^。；，]{0,20}(?:批复|补报|补设|补充设定|下达|申报|审核通过)|(?:补报|补设|补充设定)[^。；，]{0,10}绩效(?:目标|指标)"
)
_AFTERWARDS = re.compile(r"自评时?(?:补充?|重新)(?:设定|设置|填报|编制)[^。；，]{0,8}(?:绩效)?(?:目标|指标)")
_LAST_ORDINARY_MONTH = 4

_ADJUSTED = Text("{count} 项指标值有调整", "{count} targets were adjusted")
_LATE = Text("绩效目标的时间写为 {date}", "the targets are dated {date}")
_AT_EVALUATION = Text("写明在自评时补设目标", "the targets are said to have been set at the evaluation")
_NOT_IN_REPORT = Text(
    "需人工核对：绩效目标是否随预算批复，报告不含批复文件",
    "to be checked by a person: whether the targets were approved with the budget; approvals are not part of a report",
)


@report_rule(
    "PRO-11",
    severity=Severity.INFO,
    title=Text("绩效目标批复待核", "approval of the targets not seen"),
    message=Text(
        "{what}，请人工核对批复（调整）文件和时间。",
        "To be checked by a person: {what}; compare with the approval and its date.",
    ),
    advice=Text(
        "请核对预算批复时的绩效目标；经批准调整的，在报告中注明文号和日期。",
        "Compare with the targets approved with the budget; where an adjustment was approved, cite it.",
    ),
    source="财预〔2020〕10号（条文待核）；考成手册建议",
)
def target_approval_to_check(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    adjusted = [row for form in report.forms for row in form.indicators if _is_adjusted(row)]
    late = _set_late(report)
    if adjusted and not _APPROVED.search(narrative_of(report).text):
        what = _ADJUSTED.format(count=len(adjusted))
        yield Finding(
            adjusted[0].adjusted_target or place_of(adjusted[0]),
            "绩效目标",
            f"{len(adjusted)}项",
            values={"what": what},
        )
    elif late is not None:
        where, found, words = late
        yield Finding(where, "绩效目标", found, values={"what": words})
    elif not adjusted and is_written_report(report):
        yield Skip(place_of_report(report), "绩效目标批复", _NOT_IN_REPORT)


def _is_adjusted(row: Indicator) -> bool:
    if row.uncertain is not None or row.target is None or row.adjusted_target is None:
        return False
    return row.adjusted_target.value is not None and compact(row.target) != compact(row.adjusted_target)


def _set_late(report: Report) -> tuple[Location, str, Text] | None:
    for paragraph in narrative_of(report).paragraphs:
        if match := _AFTERWARDS.search("".join(paragraph.text.split())):
            return paragraph.where, match.group(), _AT_EVALUATION
    year = known(report.fiscal_year)
    if year is None:
        return None
    for sentence in dated_sentences(report):
        if _SET.search(sentence.text) and not names_other_year(sentence.text, year):
            for span in sentence.spans:
                if dt.date(year, _LAST_ORDINARY_MONTH + 1, 1) <= span.start:
                    return sentence.where, span.text, _LATE.format(date=span.text)
    return None
