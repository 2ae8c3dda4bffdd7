from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.filings import evidence, services
from kaocheng_web.filings.files import clean_name
from kaocheng_web.filings.models import Evidence, Filing, Submission
from kaocheng_web.journal.models import Event
from kaocheng_web.journal.services import verify
from kaocheng_web.workflow.services import NotAllowed, Refused
from tests.web.county import County, make_filing
from tests.web.filings.files import archive, bomb, png, seed, upload, with_macros

ROW = "indicators[0].level3"
SignIn = Callable[[Person], Client]


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    default = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    settings.STORAGES = {**settings.STORAGES, "default": default}


@pytest.fixture
def preparer(county: County) -> Person:
    return county.person(Role.PREPARER)


def submitted(filing: Filing, person: Person) -> Submission:
    made = Submission.objects.create(filing=filing, number=1, version=1, cells=filing.cells, person=person)
    Filing.objects.filter(pk=filing.pk).update(state="submitted")
    filing.refresh_from_db()
    return made


def test_a_file_is_kept_under_a_random_name_and_told_in_the_journal(
    county: County, preparer: Person, tmp_path: Path
) -> None:
    filing = make_filing(county)
    one = evidence.add(preparer, filing, upload("验收单.pdf", seed("pdf/beita-2023.pdf")), field=ROW)
    assert (one.name, one.media_type, one.field) == ("验收单.pdf", "application/pdf", ROW)
    assert one.file.name.startswith("evidence/")
    assert "验收单" not in one.file.name
    stored = tmp_path / one.file.name
    assert stored.read_bytes() == seed("pdf/beita-2023.pdf")
    assert stored.stat().st_mode & 0o077 == 0
    event = Event.objects.get(action="evidence")
    assert event.after["sha256"] == one.sha256
    assert event.person_id == preparer.pk
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\材料\\照片.png", "照片.png"),
        ("照\x00片\r\n\x1b.png", "照片.png"),
        ("附件\u202egpj.png", "附件gpj.png"),
        ("报告.exe", "报告.png"),
        ("长" * 400 + ".png", "长" * 150 + ".png"),
        ("...", "file.png"),
    ],
)
def test_names_are_cleaned_and_say_what_the_content_is(county: County, preparer: Person, name: str, kept: str) -> None:
    file = upload("x", png())
    file._name = name  # as a hostile browser sends it, past what Django cleans
    assert evidence.add(preparer, make_filing(county), file).name == kept


