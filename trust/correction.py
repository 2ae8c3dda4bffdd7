"""`python -m trust.correction [--rounds N] [--seed N] [--verbose]`; exit status 1: a target is missed.

Clean reports get one fault of arithmetic each, are printed to docx and xlsx, checked, corrected and read again.

corrected: the fault is gone and every field reads exactly as in the clean report. refused: nothing was changed, and the
reasons say why. wrong: a correction gave a field another figure than the clean report has (target 0). broken: a finding
of the corrected file that neither the clean nor the faulty file has (target 0).

Faults that figures alone cannot settle (*open*) ought to be refused. The other arithmetic and score faults of
`trust.faults` follow, for wrong corrections only; then what is proposed for the five published reports.
"""

from __future__ import annotations

import argparse
import copy
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from accuracy.channels import write_docx, write_xlsx
from accuracy.facts import ROOT

from kaocheng.correction import Corrected, Correction, Proposal, correct, propose
from kaocheng.correction.case import key_of
from kaocheng.correction.proof import is_same
from kaocheng.correction.revision import field_at
from kaocheng.model.codec import report_to_json
from kaocheng.pipeline import check_file
from kaocheng.pipeline.result import CheckResult
from kaocheng.readers.source import open_source
from trust.clean import CleanReport, clean_reports
from trust.faults import registered
from trust.faults.fault import Chance, Texts, a_form, execution_row, forms, number, plain, rows, with_number
from trust.mutants import make_mutants
from trust.printing import sheets_of

FORMATS = {"docx": write_docx, "xlsx": write_xlsx}
CORRECTED_TARGET = 90.0  # per cent of the decidable faults, over both formats
_WHEN = datetime(2024, 3, 1)
_SEEDS = ROOT / "samples" / "seeds" / "docx"
_EACH = 14

#: Faults after which the clean text is no longer right: rows lost points with reason, grade or total is what is stale.
_NEW_TRUTH = frozenset(("grade-too-good", "total-score-stale"))

Change = Callable[[Texts, Chance], bool]


# Faults that the report itself settles --------------------------------------------------------------------------------


def total_score_wrong(texts: Texts, chance: Chance) -> bool:
    form = a_form(texts, chance)
    total = number(form["total_score"]) or Decimal(0)
    form["total_score"] = plain(total - chance.choice((1, 2, 5, 10)))
    return True


def rate_wrong(texts: Texts, chance: Chance) -> bool:
    row = a_form(texts, chance)["funding"][0]
    rate = number(row["execution_rate"]) or Decimal(0)
    row["execution_rate"] = with_number(row["execution_rate"], rate - chance.choice((1, 3, 9)))
    return True


def rate_cut_off(texts: Texts, chance: Chance) -> bool:
    """The last printed decimal is one too low."""
    for _, form in forms(texts, chance):
        row = form["funding"][0]
        rate = number(row["execution_rate"])
        if rate and rate != rate.to_integral_value():
            row["execution_rate"] = with_number(row["execution_rate"], rate - Decimal("0.01"))
            return True
    return False


def rate_of_source_wrong(texts: Texts, chance: Chance) -> bool:
    for _, form in forms(texts, chance):
        for row in form["funding"][1:]:
            rate = number(row.get("execution_rate", ""))
            if rate:
                row["execution_rate"] = with_number(row["execution_rate"], rate - 4)
                return True
    return False


def execution_score_wrong(texts: Texts, chance: Chance) -> bool:
    row = execution_row(a_form(texts, chance))
    assert row is not None
    row["score"] = plain((number(row["score"]) or Decimal(0)) - chance.choice((1, 2)))
    return True


def execution_score_and_total_wrong(texts: Texts, chance: Chance) -> bool:
    """The total was added up with the wrong score; text and summary have the right one."""
    form = a_form(texts, chance)
    row, step = execution_row(form), chance.choice((1, 2))
    assert row is not None
    row["score"] = plain((number(row["score"]) or Decimal(0)) - step)
    form["total_score"] = plain((number(form["total_score"]) or Decimal(0)) - step)
    return True


def execution_indicator_wrong(texts: Texts, chance: Chance) -> bool:
    for _, form in forms(texts, chance):
        row = execution_row(form)
        if row is not None and "actual" in row and row["actual"] != "100%":
            rate = number(row["actual"]) or Decimal(0)
            row["actual"] = chance.choice(("100%", with_number(row["actual"], rate + Decimal("1.23"))))
            return True
    return False


def grade_wrong(texts: Texts, chance: Chance) -> bool:
    graded = [row for row in texts["report"].get("summary", ()) if "grade" in row]
    if not graded:
        return False
    chance.choice(graded)["grade"] = chance.choice(("良", "中"))
    return True


