"""Packages for publication."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse

from kaocheng_web.filings.models import Filing
from kaocheng_web.workflow.models import Moving


class Package(Moving):
    """What of a final self-evaluation is published, and how that came about.

    `content`: the cells the public gets, by path, cleaned. `facts`: what lists show, cleaned too: {"project", "code",
    "kind", "unit", "department", "region", "year", "scheme", "template", "amount_unit", "budget", "executed", "rate",
    "score", "grade", "met", "promises"}, numbers as text, null where unknown. `searchable`: what the search looks in.
    `removed`: what was taken out, as {"field", "kind", "what" (masked), "start", "end", "put"} in the text before.
    `hidden`: words a person chose to hide everywhere; `wording`: path → text a person put in place of the original.
    `slug`: its public address. `published_at` stays when a published package is taken back to be corrected.
    """

    machine_id = "disclosure"

    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="package")
    slug = models.SlugField(max_length=80, unique=True)
    content = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    searchable = models.TextField(default="", blank=True)
    removed = models.JSONField(default=list)
    hidden = models.JSONField(default=list)
    wording = models.JSONField(default=dict)
    edition = models.PositiveSmallIntegerField(default=1)
    privacy_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    secrecy_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.facts.get("project") or self.slug)

    def get_absolute_url(self) -> str:
        return reverse("disclosure:package", args=[self.pk])

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.path = self.filing.path
        self.state = self.state or self.machine.initial
        super().save(*args, **kwargs)

    @property
    def project_year_id(self) -> int:
        return self.filing.project_year_id

    @property
    def is_open(self) -> bool:
        """Whether what will be published may still be changed: until the first check is passed."""
        return self.state == self.machine.initial
