"""Reports written as TOML: what a budget officer would type, and what a case changes in it.

    [form]                          fields of a form, as printed
    project_name = "图书购置经费"
    [[form.funding]]                rows of the funding block
    [[form.objectives]]
    [[form.indicators]]
    [report]                        fields of the report; [[report.summary]], [[report.department_budget]], …

More forms: `[[forms]]` instead of `[form]`. A case names a cell by its path: `funding[0].executed_amount`,
`forms[1].indicators[2].score`, `report.grade`, `report.summary[0].score`, `report.text[3]`.
"""

from __future__ import annotations

import copy
import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from kaocheng.documents import Document, Paragraph
from kaocheng.model import BudgetFigure, Form, GradeBand, Report, SummaryRow
from kaocheng.model.entry import Raw, make_funding_row, make_indicator, make_objective, read_label
from kaocheng.model.reading import read_amount, read_points, read_rate, read_text
from kaocheng.provenance import Location, Printed

_STEP = re.compile(r"([a-z_0-9]+)|\[(\d+)\]")
_LABELS = ("title", "project_name", "competent_department", "implementing_unit", "amount_unit")


@dataclass(frozen=True)
class Situation:
    """A report and where each of its cells was put."""

    report: Report
    places: dict[str, Location]

    def path_of(self, where: Location) -> str | None:
        return next((path for path, place in self.places.items() if place == where), None)


def change(
    texts: dict[str, Any], *, set: dict[str, str] | None = None, drop: list[str] | None = None
) -> dict[str, Any]:
    """A copy of the texts with cells set (rows are appended as needed) and cells or whole rows dropped."""
    texts = copy.deepcopy(texts)
    for path, text in (set or {}).items():
        parent, key = _walk(texts, path, create=True)
        if isinstance(parent, list):
            while len(parent) <= key:
                parent.append({})
        parent[key] = text
    doomed = []
    for path in drop or []:
        parent, key = _walk(texts, path)
        doomed.append((parent, key))
    for parent, key in sorted(doomed, key=lambda d: d[1] if isinstance(d[1], int) else -1, reverse=True):
        del parent[key]
    return texts


def build(texts: dict[str, Any]) -> Situation:
    """Every cell gets a place of its own, so that a finding's place names its cell."""
    builder = _Builder()
    forms = texts.get("forms") or ([texts["form"]] if "form" in texts else [])
    built = tuple(builder.form(form, f"forms[{i}].") for i, form in enumerate(forms))
    report = builder.report(texts.get("report", {}), built)
    return Situation(report, builder.places)


