from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from kaocheng_web.accounts.models import Person
from kaocheng_web.api.services import issue
from tests.web.access.world import World
from tests.web.county import County

SCOPES = ("read", "write", "import")


class Caller:
    """Another system that holds a token."""

    def __init__(self, token: str) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def ask(self, method: str, path: str, body: Any = None, **values: Any) -> Any:
        if body is not None:
            values |= {"data": body, "content_type": "application/json"}
        ask = getattr(self.client, method.lower())
        return ask(f"/api/v1{path}", headers=self.headers, **values)

    def get(self, path: str, **query: Any) -> Any:
        return self.ask("GET", path, query_params=query or None)


@pytest.fixture
def caller() -> Callable[..., Caller]:
    def make(person: Person | None, *scopes: str) -> Caller:
        if person is None:
            return Caller("")
        return Caller(issue(person, name="测试", scopes=scopes or SCOPES, days=1)[1])

    return make


@pytest.fixture
def world(county: County) -> World:
    return World(county)


@pytest.fixture
def sample() -> bytes:
    """A published report."""
    return (Path(__file__).parents[3] / "samples" / "seeds" / "docx" / "chengde-2022.docx").read_bytes()
