"""Two fresh processes with different hash seeds and directories print the same bytes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from trust.clean import clean_reports
from trust.determinism import Run, _runs, other_version
from trust.faults import registered
from trust.mutants import make_mutants
from trust.printing import print_docx


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A department report with a fault: several forms, a summary, narrative, findings."""
    reports = [report for report in clean_reports(2, 1) if report.layout == "department"]
    mutant = next(make_mutants([registered()["row-repeated"]], reports, 1, 1))
    path = tmp_path_factory.mktemp("reports") / "report.docx"
    print_docx(mutant.texts, path)
    return path


@pytest.mark.parametrize("output_format", ["json", "jsonl", "html", "text"])
def test_hash_seed_and_directory_do_not_matter(file: Path, output_format: str) -> None:
    python = Path(sys.executable)
    one = Run("one", python, {"PYTHONHASHSEED": "0"}).output([file], output_format)
    other = Run("other", python, {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland"}, elsewhere=True)
    assert len(one) > 500
    assert other.output([file], output_format) == one


def test_a_run_that_fails_is_not_taken_for_sameness(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="exit status"):
        Run("missing", Path(sys.executable)).output([tmp_path / "missing.docx"], "json")


def test_a_shim_that_does_not_run_is_no_interpreter(tmp_path: Path) -> None:
    shim = tmp_path / "python3.12"
    shim.write_text("#!/bin/sh\nexit 127\n")
    shim.chmod(0o755)
    assert not _runs(shim, "3.12")
    assert not _runs(tmp_path / "python3.13", "3.13")
    assert _runs(Path(sys.executable), f"{sys.version_info[0]}.{sys.version_info[1]}")


def test_without_a_second_python_the_reason_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trust.determinism._interpreters", lambda version: iter(()))
    assert "no other Python found" in str(other_version())
