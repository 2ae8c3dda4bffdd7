"""The official document of a form, at any time and in every format, and an empty one to fill in elsewhere."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone

from kaocheng.composition import Composition, Grid
from kaocheng.lifecycle.carrying import is_yardstick
from kaocheng.model.cells import form_from_cells
from kaocheng.rendering import Format, render
from kaocheng.templates import lay_out, load_template
from kaocheng_web.filings.checking import grid_of
from kaocheng_web.filings.files import clean_name
from kaocheng_web.filings.models import Filing

# Nobody but the unit's preparer has answered for the content yet.
_UNSIGNED = ("draft", "open", "submitted")


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes of a file, and its name."""

    name: str
    data: bytes


def is_draft(filing: Filing) -> bool:
    """Whether the document has to say that nobody has signed the form yet."""
    return filing.state in _UNSIGNED


def document_of(filing: Filing, to: Format) -> Document:
    """The form as it stands, by its official template. Raises RenderError, MissingDependency."""
    cycle = filing.project_year.cycle
    layout = load_template(filing.template)
    form = form_from_cells(filing.cells, layout=filing.template)
    grid = lay_out(form, layout, cycle.year, typed=filing.cells).grid
    if is_draft(filing):
        grid = replace(grid, below=(*grid.below, _draft_line(filing)))
    return _document(filing, grid, to, "（草稿）" if is_draft(filing) else "")


def blank_of(filing: Filing) -> Document:
    """A workbook to fill in elsewhere and upload: what is approved stands in it, what is measured is empty."""
    cells = filing.cells
    if filing.kind in ("monitoring", "self_evaluation"):
        cells = {path: text for path, text in cells.items() if is_yardstick(path)}
    grid = grid_of(cells, filing.template, filing.project_year.cycle.year)
    return _document(filing, grid, "xlsx", "（空白表）")


def _draft_line(filing: Filing) -> str:
    """In the language of the document, which is Chinese."""
    at = timezone.localtime().strftime("%Y年%m月%d日 %H:%M")
    return f"草稿，未经单位负责人签批，不作为正式报表。第{filing.version}版，{at}生成。"


def _document(filing: Filing, grid: Grid, to: Format, mark: str) -> Document:
    year: Any = filing.project_year
    title = grid.title or load_template(filing.template).title
    name = clean_name(f"{year.cycle.year}年{year.project.name}{title}{mark}.{to}")
    return Document(name, render(Composition(title, (grid,)), to))
