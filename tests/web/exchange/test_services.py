"""Bulk import: the good rows stand, the others come back; twice is as good as once."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from kaocheng.lifecycle import Role
from kaocheng.lifecycle.bulk import FORMS
from kaocheng_web.exchange import exports
from kaocheng_web.exchange.files import Table, write_file
from kaocheng_web.exchange.models import Import
from kaocheng_web.exchange.services import AT_ONCE, take, upload
from kaocheng_web.filings.models import Filing
from kaocheng_web.jobs.models import Job
from kaocheng_web.jobs.services import run
from kaocheng_web.journal.models import Event
from kaocheng_web.journal.services import verify
from kaocheng_web.objectives.models import LibraryIndicator
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.workflow.services import Refused
from tests.web.county import County

PROJECT_HEADINGS = ("项目编码", "项目名称", "实施单位编码", "项目类别", "年初预算数（万元）", "年度目标")
INDICATOR_HEADINGS = ("项目编码", "一级指标", "二级指标", "三级指标", "指标值", "分值")
ROAD = ("900001-0002", "村道安全防护", "900001-JT-01", "特定目标类", "1,200.50", "")
BRIDGE = ("900001-0003", "危桥改造", "900001-JT-01", "", "80", "完成危桥改造3座。")
SCHOOL = ("900001-0009", "校舍维修", "900001-JY-01", "特定目标类", "50", "")
WRONG = ("900001-0004", "", "900001-JT-01", "其他类", "一百万", "")
LENGTH = ("900001-0003", "产出指标", "数量指标", "改造危桥数量", "≥3座", "20")
STRANGE = ("900001-9999", "产出指标", "数量指标", "改造危桥数量", "≥3座", "20")


def as_csv(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(**sheets: list[tuple[str, ...]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def bring(county: County, data: bytes, role: Role | str = Role.PREPARER, name: str = "a.csv") -> Import:
    return upload(county.person(role), county.cycle, name=name, data=data)


def outcomes(found: Import) -> list[str]:
    return [row["outcome"] for row in found.outcomes]


def codes(found: Import) -> list[list[str]]:
    return [[fault["code"] for fault in row["faults"]] for row in found.outcomes]


def state() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Project, ProjectYear, Filing, LibraryIndicator))


def test_a_preview_changes_nothing(county: County) -> None:
    before = state()
    found = bring(county, as_csv(PROJECT_HEADINGS, ROAD, BRIDGE))
    assert (found.state, outcomes(found)) == ("previewed", ["created", "created"])
    assert state() == before
    assert [event.action for event in Event.objects.filter(subject="import")] == ["upload"]
    assert not list(verify())


def test_good_rows_are_taken_and_the_others_come_back(county: County) -> None:
    found = take(county.person("preparer"), bring(county, as_csv(PROJECT_HEADINGS, ROAD, WRONG, SCHOOL, BRIDGE)))
    assert outcomes(found) == ["created", "refused", "refused", "created"]
    assert codes(found)[1:3] == [["missing", "unknown-choice", "wrong-amount"], ["unknown-unit"]]
    year = ProjectYear.objects.get(project__code="900001-0002")
    assert (year.project.name, year.unit, year.original_budget) == ("村道安全防护", county.unit, Decimal("1200.5"))
    objective = Filing.objects.get(project_year__project__code="900001-0003")
    assert objective.cells["objectives[0].expected"] == "完成危桥改造3座。"
    assert not Project.objects.filter(code__in=("900001-0004", "900001-0009")).exists()
    assert not list(verify())


def test_the_same_file_twice_changes_nothing(county: County) -> None:
    person, data = county.person("preparer"), as_csv(PROJECT_HEADINGS, ROAD, BRIDGE)
    take(person, bring(county, data))
    before, events = state(), Event.objects.exclude(subject="import").count()
    again = take(person, bring(county, data))
    assert outcomes(again) == ["unchanged", "unchanged"]
    assert (state(), Event.objects.exclude(subject="import").count()) == (before, events)


def test_taking_twice_is_taking_once(county: County) -> None:
    person, found = county.person("preparer"), bring(county, as_csv(PROJECT_HEADINGS, ROAD))
    take(person, Import.objects.get(pk=found.pk))
    take(person, Import.objects.get(pk=found.pk))
    assert Event.objects.filter(subject="import", action="import").count() == 1


def test_corrected_rows_are_taken_from_the_file_of_errors(county: County) -> None:
    person = county.person("preparer")
    found = bring(county, as_csv(PROJECT_HEADINGS, ROAD, WRONG))
    rows = list(csv.reader(io.StringIO(b"".join(write_file("csv", exports.refused_rows(found))).decode("utf-8-sig"))))
    assert rows[0][-1] == "错误"
    assert len(rows) == 2
    assert rows[1][0] == "900001-0004"
    assert rows[1][-1].startswith("missing 项目名称：未填写")
    rows[1][1], rows[1][3], rows[1][5] = "桥面铺装", "特定目标类", "100"
    again = take(person, bring(county, as_csv(*map(tuple, rows))))
    assert outcomes(again) == ["created"]


def test_values_of_a_project_that_is_there_are_changed_and_empty_cells_leave_them(county: County) -> None:
    headings = (*PROJECT_HEADINGS[:3], "年初预算数（万元）", "全年执行数（万元）")
    rows = (headings, ("900001-0001", "农村公路养护补助（二期）", "900001-JT-01", "386.40", ""))
    found = take(county.person("preparer"), bring(county, as_csv(*rows)))
    assert outcomes(found) == ["changed"]
    assert Project.objects.get(code="900001-0001").name == "农村公路养护补助（二期）"


def test_indicators_come_into_the_objective_of_their_project(county: County) -> None:
    data = as_xlsx(项目=[PROJECT_HEADINGS, BRIDGE], 指标=[INDICATOR_HEADINGS, LENGTH, STRANGE])
    found = take(county.person("preparer"), bring(county, data, name="a.xlsx"))
    assert outcomes(found) == ["created", "created", "refused"]
    assert codes(found)[2] == ["no-project"]
    cells = Filing.objects.get(project_year__project__code="900001-0003").cells
    row = next(path.rpartition(".")[0] for path, text in cells.items() if text == "改造危桥数量")
    assert (cells[f"{row}.target"], cells[f"{row}.weight"], cells[f"{row}.level2"]) == ("≥3座", "20", "数量指标")
    other = as_csv(INDICATOR_HEADINGS, (*LENGTH[:4], "≥4座", "20"))
    assert outcomes(take(county.person("preparer"), bring(county, other))) == ["changed"]
    assert Filing.objects.get(project_year__project__code="900001-0003").cells[f"{row}.target"] == "≥4座"


def test_an_objective_that_was_handed_in_is_closed(county: County) -> None:
    person = county.person("preparer")
    take(person, bring(county, as_csv(PROJECT_HEADINGS, BRIDGE)))
    take(person, bring(county, as_csv(INDICATOR_HEADINGS, LENGTH)))
    Filing.objects.update(state="submitted")
    found = bring(county, as_csv(INDICATOR_HEADINGS, LENGTH, (*LENGTH[:3], "加固危桥数量", "≥1座", "5")))
    assert outcomes(found) == ["unchanged", "refused"]
    assert codes(found)[1] == ["not-editable"]


def test_only_the_unit_fills_in_objectives(county: County) -> None:
    """The department may enter projects; the objective stays the unit's own word."""
    found = bring(county, as_csv(PROJECT_HEADINGS, ROAD, BRIDGE), role="department_reviewer")
    assert (outcomes(found), codes(found)[1]) == (["created", "refused"], ["not-the-filler"])
    assert outcomes(bring(county, as_csv(PROJECT_HEADINGS, SCHOOL), role="department_reviewer")) == ["refused"]


