"""A year: opened, arranged, closed, and the projects of the year before taken over."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from kaocheng_web.cycles import selectors, services
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.cycles.services import Window
from kaocheng_web.filings.models import Filing
from kaocheng_web.journal.models import Event
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.workflow.services import Refused, Stale
from tests.web.county import County, make_filing


def opened(county: County, year: int = 2026, **settings: Any) -> Cycle:
    return services.open_cycle(county.person("finance_manager"), region=county.region, year=year, **settings)


def refusal(call: Any, *arguments: Any, **settings: Any) -> str:
    with pytest.raises(Refused) as caught:
        call(*arguments, **settings)
    return caught.value.code


def day(month: int, number: int = 1) -> datetime.date:
    return datetime.date(2026, month, number)


def test_a_new_year_has_every_stage_and_the_scheme_of_its_region(county: County) -> None:
    cycle = opened(county)
    stages = selectors.stages_of(cycle)
    assert [stage.code for stage in stages if stage.round == 1][:3] == ["objective", "monitoring", "self_evaluation"]
    assert [stage.month for stage in stages if stage.code == "monitoring"] == [6, 10]
    assert cycle.exercise_year == 2027
    assert selectors.scheme_holds(cycle.scheme, 2026)
    assert Event.objects.filter(subject="cycle", subject_id=cycle.pk, action="open_cycle").count() == 1


def test_a_year_is_opened_once_and_by_the_finance_manager(county: County) -> None:
    assert refusal(opened, county, 2025) == "cycle-exists"
    with pytest.raises(PermissionDenied):
        services.open_cycle(county.person("finance_reviewer"), region=county.region, year=2027)


def test_unknown_schemes_and_forms_are_refused(county: County) -> None:
    with pytest.raises(Refused):
        opened(county, scheme="no-such-scheme")
    with pytest.raises(Refused):
        opened(county, template="F-99")
    assert not Cycle.objects.filter(year=2026).exists()


@pytest.mark.parametrize(
    ("windows", "code"),
    [
        ([Window("objective", opens=day(3), closes=day(2))], "wrong-window"),
        ([Window("objective"), Window("objective")], "wrong-stage"),
        ([Window("lunch")], "wrong-stage"),
        ([Window("monitoring", 1, None)], "wrong-month"),
        ([Window("monitoring", 1, 10), Window("monitoring", 2, 6)], "wrong-month"),
    ],
)
def test_windows_that_make_no_sense(county: County, windows: list[Window], code: str) -> None:
    assert refusal(opened, county, windows=windows) == code


def test_a_stage_is_open_within_its_window_only(county: County) -> None:
    cycle = opened(county, windows=[Window("objective", opens=day(1), closes=day(2, 28))])
    stage = selectors.stages_of(cycle)[0]
    assert [stage.is_open_on(when) for when in (datetime.date(2025, 12, 31), day(1), day(2, 28), day(3))] == [
        False,
        True,
        True,
        False,
    ]


def test_settings_change_with_the_version_that_was_seen(county: County) -> None:
    manager, cycle = county.person("finance_manager"), county.cycle
    windows = [*services.default_windows(), Window("monitoring", 3, 12)]
    services.change_cycle(manager, cycle, version=1, values={"exercise_year": 2027}, windows=windows)
    cycle.refresh_from_db()
    assert (cycle.exercise_year, cycle.version) == (2027, 2)
    assert cycle.stages.filter(code="monitoring").count() == 3
    event = Event.objects.filter(subject="cycle", action="change_cycle").latest("number")
    assert set(event.after) == {"exercise_year", "stages"}
    with pytest.raises(Stale):
        services.change_cycle(manager, cycle, version=1, values={"exercise_year": 2028}, windows=windows)


def test_what_is_in_use_stays(county: County) -> None:
    manager = county.person("finance_manager")
    make_filing(county, "monitoring", round=2)
    one = [window for window in services.default_windows() if window.round == 1]
    settings = {"version": 1, "values": {}, "windows": one}
    assert refusal(services.change_cycle, manager, county.cycle, **settings) == "round-in-use"
    make_filing(county, state="submitted")
    settings = {"version": 1, "values": {"scheme": "cn-mof-2018"}, "windows": services.default_windows()}
    schemes = [code for code, _ in selectors.scheme_choices() if code != county.cycle.scheme]
    settings["values"] = {"scheme": schemes[0]}
    assert refusal(services.change_cycle, manager, county.cycle, **settings) == "scheme-in-use"
    county.cycle.refresh_from_db()
    assert county.cycle.version == 1


def test_a_closed_year_is_closed_with_a_reason_and_can_be_opened_again(county: County) -> None:
    manager, cycle = county.person("finance_manager"), county.cycle
    assert refusal(services.set_open, manager, cycle, is_open=False, reason="  ") == "reason-missing"
    services.set_open(manager, cycle, is_open=False, reason="决算已批复")
    assert not any(stage.is_open_now for stage in selectors.stages_of(cycle))
    services.set_open(manager, cycle, is_open=True)
    services.set_open(manager, cycle, is_open=True)
    assert list(
        Event.objects.filter(subject="cycle", action__endswith="_cycle")
        .order_by("number")
        .values_list("action", flat=True)
    ) == ["close_cycle", "reopen_cycle"]


def test_carrying_over_takes_the_objective_along_and_leaves_out_what_has_ended(county: County) -> None:
    manager = county.person("finance_manager")
    make_filing(county, "objective", "approved")
    ended = Project.objects.create(code="900001-0002", name="一次性购置", unit=county.unit, ends=2025)
    ProjectYear.objects.create(project=ended, cycle=county.cycle, unit=county.unit, original_budget=Decimal(5))
    cycle = opened(county)
    done = services.carry_over(manager, cycle, county.cycle)
    assert (done.projects, done.objectives, done.ended, done.present) == (1, 1, 1, 0)
    year = ProjectYear.objects.get(cycle=cycle)
    assert (year.carried_from, year.original_budget) == (county.project_year, 0)
    draft = Filing.objects.get(project_year=year)
    assert (draft.kind, draft.state) == ("objective", "draft")
    assert draft.cells["fiscal_year"] == "2026"
    assert draft.cells["indicators[0].level3"] == "日常养护里程"
    assert not any("actual" in field for field in draft.cells)


def test_carrying_over_again_adds_only_what_is_missing(county: County) -> None:
    manager, cycle = county.person("finance_manager"), opened(county)
    first = services.carry_over(manager, cycle, county.cycle, amounts="same")
    assert (first.projects, first.objectives) == (1, 0)
    assert ProjectYear.objects.get(cycle=cycle).original_budget == Decimal("386.40")
    again = services.carry_over(manager, cycle, county.cycle)
    assert (again.projects, again.present) == (0, 1)
    assert refusal(services.carry_over, manager, county.cycle, cycle) == "wrong-cycle"
