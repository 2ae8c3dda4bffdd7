"""What a template states: the blocks of an official form in printed order, their labels and columns. Frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from kaocheng.composition import Role

Part = Literal["form", "funding", "objectives", "indicators", "summary"]


class TemplateKind(StrEnum):
    """What a template is for."""

    PROJECT = "project"  # self-evaluation of a project
    DEPARTMENT = "department"  # self-evaluation of a department as a whole
    TRANSFER = "transfer"  # self-evaluation of a transfer payment or special fund
    DECLARATION = "declaration"  # objectives declared before the year: no actual values, no scores
    MONITORING = "monitoring"  # performance during the year
    SUMMARY = "summary"  # one row for each project or indicator


class TemplateStatus(StrEnum):
    """How well the layout is known."""

    SEEN = "seen"  # drawn after a published form
    RECALLED = "recalled"  # after the regulation from memory
    GENERAL = "general"  # general knowledge, unverified


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the field below it; `field` None for what the model has no field for.

    `width`: in characters, None for what is usual for the field. `others`: what a blank funding row other than the
    first prints here ("—"). `role`, `choices`: None and () for what is usual for the field.
    """

    label: str
    field: str | None = None
    width: float | None = None
    others: str = ""
    role: Role | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A label with its value beside it.

    `fields`: usually one; two where one label names both (实施(主管)单位) and both say the same.
    """

    label: str
    fields: tuple[str, ...] = ()
    role: Role | None = None
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entries:
    """Rows of labels and values."""

    rows: tuple[tuple[Entry, ...], ...]
    edge: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    """Rows of amounts. `heading`: above the row labels. `rows`: their labels in a blank form.

    `side_by_side`: every amount has a label of its own in front; the execution rate runs down at the end.
    `weight`: points of the execution rate in a blank form.
    """

    columns: tuple[Column, ...]
    rows: tuple[str, ...]
    edge: str = ""
    label: str = ""
    heading: str = ""
    side_by_side: bool = False
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Goals:
    """The overall goals of the year. With one column the text stands beside the label, else under headings."""

    columns: tuple[Column, ...]
    edge: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """First level of a blank form with its points in brackets and its second levels."""

    level1: str = ""
    weight: str = ""
    level2: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicators:
    """The indicator table. Levels run down over their groups unless `repeat_levels`.

    `per_category`: rows of each second level in a blank form.
    """

    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    edge: str = ""
    per_category: int = 1
    repeat_levels: bool = False


@dataclass(frozen=True, slots=True)
class Total:
    """The row of totals, its numbers below the columns of weight and score."""

    label: str
    weight: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of its own: a header and blank rows. In a summary the rows of the report."""

    columns: tuple[Column, ...]
    rows: int = 3
    edge: str = ""


Block = Entries | Funding | Goals | Indicators | Total | Listing


@dataclass(frozen=True, slots=True)
class Template:
    """One official form.

    `titles`: other titles it is published under. `year_line`: under the title, with "{year}".
    `above_left`, `above_right`: the line directly above the grid, with fields in braces. `notes`: below it.
    `signature`: last line below, with fields in braces.
    `execution_weight`: points that the heading of the funding block states in a blank form ("20分").
    `omits`: fields that the form has no place for by its nature ("indicators.score"): they are never added.
    `row_kind`: of a summary.
    """

    id: str
    title: str
    kind: TemplateKind
    status: TemplateStatus
    source: str
    blocks: tuple[Block, ...]
    titles: tuple[str, ...] = ()
    year_line: str = ""
    above_left: str = ""
    above_right: str = ""
    notes: tuple[str, ...] = ()
    signature: str = ""
    landscape: bool = False
    execution_weight: str = ""
    omits: frozenset[str] = frozenset()
    row_kind: Literal["project", "indicator"] | None = None

    @property
    def funding(self) -> Funding | None:
        return next((block for block in self.blocks if isinstance(block, Funding)), None)

    @property
    def indicators(self) -> Indicators | None:
        return next((block for block in self.blocks if isinstance(block, Indicators)), None)

    @property
    def listing(self) -> Listing | None:
        return next((block for block in self.blocks if isinstance(block, Listing)), None)

    def _has_column(self, name: str) -> bool:
        table = self.indicators
        return table is not None and any(column.field == name for column in table.columns)

    @property
    def fields(self) -> frozenset[str]:
        """What it has a place for: "project_name", "funding.adjusted_budget", "indicators.actual" …"""
        found: set[str] = set()
        for block in self.blocks:
            if isinstance(block, Entries):
                found.update(name for row in block.rows for entry in row for name in entry.fields)
            elif isinstance(block, Total):
                found.update(f"total_{name}" for name in ("weight", "score") if self._has_column(name))
            else:
                part = _PARTS[type(block)]
                found.update(f"{part}.{column.field}" for column in block.columns if column.field)
        return frozenset(found)


_PARTS: dict[type, str] = {
    Funding: "funding",
    Goals: "objectives",
    Indicators: "indicators",
    Listing: "summary",
}
