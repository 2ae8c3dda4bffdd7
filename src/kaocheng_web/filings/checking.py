"""Scores and findings of what is typed in, at the fields they speak of; the same functions as for a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any

from kaocheng.composition import Grid, Role
from kaocheng.language import Text
from kaocheng.lifecycle.declaring import with_points
from kaocheng.lifecycle.objective_check import RULES as OBJECTIVE_RULES
from kaocheng.lifecycle.round_check import RULES as MONITORING_RULES
from kaocheng.model import Form, Report
from kaocheng.model.cells import form_from_cells, rows_of
from kaocheng.pipeline import CheckResult, check_report
from kaocheng.pipeline.typed import computed_cells, suggested_scores
from kaocheng.provenance import Location, known
from kaocheng.schemes import load_scheme
from kaocheng.scoring import ScoreSheet
from kaocheng.templates import Template, TemplateKind, lay_out, load_template

POINTS = 100  # that the weights of the indicators and of the execution rate add up to
# Kind of filing → the only rules that judge it; a kind not named here is judged by all.
RULES_OF_KIND = {"objective": OBJECTIVE_RULES, "adjustment": OBJECTIVE_RULES, "monitoring": MONITORING_RULES}
_KEPT = 256
_Frozen = tuple[tuple[str, str], ...]  # cells that can be a key


@dataclass(frozen=True)
class Checked:
    """A form, how it looks, and what the library says of it."""

    form: Form
    grid: Grid
    result: CheckResult

    @cached_property
    def fields(self) -> dict[Location, str]:
        """Place in the grid (from 1, table 1) → field."""
        return {_place(cell.row, cell.column): cell.field for cell in self.grid.cells if cell.field}

    def field_of(self, where: Location | None) -> str | None:
        """The field a finding speaks of, None where it speaks of the form as a whole."""
        if where is None or where.row is None or where.column is None:
            return None
        return self.fields.get(_place(where.row - 1, where.column - 1))

    def findings(self) -> list[dict[str, Any]]:
        """Open findings in both languages, by field, as stored with a filing."""
        return [
            {
                "code": finding.code,
                "severity": str(finding.severity.value),
                "field": self.field_of(finding.where),
                "fingerprint": finding.fingerprint,
                "title": both(finding.title),
                "message": both(finding.message),
                "advice": both(finding.advice),
                "found": finding.found,
                "expected": both(finding.expected),
                "source": finding.source,
            }
            for finding in self.result.open_findings
        ]

    @property
    def sheet(self) -> ScoreSheet | None:
        return self.result.sheets[0] if self.result.sheets else None

    @cached_property
    def suggestions(self) -> dict[str, str]:
        """Path of a score → what the scheme gives, for every indicator row that can be computed."""
        scheme = self.result.scheme
        return {} if self.sheet is None or scheme is None else suggested_scores(self.sheet, scheme.row_decimals)

    @property
    def points(self) -> tuple[Decimal, Decimal]:
        """Weights of the indicators, added up, and of the execution rate."""
        total = self.form.total_funding
        weights = [known(row.weight) for row in self.form.indicators]
        execution = None if total is None else known(total.weight)
        return sum((weight for weight in weights if weight is not None), Decimal(0)), execution or Decimal(0)

    @property
    def claimed_total(self) -> Decimal | None:
        return known(self.form.total_score)


def both(text: Text) -> dict[str, str]:
    """A text as stored: in both languages, shown by the filter `both`."""
    return {"zh": text.zh, "en": text.en}


def check_cells(
    cells: Mapping[str, str], *, template: str, scheme: str, year: int | None = None, kind: str = ""
) -> Checked:
    """Check a form as typed in, by the rules that make sense for its kind.

    Raises UsageError for a template or scheme that does not exist.
    """
    return _check(_frozen(cells), template, scheme, year, kind)


def grid_of(cells: Mapping[str, str], template: str, year: int | None = None) -> Grid:
    """The form on screen: with every block of its template and with the rows nobody has written into yet."""
    return _grid(_frozen(cells), template, year)


# The same content gives the same result, and is asked for again and again: before and after a cell is typed, when the
# page is opened, by the guards of its buttons. Of a form with twenty rows about 120 KiB are kept.
@lru_cache(maxsize=_KEPT)
def _check(frozen: _Frozen, template: str, scheme: str, year: int | None, kind: str) -> Checked:
    cells, grid = dict(frozen), _grid(frozen, template, year)
    places = {cell.field: _place(cell.row, cell.column) for cell in grid.cells if cell.field}
    form = form_from_cells(cells, where=lambda path: places.get(path, Location(table=1)), layout=template)
    report = Report(kind="project", forms=(form,), fiscal_year=form.fiscal_year)
    return Checked(form, grid, check_report(report, scheme, select=sorted(RULES_OF_KIND.get(kind, ()))))


@lru_cache(maxsize=_KEPT)
def _grid(frozen: _Frozen, template: str, year: int | None) -> Grid:
    cells, layout = dict(frozen), load_template(template)
    if layout.kind is TemplateKind.DECLARATION:
        layout = with_points(layout)
    form = _form(_frozen({**_openings(cells, layout), **cells}))
    return lay_out(form, layout, year, to_fill=True, typed=cells).grid


@lru_cache(maxsize=16)  # what was just computed for these cells is laid out next
def _form(frozen: _Frozen) -> Form:
    return form_from_cells(dict(frozen), keep_empty=True)


def _frozen(cells: Mapping[str, str]) -> _Frozen:
    return tuple(sorted(cells.items()))


def complete(cells: Mapping[str, str], fields: Iterable[str], *, scheme: str) -> dict[str, str]:
    """Texts of the computed cells among `fields`, after what else is written."""
    return computed_cells(_form(_frozen(cells)), frozenset(fields), load_scheme(scheme))


def computed_fields(grid: Grid) -> frozenset[str]:
    return frozenset(cell.field for cell in grid.cells if cell.field and cell.role is Role.COMPUTED)


def _openings(cells: Mapping[str, str], layout: Template) -> dict[str, str]:
    """An empty first row for each block of the template that has none."""
    found: dict[str, str] = {}
    if layout.funding is not None and not rows_of(cells, "funding"):
        found["funding[0].label"] = (layout.funding.rows or ("年度资金总额",))[0].split("|")[0]
    if any(name.startswith("objectives.") for name in layout.fields) and not rows_of(cells, "objectives"):
        found["objectives[0].expected"] = ""
    if layout.indicators is not None and not rows_of(cells, "indicators"):
        found["indicators[0].level1"] = ""
    return found


def _place(row: int, column: int) -> Location:
    return Location(table=1, row=row + 1, column=column + 1)
