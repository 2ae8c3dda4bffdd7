"""Summary tables: one row for each project or indicator (F-13 to F-15)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from kaocheng.composition import Grid, GridCell, Role
from kaocheng.model import SummaryRow
from kaocheng.templates.adaptation import with_extras
from kaocheng.templates.choice import choose_summary
from kaocheng.templates.fields import CHOICES, SUMMARY, number_of, text_of
from kaocheng.templates.template import Template


def lay_out_summary(rows: Sequence[SummaryRow], template: Template, first: int = 0, year: int | None = None) -> Grid:
    """The rows as one table. `first`: index of the first row in the report, for the paths ("summary[0].score").

    Without rows it is the blank table, with its official title and unit; a table that was read has what it printed:
    of the amounts no unit is known, so none is claimed.
    """
    listing = template.listing
    assert listing is not None  # the loader refuses a summary without one
    filled = {f"summary.{name}" for row in rows for name in SUMMARY if text_of(getattr(row, name))}
    columns = with_extras(listing.columns, "summary", filled)
    title = text_of(rows[0].table_title) if rows else template.title
    cells = [GridCell(c.label, 0, place, role=Role.HEADER, strong=True) for place, c in enumerate(columns)]
    for index in range(len(rows) or listing.rows):
        for place, column in enumerate(columns):
            spec = SUMMARY[column.field or "name"]
            text = text_of(getattr(rows[index], column.field or "name")) if rows else ""
            number, pattern = number_of(text, spec.input)
            cells.append(
                GridCell(
                    text,
                    index + 1,
                    place,
                    role=column.role or spec.role,
                    field=f"summary[{first + index}].{column.field}",
                    input=spec.input,
                    number=number,
                    pattern=pattern,
                    choices=column.choices or CHOICES.get(column.field or "", ()),
                    align=spec.align,
                )
            )
    return Grid(
        name=title or template.title,
        title=title,
        cells=tuple(cells),
        row_count=1 + (len(rows) or listing.rows),
        widths=tuple(column.width or SUMMARY[column.field or "name"].width for column in columns),
        subtitle="" if rows or year is None else template.year_line.format(year=year),
        above_left="" if rows else template.above_left.format_map(_Nothing()),
        above_right="" if rows else template.above_right.format_map(_Nothing()),
        landscape=template.landscape,
        repeat_rows=1,
        template=template.id,
    )


def summary_grids(rows: Sequence[SummaryRow]) -> Iterator[Grid]:
    """One table for each run of rows of the same table, in the template that their content asks for."""
    first = 0
    for _, run in groupby(rows, key=lambda row: (row.row_kind, text_of(row.table_title), row.table_title)):
        group = list(run)
        yield lay_out_summary(group, choose_summary(group), first)
        first += len(group)


class _Nothing(dict[str, str]):
    """Every field of a blank line is empty."""

    def __missing__(self, key: str) -> str:
        return ""
