from __future__ import annotations

import csv
import io
import json
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng.extraction import extract
from kaocheng.lifecycle import Role
from kaocheng.readers.registry import read
from kaocheng.readers.source import Source
from kaocheng_web.disclosure.models import Package
from kaocheng_web.organisations.models import Organisation
from tests.web.county import County, make_filing
from tests.web.disclosure.situation import CELLS, PLANTED, another_year, move, package_in

FORMS = ("docx", "xlsx", "json", "csv")


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def publish(county: County, number: int, **changes: Any) -> Package:
    """A further published project."""
    kept = county.project_year
    county.project_year = another_year(county, number, **changes)
    package = package_in(county, "published", cells={**CELLS, "project_name": f"示例项目{number}"})
    county.project_year = kept
    return package


def addresses(package: Package) -> list[str]:
    downloads = [reverse("portal:download", args=[package.slug, form]) for form in FORMS]
    lists = [reverse("portal:export", args=[form]) for form in ("csv", "json")]
    pages = [reverse("portal:index"), reverse("portal:project", args=[package.slug]), reverse("portal:completeness")]
    return [*pages, *lists, *downloads, reverse("portal:organisation", args=[package.filing.project_year.unit_id])]


def test_a_published_project_in_plain_words_without_login(county: County, client: Client) -> None:
    package = package_in(county, "published")
    html = client.get(reverse("portal:project", args=[package.slug])).content.decode()
    for words in (
        "农村公路养护补助",
        "386.40",
        "372.15",
        "96.3%",
        "不少于412公里",
        "不超过48小时",
        "99.63",
        "优",
        "2025年度",
    ):
        assert words in html
    assert html.count('state-done">达到</span>') == 7


def test_nothing_personal_reaches_the_public(county: County, client: Client) -> None:
    package = package_in(county, "published")
    for address in addresses(package):
        answer = client.get(address)
        assert answer.status_code == 200, address
        data = body(answer)
        texts = [data]
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                texts += [archive.read(name) for name in archive.namelist()]
        for planted in PLANTED:
            forms = (planted.encode(), planted.encode("unicode_escape"))
            assert not [text for text in texts for form in forms if form in text], (address, planted)
        people = [person.name for person in county.people.values()]
        assert not [name for name in people if name.encode() in data], address


@pytest.mark.parametrize("state", ["assembled", "privacy_checked", "secrecy_checked", "approved"])
def test_what_is_not_published_yet_does_not_exist(county: County, client: Client, state: str) -> None:
    package = package_in(county, state)
    assert client.get(reverse("portal:project", args=[package.slug])).status_code == 404
    for form in FORMS:
        assert client.get(reverse("portal:download", args=[package.slug, form])).status_code == 404
    assert client.get(reverse("portal:organisation", args=[county.unit.pk])).status_code == 404
    assert "农村公路养护补助" not in client.get(reverse("portal:index")).content.decode()
    assert "农村公路养护补助" not in body(client.get(reverse("portal:export", args=["json"]))).decode()


def test_what_is_taken_back_is_gone_until_it_is_published_again(county: County, client: Client) -> None:
    package = package_in(county, "published")
    page = reverse("portal:project", args=[package.slug])
    assert client.get(page).status_code == 200
    move(county, package, "correct", Role.FINANCE_MANAGER, "数据有误")
    gone = client.get(page)
    assert gone.status_code == 410
    assert "农村公路养护补助" not in gone.content.decode()
    assert client.get(reverse("portal:download", args=[package.slug, "json"])).status_code == 410
    assert "农村公路养护补助" not in client.get(reverse("portal:index")).content.decode()
    move(county, package, "withhold", Role.UNIT_HEAD, "涉及敏感事项")
    assert client.get(page).status_code == 410


def test_the_downloads_are_the_form(county: County, client: Client) -> None:
    package = package_in(county, "published")

    def file(form: str) -> bytes:
        answer = client.get(reverse("portal:download", args=[package.slug, form]))
        assert f'filename="{package.slug}.{form}"' in answer["Content-Disposition"]
        return body(answer)

    for form in ("docx", "xlsx"):
        found = extract(read(Source(f"form.{form}", file(form)))).forms[0]
        assert found.project_name is not None
        assert found.project_name.known == "农村公路养护补助"
        assert len(found.indicators) == 7
    data = json.loads(file("json"))
    assert (data["project"], data["budget"], data["score"]) == ("农村公路养护补助", "386.40", "99.63")
    assert data["report"]["forms"][0]["indicators"][0]["actual"]["text"] == "412公里"
    rows = list(csv.reader(io.StringIO(file("csv").decode("utf-8-sig"))))
    assert rows[2][:5] == ["数量指标", "日常养护里程", "不少于412公里", "412公里", "达到"]


