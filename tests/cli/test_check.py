"""`kaocheng check` and `kaocheng extract`: output, exit statuses, files."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.shape import check_shape

SAMPLES = Path(__file__).parents[2] / "samples" / "seeds"
CHENGDE = SAMPLES / "docx" / "chengde-2022.docx"
LUQUAN = SAMPLES / "txt" / "luquan-2024.txt"
SHAPES: dict[str, Any] = json.loads((Path(__file__).parent / "shapes.json").read_text("utf-8"))


def lines(out: str) -> list[Any]:
    return [json.loads(line) for line in out.splitlines()]


def test_lines_have_the_shape_of_the_contract(run: Run) -> None:
    outcome = run("check", "--format", "jsonl", CHENGDE, LUQUAN, "missing.docx")
    assert outcome.status == 3
    read, text, missing = lines(outcome.out)
    for line in (read, text, missing):
        check_shape(line, SHAPES["check"], SHAPES)
    assert [line["source"]["path"] for line in (read, text, missing)] == [str(CHENGDE), str(LUQUAN), "missing.docx"]
    assert len(read["scores"]) == len(read["report"]["forms"]) == 3
    assert missing["report"] is None
    assert missing["error"]["code"] == "not-found"
    assert outcome.err == ""


def test_extract_gives_the_same_report_and_judges_nothing(run: Run) -> None:
    [extracted] = lines(run("extract", "--format", "jsonl", CHENGDE).out)
    check_shape(extracted, SHAPES["extract"], SHAPES)
    [checked] = lines(run("check", "--format", "jsonl", CHENGDE).out)
    assert extracted["report"] == checked["report"]
    assert "findings" not in extracted


def test_json_is_one_object_with_the_same_lines(run: Run) -> None:
    whole = json.loads(run("extract", "--format", "json", CHENGDE, LUQUAN).out)
    assert whole == {"format": 1, "files": lines(run("extract", "--format", "jsonl", CHENGDE, LUQUAN).out)}


@pytest.mark.parametrize("form", ["text", "json", "jsonl", "html", "sarif"])
def test_two_runs_give_the_same_bytes(run: Run, form: str) -> None:
    assert run("check", "--format", form, CHENGDE, LUQUAN).out == run("check", "--format", form, CHENGDE, LUQUAN).out


def test_several_processes_give_the_same_bytes(run: Run, tmp_path: Path) -> None:
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    for path, jobs in ((one, 1), (two, 2)):
        run("check", "--format", "jsonl", "--jobs", jobs, "-o", path, CHENGDE, "missing.docx", LUQUAN)
    assert one.read_bytes() == two.read_bytes()
    assert len(one.read_text("utf-8").splitlines()) == 3


def test_exit_status_follows_fail_on(run: Run) -> None:
    severities = {
        finding["severity"] for finding in lines(run("check", "--format", "jsonl", LUQUAN).out)[0]["findings"]
    }
    ranks = ["error", "warning", "info"]
    for index, level in enumerate(ranks):
        expected = 1 if severities & set(ranks[: index + 1]) else 0
        assert run("check", "--fail-on", level, LUQUAN).status == expected
    assert run("check", CHENGDE).status == 1


def test_no_finding_at_the_level_is_success(run: Run) -> None:
    outcome = run("check", "--select", "ARI-03", CHENGDE)
    assert outcome.status == 0
    assert "结论：" in outcome.out


def test_unreadable_in_the_middle_stops_nothing(run: Run, tmp_path: Path) -> None:
    broken = tmp_path / "坏.docx"
    broken.write_bytes(b"PK\x03\x04 torn")
    outcome = run("check", CHENGDE, broken, LUQUAN)
    assert outcome.status == 3
    assert len(re.findall(r"^  结论：", outcome.out, re.M)) == 3
    assert "结论：未能核查：" in outcome.out
    assert "共 3 个文件" in outcome.out
    assert run("extract", CHENGDE, broken).status == 3
    assert run("extract", CHENGDE).status == 0


def test_messages_are_in_the_chosen_language_codes_in_none(run: Run) -> None:
    [zh], [en] = (lines(run("--lang", tongue, "check", "--format", "jsonl", CHENGDE).out) for tongue in ("zh", "en"))
    assert [f["fingerprint"] for f in zh["findings"]] == [f["fingerprint"] for f in en["findings"]]
    assert zh["findings"][0]["message"] != en["findings"][0]["message"]
    assert zh["scheme"]["hash"] == en["scheme"]["hash"]
    assert zh["rule_set"] == en["rule_set"]


def test_language_from_the_locale(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "结论：" in run("check", LUQUAN).out
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    assert "verdict: " in run("check", LUQUAN).out
    assert "结论：" in run("check", LUQUAN, "--lang", "zh").out


def test_folder_is_read_recursively(run: Run) -> None:
    paths = [line["source"]["path"] for line in lines(run("extract", "--format", "jsonl", SAMPLES / "txt").out)]
    assert paths == sorted(str(path) for path in (SAMPLES / "txt").glob("*.txt"))


def test_empty_folder_is_wrong_use(run: Run, tmp_path: Path) -> None:
    outcome = run("check", tmp_path)
    assert outcome.status == 2
    assert str(tmp_path) in outcome.err
    assert outcome.out == ""


def test_output_file_appears_whole_and_nothing_else_is_printed(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.html"
    outcome = run("check", "--format", "html", "-o", target, CHENGDE)
    assert outcome.out == outcome.err == ""
    assert target.read_text("utf-8").startswith("<!DOCTYPE html>")
    assert [path.name for path in tmp_path.iterdir()] == ["out.html"]


def test_output_file_cannot_be_an_input_or_lie_nowhere(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("绩效自评", "utf-8")
    assert run("extract", "-o", source, source).status == 2
    assert source.read_text("utf-8") == "绩效自评"
    outcome = run("extract", "-o", tmp_path / "nowhere" / "x.json", source)
    assert outcome.status == 2
    assert "无法写入" in outcome.err


def test_unknown_scheme_names_what_comes_close(run: Run) -> None:
    outcome = run("check", "--scheme", "cn-mof-2002", CHENGDE)
    assert outcome.status == 2
    assert "cn-mof-2020" in outcome.err
    assert outcome.out == ""


def test_unknown_rule_names_what_comes_close(run: Run) -> None:
    outcome = run("check", "--select", "ARI-93", CHENGDE)
    assert outcome.status == 2
    assert "ARI-93" in outcome.err
    assert "ARI-0" in outcome.err
    assert run("check", "--ignore", "ZZZ", CHENGDE).status == 2


def test_select_and_ignore_take_prefixes_in_any_case(run: Run) -> None:
    [line] = lines(run("check", "--format", "jsonl", "--select", "ari,IND-04", "--ignore", "ARI-02", CHENGDE).out)
    codes = {finding["code"] for finding in line["findings"]}
    assert codes
    assert all(code.startswith("ARI") or code == "IND-04" for code in codes)
    assert "ARI-02" not in codes


def test_prescribed_scheme_is_in_the_output(run: Run) -> None:
    [line] = lines(run("check", "--format", "jsonl", "--scheme", "cn-mof-2020", CHENGDE).out)
    assert line["scheme"]["id"] == "cn-mof-2020"
    assert "cn-mof-2020" in line["scheme"]["reason"]


def test_text_of_extract_shows_the_rows(run: Run) -> None:
    out = run("extract", CHENGDE).out
    assert "软硬件设备维护次数" in out
    assert "97.52" in out


def test_workbook_needs_a_file_and_links_from_there(run: Run, tmp_path: Path) -> None:
    for given in ((), ("-o", "-")):
        outcome = run("check", "--format", "xlsx", *given, LUQUAN)
        assert outcome.status == 2
        assert "-o" in outcome.err
        assert outcome.out == ""
    one, two = tmp_path / "one.xlsx", tmp_path / "two.xlsx"
    assert run("check", "--format", "xlsx", "-o", one, LUQUAN).status == run("check", LUQUAN).status
    run("check", "--format", "xlsx", "-o", two, LUQUAN)
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes().startswith(b"PK")


def test_several_files_are_ranked_for_recheck(run: Run) -> None:
    for form in ("text", "html"):
        out = run("check", "--format", form, CHENGDE, LUQUAN).out
        assert "最常见的问题" in out
        assert out.rindex("建议先复核") > out.rindex("最常见的问题")
        assert "建议先复核" not in run("check", "--format", form, LUQUAN).out
