"""Pages of objectives: who sees them and what they answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import type_cells
from kaocheng_web.objectives.models import LibraryIndicator
from kaocheng_web.objectives.services import declare, learn_from, request_adjustment
from tests.web.county import County, make_filing

SignIn = Callable[[Any], Client]


def text_of(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def test_declaring_leads_to_the_official_form(county: County, sign_in: SignIn) -> None:
    url = reverse("objectives:declare", args=[county.project_year.pk])
    assert sign_in(county.outsider("preparer")).post(url).status_code == 404
    assert sign_in(county.person("department_reviewer")).post(url).status_code == 403
    client = sign_in(county.person("preparer"))
    page = client.post(url, follow=True).content.decode()
    assert "项目支出绩效目标申报表" in page
    assert "分值合计" in page
    assert "实际完成值" not in page
    assert client.post(url).status_code == 302
    assert Filing.objects.count() == 1


def test_every_cell_of_the_declaration_can_be_typed(county: County, sign_in: SignIn) -> None:
    filing = declare(county.person("preparer"), county.project_year)
    changes = {
        "project_attribute": ["", "延续项目"],
        "start_date": ["", "2025-01-01"],
        "indicators[0].weight": ["", "20"],
    }
    answer = sign_in(county.person("preparer")).post(
        reverse("filings:cells", args=[filing.pk]),
        json.dumps({"version": 1, "changes": changes}),
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert "<b>30</b> / 100" in answer.json()["panel"]
    filing.refresh_from_db()
    assert filing.cells["project_attribute"] == "延续项目"


def test_indicators_are_found_in_the_library_and_put_into_the_form(county: County, sign_in: SignIn) -> None:
    learn_from(make_filing(county, "objective", state="approved"))
    Filing.objects.update(state="draft", cells={"project_name": "新项目"})
    filing = Filing.objects.get()
    url = reverse("objectives:picker", args=[filing.pk])
    assert sign_in(county.outsider("preparer")).get(url).status_code == 404
    client = sign_in(county.person("preparer"))
    page = text_of(client, f"{url}?source=library&q=养护里程&sector=")
    assert "日常养护里程" in page
    assert "群众满意度" not in page
    fragment = client.get(f"{url}?source=library&sector=", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    row = json.dumps({"level1": "产出指标", "level2": "数量指标", "level3": "日常养护里程", "target": "≥412公里"})
    assert client.post(url, {"version": 1, "row": [row]}).status_code == 302
    filing.refresh_from_db()
    assert "日常养护里程" in filing.cells.values()


@pytest.mark.parametrize("row", ["", "{", "[1]", '{"level3": 1}', '"x"'])
def test_what_the_browser_sends_is_not_trusted(county: County, sign_in: SignIn, row: str) -> None:
    filing = make_filing(county, "objective")
    client = sign_in(county.person("preparer"))
    url = reverse("objectives:picker", args=[filing.pk])
    assert client.post(url, {"version": 1, "row": [row]}).status_code == 422


def test_an_approved_objective_takes_no_more_indicators(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, "objective", state="approved")
    response = sign_in(county.person("preparer")).get(reverse("objectives:picker", args=[filing.pk]))
    assert response.url == filing.get_absolute_url()


def test_finance_grades_on_the_page_of_the_form(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, "objective", state="department_approved")
    url = reverse("objectives:review", args=[filing.pk])
    assert sign_in(county.outsider("department_reviewer")).get(url).status_code == 404
    assert 'name="grade"' not in text_of(sign_in(county.person("department_reviewer")), url)
    client = sign_in(county.person("finance_reviewer"))
    assert 'name="grade"' in text_of(client, url)
    client.post(url, {"grade": "良", "version": filing.version})
    filing.refresh_from_db()
    assert filing.review_grade == "良"


def test_a_return_shows_its_reason_and_rules_to_the_unit(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, "objective", state="submitted")
    asked = {
        "action": "return",
        "version": filing.version,
        "reason": "请补齐经济效益指标",
        "codes": ["IND-18", "ARI-06"],
    }
    answer = sign_in(county.person("department_reviewer")).post(
        reverse("workflow:move", args=["objective", filing.pk]), asked
    )
    assert answer.status_code == 302
    client = sign_in(county.person("preparer"))
    page = text_of(client, filing.get_absolute_url())
    assert "请补齐经济效益指标" in page
    assert '<a href="#c-indicators-0-level3" data-go="indicators[0].level3"><code>IND-18</code>' in page
    assert "<li><code>ARI-06</code>" in page  # no longer speaks: named without a cell
    filing.refresh_from_db()
    client.post(
        reverse("workflow:move", args=["objective", filing.pk]), {"action": "submit", "version": filing.version}
    )
    assert "退回意见" not in text_of(client, filing.get_absolute_url())


def test_original_and_adjusted_stand_side_by_side(county: County, sign_in: SignIn) -> None:
    make_filing(county, "objective", state="approved")
    preparer = county.person("preparer")
    client = sign_in(preparer)
    ask = reverse("objectives:adjust", args=[county.project_year.pk])
    assert sign_in(county.outsider("preparer")).get(ask).status_code == 404
    assert client.post(ask, {"reason": ""}).status_code == 422
    assert client.post(ask, {"reason": "追加预算"}).status_code == 302
    filing = Filing.objects.get(kind="adjustment")
    type_cells(preparer, filing, changes={"indicators[0].target": ("≥412公里", "≥450公里")})
    url = reverse("objectives:compare", args=[filing.pk])
    page = text_of(client, url)
    assert "≥412公里</del>" in page
    assert "≥450公里</ins>" in page
    assert "道路平均封闭时间" not in text_of(client, f"{url}?only=changes")
    assert sign_in(county.person("finance_reviewer")).get(url).status_code == 404  # still a draft


def test_the_library_page_is_searched_and_kept(county: County, sign_in: SignIn) -> None:
    learn_from(make_filing(county, "objective", state="approved"))
    url = reverse("objectives:library")
    client = sign_in(county.person("preparer"))
    page = text_of(client, f"{url}?q=满意度")
    assert "沿线群众满意度" in page
    assert "日常养护里程" not in page
    entry = LibraryIndicator.objects.get(level3="沿线群众满意度")
    change = reverse("objectives:entry", args=[entry.pk])
    assert client.get(change).status_code == 403
    manager = sign_in(county.person("finance_manager"))
    values = {"level1": "满意度指标", "level2": entry.level2, "level3": "沿线群众满意度", "target": "≥95%"}
    assert manager.post(change, values).status_code == 302
    entry.refresh_from_db()
    assert (entry.target, entry.is_active) == ("≥95%", False)
    assert "沿线群众满意度" not in text_of(client, url)
    assert manager.post(change, {**values, "level3": ""}).status_code == 422


@pytest.mark.parametrize("name", ["library", "picker", "review"])
def test_queries_do_not_grow_with_rows(
    county: County, sign_in: SignIn, django_assert_max_num_queries: Any, name: str
) -> None:
    filing = make_filing(county, "objective")
    LibraryIndicator.objects.bulk_create(
        LibraryIndicator(level1="产出指标", level2="数量指标", level3=f"指标{number}") for number in range(60)
    )
    client = sign_in(county.person("preparer"))
    url = reverse(f"objectives:{name}", args=[] if name == "library" else [filing.pk])
    client.get(url)
    with django_assert_max_num_queries(20):
        client.get(f"{url}?source=library")


def test_an_adjustment_is_made_once_at_a_time(county: County) -> None:
    make_filing(county, "objective", state="approved")
    first = request_adjustment(county.person("preparer"), county.project_year, "追加预算")
    assert (first.round, first.state) == (1, "draft")
