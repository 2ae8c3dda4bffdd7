"""What a form said each time it was submitted, and two of these side by side."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kaocheng.composition import Align, GridCell, Role
from kaocheng.language import Text
from kaocheng.lifecycle import Transition
from kaocheng.model.cells import changed
from kaocheng_web.accounts.models import Person
from kaocheng_web.filings.checking import Checked, check_cells
from kaocheng_web.filings.evidence import of_submission
from kaocheng_web.filings.models import Evidence, Filing, Submission
from kaocheng_web.filings.page import labels_of
from kaocheng_web.journal.models import Event

NOW = "now"


@dataclass(frozen=True, slots=True)
class Step:
    """What was done with a form after it had been submitted. `reason`: as stated; `codes`: of the rules it rests on."""

    label: Text
    way: str
    person: str
    at: datetime.datetime
    reason: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """`key`: number of the submission, or NOW for the form as it stands, which nobody has submitted."""

    key: str
    cells: Mapping[str, str]
    submission: Submission | None
    steps: tuple[Step, ...] = ()
    evidence: tuple[Evidence, ...] = ()


def versions_of(filing: Filing) -> list[Version]:
    """The submissions, the first one first; then the form as it stands where it has changed since."""
    submissions = list(filing.submissions.select_related("person"))
    files = list(filing.evidence.all())
    steps = _steps(filing)
    found = []
    for place, one in enumerate(submissions):
        until = submissions[place + 1].at if place + 1 < len(submissions) else None
        mine = tuple(step for step in steps if step.at > one.at and (until is None or step.at <= until))
        found.append(Version(str(one.number), one.cells, one, mine, tuple(of_submission(files, one.at))))
    if not submissions or changed(submissions[-1].cells, filing.cells):
        found.append(Version(NOW, filing.cells, None, (), tuple(one for one in files if one.withdrawn_at is None)))
    return found


def _steps(filing: Filing) -> list[Step]:
    """Every transition of the form but its submission, the first one first."""
    known: dict[str, Transition] = {row.action: row for row in filing.machine.transitions if row.action != "submit"}
    events = list(
        Event.objects.filter(subject=filing.machine_id, subject_id=filing.pk, action__in=known).order_by("number")
    )
    people = Person.objects.filter(pk__in={event.person_id for event in events})
    names: dict[int | None, str] = dict(people.values_list("pk", "name"))
    return [
        Step(
            known[event.action].label,
            known[event.action].way,
            names.get(event.person_id, ""),
            event.at,
            event.reason,
            tuple(event.after.get("codes", ())),
        )
        for event in events
    ]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of one side. `changed`: whether the other side says something else."""

    grid: GridCell
    changed: bool

    @property
    def is_label(self) -> bool:
        return self.grid.role in (Role.LABEL, Role.HEADER) and bool(self.grid.text) and not self.changed

    @property
    def css(self) -> str:
        parts = [str(self.grid.role.value)]
        if self.grid.align is not Align.CENTER:
            parts.append(str(self.grid.align.value))
        if self.changed:
            parts.append("changed")
        return " ".join(parts)


@dataclass(frozen=True)
class Side:
    """One version, checked. `others`: fields in which the other one differs."""

    version: Version
    checked: Checked
    others: frozenset[str]

    def rows(self) -> Iterator[list[Cell]]:
        for row in self.checked.grid.rows():
            yield [Cell(cell, cell.field in self.others) for cell in row]

    @property
    def widths(self) -> list[int]:
        """Of the columns, in percent."""
        total = sum(self.checked.grid.widths)
        return [max(1, round(100 * width / total)) for width in self.checked.grid.widths]

    @cached_property
    def counts(self) -> dict[str, int]:
        severities = [row["severity"] for row in self.checked.findings()]
        return {level: severities.count(level) for level in ("error", "warning")}

    @property
    def labels(self) -> dict[str, str]:
        return labels_of(self.checked.grid, self.version.cells)


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs, by the name of its cell."""

    label: str
    before: str
    after: str


class Comparison:
    """Two versions of a form."""

    def __init__(self, filing: Filing, earlier: Version, later: Version) -> None:
        self._filing = filing
        self._changed = changed(earlier.cells, later.cells)
        self.earlier, self.later = self._side(earlier), self._side(later)

    def _side(self, version: Version) -> Side:
        cycle = self._filing.project_year.cycle
        checked = check_cells(
            version.cells, template=self._filing.template, scheme=cycle.scheme, year=cycle.year, kind=self._filing.kind
        )
        return Side(version, checked, frozenset(self._changed))

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.earlier, self.later

    @property
    def difference(self) -> Decimal | None:
        """Of the claimed totals, later less earlier."""
        before, after = self.earlier.checked.claimed_total, self.later.checked.claimed_total
        return None if before is None or after is None else after - before

    @cached_property
    def changes(self) -> list[Change]:
        """In the order of the later form; what it has no cell for comes last."""
        labels = {**self.earlier.labels, **self.later.labels}
        order = {cell.field: place for place, cell in enumerate(self.later.checked.grid.cells) if cell.field}
        fields = sorted(self._changed, key=lambda field: (order.get(field, len(order)), field))
        return [Change(labels.get(field, field), *self._changed[field]) for field in fields]


def pair_of(versions: list[Version], earlier: str, later: str) -> tuple[Version, Version] | None:
    """The two versions asked for; the last two where nothing sensible was. None where there are not two."""
    if len(versions) < 2:
        return None
    by_key = {version.key: version for version in versions}
    return by_key.get(earlier, versions[-2]), by_key.get(later, versions[-1])
