from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.urls import reverse

from kaocheng.lifecycle import Role
from kaocheng_web.disclosure.models import Package
from tests.web.county import County, make_filing
from tests.web.disclosure.situation import CELLS, NAME, PHONE, another_year, final_filing, fresh, package_in


def make_final(county: County, number: int, **columns: Any) -> Any:
    """A final self-evaluation of a further project."""
    year, kept = another_year(county, number), county.project_year
    county.project_year = year
    filing = make_filing(county, state=columns.pop("state", "finalized"), cells=CELLS)
    county.project_year = kept
    return filing


def test_the_list_shows_what_waits_and_what_is_on_its_way(county: County, sign_in: Any) -> None:
    package_in(county, "privacy_checked")
    make_final(county, 2)
    client = sign_in(county.person(Role.PREPARER))
    page = client.get(reverse("disclosure:list")).content.decode()
    assert "农村公路养护补助" in page
    assert "示例项目2" not in page
    waiting = client.get(reverse("disclosure:list"), {"state": "ready"}).content.decode()
    assert "示例项目2" in waiting
    assert "农村公路养护补助" not in waiting
    assert "农村公路养护补助" not in client.get(reverse("disclosure:list"), {"state": "published"}).content.decode()
    assert "农村公路养护补助" not in client.get(reverse("disclosure:list"), {"text": "没有"}).content.decode()


def test_chosen_forms_are_assembled_from_the_list(county: County, sign_in: Any) -> None:
    filings = [final_filing(county), make_final(county, 2), make_final(county, 3, state="finance_reviewed")]
    client = sign_in(county.person(Role.DEPARTMENT_REVIEWER))
    client.post(reverse("disclosure:assemble"), {"filing": [filing.pk for filing in filings]})
    assert set(Package.objects.values_list("filing", flat=True)) == {filings[0].pk, filings[1].pk}


def test_people_of_another_department_see_and_assemble_nothing(county: County, sign_in: Any) -> None:
    filing = final_filing(county)
    client = sign_in(county.outsider(Role.PREPARER))
    assert "农村公路养护补助" not in client.get(reverse("disclosure:list"), {"state": "ready"}).content.decode()
    client.post(reverse("disclosure:assemble"), {"filing": [filing.pk]})
    assert not Package.objects.exists()
    package = package_in(county, filing=filing)
    assert client.get(package.get_absolute_url()).status_code == 404
    assert client.post(reverse("disclosure:hide", args=[package.pk]), {"words": "养护"}).status_code == 404


def test_the_page_shows_the_copy_beside_the_original(county: County, sign_in: Any) -> None:
    package = package_in(county)
    page = sign_in(county.person(Role.UNIT_HEAD)).get(package.get_absolute_url())
    html = page.content.decode()
    assert f'<mark class="cut" title="手机号码">{PHONE}</mark>' in html
    assert "该项由某某负责。" in html
    assert page.context["shown"].grid.template == "F-01"
    paper = html.split('class="paper"')[1].split("</table>")[0]
    assert NAME not in paper
    assert PHONE not in paper


def test_words_are_hidden_and_texts_worded_anew_on_the_page(county: County, sign_in: Any) -> None:
    package = package_in(county)
    client = sign_in(county.person(Role.PREPARER))
    address = reverse("disclosure:hide", args=[package.pk])
    client.post(address, {"words": "农村公路", "version": package.version})
    package = fresh(county, package)
    assert package.hidden == ["农村公路"]
    late = client.post(address, {"words": "养护", "version": package.version - 1})
    assert late.status_code == 409
    assert "养护" in late.content.decode().split('id="words"')[1].split("</textarea>")[0]
    field = "objectives[0].actual"
    assert 'id="text"' in client.get(package.get_absolute_url(), {"reword": field}).content.decode()
    answer = {"field": field, "text": "全部完成。", "version": package.version}
    client.post(reverse("disclosure:reword", args=[package.pk]), answer)
    assert fresh(county, package).content[field] == "全部完成。"


@pytest.mark.parametrize("role", [Role.UNIT_HEAD, Role.FINANCE_MANAGER, Role.AUDITOR])
def test_only_those_who_check_privacy_change_the_copy(county: County, sign_in: Any, role: Role) -> None:
    package = package_in(county)
    client = sign_in(county.person(role))
    assert 'id="words"' not in client.get(package.get_absolute_url()).content.decode()
    answer = client.post(reverse("disclosure:hide", args=[package.pk]), {"words": "养护", "version": 1})
    assert answer.status_code == 403


def test_buttons_say_what_stands_in_the_way(county: County, sign_in: Any) -> None:
    package = package_in(county)
    client = sign_in(county.person(Role.DEPARTMENT_REVIEWER))
    move = reverse("workflow:move", args=["disclosure", package.pk])
    client.post(move, {"action": "privacy_check", "version": package.version})
    html = client.get(package.get_absolute_url()).content.decode()
    assert "隐私审查和保密审查须由两人分别进行" in html
    assert client.post(move, {"action": "secrecy_check", "version": package.version + 1}).status_code == 422


def test_who_has_not_filed_or_published(county: County, sign_in: Any) -> None:
    package_in(county, "published")
    make_final(county, 2)
    make_final(county, 3, state="signed")
    make_final(county, 4, state="draft")
    another_year(county, 5)
    another_year(county, 6, unit=county.other_unit)
    client = sign_in(county.person(Role.DEPARTMENT_REVIEWER))
    page = client.get(reverse("disclosure:completeness"))
    assert {code: number for code, _, number in page.context["tiles"]} == {
        "missing": 2,
        "filed": 1,
        "final": 1,
        "published": 1,
        "withheld": 0,
    }
    sums = [
        (row.organisation.name, row.due, row.filed, row.final, row.published) for row in page.context["organisations"]
    ]
    assert sums == [("示例县交通运输局", 5, 3, 2, 1), ("示例县公路养护中心", 5, 3, 2, 1)]
    missing = client.get(reverse("disclosure:completeness"), {"stage": "missing"})
    assert {row.project.name for row in missing.context["page"]} == {"示例项目4", "示例项目5"}
    whole = sign_in(county.person(Role.FINANCE_MANAGER)).get(reverse("disclosure:completeness"))
    assert whole.context["page"].paginator.count == 6


def test_the_completeness_list_as_a_file(county: County, sign_in: Any) -> None:
    package_in(county, "published")
    another_year(county, 2, name="=1+1")
    client = sign_in(county.person(Role.AUDITOR))
    answer = client.get(reverse("disclosure:export", args=["csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[2:5] for row in rows[1:]] == [["农村公路养护补助", "已公开", "已公开"], ["'=1+1", "未报送", "未开始"]]


def test_pages_ask_the_database_a_fixed_number_of_times(
    county: County, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    package_in(county, "published")
    for number in range(2, 12):
        package_in(county, filing=make_final(county, number))
        make_final(county, number + 20)
    client = sign_in(county.person(Role.FINANCE_MANAGER))
    for address in ("", "?state=ready", "completeness/"):
        with django_assert_max_num_queries(20):
            assert client.get(f"/disclosure/{address}").status_code == 200
    with django_assert_max_num_queries(20):
        client.get(Package.objects.order_by("-pk")[0].get_absolute_url())
