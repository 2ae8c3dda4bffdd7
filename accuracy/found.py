"""From an extracted report to the tree that `compare` reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from accuracy.record import Found, Node
from kaocheng.model import Form, Indicator, Report, SummaryRow
from kaocheng.provenance import Printed, Unreadable

Fields = dict[str, Found | None]


def found_in(report: Report) -> Node[Found]:
    """Every field of the report under the names that `truth` uses."""
    fields: Fields = _read(
        {
            "title": report.title,
            "budget_unit": report.budget_unit,
            "region": report.region,
            "fiscal_year": report.fiscal_year,
            "report_date": report.report_date,
            "overall_score": report.overall_score,
            "grade": report.grade,
        }
    )
    fields["kind"] = Found(report.kind)
    lists = {
        "forms": [_form(form) for form in report.forms],
        "summary": [_summary_row(row) for row in report.summary],
        "department_budget": [
            Node(_read({"label": figure.label, "amount": figure.amount})) for figure in report.department_budget
        ],
        "grade_bands": [
            Node(
                {
                    "grade": _printed(band.grade),
                    "minimum": _plain_number(band.minimum),
                    "maximum": _plain_number(band.maximum),
                }
            )
            for band in report.grade_bands
        ],
    }
    return Node(fields, lists)


def _form(form: Form) -> Node[Found]:
    fields = _read(
        {
            "title": form.title,
            "project_name": form.project_name,
            "department": form.competent_department,
            "implementing_unit": form.implementing_unit,
            "amount_unit": form.amount_unit,
            "fiscal_year": form.fiscal_year,
            "total_weight": form.total_weight,
            "total_score": form.total_score,
            "grade": form.grade,
            "problems": form.problems,
            "preparer": form.preparer,
            "phone": form.phone,
        }
    )
    funding = [
        Node(
            _read(
                {
                    "label": row.label,
                    "original_budget": row.original_budget,
                    "adjusted_budget": row.adjusted_budget,
                    # A form that prints one amount without a heading does not say which budget it is.
                    "budget": row.adjusted_budget or row.original_budget,
                    "funds_in_place": row.funds_in_place,
                    "executed_amount": row.executed_amount,
                    "weight": row.weight,
                    "execution_rate": row.execution_rate,
                    "score": row.score,
                    "reason": row.reason,
                }
            )
        )
        for row in form.funding
    ]
    objectives = [
        Node(_read({"expected": goal.expected, "actual": goal.actual, "completion_rate": goal.completion_rate}))
        for goal in form.objectives
    ]
    indicators = [Node(_indicator(row)) for row in form.indicators]
    return Node(fields, {"funding": funding, "objectives": objectives, "indicators": indicators})


def _indicator(row: Indicator) -> Fields:
    fields = _read(
        {
            "level1": row.level1,
            "level1_weight": row.level1_weight,
            "level2": row.level2,
            "level3": row.level3,
            # 定性 stands in the column of the signs in some provinces: either field may hold it.
            "sign": row.direction or row.nature,
            "target": row.target,
            "adjusted_target": row.adjusted_target,
            "measurement_unit": row.measurement_unit,
            "actual": row.actual,
            "weight": row.weight,
            "score": row.score,
            "score_rate": row.score_rate,
            "deviation": row.deviation,
            "scoring_rule": row.scoring_rule,
            "is_core": row.is_core,
        }
    )
    if row.uncertain is None:
        return fields
    return {name: None if got is None else replace(got, unsure=True) for name, got in fields.items()}


def _summary_row(row: SummaryRow) -> Node[Found]:
    fields = _read(
        {
            "name": row.name,
            "sequence": row.sequence,
            "unit_name": row.unit_name,
            "funds": row.funds,
            "weight": row.weight,
            "score": row.score,
            "score_rate": row.score_rate,
            "grade": row.grade,
            "contact": row.contact,
            "table_title": row.table_title,
        }
    )
    fields["row_kind"] = Found(row.row_kind)
    return Node(fields)


def _read(printed: Mapping[str, Printed[Any] | None]) -> Fields:
    return {name: _printed(field) for name, field in printed.items()}


def _printed(field: Printed[Any] | None) -> Found | None:
    if field is None:
        return None
    value = field.known
    number = Decimal(value) if isinstance(value, Decimal | int) else None
    name = value if isinstance(value, str) else None
    return Found(field.text, number, name, isinstance(field.value, Unreadable))


def _plain_number(number: Decimal | None) -> Found | None:
    return None if number is None else Found(str(number), number)
