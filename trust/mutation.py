"""`python -m trust.mutation [--kind NAME] [--seed N] [--count N] [--verbose]`; exit status 1: a target is missed.

Clean reports get one fault each. A mutant counts as detected when a finding appears that the clean report does not
have and whose rule is among those that ought to notice the fault. “any”: whatever rule noticed. “doubt”: not noticed,
but a rule that ought to says that it could not decide. The same again, for a few mutants of every kind, by way of a
real docx. Findings on the clean reports themselves are false alarms.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Literal

from trust.clean import CleanReport, clean_reports
from trust.faults import GROUPS, Fault, registered
from trust.mutants import Audit, Mutant, Verdict, by_docx, by_model, codes_that_exist, judge, make_mutants

Which = Literal["expected", "noticed", "doubted"]
TARGETS = {"arithmetic": 99.0, "score": 99.0}
OVERALL_TARGET = 90.0
_ROUNDS = 8
_OF_EACH_BY_DOCX = 4
_HEADINGS = f"{'mutants':>8}{'expected %':>12}{'any %':>8}{'doubt %':>9}{'docx':>6}{'expected %':>12}"
_SHOWN = 4  # codes and undetected examples


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    faults = _chosen(options.kind)
    ready, pending = _parted(faults)
    reports = list(clean_reports(options.seed, _ROUNDS))
    mutants = list(make_mutants(ready, reports, options.count, options.seed))
    verdicts = list(judge(mutants, by_model))
    with tempfile.TemporaryDirectory() as folder:
        read_back = by_docx(Path(folder))
        by_file = list(judge(_few_of_each(mutants), read_back))
        alarms = {"as typed in": _alarms(reports, by_model), "by way of docx": _alarms(reports, read_back)}
    _print_kinds(ready, verdicts, by_file)
    if options.verbose:
        _print_undetected(verdicts, "as typed in")
        _print_undetected(by_file, "by way of docx")
    reached = _print_groups(verdicts, by_file)
    for name, found in alarms.items():
        words = ", ".join(f"{code} × {count}" for code, count in found.most_common()) or "none"
        print(f"false alarms on {len(reports)} clean reports {name}: {found.total()} ({words})")
    if pending:
        print(f"\nwaiting for their rules ({len(pending)} kinds, not counted):")
        for fault in pending:
            print(f"  {fault.name:<38} {' '.join(sorted(fault.expects))}")
    return 0 if reached else 1


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m trust.mutation", description="Single faults: are they noticed?")
    parser.add_argument("--kind", action="append", metavar="NAME", help="only these kinds of fault (may be repeated)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=2000, help="how many mutants in all")
    parser.add_argument("--verbose", action="store_true", help="show undetected mutants")
    return parser.parse_args(arguments)


def _chosen(names: list[str] | None) -> list[Fault]:
    faults = registered()
    unknown = [name for name in names or () if name not in faults]
    if unknown:
        raise SystemExit(f"no such kind: {', '.join(unknown)}; there are {', '.join(sorted(faults))}")
    chosen = [faults[name] for name in names] if names else list(faults.values())
    return sorted(chosen, key=lambda fault: GROUPS.index(fault.group))


def _parted(faults: list[Fault]) -> tuple[list[Fault], list[Fault]]:
    """Those that some rule could notice, and those whose rules do not exist yet."""
    exist = codes_that_exist()
    return [f for f in faults if f.expects & exist], [f for f in faults if not f.expects & exist]


def _few_of_each(mutants: list[Mutant]) -> list[Mutant]:
    kinds: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        kinds[mutant.fault.name].append(mutant)
    return [mutant for kind in kinds.values() for mutant in islice(kind, _OF_EACH_BY_DOCX)]


def _alarms(reports: Iterable[CleanReport], audit: Audit) -> Counter[str]:
    return Counter(finding.code for report in reports for finding in audit(report.texts).findings)


def _print_kinds(faults: list[Fault], verdicts: list[Verdict], by_file: list[Verdict]) -> None:
    print(f"{'kind':<38}{_HEADINGS}  noticed by")
    group = ""
    for fault in faults:
        if fault.group != group:
            group = fault.group
            print(group)
        own = [verdict for verdict in verdicts if verdict.mutant.fault is fault]
        read = [verdict for verdict in by_file if verdict.mutant.fault is fault]
        codes = Counter(code for verdict in own for code in verdict.new)
        words = " ".join(f"{code}×{count}" for code, count in codes.most_common(_SHOWN))
        print(
            f"  {fault.name:<36}{len(own):>8}{_share(own):>12}{_share(own, 'noticed'):>8}{_share(own, 'doubted'):>9}"
            f"{len(read):>6}{_share(read):>12}  {words}"
        )


def _print_groups(verdicts: list[Verdict], by_file: list[Verdict]) -> bool:
    print(f"\n{'group':<38}{_HEADINGS}{'target %':>10}")
    reached = True
    for group in (*GROUPS, "overall"):
        own = [v for v in verdicts if group in ("overall", v.mutant.fault.group)]
        read = [v for v in by_file if group in ("overall", v.mutant.fault.group)]
        if not own:
            continue
        target = OVERALL_TARGET if group == "overall" else TARGETS.get(group)
        missed = target is not None and min(_rate(own), _rate(read)) < target
        reached &= not missed
        print(
            f"{group:<38}{len(own):>8}{_share(own):>12}{_share(own, 'noticed'):>8}{_share(own, 'doubted'):>9}"
            f"{len(read):>6}{_share(read):>12}"
            f"{'' if target is None else f'{target:.0f}':>10}{'  missed' if missed else ''}"
        )
    return reached


def _print_undetected(verdicts: list[Verdict], way: str) -> None:
    print(f"\nundetected, {way}")
    shown: Counter[str] = Counter()
    for verdict in verdicts:
        name = verdict.mutant.fault.name
        if verdict.expected or shown[name] == _SHOWN:
            continue
        shown[name] += 1
        print(
            f"  {name} in {verdict.mutant.report.name}; others that noticed: {' '.join(sorted(verdict.new)) or 'none'}"
        )
        for path, before, after in differences(verdict.mutant.report.texts, verdict.mutant.texts):
            print(f"    {path}: {before!r} → {after!r}")


def differences(before: object, after: object, path: str = "") -> Iterable[tuple[str, object, object]]:
    """What the fault changed: path, before, after."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            yield from differences(before.get(key), after.get(key), f"{path}.{key}" if path else str(key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from differences(one, other, f"{path}[{index}]")
    elif isinstance(before, list) and isinstance(after, list):
        for one in before:
            if one not in after:
                yield path, one, None
        for other in after:
            if other not in before:
                yield path, None, other
    elif before != after:
        yield path, before, after


def _rate(verdicts: list[Verdict], which: Which = "expected") -> float:
    hits = sum(getattr(verdict, which) for verdict in verdicts)
    return 100 * hits / len(verdicts) if verdicts else 0.0


def _share(verdicts: list[Verdict], which: Which = "expected") -> str:
    return f"{_rate(verdicts, which):.1f}" if verdicts else "–"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
