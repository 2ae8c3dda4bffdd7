"""Counting, so that nobody can try without end."""

from __future__ import annotations

from django.db import models


class Rate(models.Model):
    """How often something was done in one minute. In the database, so that every process counts the same.

    `key`: what and by whom. `minute`: since the epoch.
    """

    key = models.CharField(max_length=120)
    minute = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("key", "minute"), name="one_count_a_minute")]
        indexes = [models.Index(fields=("minute",), name="rate_minute")]
