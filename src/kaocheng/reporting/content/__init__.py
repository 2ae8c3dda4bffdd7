"""The named pieces of a report: each makes blocks from a judged report, and a gap for what only a person knows.

A piece is a pure function of the assessment and of one project, or of None where the text is about the whole report.
An outline names them; a piece that has nothing to say yields nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kaocheng.composition import Block
from kaocheng.reporting.assessment import Assessment, Project
from kaocheng.reporting.content import funds, indicators, overview, problems, scores, trend

Piece = Callable[[Assessment, Project | None], Iterator[Block]]

PIECES: dict[str, Piece] = {
    "overview": overview.overview,
    "department-budget": overview.department_budget,
    "goals": overview.goals,
    "funds": funds.funds,
    "projects-table": funds.projects_table,
    "attainment": indicators.attainment,
    "output-results": indicators.output_results,
    "cost-results": indicators.cost_results,
    "benefit-results": indicators.benefit_results,
    "satisfaction-results": indicators.satisfaction_results,
    "missed": indicators.missed,
    "exceeded": indicators.exceeded,
    "undecided": indicators.undecided,
    "scores-table": scores.scores_table,
    "conclusion": scores.conclusion,
    "problems": problems.problems,
    "measures": problems.measures,
    "trend": trend.trend,
}
