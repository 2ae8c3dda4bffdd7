"""Health, status, metrics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client, override_settings
from django.urls import reverse

from kaocheng_web.accounts.models import Person
from kaocheng_web.jobs.services import enqueue
from kaocheng_web.operations import health
from tests.web.county import County, make_filing

SignIn = Callable[[Person], Client]


def test_healthy_only_with_a_database_that_fits(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from kaocheng_web.operations import preparation

    monkeypatch.setattr(health, "_migrated", False)
    monkeypatch.setattr(preparation, "pending_migrations", lambda: ["jobs.0009"])
    assert Client().get("/healthz").status_code == 503
    monkeypatch.setattr(preparation, "pending_migrations", list)
    assert Client().get("/healthz").json() == {"status": "ok"}

    def dead() -> bool:
        raise DatabaseError("gone")

    monkeypatch.setattr(health, "is_migrated", dead)
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()) == (503, {"status": "no database"})


def test_the_status_page_is_for_administrators(county: County, sign_in: SignIn) -> None:
    enqueue(None, "operations.tidy", "k")
    page = sign_in(county.person("administrator")).get(reverse("operations:status")).content.decode()
    assert "从未备份" in page
    assert "<b>1</b>排队任务" in page
    assert sign_in(county.person("finance_manager")).get(reverse("operations:status")).status_code == 403


def test_metrics_need_a_token_or_an_administrator(county: County, sign_in: SignIn) -> None:
    assert Client().get("/metrics").status_code == 403
    assert Client().get("/metrics", headers={"Authorization": "Bearer "}).status_code == 403
    assert sign_in(county.person("preparer")).get("/metrics").status_code == 403
    assert sign_in(county.person("administrator")).get("/metrics").status_code == 200
    with override_settings(METRICS_TOKEN="sesame"):
        assert Client().get("/metrics", headers={"Authorization": "Bearer sesam"}).status_code == 403
        assert Client().get("/metrics", headers={"Authorization": "Bearer sesame"}).status_code == 200


def test_metrics_count(county: County, sign_in: SignIn) -> None:
    make_filing(county)
    enqueue(None, "operations.tidy", "k")
    client = sign_in(county.person("administrator"))
    before, after = (_figures(client) for _ in range(2))
    assert after['kaocheng_filings{kind="self_evaluation",state="draft"}'] == 1
    assert after['kaocheng_jobs{state="waiting"}'] == 1
    assert after["kaocheng_journal_events_total"] == 1
    assert after["kaocheng_database_bytes"] >= 0
    for name in ('kaocheng_http_requests_total{status="2xx"}', 'kaocheng_http_request_seconds_bucket{le="+Inf"}'):
        assert after[name] == before[name] + 1
    assert after["kaocheng_http_request_seconds_count"] == after['kaocheng_http_request_seconds_bucket{le="+Inf"}']


def _figures(client: Client) -> dict[str, float]:
    lines = client.get("/metrics").content.decode().splitlines()
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}


def test_the_status_page_needs_few_queries(county: County, sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    client = sign_in(county.person("administrator"))
    with django_assert_max_num_queries(12):
        client.get(reverse("operations:status"))
