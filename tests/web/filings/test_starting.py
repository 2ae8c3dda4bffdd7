"""The self-evaluation begins with what is known."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import type_cells
from kaocheng_web.filings.starting import start_self_evaluation, take_monitoring
from kaocheng_web.monitoring.models import Expenditure
from kaocheng_web.workflow.services import Refused
from tests.web.county import OBJECTIVE, County, make_filing


def test_without_an_approved_objective_there_is_nothing_to_measure(county: County) -> None:
    make_filing(county, "objective", state="submitted")
    with pytest.raises(Refused):
        start_self_evaluation(county.person("preparer"), county.project_year)


def test_objective_monitoring_and_expenditure_are_carried(county: County) -> None:
    objective = make_filing(county, "objective", state="approved")
    measured = {**OBJECTIVE, "indicators[1].actual": "98.2%", "indicators[0].actual": "300公里"}
    make_filing(county, "monitoring", state="reviewed_normal", cells=measured, basis=objective)
    Expenditure.objects.create(project_year=county.project_year, month=10, amount=Decimal("300.5"))
    filing = start_self_evaluation(county.person("preparer"), county.project_year)
    assert filing.basis == objective
    assert filing.cells["indicators[0].target"] == "≥412公里"
    assert filing.cells["indicators[1].actual"] == "98.2%"
    assert filing.cells["funding[0].executed_amount"] == "300.50"
    assert filing.cells["funding[0].execution_rate"] == "77.77%"
    assert filing.cells.get("indicators[0].score", "") == ""


def test_an_approved_adjustment_is_the_yardstick(county: County) -> None:
    make_filing(county, "objective", state="approved")
    adjusted = {**OBJECTIVE, "indicators[0].target": "≥450公里"}
    adjustment = make_filing(county, "adjustment", state="approved", cells=adjusted)
    filing = start_self_evaluation(county.person("preparer"), county.project_year)
    assert (filing.basis, filing.cells["indicators[0].target"]) == (adjustment, "≥450公里")


def test_starting_twice_gives_the_same(county: County) -> None:
    make_filing(county, "objective", state="approved")
    first = start_self_evaluation(county.person("preparer"), county.project_year)
    assert start_self_evaluation(county.person("preparer"), county.project_year) == first
    assert Filing.objects.filter(kind="self_evaluation").count() == 1


def test_only_the_preparer_of_the_unit_starts(county: County, sign_in: Callable[[Any], Client]) -> None:
    make_filing(county, "objective", state="approved")
    with pytest.raises(PermissionDenied):
        start_self_evaluation(county.person("unit_head"), county.project_year)
    url = reverse("filings:start_self_evaluation", args=[county.project_year.pk])
    assert sign_in(county.outsider("preparer")).post(url).status_code == 404
    assert sign_in(county.person("preparer")).post(url).status_code == 302
    assert Filing.objects.filter(kind="self_evaluation").count() == 1


def test_monitoring_fills_only_what_is_empty(county: County) -> None:
    objective = make_filing(county, "objective", state="approved")
    preparer = county.person("preparer")
    filing = start_self_evaluation(preparer, county.project_year)
    type_cells(preparer, filing, changes={"indicators[0].actual": ("", "412公里")})
    measured = {**OBJECTIVE, "indicators[1].actual": "98.2%", "indicators[0].actual": "300公里"}
    make_filing(county, "monitoring", state="submitted", cells=measured, basis=objective)
    take_monitoring(preparer, filing)
    assert (filing.cells["indicators[0].actual"], filing.cells["indicators[1].actual"]) == ("412公里", "98.2%")
    with pytest.raises(Refused):
        take_monitoring(preparer, filing)