def test_a_code_taken_elsewhere_says_no_more_than_that(county: County) -> None:
    stranger = county.outsider("preparer")
    row = ("900001-0001", "农村公路养护补助", "900001-JY-01", "", "1", "")
    found = upload(stranger, county.cycle, name="a.csv", data=as_csv(PROJECT_HEADINGS, row))
    assert codes(found) == [["code-taken"]]


def test_library_entries_by_whoever_keeps_the_library(county: County) -> None:
    headings = ("一级指标", "二级指标", "三级指标", "行业领域", "是否启用")
    data = as_csv(headings, ("产出指标", "数量指标", "危桥改造数量", "交通运输", "否"))
    assert codes(bring(county, data)) == [["forbidden"]]
    found = take(county.person("finance_manager"), bring(county, data, role="finance_manager"))
    assert outcomes(found) == ["created"]
    assert LibraryIndicator.objects.get(level3="危桥改造数量").is_active is False
    assert outcomes(bring(county, data, role="finance_manager")) == ["unchanged"]


def test_json_with_indicators_inside_their_project(county: County) -> None:
    names = ("project", "level1", "level2", "level3", "target", "weight")
    project = dict(zip(("code", "name", "unit", "kind", "original_budget"), BRIDGE[:5], strict=True))
    data = {
        "projects": [{**project, "original_budget": 80.5, "indicators": [dict(zip(names, LENGTH, strict=True)), 3]}]
    }
    found = bring(county, json.dumps(data).encode(), name="a.json")
    assert (found.format, outcomes(found)) == ("json", ["created", "created", "refused"])
    assert "no-object" in codes(found)[2]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        ("项目编码,金额\n1,2\n".encode(), "no-headings"),
        (b"PK\x03\x04broken", "damaged"),
        (b'{"projects": 1}', "no-json"),
        (b"[" * 100_000, "no-json"),
        (as_csv(PROJECT_HEADINGS), "empty"),
    ],
)
def test_what_cannot_be_read_at_all(county: County, data: bytes, code: str) -> None:
    with pytest.raises(Refused) as error:
        bring(county, data)
    assert error.value.code == code
    assert not Import.objects.exists()


