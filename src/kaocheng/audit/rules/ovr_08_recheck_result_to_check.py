"""复核结果待核

## 检查内容
- 报告同时印有自评得分和复评（复核、抽查）得分，两者相差超过5分：提示；
- 报告说经过复评、复核或抽查，却没有写复评得分和调整情况：提示一次，请人工核对。
没有提到复核的成文报告记为未判定：复核结果不在自评报告里。

## 为什么
自评分与复核分的差距，是判断自评是否可信的直接依据。

## 依据
财预〔2018〕167号关于抽查复核的要求（条文待核）；5分的界限为考成手册建议。

## 举例
- 自评96分，财政复核88分，相差8分。
- “采用业务处室自评与工作组复评相结合的方式”，没有复评结果。

## 不报的情形
- 写明复评结果，与自评相差不超过5分。
- 写明复评没有调整得分。
- 业务工作里的复核（资格复核、数据复核）。
- 只在下一步措施里提到抽查。

## In English
A hint: a printed re-check score more than five points from the self-score, or a claimed re-check without any result. A
written report that mentions none is undecided, since re-checks come after the report.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import Topic, is_written_report, place_of_report, sections_about
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text
from kaocheng.model import Report
from kaocheng.provenance import Location, known
from kaocheng.scoring.figures import format_points

_LIMIT = Decimal(5)
_SCORE = re.compile(
    r"(?:复评|复核|抽查|复审|重点评价|财政评价|再评价)[^。；，\d]{0,16}(?:得分|评分|分数|为|得)[^。；，\d]{0,4}(?P<n>\d{1,3}(?:\.\d+)?)分"
)
_CLAIMED = re.compile(
    r"(?:工作组|领导小组|财务[科股室]|主管部门|财政部门|财政局|第三方)[^。；，]{0,8}(?:复评|复核|抽查|复审)"
    r"|(?:自评|绩效)[^。；，]{0,12}(?:复评|复审)|(?:复评|复审)(?:相结合|结果)|对自评(?:结果|得分|报告)[^。；，]{0,8}(?:复核|抽查)"
)
_RESULT = re.compile(r"(?:复评|复核|抽查|复审)[^。；]{0,20}(?:一致|无调整|未调整|没有调整|调[增减整]了?|核[减增]|扣)")
_GAP = Text("自评 {own} 分，复核 {found}，相差 {gap} 分", "self-score {own}, re-check {found}, {gap} points apart")
_NO_RESULT = Text("报告写有“{found}”，没有写复核的得分和调整情况", "“{found}” is claimed without its result")
_NOT_IN_REPORT = Text(
    "需人工核对：财政或主管部门的抽查复核结果，自评报告不含",
    "to be checked by a person: the result of a re-check, which a self-evaluation does not contain",
)


@report_rule(
    "OVR-08",
    severity=Severity.INFO,
    title=Text("复核结果待核", "result of the re-check not seen"),
    message=Text("{what}，请人工核对复核记录。", "{what}: look at the record of the re-check."),
    advice=Text(
        "请核对复核记录，说明差异和调整的原因。", "Compare with the record of the re-check and explain the differences."
    ),
    source="财预〔2018〕167号（条文待核）；5分的界限为考成手册建议",
)
def recheck_result_to_check(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if not is_written_report(report):
        return
    stated = _stated_score(report)
    own = known(report.overall_score)
    if own is None and len(report.forms) == 1:
        own = known(report.forms[0].total_score)
    if stated is not None:
        where, text, score = stated
        if own is not None and abs(own - score) > _LIMIT:
            gap = format_points(abs(own - score))
            what = _GAP.format(own=format_points(own), found=text, gap=gap)
            yield Finding(where, "复核得分", text, format_points(own), gap, {"what": what})
        return
    claimed = _claimed(report)
    if claimed is not None:
        where, text = claimed
        yield Finding(where, "复核", text, values={"what": _NO_RESULT.format(found=text)})
    else:
        yield Skip(place_of_report(report), "复核", _NOT_IN_REPORT)


def _stated_score(report: Report) -> tuple[Location, str, Decimal] | None:
    """A score of a re-check, where the report speaks of its own evaluation."""
    for section in sections_about(report, Topic.PROCEDURE, Topic.CONCLUSION):
        for paragraph in section.body:
            match = _SCORE.search("".join(paragraph.text.split()))
            if match is not None and not re.search("满分|以上|以下", match.group()):
                return paragraph.where, f"{match['n']}分", Decimal(match["n"])
    return None


def _claimed(report: Report) -> tuple[Location, str] | None:
    """A re-check the procedure claims. Cut lines are joined within a section."""
    for section in sections_about(report, Topic.PROCEDURE, Topic.CONCLUSION):
        match = _CLAIMED.search(section.text)
        if match is not None and not _RESULT.search(section.text):
            return section.heading.where, match.group()
    return None
