"""The document as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kaocheng.documents.table import Table
from kaocheng.provenance import Location


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of the body; in flattened text, one line. `text` keeps forced line breaks as "\\n".

    `hidden`: not shown to a reader (hidden rows, hidden text).
    """

    text: str
    where: Location
    hidden: bool = False


Block = Paragraph | Table


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says, in reading order.

    `blocks`: paragraphs and top level tables of the body in order; text boxes stand where they are anchored.
    `headers`, `footers`: page furniture, kept apart from the body.
    `media_type`: decided by content. `reader`: name of the module that read it. `pages`: None where unknown.
    `remarks`: machine-readable marks a reader leaves for the audit, e.g. {"bookmark": 17, "tracked-change": 2}:
    what was found and how often.
    """

    blocks: tuple[Block, ...]
    media_type: str
    reader: str
    pages: int | None = None
    headers: tuple[Paragraph, ...] = ()
    footers: tuple[Paragraph, ...] = ()
    remarks: dict[str, int] = field(default_factory=dict)

    def tables(self) -> Iterator[Table]:
        """Every table in reading order, nested ones after the table that holds them."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield from _with_nested(block)

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs of the body in order."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield block


def _with_nested(table: Table) -> Iterator[Table]:
    yield table
    for cell in table.cells:
        for nested in cell.tables:
            yield from _with_nested(nested)