def test_a_row_twice_in_a_file(county: County) -> None:
    assert codes(bring(county, as_csv(PROJECT_HEADINGS, ROAD, ROAD))) == [[], ["doubled"]]


def test_a_large_file_is_a_job(county: County) -> None:
    rows = [(f"L-{n}", f"工程{n}", "900001-JT-01", "", "1", "") for n in range(AT_ONCE + 1)]
    found = bring(county, as_csv(PROJECT_HEADINGS, *rows))
    assert (found.state, found.outcomes) == ("read", [])
    for name, state_after in (("exchange.preview", "previewed"), ("exchange.take", "taken")):
        if name == "exchange.take":
            take(county.person("preparer"), found)
        job = Job.objects.get(kind=name)
        run(job.pk, job.ticket)  # type: ignore[arg-type]
        job.refresh_from_db()
        found.refresh_from_db()
        assert (job.state, found.state) == ("done", state_after)
    assert found.counts["created"] == AT_ONCE + 1
    assert Project.objects.filter(code__startswith="L-").count() == AT_ONCE + 1


def read_back(table: Table) -> bytes:
    return b"".join(write_file("csv", [table]))


def test_what_is_exported_can_be_imported_and_changes_nothing(county: County) -> None:
    person = county.person("preparer")
    take(person, bring(county, as_xlsx(项目=[PROJECT_HEADINGS, BRIDGE, ROAD], 指标=[INDICATOR_HEADINGS, LENGTH])))
    for kind in ("projects", "indicators"):
        for format in ("csv", "xlsx", "json"):
            data = b"".join(write_file(format, [exports.export(person, kind, exports.Filter())]))  # type: ignore[arg-type]
            again = bring(county, data, name=f"a.{format}")
            assert set(outcomes(again)) == {"unchanged"}, (kind, format, again.outcomes)


