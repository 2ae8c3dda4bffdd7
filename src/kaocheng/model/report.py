"""A published report: its forms, its summary tables, and the figures its text states about the department."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kaocheng.documents import Document
from kaocheng.model.form import Form
from kaocheng.provenance import Printed


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One row of a summary table: a project with its score, or an indicator with its score (F-13 to F-15).

    `table_title`: caption of the table. `funds` in the unit printed above the table. `score_rate` is a fraction.
    """

    name: Printed[str]
    row_kind: Literal["project", "indicator"]
    sequence: Printed[str] | None = None
    unit_name: Printed[str] | None = None
    funds: Printed[Decimal] | None = None
    weight: Printed[Decimal] | None = None
    score: Printed[Decimal] | None = None
    score_rate: Printed[Decimal] | None = None
    grade: Printed[str] | None = None
    contact: Printed[str] | None = None
    table_title: Printed[str] | None = None


@dataclass(frozen=True, slots=True)
class BudgetFigure:
    """One amount that the running text states about the department, with the words before it.

    `amount.value` is in 万元 whatever unit is printed.
    """

    label: Printed[str]
    amount: Printed[Decimal]


@dataclass(frozen=True, slots=True)
class GradeBand:
    """A grade and its score band as the report itself states it: minimum ≤ score < maximum unless said otherwise."""

    grade: Printed[str]
    minimum: Decimal | None
    maximum: Decimal | None
    minimum_inclusive: bool = True
    maximum_inclusive: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one file says, and the plain document it was read from (None when it was typed in).

    `fiscal_year`: the year evaluated, not the year of writing. `region`: as printed, the longest name found.
    `region_code`: six-digit administrative division code that the region resolves to, where it is unique.
    `overall_score`, `grade`: of the report as a whole (the department), where its text states them.
    """

    kind: Literal["project", "department"]
    title: Printed[str] | None = None
    budget_unit: Printed[str] | None = None
    region: Printed[str] | None = None
    region_code: str | None = None
    fiscal_year: Printed[int] | None = None
    report_date: Printed[str] | None = None
    forms: tuple[Form, ...] = ()
    summary: tuple[SummaryRow, ...] = ()
    department_budget: tuple[BudgetFigure, ...] = ()
    overall_score: Printed[Decimal] | None = None
    grade: Printed[str] | None = None
    grade_bands: tuple[GradeBand, ...] = ()
    document: Document | None = None
