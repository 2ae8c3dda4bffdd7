"""The figures of official documents, and what follows from them."""

from __future__ import annotations

import pytest

from kaocheng.composition import Grid, GridCell, Heading, Paragraph
from kaocheng.rendering.numbering import number_headings
from kaocheng.rendering.style import official_style

PT = 25.4 / 72


def grid(columns: int, landscape: bool = False) -> Grid:
    return Grid("表", "表", (), 0, tuple(range(1, columns + 1)), landscape=landscape)


def test_the_type_area_holds_twenty_two_lines_of_twenty_eight_characters() -> None:
    style = official_style()
    page, body = style.page, style.text["body"]
    assert (page.width, page.height, page.top, page.left, page.right, page.bottom) == (210, 297, 37, 28, 26, 35)
    assert style.lines * style.line_pitch * PT <= page.text_height < (style.lines + 1) * style.line_pitch * PT
    # A line of 28 letters of 16 pt is set a little closer: 0.2 pt a letter, not more.
    assert 0 < body.size - page.text_width / PT / style.characters < 0.25


def test_a_turned_page_is_the_same_paper() -> None:
    page = official_style().page
    turned = page.turned()
    assert (turned.width, turned.height) == (page.height, page.width)
    assert (turned.text_width, turned.text_height) == (page.text_height, page.text_width)
    assert {turned.top, turned.bottom, turned.left, turned.right} == {page.top, page.bottom, page.left, page.right}
    assert turned.top == page.left  # the head of the table lies at the binding edge


@pytest.mark.parametrize(("name", "face", "size"), [
    ("title", "方正小标宋简体", 22), ("heading1", "黑体", 16), ("heading2", "楷体_GB2312", 16),
    ("heading3", "仿宋_GB2312", 16), ("body", "仿宋_GB2312", 16), ("page_number", "宋体", 14), ("table", "宋体", 10.5),
])  # fmt: skip
def test_faces_and_sizes(name: str, face: str, size: float) -> None:
    text = official_style().text[name]
    assert (text.font.name, text.size) == (face, size)
    assert text.font.free  # something to stand in where the office fonts are not installed


@pytest.mark.parametrize("landscape", [False, True])
def test_columns_share_the_type_area(landscape: bool) -> None:
    style = official_style()
    widths = style.column_widths(grid(7, landscape))
    assert sum(widths) == pytest.approx(225 if landscape else 156)
    assert widths[6] == pytest.approx(7 * widths[0])


def test_many_columns_are_set_smaller() -> None:
    style = official_style()
    assert style.table_text(grid(8))[0].size == 10.5
    assert style.table_text(grid(14))[0].size == 9
    assert style.table_text(grid(14, landscape=True))[0].size == 10.5


def test_each_level_counts_within_the_one_above() -> None:
    levels = (0, 1, 2, 2, 3, 4, 4, 1, 2, 3)
    blocks = [Heading("题", level) for level in levels]
    numbers = [number for _, number in number_headings([*blocks, Paragraph(())])]
    assert numbers == ["", "一、", "（一）", "（二）", "1.", "（1）", "（2）", "二、", "（一）", "1.", ""]


def test_a_form_that_fits_on_one_page_in_the_smaller_size_is_set_so() -> None:
    def form(rows: int) -> Grid:
        cells = tuple(GridCell("绩效指标完成情况说明", row, column) for row in range(rows) for column in range(6))
        return Grid("表", "自评表", cells, rows, (1.0,) * 6)

    sizes = [official_style().table_text(form(rows))[0].size for rows in (9, 24, 80)]
    assert sizes == [10.5, 9, 10.5]
