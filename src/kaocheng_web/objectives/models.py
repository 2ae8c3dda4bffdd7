"""Indicators to choose from."""

from __future__ import annotations

from django.db import models


class LibraryIndicator(models.Model):
    """An indicator others may take over. `sector`: field of work; `uses`: in how many projects it stands."""

    level1 = models.CharField(max_length=40)
    level2 = models.CharField(max_length=40)
    level3 = models.CharField(max_length=120)
    sector = models.CharField(max_length=40, blank=True)
    target = models.CharField(max_length=80, blank=True)
    measurement_unit = models.CharField(max_length=20, blank=True)
    definition = models.TextField(blank=True)
    evidence = models.CharField(max_length=200, blank=True)
    uses = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("level1", "level2", "level3")
        constraints = [models.UniqueConstraint(fields=("level2", "level3", "sector"), name="one_library_entry")]

    def __str__(self) -> str:
        return self.level3
