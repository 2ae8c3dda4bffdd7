"""What every object with a state machine has."""

from __future__ import annotations

from django.db import models

from kaocheng.lifecycle import Machine, State, load_machine


class Moving(models.Model):
    """`machine_id` (class attribute, field or property) names the table. `version` counts every change; whoever
    changes the object says which version he saw. `filled_by`: ids of people who typed its content; they may not
    review it. `path`: of the organisation it belongs to."""

    state = models.CharField(max_length=30, db_index=True)
    version = models.PositiveIntegerField(default=1)
    path = models.CharField(max_length=255, db_index=True, default="")
    filled_by = models.JSONField(default=list)
    moved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    machine_id: str

    @property
    def machine(self) -> Machine:
        return load_machine(self.machine_id)

    @property
    def state_now(self) -> State:
        return self.machine.states[self.state]

    @property
    def is_editable(self) -> bool:
        return self.state_now.editable
