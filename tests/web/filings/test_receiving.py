"""Wherever a file is taken, one that is too large is refused, whole: never a part of it is read as if it were all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng_web.accounts.models import Person
from kaocheng_web.exchange.models import Import
from kaocheng_web.filings.models import Evidence, Upload
from kaocheng_web.filings.receiving import choosable, too_large
from kaocheng_web.monitoring.models import LedgerFile
from kaocheng_web.rectification import services as rectification
from kaocheng_web.rectification.models import Proof
from tests.web.county import County, make_filing
from tests.web.filings.files import upload

SignIn = Callable[[Person], Client]
LIMIT = 1000
TABLE = "\ufeff项目编码,项目名称\r\n" + "".join(f"P-{n},某项目\r\n" for n in range(100))


def _address(county: County, name: str) -> str:
    if name in ("filings:evidence", "filings:upload"):
        return reverse(name, args=[make_filing(county).pk])
    if name == "rectification:add_proof":
        manager = county.person("finance_manager")
        item = rectification.issue(manager, project_year=county.project_year, problem="佐证不全")
        return reverse(name, args=[item.pk])
    return reverse(name)


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("filings:evidence", "preparer"),
        ("filings:upload", "preparer"),
        ("rectification:add_proof", "preparer"),
        ("exchange:home", "preparer"),
        ("monitoring:ledgers", "preparer"),
        ("organisations:import", "administrator"),
    ],
)
def test_a_file_over_the_limit_of_the_installation_is_refused(
    county: County, sign_in: SignIn, settings: Any, name: str, role: str
) -> None:
    settings.UPLOAD_LIMIT = LIMIT
    people = Person.objects.count()
    data = {"file": upload("表.csv", TABLE.encode()), "cycle": county.cycle.pk}
    page = sign_in(county.person(role)).post(_address(county, name), data, follow=True)
    assert "文件超过" in page.text
    assert not any(model.objects.exists() for model in (Evidence, Upload, Proof, Import, LedgerFile))
    assert Person.objects.count() == people


def test_the_narrower_limit_counts(settings: Any) -> None:
    settings.UPLOAD_LIMIT = 3 * 1024**2
    file = upload("表.csv", bytes(2 * 1024**2 + 1))
    assert too_large(file) is None
    narrow = too_large(file, 2 * 1024**2)
    assert narrow is not None
    assert "2MB" in narrow.zh
    settings.UPLOAD_LIMIT = 1024**2
    wide = too_large(file, 10 * 1024**2)
    assert wide is not None
    assert "1MB" in wide.zh


def test_other_endings_of_the_same_kind_can_be_chosen() -> None:
    assert choosable(("pdf", "jpg", "html")) == ".pdf,.jpg,.jpeg,.html,.htm"
