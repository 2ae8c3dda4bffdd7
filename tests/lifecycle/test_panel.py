"""A panel of experts."""

from __future__ import annotations

from decimal import Decimal
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kaocheng.lifecycle.panel import faults, spread, spreads, undertaking
from kaocheng.lifecycle.recheck import rows_of
from kaocheng.model.cells import form_from_cells
from tests.lifecycle.road import ROAD

ROWS = rows_of(form_from_cells(ROAD, keep_empty=True))


@pytest.mark.parametrize(
    "specialties, count",
    [
        (["subject", "subject", "management"], 0),
        (["subject", "management"], 1),
        (["subject", "subject", "management", "management"], 1),
        (["subject", "subject", "subject"], 1),
        ([], 3),
    ],
)
def test_an_odd_number_of_both_kinds(specialties: list[str], count: int) -> None:
    assert len(faults(specialties)) == count


@given(st.lists(st.decimals(0, 100, places=2), min_size=1, max_size=9))
def test_the_spread_encloses_its_middle(scores: list[Decimal]) -> None:
    found = spread(scores)
    assert found is not None
    assert found.minimum <= found.median <= found.maximum
    assert abs(found.mean - mean(scores)) <= Decimal("0.005")
    assert 0 <= found.deviation <= found.range or found.range == 0
    assert spread([]) is None


def test_the_spread_of_each_row_and_of_the_totals() -> None:
    panel = [{row.field: str(row.weight - n) for row in ROWS if row.weight} for n in range(3)]
    found = spreads(ROWS, panel)
    assert found["indicators[0].score"].mean == 14
    assert found["indicators[0].score"].deviation == Decimal("0.82")
    assert (found[""].minimum, found[""].maximum, found[""].median) == (84, 100, 92)


def test_the_undertaking_names_project_and_unit_in_both_languages() -> None:
    text = undertaking("农村公路养护", "公路养护中心")
    assert all(part in text.zh for part in ("农村公路养护", "公路养护中心", "回避", "保密", "独立"))
    assert "confidential" in text.en
