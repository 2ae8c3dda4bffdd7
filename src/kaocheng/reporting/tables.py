"""Small tables in the text: grids without a title."""

from __future__ import annotations

from collections.abc import Sequence

from kaocheng.composition import Align, Grid, GridCell, Role

_WIDEST = 30.0
_NARROWEST = 6.0


def table(name: str, header: Sequence[str], rows: Sequence[Sequence[str]], *, words: Sequence[int] = (0,)) -> Grid:
    """A table with one header row that page breaks repeat. `words`: columns of names, set to the left."""
    cells = [
        GridCell(text, 0, column, role=Role.HEADER, align=Align.CENTER, strong=True)
        for column, text in enumerate(header)
    ]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row):
            align = Align.LEFT if column in words else Align.CENTER
            cells.append(GridCell(text, number, column, role=Role.COMPUTED, align=align))
    return Grid(
        name=name,
        title="",
        cells=tuple(cells),
        row_count=len(rows) + 1,
        widths=tuple(_width([header[column], *(row[column] for row in rows)]) for column in range(len(header))),
        repeat_rows=1,
    )


def _width(texts: Sequence[str]) -> float:
    """By the longest text of a column, within bounds: a Chinese character is one, a digit half."""
    longest = max(sum(0.55 if ch.isascii() else 1.0 for ch in text) for text in texts)
    return min(max(longest, _NARROWEST), _WIDEST)
