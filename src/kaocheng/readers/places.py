"""Where the places that the readers of docx and xlsx name stand in the file itself.

The locator of docx is the reader's own walk, which remembers the elements that it passes: what the reader calls table
3, row 2, column 5 cannot be another cell here. Worksheets need no walk, since their grid begins at A1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lxml import etree

from kaocheng.documents import Table
from kaocheng.provenance import Location
from kaocheng.readers.docx import _Item, _Raw, _Walk
from kaocheng.readers.limits import DEFAULT, Limits

_BODY = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}body"
_Element = Any


@dataclass(frozen=True, slots=True)
class WordPlaces:
    """The elements of a Word document by the place the reader gives them; all numbers from 1.

    `cells`: (table, row, column) of the upper left corner → `w:tc`. `paragraphs`: number → `w:p`, blank ones included
    (a run or content control that stands for a paragraph is itself). `beginning`: the first place with text.
    """

    cells: dict[tuple[int, int, int], _Element]
    paragraphs: dict[int, _Element]
    beginning: _Element | None

    def find(self, where: Location) -> _Element | None:
        """The cell or paragraph of a place. Of a place that is no upper left corner, the nearest cell before it."""
        if where.table is None:
            return None if where.paragraph is None else self.paragraphs.get(where.paragraph)
        wanted = (where.table, where.row or 1, where.column or 1)
        found = self.cells.get(wanted)
        if found is None:
            before = [place for place in self.cells if place[0] == where.table and place <= wanted]
            found = self.cells[max(before)] if before else None
        return found


def locate_word(root: etree._Element, limits: Limits = DEFAULT) -> WordPlaces:
    """The places of a document part as `parse_xml` gives it. Raises `LimitExceeded` where the reader does."""
    body = root.find(_BODY)
    walk = _Locator(root, limits)
    items = walk.items(() if body is None else body)
    return WordPlaces(walk.found_cells, walk.found_paragraphs, _beginning(items, walk))


def _beginning(items: list[_Item], walk: _Locator) -> _Element | None:
    for item in items:
        if isinstance(item, Table):
            cell = next((cell for cell in item.cells if cell.text), None)
            if cell is not None:
                return walk.found_cells[item.number, cell.row + 1, cell.column + 1]
        elif item[1].strip():
            return walk.found_paragraphs.get(item[0])
    return None


class _Locator(_Walk):
    """The walk of the reader. Automatic numbers and symbol fonts change texts, not places: they are left out."""

    def __init__(self, root: _Element, limits: Limits) -> None:
        super().__init__(root, limits, None, False)
        self.found_cells: dict[tuple[int, int, int], _Element] = {}
        self.found_paragraphs: dict[int, _Element] = {}
        self._table = 0  # the table being read

    def paragraph(self, element: Any, found: list[_Item], depth: int) -> None:
        if not self.inside:
            self.found_paragraphs[self.number + 1] = element[0] if isinstance(element, tuple) else element
        super().paragraph(element, found, depth)

    def table(self, element: _Element, depth: int) -> Table | None:
        outer, self._table = self._table, self.tables + 1
        table = super().table(element, depth)
        self._table = outer
        return table

    def cell(self, element: _Element, row: int, column: int, span: int, hidden: bool, depth: int) -> _Raw:
        self.found_cells[self._table, row + 1, column + 1] = element
        return super().cell(element, row, column, span, hidden, depth)


def cell_reference(row: int, column: int) -> str:
    """The address of a worksheet cell; both numbers from 1.

    >>> cell_reference(12, 28)
    'AB12'
    """
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row}"
