"""The page for people at a terminal."""

from __future__ import annotations

import io
from typing import Any

from kaocheng.audit.finding import Severity
from kaocheng.pipeline import CheckResult
from kaocheng.provenance import Location
from kaocheng.writers import text
from tests.writers.situations import UNREAD, finding, result, skip


def written(*results: CheckResult, language: Any = "zh", colour: bool = False) -> str:
    stream = io.StringIO()
    text.write_checks(results, stream, language, colour)
    return stream.getvalue()


def test_file_with_scheme_totals_findings_and_verdict() -> None:
    page = written(result((finding(),), (skip(),)))
    lines = [line.strip() for line in page.splitlines()]
    assert lines[0] == "报告/a.docx"
    assert "单位：青山县图书馆　年度：2022　类型：项目自评报告" in lines
    assert "计分方案：cn-test 试验方案（按指定采用）" in lines
    assert any(
        line.split()[:4] == ["1", "图书", "购置", "96"] and "84.5～88.5" in line and "不一致" in line for line in lines
    )
    assert "✗ 错误 ARI-01 执行率与金额不符" in lines
    assert "第3页 表1 第2行 第2列 “年度资金总额”：执行率印为 100%，应为 0%" in lines
    assert "处理：请核对执行数" in lines
    assert "依据：财预〔2020〕10号" in lines
    assert any(line.startswith("SCO-05 ") and line.endswith("：执行数未填") for line in lines)
    assert lines[-1] == "结论：有 1 项错误，1 项规则未能判定"


def test_same_message_at_several_places_is_said_once() -> None:
    places = [Location(table=1, row=row) for row in (2, 3, 4)]
    page = written(result(tuple(finding("IND-04", Severity.WARNING, where, "没有单位") for where in places)))
    assert page.count("没有单位") == 1
    assert "（3 处）" in page
    assert page.count("请核对执行数") == 1
    assert "表1 第2行 “年度资金总额”；表1 第3行 “年度资金总额”；表1 第4行 “年度资金总额”：没有单位" in page


def test_several_files_end_with_a_summary() -> None:
    page = written(result((finding(),)), UNREAD, result())
    assert page.splitlines()[-1] == (
        "共 3 个文件：1 项错误、0 项提示、0 项参考；1 个文件未发现问题，0 个有规则未能判定，1 个未能核查"
    )
    assert "结论：未能核查：扫描件，没有文字" in page


def test_english() -> None:
    page = written(result((finding(),)), language="en")
    assert "verdict: 1 error" in page
    assert "page 3, table 1, row 2, column 2 “年度资金总额”: the rate is printed as 100% and should be 0%" in page
    assert "结论" not in page


def test_colour_only_when_asked_for() -> None:
    assert "\x1b" not in written(result((finding(),)))
    assert "\x1b[1;31m" in written(result((finding(),)), colour=True)


def test_a_hostile_text_stays_a_text() -> None:
    page = written(result((finding(message="\x1b]0;owned\x07 \u202e"),)))
    assert "\x1b" not in page
    assert "\u202e" not in page
    assert "\x07" not in page
