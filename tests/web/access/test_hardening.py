"""Headers, cookies, hosts, limits: what protects every page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.template.loader import get_template
from django.test import Client, RequestFactory
from django.urls import reverse

import kaocheng_web
from kaocheng_web.access.models import Rate
from kaocheng_web.access.policy import access_of
from kaocheng_web.access.rates import client_address, hit
from kaocheng_web.accounts.models import Person
from tests.web.county import County
from tests.web.installation import Installation

WEB = Path(kaocheng_web.__file__).parent


def test_djangos_deployment_check_finds_nothing(tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "KAOCHENG_DATA": str(tmp_path),
        "KAOCHENG_HTTPS": "1",
        "KAOCHENG_HOSTS": "kaocheng.example.gov.cn",
        "KAOCHENG_SECRET_KEY": "",
        "DJANGO_SETTINGS_MODULE": "kaocheng_web.settings",
    }
    command = [sys.executable, "-m", "kaocheng_web.manage", "check", "--deploy", "--fail-level", "DEBUG"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr + done.stdout
    assert "no issues (0 silenced)" in done.stdout


def test_the_secret_key_is_made_once_and_readable_by_its_account_only(tmp_path: Path) -> None:
    environment = {**os.environ, "KAOCHENG_DATA": str(tmp_path), "KAOCHENG_SECRET_KEY": ""}
    command = [sys.executable, "-c", "from kaocheng_web import settings; print(settings.SECRET_KEY)"]
    keys = {subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout for _ in "ab"}
    assert len(keys) == 1
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    assert len(keys.pop().strip()) > 60


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/me/", "/no/such/page"])
def test_headers_of_every_page(county: County, sign_in: Any, path: str) -> None:
    answer = sign_in(county.person("preparer")).get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in answer["Permissions-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex, nofollow"


def test_the_address_of_no_session_or_person_is_in_a_cookie_scripts_can_read(county: County, client: Client) -> None:
    client.get("/accounts/login/")
    client.post("/accounts/login/", {"login": "preparer", "password": "long enough for tests 1"})
    for name in ("sessionid", "csrftoken", "kaocheng_language"):
        assert client.cookies[name]["httponly"], name
        assert client.cookies[name]["samesite"] == "Lax", name
    assert not client.cookies["sessionid"]["max-age"]  # ends with the browser


def test_cookies_are_secure_and_transport_is_strict_behind_tls(tmp_path: Path) -> None:
    code = (
        "from kaocheng_web import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, "
        "s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS >= 31536000, s.DEBUG)"
    )
    environment = {**os.environ, "KAOCHENG_DATA": str(tmp_path), "KAOCHENG_HTTPS": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "True", "True", "True", "False"]


def test_a_form_without_its_token_is_refused(county: County) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(county.person("preparer"), backend="django.contrib.auth.backends.ModelBackend")
    answer = client.post("/accounts/me/", {"language": "en"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()
    assert county.person("preparer").language == "zh"


def test_a_foreign_host_name_is_refused(db: None) -> None:
    assert (
        Client(raise_request_exception=False).get("/accounts/login/", headers={"host": "evil.example"}).status_code
        == 400
    )


def test_a_refusal_is_a_page_with_a_way_back(county: County, sign_in: Any) -> None:
    """For everybody; the walks of test_matrix look at the status alone."""
    for person in Person.objects.all():
        closed = "projects:list" if access_of(person).holds("people.manage") else "organisations:list"
        for path, status, words in (("/no/such", 404, "没有找到这个页面"), (reverse(closed), 403, "您没有这项权限")):
            answer = sign_in(person).get(path)
            text = answer.content.decode()
            assert answer.status_code == status
            assert words in text
            assert 'id="menu"' in text


def test_errors_tell_nothing_of_the_inside(county: County, sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = sign_in(county.person("preparer"))
    client.raise_request_exception = False
    from kaocheng_web.accounts import views

    monkeypatch.setattr(views, "SettingsForm", None)
    answer = client.get("/accounts/me/")
    assert answer.status_code == 500
    text = answer.content.decode()
    assert "系统出错了" in text
    assert "Traceback" not in text
    assert "TypeError" not in text


def test_crawlers_are_kept_to_the_public_pages(client: Client, db: None) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /\n" in text
    assert "Allow: /public/" in text


TEMPLATES = sorted(WEB.glob("*/templates/**/*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB)))
def test_no_template_carries_script_or_style(path: Path) -> None:
    text = path.read_text("utf-8")
    get_template(str(path.relative_to(WEB)).split("templates/", 1)[1])
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", text), "script inside the page"
    assert not re.search(r"<[^>]*\sstyle\s*=|<style", text), "style inside the page"
    markup = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text)
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", markup), "handler inside the page"
    assert not re.search(r"(src|href)=\"(https?:)?//", text.replace("http://www.w3.org", "")), "from another site"
    assert "|safe" not in text.replace("|safe_", "")
    assert "autoescape off" not in text


def test_our_scripts_build_no_code_from_text() -> None:
    for path in WEB.glob("*/static/kaocheng/**/*.js"):
        text = path.read_text("utf-8")
        assert not re.search(r"\beval\(|new Function\(|document\.write|insertAdjacentHTML", text), path


# How often


def test_a_limit_counts_everybody_by_himself(db: None) -> None:
    assert [hit("upload", "a", limit=3) for _ in range(5)] == [True, True, True, False, False]
    assert hit("upload", "b", limit=3)
    assert hit("import", "a", limit=3)


def test_a_limit_opens_again_and_old_counts_go(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    start = time.time()
    assert [hit("upload", "a", limit=1) for _ in range(2)] == [True, False]
    monkeypatch.setattr(time, "time", lambda: start + 61)
    assert hit("upload", "a", limit=1)
    assert not hit("upload", "a", limit=1, minutes=5)
    monkeypatch.setattr(time, "time", lambda: start + 2 * 3600)
    hit("upload", "a", limit=1)
    assert Rate.objects.count() == 1


_COUNT = """
import django, multiprocessing
django.setup()
from django.core.management import call_command
from django.db import connections
from kaocheng_web.access.rates import hit

