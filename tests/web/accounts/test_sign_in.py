"""Signing in and out, passwords, lock-out, second factor, end of a session."""

from __future__ import annotations

import datetime
import re
import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from kaocheng_web.accounts.models import Person
from kaocheng_web.accounts.passwords import character_classes, generate_password
from kaocheng_web.journal.models import Event
from tests.web.county import PASSWORD, County

NEW = "Another long Password 2"


def enter(client: Client, username: str, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/accounts/login/", {"login": username, "password": password, **more})


def actions_of(person: Person) -> list[str]:
    return list(
        Event.objects.filter(subject="person", subject_id=person.pk).order_by("number").values_list("action", flat=True)
    )


def test_a_person_signs_in_and_out_and_both_are_recorded(county: County, client: Client) -> None:
    response = enter(client, "preparer")
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert client.get("/accounts/me/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/accounts/me/").status_code == 302
    assert actions_of(county.person("preparer")) == ["sign_in", "sign_out"]


def test_the_session_key_changes_at_sign_in(county: County, client: Client) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    enter(client, "preparer")
    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_sign_in_never_leads_to_another_site(county: County, client: Client, target: str) -> None:
    assert enter(client, "preparer", next=target)["Location"] == "/"
    response = client.post("/language/", {"language": "en", "next": target})
    assert response["Location"] == "/"


def test_sign_in_leads_back_to_the_page_that_was_asked_for(county: County, client: Client) -> None:
    asked = client.get("/accounts/me/")
    assert asked["Location"] == "/accounts/login/?next=/accounts/me/"
    assert enter(client, "preparer", next="/accounts/me/")["Location"] == "/accounts/me/"


def test_five_wrong_passwords_lock_the_account_and_say_how_long(county: County, client: Client) -> None:
    answers = [enter(client, "preparer", "wrong") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 429]
    assert "30分钟" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"] == "1800"
    assert enter(client, "preparer").status_code == 429  # the right one no longer helps
    assert enter(client, "PREPARER").status_code == 429  # nor another spelling
    assert AccessAttempt.objects.get(username="preparer").failures_since_start >= 5
    assert "locked_out" in actions_of(county.person("preparer"))
    assert enter(client, "unit_head").status_code == 302  # others still may


def test_an_unknown_name_looks_like_a_wrong_password(county: County) -> None:
    def text(username: str) -> list[str]:
        client = Client()
        pages = [enter(client, username, "wrong") for _ in range(5)]
        clean = [
            re.sub(r'value="[^"]*"|content="[^"]*"|"X-CSRFToken": "[^"]*"|[0-9a-f]{12}', "", page.content.decode())
            for page in pages
        ]
        return [str(page.status_code) for page in pages] + clean

    assert text("preparer") == text("nobody")


def test_a_disabled_person_cannot_sign_in_and_an_open_session_ends(county: County, sign_in: Any) -> None:
    person = county.person("preparer")
    client = sign_in(person)
    assert client.get("/accounts/me/").status_code == 200
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/accounts/me/").status_code == 302
    stranger = Client()
    assert enter(stranger, "preparer")["Location"] == "/accounts/inactive/"
    assert stranger.get("/accounts/me/").status_code == 302


def test_there_is_no_way_to_make_or_recover_an_account_by_oneself(client: Client, db: None) -> None:
    for path in (
        "signup",
        "password/reset",
        "password/set",
        "email",
        "confirm-email",
        "3rdparty",
        "social/signup",
        "login/code",
    ):
        assert client.get(f"/accounts/{path}/").status_code == 404, path


def test_a_given_password_opens_only_the_page_that_changes_it(county: County, client: Client) -> None:
    Person.objects.filter(username="preparer").update(must_change_password=True)
    enter(client, "preparer")
    assert client.get("/")["Location"] == "/accounts/password/change/"
    fragment = client.get("/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (401, "/accounts/password/change/")
    assert "一次性密码" in client.get("/accounts/password/change/").content.decode()
    changed = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert changed.status_code == 302
    assert client.get("/").status_code == 200
    assert actions_of(county.person("preparer"))[-1] == "change_password"


def test_changing_the_password_ends_the_other_sessions(county: County, sign_in: Any) -> None:
    person = county.person("preparer")
    here, elsewhere = sign_in(person), sign_in(person)
    here.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})
    assert here.get("/accounts/me/").status_code == 200
    assert elsewhere.get("/accounts/me/").status_code == 302


