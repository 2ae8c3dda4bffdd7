from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.dashboards.charts import Point
from kaocheng_web.dashboards.scope import Scope
from kaocheng_web.dashboards.selectors import BANDS, Figures, in_band
from kaocheng_web.filings.models import Filing
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import ProjectYear
from tests.web.county import SELF_EVALUATION, County
from tests.web.dashboards.conftest import add_form, add_project

SignIn = Callable[[Person], Client]


def every_count(figures: Figures) -> list[Point]:
    """Each whole number of the page that leads to a list."""
    charts = [figures.progress, figures.execution, figures.scores, figures.findings, figures.overdue]
    points = [point for chart in charts for one in chart.columns if one.kind == "count" for point in one.points]
    points += [tile.point for tile in figures.tiles if tile.kind == "count"]
    points += [point for row in figures.heat for cell in row.cells for point in (cell.done, cell.left)]
    points += [row.projects for row in figures.heat] + [figures.unchecked, figures.unreplayed]
    return [point for point in points if point.link and point.value is not None]


@pytest.mark.parametrize(
    ("role", "narrowed"),
    [
        (Role.FINANCE_MANAGER, ""),
        (Role.FINANCE_MANAGER, "department"),
        (Role.AUDITOR, "unit"),
        (Role.DEPARTMENT_REVIEWER, ""),
        (Role.PREPARER, ""),
    ],
)
def test_every_number_is_the_length_of_its_list(busy: County, sign_in: SignIn, role: Role, narrowed: str) -> None:
    person = busy.person(role)
    asked = {"department": str(busy.department.pk)} if narrowed == "department" else {}
    asked = {"unit": str(busy.unit.pk)} if narrowed == "unit" else asked
    points = every_count(Figures(Scope(person, asked)))
    client = sign_in(person)
    lengths: dict[str, int] = {}
    for point in points:
        if point.link not in lengths:
            lengths[point.link] = client.get(point.link).context["page"].paginator.count
    assert [(point.link, point.value) for point in points] == [(point.link, lengths[point.link]) for point in points]
    assert any(point.value for point in points)


def test_progress_adds_up_to_the_projects(busy: County) -> None:
    chart = Figures(Scope(busy.person(Role.FINANCE_MANAGER), {})).progress
    for row, _ in enumerate(chart.categories):
        assert sum(one.points[row].value or 0 for one in chart.series[:5]) == 6
    stages = dict(zip(chart.categories, range(9), strict=False))
    assert [one.points[stages["绩效自评"]].value for one in chart.series] == [2, 1, 2, 0, 1]


def test_a_draft_counts_as_progress_but_not_as_a_score(busy: County) -> None:
    """Its content is the unit's own until it is handed in."""
    figures = Figures(Scope(busy.person(Role.FINANCE_MANAGER), {}))
    claimed = next(one for one in figures.scores.series if one.name == "自评分")
    assert sum(point.value or 0 for point in claimed.points) == 3
    own = Figures(Scope(busy.outsider(Role.PREPARER), {}))
    assert sum(point.value or 0 for point in own.scores.series[0].points) == 2


def test_rows_are_departments_for_the_bureau_and_units_for_a_department(busy: County) -> None:
    bureau = Figures(Scope(busy.person(Role.FINANCE_MANAGER), {}))
    assert [row.name for row in bureau.heat] == ["示例县交通运输局", "示例县教育局"]
    department = Figures(Scope(busy.person(Role.DEPARTMENT_REVIEWER), {}))
    assert [(row.name, row.projects.value) for row in department.heat] == [
        ("示例县交通运输局", 1),
        ("示例县公路养护中心", 3),
    ]


def test_execution_takes_the_form_before_the_months(busy: County) -> None:
    figures = Figures(Scope(busy.person(Role.FINANCE_MANAGER), {"unit": str(busy.unit.pk)}))
    # 372.15 by the final form of 386.40, 96.31 % of 100 by the form handed in, 40 of 100 by the month
    assert figures.everything.known == 3
    assert figures.everything.rate is not None
    assert round(figures.everything.rate, 4) == round(
        (Decimal("372.15") + Decimal("96.3121") + 40) / Decimal("586.40"), 4
    )
    figures.today = datetime.date(2025, 7, 1)
    assert figures.elapsed == Decimal(182) / 365


