"""Text of merged cells that a page break cuts, as spreadsheet programs print it.

They draw the whole text in the middle of the whole merged cell on each page and show of it what lies on the page. In
the file the hidden lines stand beyond the edge of the table, and once more where they are seen, on the other page.
"""

from __future__ import annotations

from collections.abc import Iterable

from kaocheng.readers.pdf.grid import SNAP, Grid, GridCell
from kaocheng.readers.pdf.lines import Line


def find_spilled(upper: Grid, below: Iterable[Line], lower: Grid, above: Iterable[Line]) -> list[Line]:
    """Lines below `upper`, the last table of a page, and above `lower`, the first of the next, that are such doubles.

    The cells concerned are marked as continuing over the page break.
    """
    if abs(upper.xs[0] - lower.xs[0]) > SNAP or abs(upper.xs[-1] - lower.xs[-1]) > SNAP:
        return []
    last = [cell for cell in upper.cells if cell.row + cell.row_span == upper.row_count]
    first = [cell for cell in lower.cells if cell.row == 0]
    spilled: list[Line] = []
    for lines, own_grid, own_cells, grid, cells in (
        (below, upper, last, lower, first),
        (above, lower, first, upper, last),
    ):
        for line in lines:
            source = _over(line, own_grid, own_cells)
            target = _over(line, grid, cells)
            if source is not None and target is not None and _squeezed(line.text) in _squeezed(target.text):
                source.continues = target.continues = True
                spilled.append(line)
    return spilled


def _over(line: Line, grid: Grid, cells: list[GridCell]) -> GridCell | None:
    """The cell whose columns hold the line."""
    for cell in cells:
        if grid.xs[cell.column] - 1 <= line.left and line.right <= grid.xs[cell.column + cell.column_span] + 1:
            return cell
    return None


def _squeezed(text: str) -> str:
    return "".join(text.split())
