"""What every document must satisfy, whichever reader made it."""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.documents import Document, Paragraph, Table


def check_document(document: Document) -> None:
    """Cells inside the grid and nowhere on top of each other, tables numbered in reading order, texts stripped."""
    assert [table.number for table in document.tables()] == list(range(1, len(list(document.tables())) + 1))
    for table in document.tables():
        check_table(table)
    for paragraph in _paragraphs(document):
        assert paragraph.text, "an empty paragraph was kept"
        assert paragraph.text == paragraph.text.strip(), repr(paragraph.text)
    numbers = [p.where.paragraph for p in document.paragraphs() if p.where.paragraph is not None]
    assert numbers == sorted(numbers)
    assert all(count > 0 for count in document.remarks.values())


def check_table(table: Table) -> None:
    """One table by itself."""
    assert table.row_count > 0
    assert table.column_count > 0
    taken: dict[tuple[int, int], str] = {}
    for cell in table.cells:
        assert cell.text == cell.text.strip(), repr(cell.text)
        assert cell.row >= 0
        assert cell.column >= 0
        assert cell.row_span >= 1
        assert cell.column_span >= 1
        assert cell.row + cell.row_span <= table.row_count
        assert cell.column + cell.column_span <= table.column_count
        for row in range(cell.row, cell.row + cell.row_span):
            for column in range(cell.column, cell.column + cell.column_span):
                assert (row, column) not in taken, f"{cell.text!r} lies on {taken[row, column]!r}"
                taken[row, column] = cell.text
    order = [(cell.row, cell.column) for cell in table.cells]
    assert order == sorted(order)


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    yield from document.paragraphs()
    yield from document.headers
    yield from document.footers
