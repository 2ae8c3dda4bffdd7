"""What the answers look like. Amounts and scores are decimal numbers as text, so that no digit is lost."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from kaocheng_web.api.problems import Fault, Words, words
from kaocheng_web.api.routing import Amount
from kaocheng_web.cycles.models import Cycle, Stage
from kaocheng_web.disclosure.models import Package
from kaocheng_web.filings.models import Filing
from kaocheng_web.jobs.models import Job
from kaocheng_web.jobs.selectors import name_of
from kaocheng_web.monitoring.models import Expenditure, RoundSummary
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.rectification.models import Item
from kaocheng_web.results.models import Opinion
from kaocheng_web.workflow.models import Moving
from kaocheng_web.workflow.services import Button, buttons


def decimal(value: Decimal | None) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def stored(text: Mapping[str, str] | None) -> Words | None:
    """A text kept in both languages, None where there is none."""
    return Words(zh=text.get("zh", ""), en=text.get("en", "")) if text else None


class OrganisationOut(Schema):
    """`parent`: None for the root, and where it is not the person's to see is still its number."""

    id: int
    code: str
    name: str
    kind: str
    parent: int | None
    region_code: str
    is_active: bool


def organisation(row: Organisation) -> OrganisationOut:
    return OrganisationOut(
        id=row.pk,
        code=row.code,
        name=row.name,
        kind=row.kind,
        parent=row.parent_id,
        region_code=row.region_code,
        is_active=row.is_active,
    )


class StageOut(Schema):
    """The window of a stage; without dates it is always open. `month`: cut-off month of a monitoring round."""

    code: str
    round: int
    month: int | None
    opens: datetime.date | None
    closes: datetime.date | None
    is_open: bool


class CycleOut(Schema):
    """A performance year. `scheme`: id of the scoring scheme, `template`: id of the official form."""

    id: int
    year: int
    exercise_year: int
    region: str
    scheme: str
    template: str
    is_open: bool
    version: int
    stages: list[StageOut]


def cycle(row: Cycle) -> CycleOut:
    return CycleOut(
        id=row.pk,
        year=row.year,
        exercise_year=row.exercise_year,
        region=row.region.code,
        scheme=row.scheme,
        template=row.template,
        is_open=row.is_open,
        version=row.version,
        stages=[_stage(stage, row) for stage in row.stages.all()],
    )


def _stage(row: Stage, above: Cycle) -> StageOut:
    row.cycle = above
    return StageOut(
        code=row.code, round=row.round, month=row.month, opens=row.opens, closes=row.closes, is_open=row.is_open_now
    )


class ProjectYearOut(Schema):
    """A project in one cycle. `budget`: as it stands after adjustment; `executed`: of the whole year."""

    id: int
    project: int
    code: str
    name: str
    kind: str
    ends: int | None
    cycle: int
    year: int
    unit: int
    unit_code: str
    unit_name: str
    original_budget: Amount
    adjusted_budget: Amount
    budget: Amount
    executed: Amount


def project_year(row: ProjectYear) -> ProjectYearOut:
    project, unit = row.project, row.unit
    return ProjectYearOut(
        id=row.pk,
        project=project.pk,
        code=project.code,
        name=project.name,
        kind=project.kind,
        ends=project.ends,
        cycle=row.cycle_id,
        year=row.cycle.year,
        unit=unit.pk,
        unit_code=unit.code,
        unit_name=unit.name,
        original_budget=decimal(row.original_budget),
        adjusted_budget=decimal(row.adjusted_budget),
        budget=decimal(row.budget),
        executed=decimal(row.executed),
    )


class ProjectOut(Schema):
    """A project with the years of it that are the person's to see, the latest first."""

    id: int
    code: str
    name: str
    kind: str
    ends: int | None
    years: list[ProjectYearOut]


class ActionOut(Schema):
    """A transition the person may ask for now. `hindrances`: what stands in its way."""

    action: str
    label: Words
    target: str
    needs_reason: bool
    needs_codes: bool
    hindrances: list[Fault]


class MovingOut(Schema):
    """An object with states. Whoever changes it names the `version` he saw."""

    id: int
    kind: str
    state: str
    state_label: Words
    version: int


def moving(row: Moving) -> MovingOut:
    return MovingOut(**_moving(row))


