"""Ruled tables: from lines on the page to rows, columns and merged cells."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from kaocheng.readers.pdf.rules import Drawing, Rule

SNAP = 3.0  # points: edges closer than this are one, be it a double rule or two programs' rounding
_GAP = 4.0  # points: the widest hole in a dashed or dotted line
_MIN_RULE = 6.0  # points: shorter ones are dots, ticks and parts of characters
_MAX_RULES = 500  # lines of one direction on one page, merged: more is a map or a chart, not a form


@dataclass(slots=True)
class GridCell:
    """One cell. `text` is filled when the characters of the page are dealt out; `inner` are tables inside the cell.

    `unfinished`: the last line is full and stands at the lower end of the cell. `continues`: a page break cuts it.
    """

    row: int
    column: int
    row_span: int
    column_span: int
    page: int
    text: str = ""
    inner: list[Grid] = field(default_factory=list)
    unfinished: bool = False
    continues: bool = False


@dataclass(slots=True)
class Grid:
    """A ruled table. `xs` and `ys`: edges in ascending order (upright coordinates). `owners`: rows × columns → cell."""

    xs: list[float]
    ys: list[float]
    cells: list[GridCell]
    owners: list[list[int]]
    page: int

    @property
    def row_count(self) -> int:
        return len(self.ys) - 1

    @property
    def column_count(self) -> int:
        return len(self.xs) - 1

    def covers(self, x: float, y: float) -> bool:
        """Whether a point lies inside the outer border."""
        return self.xs[0] <= x <= self.xs[-1] and self.ys[0] <= y <= self.ys[-1]

    def column_at(self, x: float) -> int:
        """The column of a point that lies inside."""
        return min(max(bisect_right(self.xs, x) - 1, 0), len(self.xs) - 2)

    def row_at(self, y: float) -> int:
        """The row of a point that lies inside."""
        return min(max(bisect_right(self.ys, y) - 1, 0), len(self.ys) - 2)


def find_grids(drawing: Drawing, page: int) -> list[Grid]:
    """The ruled tables of a page from top to bottom, boxes of a single cell included; nested ones as well."""
    horizontal, vertical = _merged(drawing.horizontal), _merged(drawing.vertical)
    if not horizontal or not vertical or max(len(horizontal), len(vertical)) > _MAX_RULES:
        return []
    grids = []
    for rows, columns in _connected(horizontal, vertical):
        grid = _grid(rows, columns, page)
        if grid is not None:
            grids.append(grid)
    grids.sort(key=lambda grid: (grid.ys[0], grid.xs[0]))
    return grids


def _merged(rules: list[Rule]) -> list[Rule]:
    """Snap lines to common positions and join those that continue each other."""
    snapped: list[Rule] = []
    ordered = sorted(rules)
    index = 0
    while index < len(ordered):
        first = ordered[index].at
        stop = index
        while stop < len(ordered) and ordered[stop].at - first <= SNAP:
            stop += 1
        at = (first + ordered[stop - 1].at) / 2
        spans = sorted((rule.start, rule.end) for rule in ordered[index:stop])
        start, end = spans[0]
        for next_start, next_end in spans[1:]:
            if next_start - end <= _GAP:
                end = max(end, next_end)
                continue
            if end - start >= _MIN_RULE:
                snapped.append(Rule(at, start, end))
            start, end = next_start, next_end
        if end - start >= _MIN_RULE:
            snapped.append(Rule(at, start, end))
        index = stop
    return snapped


def _connected(horizontal: list[Rule], vertical: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Lines that touch or cross belong to one table."""
    parents = list(range(len(horizontal) + len(vertical)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    for number, (x, top, bottom) in enumerate(vertical, len(horizontal)):
        top, bottom = top - SNAP, bottom + SNAP
        left, right = x + SNAP, x - SNAP
        own = root(number)
        for index, (y, start, end) in enumerate(horizontal):
            if y > bottom:
                break
            if y >= top and start <= left and end >= right:
                other = root(index)
                if other != own:
                    parents[other] = own
    tables: dict[int, tuple[list[Rule], list[Rule]]] = defaultdict(lambda: ([], []))
    for index, rule in enumerate(horizontal):
        tables[root(index)][0].append(rule)
    for index, rule in enumerate(vertical, len(horizontal)):
        tables[root(index)][1].append(rule)
    return [(rows, columns) for rows, columns in tables.values() if rows and columns]


def _grid(horizontal: list[Rule], vertical: list[Rule], page: int) -> Grid | None:
    xs = _edges(vertical, horizontal)
    ys = _edges(horizontal, vertical)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1:
        return None
    # wall[row][i]: a line stands on edge i of the row; floor[i][column]: a line lies under row i - 1.
    wall = [[False] * (columns + 1) for _ in range(rows)]
    floor = [[False] * columns for _ in range(rows + 1)]
    x_index, y_index = {x: i for i, x in enumerate(xs)}, {y: i for i, y in enumerate(ys)}
    x_middles = [(a + b) / 2 for a, b in pairwise(xs)]
    y_middles = [(a + b) / 2 for a, b in pairwise(ys)]
    for rule in vertical:
        edge = x_index[rule.at]
        for row in range(bisect_right(y_middles, rule.start), bisect_right(y_middles, rule.end)):
            wall[row][edge] = True
    for rule in horizontal:
        line = floor[y_index[rule.at]]
        for column in range(bisect_right(x_middles, rule.start), bisect_right(x_middles, rule.end)):
            line[column] = True
    cells: list[GridCell] = []
    owners = [[-1] * columns for _ in range(rows)]
    for row in range(rows):
        for column in range(columns):
            if owners[row][column] >= 0:
                continue
            right = column + 1
            while right < columns and not wall[row][right] and owners[row][right] < 0:
                right += 1
            down = row + 1
            while down < rows and _continues(wall[down], floor[down], owners[down], column, right):
                down += 1
            for line_of_owners in owners[row:down]:
                line_of_owners[column:right] = [len(cells)] * (right - column)
            cells.append(GridCell(row, column, down - row, right - column, page))
    return Grid(xs, ys, cells, owners, page)


def _edges(rules: list[Rule], crossing: list[Rule]) -> list[float]:
    """Positions of the lines, and of an outer border that is not drawn but up to which the crossing lines run."""
    edges = sorted({rule.at for rule in rules})
    first, last = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    if first < edges[0] - 2 * SNAP:
        edges.insert(0, first)
    if last > edges[-1] + 2 * SNAP:
        edges.append(last)
    return edges


def _continues(wall: list[bool], floor: list[bool], owners: list[int], left: int, right: int) -> bool:
    """Whether a cell over columns left to right goes on in the next row: nothing between, nothing inside."""
    return not any(floor[left:right]) and not any(wall[left + 1 : right]) and max(owners[left:right]) < 0
