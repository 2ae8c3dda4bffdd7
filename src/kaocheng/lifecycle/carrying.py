"""What a form takes over from the forms before it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from kaocheng.model.cells import rows_of

# What the measured form states itself; everything else is the yardstick and comes from the approved objective.
MEASURED = frozenset(
    {
        "funding.executed_amount",
        "funding.execution_rate",
        "funding.score",
        "funding.reason",
        "objectives.actual",
        "objectives.completion_rate",
        "indicators.actual",
        "indicators.score",
        "indicators.score_rate",
        "indicators.deviation",
        "indicators.expected_value",
        "indicators.cause",
        "indicators.likelihood",
        "indicators.remark",
        "funding.expected_amount",
        "cutoff_month",
        "total_score",
        "grade",
        "problems",
        "reasons",
        "preparer",
        "phone",
        "title",
    }
)
_INDEX = re.compile(r"\[\d+\]")


def is_yardstick(path: str) -> bool:
    """Whether a cell belongs to what is approved and not to what is measured against it."""
    return _INDEX.sub("", path) not in MEASURED


def carry_over(
    yardstick: Mapping[str, str], monitored: Mapping[str, str] | None = None, executed: str = ""
) -> dict[str, str]:
    """The cells of a self-evaluation at its start.

    `yardstick`: of the approved objective or its latest adjustment. `monitored`: of the last monitoring round; its
    values stand as the actual values to begin with, row by row by the name of the indicator. `executed`: expenditure of
    the year in the amount unit of the form.
    """
    cells = {path: text for path, text in yardstick.items() if is_yardstick(path)}
    if executed and rows_of(cells, "funding"):
        cells["funding[0].executed_amount"] = executed
    known = actuals_by_name(monitored or {})
    for row in range(rows_of(cells, "indicators")):
        actual = known.get(_name(cells, row), "")
        if actual:
            cells[f"indicators[{row}].actual"] = actual
    return cells


def actuals_by_name(cells: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """(second level, name) of each indicator → its actual value."""
    rows = range(rows_of(cells, "indicators"))
    return {_name(cells, row): cells.get(f"indicators[{row}].actual", "").strip() for row in rows}


def _name(cells: Mapping[str, str], row: int) -> tuple[str, str]:
    level2, level3 = (cells.get(f"indicators[{row}].{level}", "") for level in ("level2", "level3"))
    return "".join(level2.split()), "".join(level3.split())
