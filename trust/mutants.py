"""Mutants: clean reports with one fault each, and whether the audit notices it."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kaocheng.audit import ReportedFinding, all_rules
from trust.auditing import audit_docx, audit_texts
from trust.clean import CleanReport, Texts
from trust.faults import Fault


class Outcome(NamedTuple):
    """What the audit says of a report: its findings, and the codes of the rules that could not decide."""

    findings: tuple[ReportedFinding, ...]
    undecided: frozenset[str]


Audit = Callable[[Texts], Outcome]


@dataclass(frozen=True)
class Mutant:
    fault: Fault
    report: CleanReport
    texts: Texts


class Verdict(NamedTuple):
    """`new`: codes of the findings that the clean report does not have, each as often as it was found.

    `undecided`: codes of the rules that say here, and not of the clean report, that they could not decide.
    """

    mutant: Mutant
    new: Counter[str]
    undecided: frozenset[str] = frozenset()

    @property
    def expected(self) -> bool:
        """A rule noticed that ought to."""
        return bool(self.mutant.fault.expects & self.new.keys())

    @property
    def noticed(self) -> bool:
        """Some rule noticed."""
        return bool(self.new)

    @property
    def doubted(self) -> bool:
        """No rule that ought to notice did, but one of them says that it could not decide: not a pass, no detection."""
        return not self.expected and bool(self.mutant.fault.expects & self.undecided)


def codes_that_exist() -> frozenset[str]:
    return frozenset(rule.code for rule in all_rules())


def make_mutants(
    faults: Iterable[Fault], reports: Iterable[CleanReport], count: int, seed: int, attempts: int = 12
) -> Iterator[Mutant]:
    """About `count` mutants, each fault equally often as far as it applies; the same seed gives the same mutants."""
    faults, reports = list(faults), list(reports)
    each, rest = divmod(count, max(1, len(faults)))
    for number, fault in enumerate(faults):
        yield from _mutants_of(fault, reports, each + (number < rest), seed, attempts)


def _mutants_of(fault: Fault, reports: list[CleanReport], count: int, seed: int, attempts: int) -> Iterator[Mutant]:
    made = 0
    for attempt in range(attempts):
        chance = random.Random(f"{seed}/{fault.name}/{attempt}")
        for report in chance.sample(reports, len(reports)):
            if made == count:
                return
            texts = copy.deepcopy(report.texts)
            if fault.change(texts, chance) and texts != report.texts:
                made += 1
                yield Mutant(fault, report, texts)
        if not made:
            return  # befalls none of the reports


def judge(mutants: Iterable[Mutant], audit: Audit) -> Iterator[Verdict]:
    """Audit every mutant beside its clean report."""
    clean: dict[str, Outcome] = {}
    for mutant in mutants:
        before = clean.get(mutant.report.name)
        if before is None:
            before = clean[mutant.report.name] = audit(mutant.report.texts)
        known = {finding.fingerprint for finding in before.findings}
        after = audit(mutant.texts)
        new = Counter(finding.code for finding in after.findings if finding.fingerprint not in known)
        yield Verdict(mutant, new, after.undecided - before.undecided)


def by_model(texts: Texts) -> Outcome:
    """The audit of the report as typed in."""
    result = audit_texts(texts)
    return Outcome(result.findings, frozenset(skip.code for skip in result.skips))


def by_docx(folder: Path) -> Audit:
    """The audit of the report printed to a docx and read back."""

    def outcome(texts: Texts) -> Outcome:
        result = audit_docx(texts, folder / "mutant.docx")
        if result.error is not None:
            raise RuntimeError(f"the mutant could not be read back: {result.error.message.en}")
        return Outcome(result.findings, frozenset(skip.code for skip in result.skips))

    return outcome
