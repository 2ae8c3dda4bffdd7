"""Events, and the head of their chain."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.db import models


class Event(models.Model):
    """One thing that happened. Never changed, never deleted.

    `subject` and `subject_id` name the object ("self_evaluation", 17), `path` its organisation. `before` and `after`
    hold what changed. `hash` is the SHA-256 of the entry together with `previous`, the hash of the entry before.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=40)
    subject_id = models.PositiveBigIntegerField()
    project_year = models.PositiveBigIntegerField(null=True, db_index=True)
    path = models.CharField(max_length=255, db_index=True)
    action = models.CharField(max_length=40)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("-number",)
        indexes = [models.Index(fields=("subject", "subject_id"), name="event_subject")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("events are never changed")
        super().save(*args, force_insert=True, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("events are never deleted")


class Head(models.Model):
    """Number and hash of the last event: without it, a chain cut off at its end would still look whole."""

    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
