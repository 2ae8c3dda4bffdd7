from __future__ import annotations

import pytest

from kaocheng_web.results.models import Opinion
from tests.web.county import County, make_filing


@pytest.fixture
def sound_county(county: County) -> None:
    """A form of every kind that is exported; one of them with a finding."""
    make_filing(county, "objective", "approved")
    evaluation = make_filing(county, "self_evaluation", "submitted")
    evaluation.cells["total_score"] = "12"
    evaluation.version += 1
    evaluation.save()
    Opinion.objects.create(project_year=county.project_year, act="keep")
