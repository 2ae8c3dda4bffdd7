"""The pages of administrators, as the right person and as an outsider."""

from __future__ import annotations

import io
import re
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kaocheng.lifecycle import Role
from kaocheng_web.access.models import Rate
from kaocheng_web.accounts.models import Person
from kaocheng_web.journal.models import Event
from kaocheng_web.organisations.models import Organisation
from tests.web.county import County, make_person


@pytest.fixture
def admin(county: County, sign_in: Any) -> Client:
    client: Client = sign_in(county.person("administrator"))
    return client


def secret_of(page: str) -> str:
    found = re.search(r'class="secret">([^<]+)<', page)
    assert found is not None
    return found[1].replace("&#x27;", "'")


def test_the_tree_is_for_administrators_and_shows_their_part(county: County, admin: Client, sign_in: Any) -> None:
    page = admin.get("/organisations/").content.decode()
    assert "示例县公路养护中心" in page
    other = sign_in(county.outsider("administrator")).get("/organisations/").content.decode()
    assert "示例县第一中学" in other
    assert "示例县公路养护中心" not in other
    assert sign_in(county.person("finance_manager")).get("/organisations/").status_code == 403


def test_a_person_is_made_and_enters_with_the_password_shown_once(county: County, admin: Client) -> None:
    form = {"username": "xinren", "name": "某某新", "organisation": county.unit.pk, "role": "preparer"}
    page = admin.post("/organisations/people/new/", form)
    password = secret_of(page.content.decode())
    assert page["Cache-Control"] == "no-store"
    person = Person.objects.get(username="xinren")
    assert password not in admin.get(f"/organisations/people/{person.pk}/").content.decode()
    entering = Client()
    assert entering.post("/accounts/login/", {"login": "xinren", "password": password}).status_code == 302
    assert entering.get("/")["Location"] == "/accounts/password/change/"


def test_a_refusal_stands_on_the_form(county: County, admin: Client) -> None:
    form = {"username": "preparer", "name": "某某", "organisation": county.unit.pk}
    page = admin.post("/organisations/people/new/", form)
    assert page.status_code == 400
    assert "用户名已被使用" in page.content.decode()


def test_an_organisation_is_made_renamed_moved_and_disabled(county: County, admin: Client) -> None:
    form = {"code": "900001-JT-02", "name": "新单位", "kind": "unit", "parent": county.department.pk}
    made = admin.post("/organisations/new/", form, follow=True)
    assert "新单位" in made.content.decode()
    new = Organisation.objects.get(code="900001-JT-02")
    admin.post(f"/organisations/{new.pk}/", {"name": "改名单位"})
    admin.post(f"/organisations/{new.pk}/move/", {"parent": county.other_department.pk})
    admin.post(f"/organisations/{new.pk}/active/", {"active": "0"})
    new.refresh_from_db()
    assert (new.name, new.parent_id, new.is_active) == ("改名单位", county.other_department.pk, False)
    actions = Event.objects.filter(subject="organisation", subject_id=new.pk).order_by("number")
    assert [event.action for event in actions] == ["create", "rename", "move", "disable"]


def test_an_outsider_finds_nothing(county: County, sign_in: Any) -> None:
    other = sign_in(county.outsider("administrator"))
    preparer = county.person("preparer")
    for path in (f"/organisations/{county.unit.pk}/", f"/organisations/people/{preparer.pk}/"):
        assert other.get(path).status_code == 404
    for path in (
        f"/organisations/{county.unit.pk}/move/",
        f"/organisations/{county.unit.pk}/active/",
        f"/organisations/people/{preparer.pk}/password/",
        f"/organisations/people/{preparer.pk}/active/",
        f"/organisations/people/{preparer.pk}/roles/",
        f"/organisations/roles/{preparer.memberships.get().pk}/remove/",
    ):
        assert other.post(path).status_code == 404, path
    # A place out of reach cannot be chosen either.
    form = {"username": "neu", "name": "某某", "organisation": county.unit.pk}
    assert other.post("/organisations/people/new/", form).status_code == 400


def test_roles_are_given_and_taken_on_the_page(county: County, admin: Client) -> None:
    preparer = county.person("preparer")
    page = admin.post(
        f"/organisations/people/{preparer.pk}/roles/",
        {"organisation": county.unit.pk, "role": "unit_head"},
        follow=True,
    )
    assert "已完成" in page.content.decode()
    assert set(preparer.memberships.values_list("role", flat=True)) == {"preparer", "unit_head"}
    row = preparer.memberships.get(role="unit_head")
    admin.post(f"/organisations/roles/{row.pk}/remove/")
    assert set(preparer.memberships.values_list("role", flat=True)) == {"preparer"}
    page = admin.post(
        f"/organisations/people/{preparer.pk}/roles/",
        {"organisation": county.unit.pk, "role": "administrator"},
        follow=True,
    )
    assert "不得兼任" in page.content.decode()


def test_the_list_of_people_filters_and_pages(county: County, admin: Client) -> None:
    for number in range(30):
        make_person(f"many{number:02}", Role.PREPARER, county.unit)
    page = admin.get("/organisations/people/?text=many").content.decode()
    assert "共30人" in page
    assert "many24" in page
    assert "many25" not in page
    assert "many29" in admin.get("/organisations/people/?text=many&page=2").content.decode()
    assert "many00" not in admin.get("/organisations/people/?role=expert").content.decode()