def test_the_old_password_is_needed_to_change_it(county: County, sign_in: Any) -> None:
    client = sign_in(county.person("preparer"))
    page = client.post("/accounts/password/change/", {"oldpassword": "wrong", "password1": NEW, "password2": NEW})
    assert page.status_code == 200
    assert county.person("preparer").check_password(PASSWORD)


def test_a_password_of_more_than_ninety_days_is_asked_for_on_the_next_page_only(county: County, sign_in: Any) -> None:
    client = sign_in(county.person("preparer"))
    Person.objects.update(password_changed_at=timezone.now() - datetime.timedelta(days=91))
    assert client.get("/")["Location"] == "/accounts/password/change/"
    # What is being typed can still be saved.
    assert client.post("/accounts/me/", {"language": "zh"}).status_code == 302
    assert client.get("/accounts/me/", headers={"HX-Request": "true"}).status_code == 200


@pytest.mark.parametrize(
    "password, sound",
    [
        ("Correct horse 1", True),
        ("longenoughbutplain", False),
        ("onlytwo123456", False),
        ("Sh0rt-pwd", False),
        ("password123", False),
        ("Preparer 2026", False),
    ],
)
def test_what_a_password_must_be(county: County, password: str, sound: bool) -> None:
    person = county.person("preparer")
    if sound:
        validate_password(password, person)
    else:
        with pytest.raises(ValidationError):
            validate_password(password, person)


def test_the_last_five_passwords_do_not_come_back(county: County) -> None:
    from kaocheng_web.accounts.services import change_password

    person = county.person("preparer")
    for number in range(5):
        change_password(person, f"Password number {number}")
    for number in range(5):
        with pytest.raises(ValidationError):
            validate_password(f"Password number {number}", person)
    change_password(person, "Password number 5")
    validate_password(PASSWORD, person)
    assert person.old_passwords.count() == 5


def test_made_passwords_have_every_kind_of_character() -> None:
    made = {generate_password() for _ in range(50)}
    assert len(made) == 50
    assert {character_classes(password) for password in made} == {4}
    assert all(len(password) == 14 for password in made)


def test_passwords_are_kept_as_argon2(county: County) -> None:
    assert county.person("preparer").password.startswith("argon2$argon2id$")


def test_an_idle_session_ends(county: County, sign_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(county.person("preparer"))
    assert client.get("/accounts/me/").status_code == 200
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start + settings.SESSION_IDLE_SECONDS + 61)
    assert client.get("/accounts/me/").status_code == 302
    answer = client.get("/accounts/me/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/accounts/login/")


