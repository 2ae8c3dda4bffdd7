"""Words and cells without rows: which column, which row, and when to doubt."""

from __future__ import annotations

from collections.abc import Sequence

from kaocheng.extraction.sequence import CELLS, LINES, MARK, WORDS, Dialect, Gap, Piece, arrange, joined
from kaocheng.provenance import Location

FIELDS = ("level1", "level2", "level3", "target", "actual", "weight", "score", "deviation")


def pieces(text: str, dialect: Dialect) -> list[Piece]:
    """Cells between "|", or the words of each line."""
    if dialect is CELLS:
        return [Piece(cell.strip(), Gap.CELL, Location()) for cell in text.split("|")]
    return [
        Piece(word, Gap.BLANK if number else Gap.LINE, Location())
        for line in text.strip().splitlines()
        for number, word in enumerate(line.split())
    ]


def rows(text: str, fields: Sequence[str], dialect: Dialect) -> tuple[list[dict[str, str]], set[int]]:
    given = pieces(text, dialect)
    arrangement = arrange(given, fields, dialect)
    found: list[dict[str, str]] = []
    for cell in arrangement.cells:
        while len(found) <= cell.row:
            found.append({})
        printed = joined(given, cell.first, cell.end)
        if printed:
            found[cell.row][fields[cell.column]] = printed
    return found, set(arrangement.doubts)


def test_all_rows_in_one_line() -> None:
    found, doubts = rows(
        "产出指标(50分) 数量指标 培训班次 ≥3期 3期 8 8 质量指标 合格率 100% 98% 8 7 设备老化 满意度指标 学员满意度 ≥90% 95% 10 10",
        FIELDS,
        WORDS,
    )
    assert [row["level3"] for row in found] == ["培训班次", "合格率", "学员满意度"]
    assert found[1] == {
        "level2": "质量指标",
        "level3": "合格率",
        "target": "100%",
        "actual": "98%",
        "weight": "8",
        "score": "7",
        "deviation": "设备老化",
    }
    assert doubts == set()


def test_a_category_without_indicators_is_a_row() -> None:
    found, _ = rows("社会效益指标 覆盖率 100% 100% 10 10 经济效益指标 生态效益指标 绿化率 30% 31% 10 10", FIELDS, WORDS)
    assert [row.get("level2") for row in found] == ["社会效益指标", "经济效益指标", "生态效益指标"]
    assert found[1] == {"level2": "经济效益指标"}


def test_a_number_that_may_belong_to_two_columns_is_doubted() -> None:
    fields = ("level2", "level3", "target", "weight", "score")
    found, doubts = rows("数量指标 培训班次 3期 50 50\n质量指标 合格率 98% 10", fields, LINES)
    assert found[0]["score"] == "50"
    assert doubts == {1}


def test_a_row_that_goes_on_in_the_next_line() -> None:
    fields = ("level2", "level3", "target", "weight")
    found, _ = rows("数量指标 培训班次 3期 50\n社会效益指标 安全状况 明显改善\n10", fields, LINES)
    assert found[1] == {"level2": "社会效益指标", "level3": "安全状况", "target": "明显改善", "weight": "10"}


def test_cells_whose_covered_neighbours_are_gone() -> None:
    text = "产出指标 | 数量指标 | 培训班次 | 3期 | 3期 | 8 | 8 | | 培训人次 | 90人 | | 8 | 8 | | 质量指标 | 合格率 | 98% | 98% | 4 | 4 |"
    found, doubts = rows(text, FIELDS, CELLS)
    assert [row["level3"] for row in found] == ["培训班次", "培训人次", "合格率"]
    assert "actual" not in found[1]
    assert doubts == set()


def test_empty_cells_that_open_rows() -> None:
    fields = (MARK, "level2", "level3", "target")
    found, _ = rows("| 数量指标 | 培训班次 | 3期 | | 培训人次 | 90人 | | 质量指标 | 合格率 | 98%", fields, CELLS)
    assert [(row.get("level2"), row["target"]) for row in found] == [
        ("数量指标", "3期"),
        (None, "90人"),
        ("质量指标", "98%"),
    ]
