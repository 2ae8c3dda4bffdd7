"""Tokens."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kaocheng_web.access.policy import Access
from kaocheng_web.interface.words import Choices, t

SCOPES = Choices(
    read=t("读取", "read"),
    write=t("填报和办理", "fill in and move"),
    **{"import": t("批量导入", "import")},
)


class Token(models.Model):
    """Only a hash of the token is kept. `scopes`: read, write, import. It acts as its person, never with more."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=8, unique=True)
    digest = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def is_valid(self) -> bool:
        return self.revoked_at is None and timezone.now() < self.expires_at

    @property
    def scope_names(self) -> list[str]:
        return [str(words) for scope, words in SCOPES.items() if scope in self.scopes]

    @staticmethod
    def visible_to(access: Access) -> Q:
        """One's own, nobody else's."""
        return Q(person=access.person)
