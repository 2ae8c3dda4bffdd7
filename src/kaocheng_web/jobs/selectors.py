"""Reading jobs."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Min, QuerySet

from kaocheng.language import Text, same
from kaocheng_web.access.policy import visible
from kaocheng_web.jobs.models import Job
from kaocheng_web.jobs.services import all_kinds


def jobs_of(person: Any) -> QuerySet[Job]:
    """A person's own jobs, the latest first."""
    return Job.objects.filter(person=person).order_by("-pk")


def all_jobs(person: Any) -> QuerySet[Job]:
    """Every job the person may see."""
    return visible(person, Job.objects.select_related("person")).order_by("-pk")


def name_of(kind: str) -> Text:
    known = all_kinds().get(kind)
    return same(kind) if known is None else known.words


def queue_state() -> dict[str, Any]:
    """How many jobs wait, run and failed, and since when the oldest waits."""
    counts = dict(Job.objects.values_list("state").annotate(n=Count("pk")))
    oldest = Job.objects.filter(state="waiting").aggregate(at=Min("created_at"))["at"]
    return {state: counts.get(state, 0) for state in ("waiting", "running", "done", "failed")} | {"oldest": oldest}
