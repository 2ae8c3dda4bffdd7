"""What follows from a transition of a form."""

from __future__ import annotations

from django.utils import timezone

from kaocheng_web.filings.models import Filing, Submission
from kaocheng_web.filings.services import drop_empty_rows
from kaocheng_web.journal.models import Event
from kaocheng_web.workflow.services import Request, effect


@effect("objective", "submit")
@effect("adjustment", "submit")
@effect("monitoring", "submit")
@effect("self_evaluation", "submit")
def keep_submission(request: Request, event: Event) -> None:
    """The content as submitted, so that later versions can be set beside it."""
    filing = request.thing
    if filing.kind in ("objective", "adjustment"):
        drop_empty_rows(request.person, filing)
    number = filing.submissions.count() + 1
    Submission.objects.create(
        filing=filing, number=number, version=filing.version, cells=filing.cells, person=request.person
    )
    Filing.objects.filter(pk=filing.pk).update(submitted_at=timezone.now())
