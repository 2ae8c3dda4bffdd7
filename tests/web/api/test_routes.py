"""What other systems do with the API."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kaocheng_web.filings.models import Filing, LostEdit
from kaocheng_web.filings.services import save_cells
from kaocheng_web.journal.models import Event
from kaocheng_web.projects.models import Project, ProjectYear
from tests.web.access.world import World
from tests.web.api.conftest import Caller
from tests.web.county import OBJECTIVE, SELF_EVALUATION, County, make_filing

Make = Callable[..., Caller]
TITLE, ACTUAL = "objectives[0].actual", "indicators[0].actual"


def test_lists_come_in_pages(county: County, caller: Make) -> None:
    for number in range(5):
        project = Project.objects.create(code=f"P-{number}", name="项目", unit=county.unit)
        ProjectYear.objects.create(project=project, cycle=county.cycle, unit=county.unit, original_budget=1)
    them = caller(county.person("preparer"))
    seen: list[str] = []
    for page in (1, 2, 3, 4):
        part = them.get("/project-years", page=page, size=2, text="项目").json()
        assert (part["count"], part["pages"], part["page"]) == (5, 3, page)
        seen += [row["code"] for row in part["items"]]
    assert seen == [f"P-{number}" for number in range(5)]
    assert them.get("/project-years", size=1000).json()["errors"][0]["field"] == "size"


def test_lists_show_what_a_person_sees(county: County, caller: Make) -> None:
    make_filing(county, "objective", "approved")
    make_filing(county)
    mine = caller(county.person("preparer")).get("/filings", year=2025).json()["items"]
    theirs = caller(county.person("finance_reviewer")).get("/filings").json()["items"]
    assert {row["kind"] for row in mine} == {"objective", "self_evaluation"}
    assert {row["kind"] for row in theirs} == {"objective"}
    assert caller(county.outsider("preparer")).get("/filings").json()["count"] == 0
    assert caller(county.person("preparer")).get("/filings", kind="objective", state="draft").json()["count"] == 0


def test_amounts_keep_every_digit(county: County, caller: Make) -> None:
    row = caller(county.person("preparer")).get(f"/project-years/{county.project_year.pk}").json()
    assert (row["original_budget"], row["adjusted_budget"], row["unit_code"]) == ("386.4", None, "900001-JT-01")
    project = caller(county.person("preparer")).get(f"/projects/{row['project']}").json()
    assert project["years"] == [row]


def test_typing_into_a_form(county: County, caller: Make) -> None:
    filing = make_filing(county)
    them, path = caller(county.person("preparer")), f"/filings/{filing.pk}/cells"
    before = them.get(path).json()
    after = them.ask("PATCH", path, {"version": before["version"], "cells": {ACTUAL: "400公里"}}).json()
    assert after["version"] == before["version"] + 1
    assert after["cells"][ACTUAL] == "400公里"
    assert Event.objects.filter(subject="self_evaluation", action="type").count() == 1


def test_a_cell_somebody_else_has_changed_is_a_conflict_and_nothing_is_written(county: County, caller: Make) -> None:
    filing, person = make_filing(county), county.person("preparer")
    version, old = filing.version, filing.cells[ACTUAL]
    save_cells(person, filing, changes={ACTUAL: (old, "410公里")})
    them, path = caller(person), f"/filings/{filing.pk}/cells"
    cells = {ACTUAL: "400公里", TITLE: "完成养护。"}
    answer = them.ask("PATCH", path, {"version": version, "cells": cells, "seen": {ACTUAL: old}})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "conflict")
    assert {"field": ACTUAL, "kept": "410公里", "lost": "400公里"} in problem["conflicts"]
    filing.refresh_from_db()
    assert filing.cells[ACTUAL] == "410公里"
    assert filing.cells[TITLE] != "完成养护。"
    assert not LostEdit.objects.exists()


def test_another_cell_is_merged_into_a_newer_version(county: County, caller: Make) -> None:
    filing, person = make_filing(county), county.person("preparer")
    version, seen = filing.version, filing.cells[TITLE]
    save_cells(person, filing, changes={ACTUAL: (filing.cells[ACTUAL], "410公里")})
    body = {"version": version, "cells": {TITLE: "完成养护。"}, "seen": {TITLE: seen}}
    cells = caller(person).ask("PATCH", f"/filings/{filing.pk}/cells", body).json()["cells"]
    assert (cells[ACTUAL], cells[TITLE]) == ("410公里", "完成养护。")


def test_cells_that_are_not_typed_are_named(county: County, caller: Make) -> None:
    filing = make_filing(county)
    body = {"version": filing.version, "cells": {"total_score": "100"}}
    answer = caller(county.person("preparer")).ask("PATCH", f"/filings/{filing.pk}/cells", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "not-typable")
    assert [row["field"] for row in answer.json()["errors"]] == ["total_score"]


def test_a_form_as_the_command_line_prints_it(county: County, caller: Make) -> None:
    filing = make_filing(county, cells={**SELF_EVALUATION, "total_score": "90"})
    them = caller(county.person("preparer"))
    report = them.get(f"/filings/{filing.pk}/report", language="en").json()
    assert {"format", "report", "findings", "skipped", "scheme"} <= set(report)
    findings = them.get(f"/filings/{filing.pk}/findings").json()
    assert findings
    assert sorted(row["code"] for row in findings) == sorted(row["code"] for row in report["findings"])
    assert all(row["message"]["zh"] and row["message"]["en"] for row in findings)
    scores = them.get(f"/filings/{filing.pk}/scores").json()
    assert (scores["version"], scores["errors"]) == (
        filing.version,
        sum(row["severity"] == "error" for row in findings),
    )


def test_moving_needs_the_version_that_was_seen(world: World, caller: Make) -> None:
    filing = world.filings["self_evaluation"]
    Filing.objects.filter(pk=filing.pk).update(state="submitted")
    them, path = caller(world.county.person("preparer")), f"/filings/{filing.pk}"
    offered = {row["action"]: row for row in them.get(path).json()["actions"]}
    assert "withdraw" in offered
    stale = them.ask("POST", f"{path}/moves", {"action": "withdraw", "version": filing.version + 7, "reason": "补充"})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    done = them.ask("POST", f"{path}/moves", {"action": "withdraw", "version": filing.version, "reason": "补充"})
    assert (done.status_code, done.json()["state"]) == (200, "draft")
    again = them.ask("POST", f"{path}/moves", {"action": "withdraw", "version": filing.version + 1})
    assert (again.status_code, again.json()["code"]) == (403, "wrong-state")


def test_what_stands_in_the_way_is_told_with_codes_and_places(county: County, caller: Make) -> None:
    filing = make_filing(county, cells=OBJECTIVE)
    path = f"/filings/{filing.pk}/moves"
    them = caller(county.person("preparer"))
    answer = them.ask("POST", path, {"action": "submit", "version": filing.version})
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "refused")
    assert problem["errors"]
    assert problem["request"] == answer["X-Request-ID"]
    wrong = them.ask("POST", path, {"action": "submit", "version": filing.version, "codes": ["XXX-99"]})
    assert wrong.json()["code"] == "unknown-rule"


def test_expenditure(county: County, caller: Make) -> None:
    them, path = caller(county.person("preparer")), f"/project-years/{county.project_year.pk}/expenditures"
    written = them.ask("PATCH", path, {"months": {"3": "100.25", "6": 200}}).json()
    assert [(row["month"], row["amount"]) for row in written] == [(3, "100.25"), (6, "200")]
    assert them.ask("PATCH", path, {"months": {"13": 1}}).status_code == 422
    assert [row["month"] for row in them.ask("PATCH", path, {"months": {"3": None}}).json()] == [6]


def test_checking_a_document_keeps_nothing(county: County, caller: Make, sample: bytes) -> None:
    before = Filing.objects.count()
    file = SimpleUploadedFile("自评报告.docx", sample)
    answer = caller(county.person("preparer")).ask("POST", "/checks", data={"file": file})
    found = answer.json()
    assert answer.status_code == 200
    assert found["source"]["path"] == "自评报告.docx"
    assert found["report"]["forms"]
    assert Filing.objects.count() == before
    broken = caller(county.person("preparer")).ask("POST", "/checks", data={"file": io.BytesIO(b"PK\x03\x04broken")})
    assert (broken.status_code, broken.json()["code"]) == (422, "damaged")


def test_import_by_another_system(county: County, caller: Make) -> None:
    text = "项目编码,项目名称,实施单位编码,年初预算数（万元）\nN-1,新建桥梁,900001-JT-01,5\nN-2,,900001-JT-01,5\n"
    them = caller(county.person("preparer"))
    file = SimpleUploadedFile("a.csv", text.encode())
    answer = them.ask("POST", "/imports", data={"file": file, "cycle": county.cycle.pk})
    found = answer.json()
    assert (answer.status_code, found["state"]) == (201, "previewed")
    assert (found["counts"]["created"], found["counts"]["refused"]) == (1, 1)
    errors = them.get(f"/imports/{found['id']}/errors").json()
    assert [(row["number"], row["errors"][0]["code"], row["errors"][0]["field"]) for row in errors] == [
        (3, "missing", "name")
    ]
    assert them.ask("POST", f"/imports/{found['id']}/take").json()["state"] == "taken"
    assert Project.objects.filter(code="N-1").exists()
    assert caller(county.person("department_reviewer")).get("/imports").json()["count"] == 0


def test_publications_need_no_token(world: World, caller: Make) -> None:
    them = caller(None)
    assert them.get("/public/packages").json()["items"] == []
    assert them.get(f"/public/packages/{world.package.slug}").status_code == 404
    type(world.package).objects.update(state="published", published_at=timezone.now(), content={"format": 1})
    (row,) = them.get("/public/packages", year=2025, text="养护").json()["items"]
    assert (row["slug"], row["unit"]) == (world.package.slug, "示例县公路养护中心")
    assert them.get(f"/public/packages/{row['slug']}").json()["content"] == {"format": 1}


@pytest.mark.parametrize(
    "path", ["/filings", "/project-years", "/projects", "/rectification-items", "/monitoring-rounds", "/cycles"]
)
def test_queries_do_not_grow_with_rows(
    world: World, caller: Make, path: str, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    them = caller(world.county.person("preparer"))
    with django_assert_max_num_queries(18):
        assert them.get(path).json()["count"] > 0


def test_the_description_is_served(caller: Make, db: None) -> None:
    answer = caller(None).get("/openapi.json")
    assert answer.json()["openapi"].startswith("3.1")
