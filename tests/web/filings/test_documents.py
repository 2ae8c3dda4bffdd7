from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from kaocheng.extraction import extract
from kaocheng.lifecycle import Role
from kaocheng.model.cells import cells_from_form
from kaocheng.readers import Source, read
from kaocheng_web.accounts.models import Person
from kaocheng_web.filings import documents
from kaocheng_web.filings.models import Filing
from tests.web.county import SELF_EVALUATION, County, make_filing

SignIn = Callable[[Person], Client]


@pytest.mark.parametrize("to", ["docx", "xlsx", "pdf"])
def test_every_format_says_what_was_typed(county: County, to: Any) -> None:
    made = documents.document_of(make_filing(county, state="signed"), to)
    form = extract(read(Source(made.name, made.data))).forms[0]
    found = {path: "".join(text.split()) for path, text in cells_from_form(form).items()}
    wanted = {
        path: "".join(text.split())
        for path, text in SELF_EVALUATION.items()
        if path.startswith(("indicators", "objectives")) or path in ("project_name", "total_score")
    }
    assert {path: found.get(path) for path in wanted} == wanted


@pytest.mark.parametrize(
    ("state", "marked"), [("draft", True), ("submitted", True), ("signed", False), ("finalized", False)]
)
def test_a_draft_says_that_nobody_has_signed_it(county: County, state: str, marked: bool) -> None:
    made = documents.document_of(make_filing(county, state=state), "docx")
    said = "".join(block.text for block in read(Source("", made.data)).paragraphs())
    assert ("草稿" in made.name, "未经单位负责人签批" in said) == (marked, marked)
    assert made.name.endswith(".docx")
    assert "农村公路养护补助" in made.name


def test_the_mark_does_not_change_what_is_read(county: County) -> None:
    filing = make_filing(county)
    draft = documents.document_of(filing, "docx").data
    Filing.objects.filter(pk=filing.pk).update(state="signed")
    filing.refresh_from_db()
    signed = documents.document_of(filing, "docx").data
    forms = [extract(read(Source("", data))).forms[0] for data in (draft, signed)]
    assert cells_from_form(forms[0]) == cells_from_form(forms[1])


def test_the_blank_workbook_has_the_yardstick_and_nothing_measured(county: County) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(documents.blank_of(make_filing(county)).data)).active
    assert sheet is not None
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert "日常养护里程" in texts
    assert "≥412公里" in texts
    assert "412公里" not in texts
    assert "93%" not in texts


def test_the_pages(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    client = sign_in(county.person(Role.PREPARER))
    answer = client.get(reverse("filings:export", args=[filing.pk, "xlsx"]))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    assert answer.content.startswith(b"PK")
    assert "草稿" in unquote(answer["Content-Disposition"])
    assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(reverse("filings:blank", args=[filing.pk])).content.startswith(b"PK")
    assert client.get(reverse("filings:export", args=[filing.pk, "exe"])).status_code == 404
    assert client.post(reverse("filings:export", args=[filing.pk, "xlsx"])).status_code == 405


def test_drafts_are_for_the_unit(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    address = reverse("filings:export", args=[filing.pk, "docx"])
    assert sign_in(county.person(Role.FINANCE_REVIEWER)).get(address).status_code == 404
    assert sign_in(county.outsider(Role.UNIT_HEAD)).get(address).status_code == 404
    assert sign_in(county.person(Role.UNIT_HEAD)).get(address).status_code == 200
    assert sign_in(county.person(Role.UNIT_HEAD)).get(reverse("filings:blank", args=[filing.pk])).status_code == 403


def test_what_cannot_be_rendered_is_told_on_the_form(
    county: County, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kaocheng.errors import MissingDependency
    from kaocheng.language import Text

    def missing(*_: Any) -> bytes:
        raise MissingDependency(Text("生成 PDF 需要安装 typst", "pdf needs typst"))

    monkeypatch.setattr(documents, "render", missing)
    filing = make_filing(county)
    client = sign_in(county.person(Role.PREPARER))
    answer = client.get(reverse("filings:export", args=[filing.pk, "pdf"]), follow=True)
    assert answer.redirect_chain[-1][0] == filing.get_absolute_url()
    assert "需要安装 typst" in answer.content.decode()


def test_a_name_of_a_project_cannot_break_the_header(county: County, sign_in: SignIn) -> None:
    project = county.project_year.project
    project.name = 'a"; filename="x.exe\r\n../路'
    project.save()
    answer = sign_in(county.person(Role.PREPARER)).get(reverse("filings:export", args=[make_filing(county).pk, "xlsx"]))
    assert "\n" not in answer["Content-Disposition"]
    assert Path(unquote(answer["Content-Disposition"])).suffix == ".xlsx"
