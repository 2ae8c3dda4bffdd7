"""From an item to its closing; what is final is corrected beside it."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.filings.services import fresh_check
from kaocheng_web.journal.models import Event
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.rectification import services
from kaocheng_web.rectification.models import Correction, Item
from kaocheng_web.workflow.services import NotAllowed, Refused, Stale, perform
from tests.web.county import SELF_EVALUATION, County, make_filing

SignIn = Callable[[Person], Client]
WRONG_RATE = {**SELF_EVALUATION, "funding[0].execution_rate": "100%"}


def issued(county: County, **columns: Any) -> Item:
    given = {"project_year": county.project_year, "problem": "佐证材料不完整，缺少验收单。", **columns}
    return services.issue(county.person("finance_reviewer"), **given)


def from_finding(county: County, state: str = "finalized") -> Item:
    """The item of the first error of a self-evaluation whose execution rate is wrong."""
    filing = fresh_check(make_filing(county, state=state, cells=WRONG_RATE))
    error = next(row for row in filing.findings if row["field"] == "funding[0].execution_rate")
    (item,) = services.issue_findings(county.person("finance_reviewer"), filing, [error["fingerprint"]])
    return item


def report(county: County, item: Item, result: str = "已补齐。") -> None:
    preparer = county.person("preparer")
    services.answer(preparer, item, version=item.version, plan="十日内补齐。", result=result)
    perform(preparer, item, "plan", version=item.version)
    perform(preparer, item, "report", version=item.version)


def test_an_item_by_hand_until_it_is_closed(county: County) -> None:
    item = issued(county)
    assert item.deadline == timezone.localdate() + datetime.timedelta(days=30)
    preparer, reviewer = county.person("preparer"), county.person("department_reviewer")
    with pytest.raises(Refused) as refused:
        perform(preparer, item, "plan", version=item.version)
    assert [one.code for one in refused.value.refusals] == ["no-plan"]
    services.answer(preparer, item, version=item.version, plan="十日内补齐。")
    perform(preparer, item, "plan", version=item.version)
    with pytest.raises(Refused):
        perform(preparer, item, "report", version=item.version)
    services.answer(preparer, item, version=item.version, result="验收单已补齐。")
    perform(preparer, item, "report", version=item.version)
    with pytest.raises(NotAllowed):
        services.answer(preparer, item, version=item.version, result="改")
    with pytest.raises(Refused) as refused:
        perform(reviewer, item, "verify", version=item.version)
    assert [one.code for one in refused.value.refusals] == ["reason-missing"]
    perform(reviewer, item, "verify", version=item.version, reason="已查看验收单原件。")
    assert item.state == "closed"
    actions = list(Event.objects.filter(subject="rectification").order_by("number").values_list("action", flat=True))
    assert actions == ["issue", "answer", "plan", "answer", "report", "verify"]


def test_who_issues(county: County) -> None:
    for role in (Role.PREPARER, Role.UNIT_HEAD, Role.AUDITOR):
        with pytest.raises(PermissionDenied):
            services.issue(county.person(role), project_year=county.project_year, problem="x")
    with pytest.raises(PermissionDenied):
        services.issue(county.outsider("department_reviewer"), project_year=county.project_year, problem="x")
    made = services.issue(
        county.person("preparer"), project_year=county.project_year, problem="支出进度慢", as_consequence=True
    )
    assert made.state == "issued"


def test_the_days_are_those_of_the_cycle(county: County) -> None:
    Cycle.objects.update(settings={"rectification_days": 60})
    county.project_year.cycle.refresh_from_db()
    assert issued(county).deadline == timezone.localdate() + datetime.timedelta(days=60)


def test_the_same_finding_is_issued_once_while_it_is_open(county: County) -> None:
    item = from_finding(county)
    again = services.issue_findings(county.person("finance_reviewer"), item.filing, [item.fingerprint])
    assert again == [item]
    Item.objects.filter(pk=item.pk).update(state="closed")
    assert services.issue_findings(county.person("finance_reviewer"), item.filing, [item.fingerprint]) != [item]


def test_closed_only_when_the_rule_passes_and_the_final_form_stays_as_signed(county: County) -> None:
    item = from_finding(county)
    filing = item.filing
    preparer, reviewer = county.person("preparer"), county.person("finance_reviewer")
    report(county, item)
    with pytest.raises(Refused) as refused:
        perform(reviewer, item, "verify", version=item.version, reason="看过")
    assert {one.code for one in refused.value.refusals} == {item.rule}
    perform(reviewer, item, "reject", version=item.version, reason="执行率仍为100%")
    services.correct(preparer, item, field="funding[0].execution_rate", after="96.31%", why="四舍五入有误")
    assert services.standing(item) is None
    assert services.cells_in_force(filing)["funding[0].execution_rate"] == "100%"  # not yet in force
    perform(preparer, item, "report", version=item.version)
    perform(reviewer, item, "verify", version=item.version, reason="已核对总账。")
    filing.refresh_from_db()
    assert filing.cells["funding[0].execution_rate"] == "100%"
    assert services.cells_in_force(filing)["funding[0].execution_rate"] == "96.31%"
    assert Correction.objects.get().before == "100%"


def test_an_empty_cell_is_no_cure(county: County) -> None:
    """A rule that can no longer decide has not passed."""
    item = from_finding(county)
    services.correct(county.person("preparer"), item, field="funding[0].execution_rate", after="", why="删去")
    refusal = services.standing(item)
    found = {row["code"] for row in services.check_again(item).findings()}
    assert refusal is not None or item.rule not in found


def test_corrections_are_for_what_is_final(county: County) -> None:
    item = from_finding(county, state="draft")
    with pytest.raises(Refused) as refused:
        services.correct(county.person("preparer"), item, field="total_score", after="99", why="x")
    assert refused.value.code == "not-final"
    with pytest.raises(PermissionDenied):
        services.correct(county.outsider("preparer"), item, field="total_score", after="99", why="x")


def test_two_writers_of_one_plan(county: County) -> None:
    item = issued(county)
    other = Item.objects.get(pk=item.pk)
    services.answer(county.person("preparer"), item, version=1, plan="甲")
    with pytest.raises(Stale):
        services.answer(county.person("preparer"), other, version=1, plan="乙")
    item.refresh_from_db()
    assert item.plan == "甲"


def test_the_loser_keeps_what_he_typed_on_the_page(county: County, sign_in: SignIn) -> None:
    item = issued(county)
    services.answer(county.person("preparer"), item, version=1, plan="先到的方案")
    client = sign_in(county.person("preparer"))
    page = client.post(reverse("rectification:answer", args=[item.pk]), {"version": 1, "plan": "后到的方案"})
    text = page.content.decode()
    assert "先到的方案" in text
    assert "后到的方案" in text
    item.refresh_from_db()
    assert item.plan == "先到的方案"


def test_last_years_problem_is_recognised(county: County) -> None:
    before = Cycle.objects.create(region=county.region, year=2024, exercise_year=2025)
    year = ProjectYear.objects.create(
        project=county.project_year.project, cycle=before, unit=county.unit, original_budget=300
    )
    old = issued(county, project_year=year, problem="2024年部分佐证材料不完整，缺少验收单")
    new = issued(county)
    assert new.repeats == old
    assert "相近" in new.repeat_reason["zh"]
    assert issued(county, problem="支出进度明显偏慢").repeats is None


def test_files_are_known_by_their_content(county: County) -> None:
    item, preparer = issued(county), county.person("preparer")
    good = SimpleUploadedFile("../../验收单.PDF", b"%PDF-1.7 invented", "text/html")
    proof = services.add_proof(preparer, item, good)
    assert (proof.name, proof.media_type) == ("验收单.pdf", "application/pdf")
    assert services.add_proof(preparer, item, SimpleUploadedFile("b.pdf", b"%PDF-1.7 invented")) == proof
    for name, data in (("a.pdf", b"<html>"), ("a.docx", b"PK\x03\x04 no package"), ("a.png", b"")):
        with pytest.raises(Refused):
            services.add_proof(preparer, item, SimpleUploadedFile(name, data))
    services.remove_proof(preparer, item, proof.pk)
    assert item.proofs.count() == 0


def test_pages_are_for_those_who_see_the_project(county: County, sign_in: SignIn) -> None:
    item = from_finding(county)
    page = sign_in(county.person("preparer")).get(item.get_absolute_url())
    assert "整改方案" in page.content.decode()
    for role in (Role.PREPARER, Role.DEPARTMENT_REVIEWER, Role.AUDITOR):
        assert sign_in(county.outsider(role)).get(item.get_absolute_url()).status_code == 404
    assert sign_in(county.person(Role.ADMINISTRATOR)).get(item.get_absolute_url()).status_code == 403
    head = sign_in(county.person(Role.UNIT_HEAD))
    assert head.post(reverse("rectification:answer", args=[item.pk]), {"version": 1, "plan": "x"}).status_code == 403
    new = reverse("rectification:new", args=[county.project_year.pk])
    assert sign_in(county.person("preparer")).get(new).status_code == 403
    assert sign_in(county.outsider("department_reviewer")).get(new).status_code == 404


def test_issue_by_hand_and_from_findings_on_the_page(county: County, sign_in: SignIn) -> None:
    client = sign_in(county.person("department_reviewer"))
    day = timezone.localdate() + datetime.timedelta(days=10)
    new = reverse("rectification:new", args=[county.project_year.pk])
    assert client.get(new).status_code == 200
    assert "不能早于今天" in client.post(new, {"problem": "x", "deadline": "2020-01-01"}).content.decode()
    client.post(new, {"problem": "缺少验收单", "demand": "补齐", "deadline": day.isoformat()})
    assert Item.objects.get().deadline == day
    filing = fresh_check(make_filing(county, state="signed", cells=WRONG_RATE))
    url = reverse("rectification:from_findings", args=[filing.pk])
    assert filing.findings[0]["message"]["zh"] in client.get(url).content.decode()
    assert "至少选择一个" in client.post(url, {"deadline": day.isoformat()}).content.decode()
    chosen = [row["fingerprint"] for row in filing.findings]
    client.post(url, {"deadline": day.isoformat(), "finding": chosen})
    assert Item.objects.filter(filing=filing).count() == len(set(chosen))


def test_the_list_filters_and_does_not_grow_in_queries(
    county: County, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    late = issued(county, problem="逾期的问题", deadline=timezone.localdate() - datetime.timedelta(days=3))
    for number in range(6):
        issued(county, problem=f"第{number}个问题")
    client = sign_in(county.person("finance_reviewer"))
    with django_assert_max_num_queries(20):
        page = client.get(reverse("rectification:list"))
    assert page.context["counts"].overdue == 1
    rows = client.get(reverse("rectification:list"), {"overdue": "1"}).context["page"].object_list
    assert [row.pk for row in rows] == [late.pk]
    assert "逾期3天" in page.content.decode()
    asked = {"organisation": county.other_unit.code}
    assert client.get(reverse("rectification:list"), asked).context["page"].paginator.count == 0
    outsider = sign_in(county.outsider("preparer")).get(reverse("rectification:list"))
    assert outsider.context["page"].paginator.count == 0


def test_what_is_open_comes_before_what_is_closed(county: County, sign_in: SignIn) -> None:
    day = timezone.localdate()
    closed = issued(county, problem="早已销号", deadline=day - datetime.timedelta(days=300))
    Item.objects.filter(pk=closed.pk).update(state="closed")
    later = issued(county, problem="以后的", deadline=day + datetime.timedelta(days=20))
    sooner = issued(county, problem="眼前的", deadline=day + datetime.timedelta(days=2))
    page = sign_in(county.person("finance_reviewer")).get(reverse("rectification:list"))
    assert [row.pk for row in page.context["page"]] == [sooner.pk, later.pk, closed.pk]


def test_another_deadline_with_its_reason(county: County, sign_in: SignIn) -> None:
    reviewer, day = county.person("department_reviewer"), timezone.localdate()
    item = issued(county, deadline=day - datetime.timedelta(days=3))
    later = day + datetime.timedelta(days=15)
    for given in ({"deadline": later, "why": " "}, {"deadline": day - datetime.timedelta(days=1), "why": "x"}):
        with pytest.raises(Refused):
            services.set_deadline(reviewer, item, version=item.version, **given)
    with pytest.raises(PermissionDenied):
        services.set_deadline(county.person("preparer"), item, deadline=later, why="x", version=item.version)
    url = reverse("rectification:set_deadline", args=[item.pk])
    client = sign_in(reviewer)
    client.post(url, {"deadline": later.isoformat(), "why": "汛期无法施工", "version": item.version})
    item.refresh_from_db()
    assert (item.deadline, item.filled_by) == (later, [])  # who changes the date may still verify
    event = Event.objects.get(action="set_deadline")
    assert (event.after["deadline"], event.reason) == (later.isoformat(), "汛期无法施工")
    assert f"调整期限 {later}" in client.get(item.get_absolute_url()).content.decode()
    assert "更改期限" not in sign_in(county.person("preparer")).get(item.get_absolute_url()).content.decode()
    assert sign_in(county.outsider("department_reviewer")).post(url, {}).status_code == 404


def test_the_ledger_holds_what_the_list_shows(county: County, sign_in: SignIn) -> None:
    issued(county, problem="=HYPERLINK(1)", deadline=timezone.localdate() - datetime.timedelta(days=3))
    issued(county, problem="资料不完整")
    client = sign_in(county.person("finance_reviewer"))
    text = client.get(reverse("rectification:export", args=["csv"]), {"overdue": "1"}).getvalue().decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["存在的问题"], row["逾期天数"], row["状态"]) == ("'=HYPERLINK(1)", "3", "待制定方案")
    data = client.get(reverse("rectification:export", args=["xlsx"])).getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    assert [sheet.cell(number, 6).value for number in (2, 3)] == ["=HYPERLINK(1)", "资料不完整"]
    assert sheet.cell(2, 6).data_type != "f"
    other = sign_in(county.outsider("preparer")).get(reverse("rectification:export", args=["csv"]))
    assert "资料不完整" not in other.getvalue().decode()


def test_a_file_is_a_download_for_those_who_see_the_item(county: County, sign_in: SignIn) -> None:
    item = issued(county)
    proof = services.add_proof(county.person("preparer"), item, SimpleUploadedFile("a.pdf", b"%PDF-1.7 x"))
    url = reverse("rectification:proof", args=[proof.pk])
    answer = sign_in(county.person("finance_reviewer")).get(url)
    assert answer["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 x"
    assert sign_in(county.outsider("preparer")).get(url).status_code == 404
