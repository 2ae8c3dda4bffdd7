"""Single sign-on against a real provider that runs beside the test."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from kaocheng_web.accounts.models import Person
from kaocheng_web.organisations.services import set_sign_on
from tests.web.county import County

# The provider runs in a thread of this process, and the library it rests on warns of its own old parts.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def provider(settings: Any) -> Iterator[str]:
    """The address of a provider that lets anybody sign in as any subject."""
    with warnings.catch_warnings():  # of the test's own provider: a library it uses is getting old
        warnings.simplefilter("ignore")
        from oidc_provider_mock import run_server_in_thread
    with run_server_in_thread() as server:
        address = f"http://localhost:{server.server_port}"
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": configuration(address)}
        yield address


def configuration(address: str) -> dict[str, Any]:
    app = {
        "provider_id": "gov",
        "name": "政务统一认证",
        "client_id": "kaocheng",
        "secret": "only for the test",
        "settings": {"server_url": f"{address}/.well-known/openid-configuration"},
    }
    return {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}


def enter(client: Client, subject: str) -> Any:
    """Through the provider as `subject`, and back."""
    started = client.post("/accounts/oidc/gov/login/")
    assert started.status_code == 302
    asked = started["Location"]
    assert "code_challenge_method=S256" in asked
    answer = requests.post(asked, data={"sub": subject}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert back.path == "/accounts/oidc/gov/login/callback/"
    return client.get(f"{back.path}?{back.query}")


def test_a_person_an_administrator_named_comes_in(county: County, provider: str) -> None:
    set_sign_on(county.person("administrator"), county.person("preparer"), provider="gov", subject="subject-17")
    client = Client()
    assert enter(client, "subject-17")["Location"] == "/"
    assert "preparer" in client.get("/accounts/me/").content.decode()


def test_a_stranger_stays_out_and_no_account_is_made(county: County, provider: str) -> None:
    before = Person.objects.count()
    client = Client()
    answer = enter(client, "stranger")
    assert answer.status_code == 403
    assert "您在本系统中没有账号" in answer.content.decode()
    assert client.get("/accounts/me/").status_code == 302
    assert (Person.objects.count(), SocialAccount.objects.count()) == (before, 0)


def test_neither_mail_address_nor_user_name_of_the_provider_is_believed(county: County, provider: str) -> None:
    Person.objects.filter(username="finance_manager").update(email="manager@example.org")
    claims = {"email": "manager@example.org", "email_verified": True, "preferred_username": "finance_manager"}
    requests.put(f"{provider}/users/finance_manager", json=claims, timeout=10).raise_for_status()
    assert enter(Client(), "finance_manager").status_code == 403


def test_a_disabled_person_stays_out(county: County, provider: str) -> None:
    set_sign_on(county.person("administrator"), county.person("preparer"), provider="gov", subject="subject-17")
    Person.objects.filter(username="preparer").update(is_active=False)
    client = Client()
    assert enter(client, "subject-17")["Location"] == "/accounts/inactive/"
    assert client.get("/accounts/me/").status_code == 302


def test_an_answer_that_was_not_asked_for_is_refused(county: County, provider: str) -> None:
    set_sign_on(county.person("administrator"), county.person("preparer"), provider="gov", subject="subject-17")
    started = Client().post("/accounts/oidc/gov/login/")["Location"]
    answer = requests.post(started, data={"sub": "subject-17"}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    another = Client()  # a browser that did not start it: the link was sent to somebody else
    another.get(f"{back.path}?{back.query}")
    assert another.get("/accounts/me/").status_code == 302


def test_an_identity_belongs_to_one_person(county: County) -> None:
    from kaocheng_web.workflow.services import Refused

    admin = county.person("administrator")
    set_sign_on(admin, county.person("preparer"), provider="gov", subject="s")
    with pytest.raises(Refused, match="someone else"):
        set_sign_on(admin, county.person("unit_head"), provider="gov", subject="s")
    set_sign_on(admin, county.person("preparer"), provider="gov", subject="")
    set_sign_on(admin, county.person("unit_head"), provider="gov", subject="s")
    assert SocialAccount.objects.get().user.username == "unit_head"


def test_the_sign_in_page_offers_the_provider(county: County, provider: str, client: Client) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "使用政务统一认证登录" in page
    assert 'action="/accounts/oidc/gov/login/"' in page


def test_without_providers_there_is_nothing_to_enter(db: None, client: Client) -> None:
    assert client.post("/accounts/oidc/gov/login/").status_code == 404


def test_the_policy_of_content_lets_forms_lead_to_the_provider_and_nowhere_else(tmp_path: Path) -> None:
    """Settings are read at the start, so in a process of its own."""
    file = tmp_path / "oidc.json"
    file.write_text(json.dumps(configuration("https://id.example.gov.cn")), "utf-8")
    code = "from kaocheng_web import settings; print(settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'])"
    environment = {**os.environ, "KAOCHENG_DATA": str(tmp_path), "KAOCHENG_OIDC": str(file)}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert "https://id.example.gov.cn" in done.stdout
    assert done.stdout.count("://") == 1
