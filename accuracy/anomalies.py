"""`python -m accuracy.anomalies`: what the audit finds in the seed reports, against a list reviewed by hand.

The lists are data (`samples/seeds/anomalies/*.toml`, explained in the README beside them). A finding is matched by
rule, form and subject, never by position. Exit status 1: an anomaly whose rules exist is not found in the docx, a fact
that was checked and is right is reported anyway, more than 3 % of the findings are wrong, or a finding has not been
looked at.
"""

from __future__ import annotations

import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from accuracy.facts import ROOT
from kaocheng.audit import ReportedFinding, all_rules
from kaocheng.pipeline import check_file

SEEDS = ROOT / "samples" / "seeds"
LISTS = SEEDS / "anomalies"
CHANNELS = ("docx", "pdf", "txt", "html", "xlsx")
WRONG_TARGET = 3.0  # per cent of all findings

Read = TypeVar("Read")
Judgement = Literal["machine", "person"]
Verdict = Literal["right", "wrong", "debatable"]
_VERDICTS: tuple[Verdict, ...] = ("right", "debatable", "wrong")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Names findings: by rule, form (from 1, None for the report), subject without blanks, and words of the message."""

    code: str
    form: int | None
    subject: str | None = None
    message: str | None = None

    def matches(self, finding: ReportedFinding) -> bool:
        """Whether the finding is one of those meant."""
        return (
            self.code == finding.code
            and self.form == _form_of(finding)
            and (self.subject is None or self.subject == _closed(finding.subject))
            and (self.message is None or self.message in finding.message.zh)
        )

    def __str__(self) -> str:
        return " ".join(filter(None, (self.code, _form_name(self.form), self.subject, self.message)))


@dataclass(frozen=True, slots=True)
class Anomaly:
    """One numbered item of the list.

    `why`: what only a person can decide. `from_text`: a workbook does not show it. `only_in`: the kinds of file that
    show it, () for all.
    """

    number: int
    lines: str
    what: str
    rules: tuple[str, ...]
    judgement: Judgement
    why: str
    from_text: bool
    only_in: tuple[str, ...]
    findings: tuple[Pattern, ...]

    def is_visible_in(self, channel: str) -> bool:
        """Whether that kind of file shows it."""
        return _is_there(self.only_in, channel) and not (self.from_text and channel == "xlsx")


@dataclass(frozen=True, slots=True)
class TrueNegative:
    """A fact that was recomputed and is right, and the findings that would contradict it."""

    fact: str
    lines: str
    computation: str
    must_stay_silent: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Other:
    """A finding beyond the list, and what the reviewer thinks of it. `only_in`: as in `Anomaly`."""

    pattern: Pattern
    verdict: Verdict
    why: str
    only_in: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Review:
    """The list of one report. `reviewed`: the rule groups whose findings have been looked at one by one."""

    report: str
    title: str
    reviewed: tuple[str, ...]
    anomalies: tuple[Anomaly, ...]
    true_negatives: tuple[TrueNegative, ...]
    others: tuple[Other, ...]

    def is_reviewed(self, code: str) -> bool:
        """Whether the rule belongs to a group that has been looked at."""
        return code[:3] in self.reviewed

    def covered(self) -> tuple[Anomaly, ...]:
        """The anomalies that a reviewed rule can find."""
        existing = {rule.code for rule in all_rules()}
        return tuple(a for a in self.anomalies if any(c in existing and self.is_reviewed(c) for c in a.rules))


@dataclass(frozen=True, slots=True)
class Comparison:
    """One list against what was found in one file.

    `visible`: the covered anomalies this kind of file can show. `missing`: those of them not found, with what is
    missing.
    `contradictions`: findings against facts that are right. `unseen`: findings nobody has judged. `gone`: judged, but
    no longer found, looked for in the docx or in the kinds of file named by `only_in`.
    """

    review: Review
    channel: str
    findings: tuple[ReportedFinding, ...]
    visible: tuple[Anomaly, ...]
    missing: tuple[tuple[Anomaly, tuple[Pattern, ...]], ...]
    contradictions: tuple[tuple[TrueNegative, ReportedFinding], ...]
    verdicts: Counter[Verdict]
    unseen: tuple[ReportedFinding, ...]
    gone: tuple[Other, ...]

    @property
    def found(self) -> int:
        return len(self.visible) - len(self.missing)


def reviews() -> tuple[Review, ...]:
    """The lists of all reports, by file name. ValueError for a list that is not well formed."""
    return tuple(read_review(path) for path in sorted(LISTS.glob("*.toml")))


def read_review(path: Path) -> Review:
    """One list. ValueError names the file and the item that is wrong."""
    raw = tomllib.loads(path.read_text("utf-8"))
    try:
        return Review(
            report=raw["report"],
            title=raw["title"],
            reviewed=tuple(raw["reviewed"]),
            anomalies=tuple(_item(entry, _anomaly) for entry in raw["anomaly"]),
            true_negatives=tuple(_item(entry, _true_negative) for entry in raw["true_negative"]),
            others=tuple(_item(entry, _other) for entry in raw.get("other", ())),
        )
    except (KeyError, ValueError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def _item(entry: dict[str, Any], read: Callable[[dict[str, Any]], Read]) -> Read:
    """An item read to the last key: a mistyped key must not go unnoticed."""
    left = dict(entry)
    try:
        item = read(left)
    except KeyError as error:
        raise ValueError(f"{error} is missing in {entry}") from error
    if left:
        raise ValueError(f"unknown keys {sorted(left)} in {entry}")
    return item


def _anomaly(raw: dict[str, Any]) -> Anomaly:
    judgement = raw.pop("judgement")
    if judgement not in ("machine", "person"):
        raise ValueError(f"judgement “{judgement}” is neither machine nor person")
    return Anomaly(
        number=raw.pop("number"),
        lines=raw.pop("lines"),
        what=raw.pop("what"),
        rules=tuple(raw.pop("rules")),
        judgement=judgement,
        why=raw.pop("why", ""),
        from_text=raw.pop("from_text", False),
        only_in=_channels(raw),
        findings=_patterns(raw.pop("findings", ())),
    )


def _true_negative(raw: dict[str, Any]) -> TrueNegative:
    return TrueNegative(
        raw.pop("fact"), raw.pop("lines"), raw.pop("computation"), _patterns(raw.pop("must_stay_silent"))
    )


def _other(raw: dict[str, Any]) -> Other:
    verdict = raw.pop("verdict")
    if verdict not in _VERDICTS:
        raise ValueError(f"verdict “{verdict}” is none of {', '.join(_VERDICTS)}")
    only_in = _channels(raw)
    return Other(_pattern(raw), verdict, raw.pop("why"), only_in)


def _channels(raw: dict[str, Any]) -> tuple[str, ...]:
    only_in = tuple(raw.pop("only_in", ()))
    if not set(only_in) <= set(CHANNELS):
        raise ValueError(f"only_in {', '.join(only_in)}: known are {', '.join(CHANNELS)}")
    return only_in


def _is_there(only_in: tuple[str, ...], channel: str) -> bool:
    return not only_in or channel in only_in


def _patterns(entries: Any) -> tuple[Pattern, ...]:
    return tuple(_item(entry, _pattern) for entry in entries)


def _pattern(raw: dict[str, Any]) -> Pattern:
    subject = raw.pop("subject", None)
    closed = None if subject is None else _closed(subject)
    return Pattern(raw.pop("code"), raw.pop("form", None), closed, raw.pop("message", None))


def _closed(text: str) -> str:
    return "".join(text.split())


def _form_of(finding: ReportedFinding) -> int | None:
    return None if finding.form is None else finding.form + 1


def _form_name(form: int | None) -> str:
    return "report" if form is None else f"form {form}"


def channels_of(review: Review) -> tuple[str, ...]:
    """The kinds of file the report is there as."""
    return tuple(channel for channel in CHANNELS if _path(review, channel).exists())


def _path(review: Review, channel: str) -> Path:
    return SEEDS / channel / f"{review.report}.{channel}"


@lru_cache(maxsize=64)
def found_in(path: Path) -> tuple[ReportedFinding, ...]:
    """What the program finds in a file. ValueError if it cannot be read."""
    result = check_file(path)
    if result.error is not None:
        raise ValueError(f"{path.name}: {result.error.message.en}")
    return result.findings


def compare(review: Review, channel: str) -> Comparison:
    """The list of a report against what is found in one of its files."""
    findings = found_in(_path(review, channel))
    visible = tuple(a for a in review.covered() if a.is_visible_in(channel))
    absent = ((a, tuple(p for p in a.findings if not any(map(p.matches, findings)))) for a in visible)
    listed = [pattern for anomaly in review.anomalies for pattern in anomaly.findings]
    verdicts: Counter[Verdict] = Counter()
    unseen = []
    for finding in findings:
        if any(pattern.matches(finding) for pattern in listed) or not review.is_reviewed(finding.code):
            continue
        verdict = next((other.verdict for other in review.others if other.pattern.matches(finding)), None)
        if verdict is None:
            unseen.append(finding)
        else:
            verdicts[verdict] += 1
    return Comparison(
        review=review,
        channel=channel,
        findings=tuple(f for f in findings if review.is_reviewed(f.code)),
        visible=visible,
        missing=tuple((a, gone) for a, gone in absent if gone or not a.findings),
        contradictions=tuple(
            (fact, finding)
            for fact in review.true_negatives
            for finding in findings
            if any(pattern.matches(finding) for pattern in fact.must_stay_silent)
        ),
        verdicts=verdicts,
        unseen=tuple(unseen),
        gone=tuple(
            other
            for other in review.others
            if (channel in other.only_in if other.only_in else channel == "docx")
            and not any(map(other.pattern.matches, findings))
        ),
    )


def main() -> int:
    """Print the table and what is missing; 0 if every target is met."""
    rows = [[compare(review, channel) for channel in channels_of(review)] for review in reviews()]
    _print_table(rows)
    problems = list(_problems(rows))
    if problems:
        print()
    for problem in problems:
        print(problem)
    comparisons = [comparison for row in rows for comparison in row]
    docx = [comparison for comparison in comparisons if comparison.channel == "docx"]
    wrong, findings = sum(c.verdicts["wrong"] for c in docx), sum(len(c.findings) for c in docx)
    share = 100 * wrong / max(findings, 1)
    print(f"\nwrong findings: {wrong} of {findings}, {share:.1f} % (target ≤ {WRONG_TARGET:g} %)")
    missed = any(c.missing for c in docx) or any(c.contradictions or c.unseen for c in comparisons)
    return 1 if missed or share > WRONG_TARGET else 0


def _print_table(rows: list[list[Comparison]]) -> None:
    """One line per report: listed, covered, found in each kind of file, right facts reported, other findings."""
    names = ("listed", "covered", *CHANNELS, "facts", "reported", "findings", *_VERDICTS, "unseen")
    print(f"{'':<14}" + "".join(f"{name:>10}" for name in names))
    for row in rows:
        print(f"{row[0].review.report:<14}" + "".join(f"{cell:>10}" for cell in _cells([row])))
    print(f"{'total':<14}" + "".join(f"{cell:>10}" for cell in _cells(rows)))


def _cells(rows: list[list[Comparison]]) -> Iterator[str]:
    heads = [row[0] for row in rows]  # the docx comes first
    yield str(sum(len(c.review.anomalies) for c in heads))
    yield str(sum(len(c.visible) for c in heads))
    for channel in CHANNELS:
        here = [c for row in rows for c in row if c.channel == channel]
        yield f"{sum(c.found for c in here)}/{sum(len(c.visible) for c in here)}" if here else "–"
    yield str(sum(len(c.review.true_negatives) for c in heads))
    yield str(sum(len(c.contradictions) for row in rows for c in row))
    yield str(sum(len(c.findings) for c in heads))
    for verdict in _VERDICTS:
        yield str(sum(c.verdicts[verdict] for c in heads))
    yield str(sum(len(c.unseen) for row in rows for c in row))


def _problems(rows: list[list[Comparison]]) -> Iterator[str]:
    for comparison in (comparison for row in rows for comparison in row):
        place = f"{comparison.review.report} {comparison.channel}"
        for anomaly, gone in comparison.missing:
            what = "; ".join(map(str, gone)) or "no finding listed"
            yield f"{place}: no. {anomaly.number} not found ({what}): {anomaly.what}"
        for fact, finding in comparison.contradictions:
            yield f"{place}: right, yet reported by {finding.code}: {fact.fact}: {finding.message.zh}"
        for finding in comparison.unseen:
            yield f"{place}: not judged: {finding.code} {_form_name(_form_of(finding))}: {finding.message.zh}"
        for other in comparison.gone:
            yield f"{place}: judged, but no longer found: {other.pattern}"


if __name__ == "__main__":
    sys.exit(main())
