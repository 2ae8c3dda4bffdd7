"""What a rule looks at."""

from __future__ import annotations

from dataclasses import dataclass

from kaocheng.model import Form, Report
from kaocheng.schemes.scheme import Scheme
from kaocheng.scoring.department import DepartmentScore
from kaocheng.scoring.sheet import ScoreSheet


@dataclass(frozen=True, slots=True)
class FormSubject:
    """One form with its score sheet, and the report around it. `index` is its place in the report, from 0."""

    report: Report
    index: int
    form: Form
    sheet: ScoreSheet
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class ReportSubject:
    """The whole report. `sheets` has one score sheet for each form."""

    report: Report
    sheets: tuple[ScoreSheet, ...]
    scheme: Scheme
    department: DepartmentScore | None
