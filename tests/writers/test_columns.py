"""Columns with characters two cells wide."""

from __future__ import annotations

from kaocheng.writers.columns import aligned, width


def test_every_column_begins_at_the_same_cell() -> None:
    lines = aligned([["项目", "得分", "说明"], ["abc", "9.5", "x"], ["资金总额", "10", ""]], right=frozenset({1}))
    assert {width(line.split("得分")[0]) + 4 for line in lines[:1]} == {width("资金总额  ") + 4}
    assert lines == ["项目      得分  说明", "abc        9.5  x", "资金总额    10"]


def test_full_width_punctuation_counts_twice() -> None:
    assert width("（a）") == 5
