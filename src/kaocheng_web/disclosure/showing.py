"""The published form on a page, and beside it what it was made from."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kaocheng.composition import Align, Grid, GridCell, Role
from kaocheng.language import Text
from kaocheng.publication import KIND_WORDS, RemovalKind, published_form
from kaocheng.templates.fields import CLOSING
from kaocheng_web.disclosure.content import is_prose, source_cells
from kaocheng_web.disclosure.models import Package
from kaocheng_web.interface.words import t
from kaocheng_web.workflow.pages import cell_id

_OUTSIDE = {
    "project": t("项目名称", "project"),
    "unit": t("单位名称", "unit"),
    "department": t("主管部门", "department"),
    "region": t("地区", "region"),
}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """`tag`, `scope`: th for what labels others. `mark`: "cut" where something was taken out."""

    grid: GridCell
    tag: str
    scope: str
    mark: str

    @property
    def id(self) -> str:
        return cell_id(self.grid.field or "")

    @property
    def css(self) -> str:
        look = "plain" if self.grid.role in (Role.TYPED, Role.IMPORTED, Role.COMPUTED) else str(self.grid.role.value)
        align = "" if self.grid.align is Align.CENTER else str(self.grid.align.value)
        return " ".join(filter(None, (look, align, "changed" if self.mark else "")))


@dataclass(frozen=True, slots=True)
class Shown:
    """A grid ready for a page. `widths`: of the columns, in whole percent."""

    grid: Grid
    widths: list[int]
    rows: list[list[ShownCell]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the original; `kind`: what it was, None where it stays."""

    text: str
    kind: Text | None


@dataclass(frozen=True, slots=True)
class Change:
    """A cell whose published text is not the original. `original`: the text as signed. `pieces`: what it was cleaned
    from, the text worded anew where there is one."""

    field: str
    label: str
    original: str
    pieces: list[Piece]
    published: str
    is_reworded: bool
    is_prose: bool

    @property
    def cell(self) -> str:
        return cell_id(self.field)


def shown(content: Mapping[str, str], template: str, changed: Collection[str] = ()) -> Shown:
    """The form as it is published."""
    grid = published_form(content, template).grids[0]
    total = sum(grid.widths)
    widths = [max(1, round(100 * width / total)) for width in grid.widths]
    widths[widths.index(max(widths))] += 100 - sum(widths)
    return Shown(grid, widths, [[_shown(cell, changed) for cell in row] for row in grid.rows()])


def _shown(cell: GridCell, changed: Collection[str]) -> ShownCell:
    fixed = cell.role in (Role.LABEL, Role.HEADER) and bool(cell.text)
    scope = ("col" if cell.role is Role.HEADER else "rowgroup" if cell.row_span > 1 else "row") if fixed else ""
    return ShownCell(cell, "th" if fixed else "td", scope, "cut" if cell.field in changed else "")


def changes_of(package: Package, labels: Mapping[str, str]) -> list[Change]:
    """Every cell that differs from the form, in its order. `labels`: field → words that name it."""
    worded = source_cells(package.filing, package.wording)
    signed = {**worded, **{path: package.filing.cells.get(path, "") for path in package.wording}}
    year = package.filing.project_year
    signed |= {"project": year.project.name, "unit": year.unit.name, "region": year.cycle.region.name}
    cuts: dict[str, list[Mapping[str, Any]]] = {}
    for cut in package.removed:
        cuts.setdefault(cut["field"], []).append(cut)
    found = []
    for path in [*dict.fromkeys((*package.wording, *cuts))]:
        text = worded.get(path, signed.get(path, ""))
        found.append(
            Change(
                field=path,
                label=labels.get(path) or str(_OUTSIDE.get(path) or (CLOSING[path].label if path in CLOSING else path)),
                original=signed.get(path, ""),
                pieces=list(_pieces(text, cuts.get(path, []))),
                published=str(package.content.get(path, package.facts.get(path, ""))),
                is_reworded=path in package.wording,
                is_prose=is_prose(path),
            )
        )
    return found


def _pieces(text: str, cuts: list[Mapping[str, Any]]) -> Iterator[Piece]:
    end = 0
    for cut in cuts:
        if cut["start"] > end:
            yield Piece(text[end : cut["start"]], None)
        yield Piece(text[cut["start"] : cut["end"]], KIND_WORDS[RemovalKind(cut["kind"])])
        end = cut["end"]
    if text[end:]:
        yield Piece(text[end:], None)
