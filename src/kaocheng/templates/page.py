"""Rows of cells on a grid whose columns have widths. Knows geometry, nothing of forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from kaocheng.composition import GridCell

_NARROW = 4.0  # how much worse too narrow is than too wide
FREE = 0.0  # width of a cell that takes what the others leave


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell before it has a place. `width`: wanted, in characters; FREE shares what is left over."""

    cell: GridCell
    width: float = FREE
    rows: int = 1


def blank(text: str = "") -> GridCell:
    """A cell without a place."""
    return GridCell(text, 0, 0)


@dataclass
class Page:
    """Collects cells row by row; `row` is the row to be filled next."""

    widths: tuple[float, ...]
    row: int = 0
    cells: list[GridCell] = field(default_factory=list)
    _edge: tuple[str, int] | None = None

    def put(self, cell: GridCell, row: int, start: int, end: int, rows: int = 1) -> None:
        """Place a cell over columns start … end - 1."""
        self.cells.append(cell.at(row, start, rows, end - start))

    def fill(self, pieces: Sequence[Piece], start: int = 0, end: int | None = None) -> None:
        """One row of cells from column `start` on; the next row begins below it."""
        places = self.places([piece.width for piece in pieces], start, len(self.widths) if end is None else end)
        for piece, (left, right) in zip(pieces, places, strict=True):
            self.put(piece.cell, self.row, left, right, piece.rows)
        self.row += 1

    def places(self, wanted: Sequence[float], start: int, end: int) -> list[tuple[int, int]]:
        """Column ranges of cells side by side, as near to the wanted widths as the grid allows."""
        return places(wanted, self.widths, start, end)

    def begin_edge(self, text: str) -> None:
        """A label that runs down column 0 from here on; the one before ends unless it has the same text."""
        if self._edge is not None and self._edge[0] == text:
            return
        self.end_edge()
        if text:
            self._edge = (text, self.row)

    def end_edge(self) -> None:
        if self._edge is not None:
            text, top = self._edge
            if self.row > top:
                self.put(blank(text), top, 0, 1, self.row - top)
        self._edge = None

    def in_order(self) -> tuple[GridCell, ...]:
        self.end_edge()
        return tuple(sorted(self.cells, key=lambda cell: (cell.row, cell.column)))


def places(wanted: Sequence[float], widths: Sequence[float], start: int, end: int) -> list[tuple[int, int]]:
    """Column ranges start … end for cells of the wanted widths; every cell gets at least one column.

    Of all ways the one whose widths differ least from what is wanted; too narrow counts more than too wide, because
    text must then break.

    >>> places([FREE, FREE], (1, 1, 1, 1), 0, 4)
    [(0, 2), (2, 4)]
    """
    return fit(wanted, widths, start, end)[1]


def fit(wanted: Sequence[float], widths: Sequence[float], start: int, end: int) -> tuple[float, list[tuple[int, int]]]:
    """The same with how badly they fit (0 for exactly as wanted)."""
    misfit, ranges = _fit(tuple(wanted), tuple(widths), start, end)
    return misfit, list(ranges)


@lru_cache(maxsize=1024)  # the rows of a template are the same in each of its forms
def _fit(
    wanted: tuple[float, ...], widths: tuple[float, ...], start: int, end: int
) -> tuple[float, tuple[tuple[int, int], ...]]:
    shares = _shares(wanted, sum(widths[start:end]))
    reached = [0.0]
    for width in widths[start:end]:
        reached.append(reached[-1] + width)
    columns, count = end - start, len(shares)
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]  # after n cells: edge reached → cost, edge before
    for number, share in enumerate(shares, 1):
        line: dict[int, tuple[float, int]] = {}
        for right in range(number, columns - (count - number) + 1):
            line[right] = min(
                (cost + _misfit(reached[right] - reached[left], share), left)
                for left, (cost, _) in best[-1].items()
                if left < right
            )
        best.append(line)
    edges = [columns]
    for line in reversed(best[1:]):
        edges.append(line[edges[-1]][1])
    ranges = tuple((start + left, start + right) for left, right in pairwise(reversed(edges)))
    return best[-1][columns][0], ranges


def _shares(wanted: Sequence[float], available: float) -> list[float]:
    """The widths that fill the page, FREE ones with what the others leave, at least half of an even share."""
    free = sum(1 for width in wanted if width == FREE)
    share = max((available - sum(wanted)) / free, available / (2 * len(wanted))) if free else 0.0
    shares = [share if width == FREE else width for width in wanted]
    scale = available / sum(shares)
    return [width * scale for width in shares]


def _misfit(width: float, wanted: float) -> float:
    off = (width - wanted) / wanted
    return _NARROW * off * off if off < 0 else off * off
