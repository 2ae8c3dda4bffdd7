"""印有手机号码

## 检查内容
正文、表格、页眉页脚里的手机号码：11位、以1开头的号码，以及写在“联系电话”“手机”等标签后面的11位号码。同一个号码只报告一次，注明处数。

## 为什么
手机号码是个人信息。自评材料随决算公开后，谁都能看到，收不回来。

## 依据
个人信息保护法（2021年）关于最小必要的要求（条文待核）。

## 举例
五张自评表的落款都印有填报人的手机号码：报一次，注明5处。

## 不报的情形
- 合同号、电表水表号、项目代码、设备编号、网址里的数字。
- 后面跟着元、次、条等单位的金额和数量。
- 中间几位已经隐去的号码（000****0000）。

## In English
Mobile numbers anywhere in the document, each number once with the count of its places. Codes, meters, amounts and numbers
that are already masked stay silent. The message shows the number with its middle hidden.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.personal import PersonalKind, by_number, personal_of
from kaocheng.language import Text


@report_rule(
    "PRI-01",
    severity=Severity.ERROR,
    title=Text("印有手机号码", "mobile number printed"),
    message=Text(
        "印有手机号码 {found}（{subject}），共 {count} 处。",
        "A mobile number {found} is printed ({subject}), {count} places.",
    ),
    advice=Text(
        "公开前请删除或隐去号码；需要公布联系方式的，用单位办公电话。",
        "Remove or mask it before publication; if a contact is needed, give the office line of the unit.",
    ),
    source="个人信息保护法（2021年）（条文待核）",
)
def mobile_number_printed(subject: ReportSubject) -> Iterator[Finding | Skip]:
    for group in by_number(personal_of(subject.report, PersonalKind.MOBILE)):
        label = next((item.label for item in group if item.label), "正文")
        yield Finding(group[0].where, label, group[0].masked, values={"count": len(group)})
