"""What the policy itself promises, written by hand: the matrix shows that pages keep to it, this that it is right."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from kaocheng.lifecycle import Role
from kaocheng_web.access.guarding import guarded
from kaocheng_web.access.middleware import EveryPageIsGuarded
from kaocheng_web.access.policy import PERMISSIONS, access_of, allowed, find, roles_for, visible
from kaocheng_web.accounts.models import Person
from kaocheng_web.filings.models import Filing
from kaocheng_web.organisations.models import Membership, Organisation
from kaocheng_web.review.models import Recheck
from tests.web.county import County, make_filing, make_person

ALL_STATES = ("draft", "submitted", "signed", "department_reviewed", "finance_reviewed", "finalized", "disclosed")


def sees(person: Person) -> bool:
    return visible(Person.objects.get(pk=person.pk), Filing.objects.all()).exists()


@pytest.mark.parametrize("state", ALL_STATES)
def test_who_sees_a_self_evaluation(county: County, state: str) -> None:
    make_filing(county, state=state)
    draft = state == "draft"
    assert sees(county.person("preparer"))
    assert sees(county.person("unit_head"))
    for role in ("department_reviewer", "finance_reviewer", "finance_manager", "auditor"):
        assert sees(county.person(role)) is not draft, role
    for role in ("administrator", "expert"):
        assert not sees(county.person(role)), role
    for role in county.outsiders:
        assert not sees(county.outsider(role)), role


def test_an_expert_sees_what_he_was_given_and_nothing_else(county: County) -> None:
    filing = make_filing(county, state="finalized")
    Recheck.objects.create(filing=filing, checker=county.person("expert"))
    assert sees(county.person("expert"))
    assert not sees(make_person("another", Role.EXPERT, county.region))


def test_roles_of_a_unit_stay_in_the_unit(county: County) -> None:
    """The same department, another unit."""
    sister = Organisation.objects.create(code="S", name="另一单位", kind="unit", parent=county.department)
    make_filing(county, state="submitted")
    assert not sees(make_person("sister", Role.PREPARER, sister))


def test_a_path_is_a_place_and_not_the_beginning_of_a_number(county: County) -> None:
    """Organisation 7 does not cover organisation 70."""
    seven = Organisation.objects.create(pk=700, code="N7", name="甲", kind="unit", parent=county.department)
    Organisation.objects.create(pk=7000, code="N70", name="乙", kind="unit", parent=county.department)
    person = make_person("seven", Role.PREPARER, seven)
    assert list(Organisation.objects.filter(access_of(person).within({Role.PREPARER}))) == [seven]


def test_finance_roles_reach_their_region_and_no_other(county: County) -> None:
    other_region = Organisation.objects.create(code="R2", name="邻县", kind="region")
    other_bureau = Organisation.objects.create(code="R2-CZ", name="邻县财政局", kind="finance", parent=other_region)
    make_filing(county, state="submitted")
    assert sees(county.person("finance_manager"))
    assert not sees(make_person("neighbour", Role.FINANCE_MANAGER, other_bureau))


def test_a_role_taken_away_and_an_account_disabled_take_effect_at_once(county: County) -> None:
    make_filing(county, state="submitted")
    person = county.person("preparer")
    Membership.objects.filter(person=person).delete()
    assert not sees(person)
    head = county.person("unit_head")
    Person.objects.filter(pk=head.pk).update(is_active=False)
    assert not sees(head)


def test_seeing_is_not_doing(county: County) -> None:
    filing = make_filing(county, state="submitted")
    auditor = county.person("auditor")
    assert find(auditor, Filing.objects.all(), "filing.view", pk=filing.pk) == filing
    with pytest.raises(PermissionDenied):
        find(auditor, Filing.objects.all(), "filing.edit", pk=filing.pk)
    with pytest.raises(Http404):
        find(county.outsider("preparer"), Filing.objects.all(), "filing.edit", pk=filing.pk)


def test_a_role_held_elsewhere_gives_no_right_here(county: County) -> None:
    """Preparer in another unit, auditor here: he sees, and does not edit."""
    person = county.person("auditor")
    Membership.objects.create(person=person, organisation=county.other_unit, role=Role.PREPARER)
    filing = make_filing(county, state="submitted")
    fresh = county.person("auditor")
    assert access_of(fresh).holds("filing.edit")
    assert not allowed(fresh, "filing.edit", filing)
    assert roles_for(fresh, filing) == {"auditor"}


def test_administrators_and_auditors_hold_no_permission_that_changes_business() -> None:
    """Separation of duties: who opens accounts does no business; who audits changes nothing."""
    business = {
        name
        for name in PERMISSIONS
        if name.endswith((".edit", ".move", ".review", ".score", ".issue", ".comment", ".add", ".record"))
    }
    assert business
    for name in business:
        assert Role.ADMINISTRATOR not in PERMISSIONS[name], name
        assert Role.AUDITOR not in PERMISSIONS[name], name
    changing = {name for name in PERMISSIONS if name.endswith(".manage")} - {"people.manage"}
    for name in changing:
        assert PERMISSIONS[name].isdisjoint({Role.ADMINISTRATOR, Role.AUDITOR}), name
    assert PERMISSIONS["people.manage"] == {Role.ADMINISTRATOR}


def test_nobody_signed_in_holds_nothing(county: County) -> None:
    make_filing(county, state="disclosed")
    nobody = AnonymousUser()
    assert not visible(nobody, Filing.objects.all()).exists()
    assert not any(allowed(nobody, name) for name in PERMISSIONS if name != "public")


def test_a_view_without_a_permission_is_refused() -> None:
    def bare(request: object) -> HttpResponse:
        return HttpResponse()

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(ImproperlyConfigured, match="names no permission"):
        EveryPageIsGuarded(lambda request: HttpResponse()).process_view(request, bare, (), {})
    with pytest.raises(ValueError, match="unknown permission"):
        guarded("no.such")
