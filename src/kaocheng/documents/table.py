"""Tables as readers hand them over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kaocheng.provenance import Location


class Cell(NamedTuple):
    """One printed cell. `row` and `column` are the upper left corner, from 0, in the grid of its table.

    `text` has blanks at both ends removed and keeps inner line breaks as "\\n".
    `tables`: tables nested in the cell; their text is not part of `text`.
    `page` and `line` are set where the format knows them (pdf: page; txt: line, both from 1).
    A named tuple, not a dataclass: a form has hundreds, and making them was a tenth of the reading time.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    hidden: bool = False
    page: int | None = None
    line: int | None = None
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells, `row_count` × `column_count`, with the spans resolved by the reader.

    `cells`: each printed cell once, in reading order. Positions no cell covers are allowed (ragged rows).
    `number`: from 1, in reading order over the whole document; nested tables count after the table that holds them.
    `ragged`: the source gave rows as bare lists (flattened text): columns may be shifted and merged cells are
    empty, not spanned. Extraction repairs such tables, readers do not.
    """

    number: int
    row_count: int
    column_count: int
    cells: tuple[Cell, ...]
    page: int | None = None
    sheet: str | None = None
    ragged: bool = False

    def where(self, cell: Cell) -> Location:
        """The place of a cell, counted from 1."""
        page = self.page if cell.page is None else cell.page
        return Location(page, self.number, cell.row + 1, cell.column + 1, cell.line, None, self.sheet)

    def grid(self) -> list[list[Cell | None]]:
        """Rows × columns; a merged cell stands in every position it covers, None where no cell is."""
        rows: list[list[Cell | None]] = [[None] * self.column_count for _ in range(self.row_count)]
        for cell in self.cells:
            if cell.row_span == 1 and cell.column_span == 1:
                rows[cell.row][cell.column] = cell
                continue
            for row in rows[cell.row : cell.row + cell.row_span]:
                end = min(cell.column + cell.column_span, self.column_count)
                row[cell.column : end] = [cell] * (end - cell.column)
        return rows