def test_a_name_without_any_letter_is_still_a_name() -> None:
    assert clean_name("\u200b\u202e/") == "file"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("空.pdf", b"", "empty"),
        ("程序.pdf", b"MZ\x90\x00" + bytes(200), "unknown-format"),
        ("页面.pdf", b"<html><script>alert(1)</script></html>", "wrong-type"),
        ("包.zip", archive({"a.txt": b"a"}), "unknown-format"),
        ("宏.xlsx", with_macros(), "macros"),
        ("坏.docx", b"PK\x03\x04" + bytes(100), "damaged"),
    ],
)
def test_what_is_not_accepted_is_refused_by_its_content(
    county: County, preparer: Person, tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    with pytest.raises(Refused) as refused:
        evidence.add(preparer, make_filing(county), upload(name, data))
    assert refused.value.code == code
    assert name in refused.value.message.zh
    assert not Evidence.objects.exists()
    assert not list(tmp_path.rglob("*.*"))


def test_a_file_that_is_too_large_is_refused_and_not_kept(
    county: County, preparer: Person, sign_in: SignIn, settings: Any
) -> None:
    settings.UPLOAD_LIMIT = 1000
    filing = make_filing(county)
    answer = sign_in(preparer).post(
        reverse("filings:evidence", args=[filing.pk]),
        {"file": upload("大.png", png() + bytes(1000)), "field": ""},
        follow=True,
    )
    assert "大.png" in answer.content.decode()
    assert "超过" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_a_bomb_is_never_unpacked(county: County, preparer: Person) -> None:
    with pytest.raises(Refused) as refused:
        evidence.add(preparer, make_filing(county), upload("说明.docx", bomb()))
    assert refused.value.code == "limit-exceeded"


def test_the_same_file_stands_once_at_a_place_and_is_named(county: County, preparer: Person) -> None:
    filing = make_filing(county)
    evidence.add(preparer, filing, upload("照片.png", png()), field=ROW)
    with pytest.raises(Refused) as refused:
        evidence.add(preparer, filing, upload("另一张.png", png()), field=ROW)
    assert refused.value.code == "duplicate"
    assert "照片.png" in refused.value.message.zh
    second = evidence.add(preparer, filing, upload("照片.png", png()), field="indicators[1].level3")
    assert {len(same) for same in evidence.twins(preparer, filing).values()} == {2}
    assert second.sha256 in evidence.twins(preparer, filing)


def test_not_more_than_the_limit(county: County, preparer: Person, settings: Any) -> None:
    settings.EVIDENCE_MOST = 2
    filing = make_filing(county)
    for shade in (1, 2):
        evidence.add(preparer, filing, upload(f"{shade}.png", png(shade=shade)))
    with pytest.raises(Refused) as refused:
        evidence.add(preparer, filing, upload("3.png", png(shade=3)))
    assert refused.value.code == "too-many"


def test_evidence_is_frozen_with_the_submission(county: County, preparer: Person, tmp_path: Path) -> None:
    filing = make_filing(county)
    one = evidence.add(preparer, filing, upload("照片.png", png()), field=ROW)
    first = submitted(filing, preparer)
    with pytest.raises(NotAllowed):
        evidence.add(preparer, filing, upload("迟到.png", png(shade=9)))
    with pytest.raises(NotAllowed):
        evidence.withdraw(preparer, filing, one.pk)
    Filing.objects.filter(pk=filing.pk).update(state="draft")  # returned
    filing.refresh_from_db()
    evidence.withdraw(preparer, filing, one.pk)
    one.refresh_from_db()
    assert one.withdrawn_at is not None
    assert (tmp_path / one.file.name).exists()
    assert not filing.current_evidence.exists()
    assert evidence.of_submission(filing.evidence.all(), first.at) == [one]


def test_a_file_nobody_has_submitted_is_deleted(
    county: County, preparer: Person, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    filing = make_filing(county)
    one = evidence.add(preparer, filing, upload("照片.png", png()))
    with django_capture_on_commit_callbacks(execute=True):
        evidence.withdraw(preparer, filing, one.pk)
    assert not Evidence.objects.exists()
    assert not (tmp_path / one.file.name).exists()
    assert Event.objects.filter(action="withdraw_evidence").get().before["name"] == "照片.png"
    with pytest.raises(Refused):
        evidence.withdraw(preparer, filing, one.pk)


def test_files_move_with_their_row(county: County, preparer: Person) -> None:
    filing = make_filing(county, "objective")
    one = evidence.add(preparer, filing, upload("照片.png", png()), field="indicators[2].level3")
    services.change_rows(preparer, filing, "up", 2, version=filing.version)
    one.refresh_from_db()
    assert one.field == "indicators[1].level3"


def test_a_checker_who_asks_for_more_opens_the_shelf(county: County, preparer: Person) -> None:
    from kaocheng_web.review.models import Recheck

    filing = make_filing(county, state="finance_reviewed")
    Recheck.objects.create(filing=filing, checker=county.person(Role.EXPERT), state="evidence_requested")
    one = evidence.add(preparer, filing, upload("补充.png", png()))
    with pytest.raises(NotAllowed):
        evidence.withdraw(preparer, filing, one.pk)


def test_the_page_shows_every_indicator_and_takes_several_files(
    county: County, preparer: Person, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    filing = make_filing(county)
    page, client = reverse("filings:evidence", args=[filing.pk]), sign_in(preparer)
    files = [upload(f"{shade}.png", png(shade=shade)) for shade in range(8)]
    client.post(page, {"file": [*files, upload("坏.exe", b"MZ\0\0" * 9)], "field": ROW})
    with django_assert_max_num_queries(20):
        text = client.get(page).content.decode()
    assert Evidence.objects.filter(field=ROW).count() == 8
    assert "日常养护里程" in text
    assert "7.png" in text
    assert "坏.exe" in text


def test_downloads_can_do_no_harm(county: County, preparer: Person, sign_in: SignIn) -> None:
    filing = make_filing(county)
    one = evidence.add(preparer, filing, upload("说明.txt", "javascript:alert(1) 说明".encode()))
    answer = sign_in(preparer).get(reverse("filings:evidence_file", args=[filing.pk, one.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Type"] == "text/plain"
    answer.getvalue()  # reads to the end, which closes the file


def test_previews(county: County, preparer: Person, sign_in: SignIn) -> None:
    filing, client = make_filing(county), sign_in(preparer)
    kept = {
        name: evidence.add(preparer, filing, upload(name, data))
        for name, data in {
            "照片.png": png(),
            "报告.pdf": seed("pdf/beita-2023.pdf"),
            "坏.pdf": b"%PDF-1.4\n%%EOF\n",
            "说明.txt": "养护里程 <b>412</b>".encode("gb18030"),
            "表.xlsx": seed("xlsx/chengde-2022.xlsx"),
        }.items()
    }

    def picture(name: str, **query: Any) -> Any:
        return client.get(reverse("filings:evidence_picture", args=[filing.pk, kept[name].pk]), query)

    def page(name: str) -> str:
        return client.get(reverse("filings:evidence_item", args=[filing.pk, kept[name].pk])).content.decode()

    shown = picture("照片.png")
    assert shown.getvalue().startswith(b"\x89PNG")
    drawn = picture("报告.pdf", page=2)
    assert drawn.content.startswith(b"\x89PNG")
    assert "sandbox" in drawn["Content-Security-Policy"]
    assert picture("报告.pdf", page=999).status_code == 415
    assert picture("坏.pdf").status_code == picture("表.xlsx").status_code == 415
    assert "&lt;b&gt;412" in page("说明.txt")
    assert "<img" not in page("坏.pdf")
    assert "下载后查看" in page("表.xlsx")


def test_only_people_who_see_the_form_see_its_files(county: County, preparer: Person, sign_in: SignIn) -> None:
    filing = make_filing(county)
    one = evidence.add(preparer, filing, upload("照片.png", png()))
    other = make_filing(county, "objective")
    names = ("evidence_item", "evidence_picture", "evidence_file")
    for name in names:
        address = reverse(f"filings:{name}", args=[filing.pk, one.pk])
        assert sign_in(county.outsider(Role.PREPARER)).get(address).status_code == 404
        assert sign_in(county.person(Role.FINANCE_REVIEWER)).get(address).status_code == 404  # a draft
        assert sign_in(county.person(Role.ADMINISTRATOR)).get(address).status_code == 403
        # A file is found only at its own form.
        assert sign_in(preparer).get(reverse(f"filings:{name}", args=[other.pk, one.pk])).status_code == 404
    submitted(filing, preparer)
    reviewer = sign_in(county.person(Role.FINANCE_REVIEWER))
    answer = reviewer.get(reverse("filings:evidence_file", args=[filing.pk, one.pk]))
    assert answer.status_code == 200
    answer.getvalue()  # reads to the end, which closes the file
    with pytest.raises(PermissionDenied):
        evidence.add(county.person(Role.FINANCE_REVIEWER), filing, upload("x.png", png()))
