"""The example county as `make run` loads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from kaocheng.lifecycle import Role, all_machines
from kaocheng_web import example
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.journal.models import Event
from kaocheng_web.journal.services import verify
from kaocheng_web.organisations.models import Membership, Organisation
from kaocheng_web.portal.selectors import published
from kaocheng_web.projects.models import Project
from kaocheng_web.workflow.pages import model_of


@pytest.fixture(scope="module")
def example_county(django_db_setup: None, django_db_blocker: Any) -> Any:
    """Loaded once; taken back when the module is done."""
    from django.db import transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        example.load()
        yield
        transaction.set_rollback(True)
        atomic.__exit__(None, None, None)


@pytest.mark.usefixtures("example_county", "db")
class TestExample:
    def test_it_is_as_large_as_a_county(self) -> None:
        assert Organisation.objects.count() >= 30
        assert Project.objects.count() >= 150
        assert Cycle.objects.count() == 2

    @pytest.mark.parametrize("machine", sorted(all_machines()))
    def test_something_stands_in_every_state(self, machine: str) -> None:
        model = model_of(machine)
        assert model is not None
        rows = model._default_manager.all()
        if hasattr(model, "kind"):
            rows = rows.filter(kind=machine)
        assert set(rows.values_list("state", flat=True)) == set(all_machines()[machine].states)

    def test_every_role_has_a_login_that_leads_to_its_desk(self, sign_in: Callable[[Person], Client]) -> None:
        logins = example.logins()
        assert [role for role, _, _ in logins] == [role.value for role in Role]
        for role, username, password in logins:
            person = Person.objects.get(username=username)
            assert person.check_password(password)
            assert Membership.objects.filter(person=person, role=role).exists()
            assert sign_in(person).get("/").status_code == 200

    def test_the_year_has_passed_day_by_day_and_its_journal_is_whole(self) -> None:
        assert list(verify()) == []
        assert len(set(Event.objects.values_list("at__date", flat=True))) > 20

    def test_some_of_it_is_public(self) -> None:
        assert published().count() >= 5

    def test_loading_again_changes_nothing(self) -> None:
        before = Event.objects.count()
        example.load()
        assert Event.objects.count() == before
