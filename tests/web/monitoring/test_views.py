from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Stage
from kaocheng_web.filings.models import Filing
from kaocheng_web.monitoring import services
from kaocheng_web.monitoring.models import Expenditure, LedgerFile, PlannedCurve
from kaocheng_web.projects.models import Project, ProjectYear
from tests.web.county import County, make_filing
from tests.web.monitoring.conftest import type_values

SignIn = Callable[[Person], Client]
SLOW = ("50公里", "98.5%", "36小时", "0.93万元", "5小时", "96%", "93%")
LEDGER = "项目编码,月份,累计支出（万元）\n900001-0001,6,150\n900001-9999,6,1\n900001-0001,13,1\n"


def chart_of(page: str) -> Any:
    found = re.search(r'<script id="spending-data" type="application/json">(.*?)</script>', page, re.S)
    assert found is not None
    return json.loads(found.group(1))


@pytest.fixture
def submitted(county: County, opened: Filing) -> Filing:
    type_values(county, opened, SLOW)
    Filing.objects.filter(pk=opened.pk).update(state="submitted")
    return Filing.objects.get(pk=opened.pk)


# --- the overview ---


def test_each_light_leads_to_as_many_projects(county: County, submitted: Filing, sign_in: SignIn) -> None:
    client = sign_in(county.person(Role.DEPARTMENT_REVIEWER))
    totals = client.get(reverse("monitoring:overview")).context["totals"]
    assert (totals["red"], totals["filed"], totals["all"]) == (1, 1, 1)
    for light in ("red", "yellow", "green", "blue", "none"):
        page = client.get(reverse("monitoring:overview"), {"light": light}).context["page"]
        assert page.paginator.count == totals[light]


def test_what_is_still_being_typed_is_named_but_not_shown(county: County, opened: Filing, sign_in: SignIn) -> None:
    page = sign_in(county.person(Role.DEPARTMENT_REVIEWER)).get(reverse("monitoring:overview"))
    assert [(row.begun, row.filing) for row in page.context["rows"]] == [(True, None)]
    assert (
        sign_in(county.person(Role.DEPARTMENT_REVIEWER)).get(reverse("monitoring:round", args=[opened.pk])).status_code
        == 404
    )


def test_the_overview_asks_as_often_for_many_projects(county: County, submitted: Filing, sign_in: SignIn) -> None:
    client = sign_in(county.person(Role.FINANCE_MANAGER))

    def ask() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("monitoring:overview")).status_code == 200
        return len(queries)

    ask()
    before = ask()
    for number in range(8):
        project = Project.objects.create(code=f"P{number}", name=f"项目{number}", unit=county.unit)
        year = ProjectYear.objects.create(
            project=project, cycle=county.cycle, unit=county.unit, original_budget=Decimal(100)
        )
        form = make_filing_of(county, year, submitted)
        Expenditure.objects.create(project_year=year, month=6, amount=Decimal(40 + number))
        assert form.state == "submitted"
    ask()  # summaries are brought up to date once
    assert ask() == before <= 20


def make_filing_of(county: County, year: ProjectYear, like: Filing) -> Filing:
    form = Filing.objects.create(
        project_year=year, kind="monitoring", template=like.template, cells=like.cells, state="submitted"
    )
    services.refresh([form])
    return form


def test_filters_that_make_no_sense_are_no_error(county: County, submitted: Filing, sign_in: SignIn) -> None:
    client = sign_in(county.person(Role.FINANCE_MANAGER))
    asked = {"light": "x", "execution": "x", "state": "x", "code": "x", "round": "x", "page": "x", "search": "'\""}
    assert client.get(reverse("monitoring:overview"), asked).status_code == 200
    assert client.get(reverse("monitoring:overview"), {"cycle": "99999"}).status_code == 404


@pytest.mark.parametrize("role", [Role.EXPERT, Role.ADMINISTRATOR])
def test_closed_to_roles_without_monitoring(county: County, sign_in: SignIn, role: Role) -> None:
    assert sign_in(county.person(role)).get(reverse("monitoring:overview")).status_code == 403


# --- a round ---


