"""What runs in the background, as people see it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kaocheng_web.access.policy import Access
from kaocheng_web.interface.words import Choices, t

STATES = Choices(
    waiting=t("排队中", "waiting"),
    running=t("进行中", "running"),
    done=t("已完成", "done"),
    failed=t("失败", "failed"),
)


class Job(models.Model):
    """`key`: equal work has an equal key and runs once. `lease_until`: a worker that has died lets it lapse; then the
    job goes back to the queue, at most `max_attempts` times. A job must give the same result when it runs again.

    `ticket`: the one task in the queue that may run this job; whoever holds another one has lost it.
    """

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    arguments = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="waiting", db_index=True, choices=STATES.pairs)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.JSONField(default=dict)  # {"zh", "en"}
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    ticket = models.UUIDField(null=True, db_index=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_over(self) -> bool:
        return self.state in ("done", "failed")

    @staticmethod
    def visible_to(access: Access) -> Q:
        """One's own; administrators see those of everybody, to know what is stuck."""
        return Q() if access.holds("operations.view") else Q(person=access.person)
