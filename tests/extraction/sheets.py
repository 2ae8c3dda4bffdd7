"""Small documents written as rows of text, for the extraction tests."""

from __future__ import annotations

from kaocheng.documents import Block, Cell, Document, Paragraph, Table
from kaocheng.extraction import extract
from kaocheng.model import Report
from kaocheng.provenance import Location, Printed


def table(text: str, number: int = 1, *, ragged: bool = False) -> Table:
    """Rows on lines, cells between "|". `<` continues the cell to the left, `^` the one above, "" is an empty cell."""
    rows = [[cell.strip() for cell in line.strip().split("|")] for line in text.strip().splitlines()]
    width = max(map(len, rows))
    if ragged:
        cells = [Cell(cell, r, c, line=r + 1) for r, row in enumerate(rows) for c, cell in enumerate(row)]
        return Table(number, len(rows), width, tuple(cells), ragged=True)
    rows = [row + [""] * (width - len(row)) for row in rows]
    made = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell in ("<", "^"):
                continue
            across = 1
            while c + across < width and row[c + across] == "<":
                across += 1
            down = 1
            while r + down < len(rows) and rows[r + down][c] == "^":
                down += 1
            made.append(Cell(cell.replace("\\n", "\n"), r, c, down, across))
    return Table(number, len(rows), width, tuple(made))


def document(*blocks: str | Table) -> Document:
    made: list[Block] = []
    for block in blocks:
        if isinstance(block, Table):
            made.append(block)
        else:
            made.append(Paragraph(block, Location(paragraph=len(made) + 1)))
    return Document(tuple(made), "text/plain", "test")


def read(*blocks: str | Table) -> Report:
    return extract(document(*blocks))


def text(printed: Printed[object] | None) -> str | None:
    return None if printed is None else printed.text
