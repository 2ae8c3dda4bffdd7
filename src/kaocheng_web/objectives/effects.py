"""What follows from a decision about an objective or its adjustment."""

from __future__ import annotations

from kaocheng.language import Text
from kaocheng_web.filings.models import Filing
from kaocheng_web.journal.models import Event
from kaocheng_web.objectives import services
from kaocheng_web.workflow.services import Refused, Request, effect, perform


@effect("objective", "submit")
def forget_grade(request: Request, event: Event) -> None:
    """What is handed in anew is graded anew."""
    Filing.objects.filter(pk=request.thing.pk).update(review_grade="")
    request.thing.review_grade = ""


@effect("objective", "approve")
def fix_objective(request: Request, event: Event) -> None:
    """The budget is approved with the objective, and others may learn from its indicators."""
    services.write_budget(request.person, request.thing)
    services.learn_from(request.thing)


@effect("adjustment", "approve")
def put_in_force(request: Request, event: Event) -> None:
    """The adjusted objective takes the place of the one before it."""
    adjusted: Filing = request.thing
    forms = Filing.objects.filter(project_year=adjusted.project_year_id)
    if forms.filter(kind="self_evaluation").exists():
        words = Text("已开始自评，目标不能再调整", "the year is being measured: the objective stays")
        raise Refused("already-measured", words)
    former = forms.filter(kind__in=("objective", "adjustment"), state="approved").exclude(pk=adjusted.pk)
    for filing in former.select_related("project_year"):
        perform(request.person, filing, "supersede", version=filing.version, as_system=True)
    services.write_budget(request.person, adjusted)