def funding_sum_wrong(texts: Texts, chance: Chance) -> bool:
    for _, form in forms(texts, chance):
        if len(form["funding"]) > 1:
            row, column = form["funding"][0], chance.choice(("adjusted_budget", "executed_amount"))
            value = number(row[column]) or Decimal(0)
            row[column] = with_number(row[column], value + chance.choice((3, 10)))
            return True
    return False


def score_rate_wrong(texts: Texts, chance: Chance) -> bool:
    return registered()["score-rate-mistyped"].change(texts, chance)


def total_weight_wrong(texts: Texts, chance: Chance) -> bool:
    for _, form in forms(texts, chance):
        if form.get("total_weight") == "100" and form["layout"] != "f02":  # which has no such cell
            form["total_weight"] = chance.choice(("80", "95", "110"))
            return True
    return False


# Faults that a person has to settle -----------------------------------------------------------------------------------


def executed_amount_missing(texts: Texts, chance: Chance) -> bool:
    a_form(texts, chance)["funding"][0]["executed_amount"] = ""
    return True


def executed_amount_zero(texts: Texts, chance: Chance) -> bool:
    a_form(texts, chance)["funding"][0]["executed_amount"] = "0"
    return True


def amount_of_the_only_row_wrong(texts: Texts, chance: Chance) -> bool:
    for _, form in forms(texts, chance):
        if len(form["funding"]) == 1:
            row, column = form["funding"][0], chance.choice(("adjusted_budget", "executed_amount"))
            row[column] = with_number(row[column], (number(row[column]) or Decimal(0)) + 5)
            return True
    return False


def amount_of_source_wrong(texts: Texts, chance: Chance) -> bool:
    for _, form in forms(texts, chance):
        if len(form["funding"]) > 1:
            row, column = form["funding"][1], chance.choice(("adjusted_budget", "executed_amount"))
            row[column] = with_number(row[column], (number(row[column]) or Decimal(0)) + 5)
            return True
    return False


def row_score_wrong(texts: Texts, chance: Chance) -> bool:
    row = chance.choice(rows(a_form(texts, chance)))
    row["score"] = plain((number(row["score"]) or Decimal(0)) - 1)
    return True


def weight_wrong(texts: Texts, chance: Chance) -> bool:
    found = rows(a_form(texts, chance), weighted=True)
    if not found:
        return False
    row = chance.choice(found)
    row["weight"] = plain((number(row["weight"]) or Decimal(0)) + chance.choice((1, 5)))
    return True


def total_and_all_copies_wrong(texts: Texts, chance: Chance) -> bool:
    """The execution score is wrong, and so are total, summary and text, which were carried along."""
    return registered()["execution-score-off"].change(texts, chance)


SETTLED: tuple[Change, ...] = (
    total_score_wrong, rate_wrong, rate_cut_off, rate_of_source_wrong, execution_score_wrong,
    execution_score_and_total_wrong, execution_indicator_wrong, grade_wrong, funding_sum_wrong, score_rate_wrong,
    total_weight_wrong,
)  # fmt: skip
OPEN: tuple[Change, ...] = (
    executed_amount_missing, executed_amount_zero, amount_of_the_only_row_wrong, amount_of_source_wrong,
    row_score_wrong, weight_wrong, total_and_all_copies_wrong,
)  # fmt: skip


# Measuring ------------------------------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of the faults of one kind in one format."""

    faults: int = 0
    corrected: int = 0
    untouched: int = 0
    wrong: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)


