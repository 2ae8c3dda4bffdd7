"""Transitions."""

from __future__ import annotations

import pytest

from kaocheng.lifecycle import Role, all_machines
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import see
from kaocheng_web.journal.models import Event
from kaocheng_web.workflow.services import NotAllowed, Refused, Stale, buttons, known_guards, perform
from tests.web.county import County, explain_all, make_filing


def test_every_guard_of_the_tables_has_a_meaning() -> None:
    named = {guard for machine in all_machines().values() for guard in machine.guards}
    assert named <= known_guards()


def test_a_self_evaluation_goes_all_the_way(county: County) -> None:
    filing = make_filing(county)
    explain_all(county, filing)
    steps = [
        (Role.PREPARER, "submit"),
        (Role.UNIT_HEAD, "sign"),
        (Role.DEPARTMENT_REVIEWER, "department_pass"),
        (Role.FINANCE_REVIEWER, "finance_pass"),
        (Role.FINANCE_MANAGER, "finalize"),
    ]
    for role, action in steps:
        person = county.person(role)
        see(person, filing)
        perform(person, filing, action, version=filing.version)
    filing.refresh_from_db()
    assert filing.state == "finalized"
    moves = [event.action for event in Event.objects.order_by("number") if event.action not in ("create", "explain")]
    assert moves == [action for _, action in steps]
    assert filing.submissions.count() == 1


def test_the_second_of_two_clicks_loses(county: County) -> None:
    first = make_filing(county)
    explain_all(county, first)
    second = Filing.objects.get(pk=first.pk)
    perform(county.person("preparer"), first, "submit", version=1)
    with pytest.raises(Stale):
        perform(county.person("preparer"), second, "submit", version=1)
    assert Event.objects.filter(action="submit").count() == 1


def test_a_return_needs_words_and_a_rule(county: County) -> None:
    filing = make_filing(county, state="signed")
    reviewer = county.person("department_reviewer")
    with pytest.raises(Refused) as refused:
        perform(reviewer, filing, "return", version=filing.version)
    assert {refusal.code for refusal in refused.value.refusals} == {"reason-missing", "codes-missing"}
    event = perform(reviewer, filing, "return", version=filing.version, reason="分值不符", codes=["ARI-05"])
    assert (filing.state, event.after["codes"]) == ("draft", ["ARI-05"])


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.PREPARER])
def test_only_the_preparer_submits(county: County, role: Role) -> None:
    filing = make_filing(county)
    with pytest.raises(NotAllowed):
        perform(county.person(role), filing, "submit", version=1)


def test_another_unit_has_no_say(county: County) -> None:
    filing = make_filing(county, state="signed")
    assert buttons(county.outsider("department_reviewer"), filing) == []
    assert [button.transition.action for button in buttons(county.person("department_reviewer"), filing)] == [
        "department_pass",
        "return",
    ]


def test_nobody_reviews_his_own_work(county: County) -> None:
    filing = make_filing(county, state="signed")
    reviewer = county.person("department_reviewer")
    filing.filled_by = [reviewer.pk]
    filing.save()
    with pytest.raises(Refused) as refused:
        perform(reviewer, filing, "department_pass", version=filing.version)
    assert [refusal.code for refusal in refused.value.refusals] == ["own-work"]
