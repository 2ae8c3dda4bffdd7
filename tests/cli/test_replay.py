"""`kaocheng replay`: what moves, why, and the exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import kaocheng
from tests.cli.conftest import Run
from tests.cli.reports import write_report
from tests.cli.shape import check_shape

HERE = Path(__file__).parent
SAMPLES = HERE.parents[1] / "samples" / "seeds"
CHENGDE = SAMPLES / "docx" / "chengde-2022.docx"
YUANSHI = SAMPLES / "docx" / "yuanshi-2022.docx"
SHAPES: dict[str, Any] = json.loads((HERE / "shapes.json").read_text("utf-8"))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    return write_report(tmp_path / "report.html")


def lines(out: str) -> list[Any]:
    return [json.loads(line) for line in out.splitlines()]


def test_what_moves_and_why(run: Run, report: Path) -> None:
    outcome = run("replay", "--scheme", "product-default", report)
    assert outcome.status == 0
    assert outcome.err == ""
    text = outcome.out
    assert "对照方案：cn-mof-2020" in text
    assert "试算方案：product-default" in text
    assert "↓ 下降  良        中        ↓ 下降" in text
    assert "对照 26.6667：40 分 × 10 ÷ 15 = 26.6667 分" in text
    assert "试算 20：40 分 × (1 − (15 − 10) ÷ 10) = 20 分" in text
    assert "（quantitative.reverse_method）：按比例 → 线性递减，到目标两倍为0" in text
    assert text.endswith("自评表 1：总分 1 项下降；等级 1 项下降\n")


def test_moves_go_from_the_scheme_compared_against(run: Run, report: Path) -> None:
    [line] = lines(
        run("replay", "--format", "jsonl", "--scheme", "cn-mof-2020", "--against", "product-default", report).out
    )
    assert (line["against"]["id"], line["scheme"]["id"]) == ("product-default", "cn-mof-2020")
    [form] = line["forms"]
    assert (form["total"]["move"], form["grade"]) == ("up", {"against": "中", "scheme": "良", "move": "up"})
    [row] = form["rows"]
    assert (row["path"], row["claimed"], row["against"]["replayed"]) == ("indicators[0]", "40", "20.0")
    assert {d["key"] for d in line["differences"]} == {"level1_weights", "quantitative.reverse_method"}


def test_lines_have_their_shape_and_the_object_counts(run: Run, report: Path) -> None:
    arguments = ("replay", "--scheme", "cn-hebei-luquan-2024", report, CHENGDE, YUANSHI, "missing.docx")
    outcome = run(*arguments, "--format", "jsonl")
    assert outcome.status == 3
    for line in lines(outcome.out):
        check_shape(line, SHAPES["replay"], SHAPES)
    whole = json.loads(run(*arguments, "--format", "json").out)
    assert whole["files"] == lines(outcome.out)
    forms, departments = whole["summary"]["forms"], whole["summary"]["departments"]
    assert (whole["summary"]["files"], whole["summary"]["unread"]) == (4, 1)
    assert sum(forms["totals"].values()) == sum(forms["grades"].values()) == 1 + 3 + 5
    assert sum(departments["grades"].values()) == 1
    moved = [form["grade"]["move"] for line in whole["files"] for form in line["forms"]]
    assert {move: moved.count(move) for move in forms["grades"]} == forms["grades"]


def test_in_english(run: Run, report: Path) -> None:
    out = run("--lang", "en", "replay", "--scheme", "product-default", report, "missing.docx").out
    assert "the schemes differ: cn-mof-2020 → product-default" in out
    assert "not replayed: " in out
    assert "forms: 1; totals: 1 down; grades: 1 down" in out
    assert "试算" not in out


def test_a_scheme_against_itself(run: Run, report: Path) -> None:
    out = run("replay", "--scheme", "cn-mof-2020", report).out
    assert "两个方案的取值相同：cn-mof-2020，cn-mof-2020" in out
    assert "对照 26" not in out
    assert out.endswith("总分 1 项不变；等级 1 项不变\n")


def test_own_scheme_from_a_folder(run: Run, report: Path, tmp_path: Path) -> None:
    folder = tmp_path / "schemes"
    folder.mkdir()
    (folder / "own.toml").write_text(
        'id = "own"\ntitle = { zh = "自定", en = "own" }\nregion = "130132"\nvalid_from = 2022\nkinds = ["project"]\n'
        'extends = "product-default"\n'.replace("product-default", "cn-mof-2020"),
        "utf-8",
    )
    assert run("replay", "--scheme", "own", "--scheme-dir", folder, report).status == 0
    assert run("replay", "--scheme", "own", report).status == 2


@pytest.mark.parametrize(
    "arguments", [(), ("--scheme", "cn-nowhere"), ("--scheme", "cn-mof-2020", "--against", "cn-nowhere")]
)
def test_wrong_use(run: Run, report: Path, arguments: tuple[str, ...]) -> None:
    outcome = run("replay", *arguments, report)
    assert outcome.status == 2
    assert outcome.out == ""


def test_several_processes_give_the_same_bytes(run: Run, report: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    for path, jobs in ((one, 1), (two, 2)):
        arguments = ("--scheme", "product-default", "--format", "json", "--jobs", jobs, "-o", path)
        run("replay", *arguments, report, "missing.docx", CHENGDE)
    assert one.read_bytes() == two.read_bytes()


def test_the_same_from_python(report: Path) -> None:
    result = kaocheng.replay(report, "product-default")
    assert result.against is not None
    assert result.against.id == "cn-mof-2020"
    assert result.to_json()["forms"][0]["total"]["move"] == "down"
