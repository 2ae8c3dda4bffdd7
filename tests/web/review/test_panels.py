"""Expert panels."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.rectification.models import Item
from kaocheng_web.review import services
from kaocheng_web.review.models import Panel, Seat
from kaocheng_web.workflow.services import NotAllowed, Refused, Stale, perform
from tests.web.county import County, make_filing, make_person
from tests.web.review.situation import SCORES, experts, fresh, opened, panel_of

SignIn = Callable[[Person], Client]


def codes(county: County, panel: Panel, action: str, reason: str = "") -> set[str]:
    panel = Panel.objects.get(pk=panel.pk)
    with pytest.raises(Refused) as refused:
        perform(county.person("finance_manager"), panel, action, version=panel.version, reason=reason)
    return {refusal.code for refusal in refused.value.refusals}


def hand_in(person: Person, seat: Seat, **scores: str) -> None:
    seat = fresh(seat)
    given = {**SCORES, **{f"indicators[{name[1:]}].score": score for name, score in scores.items()}}
    services.save_seat(person, seat, scores=given, remarks="达到预期", version=seat.version, submit=True)


def test_from_forming_to_the_opinion_through_the_pages(county: County, sign_in: SignIn) -> None:
    filing = make_filing(county, state="finance_reviewed")
    manager, people = sign_in(county.person("finance_manager")), experts(county, 3)
    manager.post(reverse("review:form_panel", args=[filing.pk]))
    panel = Panel.objects.get()
    page = panel.get_absolute_url()
    for number, person in enumerate(people):
        panel.refresh_from_db()
        seat = {"expert": str(person.pk), "specialty": "subject" if number else "management", "version": panel.version}
        assert manager.post(reverse("review:add_seat", args=[panel.pk]), seat).status_code == 302
    move = reverse("workflow:move", args=["panel", panel.pk])
    panel.refresh_from_db()
    assert manager.post(move, {"action": "open_scoring", "version": panel.version}).status_code == 422
    for person in people:
        seat = Seat.objects.get(expert=person)
        shown = sign_in(person).get(page).content.decode()
        assert "郑重承诺" in shown
        assert 'name="score:' not in shown
        sign_in(person).post(reverse("review:seat", args=[seat.pk]), {"action": "sign"})
        seat.refresh_from_db()
        assert seat.undertaking_signed_at
        assert "农村公路养护补助" in seat.undertaking_text
    panel.refresh_from_db()
    assert manager.post(move, {"action": "open_scoring", "version": panel.version}).status_code == 302
    for number, person in enumerate(people):
        seat = Seat.objects.get(expert=person)
        scores = {f"score:{field}": text for field, text in SCORES.items()} | {
            "score:indicators[0].score": str(12 + number)
        }
        typed = {**scores, "remarks": f"意见{number}", "version": seat.version, "action": "submit"}
        assert sign_in(person).post(reverse("review:seat", args=[seat.pk]), typed).status_code == 302
    shown = manager.get(page)
    spread = shown.context["spread"]
    assert (spread.minimum, spread.maximum, spread.mean, spread.median, spread.deviation) == tuple(
        map(Decimal, ("96.63", "98.63", "97.63", "97.63", "0.82"))
    )
    assert "意见2" in shown.content.decode()
    panel.refresh_from_db()
    end = {"action": "conclude", "version": panel.version, "reason": "总体良好，验收资料不全", "data.issue": "1"}
    assert manager.post(move, end).status_code == 302
    panel.refresh_from_db()
    assert (panel.state, panel.opinion) == ("concluded", "总体良好，验收资料不全")
    assert (Item.objects.get().origin, Item.objects.get().problem) == ("panel", "总体良好，验收资料不全")


def test_a_panel_is_odd_and_of_both_kinds_and_has_signed(county: County) -> None:
    people = experts(county, 4)
    panel, _ = panel_of(county, people[:2])
    assert codes(county, panel, "open_scoring") == {"panel", "undertaking"}
    panel = Panel.objects.get(pk=panel.pk)
    manager = county.person("finance_manager")
    services.add_seat(manager, panel, people[2].pk, "subject", version=panel.version)
    for person in people[:3]:
        services.sign_undertaking(person, fresh(Seat.objects.get(panel=panel, expert=person)))
    panel = Panel.objects.get(pk=panel.pk)
    perform(manager, panel, "open_scoring", version=panel.version)


def test_nobody_sees_anothers_scores_before_all_have_scored(county: County, sign_in: SignIn) -> None:
    people = experts(county, 3)
    panel, seats = opened(county, people)
    hand_in(people[0], seats[0], r0="7.77")
    hand_in(people[1], seats[1], r0="7.77")
    page = panel.get_absolute_url()
    for person in (people[1], people[2], county.person("finance_manager"), county.person("auditor")):
        shown = sign_in(person).get(page)
        assert not shown.context["everything"]
        assert ("7.77" in shown.content.decode()) == (person == people[1])  # his own
        assert shown.context["spread"] is None
    hand_in(people[2], seats[2], r0="8.88")
    shown = sign_in(people[2]).get(page).content.decode()
    assert "7.77" in shown
    assert "8.88" in shown


def test_scores_handed_in_stand(county: County) -> None:
    people = experts(county, 3)
    _, seats = opened(county, people)
    hand_in(people[0], seats[0])
    with pytest.raises(NotAllowed):
        hand_in(people[0], seats[0], r0="1")
    with pytest.raises(NotAllowed):
        services.save_seat(people[1], fresh(seats[2]), scores=SCORES, remarks="代打", version=1, submit=True)
    seat = fresh(seats[1])
    with pytest.raises(Refused):
        services.save_seat(people[1], seat, scores={}, remarks="", version=seat.version, submit=True)
    services.save_seat(people[1], seat, scores={}, remarks="草稿", version=seat.version)
    with pytest.raises(Stale):  # the other tab
        services.save_seat(people[1], seat, scores=SCORES, remarks="", version=seat.version - 1)


def test_nobody_scores_before_scoring_is_open(county: County) -> None:
    people = experts(county, 3)
    _, seats = panel_of(county, people)
    with pytest.raises(NotAllowed):
        hand_in(people[0], seats[0])


@pytest.mark.parametrize("ground, at_once", [("unit", True), ("paid", True), ("other", False)])
def test_recusal(county: County, sign_in: SignIn, ground: str, at_once: bool) -> None:
    people = experts(county, 3)
    panel, seats = panel_of(county, people)
    browser = sign_in(people[0])
    asked = {"action": "recuse", "ground": ground, "reason": "与项目负责人有亲属关系"}
    browser.post(reverse("review:seat", args=[seats[0].pk]), asked)
    seat = fresh(seats[0])
    assert (seat.recused, seat.recusal_open) == (at_once, not at_once)
    if not at_once:
        assert "recusal" in codes(county, panel, "open_scoring")
        manager = sign_in(county.person("finance_manager"))
        manager.post(reverse("review:manage_seat", args=[seat.pk]), {"action": "grant"})
    assert "panel" in codes(county, panel, "open_scoring")  # two are left
    assert browser.get(panel.get_absolute_url()).status_code == 404
    assert browser.get(reverse("filings:form", args=[panel.filing_id])).status_code == 404
    assert "已回避" in browser.get(reverse("review:desk")).content.decode()


def test_a_declined_recusal_keeps_the_seat(county: County) -> None:
    people = experts(county, 3)
    panel, seats = panel_of(county, people)
    services.ask_recusal(people[0], fresh(seats[0]), ground="other", reason="时间冲突")
    services.decide_recusal(county.person("finance_manager"), fresh(seats[0]), grant=False)
    seat = fresh(seats[0])
    assert not seat.recused
    assert not seat.recusal_open
    with pytest.raises(Stale):
        services.decide_recusal(county.person("finance_manager"), seat, grant=True)
    with pytest.raises(Refused):
        services.ask_recusal(people[1], fresh(seats[1]), ground="other", reason=" ")
    assert codes(county, panel, "open_scoring") == {"undertaking"}


def test_whoever_stands_back_during_scoring_is_replaced(county: County) -> None:
    people = experts(county, 4)
    panel, seats = opened(county, people[:3])
    for person, seat in zip(people[:2], seats[:2], strict=True):
        hand_in(person, seat)
    services.ask_recusal(people[2], fresh(seats[2]), ground="paid", reason="")
    assert "panel" in codes(county, panel, "conclude", "意见")
    panel = Panel.objects.get(pk=panel.pk)
    new = services.add_seat(county.person("finance_manager"), panel, people[3].pk, "management", version=panel.version)
    with pytest.raises(NotAllowed):
        hand_in(people[3], new)
    services.sign_undertaking(people[3], fresh(new))
    hand_in(people[3], new)
    panel = Panel.objects.get(pk=panel.pk)
    perform(county.person("finance_manager"), panel, "conclude", version=panel.version, reason="意见")


def test_who_sits_on_no_panel(county: County) -> None:
    panel, _ = panel_of(county, [])
    manager = county.person("finance_manager")
    own = make_person("own_expert", Role.EXPERT, county.unit)
    for person in (own, county.person("finance_reviewer"), county.person("preparer")):
        with pytest.raises(Refused):
            services.add_seat(manager, panel, person.pk, "subject", version=panel.version)
    (expert,) = experts(county, 1)
    services.add_seat(manager, panel, expert.pk, "subject", version=panel.version)
    with pytest.raises(Refused):
        services.add_seat(manager, panel, expert.pk, "subject", version=panel.version)
    with pytest.raises(Stale):
        services.add_seat(manager, panel, county.people[Role.EXPERT].pk, "subject", version=panel.version - 1)


def test_experts_see_their_panels_only(county: County, sign_in: SignIn) -> None:
    people = experts(county, 4)
    panel, seats = panel_of(county, people[:3])
    page = panel.get_absolute_url()
    assert sign_in(people[3]).get(page).status_code == 404
    assert sign_in(people[3]).post(reverse("review:seat", args=[seats[0].pk]), {"action": "sign"}).status_code == 404
    assert sign_in(people[0]).post(reverse("review:seat", args=[seats[1].pk]), {"action": "sign"}).status_code == 404
    assert sign_in(people[0]).get(reverse("review:panels")).context["page"].paginator.count == 1
    assert sign_in(people[3]).get(reverse("review:panels")).context["page"].paginator.count == 0
    for role in ("preparer", "unit_head", "department_reviewer", "administrator"):
        assert sign_in(county.person(role)).get(page).status_code == 403
    for url in (reverse("review:add_seat", args=[panel.pk]), reverse("review:manage_seat", args=[seats[0].pk])):
        assert sign_in(people[0]).post(url, {"action": "remove", "version": "1"}).status_code == 403
    assert not Seat.objects.exclude(undertaking_signed_at=None).exists()


def test_an_open_panel_holds_up_the_end(county: County) -> None:
    panel, _ = panel_of(county, [])
    filing, manager = panel.filing, county.person("finance_manager")
    with pytest.raises(Refused):
        perform(manager, filing, "finalize", version=filing.version)
    with pytest.raises(Refused):
        services.form_panel(manager, filing)
    panel = Panel.objects.get(pk=panel.pk)
    perform(manager, panel, "dissolve", version=panel.version, reason="改为抽查")
    perform(manager, filing, "finalize", version=filing.version)


def test_the_page_stays_within_twenty_queries(
    county: County, sign_in: SignIn, django_assert_max_num_queries: Callable[..., object]
) -> None:
    people = experts(county, 5)
    panel, _ = opened(county, people)
    for person in (county.person("finance_manager"), people[0]):
        browser = sign_in(person)
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            assert browser.get(panel.get_absolute_url()).status_code == 200
