"""More projects for the small county, and people for panels."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kaocheng.lifecycle import Role
from kaocheng_web.accounts.models import Person
from kaocheng_web.filings.models import Filing
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import Project, ProjectYear
from kaocheng_web.review import services
from kaocheng_web.review.models import Panel, Recheck, Seat
from kaocheng_web.workflow.services import perform
from tests.web.county import SELF_EVALUATION, County, make_filing, make_person

SCORES = {
    "funding[0].score": "9.63",
    **{f"indicators[{n}].score": weight for n, weight in enumerate(("15", "15", "10", "10", "15", "15", "10"))},
}


def more_filings(county: County, count: int, state: str = "department_reviewed", **columns: Any) -> list[Filing]:
    """Self-evaluations of further projects, by turns in both units; checked and weighed."""
    made = []
    for number in range(count):
        unit: Organisation = (county.unit, county.other_unit)[number % 2]
        budget = Decimal(10 * (number + 1))
        project = Project.objects.create(code=f"P-{number:03}", name=f"项目{number:03}", unit=unit)
        year = ProjectYear.objects.create(project=project, cycle=county.cycle, unit=unit, original_budget=budget)
        filing = Filing(project_year=year, kind="self_evaluation", state=state, cells=SELF_EVALUATION, **columns)
        filing.filled_by = [county.people[Role.PREPARER].pk]
        filing.save()
        made.append(filing)
    return made


def clean_check(filings: list[Filing]) -> None:
    """As if the check had found nothing."""
    pks = [filing.pk for filing in filings]
    Filing.objects.filter(pk__in=pks).update(checked_version=1, errors=0, warnings=0, undecided=0, findings=[])
    for filing in filings:
        filing.refresh_from_db()


def experts(county: County, count: int) -> list[Person]:
    return [make_person(f"expert_{n}", Role.EXPERT, county.region) for n in range(count)]


def assigned(county: County, filing: Filing | None = None, checker: Person | None = None) -> Recheck:
    """A re-check in the hands of the county's expert."""
    manager = county.person("finance_manager")
    filing = filing or make_filing(county, state="finance_reviewed")
    recheck = services.select_by_hand(manager, filing, "群众来信反映")
    checker = checker or county.person("expert")
    perform(manager, recheck, "assign", version=recheck.version, data={"checker": str(checker.pk)})
    recheck.refresh_from_db()
    return recheck


def scored(county: County, **lower: str) -> Recheck:
    """Handed in by the county's expert; `lower`: row number as "r0" → score given instead of the full one."""
    recheck, expert = assigned(county), county.person("expert")
    scores = {**SCORES, **{f"indicators[{name[1:]}].score": score for name, score in lower.items()}}
    remarks = {f"indicators[{name[1:]}].score": "佐证材料不足" for name in lower}
    services.save_scores(expert, recheck, scores=scores, remarks=remarks, version=recheck.version)
    perform(expert, recheck, "score", version=recheck.version)
    recheck.refresh_from_db()
    return recheck


def panel_of(county: County, people: list[Person], filing: Filing | None = None) -> tuple[Panel, list[Seat]]:
    """A panel that is being formed, the last expert for management."""
    manager = county.person("finance_manager")
    panel = services.form_panel(manager, filing or make_filing(county, state="finance_reviewed"))
    for number, person in enumerate(people):
        specialty = "management" if number == len(people) - 1 else "subject"
        services.add_seat(manager, panel, person.pk, specialty, version=panel.version)
    return panel, list(panel.seats.select_related("panel", "expert"))


def fresh(seat: Seat) -> Seat:
    return Seat.objects.select_related("panel__filing__project_year__project", "panel__filing__project_year__unit").get(
        pk=seat.pk
    )


def opened(county: County, people: list[Person]) -> tuple[Panel, list[Seat]]:
    """Everybody has signed, scoring is open."""
    panel, seats = panel_of(county, people)
    for person, seat in zip(people, seats, strict=True):
        services.sign_undertaking(person, fresh(seat))
    panel = Panel.objects.get(pk=panel.pk)
    perform(county.person("finance_manager"), panel, "open_scoring", version=panel.version)
    return panel, [fresh(seat) for seat in seats]
