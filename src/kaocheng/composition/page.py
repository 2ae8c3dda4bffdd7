"""Running text around the forms: headings, paragraphs, gaps for what only a person knows."""

from __future__ import annotations

from dataclasses import dataclass

from kaocheng.composition.grid import Grid


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text."""

    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """Something only a person can supply: shown as a marked blank with `prompt` in it, never as a fact.

    `prompt`: what is wanted, in the language of the document ("请说明资金未用完的原因").
    """

    prompt: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. `level` 1 to 4 is numbered 一、 （一） 1. （1） by the renderer (GB/T 9704-2012, 7.3.3); 0 is the
    title of the document, which has no number."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Body text, indented by two characters. `indent` False for lines that begin at the margin."""

    pieces: tuple[Run | Gap, ...]
    indent: bool = True


@dataclass(frozen=True, slots=True)
class Signature:
    """Unit and date at the right foot of a report; either may be a gap."""

    unit: Run | Gap
    date: Run | Gap


Block = Heading | Paragraph | Grid | Signature


@dataclass(frozen=True, slots=True)
class Composition:
    """Blocks in reading order. `title`: for the document properties; `language`: BCP 47 tag of the text.

    A grid begins a page of its own where the one before it or it itself is a whole form (has a title); a grid without
    title is a table in the text.
    """

    title: str
    blocks: tuple[Block, ...]
    language: str = "zh-CN"

    @property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Grid))

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """Every gap, in reading order."""
        found: list[Gap] = []
        for block in self.blocks:
            if isinstance(block, Paragraph):
                found += [piece for piece in block.pieces if isinstance(piece, Gap)]
            elif isinstance(block, Signature):
                found += [piece for piece in (block.unit, block.date) if isinstance(piece, Gap)]
        return tuple(found)
