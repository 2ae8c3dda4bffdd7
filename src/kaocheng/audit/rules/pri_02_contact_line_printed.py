"""联系人旁印有座机号码

## 检查内容
写在“联系电话”“联系人及电话”“办公电话”等标签旁边或表头下面的7—8位座机号码，带区号、分机号的也算。同一个号码只报告一次，注明处数。

## 为什么
与姓名印在一起的座机能找到具体的人。公开的表不需要它。

## 依据
个人信息保护法（2021年）关于最小必要的要求（条文待核）。

## 举例
汇总表“联系人及电话”一栏三行印同一个座机号码：报一次，注明3处。

## 不报的情形
- 监督电话、举报电话、服务热线、传真等本来就对公众的号码。
- 没有电话标签的7—8位数字：项目代码、预算编码、数量、日期。

## In English
Landline numbers beside a contact label or under the head of a contact column, each number once. Lines meant for the public
(hotlines, complaints, fax) and numbers without such a label stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.personal import PersonalKind, by_number, personal_of
from kaocheng.language import Text


@report_rule(
    "PRI-02",
    severity=Severity.WARNING,
    title=Text("联系人旁印有座机号码", "landline of a contact person printed"),
    message=Text(
        "“{subject}”印有座机号码 {found}，共 {count} 处。", "“{subject}” gives a landline {found}, {count} places."
    ),
    advice=Text(
        "公开前请删除；需要公布联系方式的，只写单位名称和总机或公开电话。",
        "Remove it before publication; if a contact is needed, name the unit and its public line.",
    ),
    source="个人信息保护法（2021年）（条文待核）",
)
def contact_line_printed(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for group in by_number(personal_of(subject.report, PersonalKind.LANDLINE)):
        label = next((item.label for item in group if item.label), "联系电话")
        yield Finding(group[0].where, label, group[0].masked, values={"count": len(group)})
