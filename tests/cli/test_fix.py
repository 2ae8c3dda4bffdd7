"""`kaocheng check --fix`."""

from __future__ import annotations

import json
from pathlib import Path

import docx
import pytest

from tests.cli.conftest import Run
from tests.correction.reports import CLEAN, printed, texts

SEEDS = Path(__file__).parents[2] / "samples" / "seeds"
PDF = SEEDS / "pdf" / "yuanshi-2022.pdf"


def test_what_would_change_is_shown_first(run: Run, tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", texts(total_score="97.77"))
    outcome = run("check", path, "--fix")
    assert outcome.status == 1
    assert "97.77 → 99.77" in outcome.out
    assert "ARI-07" in outcome.out
    assert "97.77 → 99.77" in run("check", path, "--fix", "--lang", "en").out
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_json(run: Run, tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", texts(total_score="97.77", funding1__executed_amount=""))
    told = json.loads(run("check", path, "--fix", "--format", "json").out)
    assert told["written"] is None
    assert [(c["code"], c["field"], c["before"], c["after"]) for c in told["corrections"]] == [
        ("ARI-07", "total_score", "97.77", "99.77")
    ]
    assert all(refusal["reason"] and refusal["code"] for refusal in told["refused"])


def test_a_copy_beside_the_file_or_where_it_is_wanted(run: Run, tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", texts(total_score="97.77"))
    before = path.read_bytes()
    outcome = run("check", path, "--fix", "--apply")
    assert outcome.status == 0
    beside = path.with_name("报告.fixed.docx")
    assert beside.name in outcome.out
    assert run("check", beside).status == 0
    assert run("check", path, "--fix", "--apply").status == 2
    other = tmp_path / "另存.docx"
    assert run("check", path, "--fix", "--tracked", "--apply", other).status == 0
    assert "考成" in docx.Document(str(other)).element.xml
    assert path.read_bytes() == before


def test_nothing_to_correct(run: Run, tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", CLEAN)
    assert run("check", path, "--fix").status == 0
    assert run("check", path, "--fix", "--apply", tmp_path / "b.docx").status == 0
    assert not (tmp_path / "b.docx").exists()


def test_findings_that_stay_keep_the_status(run: Run, tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", texts(funding0__execution_rate="98.71%", indicators0__weight="14"))
    outcome = run("check", path, "--fix", "--apply")
    assert outcome.status == 1
    assert "须由人决定" in outcome.out


def test_other_formats_are_shown_and_refused(run: Run) -> None:
    outcome = run("check", PDF, "--fix", "--apply")
    assert outcome.status == 2
    assert "99.99% → 99.97%" in outcome.out
    assert "docx、xlsx" in outcome.err


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("a.docx", "--apply"), "--fix"),
        (("a.docx", "--tracked"), "--fix"),
        (("a.docx", "--fix", "--tracked"), "--apply"),
        (("a.docx", "b.docx", "--fix"), "一个文件"),
        (("a.docx", "--fix", "--apply", "a.docx"), "原文件"),
        (("a.docx", "--fix", "--annotate", "b.docx"), "--annotate"),
        (("a.docx", "--fix", "--format", "html"), "text"),
        (("a.docx", "--fix", "--apply", "c.xlsx"), ".docx"),
    ],
)
def test_wrong_use(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    data = printed(tmp_path, "docx", texts(total_score="97.77")).read_bytes()
    for name in ("a.docx", "b.docx"):
        Path(name).write_bytes(data)
    before = sorted(tmp_path.iterdir())
    outcome = run("check", *arguments)
    assert outcome.status == 2
    assert complaint in outcome.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "a.docx"
    data = printed(tmp_path, "docx", CLEAN).read_bytes()
    broken.write_bytes(data[: len(data) // 2])
    assert run("check", broken, "--fix", "--apply").status == 3
    assert not (tmp_path / "a.fixed.docx").exists()


def test_a_waived_finding_is_left_alone(run: Run, tmp_path: Path) -> None:
    path = printed(tmp_path, "docx", texts(total_score="97.77"))
    assert "97.77 → 99.77" not in run("check", path, "--fix", "--ignore", "ARI-07").out
