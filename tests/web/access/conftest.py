from __future__ import annotations

import pytest

from tests.web.access.world import World
from tests.web.county import County


@pytest.fixture
def world(county: County) -> World:
    """The county with one object of every kind, and a browser for every person."""
    return World(county)
