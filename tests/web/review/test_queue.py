"""The queue, and deciding together."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import explain
from kaocheng_web.jobs.models import Job
from kaocheng_web.jobs.services import work_off
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.rectification.models import Item
from kaocheng_web.review import selectors, services
from kaocheng_web.review.models import Risk
from kaocheng_web.workflow.services import perform
from tests.web.county import County, explain_all, make_filing
from tests.web.review.situation import clean_check, more_filings

SignIn = Callable[[Person], Client]
QUEUE = "/review/"


def picks(*filings: Filing) -> dict[str, list[str]]:
    return {"pick": [f"{filing.pk}:{filing.version}" for filing in filings]}


def test_submission_weighs_the_risk_and_the_reasons_have_figures(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county)
    explain_all(county, filing)
    perform(county.person("preparer"), filing, "submit", version=filing.version)
    risk = Risk.objects.get(filing=filing)
    assert "full_scores" in {reason["code"] for reason in risk.reasons}
    page = sign_in(county.person("unit_head")).get(QUEUE)
    assert "7项指标自评全部为满分" in page.content.decode()
    assert "all 7 indicators claim full points" not in page.content.decode()


@pytest.mark.parametrize(
    "role, states",
    [
        ("unit_head", {"submitted"}),
        ("department_reviewer", {"signed"}),
        ("finance_reviewer", {"department_reviewed"}),
        ("finance_manager", {"finance_reviewed"}),
    ],
)
def test_everybody_has_what_waits_for_him(county: County, role: str, states: set[str]) -> None:
    for number, state in enumerate(
        ("draft", "submitted", "signed", "department_reviewed", "finance_reviewed", "finalized")
    ):
        (filing,) = more_filings(county, 1, state) if not number else [make_like(county, number, state)]
        assert filing.state == state
    assert {row.state for row in selectors.queue(county.person(role))} == states


def make_like(county: County, number: int, state: str) -> Filing:
    from kaocheng_web.projects.models import Project

    project = Project.objects.create(code=f"Q-{number}", name=f"另{number}", unit=county.unit)
    year = ProjectYear.objects.create(
        project=project, cycle=county.cycle, unit=county.unit, original_budget=Decimal(number)
    )
    return Filing.objects.create(project_year=year, kind="self_evaluation", state=state, cells={})


def test_other_departments_see_nothing_of_it(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, state="signed")
    page = sign_in(county.outsider("department_reviewer")).get(QUEUE)
    assert list(page.context["page"].object_list) == []
    assert (
        sign_in(county.outsider("department_reviewer")).get(reverse("review:filing", args=[filing.pk])).status_code
        == 404
    )
    for role in ("preparer", "expert", "auditor", "administrator"):
        assert sign_in(county.person(role)).get(QUEUE).status_code == 403


def test_highest_risk_first_and_the_unweighed_last(county: County) -> None:
    calm, risky, unknown = more_filings(county, 3)
    services.assess_by_id([calm.pk, risky.pk])
    Risk.objects.filter(filing=calm).update(score=3)
    Risk.objects.filter(filing=risky).update(score=70)
    assert list(selectors.queue(county.person("finance_reviewer"))) == [risky, calm, unknown]


def test_filters(county: County, sign_in: SignIn) -> None:
    one, other = more_filings(county, 2)
    clean_check([one])
    Filing.objects.filter(pk=other.pk).update(errors=2, checked_version=1)
    for number in (1, 2):
        other.submissions.create(number=number, version=number, cells={}, person=county.person("preparer"))
    browser = sign_in(county.person("finance_reviewer"))

    def found(**asked: str) -> set[int]:
        return {row.pk for row in browser.get(QUEUE, asked).context["page"].object_list}

    assert found() == {one.pk, other.pk}
    assert found(verdict="clean") == found(returned="no") == found(department=str(county.department.pk)) == {one.pk}
    assert found(verdict="error") == found(returned="yes") == {other.pk}
    assert found(kind="monitoring") == set()
    assert found(kind="nonsense", verdict="x", department="x") == {one.pk, other.pk}


def test_the_page_does_not_ask_more_for_more_rows(
    county: County, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    filings = more_filings(county, 40)
    services.assess_by_id([filing.pk for filing in filings])
    browser = sign_in(county.person("finance_reviewer"))
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        page = browser.get(QUEUE)
    assert len(page.context["page"].object_list) == 25
    with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
        assert len(browser.get(QUEUE, {"page": 2}).context["page"].object_list) == 15


def test_stale_risks_are_weighed_by_the_job_and_not_by_the_page(county: County, sign_in: SignIn) -> None:
    (filing,) = more_filings(county, 1)
    browser = sign_in(county.person("finance_reviewer"))
    assert browser.get(QUEUE).context["stale"]
    assert browser.get(QUEUE).context["stale"]
    assert Job.objects.filter(kind="review.risk").count() == 1
    assert not Risk.objects.exists()
    work_off()
    filing.refresh_from_db()
    assert Risk.objects.get().filing == filing
    assert filing.checked_version == filing.version
    assert not browser.get(QUEUE).context["stale"]


def test_last_year_counts(county: County) -> None:
    (filing,) = more_filings(county, 1)
    year = filing.project_year
    before = Cycle.objects.create(region=county.region, year=2024, exercise_year=2025)
    clean_check([filing])
    services.assess([filing])
    assert "new_project" in {reason["code"] for reason in filing.risk.reasons}
    earlier = ProjectYear.objects.create(project=year.project, cycle=before, unit=year.unit, original_budget=1)
    Item.objects.create(project_year=earlier, origin="hand", problem="问题", issued_by=county.person("finance_manager"))
    services.assess([filing])
    codes = {reason["code"] for reason in Risk.objects.get(filing=filing).reasons}
    assert "rectified_before" in codes
    assert "new_project" not in codes


def test_units_do_not_learn_by_what_they_are_chosen(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, state="department_reviewed")
    services.assess_by_id([filing.pk])
    page = reverse("review:filing", args=[filing.pk])
    assert sign_in(county.person("finance_reviewer")).get(page).context["risk"]
    assert sign_in(county.person("preparer")).get(page).context["risk"] is None


# Deciding together.


def test_first_what_would_happen_then_each_by_itself(county: County, sign_in: SignIn) -> None:
    clean = more_filings(county, 3)
    clean_check(clean)
    dirty, changed = clean[1], clean[2]
    Filing.objects.filter(pk=dirty.pk).update(errors=1)
    browser = sign_in(county.person("finance_reviewer"))
    asked = browser.post("/review/decide/", picks(*clean))
    assert asked.context["ready"] == 2
    assert "1项错误未处理" in asked.content.decode()
    assert not Filing.objects.filter(state="finance_reviewed").exists()

    dirty.refresh_from_db()
    perform(county.person("finance_reviewer"), changed, "finance_pass", version=changed.version)  # somebody is faster
    Filing.objects.filter(pk=dirty.pk).update(cells={**dirty.cells, "total_score": "120"}, checked_version=0)
    done = browser.post("/review/decide/", {**picks(clean[0], dirty), "sure": "1"}).context
    assert (done["done"], done["failed"]) == (1, 1)
    states = dict(Filing.objects.values_list("pk", "state"))
    assert states == {clean[0].pk: "finance_reviewed", dirty.pk: "department_reviewed", changed.pk: "finance_reviewed"}
    again = browser.post("/review/decide/", {**picks(clean[0]), "sure": "1"})  # the page sent twice
    assert (again.context["done"], again.context["failed"]) == (0, 1)


def test_a_version_that_is_no_longer_the_one_seen_is_left_alone(county: County) -> None:
    (filing,) = more_filings(county, 1)
    clean_check([filing])
    seen = filing.version
    Filing.objects.filter(pk=filing.pk).update(version=seen + 1, checked_version=seen + 1)
    (outcome,) = services.decide_all(county.person("finance_reviewer"), {filing.pk: seen})
    assert not outcome.done
    assert "已被他人更新" in outcome.refusals[0].zh


def test_an_unexplained_warning_keeps_a_form_out(county: County) -> None:
    filing = make_filing(county, state="signed")
    services.assess_by_id([filing.pk])
    filing.refresh_from_db()
    reviewer = county.person("department_reviewer")
    found = [row for row in filing.findings if row["severity"] == "warning"]
    (proposal,) = selectors.proposals(reviewer, {filing.pk: filing.version})
    assert bool(found) == any("提示未说明" in why.zh for why in proposal.hindrances)
    for row in found:
        explain(county.person("preparer"), filing, row["fingerprint"], "已核实。")
    (proposal,) = selectors.proposals(reviewer, {filing.pk: filing.version})
    assert proposal.hindrances == () or filing.errors


def test_nobody_decides_together_what_is_not_his(county: County, sign_in: SignIn) -> None:
    filings = more_filings(county, 2, state="signed")  # one in each department
    clean_check(filings)
    done = sign_in(county.person("department_reviewer")).post("/review/decide/", {**picks(*filings), "sure": "1"})
    assert [outcome.filing for outcome in done.context["outcomes"]] == [filings[0]]
    filings[1].refresh_from_db()
    assert filings[1].state == "signed"
    # what its own filler reviews
    Filing.objects.filter(pk=filings[1].pk).update(filled_by=[county.outsiders[Role.DEPARTMENT_REVIEWER].pk])
    (outcome,) = services.decide_all(county.outsider("department_reviewer"), {filings[1].pk: filings[1].version})
    assert not outcome.done


def test_nothing_chosen_and_nonsense_chosen(county: County, sign_in: SignIn) -> None:
    browser = sign_in(county.person("finance_reviewer"))
    for pick in ([], ["x:y"], ["1"], ["٣:1"], ["9999999999:1"]):
        assert browser.post("/review/decide/", {"pick": pick}).status_code == 302


# Versions.


def test_what_was_handed_in_again_leads_to_the_versions(county: County, sign_in: SignIn) -> None:
    """The comparison itself: tests/web/filings/test_versions.py."""
    filing = make_filing(county, state="signed")
    person = county.person("preparer")
    before = {**filing.cells, "indicators[0].actual": "398公里", "indicators[0].score": "14.49"}
    filing.submissions.create(number=1, version=1, cells=before, person=person)
    browser, address = sign_in(county.person("department_reviewer")), reverse("filings:versions", args=[filing.pk])
    pages = (QUEUE, reverse("review:filing", args=[filing.pk]))
    assert not any(f'href="{address}"' in browser.get(page).text for page in pages)
    filing.submissions.create(number=2, version=5, cells=filing.cells, person=person)
    assert all(f'href="{address}"' in browser.get(page).text for page in pages)
    changes = browser.get(address).context["comparison"].changes
    assert {(change.before, change.after) for change in changes} == {("398公里", "412公里"), ("14.49", "15")}
    assert sign_in(county.outsider("department_reviewer")).get(address).status_code == 404