class Bench:
    """Prints, checks and corrects; clean reports are read once per format."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._clean: dict[tuple[str, str], CheckResult] = {}

    def print_and_check(self, texts: Texts, kind: str, name: str) -> CheckResult:
        path = self._folder / f"{name}.{kind}"
        FORMATS[kind](sheets_of(texts), path)
        return check_file(path, keep_document=True)

    def clean(self, report: CleanReport, kind: str) -> CheckResult:
        key = report.name, kind
        if key not in self._clean:
            self._clean[key] = self.print_and_check(report.texts, kind, "clean")
        return self._clean[key]

    def measure(self, report: CleanReport, texts: Texts, kind: str, tally: Tally) -> None:
        clean, faulty = self.clean(report, kind), self.print_and_check(texts, kind, "faulty")
        proposal = propose(faulty)
        outcome = correct(open_source(faulty.source.path), faulty, proposal, when=_WHEN)
        tally.faults += 1
        tally.wrong += _wrong(clean, outcome.made, report.name)
        tally.broken += _broken(clean, faulty, outcome, report.name)
        if outcome.data is None:
            tally.untouched += 1
        elif _same_report(clean, outcome.result):
            tally.corrected += 1
        for refusal in outcome.refused:
            tally.reasons[f"{refusal.code}: {refusal.reason.en}"[:150]] += 1


def _wrong(clean: CheckResult, made: Iterable[Correction], name: str) -> list[str]:
    assert clean.report is not None
    found = []
    for correction in made:
        cell = field_at(clean.report, correction.path)
        if cell is None or not is_same(cell.text, correction.after):
            right = "nothing" if cell is None else cell.text
            found.append(f"{name} {correction.path}: {correction.before} → {correction.after}, clean is {right}")
    return found


def _broken(clean: CheckResult, faulty: CheckResult, outcome: Corrected, name: str) -> list[str]:
    before = {key_of(finding) for result in (clean, faulty) for finding in result.findings}
    return [f"{name} {f.code} {f.message.zh}" for f in outcome.result.findings if key_of(f) not in before]


def _same_report(clean: CheckResult, corrected: CheckResult) -> bool:
    assert clean.report is not None
    assert corrected.report is not None
    return report_to_json(clean.report) == report_to_json(corrected.report)


def faulty_reports(
    change: Change, reports: Sequence[CleanReport], seed: int, each: int = _EACH
) -> Iterator[tuple[CleanReport, Texts]]:
    """Reports with one fault; the same seed gives the same ones."""
    made = 0
    for attempt in range(4):
        chance = random.Random(f"{seed}/{change.__name__}/{attempt}")
        for report in chance.sample(list(reports), len(reports)):
            texts = copy.deepcopy(report.texts)
            if made < each and change(texts, chance) and texts != report.texts:
                made += 1
                yield report, texts


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m trust.correction")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true", help="show every wrong correction and every reason")
    options = parser.parse_args(arguments)
    reports = list(clean_reports(options.seed, options.rounds))
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        settled = _table("settled by the report", SETTLED, reports, bench, options)
        undecidable = _table("open: a person has to decide", OPEN, reports, bench, options)
        others = _others(reports, bench, options)
    _seeds()
    tallies = [*settled, *undecidable, others]
    faults, corrected = sum(t.faults for t in settled), sum(t.corrected for t in settled)
    wrong, broken = sum(len(t.wrong) for t in tallies), sum(len(t.broken) for t in tallies)
    share = 100 * corrected / faults if faults else 0.0
    print(f"\ncorrected to exactly the clean text: {share:.1f} % of {faults} settled faults (≥ {CORRECTED_TARGET:.0f})")
    print(f"wrong corrections: {wrong} (0)   rules broken by a correction: {broken} (0)")
    return 0 if share >= CORRECTED_TARGET and not wrong and not broken else 1


def _table(
    title: str, changes: Sequence[Change], reports: list[CleanReport], bench: Bench, options: argparse.Namespace
) -> list[Tally]:
    print(f"\n{title:<40}{'format':>7}{'faults':>8}{'corrected':>11}{'untouched':>11}{'wrong':>7}{'broken':>8}")
    tallies = []
    for change in changes:
        for kind in FORMATS:
            tally = Tally()
            for report, texts in faulty_reports(change, reports, options.seed):
                bench.measure(report, texts, kind, tally)
            tallies.append(tally)
            _print(change.__name__.replace("_", "-"), kind, tally, options.verbose)
    return tallies


def _print(name: str, kind: str, tally: Tally, verbose: bool) -> None:
    print(
        f"  {name:<38}{kind:>7}{tally.faults:>8}{tally.corrected:>11}{tally.untouched:>11}"
        f"{len(tally.wrong):>7}{len(tally.broken):>8}"
    )
    for line in (*tally.wrong, *tally.broken):
        print(f"      ! {line}")
    if tally.corrected < tally.faults or verbose:
        for reason, count in tally.reasons.most_common(None if verbose else 2):
            print(f"      refused {count} × {reason}")


def _others(reports: list[CleanReport], bench: Bench, options: argparse.Namespace) -> Tally:
    """Every other kind of arithmetic and score fault: nothing may be corrected wrongly, whatever is proposed."""
    kinds = [f for f in registered().values() if f.group in ("arithmetic", "score") and f.name not in _NEW_TRUTH]
    tally = Tally()
    for mutant in make_mutants(kinds, reports, 3 * len(kinds), options.seed, attempts=2):
        bench.measure(mutant.report, mutant.texts, "docx", tally)
    print(f"\nother faults of figures and scores ({len(kinds)} kinds)")
    _print("all", "docx", tally, verbose=False)
    return tally


def _seeds() -> None:
    for path in sorted(_SEEDS.glob("*.docx")):
        proposal: Proposal = propose(check_file(path, keep_document=True))
        print(f"\n{path.stem}")
        for item in proposal.corrections:
            print(f"  + {item.code} {item.path}: {item.before} → {item.after} ({item.why.en})")
        for item in proposal.refused:
            print(f"  – {item.code} {item.subject}: {item.reason.en}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
