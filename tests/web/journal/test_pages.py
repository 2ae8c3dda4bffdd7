"""The journal on screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.test import Client
from django.urls import reverse

from kaocheng_web.accounts.models import Person
from kaocheng_web.jobs.services import work_off
from kaocheng_web.journal.models import Event, Head
from kaocheng_web.journal.services import check_all, compare_head, entry_hash, head
from kaocheng_web.operations.models import Fact
from kaocheng_web.workflow.services import perform
from tests.web.county import County, make_filing

SignIn = Callable[[Person], Client]


def _return(county: County) -> None:
    filing = make_filing(county, state="signed")
    person = county.person("department_reviewer")
    perform(person, filing, "return", version=filing.version, reason="分值不符", codes=["ARI-05"])


def test_an_auditor_searches(county: County, sign_in: SignIn) -> None:
    _return(county)
    client = sign_in(county.person("auditor"))
    page = client.get(reverse("journal:list"), {"words": "分值"}).content.decode()
    assert "退回单位" in page
    assert "ARI-05" in page
    assert "没有符合条件的记录" in client.get(reverse("journal:list"), {"words": "没有这句话"}).content.decode()
    assert "没有符合条件的记录" in client.get(reverse("journal:list"), {"subject": "panel"}).content.decode()


def test_others_see_none_of_it(county: County, sign_in: SignIn) -> None:
    _return(county)
    assert sign_in(county.person("preparer")).get(reverse("journal:list")).status_code == 403
    for outsider in (county.outsider("auditor"), county.person("administrator")):
        assert "分值不符" not in sign_in(outsider).get(reverse("journal:list")).content.decode()


def test_the_button_verifies_and_the_page_tells_the_fault(county: County, sign_in: SignIn) -> None:
    _return(county)
    client = sign_in(county.person("auditor"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE journal_event SET reason = '无' WHERE number = 2")
    client.post(reverse("journal:verify"))
    assert "job-line" in client.get(reverse("journal:list")).content.decode()
    work_off()
    page = client.get(reverse("journal:list")).content.decode()
    assert "发现 1 处异常" in page
    assert "记录内容被改动" in page


def test_a_chain_rewritten_as_a_whole_shows_against_an_earlier_head(county: County) -> None:
    _return(county)
    number, digest, _ = head()
    assert check_all()["faults"] == []
    previous = "0" * 64
    for event in Event.objects.order_by("number"):
        event.reason, event.previous = "改写", previous
        previous = entry_hash(event)
        Event.objects.filter(pk=event.pk).update(reason="改写", previous=event.previous, hash=previous)
    Head.objects.update(hash=previous)
    fault = compare_head(number, digest)
    assert fault is not None
    assert fault.number == number
    assert len(check_all()["faults"]) == 1
    assert len(check_all()["faults"]) == 1, "and stays"
    assert Fact.objects.get(name="journal").value["sound"] == [number, digest]


def test_a_project_tells_its_life_to_those_who_see_it(county: County, sign_in: SignIn) -> None:
    _return(county)
    url = reverse("journal:timeline", args=[county.project_year.pk])
    shown = sign_in(county.person("preparer")).get(url).content.decode()
    assert "退回单位" in shown
    assert "分值不符" in shown
    assert sign_in(county.outsider("preparer")).get(url).status_code == 404
    # The form is a draft again: what was typed into it is its unit's own business.
    assert "分值不符" not in sign_in(county.person("department_reviewer")).get(url).content.decode()


def test_the_list_needs_few_queries(county: County, sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    for number in range(15):
        make_filing(county, kind="monitoring", round=number + 1)
    client = sign_in(county.person("finance_manager"))
    with django_assert_max_num_queries(15):
        client.get(reverse("journal:list"))
