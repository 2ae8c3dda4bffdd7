"""Flattened text: which lines are tables, and where their cells are."""

from __future__ import annotations

import pytest

from kaocheng.documents import Document, Paragraph, Table
from kaocheng.readers.limits import Limits
from kaocheng.readers.source import Source
from kaocheng.readers.txt import read


def document(text: str) -> Document:
    return read(Source("report.txt", text.encode()), Limits())


def rows(text: str) -> list[list[list[str]]]:
    """The cells of each table by row."""
    found = []
    for block in document(text).blocks:
        if isinstance(block, Table):
            lines: list[list[str]] = [[] for _ in range(block.row_count)]
            for cell in block.cells:
                lines[cell.row].append(cell.text)
            found.append(lines)
    return found


def paragraphs(text: str) -> list[str]:
    return [block.text for block in document(text).blocks if isinstance(block, Paragraph)]


@pytest.mark.parametrize(
    "text",
    [
        "项目名称\t绿化\n\t备注\t\n指标\t分值\t得分",
        "项目名称 | 绿化\n | 备注 | \n指标 | 分值 | 得分",
        "| 项目名称 | 绿化 |\n|---|---|\n| | 备注 |\n| 指标 | 分值 | 得分 |",
        "┌──┬──┐\n│项目名称│绿化│\n├──┼──┤\n││备注│\n│指标│分值│得分│\n└──┴──┘",
    ],
)
def test_a_row_on_each_line(text: str) -> None:
    (table,) = rows(text)
    assert [[cell for cell in row if cell] for row in table] == [
        ["项目名称", "绿化"],
        ["备注"],
        ["指标", "分值", "得分"],
    ]
    assert table[1][0] == "", "an empty first cell keeps its place"


def test_comma_separated_values_and_sentences_with_commas() -> None:
    (table,) = rows('项目名称,"绿化\n养护",\n预算数,"1,200.50",\n指标,分值,得分\n')
    assert table == [["项目名称", "绿化\n养护", ""], ["预算数", "1,200.50", ""], ["指标", "分值", "得分"]]
    assert rows("The report, which is long, was read, and filed.") == []


def test_rows_led_by_a_bar_go_on_until_the_next_one() -> None:
    (table,) = rows(
        "| 主管部门 | 某局 | ||\n|\n项目资金 (万元) |\n年初预算数 | 全年预算数 | ||\n| 年度资金总额 | 7.29 | 7.29 | |||"
    )
    assert [[cell for cell in row if cell] for row in table] == [
        ["主管部门", "某局"],
        ["项目资金 (万元)", "年初预算数", "全年预算数"],
        ["年度资金总额", "7.29", "7.29"],
    ]


def test_cells_closed_by_bars() -> None:
    marked = "|\n项目名称 |\n绿化 |\n|\n预算数\n|\n |\n|\n得分 |\n98 |\n"
    assert rows(marked) == [[["项目名称", "绿化"], ["预算数", ""], ["得分", "98"]]]
    unmarked = "\n".join(f"{cell} |" if cell else "|" for cell in ["项目名称", "绿化", "", *map(str, range(12))])
    (table,) = rows(unmarked)
    assert [row[0] for row in table][:4] == ["项目名称", "绿化", "", "0"], "nothing tells rows apart: one column"


def test_a_paragraph_between_two_tables_of_cells_belongs_to_neither() -> None:
    cells = "\n".join(f"{cell} |" for cell in range(14))
    text = f"{cells}\n二、绩效目标\n{cells}"
    assert [len(table) for table in rows(text)] == [14, 14]
    assert paragraphs(text) == ["二、绩效目标"]


def test_cells_between_empty_lines() -> None:
    cells = ["项目名称", "绿化", " ", *map(str, range(20))]
    text = "\n\n".join(cells[:8]) + "\n\n\n" + "\n\n".join(cells[8:]) + "\n"
    (table,) = rows(text)
    assert [row[0] for row in table] == [cell.strip() for cell in cells]


def test_a_line_with_a_bar_or_a_gap_in_it_is_prose() -> None:
    text = "浏览量：1 | | 字体\n本项目全年预算数25万元，\t执行数24万元。\n首页"
    assert rows(text) == []
    assert len(paragraphs(text)) == 3
