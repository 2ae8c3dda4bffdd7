"""Who is told what, and when."""

from __future__ import annotations

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from kaocheng.language import Text
from kaocheng.lifecycle import Role
from kaocheng_web.access.policy import Access, people_with
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Stage
from kaocheng_web.jobs.services import enqueue, work_off
from kaocheng_web.notifications import background, services
from kaocheng_web.notifications.ics import calendar_file
from kaocheng_web.notifications.models import Notification
from kaocheng_web.notifications.selectors import Deadline, deadlines
from kaocheng_web.notifications.services import people_who_act_next, people_who_may, tell
from kaocheng_web.workflow.services import perform
from tests.web.county import County, explain_all, make_filing


@pytest.mark.parametrize("role", list(Role))
def test_people_with_is_roles_over_from_the_other_side(county: County, role: Role) -> None:
    for place in (county.region, county.finance, county.department, county.unit, county.other_unit):
        expected = {person.pk for person in Person.objects.all() if role in Access(person).roles_over(place.path)}
        assert {person.pk for person in people_with({role}, place.path)} == expected


def test_the_people_who_may_act_next(county: County) -> None:
    filing = make_filing(county, state="signed")
    assert people_who_act_next(filing) == [county.person("department_reviewer")]
    assert people_who_may(filing, "return") == [county.person("department_reviewer")]
    assert people_who_may(filing, "finalize") == []
    filing.filled_by = [county.person("department_reviewer").pk]
    assert people_who_act_next(filing) == []


def test_a_submission_tells_the_head_and_a_return_the_preparer_with_the_reason(county: County) -> None:
    filing = make_filing(county)
    explain_all(county, filing)
    perform(county.person("preparer"), filing, "submit", version=filing.version)
    told = Notification.objects.get()
    assert (told.person, told.text["zh"]) == (
        county.person("unit_head"),
        "绩效自评“农村公路养护补助”：待单位负责人签批",
    )
    perform(county.person("unit_head"), filing, "head_return", version=filing.version, reason="请核对执行数")
    told = Notification.objects.get(person=county.person("preparer"))
    assert told.text["en"] == "self-evaluation “农村公路养护补助” was returned: 请核对执行数"


def test_the_last_step_tells_who_filled_it_in(county: County) -> None:
    filing = make_filing(county, state="finance_reviewed")
    perform(county.person("finance_manager"), filing, "finalize", version=filing.version)
    assert [row.person for row in Notification.objects.all()] == [county.person("preparer")]


def test_the_same_key_is_told_once(county: County) -> None:
    person = county.person("preparer")
    for _ in range(2):
        tell([person, person], "k", Text("甲", "a"))
    assert Notification.objects.count() == 1


def test_a_digest_is_sent_once_in_the_language_of_the_person(county: County) -> None:
    for role, language in ((Role.PREPARER, "zh"), (Role.UNIT_HEAD, "en"), (Role.AUDITOR, "zh")):
        Person.objects.filter(pk=county.people[role].pk).update(language=language, email=f"{role}@example.org")
    Person.objects.filter(pk=county.people[Role.AUDITOR].pk).update(digest_mail=False)
    tell(county.people.values(), "k", Text("有新任务", "something new"), "/projects/")
    for key in ("one", "two"):
        enqueue(None, "notifications.digest", key)
        work_off()
    by_person = {message.to[0]: message for message in mail.outbox}
    assert set(by_person) == {"preparer@example.org", "unit_head@example.org"}
    assert len(mail.outbox) == 2
    assert by_person["preparer@example.org"].subject == "考成：1 条待阅消息"
    assert "something new" in by_person["unit_head@example.org"].body
    assert "/projects/" in by_person["unit_head@example.org"].body


def test_a_mail_that_could_not_be_sent_is_sent_the_next_day(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    person = county.person("preparer")
    Person.objects.filter(pk=person.pk).update(email="p@example.org")
    tell([person], "k", Text("甲", "a"))

    def refuse(*_: object) -> None:
        raise OSError("no server")

    with monkeypatch.context() as patch:
        patch.setattr(services, "_mail", refuse)
        enqueue(None, "notifications.digest", "one")
        work_off()
    assert mail.outbox == []
    enqueue(None, "notifications.digest", "two")
    work_off()
    assert len(mail.outbox) == 1


@pytest.fixture
def stage(county: County) -> Stage:
    stage = Stage.objects.get(cycle=county.cycle, code="self_evaluation")
    stage.closes = datetime.date(2026, 3, 31)
    stage.save()
    return stage


def test_who_has_not_filed_is_reminded_once_a_milestone(county: County, stage: Stage) -> None:
    def told_on(month: int, day: int) -> list[str]:
        Notification.objects.update(read_at=timezone.now())
        background.remind_of_stages(datetime.date(2026, month, day))
        assert set(Notification.objects.values_list("person__username", flat=True)) <= {"preparer"}
        return [row.text["zh"] for row in Notification.objects.filter(read_at=None)]

    assert told_on(3, 20) == []
    assert told_on(3, 24) == ["2025年度绩效自评还有7天截止（3月31日），尚未报送 1 个项目：农村公路养护补助"]
    assert told_on(3, 25) == [], "the same milestone"
    assert len(told_on(3, 29)) == 1, "three days before, a day late"
    make_filing(county, state="submitted")
    assert told_on(3, 31) == [], "filed"


def test_a_draft_is_not_filed(county: County, stage: Stage) -> None:
    make_filing(county)
    assert [year.pk for year in background.not_filed(stage)] == [county.project_year.pk]


def test_deadlines_are_those_of_the_own_region(county: County, stage: Stage) -> None:
    march = (datetime.date(2026, 3, 1), datetime.date(2026, 3, 31))
    (found,) = deadlines(county.person("preparer"), *march)
    assert (found.day, found.text.zh) == (stage.closes, "2025年度绩效自评截止")
    assert deadlines(county.person("administrator"), *march) == []


def test_the_calendar_file_is_folded_and_escaped() -> None:
    long = "很长的名称，" * 12 + "a;b,c"
    row = Deadline(datetime.date(2026, 3, 31), Text(long, long), "closes", "stage-1-closes")
    text = calendar_file([row], "example.org", "zh", datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    lines = text.split("\r\n")
    assert all(len(line.encode()) <= 75 for line in lines)
    unfolded = text.replace("\r\n ", "")
    assert f"SUMMARY:{'很长的名称，' * 12}a\\;b\\,c\r\n" in unfolded
    assert "DTEND;VALUE=DATE:20260401" in unfolded
    assert "UID:stage-1-closes@example.org" in unfolded
