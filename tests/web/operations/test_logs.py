"""Log lines tell what happened, not to whom."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng_web.accounts.models import Person
from kaocheng_web.operations.logs import Line
from tests.web.county import PASSWORD, County

SignIn = Callable[[Person], Client]
_ADDRESS = "203.0.113.77"


@pytest.fixture
def lines() -> Iterator[list[str]]:
    """What the console would show, at the level of INFO."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Keep()
    handler.setFormatter(Line())
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def test_a_session_leaves_no_personal_data(county: County, sign_in: SignIn, lines: list[str]) -> None:
    person = county.person("auditor")
    Person.objects.filter(pk=person.pk).update(email="auditor.person@example.org")
    client = Client(REMOTE_ADDR=_ADDRESS, HTTP_X_FORWARDED_FOR=_ADDRESS)
    for password in ("wrong one", "wrong two", PASSWORD):
        client.post(reverse("account_login"), {"login": person.username, "password": password})
    signed_in = sign_in(person)
    signed_in.get(reverse("journal:list"), {"words": "某某甲"})
    signed_in.get("/nowhere/某某乙/")
    signed_in.get("/operations/")
    entries = [json.loads(line) for line in lines]
    requests = [entry for entry in entries if entry["event"] == "request"]
    assert {"method", "route", "status", "ms", "request", "at"} <= set(requests[0])
    assert {entry["status"] for entry in requests} >= {200, 403, 404}
    whole = "\n".join(lines)
    for word in (person.username + "@", person.name, person.email, _ADDRESS, "某某甲", "某某乙", PASSWORD, "wrong one"):
        assert not word or word not in whole
    assert f'"{person.username}"' not in whole


def test_the_words_of_an_error_stay_out_of_the_line() -> None:
    try:
        raise ValueError("Key (username)=(zhang) already exists")
    except ValueError:
        import sys

        record = logging.LogRecord("django.request", logging.ERROR, "f", 1, "failed for %s", ("zhang",), sys.exc_info())
    entry = json.loads(Line().format(record))
    assert "zhang" not in json.dumps(entry)
    assert entry["error"] == "ValueError"
    assert entry["trace"][-1].endswith("test_the_words_of_an_error_stay_out_of_the_line")
