"""What is proposed: corrections that are certain, and findings that need a person, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kaocheng.audit.finding import ReportedFinding
from kaocheng.language import Language, Text
from kaocheng.model.codec import place_to_json
from kaocheng.provenance import Location


@dataclass(frozen=True, slots=True)
class Correction:
    """One cell with another text.

    `path`: the field in the report ("forms[0].funding[0].execution_rate", "summary[2].grade"). `before`, `after`: as
    printed. `why`: the formula in words. `depends`: paths of corrections that this one follows from. `group`:
    corrections that only make sense together share a number; they are made all or none.
    """

    code: str
    source: str
    form: int | None
    subject: str
    where: Location
    path: str
    before: str
    after: str
    why: Text
    depends: tuple[str, ...] = ()
    group: int = 0

    @property
    def field(self) -> str:
        """The name of the field, without its row."""
        return self.path.rpartition(".")[2]

    def to_json(self, language: Language) -> dict[str, Any]:
        return {
            "code": self.code,
            "where": place_to_json(self.where),
            "form": self.form,
            "subject": self.subject,
            "path": self.path,
            "field": self.field,
            "before": self.before,
            "after": self.after,
            "why": self.why.in_(language),
            "source": self.source,
            "depends": list(self.depends),
            "group": self.group,
        }


@dataclass(frozen=True, slots=True)
class Refusal:
    """A finding about arithmetic that is not corrected, and why: a person has to decide."""

    code: str
    source: str
    form: int | None
    subject: str
    where: Location
    found: str
    reason: Text

    def to_json(self, language: Language) -> dict[str, Any]:
        return {
            "code": self.code,
            "where": place_to_json(self.where),
            "form": self.form,
            "subject": self.subject,
            "found": self.found or None,
            "reason": self.reason.in_(language),
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class Proposal:
    """`corrections`: in the order in which they are made. `refused`: in the order of the report."""

    corrections: tuple[Correction, ...] = ()
    refused: tuple[Refusal, ...] = ()


def refuse(finding: ReportedFinding, reason: Text) -> Refusal:
    return Refusal(
        finding.code, finding.source, finding.form, finding.subject, finding.where, finding.found, reason
    )  # fmt: skip


def refused(correction: Correction, reason: Text) -> Refusal:
    """A correction that turned out not to be possible."""
    return Refusal(
        correction.code,
        correction.source,
        correction.form,
        correction.subject,
        correction.where,
        correction.before,
        reason,
    )
