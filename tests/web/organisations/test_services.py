"""What administrators may do, and how far they reach."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from kaocheng.lifecycle import Role
from kaocheng_web.access.policy import visible
from kaocheng_web.accounts.models import Person
from kaocheng_web.filings.models import Filing
from kaocheng_web.journal.models import Event
from kaocheng_web.journal.services import verify
from kaocheng_web.organisations import selectors, services
from kaocheng_web.organisations.models import Membership, Organisation
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.workflow.services import Refused
from tests.web.county import PASSWORD, County, make_filing, make_person


def code_of(error: pytest.ExceptionInfo[Refused]) -> str:
    return error.value.code


def test_a_new_person_gets_a_password_once_and_must_change_it(county: County) -> None:
    admin = county.person("administrator")
    person, password = services.create_person(
        admin, username="xinren", name="某某新人", organisation=county.unit, roles=[Role.PREPARER]
    )
    person.refresh_from_db()
    assert person.check_password(password)
    assert person.must_change_password
    assert person.path == county.unit.path
    assert list(person.memberships.values_list("role", flat=True)) == ["preparer"]
    actions = Event.objects.filter(subject="person", subject_id=person.pk).order_by("number")
    assert [event.action for event in actions] == ["create", "add_role"]
    assert all(password not in str(event.after) for event in Event.objects.all())
    assert not list(verify())


def test_user_names_differ_in_more_than_their_case(county: County) -> None:
    with pytest.raises(Refused) as error:
        services.create_person(
            county.person("administrator"), username="PREPARER", name="某某", organisation=county.unit
        )
    assert code_of(error) == "username-taken"


def test_an_administrator_acts_within_his_own_subtree_only(county: County) -> None:
    other = county.outsider("administrator")
    preparer = county.person("preparer")
    for act in (
        lambda: services.create_person(other, username="neu", name="某某", organisation=county.unit),
        lambda: services.create_organisation(other, code="X", name="X", kind="unit", parent=county.department),
        lambda: services.change_organisation(other, county.unit, name="X"),
        lambda: services.move_organisation(other, county.unit, parent=county.other_department),
        lambda: services.set_organisation_active(other, county.unit, active=False),
        lambda: services.reset_password(other, preparer),
        lambda: services.set_person_active(other, preparer, active=False),
        lambda: services.add_membership(other, preparer, organisation=county.other_unit, role=Role.PREPARER),
        lambda: services.remove_membership(other, preparer.memberships.get()),
        lambda: services.set_sign_on(other, preparer, provider="gov", subject="1"),
        lambda: services.change_person(other, preparer, name="X", email=""),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert not Event.objects.exists()


def test_an_account_that_reaches_further_is_not_taken_over_from_below(county: County) -> None:
    """The bureau's reviewer also prepares in a unit: the unit's administrator may not get at the whole account."""
    helper = make_person("unit_admin", Role.ADMINISTRATOR, county.unit)
    reviewer = county.person("finance_reviewer")
    Membership.objects.create(person=reviewer, organisation=county.unit, role=Role.PREPARER)
    assert visible(helper, Person.objects).filter(pk=reviewer.pk).exists()
    with pytest.raises(PermissionDenied):
        services.reset_password(helper, reviewer)
    services.remove_membership(helper, reviewer.memberships.get(organisation=county.unit))
    services.reset_password(county.person("administrator"), reviewer)  # the region's may


def test_nobody_gives_himself_a_role(county: County) -> None:
    admin = county.person("administrator")
    with pytest.raises(Refused) as error:
        services.add_membership(admin, admin, organisation=county.finance, role=Role.FINANCE_MANAGER)
    assert code_of(error) == "self"
    with pytest.raises(Refused) as error:
        services.reset_password(admin, admin)
    assert code_of(error) == "self"
    with pytest.raises(Refused) as error:
        services.set_person_active(admin, admin, active=False)
    assert code_of(error) == "self"
    with pytest.raises(Refused) as error:
        services.set_sign_on(admin, admin, provider="gov", subject="x")
    assert code_of(error) == "self"


def test_an_administrator_holds_no_other_role(county: County) -> None:
    admin = county.person("administrator")
    with pytest.raises(Refused) as error:
        services.add_membership(admin, county.person("preparer"), organisation=county.unit, role="administrator")
    assert code_of(error) == "duties"
    second = make_person("second", Role.ADMINISTRATOR, county.department)
    with pytest.raises(Refused) as error:
        services.add_membership(admin, second, organisation=county.unit, role="preparer")
    assert code_of(error) == "duties"


def test_a_reset_ends_sessions_and_lock_out(county: County) -> None:
    from django.test import Client

    preparer = county.person("preparer")
    client = Client()
    client.post("/accounts/login/", {"login": "preparer", "password": PASSWORD})
    for _ in range(5):
        Client().post("/accounts/login/", {"login": "preparer", "password": "wrong"})
    password = services.reset_password(county.person("administrator"), preparer)
    assert client.get("/accounts/me/").status_code == 302
    assert Client().post("/accounts/login/", {"login": "preparer", "password": password}).status_code == 302


def test_moving_an_organisation_moves_everything_that_stands_there(county: County) -> None:
    filing = make_filing(county)
    admin = county.person("administrator")
    services.move_organisation(admin, county.unit, parent=county.other_department)
    moved = Organisation.objects.get(pk=county.unit.pk)
    assert moved.path.startswith(county.other_department.path)
    assert Filing.objects.get(pk=filing.pk).path == moved.path
    assert ProjectYear.objects.get(pk=county.project_year.pk).path == moved.path
    Filing.objects.filter(pk=filing.pk).update(state="submitted")
    assert not visible(county.person("department_reviewer"), Filing.objects.all()).exists()
    assert visible(county.outsider("department_reviewer"), Filing.objects.all()).exists()
    with pytest.raises(Refused) as error:
        services.move_organisation(admin, county.other_department, parent=moved)
    assert code_of(error) == "own-subtree"
    assert not list(verify())


def test_a_disabled_organisation_takes_nothing_new(county: County) -> None:
    admin = county.person("administrator")
    with pytest.raises(Refused) as error:
        services.set_organisation_active(admin, county.department, active=False)
    assert code_of(error) == "has-children"
    services.set_organisation_active(admin, county.unit, active=False)
    county.unit.refresh_from_db()
    for act, code in (
        (
            lambda: services.create_person(admin, username="neu", name="某", organisation=county.unit),
            "organisation-disabled",
        ),
        (
            lambda: services.create_organisation(admin, code="X", name="X", kind="office", parent=county.unit),
            "parent-disabled",
        ),
        (
            lambda: services.add_membership(
                admin, county.person("preparer"), organisation=county.unit, role=Role.UNIT_HEAD
            ),
            "organisation-disabled",
        ),
    ):
        with pytest.raises(Refused) as error:
            act()
        assert code_of(error) == code
    services.set_organisation_active(admin, county.unit, active=True)
    assert [event.action for event in Event.objects.order_by("number")] == ["disable", "enable"]


def test_the_tree_stands_in_order_with_the_number_of_people(
    county: County, django_assert_max_num_queries: object
) -> None:
    rows = selectors.tree(county.person("administrator"))
    assert [(row.name, row.level) for row in rows][:3] == [("示例县", 0), ("示例县财政局", 1), ("示例县交通运输局", 1)]
    assert {row.name: row.holders for row in rows}["示例县公路养护中心"] == 2
    assert [row.name for row in selectors.tree(county.outsider("administrator"))] == ["示例县教育局", "示例县第一中学"]
    assert not selectors.tree(county.person("preparer"))


def test_filters_of_people(county: County) -> None:
    admin = county.person("administrator")
    names = lambda **query: [row.username for row in selectors.kept_people(admin, **query)]  # noqa: E731
    assert names(role="preparer") == ["other_preparer", "preparer"]
    assert names(organisation=county.unit) == ["preparer", "unit_head"]
    assert names(text="expert") == ["expert", "other_expert"]
    assert names(active=False) == []


def test_the_first_administrator_of_an_empty_installation(db: None) -> None:
    person, password = services.found(
        code="110000", name="某县", region_code="110000", username="admin", person_name="某某甲"
    )
    assert person.check_password(password)
    assert person.must_change_password
    assert Organisation.objects.filter(kind="finance").count() == 1
    with pytest.raises(Refused):
        services.found(code="2", name="二", region_code="", username="b", person_name="b")


def test_a_project_of_a_moved_unit_keeps_its_unit(county: County) -> None:
    services.move_organisation(county.person("administrator"), county.unit, parent=county.other_department)
    assert Project.objects.get().unit_id == county.unit.pk
    assert ProjectYear.objects.get().original_budget == Decimal("386.40")
