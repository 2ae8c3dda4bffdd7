"""Every machine × state × action × person, through the page: the table decides, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse

from kaocheng.lifecycle import all_machines
from kaocheng_web.access.policy import may_move, visible
from tests.web.access.world import World, things_that_move


@pytest.mark.parametrize("machine", all_machines().values(), ids=lambda machine: machine.id)
def test_only_whom_the_table_names_may_move_it(machine: Any, world: World) -> None:
    faults = [fault for state in machine.states for fault in sweep(machine, state, world)]
    assert not faults, "\n".join(faults)


def sweep(machine: Any, state: str, world: World) -> list[str]:
    """What goes wrong in one state: every action of the state and a foreign one, by every person."""
    thing = things_that_move(world)[machine.id]
    model = type(thing)
    before = thing.state
    model._default_manager.filter(pk=thing.pk).update(state=state)
    thing.state = state
    here = [row for row in machine.transitions if state in row.origins]
    foreign = [row for row in machine.transitions if state not in row.origins][:1]
    path = reverse("workflow:move", kwargs={"kind": machine.id, "pk": thing.pk})
    faults = []
    try:
        for row in (*here, *foreign):
            for username, client in world.clients.items():
                with transaction.atomic():
                    form = {"action": row.action, "version": thing.version, "reason": "理由充分", "codes": "SCO-01"}
                    answer = client.post(path, form)
                    after = model._default_manager.values_list("state", "version").get(pk=thing.pk)
                    transaction.set_rollback(True)
                moved = after != (state, thing.version)
                person = world.people.get(username)
                seen = person is not None and visible(person, model._default_manager.filter(pk=thing.pk)).exists()
                open_to = seen and row in here and may_move(person, thing, machine, row)
                wanted = {302} if person is None else {404} if not seen else {302, 422} if open_to else {403}
                if answer.status_code not in wanted or (moved and not open_to):
                    faults.append(
                        f"{row.action} as {username or 'nobody'}: {answer.status_code}, {'moved' if moved else 'stays'}, "
                        f"expected {sorted(wanted)}"
                    )
    finally:
        model._default_manager.filter(pk=thing.pk).update(state=before)
        thing.state = before
    return faults
