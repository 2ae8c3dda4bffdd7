"""A finished form is uploaded instead of typing: read in the background, confirmed beside the source, taken."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from kaocheng_web.filings.documents import document_of
from kaocheng_web.filings.models import Filing
from kaocheng_web.jobs import services as jobs
from tests.web.county import OBJECTIVE, County, make_filing

pytestmark = pytest.mark.browser


def test_a_finished_form_is_read_confirmed_and_taken(
    county: County, sign_in_page: Any, keep_picture: Any, tmp_path: Path
) -> None:
    objective = make_filing(county, "objective", state="approved")
    finished = make_filing(county, basis=objective)
    document = tmp_path / "自评表.docx"
    document.write_bytes(document_of(finished, "docx").data)
    Filing.objects.filter(pk=finished.pk).update(cells=dict(OBJECTIVE), version=finished.version + 1)

    page = sign_in_page("preparer", f"/filings/{finished.pk}/", width=1280)
    page.get_by_role("link", name="上传填好的表").click()
    page.locator("#file").set_input_files(str(document))
    page.get_by_role("button", name="上传并读取").click()
    keep_picture(page, "upload-1-reading")
    jobs.work_off()
    page.get_by_role("button", name="全部采用").wait_for(timeout=15_000)
    keep_picture(page, "upload-2-beside-the-source", whole=True)
    expect(page.locator("main")).to_contain_text("412公里")
    page.get_by_role("button", name="全部采用").click()
    page.wait_for_url(f"**/filings/{finished.pk}/")
    finished.refresh_from_db()
    assert finished.cells["indicators[0].actual"] == "412公里"
    assert finished.cells["indicators[6].actual"] == "93%"
    assert finished.cells["indicators[0].target"] == OBJECTIVE["indicators[0].target"]
    keep_picture(page, "upload-3-taken", whole=True)
