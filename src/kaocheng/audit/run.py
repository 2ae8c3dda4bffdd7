"""Rules × report → findings and skips."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kaocheng.audit.finding import Finding, Place, ReportedFinding, ReportedSkip, Skip
from kaocheng.audit.rule import Rule, all_rules, rule_set_hash
from kaocheng.audit.subject import FormSubject, ReportSubject
from kaocheng.language import Text, same
from kaocheng.model import Report
from kaocheng.provenance import Location
from kaocheng.schemes.scheme import Scheme
from kaocheng.scoring.department import DepartmentScore
from kaocheng.scoring.sheet import ScoreSheet


@dataclass(frozen=True, slots=True)
class AuditResult:
    """Findings in the order of the document, skips by rule, and the hash of the rules that ran."""

    findings: tuple[ReportedFinding, ...]
    skips: tuple[ReportedSkip, ...]
    rule_set: str


def run_rules(
    report: Report,
    sheets: tuple[ScoreSheet, ...],
    scheme: Scheme,
    department: DepartmentScore | None = None,
    rules: Iterable[Rule] | None = None,
) -> AuditResult:
    """Run the rules (all, if none are given) on a scored report."""
    chosen = tuple(all_rules() if rules is None else rules)
    findings: list[ReportedFinding] = []
    skips: list[ReportedSkip] = []
    subjects = [
        FormSubject(report, index, form, sheet, scheme)
        for index, (form, sheet) in enumerate(zip(report.forms, sheets, strict=True))
    ]
    whole = ReportSubject(report, sheets, scheme, department)
    seen: dict[str, int] = {}
    for rule in chosen:
        for form, outcome in _outcomes(rule, subjects, whole):
            if isinstance(outcome, Skip):
                where = None if outcome.at is None else _location(outcome.at)
                skips.append(ReportedSkip(rule.code, rule.name, form, outcome.subject, where, outcome.reason))
            else:
                findings.append(_report(rule, outcome, form, _scope_name(report, form), seen))
    findings.sort(key=lambda f: (-1 if f.form is None else f.form, f.severity.rank, f.code, _order(f.where)))
    return AuditResult(tuple(findings), tuple(skips), rule_set_hash(chosen))


def _outcomes(
    rule: Rule, subjects: list[FormSubject], whole: ReportSubject
) -> Iterator[tuple[int | None, Finding | Skip]]:
    if rule.scope == "report":
        for outcome in _guarded(rule, whole):
            yield outcome.form, outcome
        return
    for subject in subjects:
        for outcome in _guarded(rule, subject):
            yield subject.index, outcome


def _guarded(rule: Rule, subject: FormSubject | ReportSubject) -> Iterator[Finding | Skip]:
    """A fault in one rule must not hide what the others find, and must not pass for silence either."""
    try:
        yield from rule.check(subject)
    except Exception as error:
        fault = f"{type(error).__name__}: {error}"
        yield Skip(None, "", Text("规则内部错误：{f}", "fault inside the rule: {f}").format(f=fault))


def _scope_name(report: Report, form: int | None) -> str:
    """What tells one form from another in any format of the same report."""
    if form is None:
        return ""
    name = report.forms[form].project_name
    return f"{form}:{''.join(name.text.split()) if name else ''}"


def _report(rule: Rule, finding: Finding, form: int | None, scope: str, seen: dict[str, int]) -> ReportedFinding:
    expected = same(finding.expected) if isinstance(finding.expected, str) else finding.expected
    difference = same(finding.difference) if isinstance(finding.difference, str) else finding.difference
    values = {
        "subject": finding.subject,
        "found": finding.found,
        "expected": expected,
        "difference": difference,
        **finding.values,
    }
    key = "\x1f".join((rule.code, scope, "".join(finding.subject.split()), "".join(finding.found.split())))
    count = seen[key] = seen.get(key, 0) + 1
    fingerprint = hashlib.sha256(f"{key}\x1f{count}".encode()).hexdigest()[:16]
    return ReportedFinding(
        code=rule.code,
        name=rule.name,
        severity=finding.severity or rule.severity,
        title=rule.title,
        message=rule.message.format(**values),
        advice=rule.advice.format(**values),
        where=_location(finding.at),
        form=form,
        subject=finding.subject,
        found=finding.found,
        expected=expected,
        difference=difference,
        source=rule.source,
        fingerprint=fingerprint,
    )


def _location(place: Place) -> Location:
    return place if isinstance(place, Location) else place.where


def _order(where: Location) -> tuple[int, ...]:
    return tuple(part or 0 for part in (where.page, where.table, where.paragraph, where.line, where.row, where.column))
