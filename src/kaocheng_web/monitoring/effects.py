"""What follows from the transitions of a round."""

from __future__ import annotations

from kaocheng_web.journal.models import Event
from kaocheng_web.monitoring import selectors, services
from kaocheng_web.workflow.services import Refused, Request, effect, perform

_LONGEST = 4000


@effect("monitoring", "submit")
def keep_figures(request: Request, event: Event) -> None:
    """The amount on the form is the expenditure of its month where the accounts have none."""
    services.take_form_amount(request.person, request.thing)
    services.refresh([request.thing])


@effect("monitoring", "return")
@effect("monitoring", "confirm_normal")
@effect("monitoring", "close")
def keep_summary(request: Request, event: Event) -> None:
    services.refresh([request.thing])


@effect("monitoring", "confirm_abnormal")
def demand_rectification(request: Request, event: Event) -> None:
    """One item for the round, naming what is off course."""
    from kaocheng_web.rectification.services import due_date, issue

    filing = request.thing
    found = selectors.assessment_of(filing)
    off_course = sorted(found.needs_explanation, key=lambda row: row.light.color != "red")
    said = [f"“{row.measured.name}”{row.light.formula.zh}" for row in off_course]
    if found.execution.color in ("red", "yellow"):
        said.append(f"预算执行：{found.execution.formula.zh}")
    problem = "\n".join([request.reason, *said])[:_LONGEST]
    issue(
        request.person,
        project_year=filing.project_year,
        filing=filing,
        origin="monitoring",
        problem=problem,
        rule="",
        field=f"indicators[{off_course[0].measured.row}].actual" if off_course else "",
        deadline=due_date(filing.project_year),
        as_consequence=True,
    )
    services.refresh([filing])


@effect("rectification", "verify")
def close_round(request: Request, event: Event) -> None:
    """With its last item closed the deviation is corrected; somebody may also have to close the round by hand."""
    filing = request.thing.filing
    if filing is None or filing.kind != "monitoring" or filing.state != "reviewed_abnormal":
        return
    try:
        perform(request.person, filing, "close", version=filing.version, as_system=True)
    except Refused:
        return  # other items are still open
