"""What must not change what the auditor says.

**A lost cell never turns a fault into a pass.** A report with one fault loses one or several cells (of the funding block,
the objectives, the indicators or the head of a form), none of them a cell that holds the fault itself. Two promises:

- *The report* never looks clean: there is still a finding that the clean report does not have, or some rule says that it
  could not decide. This holds for any lost cells.
- *The rules that noticed the fault*: one of them still finds something or says that it cannot decide, for arithmetic and
  score faults, as long as the lost cell does not stand in a row that the fault changed. In the row of the fault itself a
  second cell is half of the contradiction (a score without its weight contradicts nothing any more); then only the first
  promise holds.

Not promised: that the same finding stays. Without the executed amount "the rate is wrong" becomes "cannot be computed".
Faults of words are left out of the second promise, since their other half is a sentence or a summary row.

**Order and padding mean nothing.** Rows may change places inside their group, an empty row or a paragraph that has
nothing to do with the report may be added: the findings stay the same, by fingerprint.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trust.auditing import audit_docx, audit_texts
from trust.clean import CleanReport, Texts, clean_reports
from trust.faults import Fault, registered
from trust.mutants import codes_that_exist, make_mutants
from trust.mutation import differences

from kaocheng.audit.run import AuditResult

Path_ = tuple[Any, ...]
CLEAN = {report.name: report for report in clean_reports(3, 1)}
DETECTABLE = sorted(name for name, fault in registered().items() if fault.expects & codes_that_exist())
FIGURES = [name for name in DETECTABLE if registered()[name].group in ("arithmetic", "score")]


@cache
def clean_fingerprints(name: str) -> frozenset[str]:
    return frozenset(finding.fingerprint for finding in audit_texts(CLEAN[name].texts).findings)


def faulty(fault: Fault, seed: int) -> tuple[CleanReport, Texts] | None:
    """The fault in a report that it befalls and whose rules notice it."""
    for mutant in make_mutants([fault], CLEAN.values(), 1, seed, attempts=1):
        return mutant.report, mutant.texts
    return None


def cells(texts: Texts) -> Iterator[Path_]:
    """Every cell of the forms; labels of funding rows say what a row is and stay."""
    for number, form in enumerate(texts["forms"]):
        for name, value in form.items():
            if isinstance(value, list):
                for index, row in enumerate(value):
                    if isinstance(row, dict):
                        yield from (("forms", number, name, index, key) for key in row if key != "label")
            elif name not in ("layout", "weight_column"):
                yield ("forms", number, name)


def without(texts: Texts, lost: list[Path_]) -> Texts:
    texts = copy.deepcopy(texts)
    for path in lost:
        node: Any = texts
        for step in path[:-1]:
            node = node[step]
        del node[path[-1]]
    return texts


def printed(path: Path_) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def looks_clean(result: AuditResult, report: CleanReport) -> bool:
    return not result.skips and {f.fingerprint for f in result.findings} <= clean_fingerprints(report.name)


def twins(texts: Texts) -> set[str]:
    """Rows that stand twice in a form, both copies: a repeated row is as much the one row as the other."""
    found = set()
    for number, form in enumerate(texts["forms"]):
        for name, rows in form.items():
            if isinstance(rows, list):
                found |= {
                    printed(("forms", number, name, index)) for index, row in enumerate(rows) if rows.count(row) > 1
                }
    return found


def lose_cells(name: str, seed: int, count: int) -> None:
    fault = registered()[name]
    made = faulty(fault, seed)
    if made is None:
        return
    report, texts = made
    noticed = {f.code for f in audit_texts(texts).findings if f.fingerprint not in clean_fingerprints(report.name)}
    if not noticed & fault.expects:
        return  # counted as undetected by trust.mutation
    changed = [path for path, _, _ in differences(report.texts, texts)]
    kept = [path for path in cells(texts) if not any(printed(path).startswith(place) for place in changed)]
    lost = random.Random(seed).sample(kept, min(count, len(kept)))
    result = audit_texts(without(texts, lost))
    assert not looks_clean(result, report), (name, lost)
    rows = {place.rpartition(".")[0] for place in changed} | twins(texts)
    elsewhere = all(printed(path).rpartition(".")[0] not in rows for path in lost)
    if count == 1 and fault.group in ("arithmetic", "score") and elsewhere:
        spoke = {f.code for f in result.findings} | {s.code for s in result.skips}
        assert spoke & noticed & fault.expects, (name, printed(lost[0]), noticed)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(DETECTABLE), st.integers(0, 10**6), st.integers(1, 5))
def test_a_lost_cell_never_turns_a_fault_into_a_pass(name: str, seed: int, count: int) -> None:
    lose_cells(name, seed, count)


@pytest.mark.parametrize("name", FIGURES)
def test_every_fault_of_figures_survives_a_lost_cell(name: str) -> None:
    for seed in range(4):
        lose_cells(name, seed, 1)


@pytest.mark.parametrize(
    "fault, lost",
    [
        ("rate-mistyped", "executed_amount"),
        ("rate-mistyped", "adjusted_budget"),
        ("execution-score-full", "executed_amount"),
        ("total-score-mistyped", "score"),
        ("target-missed-full-score", "weight"),
    ],
)
def test_the_cell_a_computation_needs(fault: str, lost: str) -> None:
    """The other half of a computation is gone: undecided, or reported as missing, never fine."""
    report = CLEAN["f01-0"]
    made = next(make_mutants([registered()[fault]], [report], 1, 2))
    place = next(path for path in cells(made.texts) if path[-1] == lost)
    assert not looks_clean(audit_texts(without(made.texts, [place])), report)


# Order and padding ---------------------------------------------------------------------------------------------------

ANY_FAULT = st.sampled_from(DETECTABLE)


def fingerprints(texts: Texts) -> list[str]:
    return sorted(finding.fingerprint for finding in audit_texts(texts).findings)


@settings(max_examples=40, deadline=None)
@given(ANY_FAULT, st.integers(0, 10**6))
def test_the_order_of_rows_inside_a_group_means_nothing(name: str, seed: int) -> None:
    made = faulty(registered()[name], seed)
    if made is None:
        return
    texts = copy.deepcopy(made[1])
    chance = random.Random(seed)
    for form in texts["forms"]:
        places: dict[tuple[str, str], list[int]] = {}
        for index, row in enumerate(form["indicators"]):
            places.setdefault((row.get("level1", ""), row.get("level2", "")), []).append(index)
        for indices in places.values():
            moved = [form["indicators"][index] for index in chance.sample(indices, len(indices))]
            for index, row in zip(indices, moved, strict=True):
                form["indicators"][index] = row
    before, after = audit_texts(made[1]).findings, audit_texts(texts).findings
    if name in ("near-duplicate", "row-repeated"):  # which of two alike is “the other one” follows the order
        assert sorted(f.code for f in before) == sorted(f.code for f in after)
    else:
        assert sorted(f.fingerprint for f in before) == sorted(f.fingerprint for f in after)


UNRELATED = ("单位门户网站设有意见信箱。", "报告印发各股室。", "本报告一式三份。")


@settings(max_examples=40, deadline=None)
@given(ANY_FAULT, st.integers(0, 10**6), st.sampled_from(UNRELATED))
def test_an_unrelated_paragraph_means_nothing(name: str, seed: int, sentence: str) -> None:
    made = faulty(registered()[name], seed)
    if made is None:
        return
    texts = copy.deepcopy(made[1])
    lines = texts["report"]["text"]
    bodies = [index for index, line in enumerate(lines[:-2]) if index > 2 and len(line) > 40]
    lines.insert(random.Random(seed).choice(bodies) + 1, sentence)
    assert fingerprints(texts) == fingerprints(made[1])


@pytest.mark.parametrize("layout", ["f01-0", "f04-0", "f05-0", "f06-0"])
def test_an_empty_row_means_nothing(layout: str, tmp_path: Path) -> None:
    """By way of a real docx: an empty row of the indicator table and an empty paragraph."""
    made = next(make_mutants([registered()["row-dropped"]], [CLEAN[layout]], 1, 5))
    texts = copy.deepcopy(made.texts)
    for form in texts["forms"]:
        last = form["indicators"][-1]
        form["indicators"].append({"level1": last["level1"], "level2": last["level2"], "level3": "", "target": ""})
    texts["report"]["text"].insert(4, "")
    before = audit_docx(made.texts, tmp_path / "before.docx").findings
    after = audit_docx(texts, tmp_path / "after.docx").findings
    assert before
    assert [f.fingerprint for f in after] == [f.fingerprint for f in before]
