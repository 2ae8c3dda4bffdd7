"""评价人员名单缺少标题要求的内容

## 检查内容
评价工作组名单的标题列明了要填的内容（姓名、工作单位、职务、职称），逐人核对单位、职务、职称是否写了。

## 为什么
标题自己要求的内容没有填，说明表没有填完；单位和职称用来判断评价人员是否合适。

## 依据
石家庄市自评报告提纲“评价工作组人员名单及签字（姓名、工作单位、职务、职称）”。

## 举例
标题要求“姓名、工作单位、职务、职称”，三个人都只写“网信办副主任”，没有职称。

## 不报的情形
- 标题没有列明内容的名单。
- 每人都写全的。
- 至少一人写了的栏目，其余的人视为没有该项（公务员可以没有职称）。
- 名单的写法认不出，记为未判定。

## In English
Where the heading of the list of evaluators asks for work unit, post and professional title, reports those that no line of
the list gives. A column that at least one person fills is not reported, since not everybody has a title.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit.evaluators import COLUMNS, evaluation_group
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text

_UNREAD = Text("名单的写法认不出", "the list could not be read")


@report_rule(
    "PRO-06",
    severity=Severity.INFO,
    title=Text("评价人员名单缺少标题要求的内容", "list of evaluators lacks what its heading asks for"),
    message=Text(
        "评价工作组名单的标题要求填写{asked}，名单 {count} 人都没有写{found}。",
        "The heading of the list of evaluators asks for {asked}; none of the {count} people has {found}.",
    ),
    advice=Text("请补填，没有的写“无”。", "Fill it in, or write 无 where there is none."),
    source="石家庄市部门整体支出绩效自评报告提纲；考成手册建议",
)
def evaluator_details_missing(subject: ReportSubject) -> Iterator[Finding | Skip]:
    group = evaluation_group(subject.report)
    if group is None or not group.asked:
        return
    where = group.section.heading.where
    if group.unread or not group.members:
        yield Skip(where, "评价工作组", _UNREAD)
        return
    missing = [name for name in group.asked if not any(COLUMNS[name].search(member) for member in group.members)]
    if missing:
        values = {"asked": "、".join(group.asked), "count": len(group.members)}
        yield Finding(where, "评价工作组", "、".join(missing), values=values)
