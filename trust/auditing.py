"""From the texts of a report to its findings: as a typed-in report, and by way of a real file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.situation import build

from kaocheng.audit import Rule, run_rules
from kaocheng.audit.run import AuditResult
from kaocheng.extraction.narrative import find_budget_figures, find_date, find_grade_bands, find_overall
from kaocheng.model import Report
from kaocheng.pipeline import check_file
from kaocheng.pipeline.result import CheckResult
from kaocheng.provenance import known
from kaocheng.schemes import choose_scheme, form_hints
from kaocheng.scoring import score, score_department
from trust.clean import Texts
from trust.printing import print_docx


def typed_in(texts: Texts) -> Report:
    """The report, its cells read one by one and what its text states found as in a file."""
    report = build(texts).report
    paragraphs = tuple(report.document.paragraphs()) if report.document else ()
    bands = find_grade_bands(paragraphs)
    overall, grade = find_overall(paragraphs, bands)
    return replace(
        report,
        report_date=find_date(paragraphs),
        department_budget=find_budget_figures(paragraphs) if report.kind == "department" else (),
        grade_bands=bands,
        overall_score=overall,
        grade=grade,
    )


def audit(report: Report, rules: Iterable[Rule] | None = None) -> AuditResult:
    """Scheme, scores and rules as the pipeline takes them."""
    choice = choose_scheme(
        report.region_code, known(report.fiscal_year), report.kind, form_hints=form_hints(report.forms)
    )
    sheets = tuple(score(form, choice.scheme, report) for form in report.forms)
    return run_rules(report, sheets, choice.scheme, score_department(report, sheets, choice.scheme), rules)


def audit_texts(texts: Texts) -> AuditResult:
    return audit(typed_in(texts))


def audit_docx(texts: Texts, path: Path) -> CheckResult:
    """Printed to a docx, read back, checked."""
    print_docx(texts, path)
    return check_file(path)
