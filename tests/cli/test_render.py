"""`kaocheng render` and `kaocheng template`: names, refusals, what is told, and the way back through extraction."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from kaocheng import extract
from kaocheng.cli.render import _stem
from kaocheng.readers import read
from tests.cli.conftest import Outcome, Run
from tests.cli.reports import write_report


@pytest.fixture
def lines(run: Run, tmp_path: Path) -> Path:
    """What `extract` prints for two reports of the same name and a file that cannot be read."""
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        write_report(tmp_path / folder / "图书馆.html", name=f"阅读推广{folder}")
    (tmp_path / "b" / "坏.docx").write_bytes(b"PK\x03\x04broken")
    paths = (tmp_path / "a" / "图书馆.html", tmp_path / "b" / "坏.docx", tmp_path / "b" / "图书馆.html")
    path = tmp_path / "reports.jsonl"
    run("extract", *paths, "--format", "jsonl", "-o", path)
    return path


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_each_report_becomes_a_document_and_an_unread_one_is_told(run: Run, lines: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    outcome = run("render", lines, "--to", "docx", "-o", out)
    assert outcome.status == 3
    assert outcome.out.splitlines() == [str(out / "图书馆.docx"), str(out / "图书馆-2.docx")]
    assert names(out) == ["图书馆-2.docx", "图书馆.docx"]
    (told,) = outcome.err.splitlines()
    assert "坏.docx" in told
    assert ":2 " in told


def test_what_was_read_is_read_again(run: Run, tmp_path: Path) -> None:
    source = write_report(tmp_path / "r.html")
    path = tmp_path / "r.jsonl"
    run("extract", source, "--format", "jsonl", "-o", path)
    assert run("render", path, "--to", "docx", "-o", tmp_path).status == 0
    (before,), (after,) = extract(source).report.forms, extract(tmp_path / "r.docx").report.forms
    assert after.project_name.text == before.project_name.text == "阅读推广"
    for field in ("level3", "target", "actual", "weight", "score"):
        printed = [[getattr(row, field).text for row in form.indicators] for form in (before, after)]
        assert printed[0] == printed[1]
    assert after.total_score.value == before.total_score.value


@pytest.mark.parametrize("format_", ["json", "jsonl"])
@pytest.mark.parametrize("command", ["extract", "check"])
def test_either_format_of_either_command(run: Run, tmp_path: Path, command: str, format_: str) -> None:
    path = tmp_path / f"r.{format_}"
    run(command, write_report(tmp_path / "甲.html"), "--format", format_, "-o", path)
    outcome = run("render", path, "--to", "docx", "-o", tmp_path / "out")
    assert (outcome.status, names(tmp_path / "out")) == (0, ["甲.docx"])


def test_from_standard_input(run: Run, lines: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.read_bytes())))
    assert run("render", "-", "--to", "docx", "-o", tmp_path / "out").status == 3
    assert len(names(tmp_path / "out")) == 2


def test_sources_are_not_overwritten(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    first = tmp_path / "甲.html"
    run("extract", write_report(first), "--format", "jsonl", "-o", path)
    run("render", path, "--to", "docx", "-o", tmp_path)
    source = tmp_path / "甲.docx"
    run("extract", source, "--format", "jsonl", "-o", path)
    before = source.read_bytes()
    outcome = run("render", path, "--to", "docx", "-o", tmp_path)
    assert (outcome.status, outcome.out) == (0, f"{tmp_path / '甲-2.docx'}\n")
    assert "甲.docx 是原文件" in outcome.err
    assert source.read_bytes() == before


def test_a_line_that_is_not_ours_is_told_by_its_number(run: Run, lines: Path, tmp_path: Path) -> None:
    good = lines.read_text("utf-8").splitlines()[0]
    lines.write_text(f'{good}\nnot json\n{{"format": 9}}\n[]\n{good[:-40]}\n', "utf-8")
    outcome = run("--lang", "en", "render", lines, "--to", "docx", "-o", tmp_path / "out")
    assert outcome.status == 3
    assert len(names(tmp_path / "out")) == 1
    told = outcome.err.splitlines()
    assert [f"reports.jsonl:{number}" in line for number, line in enumerate(told, 2)] == [True] * 4
    assert "the format is 9" in told[1]


def test_another_template_and_what_it_leaves_out(run: Run, lines: Path, tmp_path: Path) -> None:
    outcome = run("render", lines, "--to", "docx", "-o", tmp_path / "out", "--template", "F-10")
    assert len(names(tmp_path / "out")) == 2
    assert "forms[0].indicators[0].score" in outcome.err


@pytest.mark.parametrize(("path", "stem"), [
    ("../../etc/passwd", "passwd"), ("C:\\x\\报告.docx", "报告"), ("..", "report"), ("", "report"), ("-o.pdf", "report-o"),
    ("a\u202egpj.exe", "agpj"), ("CON.txt", "_CON"), ("a:b|c?.docx", "abc"), ("字" * 300 + ".pdf", "字" * 60),
])  # fmt: skip
def test_a_name_from_a_file_is_not_trusted(path: str, stem: str) -> None:
    assert _stem(path) == stem


# Empty forms


def blank(run: Run, out: Path, *more: object) -> Outcome:
    return run("render", "--blank", "--template", "f-01", "-o", out, *more)


def test_an_empty_form_is_written_once(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "表.docx"
    assert blank(run, out).status == 0
    (table,) = read(out).tables()
    assert {"项目名称", "产出指标"} <= {cell.text.split("（")[0] for cell in table.cells}
    out.write_bytes(b"filled in")
    refused = blank(run, out)
    assert (refused.status, refused.out) == (2, "")
    assert out.read_bytes() == b"filled in"


def test_what_is_known_is_filled_in_beforehand(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "project.json"
    data.write_text(json.dumps({
        "project": {"project_name": "农村公路养护", "fiscal_year": 2024},
        "amounts": [{"label": "年度资金总额", "adjusted_budget": 120.50}],
        "indicators": [{"level1": "产出指标", "level2": "数量指标", "level3": "养护里程", "target": "≥412公里", "weight": 10}],
    }), "utf-8")  # fmt: skip
    out = tmp_path / "表.docx"
    assert blank(run, out, "--data", data).status == 0
    texts = {cell.text for table in read(out).tables() for cell in table.cells}
    assert {"农村公路养护", "120.5", "养护里程", "≥412公里"} <= texts


@pytest.mark.parametrize("text", ["", "[]", '{"else": {}}', '{"project": []}', '{"amounts": [{"label": []}]}'])
def test_data_of_another_shape_is_wrong_use(run: Run, tmp_path: Path, text: str) -> None:
    data = tmp_path / "p.json"
    data.write_text(text, "utf-8")
    assert blank(run, tmp_path / "x.docx", "--data", data).status == 2
    assert names(tmp_path) == ["p.json"]


# Wrong use


@pytest.mark.parametrize("arguments", [
    ["render", "-o", "x"], ["render", "r.jsonl", "-o", "x"], ["render", "none.jsonl", "--to", "docx", "-o", "x"],
    ["render", "--blank", "-o", "x.docx"], ["render", "--blank", "--template", "F-01", "-o", "x.odt"],
    ["render", "--blank", "--template", "F-01", "--to", "pdf", "-o", "x.docx"],
    ["render", "--blank", "--template", "F-99", "-o", "x.docx"],
    ["render", "r.jsonl", "--to", "docx", "--template", "F-99", "-o", "x"],
    ["render", "r.jsonl", "--to", "docx", "--data", "d.json", "-o", "x"],
])  # fmt: skip
def test_wrong_use_writes_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "r.jsonl").write_text("{}", "utf-8")
    outcome = run(*arguments)
    assert (outcome.status, outcome.out, names(tmp_path)) == (2, "", ["r.jsonl"])
    assert outcome.err


def test_templates_are_listed(run: Run) -> None:
    listed = [json.loads(line) for line in run("template", "list", "--format", "jsonl").out.splitlines()]
    assert {"id", "title", "kind", "status", "source"} == listed[0].keys()
    assert len({template["id"] for template in listed}) == len(listed) > 10
    for language in ("zh", "en"):
        assert len(run("--lang", language, "template", "list").out.splitlines()) == len(listed)


@pytest.mark.parametrize("command", [["render"], ["template"], ["template", "list"]], ids=" ".join)
def test_help_in_both_languages(run: Run, command: list[str]) -> None:
    zh, en = (run("--lang", language, *command, "--help") for language in ("zh", "en"))
    assert (zh.status, en.status) == (0, 0)
    assert "显示本说明" in zh.out
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in en.out)