def test_a_round_shows_lights_with_formula_and_inputs(county: County, submitted: Filing, sign_in: SignIn) -> None:
    page = sign_in(county.person(Role.DEPARTMENT_REVIEWER)).get(reverse("monitoring:round", args=[submitted.pk]))
    text = page.content.decode()
    assert "累计完成50公里 ÷（年度指标值412公里 ÷ 12 × 6）× 100 = 24.27" in text
    assert "须说明原因" in text
    assert "style=" not in text


def test_the_forecast_is_drawn_from_the_month_it_was_made_in(
    county: County, submitted: Filing, sign_in: SignIn
) -> None:
    person = county.person(Role.FINANCE_MANAGER)
    services.record_months(
        person, county.project_year, {3: Decimal(60), 6: Decimal(120), 9: Decimal(300)}, source="typed"
    )
    client = sign_in(county.person(Role.DEPARTMENT_REVIEWER))
    chart = chart_of(client.get(reverse("monitoring:round", args=[submitted.pk])).content.decode())
    assert chart["forecast"][:5] == [None] * 5
    assert (chart["forecast"][5], chart["forecast"][11], chart["actual"][8]) == (120, 240, 300)
    chart = chart_of(client.get(reverse("monitoring:project", args=[county.project_year.pk])).content.decode())
    assert (chart["forecast"][8], chart["forecast"][11]) == (300, 400)


def test_a_round_is_begun_once_and_only_by_its_unit(county_with_objective: County, sign_in: SignIn) -> None:
    county = county_with_objective
    where = reverse("monitoring:start", args=[county.project_year.pk, 1])
    for person, status in (
        (county.outsider(Role.PREPARER), 404),
        (county.person(Role.DEPARTMENT_REVIEWER), 403),
    ):
        assert sign_in(person).post(where).status_code == status
    client = sign_in(county.person(Role.PREPARER))
    assert client.get(where).status_code == 405
    first, second = client.post(where), client.post(where)
    assert first.url == second.url == Filing.objects.get(kind="monitoring").get_absolute_url()  # type: ignore[attr-defined]


def test_a_round_whose_window_has_passed_is_refused_with_the_reason(
    county_with_objective: County, sign_in: SignIn
) -> None:
    county = county_with_objective
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    Stage.objects.filter(code="monitoring", round=1).update(closes=yesterday)
    where = reverse("monitoring:start", args=[county.project_year.pk, 1])
    page = sign_in(county.person(Role.PREPARER)).post(where, follow=True)
    assert "不在本次监控的填报时间内" in page.content.decode()
    assert not Filing.objects.filter(kind="monitoring").exists()


# --- expenditure and plan ---


def test_months_are_typed_and_faults_keep_what_was_typed(county: County, opened: Filing, sign_in: SignIn) -> None:
    client, year = sign_in(county.person(Role.PREPARER)), county.project_year
    where = reverse("monitoring:expenditure", args=[year.pk])
    page = client.post(where, {"m3": "30.5", "m6": "很多"})
    assert page.status_code == 422
    assert "6月：“很多”不是数字" in page.content.decode()
    assert 'value="30.5"' in page.content.decode()
    assert not Expenditure.objects.exists()
    client.post(where, {"m3": "30.5", "m6": "1,200.25"})
    assert list(Expenditure.objects.values_list("month", "amount")) == [(3, Decimal("30.5")), (6, Decimal("1200.25"))]
    # a month that the page showed and that was not touched is left as somebody else has made it
    client.post(where, {"m3": "30.5", "was3": "30.5", "m6": "", "was6": "1200.25"})
    assert list(Expenditure.objects.values_list("month", flat=True)) == [3]


def test_only_unit_and_bureau_record_expenditure(county: County, sign_in: SignIn) -> None:
    where = reverse("monitoring:expenditure", args=[county.project_year.pk])
    for person, status in (
        (county.person(Role.DEPARTMENT_REVIEWER), 403),
        (county.person(Role.AUDITOR), 403),
        (county.outsider(Role.PREPARER), 404),
    ):
        assert sign_in(person).post(where, {"m1": "1"}).status_code == status
    assert not Expenditure.objects.exists()
    assert sign_in(county.person(Role.FINANCE_MANAGER)).post(where, {"m1": "1"}).status_code == 302


