"""Cells on the columns of a grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaocheng.templates.page import FREE, places


@pytest.mark.parametrize(
    ("wanted", "widths", "expected"),
    [
        ((10.0, FREE), (6.0, 9.0, 20.0), [(0, 2), (2, 3)]),
        ((6.0, 9.0, 20.0), (6.0, 9.0, 20.0), [(0, 1), (1, 2), (2, 3)]),
        ((FREE,), (1.0, 2.0), [(0, 2)]),
    ],
)
def test_ranges_follow_the_wanted_widths(
    wanted: tuple[float, ...], widths: tuple[float, ...], expected: list[tuple[int, int]]
) -> None:
    assert places(wanted, widths, 0, len(widths)) == expected


@given(st.data())
def test_ranges_cover_all_columns_once(data: st.DataObject) -> None:
    widths = data.draw(st.lists(st.floats(1, 40), min_size=1, max_size=12))
    start = data.draw(st.integers(0, len(widths) - 1))
    count = data.draw(st.integers(1, len(widths) - start))
    wanted = data.draw(st.lists(st.sampled_from([FREE, 6.0, 10.0, 30.0]), min_size=count, max_size=count))
    found = places(wanted, widths, start, len(widths))
    assert len(found) == count
    assert [column for left, right in found for column in range(left, right)] == list(range(start, len(widths)))
