"""Figures for a monitoring system, in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count
from django.utils import timezone

from kaocheng import __version__
from kaocheng_web.filings.models import Filing
from kaocheng_web.jobs.selectors import queue_state
from kaocheng_web.journal.models import Head
from kaocheng_web.operations import requests
from kaocheng_web.operations.models import Fact
from kaocheng_web.operations.selectors import database_size


def exposition() -> str:
    """The whole page."""
    return "".join(f"{line}\n" for line in (*requests.lines(), *_state()))


def _state() -> Iterator[str]:
    now = timezone.now()
    yield "# TYPE kaocheng_info gauge"
    yield f'kaocheng_info{{version="{__version__}"}} 1'
    yield "# TYPE kaocheng_database_bytes gauge"
    yield f"kaocheng_database_bytes {database_size()}"
    queue = queue_state()
    yield "# TYPE kaocheng_jobs gauge"
    for state in ("waiting", "running", "done", "failed"):
        yield f'kaocheng_jobs{{state="{state}"}} {queue[state]}'
    yield "# TYPE kaocheng_jobs_oldest_waiting_seconds gauge"
    age = (now - queue["oldest"]).total_seconds() if queue["oldest"] else 0
    yield f"kaocheng_jobs_oldest_waiting_seconds {age:.0f}"
    yield "# TYPE kaocheng_filings gauge"
    for kind, state, count in Filing.objects.order_by().values_list("kind", "state").annotate(n=Count("pk")):
        yield f'kaocheng_filings{{kind="{kind}",state="{state}"}} {count}'
    head = Head.objects.filter(pk=1).first()
    yield "# TYPE kaocheng_journal_events_total counter"
    yield f"kaocheng_journal_events_total {head.number if head else 0}"
    facts = {fact.name: fact for fact in Fact.objects.all()}
    if "backup" in facts:
        yield "# TYPE kaocheng_backup_age_seconds gauge"
        yield f"kaocheng_backup_age_seconds {(now - facts['backup'].at).total_seconds():.0f}"
    if "journal" in facts:
        yield "# TYPE kaocheng_journal_faults gauge"
        yield f"kaocheng_journal_faults {len(facts['journal'].value.get('faults', ()))}"
        yield "# TYPE kaocheng_journal_check_age_seconds gauge"
        yield f"kaocheng_journal_check_age_seconds {(now - facts['journal'].at).total_seconds():.0f}"
