"""Projects are entered and changed; an approved budget only by an adjustment."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kaocheng_web.journal.models import Event
from kaocheng_web.projects import services
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.workflow.services import Refused
from tests.web.county import County, make_filing


def made(county: County, **values: Any) -> ProjectYear:
    settings = {"cycle": county.cycle, "unit": county.unit, "code": "900001-0009", "name": "校车  补助", **values}
    return services.create_project(county.person("preparer"), **settings)


def refusal(call: Any, *arguments: Any, **settings: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(*arguments, **settings)
    return caught.value.code


def test_a_project_and_its_first_year(county: County) -> None:
    year = made(county, original_budget=Decimal("12.5"))
    assert (year.project.name, year.budget, year.path) == ("校车 补助", Decimal("12.5"), county.unit.path)
    assert Event.objects.filter(subject="projectyear", subject_id=year.pk, action="create_project").exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "900001-0001"}, "code-taken"),
        ({"code": " "}, "missing"),
        ({"name": "　"}, "missing"),
        ({"kind": "holiday"}, "wrong-kind"),
        ({"original_budget": Decimal(-1)}, "wrong-amount"),
        ({"original_budget": Decimal("0.0000001")}, "wrong-amount"),
        ({"executed": Decimal("NaN")}, "wrong-amount"),
    ],
)
def test_what_is_refused(county: County, values: dict[str, Any], code: str) -> None:
    before = Project.objects.count()
    assert refusal(made, county, **values) == code
    assert Project.objects.count() == before


def test_nobody_enters_a_project_of_others(county: County) -> None:
    with pytest.raises(PermissionDenied):
        made(county, unit=county.other_unit)
    with pytest.raises(PermissionDenied):
        services.change_project(county.outsider("preparer"), county.project_year, {"name": "改名"})


def test_a_change_is_recorded_with_what_stood_there_before(county: County) -> None:
    year = services.change_project(
        county.person("preparer"), county.project_year, {"name": "农村公路养护", "executed": Decimal(300)}
    )
    assert (year.project.name, year.executed) == ("农村公路养护", Decimal(300))
    event = Event.objects.filter(action="change_project").latest("number")
    assert event.before["name"] == "农村公路养护补助"
    assert event.after["name"] == "农村公路养护"
    events = Event.objects.count()
    services.change_project(county.person("preparer"), year, {"name": "农村公路养护"})
    assert Event.objects.count() == events


def test_an_approved_budget_changes_by_adjustment_only(county: County) -> None:
    make_filing(county, "objective", "approved")
    person = county.person("preparer")
    change = {"original_budget": Decimal(400)}
    assert refusal(services.change_project, person, county.project_year, change) == "budget-approved"
    assert refusal(services.change_project, person, county.project_year, {"adjusted_budget": Decimal(1)}) == (
        "budget-approved"
    )
    services.change_project(person, county.project_year, {"executed": Decimal("372.15")})
    assert ProjectYear.objects.get(pk=county.project_year.pk).budget == Decimal("386.40")


def test_the_unit_stays_once_there_are_forms(county: County) -> None:
    manager = county.person("finance_manager")
    make_filing(county, "objective")
    assert refusal(services.change_project, manager, county.project_year, {"unit": county.other_unit}) == "unit-in-use"
