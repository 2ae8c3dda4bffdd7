from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.model.reading import read_points, read_rate
from kaocheng.scoring import differs_as_printed, format_number, format_points, format_rate


@pytest.mark.parametrize(
    "printed, computed, differs",
    [
        ("58%", "0.578", False),
        ("57%", "0.578", True),
        ("57.8%", "0.578", False),
        ("99.99%", "0.99966667", True),
        ("99.97%", "0.99966667", False),
        ("100%", "0.99966667", False),
        ("100", "0.99966667", False),
        ("100", "0.99", True),
        ("100%", "0", True),
        ("1", "0.6", True),
        ("0", "0.3", True),
        ("0.9", "0.94", False),
        ("—", "0.5", False),
        ("看不清", "0.5", False),
    ],
)
def test_rates_compare_at_their_printed_precision(printed: str, computed: str, differs: bool) -> None:
    assert differs_as_printed(read_rate(printed), Decimal(computed)) is differs


@pytest.mark.parametrize(
    "printed, computed, differs",
    [("9", "8.62", True), ("8.6", "8.62", False), ("8.62", "8.6204", False), ("10 分", "10", False)],
)
def test_points(printed: str, computed: str, differs: bool) -> None:
    assert differs_as_printed(read_points(printed), Decimal(computed)) is differs


def test_nothing_printed_is_no_disagreement() -> None:
    assert differs_as_printed(None, Decimal("0.5")) is False


def test_formats() -> None:
    assert [format_number(Decimal(n)) for n in ("1E+3", "10.50", "0.00", "-0", "7")] == ["1000", "10.5", "0", "0", "7"]
    assert [format_rate(Decimal("0.86204"), n) for n in (0, 1, 2)] == ["86%", "86.2%", "86.20%"]
    assert format_points(Decimal("6.6666")) == "6.67"
