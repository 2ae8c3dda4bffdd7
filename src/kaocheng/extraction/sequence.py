"""Rows out of a sequence: which column of a known header each piece of text stands in, and where a row begins.

Flattened text often keeps no rows: cells stand one below the other, or the words of a whole table in one line. The
header above tells the columns; what follows is read as the cheapest walk through them, row after row. A piece that
looks like its column costs nothing (`alignment.cost`), leaving a column empty costs what the dialect says, and so does
a row or a cell that begins where nothing is seen to begin. Both the best walk and how much dearer the next one would be
are known, so that a row that could be read in two ways is marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from kaocheng.extraction.alignment import BAD, BLANK, OTHER, cost, is_level1, is_level2
from kaocheng.extraction.blocks import is_block_label, is_total, speaks_of_funding
from kaocheng.extraction.lines import is_placeholder
from kaocheng.extraction.rows import is_number
from kaocheng.language import Text
from kaocheng.provenance import Location

MARK = "mark"  # a column of empty cells that open each row
EDGE = "edge"  # the column of the label of a block, which runs down the left edge

_NEVER = float("inf")
_MARGIN = 0.35
_LONGEST_UNIT = 4  # characters
_EMPTY_CATEGORY = 1.8
_LEVELS = frozenset(("level1", "level2"))
_UNKNOWN_LEVEL = 0.9  # levels of department forms have many names
_JOINED = frozenset(
    ("level3", "target", "actual", "adjusted_target", "deviation", "definition", "scoring_rule", "goal")
)


class Gap(IntEnum):
    """What stands before a piece: nothing, a blank, a line break, the border of a cell."""

    NONE = 0
    BLANK = 1
    LINE = 2
    CELL = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A cell, or a word of a line."""

    text: str
    gap: Gap
    where: Location


@dataclass(frozen=True, slots=True)
class Dialect:
    """What it costs to depart from the plain walk.

    `row`, `cell`, `join`: to begin a row, begin a cell, go on with a cell, by the gap before the piece.
    `empty`: to leave a column out, by field; `others`: any other field. `longest`: how many pieces a cell may have.
    `cells_only`: pieces are whole cells, and those that a merged cell covers may all be among them.
    `glued`: nothing separates the pieces; they were cut at signs and numbers.
    """

    row: Mapping[Gap, float]
    cell: Mapping[Gap, float]
    join: Mapping[Gap, float]
    empty: Mapping[str, float]
    others: float
    longest: int = 1
    cells_only: bool = False
    glued: bool = False


