"""Scheme and form to a score sheet. A row is exact, an interval, or not computable with the reason; never a guess."""

from kaocheng.scoring.classes import class_of
from kaocheng.scoring.department import DepartmentMethod, DepartmentScore, score_department
from kaocheng.scoring.execution import (
    FundingExecution,
    execution_rate,
    explain_execution,
    funding_execution,
    is_execution_indicator,
)
from kaocheng.scoring.figures import differs_as_printed, format_number, format_points, format_rate, round_half_up
from kaocheng.scoring.grades import claimed_grade, grade_for, grade_of, summary_row_for
from kaocheng.scoring.measures import direction_of
from kaocheng.scoring.replay import score
from kaocheng.scoring.rows import indicator_name
from kaocheng.scoring.sheet import Interval, NotComputable, Reading, Replayed, ScoreRow, ScoreSheet

__all__ = [
    "DepartmentMethod",
    "DepartmentScore",
    "FundingExecution",
    "Interval",
    "NotComputable",
    "Reading",
    "Replayed",
    "ScoreRow",
    "ScoreSheet",
    "claimed_grade",
    "class_of",
    "differs_as_printed",
    "direction_of",
    "execution_rate",
    "explain_execution",
    "format_number",
    "format_points",
    "format_rate",
    "funding_execution",
    "grade_for",
    "grade_of",
    "indicator_name",
    "is_execution_indicator",
    "round_half_up",
    "score",
    "score_department",
    "summary_row_for",
]
