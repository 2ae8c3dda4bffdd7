"""Waivers on the command line: found beside the reports, marked in every output, told when they are idle."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.reports import write_report

RECORD = """\
[[waiver]]
rule = "{rule}"
{place}
reason = "试填"
who = "某某甲，财政局"
until = {until}

"""
PLACE = 'form = "阅读推广"'
ROWS = (("设备故障次数", "≤10次", "9次", "40", "40"), ("举办活动场次", "≥24场", "25场", "50", "51"))


def record(rule: str = "SCO-03", place: str = PLACE, until: str = "2999-12-31") -> str:
    return RECORD.format(rule=rule, place=place, until=until)


def put(folder: Path, *records: str) -> Path:
    path = folder / "kaocheng-waivers.toml"
    path.write_text("".join(records), "utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two reports, one in a folder of its own; a score in each is higher than its weight."""
    inner = tmp_path / "2022"
    inner.mkdir()
    write_report(tmp_path / "a.html", ROWS, "100")
    write_report(inner / "b.html", ROWS, "100")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def line(run: Run, *arguments: Any) -> dict[str, Any]:
    [text] = run("check", "--select", "SCO-03", "--format", "jsonl", *arguments).out.splitlines()
    found: dict[str, Any] = json.loads(text)
    return found


def is_waived(checked: dict[str, Any]) -> bool:
    [finding] = checked["findings"]
    return finding["waived"] is not None


def notes(run: Run, *arguments: Any) -> list[tuple[str, int]]:
    outcome = run("check", "--select", "SCO-03", "--format", "json", *arguments)
    return [(note["code"], note["line"]) for note in json.loads(outcome.out)["notes"]]


def test_a_waived_finding_is_kept_marked_and_counts_for_nothing(run: Run, folder: Path) -> None:
    assert run("check", "--select", "SCO-03", "a.html").status == 1
    put(folder, record())
    outcome = run("check", "--select", "SCO-03", "a.html")
    assert outcome.status == 0
    assert "已豁免 1 项：" in outcome.out
    assert "试填（某某甲，财政局，至 2999-12-31）" in outcome.out
    assert "结论：问题均已豁免（1 项）" in outcome.out
    [finding] = line(run, "a.html")["findings"]
    assert finding["waived"] == {"reason": "试填", "who": "某某甲，财政局", "until": "2999-12-31"}
    assert run("--lang", "en", "check", "--select", "SCO-03", "a.html").out.count("every finding is waived (1)") == 1


def test_without_waivers_nothing_is_marked(run: Run, folder: Path) -> None:
    put(folder, record())
    assert line(run, "--no-waivers", "a.html")["findings"][0]["waived"] is None
    assert run("check", "--select", "SCO-03", "--no-waivers", "a.html").status == 1
    assert run("check", "--no-waivers", "--waivers", "x.toml", "a.html").status == 2


def test_the_page_folds_them_away(run: Run, folder: Path) -> None:
    put(folder, record(), record(place='subject = "无此行"'))
    page = run("check", "--select", "SCO-03", "--format", "html", ".").out
    assert page.count('<details class="waived"><summary>已豁免的问题（1 项）</summary>') == 2
    assert "豁免：试填（某某甲，财政局，至 2999-12-31）" in page
    assert 'class="marked' not in page
    assert "kaocheng-waivers.toml 第8行：SCO-03 的豁免没有用到" in page


def test_records_are_looked_for_up_to_the_path_that_was_given(run: Run, folder: Path) -> None:
    put(folder, record())
    assert is_waived(line(run, "2022")) is False
    whole = json.loads(run("check", "--select", "SCO-03", "--format", "json", ".").out)
    assert [is_waived(checked) for checked in whole["files"]] == [True, True]
    assert whole["notes"] == []
    put(folder / "2022", record())
    assert is_waived(line(run, "2022/b.html")) is True
    assert is_waived(line(run, "a.html")) is True


def test_a_file_named_replaces_the_search(run: Run, folder: Path) -> None:
    put(folder, record())
    other = folder / "records.toml"
    other.write_text(record(place='file = "2022/*"'), "utf-8")
    assert is_waived(line(run, "--waivers", other, "2022/b.html")) is True
    assert is_waived(line(run, "--waivers", other, "a.html")) is False


def test_expired_and_idle_records_are_told(run: Run, folder: Path) -> None:
    put(
        folder,
        record(),
        record(until="2020-01-01"),
        record(place='subject = "无此行"'),
        record(place='file = "c.html"'),
        record("ARI-02"),
        record(place='file = "2022/*"'),
    )
    assert notes(run, ".") == [("waiver-expired", 8), ("waiver-unused", 15), ("waiver-unused", 22)]
    # One report of many: only what speaks of it by name can be judged.
    assert notes(run, "a.html") == []
    put(folder, record(place='file = "a.html"\nsubject = "无此行"'))
    assert notes(run, "a.html") == [("waiver-unused", 1)]
    text = run("check", "--select", "SCO-03", ".").out
    assert text.splitlines()[-1] == "说明：kaocheng-waivers.toml 第1行：SCO-03 的豁免没有用到：没有相应的问题"


def test_an_expired_record_no_longer_holds(run: Run, folder: Path) -> None:
    put(folder, record(until="2020-01-01"))
    assert is_waived(line(run, "a.html")) is False
    outcome = run("check", "--select", "SCO-03", ".")
    assert outcome.status == 1
    assert "SCO-03 的豁免已于 2020-01-01 到期，不再适用；相应的问题仍在" in outcome.out


def test_lines_stay_one_per_file(run: Run, folder: Path) -> None:
    put(folder, record(until="2020-01-01"))
    outcome = run("check", "--select", "SCO-03", "--format", "jsonl", ".")
    assert len(outcome.out.splitlines()) == 2
    assert outcome.err.startswith("kaocheng：kaocheng-waivers.toml 第1行：SCO-03 的豁免已于")


def test_a_report_that_could_not_be_read_leaves_the_question_open(run: Run, folder: Path) -> None:
    (folder / "2022" / "b.html").write_bytes(b"")
    put(folder, record(place='file = "2022/*"'))
    assert notes(run, ".") == []


def test_a_wrong_file_is_wrong_use_before_anything_is_read(run: Run, folder: Path) -> None:
    put(folder, record(until='"bald"'))
    outcome = run("check", ".")
    assert outcome.status == 2
    assert outcome.out == ""
    assert outcome.err.startswith("kaocheng：kaocheng-waivers.toml 第6行：until：应为日期")
    assert run("check", "--waivers", "nowhere.toml", "a.html").status == 2


def test_several_processes_see_the_same(run: Run, folder: Path) -> None:
    put(folder, record(place='file = "a.html"'))
    one, two = (run("check", "--format", "json", "--jobs", jobs, ".").out for jobs in (1, 2))
    assert one == two
    assert '"waived": {' in one
