"""The form page: who sees it, what may be typed, what a save answers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng_web.filings.models import CellNote, Filing, LostEdit, Sight
from kaocheng_web.filings.services import add_note
from tests.web.county import OBJECTIVE, SELF_EVALUATION, County, explain_all, make_filing

SignIn = Callable[[Any], Client]


def post_cells(client: Client, filing: Filing, changes: dict[str, tuple[str, str]], **more: Any) -> Any:
    body = {"version": more.pop("version", filing.version), "changes": changes, **more}
    return client.post(
        reverse("filings:cells", args=[filing.pk]), json.dumps(body), content_type="application/json",
        headers={"Accept": "application/json"},
    )  # fmt: skip


def page_of(client: Client, filing: Filing) -> str:
    response = client.get(reverse("filings:form", args=[filing.pk]))
    assert response.status_code == 200
    return response.content.decode()


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", ["preparer", "unit_head"])
def test_a_draft_is_seen_by_its_unit(county: County, sign_in: SignIn, role: str) -> None:
    assert "项目支出绩效自评表" in page_of(sign_in(county.person(role)), make_filing(county))


@pytest.mark.parametrize("role", ["department_reviewer", "finance_manager", "auditor", "expert"])
def test_a_draft_does_not_exist_for_anybody_else(county: County, sign_in: SignIn, role: str) -> None:
    filing = make_filing(county)
    client = sign_in(county.person(role))
    assert client.get(reverse("filings:form", args=[filing.pk])).status_code == 404


@pytest.mark.parametrize("name", ["form", "cells"])
def test_other_units_get_404_on_everything(county: County, sign_in: SignIn, name: str) -> None:
    filing = make_filing(county, state="signed")
    client = sign_in(county.outsider("preparer"))
    assert client.get(reverse(f"filings:{name}", args=[filing.pk])).status_code == 404
    for act in ("cells", "rows", "adopt", "take_monitoring", "explain", "seen"):
        assert client.post(reverse(f"filings:{act}", args=[filing.pk])).status_code == 404


def test_reviewers_cannot_type(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, state="signed")
    client = sign_in(county.person("department_reviewer"))
    assert "<textarea data-input" not in page_of(client, filing)
    assert post_cells(client, filing, {"total_score": ("99.63", "1")}).status_code == 403


# ── what ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_merged_headers_are_a_real_table(county: County, sign_in: SignIn) -> None:
    html = page_of(sign_in(county.person("preparer")), make_filing(county))
    assert 'scope="col"' in html
    assert 'rowspan="4"' in html
    assert re.search(r'colspan="[2-9]"', html)
    assert 'id="c-indicators-0-actual"' in html
    assert "style=" not in html.split("</head>")[1]


def test_what_was_approved_and_what_is_computed_is_closed(county: County, sign_in: SignIn) -> None:
    objective = make_filing(county, "objective", state="approved")
    filing = make_filing(county, basis=objective)
    client = sign_in(county.person("preparer"))
    for path in ("indicators[0].target", "indicators[0].weight", "funding[0].execution_rate", "total_score"):
        answer = post_cells(client, filing, {path: (SELF_EVALUATION.get(path, ""), "1")})
        assert (answer.status_code, answer.json()["code"]) == (422, "not-typable")
    assert post_cells(client, filing, {"indicators[0].actual": ("412公里", "400公里")}).status_code == 200
    filing.refresh_from_db()
    assert filing.cells["indicators[0].target"] == "≥412公里"


def test_an_objective_is_typed_whole(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, "objective")
    answer = post_cells(sign_in(county.person("preparer")), filing, {"indicators[0].target": ("≥412公里", "≥420公里")})
    assert answer.status_code == 200
    filing.refresh_from_db()
    assert filing.cells["indicators[0].target"] == "≥420公里"


def test_one_round_trip_saves_computes_and_checks(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    changes = {"funding[0].executed_amount": ("372.15", "300.00"), "indicators[1].actual": ("98.5%", "91.5%")}
    data = post_cells(sign_in(county.person("preparer")), filing, changes).json()
    assert data["version"] == 2
    assert data["cells"]["funding[0].execution_rate"] == "77.64%"
    assert data["cells"]["funding[0].score"] == "7.76"
    assert data["cells"]["total_score"] == "97.76"
    assert data["marks"]["indicators[1].score"] == "error"
    assert "采用建议得分 14.01" in data["messages"]["indicators[1]"]
    filing.refresh_from_db()
    assert filing.cells["total_score"] == "97.76"
    assert (filing.checked_version, filing.errors) == (2, sum(row["severity"] == "error" for row in filing.findings))


def test_the_whole_form_comes_back_when_somebody_else_has_typed(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    client = sign_in(county.person("preparer"))
    post_cells(client, filing, {"indicators[0].actual": ("412公里", "413公里")})
    data = post_cells(client, filing, {"indicators[1].actual": ("98.5%", "99%")}, version=1).json()
    assert data["cells"]["indicators[0].actual"] == "413公里"


def test_a_conflict_shows_both_texts_and_is_settled(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    client = sign_in(county.person("preparer"))
    post_cells(client, filing, {"indicators[0].actual": ("412公里", "413公里")})
    data = post_cells(client, filing, {"indicators[0].actual": ("412公里", "420公里")}).json()
    assert [(one["kept"], one["lost"]) for one in data["conflicts"]] == [("413公里", "420公里")]
    assert "420公里" in page_of(client, filing)
    client.post(reverse("filings:lost", args=[filing.pk, data["conflicts"][0]["number"]]))
    assert LostEdit.objects.get().settled_at is not None
    assert "420公里" not in page_of(client, filing)


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"version": 1, "changes": {"a": 1}}', '{"version": "x", "changes": {}}', "[" * 90_000]
)
def test_malformed_requests_are_refused(county: County, sign_in: SignIn, body: str) -> None:
    client = sign_in(county.person("preparer"))
    url = reverse("filings:cells", args=[make_filing(county).pk])
    answer = client.post(url, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "bad-request")


def test_characters_that_cannot_be_kept_are_left_out(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    post_cells(sign_in(county.person("preparer")), filing, {"indicators[0].deviation": ("", "一\x00二\ud800三")})
    filing.refresh_from_db()
    assert filing.cells["indicators[0].deviation"] == "一二三"


def test_far_away_rows_are_refused(county: County, sign_in: SignIn) -> None:
    client = sign_in(county.person("preparer"))
    assert (
        post_cells(client, make_filing(county, "objective"), {"indicators[999].target": ("", "1")}).status_code == 422
    )


def test_a_session_that_has_ended_answers_401_to_the_editor(county: County, client: Client) -> None:
    assert post_cells(client, make_filing(county), {}).status_code == 401


def test_nothing_is_typed_after_submission(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, state="submitted")
    answer = post_cells(sign_in(county.person("preparer")), filing, {"indicators[0].actual": ("412公里", "1公里")})
    assert (answer.status_code, answer.json()["code"]) == (403, "not-editable")


# ── suggestions, reasons ─────────────────────────────────────────────────────────────────────────────────────────────
def test_all_suggested_scores_are_taken_at_once(county: County, sign_in: SignIn) -> None:
    cells = {**SELF_EVALUATION, "indicators[1].actual": "91.5%", "indicators[0].score": "3"}
    filing = make_filing(county, cells=cells)
    sign_in(county.person("preparer")).post(reverse("filings:adopt", args=[filing.pk]))
    filing.refresh_from_db()
    assert (filing.cells["indicators[1].score"], filing.cells["indicators[0].score"]) == ("14.01", "15")
    assert filing.cells["total_score"] == "98.64"


def test_a_warning_gets_its_reason_beside_the_form(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    client = sign_in(county.person("preparer"))
    page_of(client, filing)
    filing.refresh_from_db()
    warning = next(row for row in filing.findings if row["severity"] == "warning")
    given = {"fingerprint": warning["fingerprint"], "text": "已核实，问卷留存备查"}
    client.post(reverse("filings:explain", args=[filing.pk]), given)
    assert filing.warning_reasons.get().text == "已核实，问卷留存备查"
    assert "已核实，问卷留存备查" in page_of(client, filing)


# ── rows ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_rows_keep_their_data_and_their_remarks(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, "objective")
    CellNote.objects.create(
        filing=filing, field="indicators[1].target", text="请核实", person=county.person("unit_head")
    )
    client = sign_in(county.person("preparer"))
    url = reverse("filings:rows", args=[filing.pk])
    client.post(url, {"change": "add:0", "version": 1})
    filing.refresh_from_db()
    assert filing.cells["indicators[2].level3"] == OBJECTIVE["indicators[1].level3"]
    assert (filing.cells["indicators[1].level1"], filing.cells["indicators[1].level3"]) == ("产出指标", "")
    assert CellNote.objects.get().field == "indicators[2].target"
    client.post(url, {"change": "remove:2", "version": 2})
    client.post(url, {"change": "duplicate:0", "version": 3})
    client.post(url, {"change": "down:0", "version": 4})
    filing.refresh_from_db()
    names = [filing.cells[f"indicators[{row}].level3"] for row in range(8)]
    first = OBJECTIVE["indicators[0].level3"]
    assert names == [first, first, "", *(OBJECTIVE[f"indicators[{row}].level3"] for row in range(2, 7))]
    assert CellNote.objects.get().field == ""


def test_rows_of_a_self_evaluation_are_fixed(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    client = sign_in(county.person("preparer"))
    url = reverse("filings:rows", args=[filing.pk])
    answer = client.post(url, {"change": "add:0", "version": 1}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "fixed-rows")


def test_a_stale_row_change_changes_nothing(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, "objective")
    client = sign_in(county.person("preparer"))
    url = reverse("filings:rows", args=[filing.pk])
    json_wanted = {"Accept": "application/json"}
    assert client.post(url, {"change": "remove:0", "version": 1}, headers=json_wanted).status_code == 200
    assert client.post(url, {"change": "remove:0", "version": 1}, headers=json_wanted).status_code == 409
    filing.refresh_from_db()
    assert filing.cells["indicators[0].level3"] == OBJECTIVE["indicators[1].level3"]


def test_an_empty_objective_can_be_filled(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, "objective", cells={"project_name": "新项目"}, template="F-10")
    client = sign_in(county.person("preparer"))
    html = page_of(client, filing)
    assert 'data-field="objectives[0].expected"' in html
    assert 'data-field="indicators[0].level3"' in html
    assert post_cells(client, filing, {"indicators[0].level3": ("", "培训人次")}).status_code == 200


# ── remarks ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_a_remark_is_made_answered_and_settled(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, state="signed")
    reviewer, preparer = sign_in(county.person("department_reviewer")), sign_in(county.person("preparer"))
    reviewer.post(reverse("filings:notes", args=[filing.pk]), {"field": "indicators[0].actual", "text": "与台账不符"})
    note = CellNote.objects.get()
    assert "与台账不符" in page_of(preparer, filing)
    assert preparer.post(reverse("filings:settle_note", args=[note.pk])).status_code == 403
    preparer.post(reverse("filings:answer_note", args=[note.pk]), {"text": "已补充台账"})
    assert "已补充台账" in page_of(reviewer, filing)
    reviewer.post(reverse("filings:settle_note", args=[note.pk]))
    note.refresh_from_db()
    assert note.settled_at is not None
    outsider = sign_in(county.outsider("department_reviewer"))
    assert outsider.post(reverse("filings:settle_note", args=[note.pk])).status_code == 404


def test_the_preparer_does_not_comment(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    client = sign_in(county.person("preparer"))
    assert client.post(reverse("filings:notes", args=[filing.pk]), {"text": "好"}).status_code == 403


# ── signing ──────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_the_head_signs_what_he_has_seen(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    explain_all(county, filing)
    Filing.objects.filter(pk=filing.pk).update(state="submitted")
    client = sign_in(county.person("unit_head"))
    assert 'data-seen-url="/' in page_of(client, filing)
    assert not Sight.objects.exists()
    assert client.post(reverse("filings:seen", args=[filing.pk]), {"version": 99}).status_code == 302
    assert not Sight.objects.exists()
    client.post(reverse("filings:seen", args=[filing.pk]), {"version": filing.version})
    assert 'data-seen-url=""' in page_of(client, filing)
    client.post(
        reverse("workflow:move", args=["self_evaluation", filing.pk]), {"action": "sign", "version": filing.version}
    )
    filing.refresh_from_db()
    assert filing.state == "signed"


# ── cost ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def test_queries_do_not_grow_with_remarks(county: County, sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    filing = make_filing(county, state="signed")
    person = county.person("department_reviewer")
    client = sign_in(person)
    page_of(client, filing)
    for row in range(6):
        add_note(person, filing, field=f"indicators[{row}].actual", text="请核实")
    with django_assert_max_num_queries(18):
        page_of(client, filing)


def test_queries_of_a_save(county: County, sign_in: SignIn, django_assert_max_num_queries: Any) -> None:
    filing = make_filing(county)
    client = sign_in(county.person("preparer"))
    page_of(client, filing)
    with django_assert_max_num_queries(26):
        assert post_cells(client, filing, {"indicators[0].actual": ("412公里", "413公里")}).status_code == 200
