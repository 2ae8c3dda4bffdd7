"""The report as far as it has been corrected, and what the rules say of it: what every decision is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from kaocheng.audit.finding import ReportedFinding, Severity
from kaocheng.correction.proposal import Correction
from kaocheng.correction.revision import revise
from kaocheng.language import Text
from kaocheng.model import Form, Report
from kaocheng.pipeline import CheckResult
from kaocheng.provenance import NOWHERE, Location, Printed
from kaocheng.schemes.scheme import Scheme
from kaocheng.scoring.sheet import ScoreSheet

Key = tuple[str, int | None, str, Location]
#: These say that the score of a row is wrong by itself, or that the row is.
SCORE_DOUBTS = frozenset(
    ("ARI-08", "ARI-09", "DOC-02", "SCO-01", "SCO-03", "SCO-04", "SCO-05", "SCO-06", "SCO-07", "SCO-09")
)
#: These say that the weights, or the number of rows, are not settled.
WEIGHT_DOUBTS = frozenset(("ARI-05", "ARI-06", "ARI-08", "SCO-19"))
#: Warnings that question an amount itself. Others at the same cell speak of how much was spent.
AMOUNT_DOUBTS = frozenset(("ARI-03", "ARI-04", "ARI-12", "ARI-13", "ARI-16", "DOC-02"))

_DOUBTED = Text("{code}（{title}）未解决", "{code} ({title}) stands")


@dataclass(frozen=True, slots=True)
class Case:
    """`first`: the report as printed, under all rules. `now`: the same after the corrections `made`.

    `check`: scores and audits a report as `first` was.
    """

    first: CheckResult
    now: CheckResult
    scheme: Scheme
    check: Callable[[Report], CheckResult]
    made: tuple[Correction, ...] = ()

    @property
    def report(self) -> Report:
        assert self.now.report is not None
        return self.now.report

    def form(self, index: int) -> Form:
        return self.report.forms[index]

    def sheet(self, index: int) -> ScoreSheet:
        return self.now.sheets[index]

    def with_(self, correction: Correction) -> Case:
        """The case after one more correction."""
        now = self.check(revise(self.report, {correction.path: correction.after}))
        return replace(self, now=now, made=(*self.made, correction))

    def new_findings(self) -> list[ReportedFinding]:
        """What the rules say now and did not say of the report as printed."""
        return new_findings(self.first.findings, self.now.findings)

    def doubt(self, index: int | None, codes: Iterable[str]) -> Text | None:
        """A finding of these codes that stands about a form, in words."""
        codes = frozenset(codes)
        found = (f for f in self.now.findings if f.code in codes and f.form == index)
        return next((said(finding) for finding in found), None)

    def doubt_at(self, cells: Iterable[Printed[Any] | None], warnings: Iterable[str] | None = None) -> Text | None:
        """A finding that stands at one of these cells: an error, or a warning (of these codes, if any are given)."""
        places = {cell.where for cell in cells if cell is not None} - {NOWHERE}
        codes = None if warnings is None else frozenset(warnings)
        for finding in self.now.findings:
            heard = finding.severity is Severity.ERROR or codes is None or finding.code in codes
            if finding.where in places and heard and finding.severity is not Severity.INFO:
                return said(finding)
        return None

    def doubt_in_row(self, cells: Iterable[Printed[Any] | None], besides: Iterable[str] = ()) -> Text | None:
        """A finding about scores that stands anywhere in the printed rows of these cells."""
        rows = {_row(cell.where) for cell in cells if cell is not None} - {None}
        codes = SCORE_DOUBTS - frozenset(besides)
        weighty = (f for f in self.now.findings if f.code in codes and f.severity is not Severity.INFO)
        found = (f for f in weighty if _row(f.where) in rows)
        return next((said(finding) for finding in found), None)

    def contradicted(self, index: int) -> Text | None:
        """Text or summary table give another amount of money for a form than its funding block does."""
        funds = {row.funds.where for row in self.report.summary if row.funds is not None}
        for finding in self.now.findings:
            of_money = "元" in finding.found or finding.where in funds
            if finding.code == "CON-01" and finding.form == index and of_money:
                return said(finding)
        return None

    def changed(self, prefix: str) -> tuple[str, ...]:
        """Paths of the corrections made under a path."""
        return tuple(correction.path for correction in self.made if correction.path.startswith(prefix))


def key_of(finding: ReportedFinding) -> Key:
    """What makes a finding the same before and after a correction: rule, form, row and place; not the wording."""
    return finding.code, finding.form, finding.subject, finding.where


def new_findings(before: Iterable[ReportedFinding], after: Iterable[ReportedFinding]) -> list[ReportedFinding]:
    """Findings that were not there, neither word for word nor at the same place."""
    before = tuple(before)
    keys, fingerprints = {key_of(finding) for finding in before}, {finding.fingerprint for finding in before}
    return [f for f in after if f.fingerprint not in fingerprints and key_of(f) not in keys]


def said(finding: ReportedFinding) -> Text:
    return _DOUBTED.format(code=finding.code, title=finding.title)


def path_at(fields: Iterator[tuple[str, Printed[Any] | None]], where: Location) -> str | None:
    """The path of the field that is printed at a place."""
    return next((path for path, cell in fields if cell is not None and cell.where == where), None)


def _row(where: Location) -> tuple[Any, ...] | None:
    if where.row is None and where.line is None:
        return None
    return where.sheet, where.table, where.row, where.line
