"""The tree."""

from __future__ import annotations

import pytest

from kaocheng_web.organisations.models import Organisation
from tests.web.county import County


def test_a_subtree_moves_with_its_root(county: County) -> None:
    county.unit.parent = county.other_department
    county.unit.save()
    office = Organisation.objects.create(code="x", name="养护科", kind="office", parent=county.unit)
    county.other_department.parent = county.department
    county.other_department.save()
    for organisation in Organisation.objects.exclude(parent=None):
        assert organisation.path == f"{organisation.parent.path}{organisation.pk}/"
    assert office.depth == 3


def test_nothing_stands_below_itself(county: County) -> None:
    county.department.parent = county.unit
    with pytest.raises(ValueError, match="below itself"):
        county.department.save()
