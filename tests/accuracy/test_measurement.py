"""From a file to a line of the table."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from accuracy.compare import Outcome, Tally, Verdict
from accuracy.measurement import File, Line, lines, measure, seed_files
from accuracy.record import Expected, Node


def outcome(verdict: Verdict) -> Outcome:
    return Outcome("forms[1].title", verdict, "表", "表")


def test_a_tally_counts_printed_fields_and_silent_errors_apart() -> None:
    verdicts = [Verdict.RIGHT] * 6 + [Verdict.MISSING, Verdict.DOUBTED, Verdict.WRONG, Verdict.SPURIOUS]
    tally = Tally.of(map(outcome, verdicts))
    assert tally == Tally(fields=9, right=6, silent=2)
    assert round(tally.recall, 2) == 66.67
    assert round(tally.silent_rate, 2) == 22.22


def test_a_target_is_reached_by_recall_and_silence_together() -> None:
    assert Line("facts", "docx", 1, Tally(1000, 980, 2), 98.0).reached
    assert not Line("facts", "docx", 1, Tally(1000, 979, 2), 98.0).reached
    assert not Line("facts", "docx", 1, Tally(1000, 999, 3), 98.0).reached


def test_an_unreadable_file_misses_every_field_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04 not a package")
    truth: Node[Expected] = Node({"title": Expected(("表",)), "grade": None})
    result = measure(File("facts", "docx", path, truth))
    assert result.failure
    (line,) = lines([result])
    assert line.tally == Tally(fields=1, right=0, silent=0)


def test_every_seed_report_is_measured_in_every_channel_it_exists_in() -> None:
    files = list(seed_files())
    counts = Counter(file.channel for file in files)
    assert counts == {"docx": 5, "xlsx": 1, "pdf": 5, "txt": 5, "html": 5}
    assert all(sum(1 for _ in file.truth.leaves()) >= 70 for file in files)
