"""The measurement of corrections measures: a fault is put right, and a wrong correction would be seen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from trust.clean import clean_reports
from trust.correction import OPEN, SETTLED, Bench, Change, Tally, _wrong, faulty_reports

from kaocheng.correction import propose

REPORTS = list(clean_reports(2, 1))


@pytest.mark.parametrize("change", SETTLED, ids=lambda change: change.__name__)
def test_a_settled_fault_is_corrected(change: Change, tmp_path: Path) -> None:
    tally = Tally()
    for report, texts in faulty_reports(change, REPORTS, 1, each=2):
        Bench(tmp_path).measure(report, texts, "docx", tally)
    assert tally.faults > 0
    assert tally.corrected == tally.faults
    assert tally.wrong == tally.broken == []


@pytest.mark.parametrize("change", OPEN, ids=lambda change: change.__name__)
def test_an_open_fault_is_never_made_worse(change: Change, tmp_path: Path) -> None:
    tally = Tally()
    for report, texts in faulty_reports(change, REPORTS, 1, each=2):
        Bench(tmp_path).measure(report, texts, "xlsx", tally)
    assert tally.faults > 0
    assert tally.corrected + tally.untouched == tally.faults
    assert tally.wrong == tally.broken == []


def test_a_wrong_correction_is_seen(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    report, texts = next(faulty_reports(SETTLED[0], REPORTS, 1))
    [correction] = propose(bench.print_and_check(texts, "docx", "faulty")).corrections
    clean = bench.clean(report, "docx")
    assert _wrong(clean, [correction], report.name) == []
    assert len(_wrong(clean, [replace(correction, after="12")], report.name)) == 1
