"""Report to JSON and back; the only serialisation of the model.

Shapes are written once, as records of named fields, and give both directions. Decimals are strings in plain notation,
empty coordinates of a place are left out, a field the form does not have is null. Field order is fixed, so equal
reports give equal bytes. The document a report was read from is not stored.

A reason ("unreadable", "uncertain") is given in the chosen language; `reasons` beside it keeps both languages, so that
a stored report loses nothing. Reading takes fields it does not know in silence: adding a field is always allowed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from kaocheng.errors import DataError
from kaocheng.language import Language, Text, same
from kaocheng.model.form import Form, FundingKind, FundingRow, Indicator, Objective
from kaocheng.model.report import BudgetFigure, GradeBand, Report, SummaryRow
from kaocheng.provenance import NOWHERE, Location, Printed, Unreadable
from kaocheng.values.value import Comparator, Kind, Value

FORMAT = 1

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_COORDINATES = Location._fields


def report_to_json(report: Report, language: Language = "zh") -> dict[str, Any]:
    """The `report` object of a line. Everything but the document."""
    encoded: dict[str, Any] = _REPORT.encode(report, language)
    return encoded


def report_from_json(data: Mapping[str, Any]) -> Report:
    """The report of a `report` object; `report.document` is None. Raises DataError with the path of a bad field."""
    report: Report = _REPORT.decode(data, "report")
    return report


def report_of_line(line: object) -> Report | None:
    """The report of one line that `extract` or `check` printed, None where the file could not be read.

    Raises DataError when the line is not ours or has another format number.
    """
    if not isinstance(line, dict) or "format" not in line:
        raise DataError(Text("不是考成输出的数据：缺少 format", "not a line of Kaocheng: it has no “format”"))
    if line["format"] != FORMAT:
        message = Text("数据格式为 {found}，本版本只读格式 {ours}", "the format is {found}; this version reads {ours}")
        raise DataError(message.format(found=line["format"], ours=FORMAT))
    return None if line.get("report") is None else report_from_json(line["report"])


def place_to_json(where: Location) -> dict[str, int | str]:
    """The known coordinates of a place."""
    return {name: value for name, value in zip(_COORDINATES, where, strict=True) if value is not None}


def number_to_json(number: Decimal) -> str:
    """A decimal in plain notation.

    >>> number_to_json(Decimal("1E+2"))
    '100'
    """
    return format(number, "f")


def value_to_json(value: Value) -> dict[str, Any]:
    """A parsed target or actual value, by the names of the contract."""
    encoded: dict[str, Any] = _VALUE.encode(value, "zh")
    return encoded


class _Shape(NamedTuple):
    """Both directions of one sort of value. `decode` gets the path of the value for its error message."""

    encode: Callable[[Any, Language], Any]
    decode: Callable[[Any, str], Any]


def _bad(path: str, expected: Text) -> DataError:
    return DataError(Text("{path}：应为{expected}", "{path}: expected {expected}").format(path=path, expected=expected))


def _plain(kind: type, words: Text) -> _Shape:
    def decode(data: Any, path: str) -> Any:
        if type(data) is not kind:
            raise _bad(path, words)
        return data

    return _Shape(lambda value, language: value, decode)


def _decode_number(data: Any, path: str) -> Decimal:
    if not isinstance(data, str) or _NUMBER.fullmatch(data) is None:
        raise _bad(path, Text("以字符串表示的数字", "a number as a string"))
    return Decimal(data)


def _enum(kind: type[StrEnum]) -> _Shape:
    def decode(data: Any, path: str) -> StrEnum:
        try:
            return kind(data)
        except ValueError:
            raise _bad(path, same(" | ".join(kind))) from None

    return _Shape(lambda value, language: value.value, decode)


def _choice(*words: str) -> _Shape:
    def decode(data: Any, path: str) -> Any:
        if data not in words:
            raise _bad(path, same(" | ".join(words)))
        return data

    return _Shape(lambda value, language: value, decode)


def _optional(shape: _Shape) -> _Shape:
    return _Shape(
        lambda value, language: None if value is None else shape.encode(value, language),
        lambda data, path: None if data is None else shape.decode(data, path),
    )


def _list(shape: _Shape) -> _Shape:
    def decode(data: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise _bad(path, Text("数组", "an array"))
        return tuple(shape.decode(item, f"{path}[{index}]") for index, item in enumerate(data))

    return _Shape(lambda values, language: [shape.encode(value, language) for value in values], decode)


def _object(data: Any, path: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise _bad(path, Text("对象", "an object"))
    return data


def _record(kind: type, required: tuple[str, ...], /, **fields: _Shape) -> _Shape:
    """A dataclass as an object, fields in the order given. A missing field takes its default unless required."""

    def encode(value: Any, language: Language) -> dict[str, Any]:
        return {name: shape.encode(getattr(value, name), language) for name, shape in fields.items()}

    def decode(data: Any, path: str) -> Any:
        data = _object(data, path)
        for name in required:
            if data.get(name) is None:
                raise _bad(f"{path}.{name}", Text("必填字段", "a value; the field is required"))
        return kind(
            **{name: shape.decode(data[name], f"{path}.{name}") for name, shape in fields.items() if name in data}
        )

    return _Shape(encode, decode)


def _decode_place(data: Any, path: str) -> Location:
    data = _object({} if data is None else data, path)
    known: dict[str, Any] = {}
    for name in _COORDINATES:
        if name in data:
            known[name] = (_STRING if name == "sheet" else _INTEGER).decode(data[name], f"{path}.{name}")
    return Location(**known) if known else NOWHERE


def _reasons(reason: Text) -> dict[str, str]:
    return {"zh": reason.zh, "en": reason.en}


def _decode_reason(data: Mapping[str, Any], key: str, path: str) -> Text:
    """Both languages where they were kept; a line written by another program may have one sentence only."""
    both = data.get("reasons")
    if both is None:
        return same(_STRING.decode(data[key], f"{path}.{key}"))
    both = _object(both, f"{path}.reasons")
    return Text(*(_STRING.decode(both.get(language), f"{path}.reasons.{language}") for language in ("zh", "en")))


def _printed(shape: _Shape) -> _Shape:
    """What is printed in one place: text, typed reading, where."""

    def encode(printed: Printed[Any], language: Language) -> dict[str, Any]:
        value = printed.value
        if isinstance(value, Unreadable):
            read = {"value": None, "unreadable": value.reason.in_(language), "reasons": _reasons(value.reason)}
        else:
            read = {"value": None if value is None else shape.encode(value, language)}
        return {"text": printed.text, **read, "where": place_to_json(printed.where)}

    def decode(data: Any, path: str) -> Printed[Any]:
        data = _object(data, path)
        text = _STRING.decode(data.get("text"), f"{path}.text")
        where = _decode_place(data.get("where"), f"{path}.where")
        if data.get("unreadable") is not None:
            return Printed(text, Unreadable(_decode_reason(data, "unreadable", path)), where)
        value = data.get("value")
        return Printed(text, None if value is None else shape.decode(value, f"{path}.value"), where)

    return _Shape(encode, decode)


def _encode_doubt(doubt: Text, language: Language) -> dict[str, Any]:
    return {"reason": doubt.in_(language), "reasons": _reasons(doubt)}


def _decode_doubt(data: Any, path: str) -> Text:
    return _decode_reason(_object(data, path), "reason", path)


_STRING = _plain(str, Text("文字", "a string"))
_INTEGER = _plain(int, Text("整数", "an integer"))
_BOOLEAN = _plain(bool, Text("true 或 false", "true or false"))
_DECIMAL = _Shape(lambda value, language: number_to_json(value), _decode_number)
_TEXT = _optional(_printed(_STRING))
_FIGURE = _optional(_printed(_DECIMAL))
_YEAR = _optional(_printed(_INTEGER))

_VALUE = _record(
    Value,
    ("kind",),
    kind=_enum(Kind),
    comparator=_optional(_enum(Comparator)),
    value=_optional(_DECIMAL),
    upper=_optional(_DECIMAL),
    unit=_optional(_STRING),
    date=_optional(_STRING),
)
_TARGET = _optional(_printed(_VALUE))

_FUNDING = _record(
    FundingRow,
    ("label", "kind"),
    label=_printed(_STRING),
    kind=_enum(FundingKind),
    original_budget=_FIGURE,
    adjusted_budget=_FIGURE,
    funds_in_place=_FIGURE,
    executed_amount=_FIGURE,
    weight=_FIGURE,
    execution_rate=_FIGURE,
    score=_FIGURE,
    reason=_TEXT,
    labels=_list(_printed(_STRING)),
)
_OBJECTIVE = _record(Objective, (), expected=_TEXT, actual=_TEXT, completion_rate=_FIGURE)
_INDICATOR = _record(
    Indicator,
    (),
    level1=_TEXT,
    level2=_TEXT,
    level3=_TEXT,
    direction=_TEXT,
    target=_TARGET,
    measurement_unit=_TEXT,
    actual=_TARGET,
    weight=_FIGURE,
    score=_FIGURE,
    deviation=_TEXT,
    level1_weight=_FIGURE,
    level3_printed=_TEXT,
    name_weight=_FIGURE,
    nature=_TEXT,
    adjusted_target=_TARGET,
    score_rate=_FIGURE,
    definition=_TEXT,
    scoring_rule=_TEXT,
    is_core=_TEXT,
    uncertain=_optional(_Shape(_encode_doubt, _decode_doubt)),
)
_FORM = _record(
    Form,
    (),
    title=_TEXT,
    project_name=_TEXT,
    competent_department=_TEXT,
    implementing_unit=_TEXT,
    amount_unit=_TEXT,
    funding=_list(_FUNDING),
    objectives=_list(_OBJECTIVE),
    indicators=_list(_INDICATOR),
    total_score=_FIGURE,
    grade=_TEXT,
    fiscal_year=_YEAR,
    total_weight=_FIGURE,
    problems=_TEXT,
    reasons=_TEXT,
    preparer=_TEXT,
    phone=_TEXT,
    placeholders=_list(_printed(_STRING)),
    empty_categories=_list(_printed(_STRING)),
    layout=_optional(_STRING),
    weight_column=_BOOLEAN,
    execution_weight=_FIGURE,
)
_SUMMARY = _record(
    SummaryRow,
    ("name", "row_kind"),
    name=_printed(_STRING),
    funds=_FIGURE,
    weight=_FIGURE,
    score=_FIGURE,
    score_rate=_FIGURE,
    grade=_TEXT,
    row_kind=_choice("project", "indicator"),
    sequence=_TEXT,
    unit_name=_TEXT,
    contact=_TEXT,
    table_title=_TEXT,
)
_REPORT = _record(
    Report,
    ("kind",),
    budget_unit=_TEXT,
    region=_TEXT,
    fiscal_year=_YEAR,
    kind=_choice("project", "department"),
    forms=_list(_FORM),
    summary=_list(_SUMMARY),
    department_budget=_list(
        _record(BudgetFigure, ("label", "amount"), label=_printed(_STRING), amount=_printed(_DECIMAL))
    ),
    overall_score=_FIGURE,
    grade=_TEXT,
    grade_bands=_list(
        _record(
            GradeBand,
            ("grade",),
            grade=_printed(_STRING),
            minimum=_optional(_DECIMAL),
            maximum=_optional(_DECIMAL),
            minimum_inclusive=_BOOLEAN,
            maximum_inclusive=_BOOLEAN,
        )
    ),
    title=_TEXT,
    region_code=_optional(_STRING),
    report_date=_TEXT,
)
