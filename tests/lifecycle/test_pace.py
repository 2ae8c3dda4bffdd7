from __future__ import annotations

import datetime
from decimal import Decimal

import pytest

from kaocheng.lifecycle.pace import elapsed_share


@pytest.mark.parametrize(
    ("year", "day", "share"),
    [
        (2025, datetime.date(2024, 12, 31), Decimal(0)),
        (2025, datetime.date(2025, 1, 1), Decimal(1) / 365),
        (2024, datetime.date(2024, 7, 1), Decimal(183) / 366),
        (2025, datetime.date(2025, 12, 31), Decimal(1)),
        (2025, datetime.date(2026, 5, 1), Decimal(1)),
    ],
)
def test_elapsed_share_counts_days_of_the_fiscal_year(year: int, day: datetime.date, share: Decimal) -> None:
    assert elapsed_share(year, day) == share
