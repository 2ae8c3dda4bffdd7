"""Web pages: paragraphs, tables, hidden parts, encodings."""

from __future__ import annotations

import base64

import pytest

from kaocheng.documents import Document, Paragraph, Table
from kaocheng.errors import DamagedInput
from kaocheng.readers import Source, read
from tests.readers.invariants import check_document


def reading(page: str | bytes) -> Document:
    document = read(Source("样本.html", page if isinstance(page, bytes) else page.encode()))
    check_document(document)
    assert document.reader == "html"
    return document


def texts(page: str) -> list[str]:
    return [paragraph.text for paragraph in reading(page).paragraphs()]


def grid(page: str) -> list[list[str | None]]:
    (table,) = reading(page).tables()
    return [[None if cell is None else cell.text for cell in row] for row in table.grid()]


@pytest.mark.parametrize(
    "page, expected",
    [
        ("<p> 甲 \n 乙 </p>", ["甲 乙"]),
        ("<p>甲<br> 乙</p>", ["甲\n乙"]),
        ("<p>甲&nbsp;&nbsp;乙&#x3000;丙&nbsp;</p>", ["甲\xa0\xa0乙\u3000丙"]),
        ("<div>甲<p>乙</p>丙</div>", ["甲", "乙", "丙"]),
        ("<h1>题</h1><ul><li>甲<li>乙</ul>", ["题", "甲", "乙"]),
        ("<ol start=3><li>甲<li>乙</ol>", ["3. 甲", "4. 乙"]),
        ("<p>执行率<b>98</b><span>%</span> &ge; &lt;90</p>", ["执行率98% ≥ <90"]),
        ("<html><head><title>题</title><style>p{}</style></head><body><script>x</script>文</body>", ["文"]),
        ("<p>甲<o:p>&nbsp;</o:p></p><!--[if gte mso 9]><xml>x</xml><![endif]-->", ["甲"]),
        ("<p><![if !supportLists]>1.<![endif]>乙</p>", ["1.乙"]),
        ("<pre>甲  一\n乙</pre>", ["甲 一\n乙"]),
        ("<p><input type=checkbox checked>是<input type=checkbox>否</p>", ["☑是☐否"]),
    ],
)  # fmt: skip
def test_paragraphs(page: str, expected: list[str]) -> None:
    assert texts(page) == expected


def test_spans() -> None:
    page = "<table><tr><th rowspan=2>资金<td colspan=2>预算<td>分<tr><td>年初<td>全年<td>10</table>"
    assert grid(page) == [["资金", "预算", "预算", "分"], ["资金", "年初", "全年", "10"]]


def test_rowspan_zero_and_too_long_end_with_their_section() -> None:
    page = (
        "<table><tbody><tr><td rowspan=0>甲<td>1<tr><td>2</tbody>"
        "<tbody><tr><td rowspan=9>乙<td>3<tr><td>4</tbody></table>"
    )
    assert grid(page) == [["甲", "1"], ["甲", "2"], ["乙", "3"], ["乙", "4"]]


def test_overlapping_spans_keep_the_cell_from_above() -> None:
    page = "<table><tr><td>甲<td rowspan=2>乙<td>丙<tr><td colspan=3>丁</table>"
    assert grid(page) == [["甲", "乙", "丙"], ["丁", "乙", None]]


def test_sections_in_the_order_shown() -> None:
    page = "<table><tfoot><tr><td>合计</tfoot><thead><tr><th>名称</thead><tbody><tr><td>甲</tbody></table>"
    assert grid(page) == [["名称"], ["甲"], ["合计"]]


def test_ragged_rows() -> None:
    assert grid("<table><tr><td>甲<td>乙<tr><td>丙<tr></table>") == [["甲", "乙"], ["丙", None], [None, None]]


def test_layout_tables_hold_their_tables() -> None:
    document = reading("<table><tr><td><p>题</p><table><tr><td>甲</table>后<table><tr><td>乙</table></table><p>末</p>")
    outer, last = document.blocks
    assert isinstance(outer, Table)
    assert isinstance(last, Paragraph)
    assert outer.cells[0].text == "题\n后"
    assert [(table.number, table.cells[0].text) for table in document.tables()] == [(1, "题\n后"), (2, "甲"), (3, "乙")]


def test_nothing_in_a_table_is_lost() -> None:
    document = reading("<p>前</p><table>散<caption>表题</caption><form><tr><td>甲</form></table>")
    assert next(document.paragraphs()).text == "前"
    assert "表题" in [x.text for x in document.paragraphs()][-1]
    assert [cell.text for table in document.tables() for cell in table.cells] == ["甲"]


def test_hidden_parts() -> None:
    document = reading(
        '<p style="display:none">不见</p><p>见<span style="DISPLAY: none">不见</span></p>'
        '<table><tr style="display:none"><td>零</td></tr><tr><td>甲</td><td hidden>乙</td></tr></table>'
    )
    assert [(x.text, x.hidden) for x in document.paragraphs()] == [("不见", True), ("见", False)]
    (table,) = document.tables()
    assert [(cell.text, cell.hidden) for cell in table.cells] == [("零", True), ("甲", False), ("乙", True)]
    assert document.remarks == {"hidden-text": 1}


@pytest.mark.parametrize(
    "page",
    [
        "<html><meta charset=gb2312><p>绩效自评".encode("gbk"),
        '<html><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>绩效自评'.encode("gb18030"),
        "<html><p>绩效自评".encode("gb18030"),
        "<html><meta charset=gb2312><p>绩效自评".encode(),  # says one thing, is another
        "<html><meta charset=iso-8859-1><p>绩效自评".encode(),
        "\ufeff<html><p>绩效自评".encode(),
        "<html><p>绩效自评".encode("utf-16"),
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><p>绩效自评</p></html>'.encode(),
    ],
)
def test_encodings(page: bytes) -> None:
    assert [x.text for x in reading(page).paragraphs()] == ["绩效自评"]


def archive(content_type: str) -> bytes:
    body = base64.b64encode("<html><p>绩效自评".encode("gbk")).decode()
    return (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
        f"Content-Type: {content_type}\nContent-Transfer-Encoding: base64\n\n{body}\n--x--\n"
    ).encode()


def test_web_archives() -> None:
    document = reading(archive('text/html; charset="gb2312"'))
    assert [x.text for x in document.paragraphs()] == ["绩效自评"]
    with pytest.raises(DamagedInput):
        read(Source("空.mht", archive("image/png")))
