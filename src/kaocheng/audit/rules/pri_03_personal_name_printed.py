"""印有个人姓名

## 检查内容
“填报人”“联系人”“负责人”“组长”“成员”等标签旁边、“姓名”一栏下面、评价工作组名单里的人名，以及“由某局长某某任组长”里的人名。同一个标签下的人名合并报告一次。

## 为什么
公开材料说明的是钱花得怎样，不需要经办人的姓名；与电话、职务印在一起，更容易对上具体的人。

## 依据
个人信息保护法（2021年）关于最小必要的要求（条文待核）。

## 举例
- 五张自评表的“填报人”都是同一个人：报一次，1人5处。
- “六、评价工作组人员名单及签字”下面列了三个人：报一次，3人。

## 不报的情形
- 只写职务（以主任为组长）、部门（成员为各股室负责人）或单位名称。
- 已经隐去的姓名（李**、张某）。
- 党和国家领导人、先进典型等公众人物的姓名。
- 空白的签字栏。

## In English
Names of persons beside labels such as 填报人 and 联系人, under the head of a name column and in the list of the working
group; one finding per label, with the number of people and places, each name masked. Posts, departments, masked names and
persons of public life stay silent.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit import Finding, ReportSubject, Severity, Skip, report_rule
from kaocheng.audit.names import mask_name
from kaocheng.audit.personal import PersonalItem, PersonalKind, personal_of
from kaocheng.language import Text

_SHOWN = 5
_NO_LABEL = "正文"


@report_rule(
    "PRI-03",
    severity=Severity.WARNING,
    title=Text("印有个人姓名", "name of a person printed"),
    message=Text(
        "“{subject}”处印有个人姓名：{found}，共 {people} 人 {count} 处。",
        "“{subject}” gives names of persons: {found}; {people} persons, {count} places.",
    ),
    advice=Text(
        "公开的版本请删去姓名，只写部门或职务；签字的原件由单位存档。",
        "In the published copy name the office or the post only; the signed original stays in the files.",
    ),
    source="个人信息保护法（2021年）（条文待核）",
)
def personal_name_printed(subject: ReportSubject) -> Iterator[Finding | Skip]:
    groups: dict[str, list[PersonalItem]] = {}
    for item in personal_of(subject.report, PersonalKind.NAME):
        groups.setdefault(item.label or _NO_LABEL, []).append(item)
    for label, items in groups.items():
        people = dict.fromkeys("".join(item.text.split()) for item in items)
        shown = "、".join(mask_name(name) for name in list(people)[:_SHOWN])
        found = shown if len(people) <= _SHOWN else f"{shown}等"
        yield Finding(items[0].where, label, found, values={"people": len(people), "count": len(items)})
