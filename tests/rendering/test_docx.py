"""Word documents: what is written is what is read back, what Office opens, and the same bytes every time."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile

import docx
import pytest
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kaocheng.composition import Align, Composition, Gap, Grid, GridCell, Heading, Paragraph, Role, Run, Signature
from kaocheng.documents import Document, Table
from kaocheng.readers import Source
from kaocheng.readers import read as read_document
from kaocheng.rendering import render
from kaocheng.rendering.characters import clean
from kaocheng.rendering.docx import to_docx
from tests.rendering.grids import TEXTS, grids

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read(data: bytes) -> Document:
    return read_document(Source("x.docx", data))


def cells(grid: Grid | Table) -> list[tuple[str, int, int, int, int]]:
    return [(clean(c.text).strip(), c.row, c.column, c.row_span, c.column_span) for c in grid.cells]


def body(data: bytes) -> etree._Element:
    return part(data, "word/document.xml")[0]


def part(data: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read(name))


def form(title: str = "项目支出绩效自评表", **changes: object) -> Grid:
    settings = {
        "name": "甲",
        "title": title,
        "cells": (
            GridCell("项目名称", 0, 0, role=Role.HEADER),
            GridCell("某某项目", 0, 1, 1, 2, align=Align.LEFT),
            GridCell("资金", 1, 0, 2, 1, strong=True),
            GridCell("预算数", 1, 1),
            GridCell("41.00", 1, 2, align=Align.RIGHT),
            GridCell("执行数\n（万元）", 2, 1),
            GridCell("", 2, 2),
        ),
        "row_count": 3,
        "widths": (2, 1, 1),
    }
    return Grid(**{**settings, **changes})


# What is written is what is read back


@settings(deadline=None, max_examples=60)
@given(grid=grids())
def test_a_grid_is_read_back_with_its_texts_and_spans(grid):
    document = read(to_docx(Composition("题", (grid, Paragraph((Run("末"),))))))
    (table,) = document.tables()
    assert (table.row_count, table.column_count) == (grid.row_count, grid.column_count)
    assert cells(table) == cells(grid)


@settings(deadline=None, max_examples=60)
@given(texts=st.lists(TEXTS, min_size=1, max_size=4))
def test_paragraphs_are_read_back(texts):
    blocks = tuple(Paragraph((Run(text, strong=bool(i % 2)),)) for i, text in enumerate(texts))
    document = read(to_docx(Composition("题", (*blocks, Paragraph((Run("末"),))))))
    wanted = [clean(text).strip() for text in texts]
    assert [p.text for p in document.paragraphs()] == [text for text in wanted if text] + ["末"]


def test_tables_in_a_row_stay_apart():
    document = read(to_docx(Composition("题", (form(""), form(""), form()))))
    assert [cells(table) for table in document.tables()] == [cells(form())] * 3


# The layout


def test_headings_carry_number_and_style():
    blocks = (
        Heading("自评报告", 0),
        Heading("基本情况"),
        Heading("项目概况", 2),
        Heading("立项", 3),
        Heading("依据", 4),
    )
    document = docx.Document(io.BytesIO(to_docx(Composition("题", (*blocks, Heading("评价结论"))))))
    assert [(p.style.name, p.text) for p in document.paragraphs] == [
        ("Title", "自评报告"),
        ("Heading 1", "一、基本情况"),
        ("Heading 2", "（一）项目概况"),
        ("Heading 3", "1.立项"),
        ("Heading 4", "（1）依据"),
        ("Heading 1", "二、评价结论"),
    ]


def test_page_and_body_text_are_those_of_official_documents():
    document = docx.Document(io.BytesIO(to_docx(Composition("题", (Paragraph((Run("文"),)),)))))
    (section,) = document.sections
    assert [round(length.mm) for length in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.left_margin, section.right_margin, section.bottom_margin)
    assert [round(length.mm) for length in margins] == [37, 28, 26, 35]
    normal = document.styles["Normal"].paragraph_format
    assert normal.line_spacing.pt == 28.95
    assert 22 * normal.line_spacing.pt <= 225 / 25.4 * 72
    defaults = part(to_docx(Composition("题", ())), "word/styles.xml").find(f"{W}docDefaults//{W}rFonts")
    assert defaults.get(W + "eastAsia") == "仿宋_GB2312"


def test_a_wide_form_turns_the_page_and_text_turns_it_back():
    blocks = (Paragraph((Run("文"),)), form(landscape=True), form(landscape=True), Paragraph((Run("文"),)))
    data = to_docx(Composition("题", blocks))
    document = docx.Document(io.BytesIO(data))
    widths = [
        (round(s.page_width.mm), round((s.page_width - s.left_margin - s.right_margin) / Mm(1)))
        for s in document.sections
    ]
    assert widths == [(210, 156), (297, 225), (210, 156)]
    table = body(data).find(W + "tbl")
    assert sum(int(column.get(W + "w")) for column in table.iter(W + "gridCol")) == round(225 / 25.4 * 1440)


@pytest.mark.parametrize("first, second, breaks", [("甲表", "乙表", 1), ("甲表", "", 1), ("", "乙表", 1), ("", "", 0)])
def test_a_whole_form_begins_a_page(first, second, breaks):
    data = to_docx(Composition("题", (form(first), form(second))))
    assert len(list(body(data).iter(W + "pageBreakBefore"))) == breaks


def test_rows_stay_whole_and_the_header_is_repeated():
    data = to_docx(Composition("题", (form(repeat_rows=1),)))
    rows = list(body(data).iter(W + "tr"))
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True, False, False]


def test_a_gap_is_a_highlighted_control_with_its_prompt():
    paragraph = Paragraph((Run("执行率偏低，因"), Gap("请说明原因"), Run("。")))
    data = to_docx(Composition("题", (paragraph, Signature(Run("某某局"), Gap("日期")))))
    controls = list(body(data).iter(W + "sdt"))
    assert ["".join(c.find(W + "sdtContent").itertext()) for c in controls] == ["【请说明原因】", "【日期】"]
    assert len({c.find(f"{W}sdtPr/{W}id").get(W + "val") for c in controls}) == 2
    assert all(c.find(f"{W}sdtPr/{W}showingPlcHdr") is not None for c in controls)
    highlights = [c.find(f"{W}sdtContent/{W}r/{W}rPr/{W}highlight") for c in controls]
    assert [highlight.get(W + "val") for highlight in highlights] == ["yellow", "yellow"]


def test_every_style_in_use_is_defined():
    blocks = (
        Heading("题", 0),
        Paragraph((Gap("甲"),), indent=False),
        form(subtitle="（2023年度）", above_left="单位：某局", above_right="万元", below=("注",)),
        form(widths=tuple([1] * 3), landscape=True),
        Signature(Run("某局"), Run("2024年3月5日")),
    )
    data = to_docx(Composition("题", blocks))
    defined = {style.get(W + "styleId") for style in part(data, "word/styles.xml").iter(W + "style")}
    used = {e.get(W + "val") for tag in ("pStyle", "rStyle", "tblStyle") for e in body(data).iter(W + tag)}
    assert used <= defined


# Safe and the same every time


def test_equal_compositions_give_equal_bytes_without_dates_or_names():
    composition = Composition("题 & <名>", (form(), Paragraph((Gap("甲"),))))
    data = render(composition, "docx")
    assert data == render(composition, "docx")
    package = zipfile.ZipFile(io.BytesIO(data))
    assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    properties = docx.Document(io.BytesIO(data)).core_properties
    assert (properties.title, properties.language, properties.author) == ("题 & <名>", "zh-CN", "")
    assert (properties.created, properties.modified) == (None, None)


def test_nothing_points_outside():
    data = to_docx(Composition("题", (form(), Paragraph((Run('=HYPERLINK("http://x.invalid")'),)))))
    package = zipfile.ZipFile(io.BytesIO(data))
    for name in package.namelist():
        root = etree.fromstring(package.read(name))
        assert not root.findall(".//*[@TargetMode]")
        assert all("PAGE" in (code.text or "") for code in root.iter(W + "instrText"))


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: opening is left out")
def test_libreoffice_opens_it(tmp_path):
    path = tmp_path / "x.docx"
    path.write_bytes(
        to_docx(Composition("题", (Heading("题", 0), Paragraph((Gap("甲"),)), form(), form(landscape=True))))
    )
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    document = read_document(tmp_path / "x.pdf")
    assert document.pages == 3
    assert "某某项目" in {cell.text for table in document.tables() for cell in table.cells}
