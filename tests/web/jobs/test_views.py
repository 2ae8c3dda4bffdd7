"""Progress and the list."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng_web.accounts.models import Person
from kaocheng_web.jobs.models import Job
from kaocheng_web.jobs.services import enqueue, work_off
from tests.web.county import County

SignIn = Callable[[Person], Client]


def test_progress_asks_again_until_the_job_is_over(county: County, sign_in: SignIn) -> None:
    person = county.person("finance_manager")
    job = enqueue(person, "journal.verify", "k")
    url = reverse("jobs:progress", args=[job.pk])
    waiting = sign_in(person).get(url)
    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    work_off()
    over = sign_in(person).get(url)
    assert "hx-trigger" not in over.content.decode()
    assert "完好" in over.content.decode()
    assert over["HX-Trigger"] == "job-over"


def test_the_job_of_another_person_is_not_there(county: County, sign_in: SignIn) -> None:
    job = enqueue(county.person("finance_manager"), "journal.verify", "k")
    url = reverse("jobs:progress", args=[job.pk])
    assert sign_in(county.person("preparer")).get(url).status_code == 404
    assert sign_in(county.person("preparer")).post(reverse("jobs:retry", args=[job.pk])).status_code == 404
    assert sign_in(county.person("administrator")).get(url).status_code == 200


def test_a_person_lists_his_own_and_tries_a_failed_one_again(county: County, sign_in: SignIn) -> None:
    person = county.person("auditor")
    mine = enqueue(person, "journal.verify", "mine")
    enqueue(county.person("finance_manager"), "operations.tidy", "theirs")
    Job.objects.update(state="failed", message={"zh": "出错了", "en": "went wrong"})
    page = sign_in(person).get(reverse("jobs:list"), {"state": "failed"}).content.decode()
    assert "出错了" in page
    assert "清理过期数据" not in page
    sign_in(person).post(reverse("jobs:retry", args=[mine.pk]))
    mine.refresh_from_db()
    assert mine.state == "waiting"


@pytest.mark.parametrize("count", [3, 30])
def test_the_list_needs_few_queries(
    county: County, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object], count: int
) -> None:
    person = county.person("administrator")
    for number in range(count):
        enqueue(person, "journal.verify", f"k{number}")
    client = sign_in(person)
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(reverse("jobs:list"))
