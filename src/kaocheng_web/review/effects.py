"""What follows from moving a filing, a re-check or a panel."""

from __future__ import annotations

from kaocheng.language import Text
from kaocheng.lifecycle.recheck import gap, self_total, total
from kaocheng.model.cells import form_from_cells
from kaocheng_web.journal.models import Event
from kaocheng_web.review import services
from kaocheng_web.review.models import Panel, Recheck
from kaocheng_web.review.selectors import score_rows
from kaocheng_web.workflow.services import Refused, Request, effect


@effect("objective", "submit")
@effect("adjustment", "submit")
@effect("monitoring", "submit")
@effect("self_evaluation", "submit")
def assess_risk(request: Request, event: Event) -> None:
    """From now on reviewers find it in their queue."""
    services.assess([request.thing])


@effect("recheck", "assign")
def set_checker(request: Request, event: Event) -> None:
    named = str(request.data.get("checker", ""))
    if not named.isdigit():
        words = Text("请选择复核人", "choose who re-checks")
        raise Refused.about("checker", words, "no-checker")
    Recheck.objects.filter(pk=request.thing.pk).update(checker_id=int(named))
    request.thing.checker_id = int(named)


@effect("recheck", "score")
def add_up(request: Request, event: Event) -> None:
    recheck: Recheck = request.thing
    rows = score_rows(recheck.filing)
    form = form_from_cells(recheck.filing.cells)
    claimed = self_total(rows, form.total_score.known if form.total_score else None)
    columns = {"self_score": claimed, "total": total(rows, recheck.scores)}
    columns["gap"] = gap(columns["self_score"], columns["total"])
    Recheck.objects.filter(pk=recheck.pk).update(**columns)
    for name, value in columns.items():
        setattr(recheck, name, value)


@effect("recheck", "reconcile")
def after_recheck(request: Request, event: Event) -> None:
    recheck: Recheck = request.thing
    if request.data.get("issue"):
        problem = str(request.data.get("problem") or request.reason)
        services.issue_item(request.person, recheck.filing, origin="recheck", problem=problem)
    if recheck.sample is not None:
        services.renew_statement(recheck.sample)


@effect("panel", "conclude")
def after_panel(request: Request, event: Event) -> None:
    panel: Panel = request.thing
    Panel.objects.filter(pk=panel.pk).update(opinion=request.reason)
    panel.opinion = request.reason
    if request.data.get("issue"):
        problem = str(request.data.get("problem") or request.reason)
        services.issue_item(request.person, panel.filing, origin="panel", problem=problem)
