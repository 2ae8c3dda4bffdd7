"""印有身份证号、银行账号或住址

## 检查内容
- 18位身份证号码（校验码相符，或写在“身份证号”后面）和15位旧号码；
- “账号”“卡号”后面的号码，校验码相符的银行卡号；
- “家庭住址”后面的地址，以及写到楼栋单元、村组门牌的住处。

## 为什么
这几样最容易被冒用。补助发放名册常常随佐证材料一起被公开。

## 依据
个人信息保护法（2021年）关于敏感个人信息的要求（条文待核）；GB 11643 的校验码规则。

## 举例
佐证材料里“身份证号”一列、“打入××卡号”的卡号。

## 不报的情形
- 18位的项目代码、统一社会信用代码、合同号、设备编号。
- 没有标签又不合校验码的长数字。
- 单位地址、项目建设地点（只到道路门牌的）。

## In English
Identity numbers (right check character, or behind their label; old ones of 15 digits), bank accounts behind their label or
with a right check digit, and home addresses. Codes of projects, contracts and organisations stay silent. Nothing is shown
in full.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.personal import PersonalItem, PersonalKind, personal_of
from kaocheng.language import Text

_WHAT = {
    PersonalKind.IDENTITY: Text("身份证号码", "identity number"),
    PersonalKind.ACCOUNT: Text("银行账号", "bank account"),
    PersonalKind.ADDRESS: Text("个人住址", "home address"),
}
_SHOWN = 3


@report_rule(
    "PRI-04",
    severity=Severity.ERROR,
    title=Text("印有身份证号、银行账号或住址", "identity number, bank account or home address printed"),
    message=Text("印有{what} {found}，共 {count} 处。", "The document gives {what} {found}, {count} places."),
    advice=Text(
        "公开前请删除；名册类佐证材料不应公开。",
        "Remove it before publication; rolls of persons are not to be published.",
    ),
    source="个人信息保护法（2021年）（条文待核）；GB 11643",
)
def identifying_number_printed(subject: ReportSubject) -> Iterator[Finding | Skip]:
    groups: dict[PersonalKind, list[PersonalItem]] = {}
    for item in personal_of(subject.report, *_WHAT):
        groups.setdefault(item.kind, []).append(item)
    for kind, items in groups.items():
        masked = list(dict.fromkeys(item.masked for item in items))
        found = "、".join(masked[:_SHOWN]) + ("等" if len(masked) > _SHOWN else "")
        yield Finding(items[0].where, _WHAT[kind].zh, found, values={"what": _WHAT[kind], "count": len(items)})
