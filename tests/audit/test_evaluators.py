"""The list of evaluators and the panel of experts."""

from __future__ import annotations

import pytest

from kaocheng.audit.evaluators import evaluation_group, expert_panel
from kaocheng.documents import Document, Paragraph
from kaocheng.model import Report
from kaocheng.provenance import Location


def report(*lines: str) -> Report:
    paragraphs = tuple(Paragraph(line, Location(paragraph=i)) for i, line in enumerate(lines, 1))
    return Report(kind="project", document=Document(paragraphs, "text/plain", "test"))


def test_list_under_its_heading() -> None:
    group = evaluation_group(
        report(
            "六、评价工作组人员名单及签字（姓名、工作单位、职务、职称）",
            "某某甲  青山县文旅局主任",
            "某某乙\t  青山县文旅局副主任",
            "青山县文化和旅游局",
            "2023年3月20日",
        )
    )
    assert group is not None
    assert group.members == ("青山县文旅局主任", "青山县文旅局副主任")
    assert (group.unread, group.asked, group.asks_signature) == (0, ("工作单位", "职务", "职称"), True)


def test_leader_and_members_on_one_line_each() -> None:
    group = evaluation_group(
        report("评价工作组人员名单", "六、评价工作组名单", "组长：某某甲", "成员：某某乙、某某丙、某某丁")
    )
    assert group is not None
    assert group.members == ("", "", "", "")


def test_lines_that_are_no_persons() -> None:
    group = evaluation_group(report("六、评价工作组人员名单", "详见内部通讯录第三页"))
    assert group is not None
    assert (group.members, group.unread) == ((), 1)
    assert evaluation_group(report("六、评价工作组", "某某甲 主任")) is None


@pytest.mark.parametrize(
    "sentence, size",
    [
        ("邀请4名专家组成专家组", 4),
        ("专家组由五人组成", 5),
        ("专家组成员7人，对自评打分", 7),
        ("（1）组建专家组。原则上专家组成员数量为不少于3人的奇数", None),
        ("聘请专家打分，专家走访24人", None),
    ],
)
def test_size_of_a_panel(sentence: str, size: int | None) -> None:
    panel = expert_panel(report("（二）自评的方法和过程", sentence))
    assert panel is not None
    assert panel.size == size


def test_experts_of_the_project_are_no_panel() -> None:
    assert expert_panel(report("三、绩效目标实现情况", "组织评审专家对4个项目评审，邀请3名专家授课")) is None
