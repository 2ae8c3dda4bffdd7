from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied

from kaocheng.lifecycle import Role
from kaocheng_web.disclosure import services
from kaocheng_web.disclosure.models import Package
from kaocheng_web.filings.models import Filing
from kaocheng_web.journal.models import Event
from kaocheng_web.rectification.models import Correction, Item
from kaocheng_web.workflow.services import NotAllowed, Refused, Stale, perform
from tests.web.county import SELF_EVALUATION, County
from tests.web.disclosure.situation import NAME, PHONE, PLANTED, WAY, final_filing, fresh, move, package_in


def test_assembling_takes_out_what_is_personal_and_lists_it(county: County) -> None:
    package = package_in(county)
    text = str([package.content, package.facts, package.searchable, package.removed])
    assert not [planted for planted in PLANTED if planted in text]
    assert package.content["indicators[2].deviation"] == "该项由某某负责。"
    assert package.content["objectives[0].actual"].endswith("联系人：某某，电话。")
    taken = {(cut["field"], cut["kind"]) for cut in package.removed}
    assert taken == {
        ("objectives[0].actual", "name"),
        ("objectives[0].actual", "mobile"),
        ("indicators[2].deviation", "name"),
        ("indicators[3].deviation", "account"),
        ("preparer", "name"),
        ("phone", "mobile"),
    }


def test_what_is_not_personal_stays_as_it_was_signed(county: County) -> None:
    package = package_in(county, cells=SELF_EVALUATION)
    assert package.content == SELF_EVALUATION
    assert package.removed == []
    facts = {key: package.facts[key] for key in ("project", "unit", "department", "region", "year", "score", "grade")}
    assert facts == {
        "project": "农村公路养护补助",
        "unit": "示例县公路养护中心",
        "department": "示例县交通运输局",
        "region": "示例县",
        "year": 2025,
        "score": "99.63",
        "grade": "优",
    }


def test_only_a_final_self_evaluation_is_assembled(county: County) -> None:
    filing = final_filing(county, state="finance_reviewed")
    with pytest.raises(Refused) as refused:
        services.assemble(county.person(Role.PREPARER), filing)
    assert refused.value.code == "not-final"
    assert not Package.objects.exists()


def test_assembling_twice_gives_the_same_package(county: County) -> None:
    package = package_in(county)
    assert services.assemble(county.person(Role.UNIT_HEAD), package.filing).pk == package.pk
    assert Event.objects.filter(subject="disclosure", action="assemble").count() == 1


def test_people_of_another_unit_assemble_nothing(county: County) -> None:
    filing = final_filing(county)
    for role in (Role.PREPARER, Role.DEPARTMENT_REVIEWER, Role.AUDITOR):
        with pytest.raises(PermissionDenied):
            services.assemble(county.outsider(role), filing)


def test_the_way_to_the_public(county: County) -> None:
    package = package_in(county, "published")
    package.refresh_from_db()
    assert package.state == "published"
    assert package.published_at is not None
    assert package.privacy_by == county.person(Role.PREPARER)
    assert package.secrecy_by == county.person(Role.UNIT_HEAD)
    assert Filing.objects.get(pk=package.filing_id).state == "disclosed"
    events = Event.objects.filter(subject="disclosure", subject_id=package.pk).order_by("number")
    assert [event.action for event in events] == ["assemble", *(action for action, _ in WAY)]


def test_the_two_checks_are_made_by_two_people(county: County) -> None:
    package = package_in(county)
    reviewer = county.person(Role.DEPARTMENT_REVIEWER)
    perform(reviewer, package, "privacy_check", version=package.version)
    with pytest.raises(Refused) as refused:
        perform(reviewer, package, "secrecy_check", version=package.version)
    assert [refusal.code for refusal in refused.value.refusals] == ["same-checker"]
    perform(county.person(Role.UNIT_HEAD), package, "secrecy_check", version=package.version)
    assert package.state == "secrecy_checked"


@pytest.mark.parametrize("field", ["title", "objectives[0].actual", "preparer"])
def test_a_secrecy_mark_stops_the_secrecy_check(county: County, field: str) -> None:
    package = package_in(county, "privacy_checked", cells={**SELF_EVALUATION, field: "秘密★10年"})
    with pytest.raises(Refused) as refused:
        move(county, package, "secrecy_check", Role.UNIT_HEAD)
    assert {(refusal.code, refusal.field) for refusal in refused.value.refusals} == {("secrecy-mark", field)}


def test_a_copy_that_is_not_clean_is_neither_checked_nor_published(county: County) -> None:
    package = package_in(county, "approved")
    Package.objects.filter(pk=package.pk).update(content={**package.content, "reasons": f"联系人：{NAME} {PHONE}"})
    with pytest.raises(Refused) as refused:
        move(county, package, "publish", Role.FINANCE_MANAGER)
    assert {(refusal.code, refusal.field) for refusal in refused.value.refusals} == {("not-clean", "reasons")}
    assert NAME not in str(refused.value.refusals)
    assert PHONE not in str(refused.value.refusals)