def _moving(row: Moving) -> dict[str, Any]:
    label = words(row.state_now.label)
    return {"id": row.pk, "kind": row.machine_id, "state": row.state, "state_label": label, "version": row.version}


class WithActions(MovingOut):
    """The whole object, with what the person may do with it."""

    actions: list[ActionOut]


def actions(person: Any, row: Moving) -> list[ActionOut]:
    return [_action(button) for button in buttons(person, row)]


def _action(button: Button) -> ActionOut:
    row = button.transition
    return ActionOut(
        action=row.action,
        label=words(row.label),
        target=row.target,
        needs_reason=row.needs_reason,
        needs_codes=row.needs_codes,
        hindrances=[Fault(code=one.code, message=words(one.message), field=one.field) for one in button.refusals],
    )


class FilingOut(MovingOut):
    """A form in one stage: objective, adjustment, monitoring or self_evaluation."""

    project_year: int
    project_code: str
    round: int
    basis: int | None
    template: str
    review_grade: str
    created_at: datetime.datetime
    submitted_at: datetime.datetime | None


class FilingDetail(FilingOut, WithActions):
    """A form with what the person may do with it."""


def filing(row: Filing) -> FilingOut:
    return FilingOut(**_filing(row))


def filing_detail(person: Any, row: Filing) -> FilingDetail:
    return FilingDetail(**_filing(row), actions=actions(person, row))


def _filing(row: Filing) -> dict[str, Any]:
    names = ("round", "template", "review_grade", "created_at", "submitted_at")
    return {
        **_moving(row),
        "project_year": row.project_year_id,
        "project_code": row.project_year.project.code,
        "basis": row.basis_id,
        **{name: getattr(row, name) for name in names},
    }


class FindingOut(Schema):
    """What a rule says of a form. `field`: the cell, None for the form as a whole."""

    code: str
    severity: str
    field: str | None
    fingerprint: str
    title: Words
    message: Words
    advice: Words
    found: str | None
    expected: Words
    source: str


def finding(row: Mapping[str, Any]) -> FindingOut:
    texts: dict[str, Any] = {name: stored(row[name]) for name in ("title", "message", "advice", "expected")}
    found = None if row["found"] is None else str(row["found"])
    plain = {name: row[name] for name in ("code", "severity", "field", "fingerprint")}
    return FindingOut(**plain, **texts, found=found, source=str(row["source"]))


class ScoresOut(Schema):
    """What the unit claims, and what the scheme gives. `suggestions`: path of a score → points by the scheme."""

    version: int
    scheme: str
    claimed: Amount
    replayed: Amount
    grade: str
    execution_rate: Amount
    errors: int
    warnings: int
    undecided: int
    suggestions: dict[str, str]


class RoundOut(FilingOut):
    """A round of monitoring and what it came to. Lights: red, yellow, green, blue; "" where it cannot be said."""

    month: int | None
    light: str
    execution_light: str
    executed: Amount
    execution_rate: Amount
    realisation: Amount
    forecast: Amount
    codes: list[str]
    warnings: int


def round_of(row: Filing) -> RoundOut:
    found: RoundSummary | None = getattr(row, "round_summary", None)
    names = ("executed", "execution_rate", "realisation", "forecast")
    amounts: dict[str, Any] = {name: decimal(getattr(found, name, None)) for name in names}
    return RoundOut(
        **_filing(row),
        month=found.month if found else None,
        light=found.light if found else "",
        execution_light=found.execution_light if found else "",
        codes=found.codes if found else [],
        warnings=found.warnings if found else 0,
        **amounts,
    )


class ExpenditureOut(Schema):
    """Cumulative expenditure at the end of a month. `source`: typed, form or ledger."""

    month: int
    amount: Amount
    source: str


def expenditure(row: Expenditure) -> ExpenditureOut:
    return ExpenditureOut(month=row.month, amount=decimal(row.amount), source=row.source)


class ItemOut(MovingOut):
    """Something to be put right. `rule`: code of the rule that must pass again, "" for none."""

    project_year: int
    filing: int | None
    origin: str
    rule: str
    field: str
    problem: str
    demand: str
    plan: str
    result: str
    deadline: datetime.date | None
    repeats: int | None


