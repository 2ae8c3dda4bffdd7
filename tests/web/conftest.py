from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kaocheng_web.accounts.models import Person
from tests.web.county import County, build_county


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Names of static files as they are: the manifest is made when the application is installed."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def county(db: None) -> County:
    return build_county()


@pytest.fixture
def sign_in() -> Callable[[Person], Client]:
    """A browser in which the person is signed in."""

    def enter(person: Person) -> Client:
        client = Client()
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return enter