def test_formulas_are_disarmed_and_come_back_as_they_were(county: County) -> None:
    person = county.person("preparer")
    take(person, bring(county, as_csv(PROJECT_HEADINGS, (ROAD[0], "=HYPERLINK(1)", *ROAD[2:]))))
    data = read_back(exports.export(person, "projects", exports.Filter(text="0002")))
    assert ",'=HYPERLINK(1)," in data.decode("utf-8-sig")
    assert outcomes(bring(county, data)) == ["unchanged"]
    book = b"".join(write_file("xlsx", [exports.export(person, "projects", exports.Filter(text="0002"))]))
    cell = openpyxl.load_workbook(io.BytesIO(book)).active["B2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_templates_have_the_headings_that_are_read(county: County) -> None:
    for form in FORMS.values():
        texts = {"code": "P-1", "project": "900001-0001", "unit": "900001-JT-01", "original_budget": "1"}
        row = [texts.get(column.name, "产出指标" if column.required else "") for column in form.columns]
        empty = exports.template(form)
        filled = Table(empty.id, empty.title, empty.columns, [row])
        assert codes(bring(county, read_back(filled), role="finance_manager")) in ([[]], [["not-the-filler"]])


def test_the_page_of_an_import(county: County, sign_in: Callable[..., Any]) -> None:
    browser, stranger = sign_in(county.person("preparer")), sign_in(county.person("department_reviewer"))
    file = io.BytesIO(as_csv(PROJECT_HEADINGS, ROAD, WRONG))
    file.name = "项目.csv"
    answer = browser.post("/exchange/", {"cycle": county.cycle.pk, "file": file}, follow=True)
    page, found = answer.content.decode(), Import.objects.get()
    assert "确认导入1行" in page
    assert "项目名称：未填写 <code>missing</code>" in page
    address = found.get_absolute_url()
    for path in (address, f"{address}errors/"):
        assert stranger.get(path).status_code == 404
    assert stranger.post(f"{address}take/").status_code == 404
    errors = browser.get(f"{address}errors/")
    assert "attachment" in errors["Content-Disposition"]
    assert "900001-0004" in errors.getvalue().decode()
    assert not Project.objects.filter(code=ROAD[0]).exists()
    assert "导入结果" in browser.post(f"{address}take/", follow=True).content.decode()
    assert Project.objects.filter(code=ROAD[0]).exists()


def test_a_file_that_cannot_be_read_says_so_on_the_page(county: County, sign_in: Callable[..., Any]) -> None:
    file = io.BytesIO(b"PK\x03\x04")
    file.name = "a.xlsx"
    answer = sign_in(county.person("preparer")).post("/exchange/", {"cycle": county.cycle.pk, "file": file})
    assert answer.status_code == 422
    assert "problem" in answer.content.decode()


@pytest.mark.parametrize("kind", exports.KINDS)
@pytest.mark.parametrize("format", ["xlsx", "csv", "json"])
def test_every_export_shows_what_a_person_may_see(
    county: County, sign_in: Callable[..., Any], kind: str, format: str, sound_county: None
) -> None:
    query = {"kind": kind, "format": format, "year": "2025"}
    mine = sign_in(county.person("finance_manager")).get("/exchange/export/", query).getvalue()
    theirs = sign_in(county.outsider("preparer")).get("/exchange/export/", query).getvalue()
    if kind == "library":
        return
    assert "农村公路养护补助" in text_of(mine, format) or "900001-0001" in text_of(mine, format)
    assert "900001-0001" not in text_of(theirs, format)


def text_of(data: bytes, format: str) -> str:
    if format != "xlsx":
        return data.decode("utf-8-sig")
    rows = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    return "\n".join(",".join(str(value) for value in row) for row in rows)


def test_an_expert_exports_nothing(county: County, sign_in: Callable[..., Any]) -> None:
    assert sign_in(county.person("expert")).get("/exchange/export/").status_code == 403