class ItemDetail(ItemOut, WithActions):
    """An item with what the person may do with it."""


def item(row: Item) -> ItemOut:
    return ItemOut(**_item(row))


def item_detail(person: Any, row: Item) -> ItemDetail:
    return ItemDetail(**_item(row), actions=actions(person, row))


def _item(row: Item) -> dict[str, Any]:
    names = ("origin", "rule", "field", "problem", "demand", "plan", "result", "deadline")
    return {
        **_moving(row),
        "project_year": row.project_year_id,
        "filing": row.filing_id,
        "repeats": row.repeats_id,
        **{name: getattr(row, name) for name in names},
    }


class OpinionOut(MovingOut):
    """What follows for the next budget. `act`: priority, keep, reduce or cancel; `amount`: proposed budget."""

    project_year: int
    act: str
    amount: Amount
    grade: str
    steps: list[Words]
    remark: str


class OpinionDetail(OpinionOut, WithActions):
    """An opinion with what the person may do with it."""


def opinion(row: Opinion) -> OpinionOut:
    return OpinionOut(**_opinion(row))


def opinion_detail(person: Any, row: Opinion) -> OpinionDetail:
    return OpinionDetail(**_opinion(row), actions=actions(person, row))


def _opinion(row: Opinion) -> dict[str, Any]:
    steps = [Words(zh=step["zh"], en=step["en"]) for step in row.basis.get("steps", ())]
    return {
        **_moving(row),
        "project_year": row.project_year_id,
        "act": row.act,
        "amount": decimal(row.amount),
        "grade": str(row.basis.get("grade") or ""),
        "steps": steps,
        "remark": row.remark,
    }


class PackageOut(Schema):
    """What was made public. `edition` counts the corrected ones."""

    slug: str
    title: str
    year: int
    unit: str
    edition: int
    published_at: datetime.datetime


class PackageDetail(PackageOut):
    """`content`: the report as it was published, in the JSON shape of the library."""

    content: dict[str, Any]


def package(row: Package) -> PackageOut:
    return PackageOut(**_package(row))


def package_detail(row: Package) -> PackageDetail:
    return PackageDetail(**_package(row), content=row.content)


def _package(row: Package) -> dict[str, Any]:
    year = row.filing.project_year
    return {
        "slug": row.slug,
        "title": year.project.name,
        "year": year.cycle.year,
        "unit": year.unit.name,
        "edition": row.edition,
        "published_at": row.published_at,
    }


class JobOut(Schema):
    """Work in the background. `state`: waiting, running, done or failed."""

    id: int
    kind: str
    name: Words
    state: str
    done: int
    total: int
    message: Words | None
    created_at: datetime.datetime
    finished_at: datetime.datetime | None


def job(row: Job) -> JobOut:
    names = ("kind", "state", "done", "total", "created_at", "finished_at")
    return JobOut(
        id=row.pk,
        name=words(name_of(row.kind)),
        message=stored(row.message),
        **{name: getattr(row, name) for name in names},
    )


class Move(Schema):
    """A transition. `version`: the one that was seen. `codes`: rules a return rests on. `data`: what an action asks
    beyond a reason."""

    action: str = Field(min_length=1, max_length=40)
    version: int = Field(ge=1, le=2**31 - 1)
    reason: str = Field("", max_length=4000)
    codes: list[str] = Field(default_factory=list, max_length=50)
    data: dict[str, str] = Field(default_factory=dict, max_length=20)


class CellsOut(Schema):
    """What is typed into a form: path of a cell → text."""

    version: int
    cells: dict[str, str]


class CellChanges(Schema):
    """`cells`: path → text wanted. `version`: the one that was seen. `seen`: texts that stood in those cells then; with
    them a change made on an older version is merged where nobody else has touched the cell."""

    version: int = Field(ge=1, le=2**31 - 1)
    cells: dict[str, str] = Field(min_length=1, max_length=2000)
    seen: dict[str, str] = Field(default_factory=dict, max_length=2000)


Month = Annotated[str, Field(pattern="^([1-9]|1[0-2])$")]
Figure = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]


class Months(Schema):
    """Month (1–12) → cumulative expenditure at its end, null to take a figure away."""

    months: dict[Month, Figure | None] = Field(min_length=1, max_length=12)
