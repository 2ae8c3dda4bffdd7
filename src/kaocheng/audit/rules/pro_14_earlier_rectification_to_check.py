"""上年整改结果待核

## 检查内容
报告提到上年度（以前年度）自评、评价、审计发现的问题，而没有说明整改完毕：提示一次，请人工核对整改台账。
没有提到的成文报告记为未判定：整改记录不在报告里。

## 为什么
上年的问题没有整改又出现在今年，说明评价结果没有用上。

## 依据
财预〔2020〕10号关于结果应用和整改的规定（条文待核）；考成手册建议。

## 举例
“针对上年度绩效评价发现的问题，我局制定了整改方案”，没有写整改结果。

## 不报的情形
- 写明已整改完毕、整改到位。
- 只说本年度的问题和下一步整改。
- “上年结转资金”等与问题无关的上年。

## In English
A hint, once per report, where issues found in an earlier year are mentioned without saying that they were settled: look at
the register of rectification. A written report that mentions none is undecided.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import is_written_report, narrative_of, place_of_report
from kaocheng.audit.subject import ReportSubject
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text

_EARLIER = re.compile(
    r"(?:上一?年度?|去年|以前年度|历年|往年)[^。；，\n]{0,24}?(?:自评|评价|审计|巡察|检查|监督)[^。；\n]{0,16}?(?:问题|整改)"
    r"|(?:上一?年度?|去年|以前年度)[^。；，\n]{0,10}?(?:问题|整改)"
)
_NOT_IN_REPORT = Text(
    "需人工核对：上年评价发现问题的整改情况，报告未提及",
    "to be checked by a person: whether last year's issues were settled; the report does not mention them",
)


@report_rule(
    "PRO-14",
    severity=Severity.INFO,
    title=Text("上年整改结果待核", "rectification of earlier issues not seen"),
    message=Text(
        "报告提到“{found}”，没有写整改是否完成，请人工核对整改台账。",
        "The report mentions “{found}” without saying whether it was settled: look at the register of rectification.",
    ),
    advice=Text("请逐项写明整改结果和完成时间。", "State the result and the date of completion for each item."),
    source="财预〔2020〕10号关于结果应用的规定（条文待核）；考成手册建议",
)
def earlier_rectification_to_check(subject: ReportSubject) -> Iterator[Finding | Skip]:
    report = subject.report
    if not is_written_report(report):
        return
    for paragraph in narrative_of(report).paragraphs:
        if "年" not in paragraph.text or not ("问题" in paragraph.text or "整改" in paragraph.text):
            continue
        text = "".join(paragraph.text.split())
        if match := _EARLIER.search(text):
            if word_list("closed_words").find(text) is None:
                yield Finding(paragraph.where, "上年问题整改", match.group())
            return
    yield Skip(place_of_report(report), "上年问题整改", _NOT_IN_REPORT)
