"""How an official document looks, as data that the renderers of all formats share.

Source: GB/T 9704-2012 《党政机关公文格式》. The text of the standard itself was not at hand: its figures were read
through secondary pages that report it. What it leaves open (sizes inside forms, the third heading in bold) follows
custom and is marked so in style.toml.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from itertools import accumulate
from operator import attrgetter
from typing import Any, Literal

from kaocheng.composition import Gap, Grid
from kaocheng.rendering.measure import count_lines

# Letters one after another in a gap, so that it is seen in black and white and by a screen reader too.
_GAP = "【{prompt}】"

MM = 25.4 / 72  # of a point
_SHORT = 8  # rows that always fit on a page in the usual size, or are so long that no size helps
_SAFETY = 5  # mm of a page that an estimate leaves free


@dataclass(frozen=True, slots=True)
class Font:
    """A face. `names`: of the face itself, the one used in Chinese offices first; `free`: fonts to stand in for it,
    best first. `family`: what to fall back on when none is installed. `heavy`: the face itself is heavy, its stand-ins
    are set in bold."""

    names: tuple[str, ...]
    free: tuple[str, ...]
    family: Literal["serif", "sans"]
    heavy: bool = False

    @property
    def name(self) -> str:
        return self.names[0]

    @property
    def candidates(self) -> tuple[str, ...]:
        """Every name to try, in order."""
        return self.names + self.free


@dataclass(frozen=True, slots=True)
class TextStyle:
    """One kind of paragraph. `size` and `line_pitch` in pt (exact in running text, at least in a table cell);
    `indent` of the first line in characters."""

    font: Font
    size: float
    line_pitch: float
    bold: bool = False
    align: Literal["left", "center", "right", "both"] = "left"
    indent: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of paper and the type area on it, in mm."""

    width: float
    height: float
    top: float
    left: float
    text_width: float
    text_height: float

    @property
    def right(self) -> float:
        return self.width - self.left - self.text_width

    @property
    def bottom(self) -> float:
        return self.height - self.top - self.text_height

    def turned(self) -> Page:
        """The same sheet in landscape: the head of the table at the binding edge (7.5 of the standard)."""
        return Page(self.height, self.width, self.left, self.bottom, self.text_height, self.text_width)


@dataclass(frozen=True, slots=True)
class Style:
    """Everything a renderer must know.

    `text`: by the names "title", "body", "heading1" to "heading4", "form_title", "form_subtitle", "form_line",
    "form_note", "table", "table_header", "table_dense", "table_dense_header", "page_number".
    `lines`, `characters`: per page and line of body text. `number_below`: mm from the type area to the page number.
    `row_height`, `padding`: of table cells in mm; `dense_below`: see `table_text`.
    """

    page: Page
    text: Mapping[str, TextStyle]
    fonts: Mapping[str, Font]
    lines: int
    characters: int
    line_pitch: float
    number_below: float
    row_height: float
    padding: float
    dense_below: float

    def page_of(self, grid: Grid | None) -> Page:
        """The page a grid stands on; None for running text."""
        return self.page.turned() if grid is not None and grid.landscape else self.page

    def column_widths(self, grid: Grid) -> tuple[float, ...]:
        """Widths of the columns in mm; together the width of the type area."""
        share = self.page_of(grid).text_width / sum(grid.widths)
        return tuple(width * share for width in grid.widths)

    def table_text(self, grid: Grid) -> tuple[TextStyle, TextStyle]:
        """Styles of cells and column headings.

        A table of many columns is set smaller, and so is a form that then fits on one page and else would not.
        """
        page = self.page_of(grid)
        dense = page.text_width / grid.column_count < self.dense_below
        if not dense and grid.row_count > _SHORT:
            room = page.text_height - self._around(grid)
            dense = self._height(grid, self.text["table"]) > room >= self._height(grid, self.text["table_dense"])
        name = "table_dense" if dense else "table"
        return self.text[name], self.text[f"{name}_header"]

    def _around(self, grid: Grid) -> float:
        """Height of the lines above and below the grid, in mm, as if each were one line."""
        names = [name for name in ("title", "subtitle") if getattr(grid, name)]
        pitches = [self.text[f"form_{name}"].line_pitch for name in names]
        pitches += [self.text["form_line"].line_pitch] * bool(grid.above_left or grid.above_right)
        pitches += [self.text["form_note"].line_pitch] * len(grid.below)
        return _SAFETY + sum(pitches) * MM

    def _height(self, grid: Grid, text: TextStyle) -> float:
        """Height of the rows in mm, estimated. A cell over several rows makes the last of them higher."""
        edges = [0.0, *accumulate(self.column_widths(grid))]
        heights = [self.row_height] * grid.row_count
        letter, line, padding = text.size * MM, text.line_pitch * MM, 2 * self.padding
        for cell in sorted(grid.cells, key=attrgetter("row_span")):
            width = edges[cell.column + cell.column_span] - edges[cell.column] - padding
            if len(cell.text) * letter <= width and "\n" not in cell.text:
                continue  # one line, as most cells
            end = cell.row + cell.row_span
            missing = count_lines(cell.text, width / letter) * line - sum(heights[cell.row : end])
            if missing > 0:
                heights[end - 1] += missing
        return sum(heights)


@functools.lru_cache(maxsize=1)
def official_style() -> Style:
    """The style of official documents, from style.toml."""
    data = tomllib.loads(resources.files(__package__).joinpath("style.toml").read_text(encoding="utf-8"))
    fonts = {
        key: Font(tuple(font["names"]), tuple(font["free"]), font["family"], font.get("heavy", False))
        for key, font in data["font"].items()
    }
    grid, table, number = data["grid"], data["table"], data["page_number"]
    pitch = float(grid["line_pitch"])
    text = {key: _text(entry, fonts, pitch) for key, entry in data["text"].items()}
    text["page_number"] = TextStyle(fonts[number["font"]], number["size"], pitch)
    return Style(
        page=Page(**data["page"]),
        text=text,
        fonts=fonts,
        lines=grid["lines"],
        characters=grid["characters"],
        line_pitch=pitch,
        number_below=number["below"],
        row_height=table["row_height"],
        padding=table["padding"],
        dense_below=table["dense_below"],
    )


def _text(entry: dict[str, Any], fonts: Mapping[str, Font], pitch: float) -> TextStyle:
    return TextStyle(
        font=fonts[entry["font"]], **{"line_pitch": pitch, **{k: v for k, v in entry.items() if k != "font"}}
    )


def gap_text(gap: Gap) -> str:
    """What stands on the page where something is still to be supplied.

    >>> gap_text(Gap("请说明原因"))
    '【请说明原因】'
    """
    return _GAP.format(prompt=gap.prompt)
