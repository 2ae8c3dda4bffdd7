"""Rows of a form that is being typed."""

from __future__ import annotations

import pytest

from kaocheng.errors import UsageError
from kaocheng.lifecycle.rows import MOST_ROWS, Change, arrange, moved_path, new_order

CELLS = {
    "project_name": "农村公路养护",
    "funding[0].label": "年度资金总额",
    "indicators[0].level1": "产出指标",
    "indicators[0].level3": "甲",
    "indicators[1].level1": "效益指标",
    "indicators[1].level3": "乙",
}


def names(cells: dict[str, str]) -> list[str]:
    return [text for path, text in sorted(cells.items()) if path.endswith("level3")]


@pytest.mark.parametrize(
    "change, index, result",
    [
        ("add", 0, ["甲", "", "乙"]),
        ("duplicate", 1, ["甲", "乙", "乙"]),
        ("remove", 0, ["乙"]),
        ("down", 0, ["乙", "甲"]),
        ("up", 1, ["乙", "甲"]),
        ("up", 0, ["甲", "乙"]),
    ],
)
def test_rows_keep_their_texts(change: Change, index: int, result: list[str]) -> None:
    cells = arrange(CELLS, "indicators", new_order(2, change, index))
    assert names(cells) == result
    assert cells["project_name"] == "农村公路养护"
    assert cells["funding[0].label"] == "年度资金总额"


def test_a_new_row_belongs_to_the_category_above() -> None:
    cells = arrange(CELLS, "indicators", new_order(2, "add", 1))
    assert (cells["indicators[2].level1"], cells["indicators[2].target"]) == ("效益指标", "")


def test_remarks_move_with_their_row() -> None:
    order = new_order(2, "add", 0)
    assert moved_path("indicators[1].target", "indicators", order) == "indicators[2].target"
    assert moved_path("funding[1].label", "indicators", order) == "funding[1].label"
    assert moved_path("indicators[0].target", "indicators", new_order(2, "remove", 0)) is None


@pytest.mark.parametrize("rows, change, index", [(1, "remove", 0), (2, "up", 2), (MOST_ROWS, "add", 0)])
def test_what_cannot_be_done(rows: int, change: Change, index: int) -> None:
    with pytest.raises(UsageError):
        new_order(rows, change, index)
