"""What comes out of one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kaocheng.audit.finding import ReportedFinding, ReportedSkip, Severity
from kaocheng.language import Language, Text
from kaocheng.model import Report
from kaocheng.schemes.difference import ParameterDifference
from kaocheng.scoring.comparison import DepartmentComparison, FormComparison
from kaocheng.scoring.department import DepartmentScore
from kaocheng.scoring.sheet import ScoreSheet


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """The input. `path` as it was given; the rest is None where the file could not be opened or read."""

    path: str
    sha256: str | None = None
    media_type: str | None = None
    reader: str | None = None
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class FileError:
    """Why a file gave no result. `code`: of the `ReadError` tree, "internal", or "worker-died"."""

    code: str
    message: Text


@dataclass(frozen=True, slots=True)
class SchemeUse:
    """The scheme that was used and why. `row_decimals`, `total_decimals`: places it rounds scores to."""

    id: str
    title: Text
    reason: Text
    hash: str
    row_decimals: int
    total_decimals: int


@dataclass(frozen=True, slots=True)
class RuleCount:
    """What became of the selected rules. `undecided`: could not be decided somewhere in the report.

    `not_applicable`: rules about forms on a report without any. Only the rest has been decided throughout.
    """

    selected: int
    undecided: int
    not_applicable: int

    @property
    def decided(self) -> int:
        return self.selected - self.undecided - self.not_applicable


@dataclass(frozen=True, slots=True)
class RunNote:
    """Something to know about a run that belongs to no report. `code`: "waiver-expired" or "waiver-unused".

    `path`, `line`: where the note points to.
    """

    code: str
    path: str
    line: int
    message: Text

    def to_json(self, language: Language = "zh") -> dict[str, Any]:
        """As in the `notes` of `kaocheng check --format json`."""
        message = self.message.in_(language)
        return {"code": self.code, "path": self.path, "line": self.line, "message": message}


@dataclass(frozen=True, slots=True)
class FileResult:
    """One file, read and extracted. Exactly one of `error` and `report` is there, except where a later step failed:
    then the report stands beside the error, so that nothing is lost.
    """

    source: SourceInfo
    error: FileError | None = None
    report: Report | None = None

    def to_json(self, language: Language = "zh") -> dict[str, Any]:
        """The line that `kaocheng extract --format jsonl` prints."""
        from kaocheng.pipeline.line import extract_line

        return extract_line(self, language)


@dataclass(frozen=True, slots=True)
class CheckResult(FileResult):
    """One file, read, scored and audited. `sheets` has one score sheet for each form of the report.

    `rule_set`: hash of the rules that were asked for; None only where not even that was reached.
    """

    scheme: SchemeUse | None = None
    sheets: tuple[ScoreSheet, ...] = ()
    department: DepartmentScore | None = None
    findings: tuple[ReportedFinding, ...] = ()
    skips: tuple[ReportedSkip, ...] = ()
    rules: RuleCount | None = None
    rule_set: str | None = None

    @property
    def open_findings(self) -> tuple[ReportedFinding, ...]:
        """Those that count."""
        return tuple(finding for finding in self.findings if finding.waived is None)

    @property
    def waived_findings(self) -> tuple[ReportedFinding, ...]:
        """Those that a record of the reader's accepts; see `audit.waiver`."""
        return tuple(finding for finding in self.findings if finding.waived is not None)

    def count(self, severity: Severity) -> int:
        """How many findings of one severity, waived ones aside."""
        return sum(finding.severity is severity for finding in self.open_findings)

    def fails_at(self, level: Severity) -> bool:
        """Whether a finding is as severe as `level` or more, waived ones aside."""
        return any(finding.severity.rank <= level.rank for finding in self.open_findings)

    def to_json(self, language: Language = "zh") -> dict[str, Any]:
        """The line that `kaocheng check --format jsonl` prints."""
        from kaocheng.pipeline.line import check_line

        return check_line(self, language)


@dataclass(frozen=True, slots=True)
class ReplayResult(FileResult):
    """One file, read and scored under two schemes.

    `scheme`: the one that is tried; `against`: the one it is compared with. `differences`: the parameters that differ.
    `forms` has one comparison for each form of the report.
    """

    scheme: SchemeUse | None = None
    against: SchemeUse | None = None
    differences: tuple[ParameterDifference, ...] = ()
    forms: tuple[FormComparison, ...] = ()
    department: DepartmentComparison | None = None

    def to_json(self, language: Language = "zh") -> dict[str, Any]:
        """The line that `kaocheng replay --format jsonl` prints."""
        from kaocheng.pipeline.line import replay_line

        return replay_line(self, language)
