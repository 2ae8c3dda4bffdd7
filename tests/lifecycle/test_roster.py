from __future__ import annotations

import pytest

from kaocheng.documents import Cell, Document, Table
from kaocheng.errors import DataError
from kaocheng.language import Text
from kaocheng.lifecycle import Role
from kaocheng.lifecycle.duties import conflict
from kaocheng.lifecycle.roster import Roster, read_roster

KINDS = {"unit": Text("预算单位", "budget unit"), "department": Text("主管部门", "competent department")}
PEOPLE = ("用户名*", "姓名*", "所在机构编码*", "岗位", "电子邮箱")
ORGANISATIONS = ("机构编码*", "机构名称*", "机构类型*", "上级机构编码*", "行政区划代码")


def roster(*sheets: list[tuple[str, ...]]) -> Roster:
    tables = [
        Table(
            number,
            len(rows),
            len(rows[0]),
            tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row)),
        )
        for number, rows in enumerate(sheets, start=1)
    ]
    return read_roster(Document(tuple(tables), "xlsx", "xlsx"), KINDS)


def test_rows_of_both_sheets() -> None:
    found = roster(
        [ORGANISATIONS, ("9-01", "示例中心", "预算单位", "9", "130100")],
        [PEOPLE, ("zhang.a", "某某甲", "9-01", "填报人、单位负责人", "a@example.org")],
    )
    assert not found.errors
    assert (found.organisations[0].kind, found.organisations[0].row) == ("unit", 2)
    assert found.people[0].roles == (Role.PREPARER, Role.UNIT_HEAD)


def test_english_headings_and_words() -> None:
    found = roster([("user name", "name", "organisation code", "roles"), ("a.b", "A", "9", "Preparer, expert")])
    assert found.people[0].roles == (Role.PREPARER, Role.EXPERT)


def test_each_fault_names_row_and_column_and_the_other_rows_stand() -> None:
    found = roster(
        [
            PEOPLE,
            ("", "某某甲", "9", "", ""),
            ("ok.one", "某某乙", "9", "", ""),
            ("bad name", "某某丙", "9", "局长", "no mail"),
            ("", "", "", "", ""),
            ("ok.two", "某某丁", "9", "系统管理员", ""),
        ]
    )
    assert [row.username for row in found.people] == ["ok.one", "ok.two"]
    assert [(error.row, error.column.zh) for error in found.errors] == [
        (2, "用户名"),
        (4, "用户名"),
        (4, "岗位"),
        (4, "电子邮箱"),
    ]
    assert "没有岗位“局长”" in found.errors[2].message.zh
    assert "no role" in found.errors[2].message.en


def test_a_code_that_stands_twice() -> None:
    row = ("9-01", "示例中心", "预算单位", "9", "")
    found = roster([ORGANISATIONS, row, row])
    assert len(found.organisations) == 1
    assert found.errors[0].message == Text("与第2行重复", "the same as in row 2")


def test_a_file_without_the_headings() -> None:
    with pytest.raises(DataError, match="headings"):
        roster([("a", "b"), ("1", "2")])


def test_too_many_rows() -> None:
    with pytest.raises(DataError, match="more than 300"):
        roster([PEOPLE, *[("a.b", "某", "9", "", "")] * 301])


@pytest.mark.parametrize(
    "held, wanted, allowed",
    [
        ([], Role.ADMINISTRATOR, True),
        ([Role.ADMINISTRATOR], Role.ADMINISTRATOR, True),
        ([Role.AUDITOR], Role.ADMINISTRATOR, False),
        ([Role.ADMINISTRATOR], Role.PREPARER, False),
        ([Role.PREPARER], Role.DEPARTMENT_REVIEWER, True),
    ],
)
def test_duties_kept_apart(held: list[Role], wanted: Role, allowed: bool) -> None:
    assert (conflict(held, wanted) is None) is allowed