class _Builder:
    def __init__(self) -> None:
        self.places: dict[str, Location] = {}

    def raw(self, path: str, text: str) -> Raw:
        where = Location(page=1, table=1, row=len(self.places) + 1, column=1)
        self.places[path.removeprefix("forms[0].")] = where
        return Raw(text, where)

    def cells(self, row: dict[str, Any], path: str, skip: tuple[str, ...] = ()) -> dict[str, Raw]:
        return {key: self.raw(f"{path}.{key}", text) for key, text in row.items() if key not in skip}

    def form(self, texts: dict[str, Any], path: str) -> Form:
        fields: dict[str, Any] = {}
        for name in _LABELS:
            if name in texts:
                fields[name] = read_label(self.raw(path + name, texts[name]))
        for name in ("grade", "problems", "preparer", "phone"):
            if name in texts:
                fields[name] = read_text(*self.raw(path + name, texts[name]))
        for name in ("total_weight", "total_score"):
            if name in texts:
                fields[name] = read_points(*self.raw(path + name, texts[name]))
        for name in ("placeholders", "empty_categories"):
            raws = [self.raw(f"{path}{name}[{i}]", t) for i, t in enumerate(texts.get(name, ()))]
            fields[name] = tuple(p for p in (read_text(*raw) for raw in raws) if p is not None)
        if "fiscal_year" in texts:
            raw = self.raw(path + "fiscal_year", str(texts["fiscal_year"]))
            fields["fiscal_year"] = Printed(raw.text, int(raw.text), raw.where)
        unit = texts.get("amount_unit", "万元")
        rows = [self.cells(row, f"{path}funding[{i}]") for i, row in enumerate(texts.get("funding", ()))]
        goals = [self.cells(row, f"{path}objectives[{i}]") for i, row in enumerate(texts.get("objectives", ()))]
        indicators = [self.cells(row, f"{path}indicators[{i}]") for i, row in enumerate(texts.get("indicators", ()))]
        return Form(
            funding=tuple(make_funding_row(row, unit) for row in rows),
            objectives=tuple(make_objective(row) for row in goals),
            indicators=tuple(make_indicator(row) for row in indicators),
            weight_column=texts.get("weight_column", True),
            **fields,
        )

    def report(self, texts: dict[str, Any], forms: tuple[Form, ...]) -> Report:
        fields: dict[str, Any] = {"region_code": texts.get("region_code")}
        for name in ("title", "budget_unit", "region", "grade", "report_date"):
            if name in texts:
                fields[name] = read_text(*self.raw(f"report.{name}", texts[name]))
        if "overall_score" in texts:
            fields["overall_score"] = read_points(*self.raw("report.overall_score", texts["overall_score"]))
        if "fiscal_year" in texts:
            raw = self.raw("report.fiscal_year", str(texts["fiscal_year"]))
            fields["fiscal_year"] = Printed(raw.text, int(raw.text), raw.where)
        paragraphs = tuple(
            Paragraph(text, self.raw(f"report.text[{i}]", text).where) for i, text in enumerate(texts.get("text", ()))
        )
        return Report(
            kind=texts.get("kind", "project"),
            forms=forms,
            summary=tuple(self.summary(row, f"report.summary[{i}]") for i, row in enumerate(texts.get("summary", ()))),
            department_budget=tuple(
                self.figure(row, f"report.department_budget[{i}]")
                for i, row in enumerate(texts.get("department_budget", ()))
            ),
            grade_bands=tuple(
                self.band(row, f"report.grade_bands[{i}]") for i, row in enumerate(texts.get("grade_bands", ()))
            ),
            document=Document(paragraphs, "text/plain", "situation", remarks=dict(texts.get("remarks", {})))
            if paragraphs
            else None,
            **fields,
        )

    def summary(self, row: dict[str, Any], path: str) -> SummaryRow:
        cells = self.cells(row, path, skip=("row_kind",))
        fields: dict[str, Any] = {}
        for name, raw in cells.items():
            if name == "funds":
                fields[name] = read_amount(*raw)
            elif name in ("weight", "score"):
                fields[name] = read_points(*raw)
            elif name == "score_rate":
                fields[name] = read_rate(*raw)
            else:
                fields[name] = read_text(*raw)
        return SummaryRow(row_kind=row.get("row_kind", "project"), **fields)

    def figure(self, row: dict[str, Any], path: str) -> BudgetFigure:
        label = read_text(*self.raw(f"{path}.label", row["label"]))
        amount = read_amount(*self.raw(f"{path}.amount", row["amount"]))
        assert label is not None
        assert amount is not None
        return BudgetFigure(label, amount)

    def band(self, row: dict[str, Any], path: str) -> GradeBand:
        grade = read_text(*self.raw(f"{path}.grade", row["grade"]))
        assert grade is not None
        low, high = row.get("minimum"), row.get("maximum")
        return GradeBand(
            grade,
            None if low is None else Decimal(str(low)),
            None if high is None else Decimal(str(high)),
            row.get("minimum_inclusive", True),
            row.get("maximum_inclusive", False),
        )


def _walk(texts: dict[str, Any], path: str, create: bool = False) -> tuple[Any, Any]:
    """The container and the key that a path names."""
    if not path.startswith(("forms[", "report.")):
        path = f"form.{path}" if "form" in texts else f"forms[0].{path}"
    steps: list[Any] = [int(index) if index else name for name, index in _STEP.findall(path)]
    node: Any = texts
    for step, following in pairwise(steps):
        if isinstance(node, list):
            while create and len(node) <= step:
                node.append({})
        elif create and step not in node:
            node[step] = [] if isinstance(following, int) else {}
        node = node[step]
    return node, steps[-1]