def test_overdue_names_items_and_forms_that_did_not_come(busy: County) -> None:
    chart = Figures(Scope(busy.person(Role.FINANCE_MANAGER), {})).overdue
    assert [one.name for one in chart.series] == [
        "整改逾期",
        "目标申报逾期未报",
        "绩效监控第1轮逾期未报",
        "绩效监控第2轮逾期未报",
    ]
    assert [point.value for point in chart.series[0].points] == [1, 1]
    assert [point.value for point in chart.series[1].points] == [2, 2]


def test_the_page_asks_as_often_for_many_projects(busy: County, sign_in: SignIn) -> None:
    client = sign_in(busy.person(Role.FINANCE_MANAGER))
    client.get(reverse("dashboards:overview"))

    def ask() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("dashboards:overview")).status_code == 200
        return len(queries)

    before = ask()
    for number in range(10, 20):
        code = f"900001-D{number}"
        home = Organisation.objects.create(code=code, name=f"部门{number}", kind="department", parent=busy.region)
        add_project(busy, home, number)
        year = add_project(busy, busy.other_unit, number)
        add_form(busy, year, "self_evaluation", "signed", SELF_EVALUATION)
    assert ask() == before <= 20


def test_the_page_shows_charts_tables_and_data(busy: County, sign_in: SignIn) -> None:
    page = sign_in(busy.person(Role.FINANCE_MANAGER)).get(reverse("dashboards:overview")).content.decode()
    for name in ("progress", "overdue", "execution", "scores", "findings"):
        assert f'data-chart="{name}-data"' in page
        assert f'<script id="{name}-data" type="application/json">' in page
    assert page.count('<details class="figures">') == 5
    assert "style=" not in page


def test_an_empty_county_says_what_to_do(county: County, sign_in: SignIn) -> None:
    ProjectYear.objects.all().delete()
    page = sign_in(county.person(Role.FINANCE_MANAGER)).get(reverse("dashboards:overview"))
    assert "所选范围内没有项目" in page.content.decode()
    county.cycle.stages.all().delete()
    county.cycle.delete()
    page = sign_in(county.person(Role.FINANCE_MANAGER)).get(reverse("dashboards:overview"))
    assert "还没有年度任务" in page.content.decode()


@pytest.mark.parametrize("role", [Role.EXPERT, Role.ADMINISTRATOR])
def test_closed_to_roles_without_figures(busy: County, sign_in: SignIn, role: Role) -> None:
    client = sign_in(busy.person(role))
    assert client.get(reverse("dashboards:overview")).status_code == 403
    assert client.get(reverse("dashboards:forms")).status_code == 403


def test_a_foreign_department_or_unit_is_not_asked_for(busy: County) -> None:
    scope = Scope(
        busy.outsider(Role.DEPARTMENT_REVIEWER), {"department": str(busy.department.pk), "unit": str(busy.unit.pk)}
    )
    assert scope.asked == {}
    assert Figures(scope).everything.projects == 2
    other = {"department": str(busy.department.pk), "unit": str(busy.other_unit.pk)}
    assert Scope(busy.person(Role.FINANCE_MANAGER), other).asked == {"department": str(busy.department.pk)}


def test_the_list_of_forms_keeps_to_what_a_person_sees(busy: County, sign_in: SignIn) -> None:
    page = sign_in(busy.outsider(Role.DEPARTMENT_REVIEWER)).get(
        reverse("dashboards:forms"), {"kind": "self_evaluation"}
    )
    assert [form.project_year.unit for form in page.context["page"]] == [busy.other_unit]
    nonsense = {"kind": "x", "severity": "x", "claimed": "x", "year": "x", "unit": "x", "page": "x"}
    assert sign_in(busy.person(Role.AUDITOR)).get(reverse("dashboards:forms"), nonsense).status_code == 200


def test_the_list_of_forms_asks_as_often_for_many(busy: County, sign_in: SignIn) -> None:
    client = sign_in(busy.person(Role.FINANCE_MANAGER))

    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("dashboards:forms"))
        return len(queries)

    ask()
    before = ask()
    for number in range(10, 16):
        add_form(busy, add_project(busy, busy.unit, number), "self_evaluation", "signed", SELF_EVALUATION)
    assert ask() == before <= 20


def test_bands_share_out_every_score(busy: County) -> None:
    form = Filing.objects.filter(kind="self_evaluation").first()
    assert form is not None
    for score in ("0", "59.99", "60", "84.99", "98", "99.99", "100", "105"):
        Filing.objects.filter(pk=form.pk).update(claimed_score=Decimal(score))
        rows: Any = Filing.objects.filter(pk=form.pk)
        assert sum(rows.filter(in_band("claimed_score", band)).count() for band in BANDS) == 1
