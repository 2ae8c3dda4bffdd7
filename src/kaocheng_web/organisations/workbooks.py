"""The template of the import, and its result, as xlsx."""

from __future__ import annotations

from collections.abc import Iterable

from kaocheng.lifecycle import ROLES, Role
from kaocheng.lifecycle.roster import ORGANISATIONS, PEOPLE, SHEETS
from kaocheng.lifecycle.roster import Column as RosterColumn
from kaocheng_web.interface.sheets import Sheet, workbook
from kaocheng_web.interface.words import say, t
from kaocheng_web.organisations.models import KINDS
from kaocheng_web.organisations.services import Imported


def template() -> bytes:
    """Two empty sheets with the headings, and one that explains them."""
    sheets = [
        Sheet(say(SHEETS[key]), [(_heading(column), 24) for column in columns], ())
        for key, columns in (("organisations", ORGANISATIONS), ("people", PEOPLE))
    ]
    kinds = "、".join(str(words) for words in KINDS.values())
    roles = "、".join(say(words) for words in ROLES.values())
    rows = (
        (t("机构类型", "kind"), kinds),
        (
            t("上级机构编码", "parent code"),
            t("已有机构，或同一表中其他行的机构编码", "an organisation that exists, or of another row"),
        ),
        (t("岗位", "roles"), f"{roles}。" + str(t("多个岗位用顿号分隔。", "Separate several by a comma."))),
        (
            t("用户名", "user name"),
            t("已有用户只增加岗位，不改密码", "people who exist get further roles; passwords stay"),
        ),
    )
    notes = Sheet(str(t("说明", "notes")), ((t("栏目", "column"), 20), (t("填法", "how"), 90)), rows)
    return _whole((*sheets, notes))


def result(imported: Imported) -> bytes:
    """What was made, with one-time passwords, and what was not taken, row by row in both languages."""
    return _whole((_people(imported), _organisations(imported), _errors(imported)))


def _people(imported: Imported) -> Sheet:
    columns = (
        (t("行", "row"), 6),
        (t("用户名", "user name"), 20),
        (t("姓名", "name"), 14),
        (t("机构编码", "organisation"), 20),
        (t("岗位", "roles"), 30),
        (t("一次性密码", "one-time password"), 22),
    )
    rows = [
        (
            str(row.row),
            person.username,
            person.name,
            row.organisation,
            "、".join(say(ROLES[Role(role)]) for role in row.roles),
            password,
        )
        for row, person, password in imported.people
    ]
    return Sheet(str(t("新建人员", "people made")), columns, rows)


def _organisations(imported: Imported) -> Sheet:
    columns = ((t("行", "row"), 6), (t("机构编码", "code"), 24), (t("机构名称", "name"), 40))
    rows = [(str(place.row), one.code, one.name) for place, one in imported.organisations]
    return Sheet(str(t("新建机构", "organisations made")), columns, rows)


def _errors(imported: Imported) -> Sheet:
    columns = (
        (t("工作表", "sheet"), 14),
        (t("行", "row"), 6),
        (t("栏目", "column"), 18),
        (t("内容", "value"), 26),
        (t("原因", "why (Chinese)"), 50),
        (t("原因（英文）", "why (English)"), 50),
    )
    rows = [
        (say(SHEETS[error.sheet]), str(error.row), say(error.column), error.value, *error.message)
        for error in imported.errors
    ]
    return Sheet(str(t("未导入", "not taken")), columns, rows)


def _whole(sheets: Iterable[Sheet]) -> bytes:
    return b"".join(workbook(sheets))


def _heading(column: RosterColumn) -> str:
    return say(column.heading) + ("*" if column.required else "")
