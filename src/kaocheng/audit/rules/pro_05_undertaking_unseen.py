"""专家承诺书待核

## 检查内容
报告写了专家参与打分或应当签订《专家承诺书》，而文中没有说明承诺书已经签订、存放在哪里。提示一次，请人工核对。

## 为什么
承诺书（保密、独立、回避）是专家意见可信的前提，一般线下留存，从报告里看不出签没签。

## 依据
北塔区报告所引的规定：评估工作组应与专家签署《专家承诺书》（原文件待核）。

## 举例
“绩效评估工作组应与专家签署《专家承诺书》”，全文没有签订情况和附件。

## 不报的情形
- 没有专家参与的自评。
- 写明“专家均已签署承诺书，存档备查”，或附有承诺书。
- 没有原文的报告。

## In English
A hint, once per report: experts took part or an undertaking is demanded, and nothing says that it was signed. A person has
to look at the files; the report itself cannot show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit.evaluators import expert_panel
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.sections import narrative_of
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text

_SIGNED = re.compile(
    r"(?:已|均|全部)[^。；]{0,12}(?:签署|签订|签定|提交)[^。；]{0,12}承诺书|承诺书[^。；]{0,16}(?:存档|备查|附后|见附件|已签)"
)


@report_rule(
    "PRO-05",
    severity=Severity.INFO,
    title=Text("专家承诺书待核", "undertakings of the experts not seen"),
    message=Text(
        "报告写有专家参与评价，没有写明专家承诺书是否签订，请人工核对每位专家的承诺书。",
        "Experts took part in the evaluation, but nothing says whether they signed undertakings: check each one.",
    ),
    advice=Text(
        "请核对承诺书是否齐全（一人一份），并在报告中注明已签订、存档备查。",
        "Check that there is one undertaking for each expert, and say in the report where they are kept.",
    ),
    source="北塔区网信办2023年自评报告所引的专家承诺书要求（原文件待核）；考成手册建议",
)
def undertaking_unseen(subject: ReportSubject) -> Iterator[Finding | Skip]:
    panel = expert_panel(subject.report)
    if panel is not None and not _SIGNED.search(narrative_of(subject.report).text):
        yield Finding(panel.paragraph.where, "专家承诺书", "未见签订情况")
