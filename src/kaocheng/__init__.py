"""Kaocheng 考成: reads, recomputes and audits Chinese budget performance self-evaluations.

The public names are below and load on first use, so that importing the package costs nothing.

    result = kaocheng.check("report.docx")        # CheckResult: report, scores, findings, what could not be decided
    result = kaocheng.extract("report.docx")      # FileResult: the report, nothing judged
    kaocheng.replay("report.docx", "cn-mof-2020") # ReplayResult: what its scores would be under another scheme
    line = result.to_json()                       # the line that the command prints
    kaocheng.parse_value("≥95%", role="target")   # Value
    kaocheng.load_scheme("cn-mof-2020")           # Scheme
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kaocheng.audit import Finding, ReportedFinding, ReportedSkip, Severity, Skip, run_rules
    from kaocheng.documents import Document
    from kaocheng.errors import KaochengError
    from kaocheng.language import Text
    from kaocheng.model import Form, FundingRow, Indicator, Report
    from kaocheng.model.codec import report_from_json, report_to_json
    from kaocheng.pipeline import CheckResult, FileResult, ReplayResult
    from kaocheng.pipeline import check_file as check
    from kaocheng.pipeline import extract_file as extract
    from kaocheng.pipeline import replay_file as replay
    from kaocheng.provenance import Location, Printed, Unreadable
    from kaocheng.readers import read
    from kaocheng.schemes import Scheme, load_scheme
    from kaocheng.scoring import score
    from kaocheng.scoring.sheet import Interval, NotComputable, ScoreSheet
    from kaocheng.values import Value, parse_value

__version__ = "0.1.0"

# Public name → module and name there. The imports above say the same to type checkers; a test compares the two.
_HOMES = {
    "check": ("kaocheng.pipeline", "check_file"),
    "extract": ("kaocheng.pipeline", "extract_file"),
    "load_scheme": ("kaocheng.schemes", "load_scheme"),
    "parse_value": ("kaocheng.values", "parse_value"),
    "read": ("kaocheng.readers", "read"),
    "replay": ("kaocheng.pipeline", "replay_file"),
    "report_from_json": ("kaocheng.model.codec", "report_from_json"),
    "report_to_json": ("kaocheng.model.codec", "report_to_json"),
    "run_rules": ("kaocheng.audit", "run_rules"),
    "score": ("kaocheng.scoring", "score"),
    "CheckResult": ("kaocheng.pipeline", "CheckResult"),
    "Document": ("kaocheng.documents", "Document"),
    "FileResult": ("kaocheng.pipeline", "FileResult"),
    "Finding": ("kaocheng.audit", "Finding"),
    "Form": ("kaocheng.model", "Form"),
    "FundingRow": ("kaocheng.model", "FundingRow"),
    "Indicator": ("kaocheng.model", "Indicator"),
    "Interval": ("kaocheng.scoring.sheet", "Interval"),
    "KaochengError": ("kaocheng.errors", "KaochengError"),
    "Location": ("kaocheng.provenance", "Location"),
    "NotComputable": ("kaocheng.scoring.sheet", "NotComputable"),
    "Printed": ("kaocheng.provenance", "Printed"),
    "ReplayResult": ("kaocheng.pipeline", "ReplayResult"),
    "Report": ("kaocheng.model", "Report"),
    "ReportedFinding": ("kaocheng.audit", "ReportedFinding"),
    "ReportedSkip": ("kaocheng.audit", "ReportedSkip"),
    "Scheme": ("kaocheng.schemes", "Scheme"),
    "ScoreSheet": ("kaocheng.scoring.sheet", "ScoreSheet"),
    "Severity": ("kaocheng.audit", "Severity"),
    "Skip": ("kaocheng.audit", "Skip"),
    "Text": ("kaocheng.language", "Text"),
    "Unreadable": ("kaocheng.provenance", "Unreadable"),
    "Value": ("kaocheng.values", "Value"),
}

__all__ = [
    "CheckResult",
    "Document",
    "FileResult",
    "Finding",
    "Form",
    "FundingRow",
    "Indicator",
    "Interval",
    "KaochengError",
    "Location",
    "NotComputable",
    "Printed",
    "ReplayResult",
    "Report",
    "ReportedFinding",
    "ReportedSkip",
    "Scheme",
    "ScoreSheet",
    "Severity",
    "Skip",
    "Text",
    "Unreadable",
    "Value",
    "__version__",
    "check",
    "extract",
    "load_scheme",
    "parse_value",
    "read",
    "replay",
    "report_from_json",
    "report_to_json",
    "run_rules",
    "score",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
