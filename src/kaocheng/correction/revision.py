"""A report with other texts in some of its fields, read again as the extraction reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from kaocheng.model import Form, FundingRow, Indicator, Report
from kaocheng.model.entry import AMOUNT_FIELDS
from kaocheng.model.reading import read_amount, read_points, read_rate, read_target, read_text
from kaocheng.provenance import Printed, known

_STEP = re.compile(r"([a-z_0-9]+)(?:\[(\d+)\])?")
_RATES = frozenset(("execution_rate", "score_rate", "completion_rate"))
_AMOUNTS = frozenset(AMOUNT_FIELDS)
_POINTS = frozenset(("score", "weight", "total_score", "total_weight"))


def field_at(report: Report, path: str) -> Printed[Any] | None:
    """The printed field of a path such as "forms[0].funding[1].score"."""
    found: Any = report
    for name, index in _steps(path):
        found = getattr(found, name)
        found = found if index is None else found[index]
    result: Printed[Any] | None = found
    return result


def revise(report: Report, texts: Mapping[str, str]) -> Report:
    """The report with the fields of these paths printed otherwise; places stay."""
    for path, text in texts.items():
        report = _revised(report, _steps(path), text, ())
    return report


def _steps(path: str) -> list[tuple[str, int | None]]:
    steps = []
    for part in path.split("."):
        match = _STEP.fullmatch(part)
        assert match is not None, path
        steps.append((match[1], None if match[2] is None else int(match[2])))
    return steps


def _revised(record: Any, steps: list[tuple[str, int | None]], text: str, outer: tuple[Any, ...]) -> Any:
    (name, index), *rest = steps
    value = getattr(record, name)
    if not rest:
        return replace(record, **{name: _read(name, value, text, (*outer, record))})
    assert index is not None
    rows = list(value)
    rows[index] = _revised(rows[index], rest, text, (*outer, record))
    return replace(record, **{name: tuple(rows)})


def _read(name: str, cell: Printed[Any], text: str, records: tuple[Any, ...]) -> Printed[Any] | None:
    owner = records[-1]
    if name in _RATES:
        return read_rate(text, cell.where)
    if name in _AMOUNTS and isinstance(owner, FundingRow):
        form = next(record for record in records if isinstance(record, Form))
        return read_amount(text, cell.where, known(form.amount_unit) or "万元")
    if name in _POINTS:
        return read_points(text, cell.where)
    if name == "actual" and isinstance(owner, Indicator):
        unit = None if owner.measurement_unit is None else owner.measurement_unit.text
        return read_target(text, cell.where, unit_column=unit, role="actual", level2=known(owner.level2))
    return read_text(text, cell.where)
