"""称涉密不公开，后文又写出细节

## 检查内容
报告写明内容“涉密不予公开”，别处却讲了场所布局、设备清单、网络防护或监测对象的细节。

## 为什么
同一件事一处遮一处露，等于没有遮。

## 依据
保守国家秘密法（2024年修订）（条文待核）；用词为考成手册建议，未核实，请保密审查人员确认。

## 举例
项目主要内容“涉密不予公开”，项目实施情况却写了指挥大厅的功能布局和服务器、大屏等设备。

## 不报的情形
- 写明“不涉密”“非涉密”。
- 报告里有几个项目：不能判断说的是不是同一个项目，记为未判定。
- 没有细节。

## In English
The report withholds content as secret in one place and describes rooms, equipment, network defence or monitored targets in
another. Whether that is a leak only the secrecy reviewer can say; with several projects it is left undecided.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.secrecy import sensitive_words, withheld_statements
from kaocheng.language import Text

_SHOWN = 6
_SEVERAL = Text("报告有几个项目，无法判断不公开的与写出的是不是同一个", "several projects: it may not be the same one")


@report_rule(
    "SEC-01",
    severity=Severity.WARNING,
    title=Text("称涉密不公开，后文又写出细节", "withheld content described elsewhere"),
    message=Text(
        "“{subject}”处称“{statement}”，别处却写出：{found}。请保密审查人员确认。",
        "“{subject}” says “{statement}”, yet elsewhere stand: {found}. The secrecy reviewer should confirm.",
    ),
    advice=Text(
        "请保密审查人员确认能否公开；不能公开的，前后一并删去。",
        "Ask the secrecy reviewer; what may not be published must go in both places.",
    ),
    source="保守国家秘密法（2024年修订）（条文待核）；用词为考成手册建议",
)
def withheld_content_described(subject: ReportSubject) -> Iterator[Finding | Skip]:
    statements = withheld_statements(subject.report)
    details = sensitive_words(subject.report) if statements else ()
    if not details:
        return
    first = statements[0]
    name = first.about or "不予公开的内容"
    if len(subject.report.forms) > 1:
        yield Skip(details[0].at, name, _SEVERAL)
        return
    words = list(dict.fromkeys(word for detail in details for word in detail.words))
    found = "、".join(words[:_SHOWN]) + ("等" if len(words) > _SHOWN else "")
    yield Finding(details[0].at, name, found, values={"statement": first.text})
