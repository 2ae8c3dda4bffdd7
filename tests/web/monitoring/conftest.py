from __future__ import annotations

import pytest

from kaocheng.lifecycle import Role
from kaocheng_web.filings import services as filings
from kaocheng_web.filings.models import Filing
from kaocheng_web.monitoring import services
from tests.web.county import County, make_filing

VALUES = ("200公里", "98.5%", "36小时", "0.93万元", "5小时", "96%", "93%")


@pytest.fixture
def county_with_objective(county: County) -> County:
    make_filing(county, "objective", "approved")
    return county


@pytest.fixture
def opened(county_with_objective: County) -> Filing:
    """Round 1 (to month 6), nothing typed yet."""
    county = county_with_objective
    return services.open_round(county.person(Role.PREPARER), county.project_year, 1)


def type_in(county: County, filing: Filing, **texts: str) -> Filing:
    """Type cells of indicator rows ("actual_0": …) or others by their path."""
    changes = {}
    for name, text in texts.items():
        field, _, row = name.rpartition("_")
        path = f"indicators[{row}].{field}"
        changes[path] = (str(filing.cells.get(path, "")), text)
    filings.type_cells(county.person(Role.PREPARER), filing, changes=changes)
    return filing


def type_values(county: County, filing: Filing, values: tuple[str, ...] = VALUES) -> Filing:
    return type_in(county, filing, **{f"actual_{row}": text for row, text in enumerate(values)})