def test_the_search_looks_into_names_and_contents(county: County, client: Client) -> None:
    package_in(county, "published")
    publish(county, 2)
    publish(county, 3, unit=county.other_unit)

    def found(**asked: Any) -> set[str]:
        page = client.get(reverse("portal:index"), asked).context["page"]
        return {package.facts["project"] for package in page}

    everything = {"农村公路养护补助", "示例项目2", "示例项目3"}
    assert found() == everything
    assert found(text="示例项目") == everything - {"农村公路养护补助"}
    assert found(text="第一中学") == {"示例项目3"}
    assert found(text="病害 验收") == everything
    assert found(text="病害 没有的词") == set()
    assert found(text="%") == {name for name in everything if "%" in name} | everything  # “98.5%” in the outcome
    assert found(text="某某甲") == set()
    assert found(year="2025") == everything
    assert found(year="2024") == set()
    assert found(organisation=county.other_department.pk) == {"示例项目3"}
    assert found(organisation="999999") == set()
    text = body(client.get(reverse("portal:export", args=["csv"]), {"text": "第一中学"})).decode("utf-8-sig")
    assert [row[2] for row in csv.reader(io.StringIO(text))] == ["项目名称", "示例项目3"]
    data = json.loads(body(client.get(reverse("portal:export", args=["json"]), {"text": "示例项目"})))
    assert {row["project"] for row in data["projects"]} == {"示例项目2", "示例项目3"}


def test_the_page_of_an_organisation(county: County, client: Client) -> None:
    package_in(county, "published")
    publish(county, 3, unit=county.other_unit)
    page = client.get(reverse("portal:organisation", args=[county.department.pk]))
    assert [package.facts["project"] for package in page.context["page"]] == ["农村公路养护补助"]
    assert client.get(reverse("portal:organisation", args=[county.finance.pk])).status_code == 404


def test_who_has_published_names_no_project_that_is_not_public(county: County, client: Client) -> None:
    package_in(county, "published")
    another_year(county, 2, name="尚未公开的项目")
    withheld = publish(county, 3, name="涉密示例项目")
    move(county, withheld, "correct", Role.FINANCE_MANAGER, "更正")
    move(county, withheld, "withhold", Role.UNIT_HEAD, "涉密")
    page = client.get(reverse("portal:completeness"))
    html = page.content.decode()
    assert page.context["sums"] == {"due": 2, "filed": 1, "final": 1, "published": 1}
    assert "尚未公开的项目" not in html
    assert "涉密示例项目" not in html
    assert "示例县公路养护中心" in html


def test_nothing_published_yet(county: County, client: Client) -> None:
    assert "还没有公开的项目" in client.get(reverse("portal:completeness")).content.decode()
    assert client.get(reverse("portal:index")).context["page"].paginator.count == 0


def test_public_pages_can_be_kept_and_those_of_officials_not(county: County, client: Client, sign_in: Any) -> None:
    package = package_in(county, "published")
    address = reverse("portal:project", args=[package.slug])
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=60"
    assert not first.cookies
    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert "X-Robots-Tag" not in first
    assert sign_in(county.person(Role.PREPARER)).get(address)["Cache-Control"] == "no-store"


def test_downloads_are_limited(county: County, client: Client) -> None:
    package_in(county, "published")
    address = reverse("portal:export", args=["csv"])
    statuses = [client.get(address).status_code for _ in range(13)]
    assert statuses == [200] * 12 + [429]


def test_the_language_is_chosen_by_a_link(county: County, client: Client) -> None:
    package = package_in(county, "published")
    address = reverse("portal:project", args=[package.slug])
    assert client.get(reverse("portal:language", args=["en"]), {"next": address})["Location"] == address
    assert "What the money was for" in client.get(address).content.decode()
    away = client.get(reverse("portal:language", args=["zh"]), {"next": "https://example.org/"})
    assert away["Location"] == "/public/"


def test_strange_addresses_are_answered(county: County, client: Client) -> None:
    package_in(county, "published")
    for query in ("?page=x&year=abc&organisation=-1", "?text=%00&page=99999", "?organisation=99999999999999999999"):
        assert client.get(reverse("portal:index") + query).status_code == 200
    assert client.post(reverse("portal:index")).status_code == 405
    assert client.get("/public/organisations/99999999/").status_code == 404


def test_the_portal_asks_the_database_a_fixed_number_of_times(
    county: County, client: Client, django_assert_max_num_queries: Any
) -> None:
    package = package_in(county, "published")
    for number in range(2, 8):
        publish(county, number)
    Organisation.objects.create(code="900001-JT-02", name="示例县运输站", kind="unit", parent=county.department)
    for address in addresses(package):
        with django_assert_max_num_queries(14):
            body(client.get(address))


def test_a_draft_of_another_project_shows_nowhere(county: County, client: Client) -> None:
    package_in(county, "published")
    kept = county.project_year
    county.project_year = another_year(county, 9, name="草稿中的项目")
    make_filing(county, state="draft")
    county.project_year = kept
    assert "草稿中的项目" not in client.get(reverse("portal:index")).content.decode()
    assert "草稿中的项目" not in client.get(reverse("portal:completeness")).content.decode()