def test_a_session_ends_after_a_working_day_however_busy(
    county: County, sign_in: Any, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in(county.person("preparer"))
    start = time.time()
    statuses = []
    for hours in range(10):
        for minutes in (0, 20, 40):
            monkeypatch.setattr(time, "time", lambda now=start + hours * 3600 + minutes * 60: now)
            statuses.append(client.get("/accounts/me/").status_code)
    assert statuses.index(302) == 25  # eight hours and twenty minutes: the first look after the eighth hour


def _code(secret: str, ahead: int = 0) -> str:
    counter = next(iter(yield_hotp_counters_from_time())) + ahead
    return format_hotp_value(hotp_value(secret, counter))


def test_a_second_factor_is_asked_for_and_a_recovery_code_helps_once(county: County) -> None:
    from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

    person = county.person("finance_manager")
    TOTP.activate(person, secret := generate_totp_secret())
    codes = RecoveryCodes.activate(person).get_unused_codes()
    client = Client()
    assert enter(client, "finance_manager")["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/me/").status_code == 302  # not in yet
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "second_factor_failed" in actions_of(person)
    assert client.post("/accounts/2fa/authenticate/", {"code": _code(secret)}).status_code == 302
    assert client.get("/accounts/me/").status_code == 200
    for status in (302, 200):  # the second use of the same recovery code is refused
        other = Client()
        enter(other, "finance_manager")
        assert other.post("/accounts/2fa/authenticate/", {"code": codes[0]}).status_code == status


def test_codes_cannot_be_guessed_without_end(county: County) -> None:
    TOTP.activate(county.person("finance_manager"), generate_totp_secret())
    client = Client()
    enter(client, "finance_manager")
    statuses = []
    for number in range(7):
        if number == 3:  # signing in again from another browser gives no further attempts
            client = Client(REMOTE_ADDR="192.0.2.7")
            enter(client, "finance_manager")
        statuses.append(client.post("/accounts/2fa/authenticate/", {"code": f"{number:06}"}).status_code)
    assert statuses == [200] * 5 + [429] * 2


def test_a_person_turns_the_second_factor_on_with_the_password(
    county: County, django_capture_on_commit_callbacks: Any
) -> None:
    client = Client()
    enter(client, "preparer")
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    client.post(asked["Location"], {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    assert secret in page.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/accounts/2fa/totp/activate/", {"code": _code(secret)}, follow=True)
    assert done.status_code == 200
    person = county.person("preparer")
    assert set(Authenticator.objects.filter(user=person).values_list("type", flat=True)) == {"totp", "recovery_codes"}
    assert "second_factor_on" in actions_of(person)
    assert client.get("/accounts/2fa/").status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/").status_code == 200
    assert client.get("/accounts/2fa/recovery-codes/generate/").status_code == 200


def test_the_account_page_tells_roles_and_keeps_settings(county: County, sign_in: Any) -> None:
    client = sign_in(county.person("preparer"))
    page = client.get("/accounts/me/").content.decode()
    assert "填报人" in page
    assert "示例县公路养护中心" in page
    client.post("/accounts/me/", {"language": "en", "email": "a@example.org", "digest_mail": "on"})
    assert "My roles" in client.get("/accounts/me/").content.decode()
    person = county.person("preparer")
    assert (person.language, person.email, person.digest_mail) == ("en", "a@example.org", True)
    event = Event.objects.filter(action="settings").get()
    assert "a@example.org" not in str(event.after)  # no personal data in a chain that cannot be cleaned


def test_the_language_of_a_person_comes_back_at_sign_in(county: County, client: Client) -> None:
    Person.objects.filter(username="preparer").update(language="en")
    enter(client, "preparer")
    assert "My account" in client.get("/accounts/me/").content.decode()


def test_the_language_chosen_on_the_sign_in_page_holds(county: County, client: Client) -> None:
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    enter(client, "preparer")
    assert "My account" in client.get("/accounts/me/").content.decode()
    client.post("/accounts/logout/")
    enter(client, "preparer")
    assert "我的账号" in client.get("/accounts/me/").content.decode()


def test_the_sign_in_page_leads_to_the_public_pages(client: Client, db: None) -> None:
    assert 'href="/public/"' in client.get("/accounts/login/").content.decode()


def test_example_logins_show_on_the_example_only(
    client: Client, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kaocheng_web import example

    monkeypatch.setattr(example, "logins", lambda: [("preparer", "tianbao", "an example word")], raising=False)
    assert "tianbao" not in client.get("/accounts/login/").content.decode()
    settings.EXAMPLE = True
    page = client.get("/accounts/login/").content.decode()
    assert 'data-fill="tianbao"' in page
    assert "填报人" in page


def test_the_sign_in_page_is_in_both_languages(client: Client, db: None) -> None:
    assert "忘记密码请联系管理员重置" in client.get("/accounts/login/").content.decode()
    client.cookies["kaocheng_language"] = "en"
    assert "Five wrong attempts" in client.get("/accounts/login/").content.decode()
