"""Tokens: made and revoked by a person, acting as that person, never with more."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from kaocheng_web.api.models import Token
from kaocheng_web.api.services import MOST_TOKENS, identify, issue, revoke
from kaocheng_web.journal.models import Event
from kaocheng_web.workflow.services import Refused
from tests.web.api.conftest import Caller
from tests.web.county import County


def test_the_text_of_a_token_is_stored_nowhere(county: County) -> None:
    token, text = issue(county.person("preparer"), name="财务系统", scopes=["read"], days=30)
    _, _, secret = text.split("_", 2)  # it may have underscores itself
    columns = Token.objects.values().get(pk=token.pk)
    assert secret not in str(columns)
    assert not any(secret in str(event.after) for event in Event.objects.all())
    assert identify(text) == token


@pytest.mark.parametrize("change", ["revoked", "expired", "disabled", "reset", "altered"])
def test_what_ends_a_token(county: County, change: str) -> None:
    person = county.person("preparer")
    token, text = issue(person, name="a", scopes=["read"], days=30)
    if change == "revoked":
        revoke(person, token)
    elif change == "expired":
        Token.objects.filter(pk=token.pk).update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    elif change == "altered":
        text = text[:-1] + ("a" if text[-1] != "a" else "b")
    else:
        person.is_active, person.must_change_password = change != "disabled", change == "reset"
        person.save()
    assert identify(text) is None


def test_nobody_revokes_the_token_of_another(county: County) -> None:
    token, text = issue(county.person("preparer"), name="a", scopes=["read"], days=30)
    revoke(county.person("unit_head"), token)
    assert identify(text) == token


@pytest.mark.parametrize("values", [{"scopes": []}, {"scopes": ["all"]}, {"days": 0}, {"days": 400}, {"name": " "}])
def test_what_cannot_be_a_token(county: County, values: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        issue(county.person("preparer"), **{"name": "a", "scopes": ["read"], "days": 30, **values})


def test_a_person_has_so_many_tokens_and_not_more(county: County) -> None:
    person = county.person("preparer")
    made = [issue(person, name=str(n), scopes=["read"], days=1)[0] for n in range(MOST_TOKENS)]
    with pytest.raises(Refused):
        issue(person, name="one more", scopes=["read"], days=1)
    revoke(person, made[0])
    issue(person, name="one more", scopes=["read"], days=1)


def test_the_page_shows_a_token_once(county: County, sign_in: Callable[..., Any]) -> None:
    browser = sign_in(county.person("preparer"))
    page = browser.post("/accounts/tokens/", {"name": "财务系统", "scopes": ["read", "write"], "days": "30"})
    token = Token.objects.get()
    assert f"kc_{token.prefix}_" in page.content.decode()
    again = browser.get("/accounts/tokens/").content.decode()
    assert f"kc_{token.prefix}_" not in again
    assert f"kc_{token.prefix}…" in again
    stranger = sign_in(county.person("unit_head"))
    assert token.prefix not in stranger.get("/accounts/tokens/").content.decode()
    assert stranger.post(f"/accounts/tokens/{token.pk}/revoke/").status_code == 404
    browser.post(f"/accounts/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_a_session_is_no_token(county: County, sign_in: Callable[..., Any]) -> None:
    answer = sign_in(county.person("preparer")).get("/api/v1/projects")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "token"


@pytest.mark.parametrize(
    ("scope", "method", "path"),
    [("write", "GET", "/projects"), ("read", "PATCH", "/filings/1/cells"), ("read", "GET", "/imports")],
)
def test_a_scope_opens_its_routes_only(
    county: County, caller: Callable[..., Caller], scope: str, method: str, path: str
) -> None:
    answer = caller(county.person("preparer"), scope).ask(method, path)
    assert (answer.status_code, answer.json()["code"]) == (403, "scope")


def test_the_minute_of_use_is_noted(county: County, caller: Callable[..., Caller]) -> None:
    them = caller(county.person("preparer"))
    assert Token.objects.get().used_at is None
    them.get("/projects")
    assert Token.objects.get().used_at is not None


def test_too_many_requests(county: County, caller: Callable[..., Caller], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kaocheng_web.api.routing.PER_MINUTE", 2)
    them = caller(county.person("preparer"))
    answers = [them.get("/projects") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "60"
