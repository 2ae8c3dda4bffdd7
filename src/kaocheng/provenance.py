"""Where a value stands in its source, and what is printed there.

`Printed[T]` is the unit of everything read from a document: the text exactly as printed, the typed reading of it,
and its place. A reading that failed is an `Unreadable` with its reason: neither None nor 0 nor an exception,
because scans and flattened text lose cells every day.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from kaocheng.language import Text

T = TypeVar("T")


class Location(NamedTuple):
    """A place in a document. Every number counts from 1; what the format does not know is None.

    `table` counts the tables of the document in reading order, `row` and `column` the cells inside it
    (a merged cell is named by its upper left corner). `line` is a line of a text file, `paragraph` a paragraph of the
    body in other formats, `sheet` the name of a worksheet.
    """

    page: int | None = None
    table: int | None = None
    row: int | None = None
    column: int | None = None
    line: int | None = None
    paragraph: int | None = None
    sheet: str | None = None


NOWHERE = Location()


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A printed text whose meaning could not be settled, and why."""

    reason: Text


@dataclass(frozen=True, slots=True)
class Printed(Generic[T]):
    """What is printed in one place.

    `text`: exactly as printed, blanks at both ends removed.
    `value`: the typed reading; `Unreadable` when the text resists; None when the text states that there is no value
    (a dash, a slash).
    """

    text: str
    value: T | Unreadable | None
    where: Location = NOWHERE

    @property
    def known(self) -> T | None:
        """The typed reading, or None where there is none."""
        return None if isinstance(self.value, Unreadable) else self.value


def known(printed: Printed[T] | None) -> T | None:
    """The typed reading of a field that may be absent from the form."""
    return None if printed is None else printed.known