def test_a_form_with_errors_passes_no_check(county: County) -> None:
    package = package_in(county, cells={**SELF_EVALUATION, "total_score": "88.00"})
    with pytest.raises(Refused) as refused:
        move(county, package, "privacy_check", Role.PREPARER)
    assert refused.value.refusals


def test_names_of_the_people_who_filled_the_form_go_without_a_label(county: County) -> None:
    person = county.person(Role.PREPARER)
    person.name = NAME
    person.save()
    package = package_in(county, cells={**SELF_EVALUATION, "indicators[0].deviation": f"{NAME}同志核对"})
    assert package.content["indicators[0].deviation"] == "某某同志核对"


def test_hidden_words_go_everywhere_and_come_back(county: County) -> None:
    package = package_in(county)
    person = county.person(Role.PREPARER)
    services.hide(person, package, words="农村公路\n养护", version=package.version)
    assert package.facts["project"] == "＊＊＊＊补助"
    assert "养护" not in str([package.content, package.facts, package.searchable])
    services.show(person, package, word="农村公路", version=package.version)
    assert package.hidden == ["养护"]
    assert package.facts["project"] == "农村公路＊＊补助"
    assert "养护" not in str(list(Event.objects.filter(action="hide").values_list("after", flat=True)))


def test_running_text_is_worded_anew_and_cleaned_again(county: County) -> None:
    package = package_in(county)
    person = county.person(Role.DEPARTMENT_REVIEWER)
    field = "indicators[2].deviation"
    services.reword(person, package, field=field, text=f"由项目负责人{NAME}落实。", version=package.version)
    assert NAME not in package.content[field]
    assert package.content[field].startswith("由项目负责人")
    assert Filing.objects.get(pk=package.filing_id).cells[field] == f"该项由{NAME}负责。"
    services.reword(person, package, field=field, text="", version=package.version)
    assert package.content[field] == "该项由某某负责。"


@pytest.mark.parametrize("field", ["total_score", "indicators[0].actual", "indicators[0].target", "nothing"])
def test_figures_are_never_worded_anew(county: County, field: str) -> None:
    package = package_in(county)
    with pytest.raises(Refused):
        services.reword(county.person(Role.PREPARER), package, field=field, text="100", version=package.version)


def test_nothing_changes_after_the_first_check(county: County) -> None:
    package = fresh(county, package_in(county, "privacy_checked"))
    with pytest.raises(NotAllowed):
        services.hide(county.person(Role.PREPARER), package, words="养护", version=package.version)


def test_of_two_who_change_the_copy_the_slower_is_told(county: County) -> None:
    package = package_in(county)
    seen = fresh(county, package)
    services.hide(county.person(Role.PREPARER), package, words="养护", version=package.version)
    with pytest.raises(Stale):
        services.hide(county.person(Role.PREPARER), seen, words="补助", version=seen.version)


def test_heads_and_strangers_do_not_change_the_copy(county: County) -> None:
    package = package_in(county)
    for person in (county.person(Role.UNIT_HEAD), county.outsider(Role.PREPARER), county.person(Role.AUDITOR)):
        with pytest.raises(PermissionDenied):
            services.hide(person, package, words="养护", version=package.version)


def test_a_correction_makes_the_next_edition_from_what_is_in_force(county: County) -> None:
    package = package_in(county, "published")
    person, field = county.person(Role.PREPARER), "indicators[1].actual"
    item = Item.objects.create(
        project_year=county.project_year, filing=package.filing, origin="hand", problem="有误", issued_by=person
    )
    Correction.objects.create(filing=package.filing, item=item, field=field, after="99%", why="笔误", person=person)
    move(county, package, "correct", Role.FINANCE_MANAGER, "更正")
    assert package.content[field] == "98.5%"  # not in force before the item is closed
    move(county, package, "withhold", Role.UNIT_HEAD, "等待")
    Item.objects.filter(pk=item.pk).update(state="closed")
    move(county, package, "return", Role.UNIT_HEAD, "重新整理")
    package.refresh_from_db()
    assert (package.edition, package.content[field]) == (2, "99%")
    assert (package.privacy_by, package.secrecy_by) == (None, None)
    for action, role in WAY:
        move(county, package, action, role)
    package.refresh_from_db()
    assert package.state == "published"


def test_what_was_returned_is_checked_by_both_again(county: County) -> None:
    package = package_in(county, "approved")
    move(county, package, "return", Role.FINANCE_MANAGER, "文字需要改写")
    package.refresh_from_db()
    assert (package.state, package.edition, package.privacy_by) == ("assembled", 1, None)