def test_queries_do_not_grow_with_the_rows(county: County, admin: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        make_person(f"many{number:02}", Role.PREPARER, county.unit)
        Organisation.objects.create(code=f"X{number}", name=f"单位{number}", kind="unit", parent=county.department)
    for path in (
        "/organisations/",
        "/organisations/people/",
        f"/organisations/{county.department.pk}/",
        f"/organisations/people/{county.person('preparer').pk}/",
    ):
        with django_assert_max_num_queries(20):
            assert admin.get(path).status_code == 200


# Import


def book(*people: tuple[str, ...], organisations: tuple[tuple[str, ...], ...] = ()) -> SimpleUploadedFile:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "机构"
    sheet.append(["机构编码*", "机构名称*", "机构类型*", "上级机构编码*", "行政区划代码"])
    for row in organisations:
        sheet.append(row)
    sheet = made.create_sheet("人员")
    sheet.append(["用户名*", "姓名*", "所在机构编码*", "岗位", "电子邮箱"])
    for row in people:
        sheet.append(row)
    file = io.BytesIO()
    made.save(file)
    return SimpleUploadedFile("people.xlsx", file.getvalue())


def test_what_can_be_taken_is_taken_and_the_rest_is_listed(county: County, admin: Client) -> None:
    file = book(
        ("jia.yi", "某某甲", "900001-JT-09", "填报人、单位负责人", "a@example.org"),
        ("bing", "某某丙", "900001-JT-01", "局长"),
        ("ding", "某某丁", "no-such", "填报人"),
        ("preparer", "别人", "900001-JT-01", "填报人"),
        ("preparer", "某某preparer", "900001-JT-01", "单位负责人"),
        organisations=(("900001-JT-09", "新中心", "预算单位", "900001-JT"), ("900001-XX", "", "预算单位", "900001")),
    )
    page = admin.post("/organisations/people/import/", {"file": file})
    result = page.context["result"]
    assert [row.code for _, row in result.organisations] == ["900001-JT-09"]
    assert [person.username for _, person, _ in result.people] == ["jia.yi"]
    assert [row.username for row in result.changed] == ["preparer"]
    assert [(error.sheet, error.row, error.column.zh) for error in result.errors] == [
        ("organisations", 3, "机构名称"),
        ("people", 3, "岗位"),
        ("people", 4, "所在机构编码"),
        ("people", 5, "用户名"),
    ]
    assert "没有岗位“局长”" in page.content.decode()
    made = Person.objects.get(username="jia.yi")
    assert made.must_change_password
    assert {row.role for row in made.memberships.all()} == {"preparer", "unit_head"}


def test_the_result_is_a_table_with_passwords_and_errors_in_both_languages(county: County, admin: Client) -> None:
    import base64

    page = admin.post(
        "/organisations/people/import/",
        {"file": book(("jia.yi", "某某甲", "900001-JT-01", "填报人"), ("x y", "某某乙", "900001-JT-01", ""))},
    )
    data = base64.b64decode(page.context["book"].partition("base64,")[2])
    read = openpyxl.load_workbook(io.BytesIO(data))
    row = [cell.value for cell in list(read["新建人员"].rows)[1]]
    assert Person.objects.get(username="jia.yi").check_password(row[-1])
    error = [cell.value for cell in list(read["未导入"].rows)[1]]
    assert error[:3] == ["人员", "3", "用户名"]
    assert "letters" in error[-1]


def test_the_same_file_again_changes_nothing(county: County, admin: Client) -> None:
    rows = (("jia.yi", "某某甲", "900001-JT-01", "填报人"),)
    admin.post("/organisations/people/import/", {"file": book(*rows)})
    before = Person.objects.get(username="jia.yi").password
    again = admin.post("/organisations/people/import/", {"file": book(*rows)})
    assert again.context["result"].unchanged == 1
    assert Person.objects.get(username="jia.yi").password == before


def test_import_stays_within_reach(county: County, sign_in: Any) -> None:
    other = sign_in(county.outsider("administrator"))
    page = other.post("/organisations/people/import/", {"file": book(("jia.yi", "某某甲", "900001-JT-01", "填报人"))})
    assert "不在您的管理范围内" in page.content.decode()
    assert not Person.objects.filter(username="jia.yi").exists()


@pytest.mark.parametrize(
    "name, data",
    [("empty.xlsx", b""), ("x.xlsx", b"PK\x03\x04 broken"), ("x.exe", b"MZ\x90\x00"), ("x.csv", b"a,b\n1,2\n")],
)
def test_a_file_that_is_no_table_of_people_is_refused_with_a_reason(
    county: County, admin: Client, name: str, data: bytes
) -> None:
    page = admin.post("/organisations/people/import/", {"file": SimpleUploadedFile(name, data)})
    assert page.status_code == 400
    assert page.context["form"].errors["file"]


def test_the_template_is_what_the_import_reads(county: County, admin: Client) -> None:
    answer = admin.get("/organisations/people/import/template.xlsx")
    assert "attachment" in answer["Content-Disposition"]
    read = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert read.sheetnames == ["机构", "人员", "说明"]
    page = admin.post("/organisations/people/import/", {"file": SimpleUploadedFile("t.xlsx", answer.content)})
    assert page.status_code == 200
    assert not page.context["result"].errors


def test_imports_are_limited_by_person_over_all_processes(county: County, admin: Client) -> None:
    statuses = [admin.post("/organisations/people/import/", {}).status_code for _ in range(8)]
    assert statuses == [400] * 6 + [429] * 2
    assert sum(row.count for row in Rate.objects.filter(key__startswith="import:")) == 8  # in the database
