from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse

from kaocheng_web.filings import evidence_views, uploading_views
from kaocheng_web.interface import views
from tests.web.access.world import World
from tests.web.county import build_county


@pytest.fixture(scope="module")
def _one_world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield World(build_county())
        transaction.set_rollback(True)


@pytest.fixture
def world(_one_world: World, db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The county with one object of every kind, and a browser for every person; made once for the tests of a file,
    what a test changes is undone.

    The walks ask thousands of times who gets in: refusals are a status without their page (which test_matrix looks at
    by itself), and pages of a pdf are not drawn (which is a process each, see tests/web/filings).
    """
    monkeypatch.setattr(views, "_problem", lambda request, status, title, advice: HttpResponse(status=status))
    for module in (evidence_views, uploading_views):
        monkeypatch.setattr(module, "draw_page", lambda pdf, number: None)
    return _one_world
