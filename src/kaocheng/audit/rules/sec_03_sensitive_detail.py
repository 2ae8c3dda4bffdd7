"""有需要确认能否公开的细节

## 检查内容
指挥、监控场所的布局和设备，漏洞等网络防护细节，监测监控对象的数量。每一类报告一次，列出文中的用语。

## 为什么
绩效自评要公开，业务部门写成效时容易把不宜公开的细节也写进去。

## 依据
保守国家秘密法（2024年修订）（条文待核）；用词来自通用知识和考成手册建议，未核实，请保密审查人员确认。

## 举例
- 应急指挥中心的功能区域、布局，服务器、存储、大屏等设备。
- “发现并处理网络安全漏洞25个”。
- “监测204家重点网站”。

## 不报的情形
- 学校、医院等采购服务器、大屏，与指挥、监控场所无关。
- 等级保护测评的系统数量、政府官方网站的个数等公开统计。
- 报告称涉密不公开、别处又写出的细节：由 SEC-01 报告。

## In English
A hint for the secrecy reviewer, once per kind: layout and equipment of command or control rooms, details of network
defence, numbers of monitored targets. Ordinary purchases and public statistics stay silent, and so do
details that SEC-01 reports because the report says it withholds them. The word lists are unverified.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.secrecy import Sensitive, sensitive_words, withheld_statements
from kaocheng.language import Text

_SHOWN = 6


@report_rule(
    "SEC-03",
    severity=Severity.WARNING,
    title=Text("有需要确认能否公开的细节", "details whose publication should be confirmed"),
    message=Text(
        "文中写有{group}：{found}（共 {count} 处），请保密审查人员确认能否公开。",
        "The text gives {group}: {found} ({count} places). The secrecy reviewer should confirm.",
    ),
    advice=Text(
        "请保密审查人员确认；不宜公开的，改为概括的写法。",
        "Ask the secrecy reviewer; what should not be public is put in general words.",
    ),
    source="保守国家秘密法（2024年修订）（条文待核）；用词为考成手册建议，未核实",
)
def sensitive_detail(subject: ReportSubject) -> Iterator[Finding | Skip]:
    if len(subject.report.forms) <= 1 and withheld_statements(subject.report):
        return
    groups: dict[Text, list[Sensitive]] = {}
    for found in sensitive_words(subject.report):
        groups.setdefault(found.group, []).append(found)
    for group, hits in groups.items():
        words = list(dict.fromkeys(word for hit in hits for word in hit.words))
        shown = "、".join(words[:_SHOWN]) + ("等" if len(words) > _SHOWN else "")
        yield Finding(hits[0].at, group.zh, shown, values={"group": group, "count": len(hits)})