def test_a_plan_by_amounts_and_back_to_even_months(county: County, sign_in: SignIn) -> None:
    client, year = sign_in(county.person(Role.PREPARER)), county.project_year
    where = reverse("monitoring:curve", args=[year.pk])
    amounts = {f"m{month}": "0" for month in range(1, 13)}
    page = client.post(where, {"kind": "amount", **amounts, "m12": "386"})
    assert page.status_code == 422
    assert not PlannedCurve.objects.exists()
    client.post(where, {"kind": "amount", **amounts, "m6": "200", "m12": "186.4"})
    assert PlannedCurve.objects.get().shares[4:7] == [
        "0",
        PlannedCurve.objects.get().shares[5],
        PlannedCurve.objects.get().shares[5],
    ]
    client.post(where, {"linear": "1"})
    assert not PlannedCurve.objects.exists()


def test_a_form_leads_back_only_inside(county: County, sign_in: SignIn) -> None:
    where = reverse("monitoring:expenditure", args=[county.project_year.pk])
    page = sign_in(county.person(Role.PREPARER)).post(where, {"m1": "1", "next": "https://elsewhere.example/"})
    assert page["Location"] == reverse("monitoring:project", args=[county.project_year.pk])


# --- ledgers ---


def test_a_pasted_ledger_is_shown_then_taken(county: County, sign_in: SignIn) -> None:
    client = sign_in(county.person(Role.FINANCE_MANAGER))
    page = client.post(reverse("monitoring:ledgers"), {"block": LEDGER, "cycle": county.cycle.pk}, follow=True)
    found = LedgerFile.objects.get()
    assert (found.sound, found.faulty) == (1, 2)
    assert "没有编码为900001-9999的项目" in page.content.decode()
    assert not Expenditure.objects.exists()
    errors = client.get(reverse("monitoring:ledger_errors", args=[found.pk]))
    assert "900001-9999" in errors.getvalue().decode("utf-8-sig")
    client.post(reverse("monitoring:take_ledger", args=[found.pk]))
    assert Expenditure.objects.get().amount == 150
    assert Expenditure.objects.get().source == "ledger"


def test_a_ledger_is_seen_by_those_it_was_uploaded_for(county: County, sign_in: SignIn) -> None:
    client = sign_in(county.person(Role.FINANCE_MANAGER))
    client.post(reverse("monitoring:ledgers"), {"block": LEDGER, "cycle": county.cycle.pk})
    found = LedgerFile.objects.get()
    for person, status in ((county.outsider(Role.PREPARER), 404), (county.person(Role.AUDITOR), 403)):
        assert sign_in(person).get(reverse("monitoring:ledger", args=[found.pk])).status_code == status
        assert sign_in(person).post(reverse("monitoring:take_ledger", args=[found.pk])).status_code == status
    assert not Expenditure.objects.exists()


@pytest.mark.parametrize("block", ["", "没有表头\n1", "\x00\x01"])
def test_a_ledger_that_cannot_be_read_says_why(county: County, sign_in: SignIn, block: str) -> None:
    client = sign_in(county.person(Role.FINANCE_MANAGER))
    page = client.post(reverse("monitoring:ledgers"), {"block": block, "cycle": county.cycle.pk})
    assert page.status_code == 422
    assert "errorlist" in page.content.decode()
    assert not LedgerFile.objects.exists()


def test_the_rules_name_every_variant_and_its_source(county: County, sign_in: SignIn) -> None:
    page = sign_in(county.person(Role.AUDITOR)).get(reverse("monitoring:rules"))
    assert all(variant.source in page.content.decode() for variant in page.context["variants"])


def test_the_rounds_of_a_project_are_not_for_outsiders(county: County, sign_in: SignIn) -> None:
    where = reverse("monitoring:project", args=[county.project_year.pk])
    assert sign_in(county.outsider(Role.DEPARTMENT_REVIEWER)).get(where).status_code == 404
    assert make_filing(county, "objective", "approved").pk
    assert sign_in(county.person(Role.UNIT_HEAD)).get(where).status_code == 200
