"""The forms behind the report, laid out as their official templates."""

from __future__ import annotations

from collections.abc import Iterator

from kaocheng.composition import Block, Paragraph, Run
from kaocheng.reporting.assessment import Assessment
from kaocheng.templates import choose, lay_out


def announcement(assessment: Assessment) -> Iterator[Block]:
    """The line that announces the annexes, above the signature (GB/T 9704-2012, 7.3.4)."""
    count = len(assessment.report.forms)
    if count:
        yield Paragraph((Run(f"附件：绩效自评表{f'（共{count}份）' if count > 1 else ''}"),))


def annex(assessment: Assessment) -> Iterator[Block]:
    """One grid for each form."""
    for form in assessment.report.forms:
        yield lay_out(form, choose(form)).grid
