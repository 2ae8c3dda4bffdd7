"""What a self-evaluation report is. Frozen data; nothing here reads files or judges."""

from kaocheng.model.form import Form, FundingKind, FundingRow, Indicator, Objective
from kaocheng.model.report import BudgetFigure, GradeBand, Report, SummaryRow

__all__ = [
    "BudgetFigure",
    "Form",
    "FundingKind",
    "FundingRow",
    "GradeBand",
    "Indicator",
    "Objective",
    "Report",
    "SummaryRow",
]
