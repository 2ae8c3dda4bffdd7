"""Projects, their indicators and library entries as tables: what is handed in and out in bulk.

The headings of a table say what it is. A row that cannot be used keeps its texts and says why; the others stand.
Nothing is looked up here: whether a code exists is for the application to say.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Literal

from kaocheng.errors import UsageError
from kaocheng.language import Text

Kind = Literal["text", "code", "amount", "year", "points", "choice", "flag"]
Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `name`: of the field, and its key in JSON; `longest`: characters."""

    name: str
    heading: Text
    kind: Kind = "text"
    required: bool = False
    longest: int = 200


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of table. `key`: columns that tell one row from another."""

    id: str
    title: Text
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    @property
    def required(self) -> frozenset[str]:
        return frozenset(column.name for column in self.columns if column.required)


PROJECTS = Form(
    "projects",
    Text("项目", "projects"),
    (
        Column("code", Text("项目编码", "project code"), "code", required=True, longest=60),
        Column("name", Text("项目名称", "project name"), required=True),
        Column("unit", Text("实施单位编码", "unit code"), "code", required=True, longest=40),
        Column("kind", Text("项目类别", "project kind"), "choice"),
        Column("ends", Text("最后实施年度", "last year"), "year"),
        Column("original_budget", Text("年初预算数（万元）", "original budget (10,000 yuan)"), "amount", required=True),
        Column("adjusted_budget", Text("全年预算数（万元）", "adjusted budget (10,000 yuan)"), "amount"),
        Column("executed", Text("全年执行数（万元）", "executed (10,000 yuan)"), "amount"),
        Column("objective", Text("年度目标", "annual objective"), longest=4000),
    ),
    ("code",),
)
INDICATORS = Form(
    "indicators",
    Text("指标", "indicators"),
    (
        Column("project", Text("项目编码", "project code"), "code", required=True, longest=60),
        Column("level1", Text("一级指标", "level 1"), required=True, longest=40),
        Column("level2", Text("二级指标", "level 2"), required=True, longest=40),
        Column("level3", Text("三级指标", "level 3"), required=True, longest=120),
        Column("target", Text("指标值", "target"), required=True, longest=200),
        Column("weight", Text("分值", "weight"), "points"),
        Column("measurement_unit", Text("计量单位", "unit of measurement"), longest=20),
        Column("definition", Text("指标说明", "definition"), longest=2000),
    ),
    ("project", "level3"),
)
LIBRARY = Form(
    "library",
    Text("指标库", "indicator library"),
    (
        Column("level1", Text("一级指标", "level 1"), required=True, longest=40),
        Column("level2", Text("二级指标", "level 2"), required=True, longest=40),
        Column("level3", Text("三级指标", "level 3"), required=True, longest=120),
        Column("sector", Text("行业领域", "sector"), longest=40),
        Column("target", Text("参考指标值", "usual target"), longest=80),
        Column("measurement_unit", Text("计量单位", "unit of measurement"), longest=20),
        Column("definition", Text("指标说明", "definition"), longest=2000),
        Column("evidence", Text("佐证材料", "evidence"), longest=200),
        Column("is_active", Text("是否启用", "in use"), "flag"),
    ),
    ("level2", "level3", "sector"),
)
FORMS = {form.id: form for form in (PROJECTS, INDICATORS, LIBRARY)}
ERROR = Text("错误", "error")  # heading of the column in which a row that was not taken comes back
MISSHAPEN = {  # what can be wrong with a row of JSON before its texts are read
    "no-object": Text("应为JSON对象", "must be a JSON object"),
    "no-text": Text("应为文本或数字", "must be text or a number"),
}
FLAGS = {True: Text("是", "yes"), False: Text("否", "no")}


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row was not taken. `column`: name of the field, "" where it is the row as a whole."""

    code: str
    message: Text
    column: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row. `number`: as a spreadsheet counts, in JSON the place in its list from 1. `texts`: as they stood."""

    form: str
    number: int
    texts: Mapping[str, str]
    values: Mapping[str, Any] = field(default_factory=dict)
    faults: tuple[Fault, ...] = ()


def read_tables(tables: Iterable[Rows], kinds: Mapping[str, Text]) -> list[Line]:
    """The rows of every table whose first row has the headings of a form. `kinds`: code → name of project kinds.

    Raises UsageError where there is no such table.
    """
    lines: list[Line] = []
    found = False
    for rows in tables:
        for start, row in enumerate(rows[:10]):
            match = _form_of(row)
            if match is not None:
                found = True
                lines += _lines(*match, rows, start + 1)
                break
    if not found:
        words = Text(
            "没有找到“项目”“指标”或“指标库”表，表头须与模板一致",
            "no table of projects, indicators or library entries: the headings must be those of the template",
        )
        raise UsageError(words, code="no-headings")
    return check_lines(lines, kinds)


def read_json(text: str, kinds: Mapping[str, Text]) -> list[Line]:
    """The rows of {"projects": [{…, "indicators": […]}], "indicators": […], "library": […]}.

    Raises UsageError where it is no such JSON.
    """
    wrong = Text("不是约定的JSON：{why}", "not the JSON that was agreed: {why}")
    try:
        data = json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError) as error:
        raise UsageError(wrong.format(why=str(error)[:200]), code="no-json") from None
    if not isinstance(data, dict) or not any(isinstance(data.get(name), list) for name in FORMS):
        raise UsageError(wrong.format(why="projects, indicators, library"), code="no-json")
    entries: dict[str, list[Any]] = {name: list(data.get(name) or []) for name in FORMS}
    for project in entries["projects"]:
        inner = project.get("indicators") if isinstance(project, dict) else None
        for entry in inner if isinstance(inner, list) else ():
            entries["indicators"].append({**entry, "project": project.get("code")} if isinstance(entry, dict) else None)
    lines = [
        _entry(FORMS[name], number, entry) for name, rows in entries.items() for number, entry in enumerate(rows, 1)
    ]
    return check_lines(lines, kinds)


def check_lines(lines: Iterable[Line], kinds: Mapping[str, Text]) -> list[Line]:
    """The lines with their values, or with what is wrong. Of two rows with one key the later is wrong."""
    seen: dict[tuple[str, ...], int] = {}
    checked = []
    for line in lines:
        form = FORMS[line.form]
        values: dict[str, Any] = {}
        faults: list[Fault] = list(line.faults)
        for column in form.columns if line.texts or not faults else ():
            value, message = _read(column, line.texts.get(column.name, ""), kinds)
            if message is not None:
                faults.append(Fault(*message, column.name))
            elif value is not None:
                values[column.name] = value
        key = (form.id, *("".join(line.texts.get(name, "").split()) for name in form.key))
        if key in seen and not faults:
            words = Text("与第{n}行重复", "the same as in row {n}").format(n=seen[key])
            faults.append(Fault("doubled", words, form.key[-1]))
        seen.setdefault(key, line.number)
        checked.append(replace(line, values=values, faults=tuple(faults)))
    return checked


def _form_of(row: Sequence[str]) -> tuple[Form, dict[str, int]] | None:
    """What a row is the heading of: the form, and the place of each column."""
    headings = {_plain(text): place for place, text in reversed(list(enumerate(row)))}
    for form in FORMS.values():
        places = {
            column.name: place
            for column in form.columns
            if (place := headings.get(_plain(column.heading.zh), headings.get(_plain(column.heading.en)))) is not None
        }
        if form.required <= places.keys():
            return form, places
    return None


def _lines(form: Form, places: Mapping[str, int], rows: Rows, start: int) -> Iterator[Line]:
    for number, row in enumerate(rows[start:], start + 1):
        texts = {name: _bare(row[place]) if place < len(row) else "" for name, place in places.items()}
        if any(texts.values()):
            yield Line(form.id, number, texts)


def _entry(form: Form, number: int, entry: Any) -> Line:
    if not isinstance(entry, dict):
        return Line(form.id, number, {}, faults=(Fault("no-object", MISSHAPEN["no-object"]),))
    given = {column.name: entry.get(column.name) for column in form.columns}
    wrong = [name for name, value in given.items() if not isinstance(value, str | bool | None)]
    faults = tuple(Fault("no-text", MISSHAPEN["no-text"], name) for name in wrong)
    texts = {
        name: "" if value is None else FLAGS[value].zh if isinstance(value, bool) else str(value).strip()
        for name, value in given.items()
        if name not in wrong
    }
    return Line(form.id, number, texts, faults=faults)


def _read(column: Column, text: str, kinds: Mapping[str, Text]) -> tuple[Any, tuple[str, Text] | None]:
    """The value of a cell, None for an empty one; and code and message where it cannot be read."""
    text = text.strip()
    if not text:
        return None, ("missing", Text("未填写", "is missing")) if column.required else None
    if len(text) > column.longest:
        words = Text("超过{n}字", "longer than {n} characters").format(n=column.longest)
        return None, ("too-long", words)
    value, message = _READERS[column.kind](text, kinds)
    return value, message


def _text(text: str, kinds: Mapping[str, Text]) -> Any:
    return text, None


def _code(text: str, kinds: Mapping[str, Text]) -> Any:
    if _CODE.fullmatch(text):
        return text, None
    return None, ("wrong-code", Text("编码含有空格或不能使用的字符", "a code has no blanks or special characters"))


def _amount(text: str, kinds: Mapping[str, Text]) -> Any:
    plain = re.sub(r"[,，\s]", "", text)
    if _AMOUNT.fullmatch(plain):
        return Decimal(plain), None
    words = Text("应为不小于零、最多六位小数的数（万元）", "a number of 0 or more with at most six decimals")
    return None, ("wrong-amount", words)


def _year(text: str, kinds: Mapping[str, Text]) -> Any:
    plain = text.removesuffix("年").strip()
    if re.fullmatch(r"20[0-9]{2}", plain, re.ASCII):
        return int(plain), None
    return None, ("wrong-year", Text("应为四位年度", "must be a year"))


def _points(text: str, kinds: Mapping[str, Text]) -> Any:
    plain = text.removesuffix("分").strip()
    if re.fullmatch(r"[0-9]{1,3}(\.[0-9]{1,2})?", plain):
        return plain, None
    return None, ("wrong-points", Text("应为分数，如10或7.5", "must be points, as 10 or 7.5"))


def _choice(text: str, kinds: Mapping[str, Text]) -> Any:
    wanted = text.casefold()
    for code, words in kinds.items():
        if wanted in {code, words.zh.casefold(), words.en.casefold()}:
            return code, None
    known = Text("、".join(words.zh for words in kinds.values()), ", ".join(words.en for words in kinds.values()))
    return None, ("unknown-choice", Text("应为：{known}", "must be one of: {known}").format(known=known))


def _flag(text: str, kinds: Mapping[str, Text]) -> Any:
    wanted = text.casefold()
    for value, words in FLAGS.items():
        if wanted in {words.zh, words.en, str(value).casefold(), str(int(value))}:
            return value, None
    return None, ("wrong-flag", Text("应为“是”或“否”", "must be yes or no"))


_CODE = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][0-9A-Za-z\u4e00-\u9fff._/()（）-]*")
_AMOUNT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_READERS = {
    "text": _text,
    "code": _code,
    "amount": _amount,
    "year": _year,
    "points": _points,
    "choice": _choice,
    "flag": _flag,
}


def _plain(text: str) -> str:
    return "".join(text.replace("*", "").split()).casefold()


def _bare(text: str) -> str:
    """Without the mark that keeps a spreadsheet from running the text as a formula."""
    text = text.strip()
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text
