"""From the cells of a worksheet to a table: what the readers of xlsx and xls share.

The grid of the table begins at A1, so that its rows and columns are those the person sees in the program.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from typing import NamedTuple

from kaocheng.documents import Cell, Table
from kaocheng.language import Text
from kaocheng.readers.limits import Limits

BLANK = " \t\r\n\u3000\u00a0"
_WIDE_MERGE = 10_000  # positions; a larger empty merged area does not widen the table


class Area(NamedTuple):
    """A merged range, from 0, ends excluded."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(NamedTuple):
    """One worksheet.

    `texts`: (row, column) from 0 → text as shown, without blanks at both ends; empty cells that the file states too.
    """

    name: str
    texts: Mapping[tuple[int, int], str]
    merged: Iterable[Area]
    hidden: bool
    hidden_rows: Set[int]
    hidden_columns: Set[int]


def build_table(sheet: Sheet, number: int, cells_before: int, limits: Limits) -> Table | None:
    """The used part of a sheet, or None when it holds no text. `cells_before`: grid positions of the tables before.

    Raises LimitExceeded before anything of the size of the grid is made.
    """
    filled = [place for place, text in sheet.texts.items() if text]
    if not filled:
        return None
    filled_rows, filled_columns = zip(*filled, strict=True)
    rows, columns = max(filled_rows) + 1, max(filled_columns) + 1
    merged = list(sheet.merged)
    for area in merged:
        if area.top < rows and area.left < columns and _positions(area) <= _WIDE_MERGE:
            rows, columns = max(rows, area.bottom), max(columns, area.right)
    place = Text(f"工作表“{sheet.name}”", f'sheet "{sheet.name}"')
    limits.check("max_rows", rows, place)
    limits.check("max_columns", columns, place)
    limits.check("max_cells", cells_before + rows * columns, place)
    spans, covered = _merge(merged, rows, columns)
    texts = sheet.texts
    if not spans.keys() <= texts.keys():
        texts = {**dict.fromkeys(spans, ""), **texts}
    some_hidden = bool(sheet.hidden or sheet.hidden_rows or sheet.hidden_columns)
    cells: list[Cell] = []
    for (row, column), text in sorted(texts.items()):
        if row >= rows or column >= columns:
            continue
        if not text and not some_hidden and (row, column) not in spans:
            if not (spans and covered[row * columns + column]):
                cells.append(_empty_cell(row, column))
            continue
        row_span = column_span = 1
        if spans:
            if covered[row * columns + column]:
                continue
            if (row, column) in spans:
                row_span, column_span = spans[row, column]
        hidden = some_hidden and (
            sheet.hidden
            or _all_hidden(sheet.hidden_rows, row, row_span)
            or _all_hidden(sheet.hidden_columns, column, column_span)
        )
        cells.append(Cell(text, row, column, row_span, column_span, hidden))
    return Table(number, rows, columns, tuple(cells), sheet=sheet.name)


@lru_cache(maxsize=16_384)
def _empty_cell(row: int, column: int) -> Cell:
    """Half the cells of a form are empty, and the same ones in every form."""
    return Cell("", row, column)


def _positions(area: Area) -> int:
    return (area.bottom - area.top) * (area.right - area.left)


def _merge(merged: list[Area], rows: int, columns: int) -> tuple[dict[tuple[int, int], tuple[int, int]], bytearray]:
    """Spans by upper left corner, and which positions they cover. Of ranges that overlap, the first one counts."""
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    if not merged:
        return spans, bytearray()
    covered = bytearray(rows * columns)
    corners: list[int] = []
    for top, left, bottom, right in merged:
        bottom, right = min(bottom, rows), min(right, columns)
        height, width = bottom - top, right - left
        if height < 1 or width < 1 or height * width == 1:
            continue
        first = top * columns + left
        starts = range(first, bottom * columns + left, columns) if height > 1 else (first,)
        for start in starts:
            if covered.find(1, start, start + width) >= 0:
                break
        else:
            full = b"\1" * width
            for start in starts:
                covered[start : start + width] = full
            corners.append(first)
            spans[top, left] = (height, width)
    for (
        corner
    ) in corners:  # the corner holds the cell itself; until now it was taken, so that no range could begin on it
        covered[corner] = 0
    return spans, covered


def _all_hidden(hidden: Set[int], first: int, span: int) -> bool:
    return bool(hidden) and first in hidden and all(index in hidden for index in range(first, first + span))
