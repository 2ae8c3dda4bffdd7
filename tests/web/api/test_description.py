"""The API against its own description: what is committed is true, and no request breaks it.

Schemathesis makes the requests, the same ones on every run. The token is that of a person who may do something with
the route and sees the objects of the county; ids are often those of objects that exist.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from kaocheng_web.api.description import describe, describe_as_text
from kaocheng_web.api.routing import ROUTES
from kaocheng_web.api.services import issue
from tests.web.access.world import World

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"
EXAMPLES = int(os.environ.get("KAOCHENG_API_EXAMPLES", "8"))
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
)
SCHEMA = schemathesis.openapi.from_dict(describe())
OPERATIONS = {result.ok().label: result.ok() for result in SCHEMA.get_all_operations()}


def test_the_committed_description_is_that_of_the_code() -> None:
    assert COMMITTED.read_text("utf-8") == describe_as_text(), "out of date: run `make docs`"


def test_every_route_is_described_with_its_permission() -> None:
    described = {
        (method.upper(), path.removeprefix("/api/v1")): operation
        for path, methods in describe()["paths"].items()
        for method, operation in methods.items()
    }
    assert set(described) == {(route.method, route.path) for route in ROUTES}
    for route in ROUTES:
        operation = described[route.method, route.path]
        assert operation["x-permission"] == route.permission
        assert ("security" in operation) == (route.permission != "public")
        assert operation["summary"]
        for status, response in operation["responses"].items():
            media = "application/problem+json" if int(status) >= 400 else "application/json"
            assert list(response["content"]) == [media], (route.path, status)


@pytest.fixture
def application() -> Iterator[Any]:
    """As a server runs it, but the connection with the transaction of the test stays open between requests."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def tokens(world: World, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    monkeypatch.setattr("kaocheng_web.api.routing.PER_MINUTE", 10**6)
    roles = ("preparer", "unit_head", "department_reviewer", "finance_manager", "auditor", "expert", "administrator")
    return {
        role: issue(world.county.person(role), name="t", scopes=["read", "write", "import"], days=1)[1]
        for role in roles
    }


@pytest.mark.parametrize("tag", sorted({operation.tags[0] for operation in OPERATIONS.values()}))
def test_every_answer_is_as_described(tag: str, application: Any, tokens: dict[str, str], world: World) -> None:
    for operation in OPERATIONS.values():
        if operation.tags[0] == tag:
            compare(operation, application, tokens, world)


def compare(operation: Any, application: Any, tokens: dict[str, str], world: World) -> None:
    ids = [world.filings["self_evaluation"].pk, world.county.project_year.pk, world.item.pk]
    modes = st.sampled_from((GenerationMode.POSITIVE, GenerationMode.POSITIVE, GenerationMode.NEGATIVE))
    cases = modes.flatmap(lambda mode: operation.as_strategy(generation_mode=mode))

    @seed(20260101)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, role=st.sampled_from(list(tokens)), number=st.sampled_from((*ids, None)))
    def ask(case: Any, role: str, number: int | None) -> None:
        if number is not None and "pk" in (case.path_parameters or {}):
            case.path_parameters["pk"] = number
        with transaction.atomic():
            response = case.call(app=application, headers={"Authorization": f"Bearer {tokens[role]}"})
            transaction.set_rollback(True)
        case.validate_response(response, checks=CHECKS)

    ask()


@pytest.mark.parametrize("label", OPERATIONS)
def test_without_a_token_nothing_but_publications(label: str, application: Any, db: None) -> None:
    operation = OPERATIONS[label]

    @seed(20260101)
    @settings(max_examples=2, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy())
    def ask(case: Any) -> None:
        response = case.call(app=application)
        assert (response.status_code == 401) == ("/public/" not in label)
        case.validate_response(response, checks=(*CHECKS, ignored_auth))

    ask()
