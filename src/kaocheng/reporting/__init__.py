"""The whole self-evaluation report (绩效自评报告), written from a structured report.

Figures and judgements come from the forms, their recomputation and their audit; what only a person knows is a gap.

    assessment = assess(load_report("forms.xlsx"))
    outline = choose_outline(assessment.report.kind, assessment.report.region_code)
    composition = compose_report(assessment, outline)       # `rendering.render` makes a file of it
"""

from kaocheng.reporting.assessment import Assessment, Outcome, Project, Result, assess
from kaocheng.reporting.outline import Outline, choose_outline, load_outline, outlines
from kaocheng.reporting.sources import load_report
from kaocheng.reporting.writing import compose_report

__all__ = [
    "Assessment",
    "Outcome",
    "Outline",
    "Project",
    "Result",
    "assess",
    "choose_outline",
    "compose_report",
    "load_outline",
    "load_report",
    "outlines",
]