def count():
    for _ in range(20):
        hit("upload", "a", limit=100)

call_command("migrate", "access", verbosity=0)
connections.close_all()
processes = [multiprocessing.get_context("fork").Process(target=count) for _ in range(3)]
for process in processes:
    process.start()
for process in processes:
    process.join()
assert not any(process.exitcode for process in processes)
"""


def test_two_at_once_are_both_counted(tmp_path: Path) -> None:
    where = Installation(tmp_path, DJANGO_SETTINGS_MODULE="kaocheng_web.settings")
    subprocess.run([sys.executable, "-c", _COUNT], env=where.environment, check=True, timeout=180)
    assert sum(row[0] for row in where.query("SELECT count FROM access_rate")) == 60


@pytest.mark.parametrize(
    "proxies, forwarded, address",
    [
        (0, "203.0.113.9", "192.0.2.1"),  # nobody is believed who was not asked
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "10.9.9.9, 203.0.113.9", "203.0.113.9"),  # what the browser wrote itself stands left
        (2, "10.9.9.9, 203.0.113.9, 198.51.100.4", "203.0.113.9"),
        (2, "203.0.113.9", "192.0.2.1"),
    ],
)
def test_the_address_of_the_browser_behind_proxies(settings: Any, proxies: int, forwarded: str, address: str) -> None:
    settings.TRUSTED_PROXIES = proxies
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.1", HTTP_X_FORWARDED_FOR=forwarded)
    assert client_address(request) == address


def test_attempts_to_sign_in_are_limited_by_address_too(county: County) -> None:
    """Many names with few guesses each: no single account is locked, but the address is slowed down."""
    statuses = [
        Client().post("/accounts/login/", {"login": f"name{number}", "password": ""}).status_code
        for number in range(62)
    ]
    assert statuses[:60] == [200] * 60
    assert statuses[60:] == [429] * 2
