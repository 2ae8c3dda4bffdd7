"""Corrections that are certain: sums, rates, execution scores and grades that the report itself determines.

`propose` looks at the model alone and says what is certain and what needs a person; `correct` writes the certain
ones into a copy of a docx or xlsx and proves them by reading the copy again.
"""

from kaocheng.correction.copy import Corrected, check_format, correct
from kaocheng.correction.proposal import Correction, Proposal, Refusal
from kaocheng.correction.run import propose

__all__ = ["Corrected", "Correction", "Proposal", "Refusal", "check_format", "correct", "propose"]
