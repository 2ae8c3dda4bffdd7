"""Whatever a page says stands in the frame: within main, not in the tag of the body."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from kaocheng.lifecycle import Role
from tests.web.county import County

_PAGES = (
    "home",
    "account",
    "account_change_password",
    "account_inactive",
    "mfa_index",
    "organisations:create",
    "organisations:import",
    "portal:index",
)


@pytest.mark.parametrize("name", _PAGES)
def test_a_page_stands_in_its_frame(county: County, sign_in: Any, name: str) -> None:
    answer = sign_in(county.person(Role.ADMINISTRATOR)).get(reverse(name))
    assert answer.status_code == 200
    page = answer.content.decode()
    before, main = page.split("<main", 1)
    (body,) = re.findall(r"<body[^<>]*>", before)
    assert set(re.findall(r' ([-\w]+)="', body.replace("'", '"'))) <= {"hx-headers", "class"}
    assert "<h1" not in before
    assert main.count("<h1") == 1


def test_a_locked_account_is_told_so_in_the_frame(county: County, client: Any) -> None:
    for _ in range(5):
        answer = client.post(reverse("account_login"), {"login": "preparer", "password": "wrong"})
    assert answer.status_code == 429
    before, main = answer.content.decode().split("<main", 1)
    assert "登录已锁定" in main
    assert "连续5次输入错误" in main
    assert "连续5次输入错误" not in before
