"""`python -m accuracy [--verbose] [--json] [--only GROUP[/CHANNEL]] [--record]`; exit status 1: a target is missed."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from typing import Any

from accuracy import values
from accuracy.compare import Verdict
from accuracy.measurement import (
    SILENT_TARGET,
    Line,
    Result,
    form_files,
    lines,
    measure,
    read_baseline,
    record_baseline,
    seed_files,
)

VALUES_TARGET = 99.0


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    results = []
    groups = (seed_files(), form_files()) if options.shuffle is None else (form_files(seed=options.shuffle),)
    for files in groups:
        for file in files:
            if not options.only or f"{file.group}/{file.channel}".startswith(options.only):
                results.append(measure(file))
    table = lines(results)
    parsed = None if options.only or options.shuffle is not None else values.measure()
    figures = {line.key: {"recall": line.tally.recall, "silent": line.tally.silent_rate} for line in table}
    if parsed is not None:
        figures["values"] = {"recall": 100 * parsed.share}
    baseline = read_baseline()
    reached = all(line.reached for line in table) and (parsed is None or 100 * parsed.share >= VALUES_TARGET)
    if options.json:
        print(json.dumps(_as_json(results, table, figures, baseline, reached), ensure_ascii=False, indent=1))
    else:
        _print_table(table, baseline)
        if parsed is not None:
            before = _before(baseline, "values", "recall")
            print(
                f"\nvalues: {parsed.exact} of {parsed.total} read exactly, {100 * parsed.share:.2f} % "
                f"(target {VALUES_TARGET:g}, last recorded {before})"
            )
        failures = Counter((result.file.channel, result.failure) for result in results if result.failure)
        for (channel, reason), count in failures.items():
            print(f"not read: {count} × {channel}: {reason}")
        if options.verbose:
            _print_misses(results)
    if options.record:
        record_baseline({key: {name: round(value, 3) for name, value in row.items()} for key, row in figures.items()})
    return 0 if reached else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m accuracy", description="Field by field: what is read of what is printed."
    )
    parser.add_argument("--verbose", action="store_true", help="list every field that is not right")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--only", default="", metavar="GROUP[/CHANNEL]", help="seeds, facts, templates, synonyms")
    parser.add_argument(
        "--shuffle", type=int, metavar="SEED", help="forms with columns, words and dialects that no sample has, instead"
    )
    parser.add_argument("--record", action="store_true", help="keep the figures as the new baseline")
    return parser.parse_args(arguments)


def _print_table(table: list[Line], baseline: dict[str, Any]) -> None:
    group = ""
    for line in table:
        if line.group != group:
            group = line.group
            print(
                f"\n{group:<10}{'files':>6}{'fields':>8}{'right':>8}{'recall %':>10}{'target':>8}{'last':>8}"
                f"{'silent %':>10}{'target':>8}{'last':>8}"
            )
        tally = line.tally
        print(
            f"{line.channel:<10}{line.files:>6}{tally.fields:>8}{tally.right:>8}{tally.recall:>10.2f}"
            f"{line.recall_target:>8.1f}{_before(baseline, line.key, 'recall'):>8}{tally.silent_rate:>10.2f}"
            f"{SILENT_TARGET:>8.1f}{_before(baseline, line.key, 'silent'):>8}{'' if line.reached else '  missed'}"
        )


def _before(baseline: dict[str, Any], key: str, name: str) -> str:
    figure = baseline.get(key, {}).get(name)
    return "–" if figure is None else f"{figure:.2f}"


def _print_misses(results: list[Result]) -> None:
    for result in results:
        misses = [outcome for outcome in result.outcomes if outcome.verdict is not Verdict.RIGHT]
        if misses:
            print(f"\n{result.file.group}/{result.file.path.name}")
            for outcome in misses:
                print(f"  {outcome}")


def _as_json(
    results: list[Result],
    table: list[Line],
    figures: dict[str, dict[str, float]],
    baseline: dict[str, Any],
    reached: bool,
) -> dict[str, Any]:
    return {
        "reached": reached,
        "groups": [{**line.as_json(), "baseline": baseline.get(line.key)} for line in table],
        "values": {"recall": figures["values"]["recall"], "target": VALUES_TARGET} if "values" in figures else None,
        "misses": [
            {
                "file": result.file.path.name,
                "group": result.file.group,
                "place": outcome.place,
                "verdict": str(outcome.verdict),
                "expected": outcome.expected,
                "found": outcome.found,
            }
            for result in results
            for outcome in result.outcomes
            if outcome.verdict is not Verdict.RIGHT
        ],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
