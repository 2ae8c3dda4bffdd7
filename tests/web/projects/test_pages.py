"""The list of projects, and one page that tells the whole life of one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from kaocheng.lifecycle import Role
from kaocheng_web.disclosure.models import Package
from kaocheng_web.filings.models import Filing
from kaocheng_web.monitoring.services import record_expenditure
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.review import services as review
from tests.web.access.world import World
from tests.web.county import County, make_filing
from tests.web.review.situation import more_filings

LIST = reverse("projects:list")


def shown(answer: Any) -> list[str]:
    return [row.year.project.code for row in answer.context["rows"]]


def test_everybody_sees_what_lies_below_him(county: County, sign_in: Any) -> None:
    more_filings(county, 4)  # by turns in both units
    assert len(shown(sign_in(county.person("finance_manager")).get(LIST))) == 5
    assert shown(sign_in(county.outsider("preparer")).get(LIST)) == ["P-001", "P-003"]
    assert shown(sign_in(county.person("department_reviewer")).get(LIST)) == ["900001-0001", "P-000", "P-002"]


def test_filters_and_sorting_stand_in_the_address(county: County, sign_in: Any) -> None:
    more_filings(county, 6, state="finalized")
    client = sign_in(county.person("finance_manager"))
    assert shown(client.get(LIST, {"q": "项目 004"})) == ["P-004"]
    assert shown(client.get(LIST, {"self_evaluation": "none"})) == ["900001-0001"]
    assert len(shown(client.get(LIST, {"self_evaluation": "finalized"}))) == 6
    assert len(shown(client.get(LIST, {"department": county.other_department.pk}))) == 3
    assert shown(client.get(LIST, {"sort": "-budget"}))[:2] == ["900001-0001", "P-005"]
    assert shown(client.get(LIST, {"year": "2031"})) == []


def test_what_was_executed_is_told_to_the_cent(county: County, sign_in: Any) -> None:
    form = make_filing(county, state="submitted")
    type(form).objects.filter(pk=form.pk).update(execution_rate=Decimal("0.963111"))
    row = sign_in(county.person("finance_manager")).get(LIST).context["rows"][0].year
    assert row.executed_now == Decimal("372.15")


def test_hostile_addresses_are_read_as_no_filter(county: County, sign_in: Any) -> None:
    client = sign_in(county.person("preparer"))
    for query in ("year=abcd", "department=x", "objective=%00", "sort=password", "page=-1", "kind='"):
        assert client.get(f"{LIST}?{query}").status_code == 200


def test_the_list_is_paged_and_its_queries_do_not_grow(
    county: County, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    more_filings(county, 30)
    client = sign_in(county.person("finance_manager"))
    with django_assert_max_num_queries(20):
        first = client.get(LIST)
    assert len(shown(first)) == 25
    assert len(shown(client.get(LIST, {"page": 2, "sort": "-budget"}))) == 6


def test_the_page_tells_what_comes_next_and_who_acts(county: County, sign_in: Any) -> None:
    address = county.project_year.get_absolute_url()
    client = sign_in(county.person("preparer"))
    assert "单位编制绩效目标" in client.get(address).text
    make_filing(county, "objective", "submitted")
    page = client.get(address).text
    assert "下一步" in page
    assert "主管部门审核" in page


def test_each_part_of_its_life_has_its_link(county: County, sign_in: Any) -> None:
    world = World(county)
    for form in world.filings.values():
        type(form).objects.filter(pk=form.pk).update(state="approved" if form.kind == "objective" else "submitted")
    type(world.recheck).objects.filter(pk=world.recheck.pk).update(state="closed")
    page = sign_in(county.person("finance_manager")).get(county.project_year.get_absolute_url()).text
    things = [*world.filings.values(), world.recheck, world.panel, world.item, world.opinion, world.package]
    for thing in things:
        assert f'href="{thing.get_absolute_url()}"' in page, thing
    assert f'href="{reverse("review:filing", args=[world.filings["self_evaluation"].pk])}"' in page


def test_drafts_are_seen_by_their_unit_only(county: County, sign_in: Any) -> None:
    form, address = make_filing(county), county.project_year.get_absolute_url()
    assert form.get_absolute_url() in sign_in(county.person("preparer")).get(address).text
    page = sign_in(county.person("finance_manager")).get(address).text
    assert form.get_absolute_url() not in page
    assert "提交后可见" in page


def test_the_unit_does_not_see_the_panel(county: County, sign_in: Any) -> None:
    form, address = make_filing(county, state="finance_reviewed"), county.project_year.get_absolute_url()
    panel = review.form_panel(county.person("finance_manager"), form)
    assert panel.get_absolute_url() in sign_in(county.person("finance_manager")).get(address).text
    assert panel.get_absolute_url() not in sign_in(county.person("preparer")).get(address).text


@pytest.mark.parametrize("role", ["preparer", "department_reviewer", "finance_manager", "auditor"])
def test_the_page_keeps_to_its_queries(
    county: County, sign_in: Any, django_assert_max_num_queries: Any, role: str
) -> None:
    for kind in ("objective", "monitoring", "self_evaluation"):
        make_filing(county, kind, "submitted")
    client = sign_in(county.person(role))
    client.get(county.project_year.get_absolute_url())
    with django_assert_max_num_queries(20):
        client.get(county.project_year.get_absolute_url())


def test_outsiders(county: County, sign_in: Any) -> None:
    address = county.project_year.get_absolute_url()
    assert sign_in(county.outsider("preparer")).get(address).status_code == 404
    assert sign_in(county.person("administrator")).get(address).status_code == 403
    edit = reverse("projects:edit", args=[county.project_year.pk])
    assert sign_in(county.person("auditor")).get(edit).status_code == 403
    assert sign_in(county.outsider("preparer")).post(edit).status_code == 404


def test_a_project_is_entered_and_corrected(county: County, sign_in: Any) -> None:
    client = sign_in(county.person("preparer"))
    create = reverse("projects:create", args=[county.cycle.pk])
    data = {"code": "900001-0009", "name": "校车补助", "kind": "specific", "original_budget": "12.5"}
    missing = client.post(create, data)
    assert missing.status_code == 422
    assert 'value="校车补助"' in missing.text
    client.post(create, {**data, "unit": county.unit.pk})
    year = ProjectYear.objects.get(project__code="900001-0009")
    edit = reverse("projects:edit", args=[year.pk])
    values = {**data, "unit": county.unit.pk, "name": "校车运行补助", "executed": "11"}
    assert client.post(edit, values)["Location"] == year.get_absolute_url()
    assert Project.objects.get(code="900001-0009").name == "校车运行补助"
    assert client.post(edit, {**values, "executed": "-1"}).status_code == 422


def test_a_final_self_evaluation_is_assembled_from_the_project(county: County, sign_in: Any) -> None:
    form = make_filing(county, state="signed")
    client, page = sign_in(county.person(Role.PREPARER)), county.project_year.get_absolute_url()
    assert "整理公开内容" not in client.get(page).text
    Filing.objects.filter(pk=form.pk).update(state="finalized")
    assert f'name="filing" value="{form.pk}"' in client.get(page).text
    assert "整理公开内容" not in sign_in(county.person(Role.AUDITOR)).get(page).text
    answer = client.post(reverse("disclosure:assemble"), {"filing": form.pk})
    package = Package.objects.get(filing=form)
    assert answer["Location"] == package.get_absolute_url()
    assert f'name="filing" value="{form.pk}"' not in client.get(page).text


def test_what_happened_is_told_in_words_latest_first(county: County, sign_in: Any) -> None:
    make_filing(county)
    record_expenditure(county.person(Role.PREPARER), county.project_year, month=3, amount=Decimal(50))
    page = sign_in(county.person(Role.PREPARER)).get(county.project_year.get_absolute_url()).text
    told = page.split('class="timeline"')[1]
    assert told.index("登记支出") < told.index("开始填报")
    assert "expenditure" not in told
