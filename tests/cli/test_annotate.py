"""`kaocheng check --annotate`."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from tests.cli.conftest import Run

SEEDS = Path(__file__).parents[2] / "samples" / "seeds"
CHENGDE = SEEDS / "docx" / "chengde-2022.docx"
PDF = SEEDS / "pdf" / "chengde-2022.pdf"


def test_a_copy_beside_the_usual_output(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "批注.docx"
    before = CHENGDE.read_bytes()
    outcome = run("check", CHENGDE, "--annotate", out)
    assert outcome == run("check", CHENGDE)
    assert outcome.status == 1
    texts = [comment.text for comment in docx.Document(str(out)).comments]
    assert any(text.startswith("错误 ARI-02") for text in texts)
    run("--lang", "en", "check", CHENGDE, "--select", "ARI-02", "--annotate", out)
    texts = [comment.text for comment in docx.Document(str(out)).comments]
    assert texts
    assert all(text.startswith("error ARI-02") for text in texts)
    assert CHENGDE.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((PDF, "--annotate", "a.docx"), "docx、xlsx"),
        ((CHENGDE, "--annotate", "a.xlsx"), ".docx"),
        ((CHENGDE, PDF, "--annotate", "a.docx"), "一个文件"),
        ((CHENGDE, "--annotate", CHENGDE), "输入文件"),
        ((CHENGDE, "--annotate", "missing/a.docx"), "无法写入"),
        ((CHENGDE, "--annotate", "a.docx", "-o", "a.docx"), "同一个文件"),
    ],
)
def test_wrong_use(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], complaint: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = run("check", *arguments)
    assert outcome.status == 2
    assert outcome.out == ""
    assert complaint in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_has_no_copy(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "a.docx"
    broken.write_bytes(CHENGDE.read_bytes()[:5000])
    assert run("check", broken, "--annotate", tmp_path / "b.docx").status == 3
    assert not (tmp_path / "b.docx").exists()
