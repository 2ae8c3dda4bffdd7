"""An official form as a merged grid, every cell knowing which field of the form it shows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Role(StrEnum):
    """Who fills a cell, after the cell codes of the handbook's forms."""

    LABEL = "label"  # F: a fixed label at the left edge or before a value
    HEADER = "header"  # F: a column heading
    TYPED = "typed"  # T: a person types it
    IMPORTED = "imported"  # I: comes from the budget system or the approved objective
    COMPUTED = "computed"  # C: follows from other cells
    NOTE = "note"  # small print that belongs to the form


class Input(StrEnum):
    """What may be typed into a cell."""

    TEXT = "text"
    AMOUNT = "amount"  # a non-negative decimal in the amount unit of the form
    POINTS = "points"  # a non-negative decimal
    RATE = "rate"  # a percentage; `number` is the fraction
    TARGET = "target"  # "≥5000条", "98%以上", "按时完成"
    CHOICE = "choice"  # one of `choices`


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Formula:
    """How a computed cell follows from others, in terms of fields, not of addresses.

    `expression`: arithmetic of spreadsheets (+ - * / ( ), ROUND, SUM, MIN, MAX, IF, COUNT, comparison) with fields in
    braces: "ROUND(MIN({funding[0].executed_amount}/{funding[0].adjusted_budget},1)*{funding[0].weight},2)".
    A field may name all rows: "SUM({indicators[*].score})".
    """

    expression: str


@dataclass(frozen=True, slots=True)
class GridCell:
    """One printed cell; `row` and `column` are its upper left corner, from 0.

    `text`: exactly as it shall be printed ("" = empty, to be filled in); "\\n" is a forced line break.
    `field`: path of the field in the form ("project_name", "funding[0].executed_amount", "indicators[3].actual"), None
    for fixed cells. `number`: the value of `text` where it is a number (a rate as a fraction), so that a workbook can
    hold a number and not a text. `pattern`: spreadsheet number format that prints `number` as `text` ("0.00", "0.0%").
    `formula`: for computed cells; a writer uses it only where `text` is empty or agrees with it.
    `strong`: set in bold.
    """

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1
    role: Role = Role.LABEL
    field: str | None = None
    input: Input = Input.TEXT
    number: Decimal | None = None
    pattern: str | None = None
    formula: Formula | None = None
    choices: tuple[str, ...] = ()
    align: Align = Align.CENTER
    strong: bool = False

    def at(self, row: int, column: int, row_span: int = 1, column_span: int = 1) -> GridCell:
        """The same cell in another place."""
        return GridCell(
            self.text,
            row,
            column,
            row_span,
            column_span,
            self.role,
            self.field,
            self.input,
            self.number,
            self.pattern,
            self.formula,
            self.choices,
            self.align,
            self.strong,
        )


@dataclass(frozen=True, slots=True)
class Grid:
    """One form: lines above, a grid without holes, lines below.

    `name`: short name, for a worksheet tab. `title`: printed above, centred; `subtitle` under it ("（2023年度）").
    `above_left`, `above_right`: the line directly above the grid (填报单位 … 金额单位：万元).
    `cells` in reading order, each printed cell once; together they cover row_count × len(widths) exactly.
    `widths`: of the columns, relative to each other. `landscape`: page turned on its side.
    `repeat_rows`: number of rows at `repeat_from` (a table header) that a page break repeats, 0 for none.
    `below`: paragraphs under the grid (notes, 填报人 …).
    `template`: id of the template it was laid out by ("F-01").
    """

    name: str
    title: str
    cells: tuple[GridCell, ...]
    row_count: int
    widths: tuple[float, ...]
    subtitle: str = ""
    above_left: str = ""
    above_right: str = ""
    below: tuple[str, ...] = ()
    landscape: bool = False
    repeat_from: int = 0
    repeat_rows: int = 0
    template: str = ""

    @property
    def column_count(self) -> int:
        return len(self.widths)

    def rows(self) -> Iterator[tuple[GridCell, ...]]:
        """The cells that begin in each row, left to right."""
        by_row: list[list[GridCell]] = [[] for _ in range(self.row_count)]
        for cell in self.cells:
            by_row[cell.row].append(cell)
        for row in by_row:
            yield tuple(sorted(row, key=lambda cell: cell.column))

    def holes(self) -> list[tuple[int, int]]:
        """Positions that no cell or more than one cell covers; empty for a sound grid."""
        covered: dict[tuple[int, int], int] = {
            (row, column): 0 for row in range(self.row_count) for column in range(self.column_count)
        }
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    covered[row, column] = covered.get((row, column), 2) + 1
        return [place for place, count in covered.items() if count != 1]
