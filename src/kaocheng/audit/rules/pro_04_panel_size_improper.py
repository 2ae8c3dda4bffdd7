"""专家组人数不合要求或没有写明

## 检查内容
- 自评（评价）过程写明专家组人数的，人数少于3人或为偶数：错误；
- 写了组建专家组或“奇数、不少于3人”的要求，却没有人数和名单：提醒；
- 评价工作组名单不足3人：提示（内部工作组不是专家组，只供参考）。

## 为什么
专家组按单数组成，才能在意见不一时形成结论；只写要求、不写谁来评，等于没有组建。

## 依据
北塔区报告所引的规定：专家组成员为不少于3人的奇数，包括业务专家、管理专家（原文件待核）。

## 举例
- “邀请4名专家组成专家组”：报。
- “专家组成员数量为不少于3人的奇数”，全文没有人数和名单：报。
- 评价工作组名单只有2人：提示。

## 不报的情形
- 专家组3人、5人。
- 项目实施过程中请的专家（评审项目、授课），不在自评的组织、方法、过程一节。
- 内部工作组3人以上，单数双数都不报。
- 名单的写法认不出，记为未判定。

## In English
A panel of experts with a stated size below three or even is an error; a panel that is required or said to be formed without
size or list is a warning; a list of evaluators with fewer than three people is an information, since an internal group is
no panel. Experts employed by the project itself do not count.
"""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.audit.evaluators import evaluation_group, expert_panel
from kaocheng.audit.finding import Finding, Severity, Skip
from kaocheng.audit.rule import report_rule
from kaocheng.audit.subject import ReportSubject
from kaocheng.language import Text

_FEWEST = 3
_EXPECTED = Text("不少于3人的奇数", "an odd number, at least 3")
_AT_LEAST = Text("不少于3人", "at least 3")
_UNREAD = Text(
    "评价工作组名单的写法认不出，有{count}行没有读成人员", "{count} lines of the list of evaluators could not be read"
)
_PANEL = Text(
    "专家组为 {count} 人，应为不少于3人的奇数", "the expert panel has {count}; it should be an odd number, at least 3"
)
_NO_LIST = Text(
    "写了专家组的要求，没有写明人数和名单", "a panel of experts is mentioned without its size or its members"
)
_SMALL_GROUP = Text(
    "评价工作组名单只有 {count} 人，人数偏少；如为专家组，应为不少于3人的奇数",
    "the list of evaluators has only {count}; a panel of experts would need an odd number, at least 3",
)


@report_rule(
    "PRO-04",
    severity=Severity.ERROR,
    title=Text("专家组人数不合要求或没有写明", "size of the expert panel improper or not stated"),
    message=Text("{what}。", "Panel: {what}."),
    advice=Text(
        "请写明专家（评价人员）的人数和组成，注明内部人员还是外部专家；名单公开前隐去不必公开的个人信息。",
        "State how many experts or evaluators took part and whether they are from outside; publish no more personal "
        "data than needed.",
    ),
    source="北塔区网信办2023年自评报告所引的专家组要求（原文件待核）；考成手册建议",
)
def panel_size_improper(subject: ReportSubject) -> Iterator[Finding | Skip]:
    panel, group = expert_panel(subject.report), evaluation_group(subject.report)
    if panel is not None and panel.size is not None:
        if panel.size < _FEWEST or panel.size % 2 == 0:
            found = f"{panel.size}人"
            yield Finding(
                panel.paragraph.where, "专家组", found, _EXPECTED, values={"what": _PANEL.format(count=panel.size)}
            )
        return
    if panel is not None and (group is None or not group.members):
        where = panel.paragraph.where
        yield Finding(where, "专家组", "未写明人数", _EXPECTED, values={"what": _NO_LIST}, severity=Severity.WARNING)
    if group is None:
        return
    if group.unread:
        yield Skip(group.section.heading.where, "评价工作组", _UNREAD.format(count=group.unread))
    elif 0 < len(group.members) < _FEWEST:
        found = f"{len(group.members)}人"
        what = _SMALL_GROUP.format(count=len(group.members))
        where = group.section.heading.where
        yield Finding(where, "评价工作组", found, _AT_LEAST, values={"what": what}, severity=Severity.INFO)
