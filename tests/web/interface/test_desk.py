from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Stage
from kaocheng_web.disclosure.services import assemble
from kaocheng_web.filings.models import Filing
from kaocheng_web.interface.desk import Desk
from kaocheng_web.monitoring import services as monitoring
from kaocheng_web.organisations.models import Membership
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.rectification import services as rectification
from kaocheng_web.rectification.models import Item
from kaocheng_web.workflow.services import perform
from tests.web.county import County, make_filing

SignIn = Callable[[Person], Client]


def another_year(county: County, number: int) -> ProjectYear:
    project = Project.objects.create(code=f"P{number}", name=f"项目{number}", unit=county.unit)
    return ProjectYear.objects.create(
        project=project, cycle=county.cycle, unit=county.unit, original_budget=Decimal(100)
    )


def length(client: Client, link: str) -> int:
    found: int = client.get(link).context["page"].paginator.count
    return found


@pytest.mark.parametrize(
    ("role", "state"),
    [
        (Role.UNIT_HEAD, "submitted"),
        (Role.DEPARTMENT_REVIEWER, "signed"),
        (Role.FINANCE_REVIEWER, "department_reviewed"),
        (Role.FINANCE_MANAGER, "finance_reviewed"),
    ],
)
def test_each_role_finds_what_waits_for_it(county: County, sign_in: SignIn, role: Role, state: str) -> None:
    form = make_filing(county, "self_evaluation", state)
    for other in (Role.UNIT_HEAD, Role.DEPARTMENT_REVIEWER, Role.FINANCE_REVIEWER, Role.FINANCE_MANAGER):
        desk = Desk(county.person(other))
        assert desk.forms == ([form] if other == role else [])
        assert desk.total == (1 if other == role else 0)
    (group,) = Desk(county.person(role)).groups
    assert (group.count, group.link) == (1, "/review/?kind=self_evaluation")
    assert length(sign_in(county.person(role)), group.link) == group.count


def test_what_waits_elsewhere_does_not_wait_here(county: County) -> None:
    make_filing(county, "self_evaluation", "signed")
    assert Desk(county.outsider(Role.DEPARTMENT_REVIEWER)).is_empty
    assert Desk(county.person(Role.AUDITOR)).is_empty


def test_a_group_that_is_not_in_the_queue_leads_to_its_projects(county: County, sign_in: SignIn) -> None:
    make_filing(county, "objective", "approved")
    opened = monitoring.open_round(county.person(Role.PREPARER), county.project_year, 1)
    Filing.objects.filter(pk=opened.pk).update(state="reviewed_abnormal")
    client = sign_in(county.person(Role.DEPARTMENT_REVIEWER))
    for group in Desk(county.person(Role.DEPARTMENT_REVIEWER)).groups:
        assert length(client, group.link) == group.count


def test_a_returned_form_says_who_sent_it_back_and_why(county: County, sign_in: SignIn) -> None:
    form = make_filing(county, "self_evaluation", "signed")
    reviewer = county.person(Role.DEPARTMENT_REVIEWER)
    perform(reviewer, form, "return", version=form.version, reason="满意度缺少问卷", codes=["IND-20"])
    desk = Desk(county.person(Role.PREPARER))
    (row,) = desk.returned
    assert (row.form, row.reason, row.codes, row.by) == (form, "满意度缺少问卷", ("IND-20",), "某某department_reviewer")
    assert desk.drafts == []
    assert "满意度缺少问卷" in sign_in(county.person(Role.PREPARER)).get("/").content.decode()
    assert Desk(county.outsider(Role.PREPARER)).returned == []


def test_forms_nobody_has_begun_are_counted_by_stage(county: County, sign_in: SignIn) -> None:
    """A self-evaluation can begin once an objective is approved; the list behind the number has as many."""
    make_filing(county, "objective", "approved")
    another_year(county, 1)
    desk = Desk(county.person(Role.PREPARER))
    assert [(row.label, row.count) for row in desk.missing] == [
        ("2025 目标申报", 1),
        ("2025 绩效自评", 1),
        ("2025 绩效监控第1轮", 1),
        ("2025 绩效监控第2轮", 1),
    ]
    client = sign_in(county.person(Role.PREPARER))
    assert [length(client, row.link) for row in desk.missing] == [1, 1, 1, 1]


