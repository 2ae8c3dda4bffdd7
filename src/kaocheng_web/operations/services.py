"""Keeping house."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from kaocheng_web.jobs import services as jobs
from kaocheng_web.notifications.models import Notification
from kaocheng_web.operations.models import Fact

ENTRY_LOG_DAYS = 190  # log-ins are kept for six months and a little, as the Cybersecurity Law asks
NOTIFICATION_DAYS = 400


def keep_fact(name: str, value: Mapping[str, Any]) -> None:
    Fact.objects.update_or_create(name=name, defaults={"at": timezone.now(), "value": dict(value)})


def tidy() -> dict[str, int]:
    """Remove what nobody needs any more: ended sessions, old log-ins, messages and jobs. Returns how many of each."""
    now = timezone.now()
    entries = now - datetime.timedelta(days=ENTRY_LOG_DAYS)
    old = now - datetime.timedelta(days=NOTIFICATION_DAYS)
    removed = {
        "sessions": Session.objects.filter(expire_date__lt=now).delete()[0],
        "notifications": Notification.objects.filter(at__lt=old).delete()[0],
        "jobs": jobs.prune(),
    }
    attempts = (AccessAttempt, AccessFailureLog, AccessLog)
    removed["entries"] = sum(model.objects.filter(attempt_time__lt=entries).delete()[0] for model in attempts)
    return removed
