"""Figures are rewritten as they were printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kaocheng.correction.style import like_amount, like_grade, like_points, like_rate

D = Decimal


@pytest.mark.parametrize(
    ("value", "printed", "peers", "expected"),
    [
        ("5.78", "10", (), "5.78"),
        ("5.78", "10分", (), "5.78分"),
        ("9", "8.5", (), "9"),
        ("9", "8.50", (), "9.00"),
        ("9", "10", ("9.50", "8.00"), "9.00"),
        ("9.3333", "10", ("8", "7.5"), "9.33"),
        ("9", "9.5", ("8.0", "7.5"), "9.0"),
        ("9.3", "满分10分，得10分", (), None),
    ],
)
def test_scores(value: str, printed: str, peers: tuple[str, ...], expected: str | None) -> None:
    assert like_points(D(value), printed, peers) == expected


@pytest.mark.parametrize(
    ("rate", "printed", "read", "peers", "expected"),
    [
        ("0.999667", "99.99%", "0.9999", (), "99.97%"),
        ("0.578", "58.50%", "0.585", (), "57.80%"),
        ("0.578985", "95%", "0.95", (), "58%"),
        ("0.578985", "100%", "1", (), "57.90%"),
        ("0.578985", "100%", "1", ("97.1%",), "57.9%"),
        ("1", "98.31%", "0.9831", (), "100%"),
        ("1", "98.00%", "0.98", (), "100.00%"),
        ("0.578", "95.31", "0.9531", ("88.2",), "57.8"),
        ("0.578", "0.9", "0.9", (), "0.578"),
        ("0.578", "1", "1", ("95.31",), None),
    ],
)
def test_rates(rate: str, printed: str, read: str, peers: tuple[str, ...], expected: str | None) -> None:
    assert like_rate(D(rate), printed, D(read), peers) == expected


@pytest.mark.parametrize(
    ("value", "printed", "peers", "expected"),
    [
        ("1250.5", "1,200.00", (), "1,250.50"),
        ("1250.5", "1200", (), "1250.5"),
        ("50", "49", ("45.00", "5.00"), "50.00"),
        ("1250.055", "900.00", (), "1250.055"),
    ],
)
def test_amounts_are_never_rounded(value: str, printed: str, peers: tuple[str, ...], expected: str) -> None:
    assert like_amount(D(value), printed, peers) == expected


def test_grades() -> None:
    assert like_grade("良", "优") == "良"
    assert like_grade("良", "优秀") == "良好"
    assert like_grade("中", "优等级") == "中等级"
