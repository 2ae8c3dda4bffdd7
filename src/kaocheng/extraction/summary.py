"""Rows of summary tables: projects or indicators with their scores (F-13 to F-15)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from kaocheng.model import SummaryRow
from kaocheng.model.entry import Raw, read_label
from kaocheng.model.reading import read_amount, read_points, read_rate, read_text
from kaocheng.provenance import Printed


def make_summary_row(
    cells: Mapping[str, Raw], row_kind: Literal["project", "indicator"], caption: Raw | None, amount_unit: str
) -> SummaryRow:
    """`cells` by field name; `name` must be there."""
    fields: dict[str, Any] = {}
    for field in ("sequence", "unit_name", "grade", "contact"):
        if field in cells:
            fields[field] = read_text(*cells[field])
    if "funds" in cells:
        fields["funds"] = read_amount(cells["funds"].text, cells["funds"].where, amount_unit)
    for field in ("weight", "score"):
        if field in cells:
            fields[field] = read_points(*cells[field])
    if "score_rate" in cells:
        fields["score_rate"] = read_rate(*cells["score_rate"])
    name = read_label(cells["name"]) or Printed("", "", cells["name"].where)
    return SummaryRow(name=name, row_kind=row_kind, table_title=read_label(caption), **fields)
