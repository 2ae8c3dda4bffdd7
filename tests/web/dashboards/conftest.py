from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from kaocheng.lifecycle import Role
from kaocheng_web.cycles.models import Stage
from kaocheng_web.disclosure.models import Package
from kaocheng_web.filings import services as filings
from kaocheng_web.filings.models import Filing
from kaocheng_web.monitoring.models import Expenditure
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.rectification import services as rectification
from tests.web.county import OBJECTIVE, SELF_EVALUATION, County


def add_project(county: County, unit: Organisation, number: int, budget: int = 100) -> ProjectYear:
    project = Project.objects.create(code=f"P{unit.pk}-{number}", name=f"项目{unit.pk}之{number}", unit=unit)
    return ProjectYear.objects.create(project=project, cycle=county.cycle, unit=unit, original_budget=Decimal(budget))


def add_form(county: County, year: ProjectYear, kind: str, state: str, cells: dict[str, str]) -> Filing:
    """A checked form, typed by the preparer of its unit."""
    own = year.unit == county.unit
    person = county.person(Role.PREPARER) if own else county.outsider(Role.PREPARER)
    form = filings.start(person, year, kind, cells, filled_by=[person.pk])
    Filing.objects.filter(pk=form.pk).update(state=state)
    form.refresh_from_db()
    return filings.fresh_check(form)


@pytest.fixture
def busy(county: County) -> County:
    """Two departments, six projects; among them a wrong total, late items, a package, a department's own project."""
    today = timezone.localdate()
    yesterday = today - datetime.timedelta(days=1)
    Stage.objects.filter(code__in=("objective", "monitoring")).update(closes=yesterday)
    ours = [county.project_year, add_project(county, county.unit, 1), add_project(county, county.unit, 2)]
    theirs = [add_project(county, county.other_unit, 1), add_project(county, county.other_unit, 2)]
    add_project(county, county.department, 1)
    wrong = SELF_EVALUATION | {"total_score": "97.63"}
    add_form(county, ours[0], "objective", "approved", OBJECTIVE)
    add_form(county, ours[1], "objective", "submitted", OBJECTIVE)
    add_form(county, theirs[0], "objective", "draft", OBJECTIVE)
    final = add_form(county, ours[0], "self_evaluation", "finalized", SELF_EVALUATION)
    late = add_form(county, ours[1], "self_evaluation", "signed", wrong)
    add_form(county, theirs[0], "self_evaluation", "draft", wrong)
    add_form(county, theirs[1], "self_evaluation", "signed", SELF_EVALUATION | {"indicators[0].actual": ""})
    Package.objects.create(filing=final, slug="a", state="published")
    Expenditure.objects.create(project_year=ours[2], month=6, amount=Decimal(40))
    finance = county.person(Role.FINANCE_REVIEWER)
    for year, filing, days in ((ours[1], late, -3), (ours[2], None, 20), (theirs[1], None, -40)):
        deadline = today + datetime.timedelta(days=days)
        rectification.issue(finance, project_year=year, filing=filing, problem="佐证材料不足", deadline=deadline)
    return county
