"""把技术参数当作成果

## 检查内容
指标计量带宽、内存、型号、功率一类设备或网络的技术参数。

## 为什么
参数在采购时就定了，不随工作好坏变化，得分总是满分。应看用得怎样：可用率、故障恢复时间、使用人数。

## 依据
考成手册建议。

## 举例
“行政中心互联网主链路1GB带宽”可改为“主链路全年可用率”。

## 不报的情形
- 建设、改造、购置、升级类项目，达到技术参数就是交付标准。
- 计量的是使用情况：带宽利用率、存储容量使用率。

## In English
Information only: a technical configuration (bandwidth, memory, model, power) is used as a result. Construction and
purchase projects, where meeting the specification is the delivery, and rates of use stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.indicators import named_tables, project_words
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text


@report_rule(
    "IND-16",
    severity=Severity.INFO,
    title=Text("把技术参数当作成果", "technical configuration counted as a result"),
    message=Text(
        "指标“{subject}”计量的“{found}”是技术参数，不随工作好坏变化。",
        "Indicator “{subject}” measures “{found}”: a technical parameter that does not depend on performance.",
    ),
    advice=Text("请改用可用率、故障恢复时间或使用量。", "Measure availability, recovery time or use."),
    source="考成手册建议",
)
def configuration_as_result(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for table in named_tables(subject.report):
        for row in table:
            word = word_list("configuration").find(row.name)
            if word is None:
                continue
            project = "" if row.form is None else project_words(subject.report.forms[row.form])
            if not word_list("construction_projects").find(project):
                yield Finding(row.at, row.name, word, form=row.form)
