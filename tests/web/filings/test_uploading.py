from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.filings import documents, services, uploading
from kaocheng_web.filings.models import Filing, Upload
from kaocheng_web.jobs import services as jobs
from kaocheng_web.jobs.models import Job
from kaocheng_web.journal.models import Event
from kaocheng_web.workflow.services import NotAllowed, Refused, Stale
from tests.web.county import OBJECTIVE, SELF_EVALUATION, County, make_filing
from tests.web.filings.files import bomb, png, seed, upload

SignIn = Callable[[Person], Client]
SEED_PROJECT = "网信事务专项经费"


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


@pytest.fixture
def preparer(county: County) -> Person:
    return county.person(Role.PREPARER)


def measured(county: County, **columns: Any) -> Filing:
    """A self-evaluation at its start: the approved objective in it, nothing measured."""
    approved = make_filing(county, "objective", "approved")
    return make_filing(county, cells=dict(OBJECTIVE), basis=approved, **columns)


def read(person: Person, filing: Filing, name: str, data: bytes) -> Upload:
    kept = uploading.upload(person, filing, upload(name, data))
    jobs.work_off()
    kept.refresh_from_db()
    kept.filing = filing
    return kept


def filled_workbook(filing: Filing, changes: dict[str, str]) -> bytes:
    """The blank workbook of a filing, filled in by hand in a spreadsheet: label of the row → value of its 4th column."""
    book = openpyxl.load_workbook(io.BytesIO(documents.blank_of(filing).data))
    sheet = book.active
    assert sheet is not None
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value in changes:
                headers = {
                    str(c.value).replace("\n", "").replace(" ", ""): c.column for r in sheet.iter_rows() for c in r
                }
                sheet.cell(cell.row, headers["实际完成值"], changes[str(cell.value)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "path",
    [
        "docx/chengde-2022.docx",
        "xlsx/chengde-2022.xlsx",
        "pdf/chengde-2022.pdf",
        "txt/chengde-2022.txt",
        "html/chengde-2022.html",
    ],
)
def test_every_format_of_the_same_report_is_read_alike(county: County, preparer: Person, path: str) -> None:
    filing = make_filing(county, "objective", cells={"project_name": SEED_PROJECT})
    kept = read(preparer, filing, Path(path).name, seed(path))
    assert kept.error == {}
    assert kept.read_at is not None
    assert [form["cells"]["project_name"] for form in kept.result["forms"]][1:] == [SEED_PROJECT, "信息化项目建设"]
    assert uploading.likeliest(kept, filing) == 1
    confirmation = uploading.Confirmation(kept, filing, 1)
    takable = {field: found.entry.read for field, found in confirmation.takable.items()}
    assert takable["indicators[0].level3"]
    assert takable["funding[0].adjusted_budget"]
    assert all(found.where.table or found.where.paragraph or found.where.line for found in confirmation.found)


def test_taking_all_of_a_report_is_one_event_and_gives_the_same_check_as_the_file(
    county: County, preparer: Person
) -> None:
    filing = make_filing(county, "objective", cells={"project_name": SEED_PROJECT, "amount_unit": "万元"})
    kept = read(preparer, filing, "自评.docx", seed("docx/chengde-2022.docx"))
    before = Event.objects.count()
    saved = uploading.take(preparer, kept, number=1, version=filing.version)
    assert saved.written
    assert not saved.conflicts
    assert Event.objects.count() == before + 1
    event = Event.objects.latest("number")
    assert event.action == "take_upload"
    assert event.reason == "自评.docx"
    assert event.after["indicators[0].level3"] == filing.cells["indicators[0].level3"]
    kept.refresh_from_db()
    assert kept.taken_at is not None
    assert uploading.Confirmation(kept, filing, 1).takable == {}  # nothing is left to take


def test_what_is_approved_is_listed_and_not_taken(county: County, preparer: Person) -> None:
    filing = measured(county)
    cells = {**SELF_EVALUATION, "indicators[0].target": "≥300公里", "indicators[0].weight": "20"}
    copy = make_filing(county, "adjustment", cells=cells)
    kept = read(preparer, filing, "自评.docx", documents.document_of(copy, "docx").data)
    found = {one.entry.field: one.entry for one in uploading.Confirmation(kept, filing, 0).found}
    assert found["indicators[0].target"].standing == found["indicators[0].weight"].standing == "closed"
    assert found["indicators[0].target"].read == "≥300公里"
    assert found["indicators[0].actual"].standing == "new"
    with pytest.raises(Refused):
        uploading.take(preparer, kept, number=0, version=filing.version, chosen=["indicators[0].target"])
    uploading.take(preparer, kept, number=0, version=filing.version)
    assert filing.cells["indicators[0].target"] == "≥412公里"
    assert filing.cells["indicators[0].weight"] == "15"
    assert filing.cells["indicators[6].actual"] == "93%"


def test_a_blank_workbook_filled_in_elsewhere_comes_back(county: County, preparer: Person) -> None:
    filing = measured(county)
    book = filled_workbook(filing, {"日常养护里程": "412公里", "沿线群众满意度": "93%"})
    kept = read(preparer, filing, "填好.xlsx", book)
    confirmation = uploading.Confirmation(kept, filing, 0)
    assert confirmation.warnings == []
    assert {field: one.entry.read for field, one in confirmation.takable.items()} == {
        "indicators[0].actual": "412公里",
        "indicators[6].actual": "93%",
    }


def test_chosen_cells_only(county: County, preparer: Person) -> None:
    filing = measured(county)
    kept = read(
        preparer, filing, "填好.xlsx", filled_workbook(filing, {"日常养护里程": "412公里", "沿线群众满意度": "93%"})
    )
    uploading.take(preparer, kept, number=0, version=filing.version, chosen=["indicators[6].actual"])
    assert filing.cells["indicators[6].actual"] == "93%"
    assert not filing.cells.get("indicators[0].actual")


def test_another_project_year_and_layout_are_told(county: County, preparer: Person) -> None:
    filing = measured(county)
    kept = read(preparer, filing, "别的.docx", seed("docx/yuanshi-2022.docx"))
    told = " ".join(words.zh for words in uploading.Confirmation(kept, filing, 0).warnings)
    assert "党建活动经费" in told
    assert "表样" in told
    # None of its indicators is one of ours: nothing of them can be taken.
    assert not [field for field in uploading.Confirmation(kept, filing, 0).takable if field.startswith("indicators")]


def test_nothing_is_taken_when_the_form_has_changed_meanwhile(county: County, preparer: Person) -> None:
    filing = measured(county)
    kept = read(preparer, filing, "填好.xlsx", filled_workbook(filing, {"日常养护里程": "412公里"}))
    seen = filing.version
    services.type_cells(preparer, filing, changes={"indicators[0].actual": ("", "400公里")})
    with pytest.raises(Stale):
        uploading.take(preparer, kept, number=0, version=seen)
    assert filing.cells["indicators[0].actual"] == "400公里"
    found = uploading.Confirmation(kept, filing, 0).takable["indicators[0].actual"].entry
    assert (found.standing, found.now, found.read) == ("different", "400公里", "412公里")


def test_no_upload_into_a_form_that_was_submitted(county: County, preparer: Person) -> None:
    filing = measured(county)
    kept = read(preparer, filing, "填好.xlsx", filled_workbook(filing, {"日常养护里程": "412公里"}))
    Filing.objects.filter(pk=filing.pk).update(state="submitted")
    filing.refresh_from_db()
    with pytest.raises(NotAllowed):
        uploading.take(preparer, kept, number=0, version=filing.version)
    with pytest.raises(NotAllowed):
        uploading.upload(preparer, filing, upload("x.xlsx", seed("xlsx/chengde-2022.xlsx")))


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("照片.docx", png(), "wrong-type"),
        ("空.docx", b"", "empty"),
        ("炸弹.docx", bomb(), "limit-exceeded"),
        ("坏.xlsx", b"PK\x03\x04" + bytes(99), "damaged"),
    ],
)
def test_what_cannot_be_a_form_is_refused_at_once(
    county: County, preparer: Person, tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        uploading.upload(preparer, make_filing(county), upload(name, data))
    assert refused.value.code == code
    assert name in refused.value.message.zh
    assert not Upload.objects.exists()
    assert not Job.objects.exists()
    assert not list(tmp_path.rglob("*.*"))


def test_what_cannot_be_read_is_told_and_nothing_changes(county: County, preparer: Person, sign_in: SignIn) -> None:
    filing = make_filing(county)
    kept = read(preparer, filing, "扫描.pdf", seed("scan/chengde-2022.pdf"))
    assert "扫描件" in kept.error["zh"]
    assert kept.result == {}
    assert Job.objects.get().state == "done"
    page = sign_in(preparer).get(reverse("filings:uploaded", args=[filing.pk, kept.pk])).content.decode()
    assert "扫描件" in page
    assert "没有变化" in page
    filing.refresh_from_db()
    assert filing.cells == SELF_EVALUATION
    # A cured file of the same name, or the same one after an update of the program, may be tried again.
    assert read(preparer, filing, "扫描.pdf", seed("scan/chengde-2022.pdf")).pk != kept.pk


def test_a_report_without_forms_is_told(county: County, preparer: Person, sign_in: SignIn) -> None:
    filing = make_filing(county)
    kept = read(preparer, filing, "报告.docx", seed("docx/luquan-2024.docx"))
    page = sign_in(preparer).get(reverse("filings:uploaded", args=[filing.pk, kept.pk])).content.decode()
    assert "没有找到绩效自评表" in page


def test_the_same_file_again_is_the_same_upload(county: County, preparer: Person) -> None:
    filing = make_filing(county)
    first = uploading.upload(preparer, filing, upload("a.docx", seed("docx/beita-2023.docx")))
    again = uploading.upload(preparer, filing, upload("b.docx", seed("docx/beita-2023.docx")))
    assert first.pk == again.pk
    assert Job.objects.count() == 1


def test_a_reading_cut_short_is_done_again_with_the_same_outcome(
    county: County, preparer: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing = make_filing(county)
    kept = uploading.upload(preparer, filing, upload("a.docx", seed("docx/beita-2023.docx")))
    real = uploading.found_in
    calls = []

    def killed(document: Any) -> dict[str, Any]:
        calls.append(document)
        if len(calls) == 1:
            raise jobs.Interrupted  # the worker is told to stop in the middle
        return real(document)

    monkeypatch.setattr(uploading, "found_in", killed)
    jobs.work_off()
    kept.refresh_from_db()
    assert len(calls) == 2
    assert len(kept.result["forms"]) == 1
    assert Job.objects.get().state == "done"
    assert Event.objects.filter(action="upload").count() == 1


def test_the_reading_of_a_killed_worker_goes_to_another(county: County, preparer: Person) -> None:
    kept = uploading.upload(preparer, make_filing(county), upload("a.docx", seed("docx/beita-2023.docx")))
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    Job.objects.update(state="running", attempts=1, started_at=long_ago, lease_until=long_ago)  # it never came back
    DBTaskResult.objects.update(status="RUNNING", started_at=long_ago)
    assert jobs.reap() == 1
    jobs.work_off()
    kept.refresh_from_db()
    assert len(kept.result["forms"]) == 1
    assert Job.objects.get().state == "done"


def test_an_upload_that_was_deleted_meanwhile_does_no_harm(county: County, preparer: Person) -> None:
    kept = uploading.upload(preparer, make_filing(county), upload("a.docx", seed("docx/beita-2023.docx")))
    kept.delete()
    jobs.work_off()
    assert Job.objects.get().state == "done"


def test_the_way_through_the_pages(county: County, preparer: Person, sign_in: SignIn) -> None:
    filing = measured(county)
    client = sign_in(preparer)
    page = reverse("filings:upload", args=[filing.pk])
    assert 'type="file"' in client.get(page).content.decode()
    book = filled_workbook(filing, {"日常养护里程": "412公里"})
    answer = client.post(page, {"file": upload("填好.xlsx", book)}, follow=True)
    kept = Upload.objects.get()
    assert "排队中" in answer.content.decode()
    jobs.work_off()
    shown = client.get(reverse("filings:uploaded", args=[filing.pk, kept.pk])).content.decode()
    assert "412公里" in shown
    assert 'class="taken"' in shown
    taken = client.post(
        reverse("filings:take_upload", args=[filing.pk, kept.pk]),
        {"form": "0", "version": filing.version, "what": "chosen", "field": ["indicators[0].actual"]},
    )
    assert taken["Location"] == filing.get_absolute_url()
    filing.refresh_from_db()
    assert filing.cells["indicators[0].actual"] == "412公里"
    answer = client.post(page, {}, follow=True)
    assert "请选择文件" in answer.content.decode()


def test_a_pdf_is_shown_as_pictures(county: County, preparer: Person, sign_in: SignIn) -> None:
    filing = make_filing(county)
    kept, client = read(preparer, filing, "自评.pdf", seed("pdf/beita-2023.pdf")), sign_in(preparer)
    shown = client.get(reverse("filings:uploaded", args=[filing.pk, kept.pk])).content.decode()
    address = reverse("filings:upload_page", args=[filing.pk, kept.pk, 1])
    pages = [found.where.page for found in uploading.Confirmation(kept, filing, 0).found]
    assert reverse("filings:upload_page", args=[filing.pk, kept.pk, min(filter(None, pages))]) in shown
    assert client.get(address).content.startswith(b"\x89PNG")
    assert client.get(reverse("filings:upload_page", args=[filing.pk, kept.pk, 500])).status_code == 415


def test_malformed_requests_change_nothing(county: County, preparer: Person, sign_in: SignIn) -> None:
    filing = measured(county)
    kept = read(preparer, filing, "填好.xlsx", filled_workbook(filing, {"日常养护里程": "412公里"}))
    client = sign_in(preparer)
    for data in ({}, {"form": "9", "version": "1"}, {"form": "0", "version": "x"}, {"form": "²", "version": "1"}):
        assert client.post(reverse("filings:take_upload", args=[filing.pk, kept.pk]), data).status_code == 302
    filing.refresh_from_db()
    assert not filing.cells.get("indicators[0].actual")


def test_only_preparers_of_the_unit(county: County, preparer: Person, sign_in: SignIn) -> None:
    filing = make_filing(county)
    kept = read(preparer, filing, "a.docx", seed("docx/beita-2023.docx"))
    for name in ("uploaded", "upload_file"):
        address = reverse(f"filings:{name}", args=[filing.pk, kept.pk])
        assert sign_in(county.outsider(Role.PREPARER)).get(address).status_code == 404
        assert sign_in(county.person(Role.UNIT_HEAD)).get(address).status_code == 403
    answer = sign_in(preparer).get(reverse("filings:upload_file", args=[filing.pk, kept.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    answer.getvalue()  # reads to the end, which closes the file
    with pytest.raises(PermissionDenied):
        uploading.upload(county.person(Role.UNIT_HEAD), filing, upload("a.docx", seed("docx/beita-2023.docx")))
