"""What a rule says: a finding, or that it cannot be decided. Silence means the rule found nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from kaocheng.language import Text
from kaocheng.provenance import Location, Printed


class Severity(StrEnum):
    ERROR = "error"  # blocks
    WARNING = "warning"  # needs a reason
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 is the most severe."""
        return ("error", "warning", "info").index(self.value)


Place = Printed[Any] | Location


@dataclass(frozen=True, slots=True)
class Finding:
    """A disagreement, as the rule yields it.

    `at`: the cell. `subject`: names the row in words ("年度资金总额", the indicator's name); part of the fingerprint,
    so it must not depend on positions. `found`, `expected`, `difference`: as a person would print them ("100%", "0%").
    `values`: further placeholders of the rule's message. `severity`: overrides the rule's where the case is milder.
    `form`: which form a rule of the whole report speaks of; a rule of one form leaves it out.
    """

    at: Place
    subject: str
    found: str
    expected: str | Text = ""
    difference: str | Text = ""
    values: dict[str, Any] = field(default_factory=dict)
    severity: Severity | None = None
    form: int | None = None


@dataclass(frozen=True, slots=True)
class Skip:
    """The rule could not be decided here, and why. Never the same as passed."""

    at: Place | None
    subject: str
    reason: Text
    form: int | None = None


@dataclass(frozen=True, slots=True)
class Waived:
    """Why a finding does not count, who decided so, and the last day on which that holds (None: without end)."""

    reason: str
    who: str
    until: date | None


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding with everything a reader needs. `form`: index of the form in the report, None for the report itself.

    `waived`: it stays in every output, but counts for nothing.
    """

    code: str
    name: str
    severity: Severity
    title: Text
    message: Text
    advice: Text
    where: Location
    form: int | None
    subject: str
    found: str
    expected: Text
    difference: Text
    source: str
    fingerprint: str
    waived: Waived | None = None


@dataclass(frozen=True, slots=True)
class ReportedSkip:
    code: str
    name: str
    form: int | None
    subject: str
    where: Location | None
    reason: Text
