"""Packages for publication."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kaocheng_web.filings.models import Filing
from kaocheng_web.workflow.models import Moving


class Package(Moving):
    """`content`: what the public sees (the library's report JSON, cleaned); `removed`: what the privacy check took out.

    `slug`: its public address.
    """

    machine_id = "disclosure"

    filing = models.OneToOneField(Filing, on_delete=models.PROTECT, related_name="package")
    slug = models.SlugField(max_length=80, unique=True)
    content = models.JSONField(default=dict)
    removed = models.JSONField(default=list)
    edition = models.PositiveSmallIntegerField(default=1)
    privacy_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    secrecy_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def save(self, *args: object, **kwargs: object) -> None:
        self.path = self.filing.path
        self.state = self.state or self.machine.initial
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def project_year_id(self) -> int:
        return self.filing.project_year_id
