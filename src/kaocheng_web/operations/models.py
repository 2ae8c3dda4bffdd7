"""What the installation knows about itself."""

from __future__ import annotations

from django.db import models


class Fact(models.Model):
    """The latest of its kind: "backup" (when, size, hash), "journal" (when the chain was checked, with what result)."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    value = models.JSONField(default=dict)
