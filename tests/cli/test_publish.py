"""`kaocheng publish`: when it writes, when it refuses, and what it tells."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.publication.packages import docx

SEEDS = Path(__file__).parents[2] / "samples" / "seeds"
CHENGDE = SEEDS / "docx" / "chengde-2022.docx"


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.docx"
    path.write_bytes(docx("<w:p><w:r><w:t>填报人：某某甲</w:t></w:r></w:p>"))
    return path


def test_written_and_told(run: Run, plain: Path, tmp_path: Path) -> None:
    out, before = tmp_path / "out.docx", plain.read_bytes()
    outcome = run("publish", plain, "-o", out)
    assert (outcome.status, outcome.err) == (0, "")
    assert "姓名 某** 第1段" in outcome.out
    assert "某某甲" not in outcome.out
    assert out.exists()
    assert plain.read_bytes() == before


def test_errors_stand_in_the_way_until_forced(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.docx"
    outcome = run("publish", CHENGDE, "-o", out)
    assert outcome.status == 1
    assert "ARI-02" in outcome.out
    assert list(tmp_path.iterdir()) == []
    forced = run("publish", CHENGDE, "-o", out, "--force", "--format", "json")
    assert forced.status == 0
    told = json.loads(forced.out)
    assert told["written"] == str(out)
    assert {"kind", "what", "where", "part", "count"} == told["removed"][0].keys()
    assert {removal["kind"] for removal in told["removed"]} >= {"name", "landline", "property"}


def test_a_secrecy_mark_cannot_be_forced(run: Run, tmp_path: Path) -> None:
    path, out = tmp_path / "secret.docx", tmp_path / "out.docx"
    path.write_bytes(docx("<w:p><w:r><w:t>秘密★10年</w:t></w:r></w:p><w:p><w:r><w:t>绩效</w:t></w:r></w:p>"))
    outcome = run("--lang", "en", "publish", path, "-o", out, "--force")
    assert outcome.status == 1
    assert "secrecy mark “秘密★10年” paragraph 1" in outcome.out
    assert not out.exists()


def test_never_over_the_input_and_never_under_another_type(run: Run, plain: Path, tmp_path: Path) -> None:
    before = plain.read_bytes()
    hard = tmp_path / "hard.docx"
    hard.hardlink_to(plain)
    for out in (plain, hard, tmp_path / "out.xlsx", tmp_path / "missing" / "out.docx"):
        assert run("publish", plain, "-o", out).status == 2
    assert plain.read_bytes() == before


def test_what_cannot_be_read(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(CHENGDE.read_bytes()[:5000])
    for path in (broken, tmp_path / "none.docx", SEEDS / "pdf" / "chengde-2022.pdf"):
        outcome = run("publish", path, "-o", tmp_path / "out.docx")
        assert (outcome.status, outcome.out) == (3, "")
        assert outcome.err
