"""One shape for what is printed and for what was found: a tree of named fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Generic, TypeVar


@dataclass(frozen=True)
class Expected:
    """What is printed. `texts`: the texts that count as right, empty where only the number is known.

    `number`: what the text is worth, None where it is no number. `name`: the label without what is printed around it
    ("指标1："), where that differs.
    """

    texts: tuple[str, ...] = ()
    number: Decimal | None = None
    name: str | None = None

    def __str__(self) -> str:
        return self.texts[0] if self.texts else str(self.number)


@dataclass(frozen=True)
class Found:
    """What was extracted. `number` or `name`: its typed reading. `unsure`: the extraction itself is not certain."""

    text: str
    number: Decimal | None = None
    name: str | None = None
    unsure: bool = False

    def __str__(self) -> str:
        return self.text


F = TypeVar("F", Expected, Found)


@dataclass
class Node(Generic[F]):
    """Named fields, and named lists of nodes below.

    In a truth, a field that is None is known not to be printed, so finding it is an error; a field or a list that is
    absent is not compared.
    """

    fields: dict[str, F | None] = field(default_factory=dict)
    lists: dict[str, list[Node[F]]] = field(default_factory=dict)

    def leaves(self) -> Iterator[F]:
        """Every field that is there, depth first."""
        yield from (leaf for leaf in self.fields.values() if leaf is not None)
        for nodes in self.lists.values():
            for node in nodes:
                yield from node.leaves()
