"""`kaocheng report`: the file that is written, the gaps that are told, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kaocheng.pipeline import check_file, extract_file
from kaocheng.reporting import outlines
from tests.cli.conftest import Run
from tests.cli.reports import write_report

SEEDS = Path(__file__).resolve().parents[2] / "samples" / "seeds" / "docx"
BEITA = SEEDS / "beita-2023.docx"


def test_docx_is_written_and_gaps_are_told(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "report.docx"
    outcome = run("report", BEITA, "-o", target)
    assert outcome.status == 0
    assert outcome.out == ""
    told = outcome.err.splitlines()
    assert told[0] == f"kaocheng：还有 {len(told) - 1} 处需要填写："
    assert told[-1].endswith(". 请填写报告日期")
    assert told[1].startswith("  1. 项目概况：请填写")
    written = check_file(target)
    assert written.error is None
    assert written.report is not None
    assert written.report.forms[0].project_name is not None


def test_a_stored_line_gives_the_same_report(run: Run, tmp_path: Path) -> None:
    line = tmp_path / "beita.jsonl"
    line.write_text(json.dumps(extract_file(BEITA).to_json(), ensure_ascii=False) + "\n", "utf-8")
    run("report", BEITA, "-o", tmp_path / "a.docx")
    assert run("report", line, "-o", tmp_path / "b.docx").status == 0
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_messages_in_english_report_in_chinese(run: Run, tmp_path: Path) -> None:
    chinese, english = tmp_path / "zh.docx", tmp_path / "en.docx"
    run("report", BEITA, "-o", chinese)
    outcome = run("report", BEITA, "-o", english, "--lang", "en")
    assert outcome.err.splitlines()[0].endswith("gaps to fill in:")
    assert chinese.read_bytes() == english.read_bytes()


def test_last_year_outline_region_and_scheme(run: Run, tmp_path: Path) -> None:
    now = write_report(tmp_path / "now.html")
    before = write_report(tmp_path / "before.html", rows=[("举办活动场次", "≥24场", "24场", "50", "50")])
    target = tmp_path / "report.docx"
    options = ("--last-year", before, "--outline", "cn-hebei-chengde", "--region", "湖南省", "--scheme", "cn-mof-2020")
    assert run("report", now, "-o", target, *options).status == 0
    from docx import Document

    text = "\n".join(paragraph.text for paragraph in Document(str(target)).paragraphs)
    assert "“举办活动场次”由24场变为25场，上升1场。" in text
    assert "绩效目标设定质量情况" in text


def test_list(run: Run) -> None:
    outcome = run("report", "--list")
    assert outcome.status == 0
    assert [line.split()[0] for line in outcome.out.splitlines()] == [outline.id for outline in outlines()]


@pytest.mark.parametrize(
    "arguments, said",
    [
        ((), "-o"),
        ((BEITA,), "-o"),
        ((BEITA, "-o", "report.odt"), ".docx"),
        ((BEITA, "-o", "report.docx", "--outline", "nowhere"), "nowhere"),
        ((BEITA, "-o", "report.docx", "--region", "鼓楼区"), "鼓楼区"),
        ((BEITA, "-o", "report.docx", "--scheme", "cn-mof-202"), "cn-mof-2020"),
    ],
)
def test_wrong_use(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[object, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = run("report", *arguments)
    assert outcome.status == 2
    assert said in outcome.err
    assert not list(tmp_path.iterdir())


def test_an_input_that_cannot_be_read(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"PK\x03\x04 not a package")
    outcome = run("report", broken, "-o", tmp_path / "report.docx")
    assert outcome.status == 3
    assert not (tmp_path / "report.docx").exists()


def test_an_input_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "forms.docx"
    source.write_bytes(BEITA.read_bytes())
    assert run("report", source, "-o", source).status == 2
    assert source.read_bytes() == BEITA.read_bytes()
