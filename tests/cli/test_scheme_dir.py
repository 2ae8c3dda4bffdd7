"""Schemes of one's own: `--scheme-dir` and KAOCHENG_SCHEMES on the commands that choose schemes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

YUANSHI = Path(__file__).parents[2] / "samples" / "seeds" / "docx" / "yuanshi-2022.docx"
OWN = """\
id = "yuanshi-own"
title = { zh = "元氏县自定方案", en = "Yuanshi's own scheme" }
region = "130132"
valid_from = 2022
kinds = ["project", "department"]
extends = "cn-mof-2020"
inherited_status = "unverified"

[instruments."通知"]
title = "元氏县财政局通知（示例）"

[grades]
value = [
    { label = "甲", rank = 1, minimum = 85 },
    { label = "乙", rank = 2, minimum = 0 },
]
status = "verified"
source = "通知：第三条"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("KAOCHENG_SCHEMES", raising=False)
    path = tmp_path / "方案"
    path.mkdir()
    (path / "yuanshi-own.toml").write_text(OWN, "utf-8")
    return path


def chosen(run: Run, *arguments: object) -> str:
    line = json.loads(run("check", "--format", "jsonl", "--select", "ARI-01", *arguments, YUANSHI).out)
    scheme: str = line["scheme"]["id"]
    return scheme


def test_a_local_scheme_joins_the_choice(run: Run, folder: Path) -> None:
    assert chosen(run) == "cn-hebei-yuanshi-2022"
    assert chosen(run, "--scheme-dir", folder) == "yuanshi-own"
    assert chosen(run, "--scheme-dir", folder, "--scheme", "cn-mof-2020") == "cn-mof-2020"
    text = run("check", "--select", "ARI-01", "--scheme-dir", folder, YUANSHI).out
    assert "按地区（河北省石家庄市元氏县）和年度（2022）采用本地方案 yuanshi-own" in text


def test_the_variable_says_the_same_and_the_option_comes_first(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KAOCHENG_SCHEMES", str(folder))
    assert chosen(run) == "yuanshi-own"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert chosen(run, "--scheme-dir", empty) == "cn-hebei-yuanshi-2022"
    monkeypatch.setenv("KAOCHENG_SCHEMES", "")
    assert chosen(run) == "cn-hebei-yuanshi-2022"


def test_workers_choose_from_it_too(run: Run, folder: Path) -> None:
    lines = run(
        "check", "--format", "jsonl", "--select", "ARI-01", "--jobs", 2, "--scheme-dir", folder, YUANSHI, YUANSHI.parent
    ).out
    assert {json.loads(line)["scheme"]["id"] for line in lines.splitlines() if "yuanshi-2022.docx" in line} == {
        "yuanshi-own"
    }


def test_list_and_show(run: Run, folder: Path) -> None:
    assert "yuanshi-own" not in run("scheme", "list").out
    [line] = [line for line in run("scheme", "list", "--scheme-dir", folder).out.splitlines() if "own" in line]
    assert line.endswith("元氏县自定方案（本地）")
    heads = json.loads(run("scheme", "list", "--scheme-dir", folder, "--format", "json").out)["schemes"]
    assert [head["id"] for head in heads if head["local"]] == ["yuanshi-own"]
    shown = run("scheme", "show", "yuanshi-own", "--scheme-dir", folder).out
    assert "等级：甲 ≥ 85，乙 ≥ 0\n    grades，已核实：元氏县财政局通知（示例）：第三条\n" in shown
    english = run("--lang", "en", "scheme", "show", "yuanshi-own", "--scheme-dir", folder).out
    assert "grades: 甲 ≥ 85, 乙 ≥ 0\n    grades, verified: 元氏县财政局通知（示例）：第三条\n" in english
    missing = run("scheme", "show", "yuanshi-own")
    assert missing.status == 2
    assert "cn-hebei-yuanshi-2022" in missing.err


@pytest.mark.parametrize(
    "command", [["check", str(YUANSHI)], ["replay", str(YUANSHI), "--scheme", "cn-mof-2020"], ["scheme", "list"]]
)
def test_a_broken_file_is_wrong_use_named_by_file_line_and_key(run: Run, folder: Path, command: list[str]) -> None:
    (folder / "broken.toml").write_text(OWN.replace('"yuanshi-own"', '"broken"').replace("2022", '"今年"'), "utf-8")
    outcome = run(*command, "--scheme-dir", folder)
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err == "kaocheng：broken.toml 第4行：valid_from：应为年度，如 2022\n"


def test_an_id_of_the_library_cannot_be_replaced_in_silence(run: Run, folder: Path) -> None:
    (folder / "x.toml").write_text(OWN.replace("yuanshi-own", "cn-hebei-yuanshi-2022"), "utf-8")
    outcome = run("check", "--scheme-dir", folder, YUANSHI)
    assert outcome.status == 2
    assert "x.toml 第1行：id：cn-hebei-yuanshi-2022 是随软件提供的方案，请另取一个 id" in outcome.err


def test_no_folder_is_wrong_use(run: Run, folder: Path) -> None:
    outcome = run("check", "--scheme-dir", folder / "没有", YUANSHI)
    assert outcome.status == 2
    assert "没有计分方案文件夹" in outcome.err
