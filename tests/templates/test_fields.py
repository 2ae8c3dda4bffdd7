"""Paths, texts and numbers of fields."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaocheng.composition import Input
from kaocheng.model.entry import Raw, make_indicator
from kaocheng.readers.number_formats import format_number
from kaocheng.templates import printed_at
from kaocheng.templates.fields import level1_text, number_of
from tests.templates.forms import filled


@pytest.mark.parametrize("path", ["colour", "indicators[9].actual", "indicators[0].colour", "funding[0]", "x[0].y"])
def test_a_path_that_names_no_field(path: str) -> None:
    with pytest.raises(KeyError):
        printed_at(filled(), path)


@pytest.mark.parametrize(
    "text", ["007", "1,23", "12万元", "≥5", "—", "", "1e5", "1234567890123456", "-0", "５", "9.5％"]
)
def test_texts_that_stay_texts(text: str) -> None:
    assert number_of(text, Input.TARGET).number is None


def test_words_are_no_numbers() -> None:
    assert number_of("12", Input.TEXT).number is None


@given(
    st.decimals(0, 999_999, places=2, allow_nan=False),
    st.sampled_from(["{:.0f}", "{:.1f}", "{:.2f}", "{:,.2f}"]),
    st.sampled_from(["", "%", " %", "分", " 分"]),
)
def test_a_pattern_prints_the_text_again(number: Decimal, shape: str, unit: str) -> None:
    text = shape.format(number) + unit
    found = number_of(text, Input.POINTS)
    assert found.number is not None
    assert found.pattern is not None
    assert format_number(str(found.number), found.pattern) == text


@pytest.mark.parametrize(
    "printed", ["产出指标（50分）", "产出指标(50)", "产出指标 (50 分)", "产出指标50分", "产出指标(50)分", "产出指标"]
)
def test_a_first_level_reads_back_with_its_weight(printed: str) -> None:
    row = make_indicator({"level1": Raw(printed)})
    again = make_indicator({"level1": Raw(level1_text(row))})
    assert (again.level1, again.level1_weight) == (row.level1, row.level1_weight)
