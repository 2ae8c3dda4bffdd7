"""The address through which everything moves, and the bar of actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng.lifecycle import all_machines
from kaocheng_web.filings.models import Filing
from kaocheng_web.workflow.pages import MODELS, model_of
from tests.web.county import SELF_EVALUATION, County, explain_all, make_filing

SignIn = Callable[[Any], Client]


def move(client: Client, filing: Filing, action: str, **more: Any) -> Any:
    given = {"action": action, "version": filing.version, **more}
    headers = given.pop("headers", {})
    return client.post(reverse("workflow:move", args=[filing.kind, filing.pk]), given, headers=headers)


def test_every_machine_has_a_model() -> None:
    assert set(MODELS) == set(all_machines())
    assert all(model_of(kind) is not None for kind in MODELS)


def test_a_form_is_submitted_and_the_page_comes_back(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    explain_all(county, filing)
    answer = move(sign_in(county.person("preparer")), filing, "submit")
    assert (answer.status_code, answer["Location"]) == (302, filing.get_absolute_url())
    filing.refresh_from_db()
    assert filing.state == "submitted"


def test_refusals_name_codes_and_lead_to_cells(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, cells={**SELF_EVALUATION, "indicators[2].actual": ""})
    client = sign_in(county.person("preparer"))
    answer = move(client, filing, "submit")
    assert answer.status_code == 422
    html = answer.content.decode()
    assert f'href="{filing.get_absolute_url()}#c-indicators-2-actual"' in html
    assert "missing" in html
    page = client.get(filing.get_absolute_url()).content.decode()
    assert "aria-disabled" in page
    assert "#c-indicators-2-actual" in page


def test_a_stale_page_loses(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    explain_all(county, filing)
    Filing.objects.filter(pk=filing.pk).update(version=7)
    answer = move(sign_in(county.person("preparer")), filing, "submit")
    assert answer.status_code == 409
    assert "stale" in answer.content.decode()


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40])
def test_a_version_that_is_none_is_stale(county: County, sign_in: SignIn, version: str) -> None:
    client = sign_in(county.person("preparer"))
    assert move(client, make_filing(county), "submit", version=version).status_code == 409


def test_a_return_asks_for_reason_and_rules_and_keeps_what_was_written(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, state="signed")
    client = sign_in(county.person("department_reviewer"))
    page = client.get(filing.get_absolute_url()).content.decode()
    assert "<dialog" in page
    assert "<datalist" in page
    answer = move(client, filing, "return", reason="得分有误", codes=["ZZZ-99"])
    assert answer.status_code == 422
    assert "unknown-rule" in answer.content.decode()
    assert "得分有误" in answer.content.decode()
    answer = move(client, filing, "return", reason="得分有误", codes=["ARI-07 得分合计不符", "SCO-09"])
    assert answer.status_code == 302
    filing.refresh_from_db()
    assert filing.state == "draft"


def test_the_question_has_a_page_of_its_own(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, state="signed")
    url = reverse("workflow:move", args=[filing.kind, filing.pk])
    client = sign_in(county.person("department_reviewer"))
    assert 'name="reason"' in client.get(url, {"action": "return"}).content.decode()
    assert client.get(url, {"action": "sign"}).status_code == 404


def test_htmx_goes_to_the_page_or_shows_what_is_wrong(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    client = sign_in(county.person("preparer"))
    said = move(client, filing, "submit", headers={"HX-Request": "true"})
    assert said.status_code == 200
    assert 'role="alert"' in said.content.decode()
    explain_all(county, filing)
    answer = move(client, filing, "submit", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, filing.get_absolute_url())


def test_who_cannot_act_and_who_cannot_see(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, state="signed")
    assert move(sign_in(county.person("auditor")), filing, "department_pass").status_code == 403
    assert move(sign_in(county.outsider("department_reviewer")), filing, "department_pass").status_code == 404
    assert move(sign_in(county.person("administrator")), filing, "department_pass").status_code == 404
    wrong = reverse("workflow:move", args=["objective", filing.pk])
    reviewer = sign_in(county.person("department_reviewer"))
    assert reviewer.post(wrong, {"action": "department_approve", "version": 1}).status_code == 404
    assert reviewer.get(reverse("workflow:move", args=["nothing", 1])).status_code == 404
    filing.refresh_from_db()
    assert filing.state == "signed"
