"""把交办的工作量当作成果

## 检查内容
指标计量上级交办任务数、来访人数、收文数一类由别人决定的数量。

## 为什么
交办多少件不由本单位决定，数量多也不说明做得好。应看办结率、时限和质量。

## 依据
考成手册建议。

## 举例
“全年网络舆情交办任务数”可改为“交办任务按期办结率”。

## 不报的情形
- 计量的是办结、处置、答复：交办任务办结率、转办件办结数。
- 服务合同按工作量结算的项目（名称含服务、委托、外包），工作量就是交付内容。

## In English
Information only: a workload that others decide (tasks assigned from above, visitors, incoming letters) is counted as a
result. Indicators of handling that workload stay silent, and so do service contracts paid by volume.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import named_tables
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text

_CONTRACT = re.compile("服务采购|购买服务|委托|外包|劳务|技术服务|运维服务")


@report_rule(
    "IND-15",
    severity=Severity.INFO,
    title=Text("把交办的工作量当作成果", "assigned workload counted as a result"),
    message=Text(
        "指标“{subject}”计量的“{found}”由别人决定，不反映本单位做得怎样。",
        "Indicator “{subject}” counts “{found}”, which others decide; it does not show how well the work was done.",
    ),
    advice=Text("请改用办结率、办理时限或办理质量。", "Measure how much was completed, how fast and how well."),
    source="考成手册建议",
)
def assigned_workload(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for table in named_tables(subject.report):
        seen: set[str] = set()
        for row in table:
            word = word_list("assigned_workload").find(row.name)
            if word is None or row.name in seen or word_list("handling_words").find(row.name):
                continue
            project = None if row.form is None else subject.report.forms[row.form].project_name
            if project is not None and _CONTRACT.search(project.text):
                continue
            seen.add(row.name)
            yield Finding(row.at, row.name, word, form=row.form)
