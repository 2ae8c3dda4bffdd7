"""The reviewer's workbook, read back by another library and by our own reader."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl

from kaocheng.audit.finding import Severity, Waived
from kaocheng.language import Text
from kaocheng.pipeline import CheckResult, RunNote
from kaocheng.readers.limits import DEFAULT
from kaocheng.readers.registry import read
from kaocheng.readers.source import Source
from kaocheng.writers import workbook, xlsx
from tests.writers.situations import SHEET, UNREAD, D, finding, result, skip

FORMULA = replace(finding("IND-02", Severity.WARNING, subject="=1+1"), found='=HYPERLINK("x")&<b>\x07 _x0041_')
WAIVED = replace(finding("SCO-05", Severity.INFO), waived=Waived("已核实", "某某甲", date(2026, 12, 31)))
NOTE = RunNote("waiver-unused", "w.toml", 3, Text("没有用到", "unused"))


def written(*results: CheckResult, language: Any = "zh") -> bytes:
    file = io.BytesIO()
    xlsx.write(results, file, language, "out", [NOTE])
    return file.getvalue()


def opened(*results: CheckResult, language: Any = "zh") -> Any:
    return openpyxl.load_workbook(io.BytesIO(written(*results, language=language)))


def rows(sheet: Any) -> list[dict[str, Any]]:
    heading, *body = sheet.iter_rows(values_only=True)
    return [dict(zip(heading, row, strict=True)) for row in body]


def test_one_row_for_each_finding() -> None:
    first, second = rows(opened(result((finding(), WAIVED)))["问题清单"])
    assert first == {
        "文件": "报告/a.docx",
        "单位": "青山县图书馆",
        "年度": 2022,
        "自评表/项目": "自评表1 “图书 购置”",
        "级别": "错误",
        "规则": "ARI-01",
        "问题": "执行率与金额不符",
        "位置": "第3页 表1 第2行 第2列",
        "对象": "年度资金总额",
        "印为": "100%",
        "应为": "0%",
        "相差": "100 个百分点",
        "说明": "执行率印为 100%，应为 0%",
        "处理": "请核对执行数",
        "依据": "财预〔2020〕10号",
        "豁免": None,
    }
    assert "已核实" in second["豁免"]


def test_files_are_in_the_order_of_recheck_with_totals_and_reason() -> None:
    two = replace(result((finding(),)), sheets=(SHEET, replace(SHEET, claimed_total=D(90))))
    book = opened(result((finding(),), (skip(),)), two, UNREAD)
    listed = rows(book["汇总"])
    assert [row["复核次序"] for row in listed] == [1, 2, 3]
    assert listed[0]["文件"] == "b.pdf"
    assert "扫描件" in listed[0]["结论"]
    one = next(row for row in listed if row["未能判定"] == 1)
    assert (one["自评总分"], one["重算总分"], one["错误"]) == (96, "84.5～88.5", 1)
    assert one["排序得分"] == 20.5
    assert "相差 7.5 分（15）" in one["排序理由"]
    assert any(row["自评总分"] == "1: 96\n2: 90" for row in listed)
    assert rows(book["规则"]) == [
        {"规则": "ARI-01", "问题": "执行率与金额不符", "级别": "错误", "项数": 2, "文件数": 2, "已豁免": 0}
    ]
    assert any("w.toml 第3行" in row["说明"] for row in rows(book["说明"]))


def test_text_of_a_document_is_never_a_formula() -> None:
    sheet = opened(result((FORMULA,)))["问题清单"]
    cells = {cell.value: cell for cell in sheet[2]}
    assert cells["=1+1"].data_type in ("s", "inlineStr")
    assert cells["=1+1"].quotePrefix
    printed = next(str(value) for value in cells if str(value).startswith("=HYPERLINK"))
    assert "&<b>\ufffd" in printed or "&<b> " in printed
    assert b"<f>" not in written(result((FORMULA,)))


def test_heading_is_fixed_and_filtered_and_the_file_is_linked() -> None:
    book = opened(result((finding(),)), UNREAD)
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref == sheet.dimensions
        assert sheet.column_dimensions["A"].width > 5
    assert book["问题清单"]["A2"].hyperlink.target == "../%E6%8A%A5%E5%91%8A/a.docx"
    assert book["汇总"]["B2"].hyperlink.target == "../b.pdf"
    colours = {book["问题清单"]["E2"].fill.fgColor.rgb, book["问题清单"]["F2"].fill.fgColor.rgb}
    assert "FFF8CBAD" in colours
    assert len(colours) == 2


def test_our_own_reader_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "out.xlsx"
    path.write_bytes(written(result((finding(), FORMULA))))
    document = read(Source(path.name, path.read_bytes()), DEFAULT)
    assert [table.sheet for table in document.tables()] == ["问题清单", "汇总", "规则", "说明"]
    texts = {cell.text for cell in next(iter(document.tables())).cells}
    assert {"执行率印为 100%，应为 0%", "=1+1", "100 个百分点"} <= texts


def test_english_and_equal_bytes() -> None:
    assert opened(result((finding(),)), language="en").sheetnames == ["Findings", "Files", "Rules", "Remarks"]
    assert written(result((finding(),))) == written(result((finding(),)))


def test_findings_go_on_in_a_further_sheet_where_one_is_full(monkeypatch: Any) -> None:
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    book = opened(result((finding(), finding(), finding())))
    assert len(rows(book["问题清单"])) == 2
    assert len(rows(book["问题清单2"])) == 1
