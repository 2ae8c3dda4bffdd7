"""Which cells of a form a person may type, by its kind and by what was carried over."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kaocheng.composition import Grid, GridCell, Role
from kaocheng.lifecycle.carrying import is_yardstick

if TYPE_CHECKING:
    from kaocheng_web.filings.models import Filing


_LEVEL = re.compile(r"indicators\[(\d+)\]\.(level[12])")


def fields_of(cell: GridCell) -> tuple[str, ...]:
    """The fields a cell stands for: more than one where a level runs down over its group."""
    match = _LEVEL.fullmatch(cell.field or "")
    if match is None:
        return (cell.field,) if cell.field else ()
    first, name = int(match.group(1)), match.group(2)
    return tuple(f"indicators[{row}].{name}" for row in range(first, first + cell.row_span))


def typable(filing: Filing, grid: Grid) -> frozenset[str]:
    """The fields open to typing while the state allows it.

    Computed cells follow from others and are never typed. Objectives and adjustments are typed whole. What measures
    (monitoring, self-evaluation) has its yardstick from the approved objective: a cell that has a text there is closed.
    Without an approved objective, and where it is silent, the cell is open: otherwise nobody could fill it.
    The expenditure of the year is closed once the accounts have given it.
    """
    fields = {field for cell in grid.cells if cell.role is not Role.COMPUTED for field in fields_of(cell)}
    if filing.kind in ("objective", "adjustment"):
        return frozenset(fields)
    basis = filing.basis.cells if filing.basis is not None else {}
    closed = {field for field in fields if is_yardstick(field) and basis.get(field, "").strip()}
    if filing.kind == "self_evaluation" and filing.project_year.executed is not None and filing.basis is not None:
        closed.add("funding[0].executed_amount")
    return frozenset(fields - closed)
