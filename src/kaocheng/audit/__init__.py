"""The audit: cited rules over a scored report. Sees the model, never a file."""

from kaocheng.audit.finding import Finding, ReportedFinding, ReportedSkip, Severity, Skip
from kaocheng.audit.rule import Rule, all_rules, form_rule, report_rule, rule_set_hash, select_rules
from kaocheng.audit.run import AuditResult, run_rules
from kaocheng.audit.subject import FormSubject, ReportSubject

__all__ = [
    "AuditResult",
    "Finding",
    "FormSubject",
    "ReportSubject",
    "ReportedFinding",
    "ReportedSkip",
    "Rule",
    "Severity",
    "Skip",
    "all_rules",
    "form_rule",
    "report_rule",
    "rule_set_hash",
    "run_rules",
    "select_rules",
]
