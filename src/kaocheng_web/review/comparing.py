"""Two versions of a form side by side."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from kaocheng.composition import Align, GridCell, Role
from kaocheng.model.cells import changed
from kaocheng_web.filings.checking import Checked, check_cells
from kaocheng_web.filings.models import Filing, Submission
from kaocheng_web.filings.page import FormPage
from kaocheng_web.workflow.pages import cell_id


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the later form. `before`: what stood there, None where nothing changed."""

    grid: GridCell
    before: str | None

    @property
    def id(self) -> str:
        return cell_id(self.grid.field) if self.grid.field else ""

    @property
    def is_label(self) -> bool:
        return self.grid.role in (Role.LABEL, Role.HEADER) and bool(self.grid.text) and self.before is None

    @property
    def css(self) -> str:
        parts = [str(self.grid.role.value)]
        if self.grid.align is not Align.CENTER:
            parts.append(str(self.grid.align.value))
        if self.before is not None:
            parts.append("changed")
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs. `label`: name of its cell; `id`: of the cell on the page, "" where it has none now."""

    label: str
    id: str
    before: str
    after: str


class Comparison:
    """Of two submissions of a filing, the later form marked."""

    def __init__(self, person: Any, filing: Filing, earlier: Submission, later: Submission) -> None:
        self.filing, self.earlier, self.later = filing, earlier, later
        self.changed = changed(earlier.cells, later.cells)
        self._person = person

    def _checked(self, cells: Mapping[str, str]) -> Checked:
        cycle = self.filing.project_year.cycle
        return check_cells(cells, template=self.filing.template, scheme=cycle.scheme, year=cycle.year)

    @cached_property
    def after(self) -> Checked:
        return self._checked(self.later.cells)

    @cached_property
    def before(self) -> Checked:
        return self._checked(self.earlier.cells)

    @property
    def figures(self) -> list[tuple[Checked, Submission, int, int]]:
        """Both sides: check, submission, errors, warnings."""
        found = []
        for checked, submission in ((self.before, self.earlier), (self.after, self.later)):
            severities = [row["severity"] for row in checked.findings()]
            found.append((checked, submission, severities.count("error"), severities.count("warning")))
        return found

    @property
    def difference(self) -> Decimal | None:
        before, after = self.before.claimed_total, self.after.claimed_total
        return None if before is None or after is None else after - before

    def _labels(self, checked: Checked, cells: Mapping[str, str]) -> dict[str, str]:
        shown = copy(self.filing)
        shown.cells = dict(cells)
        return FormPage(self._person, shown, checked).labels

    @cached_property
    def changes(self) -> list[Change]:
        """In the order of the form; what the later form has no cell for comes last."""
        labels = {
            **self._labels(self.before, self.earlier.cells),
            **self._labels(self.after, self.later.cells),
        }
        order = {cell.field: number for number, cell in enumerate(self.after.grid.cells) if cell.field}
        fields = sorted(self.changed, key=lambda field: (order.get(field, len(order) + 1000), field))
        return [
            Change(labels.get(field, field), cell_id(field) if field in order else "", *self.changed[field])
            for field in fields
        ]

    def rows(self) -> Iterator[list[Cell]]:
        for row in self.after.grid.rows():
            yield [Cell(cell, self.changed[cell.field][0] if cell.field in self.changed else None) for cell in row]
