"""One table out of the parts that page breaks cut it into.

Evidence asked for: the parts end and begin with nothing but page furniture between them, have the same outer edges, and
their columns fit each other. A part that begins like the table itself (the same labels, a numbering that starts again)
is the next table, not a continuation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kaocheng.readers.pdf.grid import SNAP, Grid, GridCell
from kaocheng.readers.pdf.lines import NUMBERING

_MAX_HEADER_ROWS = 5
_MIN_HEADINGS = 4
_NUMBERED_INDICATOR = re.compile(r"指标\s*(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s*[:：]")
_HAS_DIGIT = re.compile(r"\d")
_ENDING = 2  # characters
_TERMINALS = frozenset("。；！？;!?")


@dataclass(slots=True)
class Joined:
    """A table over one or more pages. `column_edges` as in the grid; `cells` in the rows of the whole table."""

    column_edges: list[float]
    row_count: int
    cells: list[GridCell]
    page: int
    parts: int = 1
    repeated_headers: int = 0
    cut_rows: int = 0
    joined_from: list[int] = field(default_factory=list)  # first rows of the continuing parts

    @property
    def column_count(self) -> int:
        return len(self.column_edges) - 1


def start_table(grid: Grid) -> Joined:
    """A table that so far has one part."""
    return Joined(list(grid.xs), grid.row_count, grid.cells, grid.page)


def continue_table(table: Joined, grid: Grid) -> bool:
    """Append a part from the next page, if it continues the table. Returns whether it did; the table is changed."""
    edges = _common_edges(table.column_edges, grid.xs)
    if edges is None:
        return False
    old = [_nearest(edges, x) for x in table.column_edges]
    new = [_nearest(edges, x) for x in grid.xs]
    top_rows = _signatures(table.cells, old)
    part_rows = _signatures(grid.cells, new)
    header = _repeated_header(top_rows, part_rows) or _repeated_inner_header(table.cells, old, part_rows)
    if _begins_again(top_rows, part_rows, header):
        return False
    for cell in table.cells:
        _place(cell, old)
    for cell in grid.cells:
        _place(cell, new)
    table.column_edges = edges
    continuing = [cell for cell in grid.cells if cell.row + cell.row_span > header]
    for cell in continuing:
        end = cell.row + cell.row_span - header
        cell.row = max(0, cell.row - header)
        cell.row_span = end - cell.row
    if header:
        table.repeated_headers += 1
    _append(table, continuing, grid.row_count - header)
    table.parts += 1
    return True


def _common_edges(ours: list[float], theirs: list[float]) -> list[float] | None:
    """The union of the column edges, or None when they do not fit."""
    if abs(ours[0] - theirs[0]) > SNAP or abs(ours[-1] - theirs[-1]) > SNAP:
        return None
    only_theirs = [x for x in theirs if all(abs(x - own) > SNAP for own in ours)]
    shared = len(theirs) - 2 - len(only_theirs)
    # A form changes its columns from block to block, so half of the inner edges of the simpler part must be shared.
    if 2 * shared < min(len(ours), len(theirs)) - 2:
        return None
    return sorted([*ours, *only_theirs])


def _nearest(edges: list[float], x: float) -> int:
    return min(range(len(edges)), key=lambda index: abs(edges[index] - x))


def _place(cell: GridCell, edges: list[int]) -> None:
    first, end = edges[cell.column], edges[cell.column + cell.column_span]
    cell.column, cell.column_span = first, end - first


Signature = list[tuple[int, int, int, str]]  # column, column after, row span, text without blanks


def _signatures(cells: list[GridCell], edges: list[int]) -> list[Signature]:
    """The first rows of a part, comparable between parts; cells that begin in the row only."""
    rows: list[Signature] = [[] for _ in range(_MAX_HEADER_ROWS + 1)]
    for cell in cells:
        if cell.row > _MAX_HEADER_ROWS:
            break
        left, right = edges[cell.column], edges[cell.column + cell.column_span]
        rows[cell.row].append((left, right, cell.row_span, "".join(cell.text.split())))
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _repeated_header(top: list[Signature], part: list[Signature]) -> int:
    """How many rows the part repeats from the top of the table."""
    same = 0
    for ours, theirs in zip(top[:_MAX_HEADER_ROWS], part[:_MAX_HEADER_ROWS], strict=False):
        if ours != theirs or not any(text for *_, text in ours):
            break
        same += 1
    # No cell may reach beyond the header.
    while same and any(row + span > same for row in range(same) for _, _, span, _ in top[row]):
        same -= 1
    return same


def _repeated_inner_header(cells: list[GridCell], edges: list[int], part: list[Signature]) -> int:
    """How many rows the part repeats of column headings that stand further down in the table.

    Headings are at least four different labels side by side without a figure, up to the right border. A merged label
    left of them that is cut by the page break (绩效指标) goes on beside the repeated headings, empty.
    """
    filled = next((index for index, (_, _, _, text) in enumerate(part[0]) if text), None) if part else None
    if filled is None:
        return 0
    headings = part[0][filled:]
    labels = {text for *_, text in headings}
    if len(labels) < max(_MIN_HEADINGS, len(headings)) or "" in labels or any(map(_HAS_DIGIT.search, labels)):
        return 0
    height = max(span for _, _, span, _ in headings)
    if height > len(part) or any(span < height for _, _, span, _ in part[0][:filled]):
        return 0
    start = headings[0][0]
    rows: dict[int, Signature] = {}
    for cell in cells:
        if edges[cell.column] >= start:
            rows.setdefault(cell.row, []).append(
                (edges[cell.column], edges[cell.column + cell.column_span], cell.row_span, "".join(cell.text.split()))
            )
    for first, found in rows.items():
        if found == headings and all(
            rows.get(first + row, []) == part[row] and all(row + span <= height for _, _, span, _ in part[row])
            for row in range(1, height)
        ):
            return height
    return 0


def _begins_again(top: list[Signature], part: list[Signature], header: int) -> bool:
    """Whether the part begins with the same labels as the table: the next form of the same kind."""
    compared = equal = 0
    for ours, theirs in zip(top[header : header + 3], part[header : header + 3], strict=False):
        if not ours or not theirs or not ours[0][3]:
            continue
        if ours[0][3] == theirs[0][3] == "1":
            return True
        compared += 1
        equal += ours[0] == theirs[0]
    return compared >= 2 and compared == equal


def _append(table: Joined, cells: list[GridCell], rows: int) -> None:
    last = table.row_count - 1
    above = {
        (cell.column, cell.column_span): cell for cell in table.cells if cell.row + cell.row_span == table.row_count
    }
    first_row = [cell for cell in cells if cell.row == 0]
    if rows and _is_cut_row(first_row, above):
        table.cut_rows += 1
        for cell in first_row:
            _extend(above[cell.column, cell.column_span], cell, cell.row_span - 1)
        shift = last
        cells = [cell for cell in cells if cell.row > 0]
        rows -= 1
        table.row_count += rows
    else:
        shift = table.row_count
        table.row_count += rows
        absorbed = _continued_cells(first_row, above, [*table.cells, *cells])
        for cell in first_row:
            if id(cell) in absorbed:
                _extend(above[cell.column, cell.column_span], cell, cell.row_span)
        cells = [cell for cell in cells if id(cell) not in absorbed]
    for cell in cells:
        cell.row += shift
    table.joined_from.append(shift)
    table.cells.extend(cells)


def _extend(cell: GridCell, rest: GridCell, rows: int) -> None:
    cell.text = "\n".join(filter(None, (cell.text, rest.text)))
    cell.inner.extend(rest.inner)
    cell.row_span += rows
    cell.unfinished = rest.unfinished


def _continued_cells(
    first_row: list[GridCell], above: dict[tuple[int, int], GridCell], every: list[GridCell]
) -> set[int]:
    """Cells that continue the cell above the break, because a merged cell was cut.

    Evidence: one part is empty, and it is merged on either side or a label (left of everything that is new in the
    row). The text of a label may also be cut in two, see `_completes`.
    """
    absorbed: set[int] = set()
    last_filled = max((index for index, cell in enumerate(first_row) if cell.text), default=-1)
    is_label = True
    for index, cell in enumerate(first_row):
        is_label = is_label and index < last_filled
        own = above.get((cell.column, cell.column_span))
        if own is None or cell.inner:
            is_label = False
            continue
        merged = own.row_span > 1 or cell.row_span > 1
        if own.continues and cell.continues:
            goes_on = True
        elif not cell.text:
            # Two empty cells are one only when both were merged already.
            goes_on = (merged or is_label) if own.text else own.row_span > 1 and cell.row_span > 1
        else:
            goes_on = is_label and (merged if not own.text else _completes(own, cell, every))
            is_label = goes_on
        if goes_on:
            absorbed.add(id(cell))
    return absorbed


def _completes(own: GridCell, cell: GridCell, every: list[GridCell]) -> bool:
    """Whether the two texts are one label cut in two: together they end like the other labels of the column do.

    (经济效益指标, 社会效益指标, 生态效 | 益指标)
    """
    endings = [
        text[-_ENDING:]
        for other in every
        if (other.column, other.column_span) == (cell.column, cell.column_span)
        and other is not own
        and other is not cell
        and len(text := "".join(other.text.split())) >= _ENDING
    ]
    before, after = "".join(own.text.split())[-_ENDING:], "".join(cell.text.split())[-_ENDING:]
    shared = endings.count(after)
    return shared >= 2 and 5 * shared >= 3 * len(endings) and endings.count(before) < shared and not _is_item(cell.text)


def _is_item(text: str) -> bool:
    """Whether a text begins something of its own: it is numbered, a label before a colon, or dots left to be filled."""
    return (
        text[-1] in ":："
        or NUMBERING.match(text) is not None
        or _NUMBERED_INDICATOR.match(text) is not None
        or not any(map(str.isalnum, text))
    )


def _is_cut_row(first_row: list[GridCell], above: dict[tuple[int, int], GridCell]) -> bool:
    """Whether the first row is the rest of the last row above the break.

    The same cells; some are empty now that were filled; and each that is filled goes on with a text whose last line
    above the break was full and ended within a sentence.
    """
    goes_on = some_ended = False
    for cell in first_row:
        own = above.get((cell.column, cell.column_span))
        if own is None:
            return False
        if cell.text:
            if not own.unfinished or own.text[-1] in _TERMINALS or _is_item(cell.text):
                return False
            goes_on = True
        elif own.text:
            some_ended = True
    return goes_on and some_ended
