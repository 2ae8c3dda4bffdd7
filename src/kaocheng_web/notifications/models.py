"""Messages to one person."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Notification(models.Model):
    """`key`: the same message is sent once. `text`: {"zh", "en"}. `link`: address inside the application."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications")
    key = models.CharField(max_length=120)
    text = models.JSONField()
    link = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at",)
        constraints = [models.UniqueConstraint(fields=("person", "key"), name="one_message_once")]
