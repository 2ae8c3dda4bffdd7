"""Compositions as pdf, read back by our own reader."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kaocheng.composition import Align, Composition, Gap, Grid, GridCell, Heading, Paragraph, Role, Run, Signature
from kaocheng.documents import Document, Table
from kaocheng.errors import MissingDependency, RenderError
from kaocheng.readers.limits import DEFAULT
from kaocheng.readers.pdf import read
from kaocheng.readers.source import Source
from kaocheng.rendering import fonts as fonts_module
from kaocheng.rendering import pdf as pdf_module
from kaocheng.rendering.pdf import UnprintedCharacters, to_pdf
from tests.rendering.grids import grids

pytest.importorskip("typst")


def read_back(*blocks: Heading | Paragraph | Grid | Signature) -> Document:
    return read(Source("x.pdf", to_pdf(Composition("报告", blocks))), DEFAULT)


def only_table(document: Document) -> Table:
    (table,) = document.tables()
    return table


def lines(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def squeezed(text: str) -> str:
    return "".join(text.split())


def places(cells: tuple[GridCell, ...] | Table) -> list[tuple[int, int, int, int, str]]:
    found = cells.cells if isinstance(cells, Table) else cells
    return [(cell.row, cell.column, cell.row_span, cell.column_span, squeezed(cell.text)) for cell in found]


def grid(*rows: list[str], **rest: object) -> Grid:
    cells = tuple(GridCell(text, y, x) for y, row in enumerate(rows) for x, text in enumerate(row))
    return Grid("表", cells=cells, row_count=len(rows), widths=(1.0,) * len(rows[0]), **{"title": "自评表", **rest})  # type: ignore[arg-type]


HEADINGS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析"]
WORDS = st.text(alphabet="预算绩效自评完成数量质量及时率；，。≥98%5000条（）", min_size=1, max_size=30).filter(
    lambda text: any(map(str.isalnum, text))
)
CELLS = st.one_of(
    st.just(""),
    st.sampled_from(["10", "≥98%", "5000条", "—"]),
    WORDS,
    st.lists(WORDS, min_size=2, max_size=3).map("\n".join),
)

POINTS = st.sampled_from(["", "10", "9.59", "—", "100分", "（10）"])


@st.composite
def forms(draw: st.DrawFn) -> Grid:
    """Like the form of the Ministry: a label over all indicators, two levels of merged cells, a total.

    No row needs more than a page: where a torn row ends is for a reader to guess (see the test below).
    """
    groups = draw(st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=4), min_size=1, max_size=6))
    count = sum(map(sum, groups))
    cells = [
        GridCell("项目名称", 0, 0, 1, 3),
        GridCell(draw(WORDS), 0, 3, 1, 6, role=Role.TYPED),
        GridCell("绩效指标", 1, 0, 1 + count),
        *(GridCell(text, 1, column, role=Role.HEADER) for column, text in enumerate(HEADINGS, 1)),
    ]
    row = 2
    for number, group in enumerate(groups):
        cells.append(GridCell(f"产出{'甲乙丙丁戊己'[number]}指标（50分）", row, 1, sum(group)))
        for kind, span in zip(["数量指标", "质量指标", "时效指标", "成本指标"], group, strict=False):
            cells.append(GridCell(kind, row, 2, span))
            for own in range(row, row + span):
                cells.append(GridCell(f"指标{own}：{draw(WORDS)}", own, 3, align=Align.LEFT))
                cells += [
                    GridCell(
                        draw(POINTS if column in (6, 7) else CELLS), own, column, align=draw(st.sampled_from(Align))
                    )
                    for column in range(4, 9)
                ]
            row += span
    cells += [GridCell("总分", row, 0, 1, 6), GridCell("100", row, 6), GridCell("97.5", row, 7), GridCell("", row, 8)]
    return Grid(
        "表",
        "项目支出绩效自评表",
        tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))),
        row + 1,
        (1.2, 1.5, 1.5, 3, 2, 2, 1, 1.2, 2.6),
        subtitle="（2023年度）",
        landscape=draw(st.booleans()),
        repeat_from=1,
        repeat_rows=1,
    )


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(forms())
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_forms_are_read_back_cell_by_cell(form: Grid) -> None:
    table = only_table(read_back(form))
    assert places(table) == places(form.cells)
    # Every forced line break is a line break of the page; wrapping adds others.
    for cell, printed in zip(form.cells, table.cells, strict=True):
        ends = {len(squeezed(cell.text[:index])) for index, char in enumerate(cell.text) if char == "\n"}
        assert ends <= {len(squeezed(printed.text[:index])) for index, char in enumerate(printed.text) if char == "\n"}


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grids())
@pytest.mark.filterwarnings("ignore::kaocheng.rendering.pdf.UnprintedCharacters")
def test_any_sound_grid_is_printed(any_grid: Grid) -> None:
    assert to_pdf(Composition("表", (any_grid,))).startswith(b"%PDF")


def test_text_is_never_markup() -> None:
    hostile = [
        '#read("/etc/passwd")',
        "= 标题 *粗* _斜_ $x^2$",
        '"; #panic("x")',
        "\\u{41} \\",
        "@label <label> https://a.b",
        '#import "@preview/x:1.0.0"',
    ]
    document = read_back(Heading(hostile[0], 0), Paragraph((Run(hostile[2]),)), grid(hostile[:3], hostile[3:]))
    assert [squeezed(cell.text) for cell in only_table(document).cells] == list(map(squeezed, hostile))
    assert squeezed(lines(document)[0]) == squeezed(hostile[0])


def test_headings_are_numbered_and_gaps_bracketed() -> None:
    document = read_back(
        Heading("自评报告", 0),
        Heading("基本情况"),
        Heading("预算", 2),
        Paragraph((Run("执行率95.86%，原因："), Gap("请说明资金未用完的原因"), Run("。"))),
        Heading("问题"),
        Signature(Run("某某单位"), Gap("填写日期")),
    )
    assert lines(document) == [
        "自评报告",
        "一、基本情况",
        "（一）预算",
        "执行率95.86%，原因：【请说明资金未用完的原因】。",
        "二、问题",
        "某某单位",
        "【填写日期】",
    ]
    assert [line.text for line in document.footers] == ["— 1 —"]


def test_form_has_pages_of_its_own() -> None:
    form = grid(
        ["甲", "乙"],
        ["丙", "丁"],
        landscape=True,
        below=("注：略",),
        above_left="填报单位：某某",
        above_right="单位：万元",
    )
    document = read_back(Paragraph((Run("正文。"),)), form, replace(form, title=""), Paragraph((Run("后文。"),)))
    assert [table.page for table in document.tables()] == [2, 3]
    assert document.pages == 4
    assert lines(document)[1:3] == ["自评表", "填报单位：某某 单位：万元"]


def test_header_is_repeated_and_taken_for_one() -> None:
    rows = [["序号", "项目名称", "资金", "得分"], *([str(row), f"项目{row}", "1.5", "97"] for row in range(1, 101))]
    document = read_back(grid(*rows, repeat_rows=1))
    assert document.remarks["repeated-header"] == document.remarks["joined-table"] == document.pages - 1 > 1  # type: ignore[operator]
    assert [cell.text for cell in only_table(document).cells] == [text for row in rows for text in row]


def test_row_higher_than_a_page_is_torn_and_joined() -> None:
    long = "完成城区道路绿化养护面积，补植乔木，群众满意度提高，" * 150
    form = grid(["目标", "情况"], [long + "完成。", "无"])
    table = only_table(read_back(form))
    assert places(table) == places(form.cells)


@pytest.mark.parametrize(
    "word", ["https://www.example.gov.cn/" + "a1B2" * 40, "1234567890.12" * 9, "。" * 60, "（" * 60, "0（及%）" * 9]
)
def test_words_wider_than_a_line_stay_in_their_cell(word: str) -> None:
    form = grid(["甲", "乙", "丙", "丁"], ["1", word, "2", "3"], ["4", "", "5", "6"])
    assert places(only_table(read_back(form))) == places(form.cells)


def test_equal_compositions_give_equal_bytes() -> None:
    composition = Composition("报告", (Heading("报告", 0), grid(["甲", "乙"])))
    first = to_pdf(composition)
    to_pdf(Composition("别的", (grid(["丙", "丁"]),)))
    pdf_module._compiler.cache_clear()
    assert to_pdf(composition) == first
    assert b"/Author" not in first
    assert b"/StructTreeRoot" in first


def test_threads_share_one_compiler() -> None:
    compositions = [Composition("报告", (grid([f"甲{number}", "乙"]),)) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(to_pdf, compositions))
    assert together == [to_pdf(composition) for composition in compositions]


def test_character_no_font_has_is_named() -> None:
    with pytest.warns(UnprintedCharacters) as caught:
        document = read_back(grid(["甲\u0378乙", "丙"]))
    assert caught[0].message.characters == ("\u0378",)  # type: ignore[union-attr]
    assert only_table(document).cells[0].text == "甲〔U+0378〕乙"


@pytest.mark.parametrize(
    "block",
    [
        Paragraph((Run("字" * (pdf_module.MAX_CHARACTERS + 1)),)),
        Grid("表", "", (), 2_000, (1.0,) * 150),
        Grid("表", "", (), 1, (1.0,) * 500),
        Paragraph((Run("\n" * 60_000),)),
    ],
)
def test_too_large_is_refused(block: Paragraph | Grid) -> None:
    with pytest.raises(RenderError, match="Too large") as caught:
        to_pdf(Composition("报告", (block,)))
    assert caught.value.code == "too-large"


def test_long_text_is_printed() -> None:
    words = "a1B2" * 5_000
    table = only_table(read_back(grid(["甲", words])))
    assert squeezed(table.cells[1].text.replace("\u200b", "")) == words


def test_missing_package_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    fonts_module._search.cache_clear()
    with pytest.raises(MissingDependency) as caught:
        to_pdf(Composition("报告", (grid(["甲", "乙"]),)))
    assert 'pip install "kaocheng[pdf]"' in caught.value.message.zh
