"""Records of the `kaocheng values` command: one cell with its columns in, one typed reading out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kaocheng.language import Text
from kaocheng.values.grammar import parse_value
from kaocheng.values.value import Value

_COLUMNS = ("unit_column", "direction_column", "level2")
_ROLES = ("target", "actual")


def parse_line(record: Any) -> dict[str, Any]:
    """The reading of one record: `kind`, `comparator`, `value`, `upper`, `unit`, `date`.

    `record`: `raw` (text, or a JSON number), and optionally `unit_column`, `direction_column`, `level2` (text or null)
    and `role` ("target", the default, or "actual"). Other keys are ignored. What is no such record gives
    `{"error": {"code", "message": {"zh", "en"}}}`.

    >>> parse_line({"raw": "≥95.5%"})["value"]
    95.5
    """
    problem = _problem(record)
    if problem is not None:
        return {"error": {"code": "bad-record", "message": problem._asdict()}}
    raw = record["raw"]
    value = parse_value(
        raw if isinstance(raw, str) else str(raw),
        unit_column=record.get("unit_column"),
        direction_column=record.get("direction_column"),
        role=record.get("role") or "target",
        level2=record.get("level2"),
    )
    return as_json(value)


def parse_json(line: str) -> dict[str, Any]:
    """The same for one line of JSON text; a line that is no JSON gives an error too."""
    try:
        record = json.loads(line, parse_float=_Number, parse_int=_Number)
    except (ValueError, RecursionError):
        return {"error": {"code": "no-json", "message": Text("不是一行JSON", "not a line of JSON")._asdict()}}
    return parse_line(record)


def as_json(value: Value) -> dict[str, Any]:
    """A value in JSON types: whole numbers as integers, others as floats, what does not apply as null."""
    return {
        "kind": value.kind.value,
        "comparator": value.comparator.value if value.comparator else None,
        "value": _number(value.value),
        "upper": _number(value.upper),
        "unit": value.unit,
        "date": value.date,
    }


class _Number(Decimal):
    """A number of a record, written as it stood there."""

    def __str__(self) -> str:
        return format(self, "f")


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def _problem(record: Any) -> Text | None:
    if not isinstance(record, Mapping):
        return Text("一行应是一个JSON对象", "a line must be one JSON object")
    if "raw" not in record:
        return Text("缺少 raw", "raw is missing")
    raw = record["raw"]
    if not isinstance(raw, str | int | float | Decimal) or isinstance(raw, bool):
        return Text("raw 应是文本或数字", "raw must be text or a number")
    for column in _COLUMNS:
        if not isinstance(record.get(column), str | None):
            return Text("{column} 应是文本或 null", "{column} must be text or null").format(column=column)
    if record.get("role", "target") not in (*_ROLES, None):
        return Text("role 只能是 target 或 actual", "role must be target or actual")
    return None
