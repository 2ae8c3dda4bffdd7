"""Bell, list, calendar."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from kaocheng.language import Text
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Stage
from kaocheng_web.notifications.models import Notification
from kaocheng_web.notifications.services import tell
from tests.web.county import County

SignIn = Callable[[Person], Client]


def test_the_bell_counts_what_is_unread_and_opening_reads_it(county: County, sign_in: SignIn) -> None:
    person = county.person("preparer")
    tell([person], "k", Text("请修改", "please correct"), reverse("notifications:calendar"))
    client = sign_in(person)
    page = client.get(reverse("notifications:list")).content.decode()
    assert "消息，1 条未读" in page
    assert "请修改" in page
    note = Notification.objects.get()
    answer = client.post(reverse("notifications:open", args=[note.pk]))
    assert answer["Location"] == reverse("notifications:calendar")
    assert "消息，0 条未读" in client.get(reverse("notifications:list")).content.decode()


def test_a_message_never_leads_out_of_the_application(county: County, sign_in: SignIn) -> None:
    person = county.person("preparer")
    tell([person], "k", Text("甲", "a"), "https://elsewhere.example/")
    answer = sign_in(person).post(reverse("notifications:open", args=[Notification.objects.get().pk]))
    assert answer["Location"] == reverse("notifications:list")


def test_messages_of_others_are_not_there(county: County, sign_in: SignIn) -> None:
    tell([county.person("preparer")], "k", Text("秘密", "secret"))
    client = sign_in(county.person("unit_head"))
    assert "秘密" not in client.get(reverse("notifications:list")).content.decode()
    assert client.post(reverse("notifications:open", args=[Notification.objects.get().pk])).status_code == 404
    client.post(reverse("notifications:read_all"))
    assert Notification.objects.get().read_at is None


def test_the_calendar_shows_the_day_and_the_file_has_it(county: County, sign_in: SignIn) -> None:
    today = datetime.date.today()
    Stage.objects.filter(cycle=county.cycle, code="objective").update(closes=today)
    client = sign_in(county.person("preparer"))
    page = client.get(reverse("notifications:calendar")).content.decode()
    assert "2025年度目标申报截止" in page
    text = client.get(reverse("notifications:ics")).content.decode()
    assert f"DTSTART;VALUE=DATE:{today:%Y%m%d}" in text
    assert client.get(reverse("notifications:calendar"), {"month": "2026-13"}).status_code == 404


def test_the_list_needs_few_queries_however_long_it_is(
    county: County, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    person = county.person("preparer")
    for number in range(40):
        tell([person], str(number), Text("甲", "a"))
    client = sign_in(person)
    with django_assert_max_num_queries(9):
        client.get(reverse("notifications:list"))


def test_a_visitor_signs_in_first(db: None) -> None:
    assert Client().get(reverse("notifications:list")).status_code == 302
