"""Rounds, expenditure, plans."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from kaocheng.lifecycle import Role
from kaocheng_web.cycles.models import Cycle, Stage
from kaocheng_web.filings.models import Filing
from kaocheng_web.journal.models import Event
from kaocheng_web.journal.services import verify
from kaocheng_web.monitoring import selectors, services
from kaocheng_web.monitoring.models import Expenditure, PlannedCurve, RoundSummary
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.rectification.models import Item
from kaocheng_web.workflow.services import NotAllowed, Refused, buttons, perform
from tests.web.county import County, make_filing
from tests.web.monitoring.conftest import type_in, type_values

EVEN = [Decimal(month) / 12 for month in range(1, 12)] + [Decimal(1)]


def blocked(county: County, filing: Filing, action: str, role: Role = Role.PREPARER) -> set[str]:
    """Codes of what stands in the way of an action."""
    filing.refresh_from_db()
    return {
        refusal.code
        for button in buttons(county.person(role), filing)
        if button.transition.action == action
        for refusal in button.refusals
    }


# --- opening ---


def test_a_round_begins_with_the_yardstick(county: County, opened: Filing) -> None:
    assert opened.template == "F-12"
    assert opened.cells["indicators[0].target"] == "≥412公里"
    assert opened.cells["indicators[0].weight"] == "15"
    assert opened.cells["cutoff_month"] == "6月"
    assert "indicators[0].actual" not in opened.cells
    assert opened.basis is not None
    assert opened.basis.state == "approved"
    assert services.open_round(county.person(Role.PREPARER), county.project_year, 1).pk == opened.pk


def test_the_expenditure_known_stands_in_the_form(county_with_objective: County) -> None:
    county = county_with_objective
    person = county.person(Role.PREPARER)
    services.record_expenditure(person, county.project_year, month=6, amount=Decimal("193.2"))
    filing = services.open_round(person, county.project_year, 1)
    assert filing.cells["funding[0].executed_amount"] == "193.20"
    assert filing.cells["funding[0].execution_rate"] == "50.00%"


@pytest.mark.parametrize("number", [3, 0])
def test_there_is_no_such_round(county_with_objective: County, number: int) -> None:
    county = county_with_objective
    with pytest.raises(Refused) as caught:
        services.open_round(county.person(Role.PREPARER), county.project_year, number)
    assert caught.value.code == "no-round"


def test_without_an_approved_objective_nothing_is_monitored(county: County) -> None:
    with pytest.raises(Refused) as caught:
        services.open_round(county.person(Role.PREPARER), county.project_year, 1)
    assert caught.value.code == "no-yardstick"


def test_a_round_is_not_begun_outside_its_window(county_with_objective: County) -> None:
    county = county_with_objective
    Stage.objects.filter(cycle=county.cycle, code="monitoring").update(closes=datetime.date(2025, 1, 1))
    with pytest.raises(Refused) as caught:
        services.open_round(county.person(Role.PREPARER), county.project_year, 1)
    assert caught.value.code == "stage-closed"


def test_others_open_no_round(county_with_objective: County) -> None:
    county = county_with_objective
    for person in (county.outsider(Role.PREPARER), county.person(Role.UNIT_HEAD), county.person(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            services.open_round(person, county.project_year, 1)


# --- typing, lights, submission ---


def test_fields_of_monitoring_are_typed_on_the_form(county: County, opened: Filing) -> None:
    type_in(
        county,
        opened,
        actual_0="100公里",
        expected_value_0="400公里",
        cause_0="人员保障",
        likelihood_0="有可能",
        deviation_0="汛期停工",
    )
    opened.refresh_from_db()
    assert opened.cells["indicators[0].likelihood"] == "有可能"
    with pytest.raises(Refused):
        type_in(county, opened, target_0="≥1公里")


def test_red_and_yellow_indicators_need_a_cause_and_words(county: County, opened: Filing) -> None:
    type_values(county, opened, ("150公里", *("98.5%", "36小时", "0.93万元", "5小时", "96%", "93%")))
    assert blocked(county, opened, "submit") == {"cause-missing", "deviation-missing"}
    type_in(county, opened, cause_0="天气不好", deviation_0="汛期停工")
    assert blocked(county, opened, "submit") == {"cause-missing"}, "not one of the classes"
    type_in(county, opened, cause_0="其他")
    assert blocked(county, opened, "submit") == set()


def test_the_summary_follows_submission(county: County, opened: Filing) -> None:
    type_values(county, opened)
    perform(county.person(Role.PREPARER), opened, "submit", version=opened.version)
    summary = RoundSummary.objects.get(filing=opened)
    assert (summary.version, summary.light, summary.month) == (opened.version, "green", 6)
    assert summary.execution_light == ""
    assert summary.realisation == Decimal("0.485437")


def test_what_the_form_says_becomes_the_expenditure_where_there_is_none(county: County, opened: Filing) -> None:
    from kaocheng_web.filings import services as filings

    person = county.person(Role.PREPARER)
    type_values(county, opened)
    filings.type_cells(person, opened, changes={"funding[0].executed_amount": ("", "190")})
    perform(person, opened, "submit", version=opened.version)
    row = Expenditure.objects.get(project_year=county.project_year)
    assert (row.month, row.amount, row.source) == (6, 190, "form")
    assert RoundSummary.objects.get(filing=opened).execution_light == "green"


# --- review and rectification ---


def submitted(county: County, filing: Filing, **texts: str) -> Filing:
    type_values(county, filing)
    if texts:
        type_in(county, filing, **texts)
    perform(county.person(Role.PREPARER), filing, "submit", version=filing.version)
    return filing


def test_a_red_light_is_not_confirmed_as_normal(county: County, opened: Filing) -> None:
    submitted(county, opened, actual_0="50公里", cause_0="其他", deviation_0="汛期停工")
    assert blocked(county, opened, "confirm_normal", Role.DEPARTMENT_REVIEWER) == {"red-light"}


def test_a_green_round_is_confirmed(county: County, opened: Filing) -> None:
    submitted(county, opened)
    perform(county.person(Role.DEPARTMENT_REVIEWER), opened, "confirm_normal", version=opened.version)
    assert opened.state == "reviewed_normal"


def test_red_expenditure_counts_as_well(county: County, opened: Filing) -> None:
    services.record_expenditure(county.person(Role.PREPARER), county.project_year, month=6, amount=Decimal(20))
    opened.refresh_from_db()
    submitted(county, opened)
    assert blocked(county, opened, "confirm_normal", Role.DEPARTMENT_REVIEWER) == {"red-light"}


def test_an_abnormal_round_opens_an_item_and_is_closed_with_it(county: County, opened: Filing) -> None:
    reviewer = county.person(Role.DEPARTMENT_REVIEWER)
    submitted(county, opened, actual_0="50公里", cause_0="其他", deviation_0="汛期停工")
    perform(reviewer, opened, "confirm_abnormal", version=opened.version, reason="进度严重滞后")
    item = Item.objects.get(filing=opened)
    assert (item.origin, item.field, item.project_year) == ("monitoring", "indicators[0].actual", county.project_year)
    assert item.problem.startswith("进度严重滞后\n“日常养护里程”累计完成50公里")
    assert item.deadline is not None
    assert blocked(county, opened, "close", Role.DEPARTMENT_REVIEWER) == {"not-rectified"}

    Item.objects.filter(pk=item.pk).update(state="reported", result="已增派养护队，补齐进度。")
    item.refresh_from_db()
    perform(reviewer, item, "verify", version=item.version, reason="已现场核实。")
    opened.refresh_from_db()
    assert opened.state == "closed"


def test_a_round_stays_open_as_long_as_one_item_does(county: County, opened: Filing) -> None:
    from kaocheng_web.rectification.services import issue

    reviewer = county.person(Role.DEPARTMENT_REVIEWER)
    submitted(county, opened, actual_0="50公里", cause_0="其他", deviation_0="汛期停工")
    perform(reviewer, opened, "confirm_abnormal", version=opened.version, reason="进度严重滞后")
    issue(reviewer, project_year=county.project_year, filing=opened, origin="hand", problem="另查支出", fingerprint="x")
    first = Item.objects.filter(filing=opened, origin="monitoring").get()
    Item.objects.filter(pk=first.pk).update(state="reported", result="已整改。")
    first.refresh_from_db()
    perform(reviewer, first, "verify", version=first.version, reason="已现场核实。")
    opened.refresh_from_db()
    assert opened.state == "reviewed_abnormal"


# --- expenditure ---


def test_expenditure_is_recorded_replaced_and_taken_away(county: County) -> None:
    person, year = county.person(Role.PREPARER), county.project_year
    services.record_months(person, year, {1: Decimal(10), 2: Decimal(25)})
    assert services.record_months(person, year, {1: Decimal(10), 2: Decimal(26), 3: Decimal(30)}) == 2
    assert services.record_months(person, year, {3: None}) == 1
    assert [(row.month, row.amount) for row in year.expenditure.all()] == [(1, 10), (2, 26)]
    events = list(Event.objects.filter(subject="expenditure").order_by("number"))
    assert [(event.before, event.after) for event in events][1:] == [
        ({"2": "25", "3": None}, {"2": "26", "3": "30", "source": "typed"}),
        ({"3": "30"}, {"3": None, "source": "typed"}),
    ]
    assert list(verify()) == []


def test_the_same_figures_again_change_nothing(county: County) -> None:
    person, year = county.person(Role.PREPARER), county.project_year
    services.record_expenditure(person, year, month=6, amount=Decimal("193.20"))
    count = Event.objects.count()
    assert services.record_months(person, year, {6: Decimal("193.2")}) == 0
    assert Event.objects.count() == count


@pytest.mark.parametrize(("month", "amount"), [(0, "1"), (13, "1"), (6, "-1"), (6, "1e12"), (6, "NaN")])
def test_impossible_figures_are_refused(county: County, month: int, amount: str) -> None:
    with pytest.raises(Refused):
        services.record_expenditure(
            county.person(Role.PREPARER), county.project_year, month=month, amount=Decimal(amount)
        )
    assert not Expenditure.objects.exists()


def test_who_records_expenditure(county: County) -> None:
    for person in (county.outsider(Role.PREPARER), county.person(Role.UNIT_HEAD), county.person(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            services.record_expenditure(person, county.project_year, month=6, amount=Decimal(1))
    services.record_expenditure(county.person(Role.FINANCE_MANAGER), county.project_year, month=6, amount=Decimal(1))


def test_an_open_round_follows_the_accounts_unless_somebody_typed_otherwise(county: County, opened: Filing) -> None:
    from kaocheng_web.filings import services as filings

    finance, year, path = county.person(Role.FINANCE_MANAGER), county.project_year, "funding[0].executed_amount"
    for amount in ("100", "120"):
        services.record_expenditure(finance, year, month=6, amount=Decimal(amount))
        opened.refresh_from_db()
        assert opened.cells[path] == f"{amount}.00"
    assert finance.pk not in opened.filled_by
    filings.type_cells(county.person(Role.PREPARER), opened, changes={path: ("120.00", "118")})
    services.record_expenditure(finance, year, month=6, amount=Decimal(130))
    opened.refresh_from_db()
    assert opened.cells[path] == "118"
    assert "MON-07" in RoundSummary.objects.get(filing=opened).codes


# --- plan ---


def test_a_plan_changes_the_lights(county: County, opened: Filing) -> None:
    person, year = county.person(Role.PREPARER), county.project_year
    services.record_expenditure(person, year, month=6, amount=Decimal("38.64"))
    assert RoundSummary.objects.get(filing=opened).execution_light == "red"
    services.set_curve(person, year, [Decimal("0.02") * month for month in range(1, 12)] + [Decimal(1)])
    assert RoundSummary.objects.get(filing=opened).execution_light == "green"
    services.set_curve(person, year, None)
    assert not PlannedCurve.objects.exists()
    assert RoundSummary.objects.get(filing=opened).execution_light == "red"


def test_a_plan_that_falls_is_refused_and_nothing_kept(county: County) -> None:
    with pytest.raises(Refused) as caught:
        services.set_curve(county.person(Role.PREPARER), county.project_year, [*EVEN[:5], Decimal("0.1"), *EVEN[6:]])
    assert caught.value.message.zh == "6月的累计比例小于上月"
    assert not PlannedCurve.objects.exists()


# --- settings, questions, peers ---


def test_the_cycle_says_which_lights_count(county: County, opened: Filing) -> None:
    type_values(county, opened, ("50公里", *("98.5%", "36小时", "0.93万元", "5小时", "96%", "93%")))
    Cycle.objects.filter(pk=county.cycle.pk).update(settings={"lights": "hefei"})
    cycle = Cycle.objects.get(pk=county.cycle.pk)
    services.refresh_stale(cycle, 1)
    summary = RoundSummary.objects.get(filing=opened)
    assert (summary.variant, summary.light) == ("hefei", "")
    filing = selectors.rounds().get(pk=opened.pk)
    person = county.person(Role.PREPARER)
    assert services.answer_questions(person, filing, used_as_intended=True, target_met=False).light == "yellow"


def test_answers_are_the_units_own_while_the_round_is_open(county: County, opened: Filing) -> None:
    with pytest.raises(PermissionDenied):
        services.answer_questions(county.person(Role.UNIT_HEAD), opened, used_as_intended=True, target_met=True)
    Filing.objects.filter(pk=opened.pk).update(state="submitted")
    opened.refresh_from_db()
    with pytest.raises(NotAllowed):
        services.answer_questions(county.person(Role.PREPARER), opened, used_as_intended=True, target_met=True)


def test_the_error_is_measured_on_the_year_before(county: County, opened: Filing) -> None:
    before = Cycle.objects.create(region=county.region, year=2024, exercise_year=2025)
    for number, final in enumerate((90, 100, 110, 100)):
        project = Project.objects.create(code=f"P{number}", name=f"上年项目{number}", unit=county.other_unit)
        year = ProjectYear.objects.create(
            project=project, cycle=before, unit=county.other_unit, original_budget=Decimal(200)
        )
        Expenditure.objects.create(project_year=year, month=6, amount=Decimal(50))
        Expenditure.objects.create(project_year=year, month=12, amount=Decimal(final))
    services.record_expenditure(county.person(Role.PREPARER), county.project_year, month=6, amount=Decimal(150))
    summary = RoundSummary.objects.get(filing=opened)
    assert (summary.forecast, summary.forecast_low, summary.forecast_high) == (300, 270, 330)


def test_last_figures(county: County, opened: Filing) -> None:
    assert selectors.last_figures(county.project_year).filing is None
    submitted(county, opened)
    services.record_expenditure(county.person(Role.FINANCE_MANAGER), county.project_year, month=9, amount=Decimal(300))
    figures = selectors.last_figures(county.project_year)
    assert (figures.filing, figures.month) == (opened, 6)
    assert figures.values["数量指标", "日常养护里程"] == "200公里"
    assert (figures.executed, figures.executed_month) == (300, 9)


def test_refreshing_many_rounds_asks_as_often_as_one(
    county: County, opened: Filing, django_assert_max_num_queries: object
) -> None:
    for number in range(6):
        project = Project.objects.create(code=f"P{number}", name=f"项目{number}", unit=county.unit)
        year = ProjectYear.objects.create(
            project=project, cycle=county.cycle, unit=county.unit, original_budget=Decimal(100)
        )
        services.start(county.person(Role.PREPARER), year, "monitoring", opened.cells, template="F-12")
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        services.refresh_stale(county.cycle, 1)
    assert RoundSummary.objects.count() == 7
    make_filing(county, "self_evaluation")  # another kind is none of its business
    services.refresh_stale(county.cycle, 1)
    assert RoundSummary.objects.count() == 7
