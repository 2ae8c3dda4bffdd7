"""Organisations and people as a table: what a budget office fills in once and hands in.

Reads any document with tables (xlsx, xls, csv …). A row that cannot be used is an error with its place; the others
stand. Nothing is looked up here: whether a code exists is for the application to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kaocheng.documents import Document, Table
from kaocheng.errors import DataError
from kaocheng.language import Text
from kaocheng.lifecycle.roles import ROLES, Role

MOST_ROWS = 300  # each new person costs a tenth of a second of hashing


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table. `name`: of the field; `required`: a row without it is an error."""

    name: str
    heading: Text
    required: bool = True


ORGANISATIONS = (
    Column("code", Text("机构编码", "code")),
    Column("name", Text("机构名称", "organisation name")),
    Column("kind", Text("机构类型", "kind")),
    Column("parent", Text("上级机构编码", "parent code")),
    Column("region_code", Text("行政区划代码", "region code"), required=False),
)
PEOPLE = (
    Column("username", Text("用户名", "user name")),
    Column("name", Text("姓名", "name")),
    Column("organisation", Text("所在机构编码", "organisation code")),
    Column("roles", Text("岗位", "roles"), required=False),
    Column("email", Text("电子邮箱", "e-mail"), required=False),
)
SHEETS = {"organisations": Text("机构", "organisations"), "people": Text("人员", "people")}

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{1,59}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,39}")
_REGION = re.compile(r"\d{6}")
_BETWEEN = re.compile(r"[、,，;；\n]+")


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that was not taken. `sheet`: key of SHEETS; `row`: from 1, as the spreadsheet counts; `column`: heading."""

    sheet: str
    row: int
    column: Text
    value: str
    message: Text


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    row: int
    code: str
    name: str
    kind: str
    parent: str
    region_code: str = ""


@dataclass(frozen=True, slots=True)
class PersonRow:
    row: int
    username: str
    name: str
    organisation: str
    roles: tuple[Role, ...] = ()
    email: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    organisations: tuple[OrganisationRow, ...]
    people: tuple[PersonRow, ...]
    errors: tuple[RowError, ...]


def read_roster(document: Document, kinds: Mapping[str, Text]) -> Roster:
    """The rows of a document. `kinds`: code → name of the kinds of organisations.

    Raises DataError where no table has the headings of either kind, or there are more than `MOST_ROWS` rows.
    """
    organisations: list[OrganisationRow] = []
    people: list[PersonRow] = []
    errors: list[RowError] = []
    found = False
    for table in document.tables():
        for sheet, columns in (("organisations", ORGANISATIONS), ("people", PEOPLE)):
            places = _places(table, columns)
            if places is None:
                continue
            found = True
            if table.row_count > MOST_ROWS + 1:
                raise DataError(
                    Text("超过{n}行，请分批导入", "more than {n} rows: import in parts").format(n=MOST_ROWS)
                )
            for number, values in _rows(table, places):
                faults = _faults(sheet, columns, number, values, kinds)
                errors += faults
                if faults:
                    continue
                if sheet == "organisations":
                    kind = _code_of(values["kind"], kinds) or ""
                    organisations.append(
                        OrganisationRow(
                            number, values["code"], values["name"], kind, values["parent"], values["region_code"]
                        )
                    )
                else:
                    roles = tuple(dict.fromkeys(role for role in map(_role_of, _parts(values["roles"])) if role))
                    people.append(
                        PersonRow(
                            number,
                            values["username"],
                            values["name"],
                            values["organisation"],
                            roles,
                            values["email"],
                        )
                    )
            break
    if not found:
        words = Text(
            "没有找到“机构”或“人员”表：首行须为模板中的表头",
            "no table of organisations or people: the first row must hold the headings of the template",
        )
        raise DataError(words)
    errors += _doubled("organisations", ORGANISATIONS[0], [(row.row, row.code) for row in organisations])
    repeated = {(error.sheet, error.row) for error in errors}
    return Roster(
        tuple(row for row in organisations if ("organisations", row.row) not in repeated),
        tuple(people),
        tuple(sorted(errors, key=lambda error: (error.sheet, error.row))),
    )


def _places(table: Table, columns: Sequence[Column]) -> dict[str, int] | None:
    """Field → column of the table, by the headings of its first row; None where a required one is missing."""
    headings = {cell.text.replace("*", "").strip().lower(): cell.column for cell in table.cells if cell.row == 0}
    places = {}
    for column in columns:
        place = headings.get(column.heading.zh, headings.get(column.heading.en))
        if place is None and column.required:
            return None
        if place is not None:
            places[column.name] = place
    return places


def _rows(table: Table, places: Mapping[str, int]) -> Iterator[tuple[int, dict[str, str]]]:
    for number, cells in enumerate(table.grid()[1:], start=2):
        values = {name: (cell.text.strip() if (cell := cells[place]) else "") for name, place in places.items()}
        if any(values.values()):
            yield number, dict.fromkeys(("region_code", "roles", "email"), "") | values


def _faults(
    sheet: str, columns: Sequence[Column], row: int, values: Mapping[str, str], kinds: Mapping[str, Text]
) -> list[RowError]:
    found = []
    for column in columns:
        value = values.get(column.name, "")
        message = (
            Text("未填写", "is missing") if column.required and not value else _fault(sheet, column.name, value, kinds)
        )
        if message is not None:
            found.append(RowError(sheet, row, column.heading, value, message))
    return found


def _fault(sheet: str, name: str, value: str, kinds: Mapping[str, Text]) -> Text | None:
    """What is wrong with one value, or None."""
    if not value:
        return None
    if name == "kind" and _code_of(value, kinds) is None:
        known = Text("、".join(words.zh for words in kinds.values()), ", ".join(words.en for words in kinds.values()))
        return Text("应为：{known}", "must be one of: {known}").format(known=known)
    if name == "roles":
        wrong = [part for part in _parts(value) if _role_of(part) is None]
        known = Text("、".join(words.zh for words in ROLES.values()), ", ".join(words.en for words in ROLES.values()))
        return (
            Text("没有岗位“{w}”，应为：{known}", "no role “{w}”; known: {known}").format(
                w="、".join(wrong), known=known
            )
            if wrong
            else None
        )
    if name == "username" and not _USERNAME.fullmatch(value):
        return Text("须为2至60位字母、数字或 . _ @ + -", "2 to 60 letters, digits or . _ @ + -")
    if name == "email" and not _EMAIL.fullmatch(value):
        return Text("不是电子邮箱地址", "is not an e-mail address")
    if name in {"code", "parent", "organisation"} and not _CODE.fullmatch(value):
        return Text("编码须为不超过40位的字母、数字或 . _ -", "a code has at most 40 letters, digits or . _ -")
    if name == "region_code" and not _REGION.fullmatch(value):
        return Text("须为6位数字", "must have six digits")
    if name == "name" and len(value) > (200 if sheet == "organisations" else 60):
        return Text("过长", "is too long")
    return None


def _doubled(sheet: str, column: Column, keys: Sequence[tuple[int, str]]) -> list[RowError]:
    seen: dict[str, int] = {}
    found = []
    for row, key in keys:
        if key in seen:
            words = Text("与第{n}行重复", "the same as in row {n}").format(n=seen[key])
            found.append(RowError(sheet, row, column.heading, key, words))
        else:
            seen[key] = row
    return found


def _parts(value: str) -> list[str]:
    return [part.strip() for part in _BETWEEN.split(value) if part.strip()]


def _role_of(words: str) -> Role | None:
    wanted = words.casefold()
    return next(
        (role for role, text in ROLES.items() if wanted in {role.value, text.zh.casefold(), text.en.casefold()}), None
    )


def _code_of(words: str, kinds: Mapping[str, Text]) -> str | None:
    wanted = words.casefold()
    return next(
        (code for code, text in kinds.items() if wanted in {code, text.zh.casefold(), text.en.casefold()}), None
    )
