"""The tables of the yearly cycle."""

import pytest

from kaocheng.errors import UsageError
from kaocheng.lifecycle import Machine, Role, all_machines, diagram, load_machine


@pytest.mark.parametrize("machine", all_machines().values(), ids=all_machines())
def test_every_table_is_sound(machine: Machine) -> None:
    assert machine.initial in machine.states
    for row in machine.transitions:
        assert row.label.zh
        assert row.label.en
        assert not row.needs_codes or row.needs_reason, "a coded reason comes with words"
        assert row.way != "back" or row.needs_reason, "a return says why"


@pytest.mark.parametrize("machine", all_machines().values(), ids=all_machines())
def test_the_diagram_names_every_row(machine: Machine) -> None:
    drawing = diagram(machine)
    assert all(
        f"{origin} --> {row.target} : {row.label.zh}" in drawing
        for row in machine.transitions
        for origin in row.origins
    )


def test_nobody_approves_what_he_filled_in() -> None:
    """Roles that review never share a row with the role that fills in."""
    reviewers = {Role.DEPARTMENT_REVIEWER, Role.FINANCE_REVIEWER, Role.FINANCE_MANAGER, Role.UNIT_HEAD}
    for machine in all_machines().values():
        for row in machine.transitions:
            if Role.PREPARER in row.who and row.way == "forward" and machine.id != "disclosure":
                assert reviewers.isdisjoint(row.who), (machine.id, row.action)


def test_auditors_and_administrators_move_nothing() -> None:
    for machine in all_machines().values():
        for row in machine.transitions:
            assert not row.open_to([Role.AUDITOR, Role.ADMINISTRATOR]), (machine.id, row.action)


def test_actions_depend_on_state_and_role() -> None:
    machine = load_machine("self_evaluation")
    assert [row.action for row in machine.actions("draft", [Role.PREPARER])] == ["submit"]
    assert [row.action for row in machine.actions("submitted", [Role.UNIT_HEAD])] == ["sign", "head_return"]
    assert machine.actions("finalized", list(Role)) == ()
    assert machine.find("draft", "sign") is None


def test_an_unknown_machine_is_named() -> None:
    with pytest.raises(UsageError, match="objective"):
        load_machine("nothing")