def test_deadlines_the_nearest_first_with_what_is_left(county: County, sign_in: SignIn) -> None:
    today = timezone.localdate()
    for code, days in (("self_evaluation", 5), ("objective", -3), ("rectification", 40), ("review", -60)):
        Stage.objects.filter(code=code).update(closes=today + datetime.timedelta(days=days))
    Stage.objects.filter(code="disclosure").update(
        opens=today + datetime.timedelta(days=9), closes=today + datetime.timedelta(days=19)
    )
    make_filing(county, "self_evaluation", "signed")
    another_year(county, 1)
    rows = Desk(county.person(Role.FINANCE_MANAGER)).deadlines
    assert [(row.stage, row.left, row.urgent, row.overdue) for row in rows] == [
        ("目标申报", 2, False, True),
        ("绩效自评", 1, True, False),
        ("整改反馈", None, False, False),
    ]
    client = sign_in(county.person(Role.FINANCE_MANAGER))
    assert [length(client, row.link) for row in rows if row.left is not None] == [2, 1]
    assert Desk(county.person(Role.EXPERT)).deadlines == []


def test_overdue_items_are_all_counted_and_the_latest_shown(county: County, sign_in: SignIn) -> None:
    late = timezone.localdate() - datetime.timedelta(days=2)
    for number in range(7):
        rectification.issue(
            county.person(Role.FINANCE_REVIEWER),
            project_year=county.project_year,
            problem=f"问题{number}",
            deadline=late - datetime.timedelta(days=number),
        )
    Item.objects.filter(problem="问题0").update(state="closed")
    desk = Desk(county.person(Role.PREPARER))
    assert desk.overdue_count == 6
    assert [item.problem for item, _ in desk.overdue] == ["问题6", "问题5", "问题4", "问题3", "问题2"]
    assert length(sign_in(county.person(Role.PREPARER)), "/rectification/?overdue=1") == 6
    assert Desk(county.outsider(Role.PREPARER)).overdue_count == 0


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.PREPARER, "没有待办事项"),
        (Role.FINANCE_REVIEWER, "没有待审核事项"),
        (Role.EXPERT, "目前没有分派给您的评审"),
        (Role.AUDITOR, "审计监督岗位只读"),
        (Role.ADMINISTRATOR, "不接触填报内容"),
    ],
)
def test_an_empty_desk_says_what_to_do(county: County, sign_in: SignIn, role: Role, words: str) -> None:
    Stage.objects.all().delete()
    assert words in sign_in(county.person(role)).get("/").content.decode()


def test_without_a_role_the_desk_sends_to_the_administrator(county: County, sign_in: SignIn) -> None:
    person = county.person(Role.PREPARER)
    Membership.objects.filter(person=person).delete()
    page = sign_in(person).get("/")
    assert "您的账号还没有分配岗位" in page.content.decode()
    assert "办理期限" not in page.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_the_desk_asks_as_often_for_many_forms(county: County, sign_in: SignIn, role: Role) -> None:
    make_filing(county, "self_evaluation", "signed")
    client = sign_in(county.person(role))

    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/").status_code == 200
        return len(queries)

    ask()
    before = ask()
    for number in range(6):
        year = another_year(county, number)
        for state in ("draft", "signed"):
            kind = "objective" if state == "draft" else "self_evaluation"
            Filing.objects.create(project_year=year, kind=kind, state=state)
    assert ask() <= max(before, 20)
    assert ask() <= 20


def test_a_final_form_waits_to_be_published(county: County, sign_in: SignIn) -> None:
    make_filing(county, "self_evaluation", "finalized")
    for role in (Role.PREPARER, Role.DEPARTMENT_REVIEWER):
        (group,) = Desk(county.person(role)).groups
        assert length(sign_in(county.person(role)), group.link) == group.count == 1
    assert not Desk(county.outsider(Role.PREPARER)).groups
    assert not Desk(county.person(Role.AUDITOR)).groups


def test_a_single_thing_is_one_click_away(county: County) -> None:
    form = make_filing(county, "self_evaluation", "finalized")
    package = assemble(county.person(Role.PREPARER), form)
    (group,) = Desk(county.person(Role.PREPARER)).groups
    assert group.link == package.get_absolute_url()
