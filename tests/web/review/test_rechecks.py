"""Scoring again."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.journal.models import Event
from kaocheng_web.rectification.models import Item
from kaocheng_web.review import services
from kaocheng_web.review.models import Recheck
from kaocheng_web.workflow.services import NotAllowed, Refused, Stale, buttons, perform
from tests.web.county import County, make_filing, make_person
from tests.web.review.situation import SCORES, assigned, experts, scored

SignIn = Callable[[Person], Client]


def form(recheck: Recheck, scores: dict[str, str], remarks: dict[str, str] | None = None) -> dict[str, str]:
    typed = {f"score:{field}": text for field, text in scores.items()}
    typed |= {f"remark:{field}": text for field, text in (remarks or {}).items()}
    return {**typed, "version": str(recheck.version)}


def move(browser: Client, recheck: Recheck, action: str, **more: str) -> int:
    recheck.refresh_from_db()
    fields = {"action": action, "version": str(recheck.version), **more}
    return browser.post(reverse("workflow:move", args=["recheck", recheck.pk]), fields).status_code


def test_from_choice_to_closing_through_the_pages(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, state="finance_reviewed")
    manager, expert = sign_in(county.person("finance_manager")), sign_in(county.person("expert"))
    unit = sign_in(county.person("preparer"))
    manager.post(reverse("review:select", args=[filing.pk]), {"reason": "群众来信反映"})
    recheck = Recheck.objects.get()
    page = recheck.get_absolute_url()
    assert expert.get(page).status_code == 404
    assert "某某expert" in manager.get(page).content.decode()
    assert move(manager, recheck, "assign", **{"data.checker": str(county.people[Role.EXPERT].pk)}) == 302
    assert page in expert.get(reverse("review:desk")).content.decode()

    assert move(expert, recheck, "request_evidence", reason="请补充验收单") == 302
    assert "请补充验收单" in unit.get(page).content.decode()
    assert move(unit, recheck, "supply_evidence") == 302
    recheck.refresh_from_db()
    field = "indicators[0].score"
    low = {**SCORES, field: "4"}
    assert expert.post(page, form(recheck, low, {field: "台账只显示110公里"})).status_code == 302
    assert unit.get(page).context["lines"][1]["score"] == ""  # not while they are being weighed
    assert move(expert, recheck, "score") == 302
    recheck.refresh_from_db()
    assert (recheck.self_score, recheck.total, recheck.gap) == (Decimal("99.63"), Decimal("88.63"), Decimal("11.00"))
    assert unit.get(page).context["lines"][1]["gap"] == 11

    assert move(manager, recheck, "reconcile", reason="按复核结果") == 422
    answered = {"answer": "台账补登不及时", "version": str(recheck.version)}
    assert unit.post(reverse("review:answer", args=[recheck.pk]), answered).status_code == 302
    done = move(
        manager, recheck, "reconcile", reason="按复核结果", **{"data.issue": "1", "data.problem": "养护里程虚高"}
    )
    assert done == 302
    item = Item.objects.get()
    assert (item.origin, item.problem, item.project_year) == ("recheck", "养护里程虚高", filing.project_year)
    filing.refresh_from_db()
    perform(county.person("finance_manager"), filing, "finalize", version=filing.version)


def test_a_small_gap_needs_no_answer_and_issues_nothing(county: County) -> None:
    recheck = scored(county, r0="13")
    assert recheck.gap == 2
    perform(county.person("finance_manager"), recheck, "reconcile", version=recheck.version, reason="认可")
    assert not Item.objects.exists()


def test_a_wide_gap_is_answered_first(county: County) -> None:
    recheck = scored(county, r0="8")
    manager = county.person("finance_manager")
    with pytest.raises(Refused) as refused:
        perform(manager, recheck, "reconcile", version=recheck.version, reason="认可")
    assert refused.value.refusals[0].code == "gap-unanswered"
    services.answer_gap(manager, recheck, "单位逾期未答复", version=recheck.version)
    perform(manager, recheck, "reconcile", version=recheck.version, reason="认可")


def test_the_self_evaluation_waits_for_its_recheck(county: County) -> None:
    recheck = scored(county)
    filing, manager = recheck.filing, county.person("finance_manager")
    with pytest.raises(Refused) as refused:
        perform(manager, filing, "finalize", version=filing.version)
    assert refused.value.refusals[0].code == "recheck-open"
    perform(manager, recheck, "reconcile", version=recheck.version, reason="认可")
    perform(manager, filing, "finalize", version=filing.version)


def test_who_may_not_check(county: County) -> None:
    filing = make_filing(county, state="finance_reviewed")
    manager = county.person("finance_manager")
    recheck = services.select_by_hand(manager, filing, "抽查")
    own = make_person("own_expert", Role.EXPERT, county.unit)
    in_department = make_person("in_department", Role.EXPERT, county.department)
    filler = make_person("filler", Role.EXPERT, county.region)
    filing.filled_by = [filler.pk]
    filing.save()
    recheck.refresh_from_db()
    for person in (own, in_department, filler, county.person("preparer"), county.person("auditor")):
        with pytest.raises(Refused) as refused:
            perform(manager, recheck, "assign", version=recheck.version, data={"checker": str(person.pk)})
        assert refused.value.refusals[0].code == "not-independent"
    for data in ({}, {"checker": "x"}, {"checker": "0"}):
        with pytest.raises(Refused):
            perform(manager, Recheck.objects.get(pk=recheck.pk), "assign", version=recheck.version, data=data)
    assert Recheck.objects.get(pk=recheck.pk).state == "selected"
    from kaocheng_web.review.selectors import checkers

    assert {person.username for person in checkers(filing)} == {"expert", "other_expert", "finance_reviewer"}
    perform(
        manager,
        Recheck.objects.get(pk=recheck.pk),
        "assign",
        version=recheck.version,
        data={"checker": str(county.people[Role.FINANCE_REVIEWER].pk)},
    )


def test_only_the_checker_scores(county: County, sign_in: SignIn) -> None:
    recheck = assigned(county)
    stranger, reviewer = county.outsider("expert"), county.person("finance_reviewer")
    page = recheck.get_absolute_url()
    assert sign_in(stranger).get(page).status_code == 404
    assert sign_in(stranger).post(page, form(recheck, SCORES)).status_code == 404
    assert sign_in(reviewer).post(page, form(recheck, SCORES)).status_code == 403
    assert sign_in(county.outsider("preparer")).get(page).status_code == 404
    assert sign_in(county.person("department_reviewer")).get(page).status_code == 403
    with pytest.raises(NotAllowed):
        perform(stranger, recheck, "score", version=recheck.version)
    with pytest.raises(Refused) as refused:
        perform(reviewer, recheck, "score", version=recheck.version)
    assert "not-assigned" in {refusal.code for refusal in refused.value.refusals}
    assert not [button for button in buttons(county.person("expert"), recheck) if button.transition.action == "assign"]


def test_incomplete_scores_are_kept_but_not_handed_in(county: County) -> None:
    recheck, expert = assigned(county), county.person("expert")
    some = {"indicators[0].score": "12", "nonsense": "3"}
    services.save_scores(expert, recheck, scores=some, remarks={}, version=recheck.version)
    assert recheck.scores == {"indicators[0].score": "12"}
    with pytest.raises(Refused) as refused:
        perform(expert, recheck, "score", version=recheck.version)
    words = [refusal.message.zh for refusal in refused.value.refusals]
    assert len(words) == 8
    assert any("请说明理由" in text for text in words)


def test_an_impossible_score_is_refused_and_nothing_typed_is_lost(county: County, sign_in: SignIn) -> None:
    recheck = assigned(county)
    page = sign_in(county.person("expert")).post(
        recheck.get_absolute_url(), form(recheck, {**SCORES, "indicators[1].score": "99"})
    )
    assert page.status_code == 422
    assert "0至15之间" in page.content.decode()
    assert 'value="99"' in page.content.decode()
    recheck.refresh_from_db()
    assert recheck.scores == {}


def test_two_tabs_of_the_checker(county: County, sign_in: SignIn) -> None:
    recheck, browser = assigned(county), sign_in(county.person("expert"))
    page = recheck.get_absolute_url()
    assert browser.post(page, form(recheck, SCORES)).status_code == 302
    late = browser.post(page, form(recheck, {**SCORES, "indicators[0].score": "3"}))
    assert late.status_code == 409
    assert 'value="3"' in late.content.decode()
    with pytest.raises(Stale):
        services.save_scores(county.person("expert"), recheck, scores=SCORES, remarks={}, version=recheck.version)
    assert Event.objects.filter(action="type_scores").count() == 1


def test_one_open_recheck_at_a_time(county: County) -> None:
    recheck, manager = assigned(county), county.person("finance_manager")
    with pytest.raises(Refused):
        services.select_by_hand(manager, recheck.filing, "再查")
    with pytest.raises(Refused):
        services.select_by_hand(manager, make_filing(county, "objective", "submitted"), "查")
    with pytest.raises(Refused):
        services.select_by_hand(manager, recheck.filing, "  ")


def test_an_expert_sees_his_own_only(county: County, sign_in: SignIn) -> None:
    mine = assigned(county)
    (other,) = experts(county, 1)
    browser = sign_in(other)
    assert list(browser.get(reverse("review:rechecks")).context["page"].object_list) == []
    assert browser.get(reverse("filings:form", args=[mine.filing_id])).status_code == 404
    own = sign_in(county.person("expert"))
    assert list(own.get(reverse("review:rechecks")).context["page"].object_list) == [mine]
    assert own.get(reverse("filings:form", args=[mine.filing_id])).status_code == 200


def test_the_page_stays_within_twenty_queries(
    county: County, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    recheck = scored(county, r0="8")
    for role in ("finance_manager", "expert", "preparer"):
        browser = sign_in(county.person(role))
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            assert browser.get(recheck.get_absolute_url()).status_code == 200
