"""Rows of tables as extraction sees them: the printed cells of one row, from left to right, with their columns."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from kaocheng.documents import Cell, Table
from kaocheng.model.entry import Raw, close_up
from kaocheng.provenance import Location

_BLANK = " \t\n\r\u3000\u00a0"
NUMBER = re.compile(r"[-+]?[\d０-９][\d０-９,，]*(?:[.．][\d０-９]+)?\s*(?:分|万元|万|元|亿元|%|％)?")
DASH = re.compile(r"[-—－–―/／]+")


@functools.lru_cache(maxsize=8192)
def is_number(text: str) -> bool:
    """One number with at most a unit of points, money or percent."""
    return NUMBER.fullmatch(text) is not None


@functools.lru_cache(maxsize=8192)
def is_number_or_dash(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None or DASH.fullmatch(text) is not None


def is_zero(text: str) -> bool:
    """Nothing, a dash, or a nought with any number of places."""
    return not text.strip("0.．-—－–/／ ")


class RowCell(NamedTuple):
    """A cell of a row. `column`, `end`: half-open column range. `fresh`: its first row is this one.

    `text`: the label with line breaks closed up; `raw`: as the reader gave it.
    """

    text: str
    raw: str
    column: int
    end: int
    fresh: bool
    cell: Cell


@dataclass(slots=True)
class Row:
    """`index`: from 0 within the table. `cells` includes merged cells that began on an earlier row.

    `filled`: the cells with text. `counted`: whether any of them is a bare number.
    `whole`: in flattened text, whether empty cells at the end of a row were kept.
    """

    table: Table
    index: int
    cells: tuple[RowCell, ...]
    filled: tuple[RowCell, ...]
    counted: bool
    whole: bool = False

    def at(self, cell: RowCell) -> Location:
        return self.table.where(cell.cell)

    def raw(self, cell: RowCell) -> Raw:
        """The cell for the typed reading; line breaks inside it kept."""
        return Raw(cell.raw, self.table.where(cell.cell))

    def closed(self, cell: RowCell) -> Raw:
        """The cell with the line breaks of its narrow column closed up."""
        return Raw(cell.text, self.table.where(cell.cell))


def rows_of(table: Table) -> Iterator[Row]:
    """The rows of a table. A merged cell appears on every row it covers, once."""
    rows: list[list[RowCell]] = [[] for _ in range(table.row_count)]
    for cell in table.cells:
        text = close_up(cell.text) if "\n" in cell.text else cell.text.strip(_BLANK)
        end = cell.column + cell.column_span
        for index in range(cell.row, min(cell.row + cell.row_span, table.row_count)):
            rows[index].append(RowCell(text, cell.text, cell.column, end, index == cell.row, cell))
    for cells in rows:
        cells.sort(key=_column)
    whole = table.ragged and any(cells and not cells[-1].text for cells in rows)
    for index, cells in enumerate(rows):
        filled = tuple([cell for cell in cells if cell.text])
        yield Row(table, index, tuple(cells), filled, any(is_number(cell.text) for cell in filled), whole)


def _column(cell: RowCell) -> int:
    return cell.column
