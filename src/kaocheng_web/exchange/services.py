"""Taking over what was handed in: row by row, the good ones stand, the others come back with the reason."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.lifecycle.bulk import FORMS, MISSHAPEN, Fault, Line, check_lines
from kaocheng.lifecycle.declaring import add_indicators
from kaocheng.model.cells import rows_of
from kaocheng_web.access.policy import require, visible
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.exchange.files import read_file
from kaocheng_web.exchange.models import OUTCOMES, Import
from kaocheng_web.filings.checking import complete, computed_fields, grid_of
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import clean, replace_cells
from kaocheng_web.jobs.services import enqueue
from kaocheng_web.journal.services import record
from kaocheng_web.objectives.models import LibraryIndicator
from kaocheng_web.objectives.services import declare, save_entry
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import PROJECT_KINDS, Project, ProjectYear
from kaocheng_web.projects.services import add_year, change_project, create_project
from kaocheng_web.workflow.services import NotAllowed, Refused, WorkflowError

AT_ONCE = 300  # rows taken while the person waits; more are a job
MOST_ROWS = 20_000
_KINDS = {code: Text(str.__str__(words), words.english) for code, words in PROJECT_KINDS.items()}


@dataclass
class Outcome:
    """What became of a row."""

    outcome: str = "unchanged"
    faults: list[Fault] = field(default_factory=list)

    def refuse(self, *faults: Fault) -> None:
        self.outcome = "refused"
        self.faults += faults

    def stored(self) -> dict[str, Any]:
        faults = [{"code": one.code, "column": one.column, **one.message._asdict()} for one in self.faults]
        return {"outcome": self.outcome, "faults": faults}


def upload(person: Any, cycle: Cycle, *, name: str, data: bytes) -> Import:
    """Read a file and try it out; nothing is taken over yet. A large one is tried out by a job.

    Raises Refused where the file cannot be read at all; faults of rows are kept with them.
    """
    require(person, "data.import")
    if not cycle.is_open:
        raise Refused("cycle-closed", Text("本年度已关闭", "the year is closed"))
    try:
        format, lines = read_file(name, data)
    except UsageError as error:
        raise Refused(error.code, error.message) from error
    if not lines:
        raise Refused("empty", Text("表中没有数据", "the table has no rows"))
    if len(lines) > MOST_ROWS:
        words = Text("不能超过{n}行，请分批导入", "not more than {n} rows; import in parts")
        raise Refused("too-many-rows", words.format(n=MOST_ROWS))
    with transaction.atomic():
        found = Import.objects.create(
            cycle=cycle,
            name=clean(name)[:200],
            format=format,
            sha256=hashlib.sha256(data).hexdigest(),
            lines=[_stored(one) for one in lines],
            person=person,
        )
        record(person, found, "upload", after={"name": found.name, "sha256": found.sha256, "rows": len(lines)})
        if len(lines) > AT_ONCE:
            found.job = enqueue(person, "exchange.preview", f"preview:{found.pk}", {"import": found.pk})
            found.save(update_fields=["job"])
    if found.job is None:
        preview(found)
    return found


def _stored(line: Line) -> dict[str, Any]:
    texts = {name: clean(text) for name, text in line.texts.items()}
    misshapen = [[fault.code, fault.column] for fault in line.faults if fault.code in MISSHAPEN]
    return {"form": line.form, "number": line.number, "texts": texts, "misshapen": misshapen}


def take(person: Any, found: Import) -> Import:
    """Take over the good rows of a file that was tried out. A second time nothing happens."""
    require(person, "data.import")
    with transaction.atomic():
        if not Import.objects.filter(pk=found.pk, person=person, state="previewed").update(state="confirmed"):
            found.refresh_from_db()
            return found
        found.state = "confirmed"
        if len(found.lines) > AT_ONCE:
            found.job = enqueue(person, "exchange.take", f"take:{found.pk}", {"import": found.pk})
            found.save(update_fields=["job"])
            return found
    return take_over(found)


Tell = Callable[[int, int], None]


def preview(found: Import, tell: Tell | None = None) -> Import:
    """What taking the file over would come to: it is done, part by part, and undone."""
    return _keep(found, work(found, dry=True, tell=tell), "previewed")


def take_over(found: Import, tell: Tell | None = None) -> Import:
    """Done again after a worker has died, it finds done what was done."""
    return _keep(found, work(found, dry=False, tell=tell), "taken")


def _keep(found: Import, outcomes: Sequence[Outcome], state: str) -> Import:
    counts = {name: sum(one.outcome == name for one in outcomes) for name in OUTCOMES}
    with transaction.atomic():
        found.outcomes, found.counts, found.state = [one.stored() for one in outcomes], counts, state
        if state == "taken":
            found.taken_at = timezone.now()
            record(found.person, found, "import", after={"name": found.name, **counts})
        found.save(update_fields=["outcomes", "counts", "state", "taken_at"])
    return found


def work(found: Import, *, dry: bool, tell: Tell | None = None) -> list[Outcome]:
    """The outcomes of all rows, in their order. Each project with its rows is a part of its own, in a transaction."""
    lines = check_lines(lines_of(found), _KINDS)
    outcomes = [Outcome() for _ in lines]
    for line, outcome in zip(lines, outcomes, strict=True):
        if line.faults:
            outcome.refuse(*line.faults)
    done = 0
    for part in _parts(lines):
        good = [(lines[place], outcomes[place]) for place in part if not lines[place].faults]
        with transaction.atomic():
            if good and good[0][0].form == "library":
                _take_entry(found.person, *good[0])
            elif good:
                _take_project(found.person, found.cycle, good)
            if dry:
                transaction.set_rollback(True)
        done += len(part)
        if tell is not None:
            tell(done, len(lines))
    return outcomes


def lines_of(found: Import) -> list[Line]:
    return [
        Line(
            row["form"],
            row["number"],
            row["texts"],
            faults=tuple(Fault(code, MISSHAPEN[code], column) for code, column in row.get("misshapen", ())),
        )
        for row in found.lines
    ]


def _parts(lines: Sequence[Line]) -> Iterator[list[int]]:
    """Places of the rows that belong together."""
    projects: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        if line.form == "library":
            yield [place]
        else:
            projects.setdefault(line.texts.get("code" if line.form == "projects" else "project", ""), []).append(place)
    yield from projects.values()


def _tried(outcome: Outcome, act: Callable[[], str]) -> bool:
    """Whether a row was taken; else it says why."""
    try:
        with transaction.atomic():
            outcome.outcome = act()
    except WorkflowError as error:
        faults = [Fault(one.code, one.message) for one in error.refusals]
        outcome.refuse(*(faults or [Fault(error.code, error.message)]))
    except PermissionDenied:
        outcome.refuse(_FORBIDDEN)
    return outcome.outcome != "refused"


_FORBIDDEN = Fault("forbidden", Text("您没有这项权限", "you do not have this right"))
_NO_PROJECT = Fault(
    "no-project",
    Text("本年度没有这个项目，或不在您的管理范围内", "no such project in this year, or not yours"),
    "project",
)
_NOT_THE_FILLER = NotAllowed(
    "not-the-filler", Text("绩效目标由实施单位的填报人填写", "the objective is filled in by the preparer of the unit")
)


def _take_project(person: Any, cycle: Cycle, rows: Sequence[tuple[Line, Outcome]]) -> None:
    for line, outcome in rows:
        if line.form == "projects":
            _tried(outcome, lambda line=line: _put_project(person, cycle, line.values))  # type: ignore[misc]
    indicators = [(line, outcome) for line, outcome in rows if line.form == "indicators"]
    if not indicators:
        return
    code = indicators[0][0].values["project"]
    years = ProjectYear.objects.filter(cycle=cycle, project__code=code)
    year = visible(person, years.select_related("project", "unit", "cycle")).first()
    if year is None:
        for _, outcome in indicators:
            outcome.refuse(_NO_PROJECT)
        return
    whole = Outcome()
    if not _tried(whole, lambda: _put_indicators(person, year, indicators)):
        for _, outcome in indicators:
            if outcome.outcome in ("created", "changed"):
                outcome.refuse(*whole.faults)
        if not any(outcome.outcome == "refused" for _, outcome in indicators):
            indicators[0][1].refuse(*whole.faults)


def _put_project(person: Any, cycle: Cycle, values: Mapping[str, Any]) -> str:
    """A new project, a further year of one, or other data of this year. What is left empty stays as it is."""
    unit = visible(person, Organisation.objects.filter(code=values["unit"])).first()
    if unit is None:
        words = Text("没有编码为{code}的单位，或不在您的管理范围内", "no unit has the code {code}, or it is not yours")
        raise Refused("unknown-unit", words.format(code=values["unit"]))
    given = {name: value for name, value in values.items() if name not in ("code", "unit", "objective")}
    project = Project.objects.filter(code=values["code"]).first()
    outcome = "created"
    if project is None:
        year = create_project(person, cycle=cycle, unit=unit, code=values["code"], **given)
    else:
        known = visible(person, ProjectYear.objects.filter(project=project).select_related("project", "unit", "cycle"))
        present = known.filter(cycle=cycle).first()
        if not known.exists():
            raise Refused(
                "code-taken",
                Text("项目编码 {code} 已被使用", "the code {code} is taken").format(code=values["code"]),
            )
        if present is None:
            amounts = {name: given[name] for name in given if name not in ("name", "kind", "ends")}
            year = add_year(person, project, cycle=cycle, unit=unit, **amounts)
        else:
            before = _data(present)
            year = change_project(person, present, {**given, "unit": unit})
            outcome = "unchanged" if _data(year) == before else "changed"
    if text := values.get("objective"):
        typed = _put_cells(person, year, lambda cells: {**cells, "objectives[0].expected": text})
        outcome = "changed" if typed and outcome == "unchanged" else outcome
    return outcome


def _data(year: ProjectYear) -> tuple[Any, ...]:
    project = year.project
    amounts = (year.original_budget, year.adjusted_budget, year.executed)
    return (project.name, project.kind, project.ends, year.unit_id, *amounts)


def _put_indicators(person: Any, year: ProjectYear, rows: Sequence[tuple[Line, Outcome]]) -> str:
    """Indicators into the objective, each in its category; one whose name is there gets the values of the row."""

    def edit(cells: Mapping[str, str]) -> Mapping[str, str]:
        result = dict(cells)
        for line, outcome in rows:
            place = _place_of(result, line.values["level3"])
            outcome.outcome = "unchanged"
            if place is None:
                result = add_indicators(result, [{name: str(value) for name, value in line.values.items()}])
                place = _place_of(result, line.values["level3"])
                outcome.outcome = "created"
            before = dict(result)
            for name in ("target", "weight", "measurement_unit", "definition"):
                if value := line.values.get(name):
                    result[f"indicators[{place}].{name}"] = value
            if outcome.outcome == "unchanged" and result != before:
                outcome.outcome = "changed"
        return result

    return "changed" if _put_cells(person, year, edit) else "unchanged"


def _place_of(cells: Mapping[str, str], name: str) -> int | None:
    wanted = "".join(name.split())
    rows = range(rows_of(cells, "indicators"))
    return next((row for row in rows if "".join(cells.get(f"indicators[{row}].level3", "").split()) == wanted), None)


def _put_cells(person: Any, year: ProjectYear, edit: Callable[[Mapping[str, str]], Mapping[str, str]]) -> bool:
    """Change the objective of a project's year, begun where there is none; whether anything was changed."""
    filing = Filing.objects.filter(project_year=year, kind="objective").first()
    if filing is None:
        try:
            filing = declare(person, year)
        except PermissionDenied:
            raise _NOT_THE_FILLER from None
    edited = edit(filing.cells)
    if edited == filing.cells:
        return False
    cycle = year.cycle
    computed = computed_fields(grid_of(edited, filing.template, cycle.year))
    edited = {**edited, **complete(edited, computed, scheme=cycle.scheme)}
    try:
        replace_cells(person, filing, edited, version=filing.version, why="import")
    except PermissionDenied:
        raise _NOT_THE_FILLER from None
    return True


def _take_entry(person: Any, line: Line, outcome: Outcome) -> None:
    values = {"sector": "", **line.values}
    key = {name: values[name] for name in FORMS["library"].key}
    entry = LibraryIndicator.objects.filter(**key).first()
    if entry is not None and all(getattr(entry, name) == value for name, value in values.items()):
        return

    def act() -> str:
        save_entry(person, entry, values)
        return "created" if entry is None else "changed"

    _tried(outcome, act)