_EMPTY_WORDS = {
    MARK: 1.0,
    EDGE: 0.0,
    OTHER: 0.3,
    "level1": 0.2,
    "level2": 0.2,
    "level3": 4.0,
    "label": 3.0,
    "target": 2.0,
    "actual": 1.2,
    "weight": 1.5,
    "score": 1.3,
    "original_budget": 0.6,
    "adjusted_budget": 0.7,
    "executed_amount": 0.6,
    "funds_in_place": 0.6,
    "direction": 0.5,
    "measurement_unit": 0.5,
}
_EMPTY_COMPLETE = {MARK: 1.5, EDGE: 0.5, "deviation": 1.2, "reason": 0.4, "level3": 4.0}
# Cells one by one: the empty ones are printed, only those that a merged cell covers may be missing.
CELLS = Dialect(
    row={Gap.CELL: 0.0, Gap.LINE: 0.0, Gap.BLANK: 0.0, Gap.NONE: 0.0},
    cell={Gap.CELL: 0.0, Gap.LINE: 0.0, Gap.BLANK: 0.0, Gap.NONE: 0.0},
    join={},
    empty={
        MARK: 1.5,
        EDGE: 0.0,
        OTHER: 0.4,
        "level1": 0.2,
        "level2": 0.2,
        "level3": 4.0,
        "deviation": 1.2,
        "reason": 0.4,
    },
    others=2.0,
    cells_only=True,
)
# Cells one by one, the empty ones gone.
LONE = replace(CELLS, cells_only=False, row={**CELLS.row, Gap.CELL: 0.3}, empty=_EMPTY_WORDS, others=0.4)
# Words of a line each: a row is a line, an empty cell is nothing.
LINES = Dialect(
    row={Gap.LINE: 0.0, Gap.BLANK: 3.0, Gap.CELL: 0.0, Gap.NONE: 3.0},
    cell={Gap.LINE: 1.5, Gap.BLANK: 0.0, Gap.CELL: 0.0, Gap.NONE: 1.0},
    join={Gap.LINE: 1.5, Gap.BLANK: 1.3, Gap.NONE: 0.0},
    empty=_EMPTY_WORDS,
    others=0.4,
    longest=6,
)
# The words of all rows in one line.
WORDS = Dialect(
    row={Gap.LINE: 0.0, Gap.BLANK: 0.3, Gap.CELL: 0.0, Gap.NONE: 0.5},
    cell={Gap.LINE: 1.0, Gap.BLANK: 0.0, Gap.CELL: 0.0, Gap.NONE: 0.3},
    join={Gap.LINE: 0.5, Gap.BLANK: 1.3, Gap.NONE: 0.0},
    empty=_EMPTY_WORDS,
    others=0.4,
    longest=6,
)


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """Pieces `first` to `end` (half-open) form one cell of a row (from 0) in a column (from 0)."""

    row: int
    column: int
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Every piece in its place; `doubts`: rows that cannot be read with certainty, and why."""

    cells: tuple[PlacedCell, ...]
    doubts: Mapping[int, Text]
    cost: float = 0.0
    rows: int = 0


def joined(pieces: Sequence[Piece], first: int, end: int) -> str:
    """The text of consecutive pieces."""
    text = pieces[first].text
    for piece in pieces[first + 1 : end]:
        text += piece.text if piece.gap is Gap.NONE else f" {piece.text}"
    return text


def arrange(pieces: Sequence[Piece], fields: Sequence[str], dialect: Dialect) -> Arrangement:
    """The cheapest arrangement of the pieces below a header with these fields, in order."""
    if not pieces:
        return Arrangement((), {})
    found = _Walk(pieces, fields, dialect).arrangement()
    if dialect.cells_only:
        # Covered cells are either all printed or all left out.
        complete = _Walk(pieces, fields, replace(dialect, empty=_EMPTY_COMPLETE, others=3.0)).arrangement()
        if complete.cells and complete.cost < found.cost + 0.75 * found.rows:
            return complete
    return found


class _Walk:
    """Shortest path over (piece, column), forward and backward."""

    def __init__(self, pieces: Sequence[Piece], fields: Sequence[str], dialect: Dialect) -> None:
        self.pieces, self.fields, self.dialect = pieces, fields, dialect
        self.count, self.width = len(pieces), len(fields)
        self.skipped = [0.0]  # cost of leaving out all columns before this one
        for field in fields:
            self.skipped.append(self.skipped[-1] + dialect.empty.get(field, dialect.others))
        # A level without anything below it is a category that was left empty, and costs less than its columns.
        self.tails = [
            min(self.skipped[-1] - self.skipped[c + 1], _EMPTY_CATEGORY if fields[c] in _LEVELS else _NEVER)
            for c in range(self.width)
        ]
        self.between = [[self._between(p, c) for c in range(self.width)] for p in range(self.width)]
        self.segments = [self._segments_at(first) for first in range(self.count)]
        self.enter = [[_NEVER] * self.width for _ in range(self.count)]
        self.origin: list[list[tuple[int, bool]]] = [[(-1, True)] * self.width for _ in range(self.count)]
        self.done = [[_NEVER] * self.width for _ in range(self.count + 1)]
        self.begun: list[list[int]] = [[0] * self.width for _ in range(self.count + 1)]
        self._forward()

    def _between(self, before: int, column: int) -> float:
        """Cost of the columns left out between two cells of a row."""
        price = self.skipped[column] - self.skipped[before + 1]
        if self.fields[before] in _LEVELS and self.fields[column] in ("weight", "score"):
            return min(price, _EMPTY_CATEGORY + 1.0)
        return price

    def _segments_at(self, first: int) -> list[tuple[int, int, float]]:
        """(end, column, cost) of every cell that may begin at a piece."""
        found: list[tuple[int, int, float]] = []
        glue = 0.0
        for end in range(first + 1, min(first + self.dialect.longest, self.count) + 1):
            if end > first + 1:
                step = self.dialect.join.get(self.pieces[end - 1].gap)
                if step is None or any(_is_level_label(piece.text) for piece in self.pieces[first:end]):
                    break
                glue += step
            text = joined(self.pieces, first, end)
            for column, field in enumerate(self.fields):
                if end == first + 1 or field in _JOINED or field == "label":
                    price = cell_cost(text, field)
                    if self.dialect.glued:
                        price += _glued_cost(self.pieces[first:end], field)
                    if price < BAD:
                        found.append((end, column, price + glue))
        return found

    def _forward(self) -> None:
        skipped, width = self.skipped, self.width
        for i in range(self.count):
            enter, origin = self.enter[i], self.origin[i]
            if i == 0:
                for column in range(width):
                    enter[column] = skipped[column]
            else:
                done, gap = self.done[i], self.pieces[i].gap
                tails = [done[p] + self.tails[p] for p in range(width)]
                last = min(range(width), key=tails.__getitem__)
                row = tails[last] + self.dialect.row[gap]
                step = self.dialect.cell[gap]
                for column in range(width):
                    enter[column], origin[column] = row + skipped[column], (last, True)
                    for p in range(column):
                        price = done[p] + step + self.between[p][column]
                        if price < enter[column]:
                            enter[column], origin[column] = price, (p, False)
            for end, column, price in self.segments[i]:
                total = enter[column] + price
                if total < self.done[end][column]:
                    self.done[end][column] = total
                    self.begun[end][column] = i

    def _backward(self) -> list[list[float]]:
        """rest[j][c]: cost of all that follows a cell in column c that ends before piece j."""
        skipped, width = self.skipped, self.width
        rest = [[_NEVER] * width for _ in range(self.count + 1)]
        rest[self.count] = list(self.tails)
        for i in reversed(range(self.count)):
            begin = [_NEVER] * width
            for end, column, price in self.segments[i]:
                begin[column] = min(begin[column], price + rest[end][column])
            gap = self.pieces[i].gap
            fresh = min(begin[c] + skipped[c] for c in range(width)) + self.dialect.row[gap]
            step = self.dialect.cell[gap]
            for p in range(width):
                same = min((begin[c] + self.between[p][c] for c in range(p + 1, width)), default=_NEVER)
                rest[i][p] = min(fresh + self.tails[p], same + step)
        return rest

    def arrangement(self) -> Arrangement:
        last = [self.done[self.count][p] + self.tails[p] for p in range(self.width)]
        column = min(range(self.width), key=last.__getitem__)
        total = last[column]
        if total == _NEVER:
            return Arrangement((), {})
        path: list[tuple[int, int, int, bool]] = []
        end = self.count
        while end > 0:
            first = self.begun[end][column]
            before, opens = self.origin[first][column]
            path.append((first, end, column, opens))
            end, column = first, before
        path.reverse()
        rest = self._backward()
        cells: list[PlacedCell] = []
        doubts: dict[int, Text] = {}
        row = -1
        for first, end, column, opens in path:
            row += opens
            cells.append(PlacedCell(row, column, first, end))
            own = next(price for e, c, price in self.segments[first] if (e, c) == (end, column))
            if own >= 2.4:
                doubts[row] = Text("有单元格与所在列不符，疑似错列", "a cell does not fit its column")
            elif self.pieces[first].text and self._rival(first, end, column, rest) - total < _MARGIN:
                doubts.setdefault(
                    row, Text("文本没有分隔，行列的读法不唯一", "the text can be divided in more than one way")
                )
        return Arrangement(tuple(cells), doubts, total, row + 1)

    def _rival(self, first: int, end: int, column: int, rest: list[list[float]]) -> float:
        """Cost of the best walk that puts the piece `first` elsewhere."""
        best = _NEVER
        for start in range(max(0, first - self.dialect.longest + 1), first + 1):
            for e, c, price in self.segments[start]:
                if e > first and (start, e, c) != (first, end, column):
                    best = min(best, self.enter[start][c] + price + rest[e][c])
        return best


def cell_cost(text: str, field: str) -> float:
    """How badly a text fits a column; like `alignment.cost`, and for empty cells, row marks and placeholders."""
    if field == MARK:
        return BAD if text else 0.0
    if field == EDGE:
        return 0.0 if not text or is_block_label(text) else BAD
    if not text:
        return 1.0 if field in ("level3", "label") else 0.1
    if is_total(text):
        return BAD
    if field == "label":
        parts = text.split()
        if len(parts) > 1 and (
            any(map(is_number, parts)) or sum(len(part) > 3 and speaks_of_funding(part) for part in parts) > 1
        ):
            return BAD  # two labels, or an amount and a label
        return 0.0 if speaks_of_funding(text) else cost(text, "label") + 2.0
    if is_placeholder(text):
        return -3.0 if field == "level3" else 1.0
    if field in (OTHER, BLANK):
        return 3.0 if is_level1(text) or is_level2(text) else 0.8 if is_number(text) else 0.3
    if field not in _LEVELS and _is_level_label(text):
        return 3.0
    if field in _LEVELS and len(text) <= 10 and not is_number(text):
        return min(cost(text, field), _UNKNOWN_LEVEL) if not (is_level1(text) or is_level2(text)) else cost(text, field)
    return cost(text, field)


def _is_level_label(text: str) -> bool:
    return ("指" in text) and (is_level1(text) or is_level2(text))


def _glued_cost(pieces: Sequence[Piece], field: str) -> float:
    """What speaks against pieces that were cut apart at numbers being one cell."""
    numbers = [has_number(piece.text) for piece in pieces]
    if field in ("target", "actual", "adjusted_target"):
        if sum(numbers) > 1 or (numbers[0] and any(len(piece.text) > _LONGEST_UNIT for piece in pieces[1:])):
            return BAD
    elif field == "level3":
        return 0.4 if numbers[-1] else 0.0
    elif sum(numbers) > (0 if field == "label" else 2):
        return BAD
    elif numbers[0] and len(pieces) > 1:
        return 2.0
    return 0.0


def has_number(text: str) -> bool:
    """Whether a piece is a number, perhaps behind a sign and before a unit."""
    return text[:1].isdigit() or text[:1] in "≥≤≧≦＝=<>＜＞⩾⩽"
