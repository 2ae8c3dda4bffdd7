"""`python -m trust.parity [--only TEXT] [--verbose]`; exit status 1: a difference that nothing explains.

The same report as docx, xlsx, pdf, html and flattened text is checked; the findings of the docx are the measure. A
finding that another channel lacks is *missing*, unless a rule of its code says there that it could not decide
(*undecided*), or `differences.toml` explains what the channel cannot hold (*explained*). One that only the channel has
is *extra*.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from accuracy.facts import ROOT
from accuracy.render_forms import BUILD, render_all

from kaocheng.audit import ReportedFinding
from kaocheng.pipeline import check_file
from kaocheng.pipeline.result import CheckResult
from kaocheng.provenance import Location

SEEDS = ROOT / "samples" / "seeds"
MEASURE = "docx"
CHANNELS = ("xlsx", "pdf", "html", "txt")
_DIFFERENCES = Path(__file__).parent / "differences.toml"


@dataclass(frozen=True)
class Difference:
    """What a channel cannot hold, as `differences.toml` says it. Fields that are None leave that open.

    `place`: "text" for a finding that the docx places in a paragraph, "table" for one in a table.
    """

    reason: str
    channel: str
    group: str | None = None
    reports: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    place: str | None = None
    kind: str | None = None  # "missing" or "extra"

    def explains(self, report: str, group: str, channel: str, kind: str, finding: ReportedFinding) -> bool:
        return (
            channel == self.channel
            and self.group in (None, group)
            and self.kind in (None, kind)
            and (not self.reports or report in self.reports)
            and (not self.codes or finding.code.startswith(self.codes))
            and self.place in (None, place_of(finding.where))
        )


@dataclass(frozen=True)
class Comparison:
    """One report in one channel beside its docx."""

    report: str
    group: str
    channel: str
    measure: int
    same: int
    missing: tuple[ReportedFinding, ...]
    extra: tuple[ReportedFinding, ...]
    undecided: tuple[ReportedFinding, ...]
    explained: tuple[tuple[ReportedFinding, str], ...]
    failure: str | None = None

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.extra or self.failure)


def place_of(where: Location) -> str:
    """ "table" or "text"; the report as a whole counts as text."""
    return "table" if where.table is not None else "text"


def compare(report: str, group: str, channel: str, measure: CheckResult, other: CheckResult) -> Comparison:
    """The findings of one channel against those of the docx."""
    own = {finding.fingerprint: finding for finding in measure.findings}
    found = {finding.fingerprint: finding for finding in other.findings}
    skipped = {skip.code for skip in other.skips}
    missing, extra, undecided, explained = [], [], [], []
    for fingerprint in own.keys() - found.keys():
        finding = own[fingerprint]
        reason = _reason(report, group, channel, "missing", finding)
        if reason is not None:
            explained.append((finding, reason))
        elif finding.code in skipped:
            undecided.append(finding)
        else:
            missing.append(finding)
    for fingerprint in found.keys() - own.keys():
        finding = found[fingerprint]
        reason = _reason(report, group, channel, "extra", finding)
        if reason is not None:
            explained.append((finding, reason))
        else:
            extra.append(finding)
    return Comparison(
        report,
        group,
        channel,
        len(own),
        len(own.keys() & found.keys()),
        _sorted(missing),
        _sorted(extra),
        _sorted(undecided),
        tuple(sorted(explained, key=lambda pair: (pair[1], pair[0].code, pair[0].subject))),
        None if other.error is None else other.error.message.en,
    )


def comparisons(only: str = "") -> Iterator[Comparison]:
    """Every report in every channel that it exists in."""
    for report, group, files in (*_seeds(), *_forms()):
        if only not in f"{group}/{report}":
            continue
        measure = check_file(files[MEASURE])
        for channel in CHANNELS:
            if channel in files:
                yield compare(report, group, channel, measure, check_file(files[channel]))


def _seeds() -> Iterator[tuple[str, str, dict[str, Path]]]:
    for path in sorted((SEEDS / MEASURE).glob(f"*.{MEASURE}")):
        files = {channel: SEEDS / channel / f"{path.stem}.{channel}" for channel in (MEASURE, *CHANNELS)}
        yield path.stem, "seeds", {channel: file for channel, file in files.items() if file.exists()}


def _forms() -> Iterator[tuple[str, str, dict[str, Path]]]:
    reports: dict[str, dict[str, Path]] = {}
    for (name, channel), path in render_all(BUILD).items():
        reports.setdefault(name, {})[channel] = path
    for name, files in sorted(reports.items()):
        yield name, "forms", files


def _reason(report: str, group: str, channel: str, kind: str, finding: ReportedFinding) -> str | None:
    fits = (d for d in differences() if d.explains(report, group, channel, kind, finding))
    return next((difference.reason for difference in fits), None)


@cache
def differences() -> tuple[Difference, ...]:
    """The explanations, in the order of the file."""
    entries = tomllib.loads(_DIFFERENCES.read_text("utf-8")).get("difference", [])
    lists = ("reports", "codes")
    return tuple(_difference({k: tuple(v) if k in lists else v for k, v in entry.items()}) for entry in entries)


def _difference(entry: dict[str, Any]) -> Difference:
    return Difference(**entry)


def _sorted(findings: Iterable[ReportedFinding]) -> tuple[ReportedFinding, ...]:
    return tuple(sorted(findings, key=lambda finding: (finding.code, finding.subject, finding.found)))


def _codes(findings: Iterable[ReportedFinding]) -> str:
    counts = Counter(finding.code for finding in findings)
    return " ".join(code if count == 1 else f"{code}×{count}" for code, count in sorted(counts.items()))


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    found = list(comparisons(options.only))
    print(
        f"{'report':<38}{'channel':<8}{'docx':>5}{'same':>6}{'expl.':>6}{'undec.':>7}{'missing':>8}{'extra':>6}  codes"
    )
    for one in found:
        if one.group == "forms" and one.agrees and not options.verbose:
            continue
        codes = "; ".join(
            part
            for part in (
                f"missing {_codes(one.missing)}" if one.missing else "",
                f"extra {_codes(one.extra)}" if one.extra else "",
                one.failure or "",
            )
            if part
        )
        print(
            f"{one.report:<38}{one.channel:<8}{one.measure:>5}{one.same:>6}{len(one.explained):>6}"
            f"{len(one.undecided):>7}{len(one.missing):>8}{len(one.extra):>6}  {codes}"
        )
        if options.verbose:
            _print_findings(one)
    for channel in CHANNELS:
        _print_sum(channel, [one for one in found if one.channel == channel])
    _print_reasons(found)
    return 0 if all(one.agrees for one in found) else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m trust.parity", description="The same report in every format.")
    parser.add_argument("--only", default="", metavar="TEXT", help="reports whose group/name contains the text")
    parser.add_argument("--verbose", action="store_true", help="every report and every finding that differs")
    return parser.parse_args(arguments)


def _print_findings(one: Comparison) -> None:
    for word, findings in (("missing", one.missing), ("extra", one.extra), ("undecided", one.undecided)):
        for finding in findings:
            print(f"    {word:<9} {finding.code} {finding.subject!r} {finding.found!r}")


def _print_sum(channel: str, of_channel: list[Comparison]) -> None:
    if not of_channel:
        return
    measure, same = sum(one.measure for one in of_channel), sum(one.same for one in of_channel)
    explained, undecided, missing, extra = (
        sum(len(getattr(one, name)) for one in of_channel) for name in ("explained", "undecided", "missing", "extra")
    )
    share = 100 * same / measure if measure else 100.0
    print(
        f"{f'all {len(of_channel)} reports':<38}{channel:<8}{measure:>5}{same:>6}{explained:>6}{undecided:>7}"
        f"{missing:>8}{extra:>6}  {share:.1f} % the same"
    )


def _print_reasons(found: list[Comparison]) -> None:
    reasons = Counter((one.channel, reason) for one in found for _, reason in one.explained)
    if reasons:
        print("\nexplained")
    for (channel, reason), count in sorted(reasons.items()):
        print(f"  {channel:<5} {count:>4} × {reason}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
