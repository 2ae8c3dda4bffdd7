"""The template of the import, and its result, as xlsx."""

from __future__ import annotations

import io

from kaocheng.lifecycle import ROLES, Role
from kaocheng.lifecycle.roster import ORGANISATIONS, PEOPLE, SHEETS
from kaocheng.lifecycle.roster import Column as RosterColumn
from kaocheng.writers.workbook import Cell, Column, Style, Workbook
from kaocheng_web.interface.words import say, t
from kaocheng_web.organisations.models import KINDS
from kaocheng_web.organisations.services import Imported

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def template() -> bytes:
    """Two empty sheets with the headings, and one that explains them."""
    file = io.BytesIO()
    book = Workbook(file)
    for key, columns in (("organisations", ORGANISATIONS), ("people", PEOPLE)):
        book.sheet(say(SHEETS[key]), [Column(_heading(column), 24) for column in columns]).close()
    notes = book.sheet(
        str(t("说明", "notes")), [Column(str(t("栏目", "column")), 20), Column(str(t("填法", "how")), 90)]
    )
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
    for name, words in rows:
        notes.add([Cell(str(name)), Cell(str(words))])
    notes.close()
    book.close()
    return file.getvalue()


def result(imported: Imported) -> bytes:
    """What was made, with one-time passwords, and what was not taken, row by row in both languages."""
    file = io.BytesIO()
    book = Workbook(file)
    made = book.sheet(
        str(t("新建人员", "people made")),
        [
            Column(str(words), width)
            for words, width in (
                (t("行", "row"), 6),
                (t("用户名", "user name"), 20),
                (t("姓名", "name"), 14),
                (t("机构编码", "organisation"), 20),
                (t("岗位", "roles"), 30),
                (t("一次性密码", "one-time password"), 22),
            )
        ],
    )
    for row, person, password in imported.people:
        roles = "、".join(say(ROLES[Role(role)]) for role in row.roles)
        texts = (str(row.row), person.username, person.name, row.organisation, roles, password)
        made.add([Cell(text) for text in texts])
    made.close()
    organisations = book.sheet(
        str(t("新建机构", "organisations made")),
        [
            Column(str(t("行", "row")), 6),
            Column(str(t("机构编码", "code")), 24),
            Column(str(t("机构名称", "name")), 40),
        ],
    )
    for place, organisation in imported.organisations:
        organisations.add([Cell(str(place.row)), Cell(organisation.code), Cell(organisation.name)])
    organisations.close()
    errors = book.sheet(
        str(t("未导入", "not taken")),
        [
            Column(str(words), width)
            for words, width in (
                (t("工作表", "sheet"), 14),
                (t("行", "row"), 6),
                (t("栏目", "column"), 18),
                (t("内容", "value"), 26),
                (t("原因", "why (Chinese)"), 50),
                (t("原因（英文）", "why (English)"), 50),
            )
        ],
    )
    for error in imported.errors:
        texts = (say(SHEETS[error.sheet]), str(error.row), say(error.column), error.value, *error.message)
        errors.add([Cell(text, Style.TEXT) for text in texts])
    errors.close()
    book.close()
    return file.getvalue()


def _heading(column: RosterColumn) -> str:
    return say(column.heading) + ("*" if column.required else "")
