"""Typing into a filing, and everything else that changes one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.lifecycle.declaring import filled_rows
from kaocheng.lifecycle.rows import Change, arrange, moved_path, new_order
from kaocheng.model.cells import is_field, rows_of
from kaocheng_web.access.policy import require
from kaocheng_web.filings.checking import Checked, check_cells, complete, computed_fields, grid_of
from kaocheng_web.filings.models import CellNote, Evidence, Filing, FoundRule, LostEdit, Sight, WarningReason
from kaocheng_web.filings.typable import typable
from kaocheng_web.journal.services import record
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.services import NotAllowed, Refusal, Refused, Stale

LONGEST = 4000  # characters in one cell
MOST_ROWS = 200
_ATTEMPTS = 8
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_INDEX = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that two people changed: what stands there now, and what was not taken. `lost_edit`: where it is kept."""

    path: str
    kept: str
    lost: str
    lost_edit: int | None = None


@dataclass(frozen=True, slots=True)
class Saved:
    """`version`: after saving. `merged`: cells others changed since the version the writer saw. `written`: whether
    anything was changed."""

    version: int
    conflicts: tuple[Conflict, ...] = ()
    merged: Mapping[str, str] = field(default_factory=dict)
    written: bool = False


def start(person: Any, project_year: ProjectYear, kind: str, cells: Mapping[str, str], **columns: Any) -> Filing:
    """A new filing in the initial state of its machine."""
    cells = {path: clean(text) for path, text in cells.items()}
    with transaction.atomic():
        filing = Filing(project_year=project_year, kind=kind, cells=cells, **columns)
        filing.save()
        record(person, filing, "create", after={"state": filing.state, "cells": filing.cells})
    return filing


def save_cells(
    person: Any,
    filing: Filing,
    *,
    changes: Mapping[str, tuple[str, str]],
    seen: Mapping[str, str] | None = None,
    follow: Callable[[Mapping[str, str]], Mapping[str, str]] | None = None,
    why: str = "type",
    reason: str = "",
) -> Saved:
    """Write cells. `changes`: path → (text the writer saw, text the writer wants).

    Different cells of two writers are merged. Where somebody else changed the same cell to something else, that text
    stays, the writer's is kept as a `LostEdit`, and both come back. `seen`: the texts the writer's page shows, so that
    he learns what others changed meanwhile. `follow`: cells that follow from the others, written with them. `why`,
    `reason`: for the journal.
    """
    require(person, "filing.edit", filing)
    changes = {path: (old, clean(new)) for path, (old, new) in changes.items()}
    _check_texts(changes)
    for _ in range(_ATTEMPTS):
        if not filing.is_editable:
            raise NotAllowed("not-editable", Text("当前状态不能修改内容", "cannot be changed in its present state"))
        wanted = {path: new for path, (old, new) in changes.items() if _now(filing, path) in (old, new)}
        conflicts = tuple(
            Conflict(path, _now(filing, path), new) for path, (old, new) in changes.items() if path not in wanted
        )
        different = {path: new for path, new in wanted.items() if _now(filing, path) != new}
        cells = {**filing.cells, **different}
        if different and follow is not None:  # computed before the transaction, in which others wait for us
            followed = {path: text for path, text in follow(cells).items() if cells.get(path, "") != text}
            cells, different = {**cells, **followed}, {**different, **followed}
        with transaction.atomic():
            version = filing.version
            if different:
                filled = sorted({*filing.filled_by, person.pk})
                saved = Filing.objects.filter(pk=filing.pk, version=version, state=filing.state).update(
                    cells=cells, version=version + 1, filled_by=filled, updated_at=timezone.now()
                )
                if not saved:
                    filing.refresh_from_db()
                    continue  # somebody was faster: compare again with what now stands there
                before = {path: _now(filing, path) for path in different}
                record(person, filing, why, before=before, after=different, reason=reason)
                filing.cells, filing.version, filing.filled_by = cells, version + 1, filled
            conflicts = tuple(_keep_lost(person, filing, found) for found in conflicts)
        merged = {path: _now(filing, path) for path, text in (seen or {}).items() if _now(filing, path) != text}
        merged = {path: text for path, text in merged.items() if path not in changes}
        return Saved(filing.version, conflicts, merged, bool(different))
    raise Stale("busy", Text("同时修改的人太多，请稍后再试", "too many people are writing at once; try again"))


def type_cells(
    person: Any, filing: Filing, *, changes: Mapping[str, tuple[str, str]], seen: Mapping[str, str] | None = None
) -> Saved:
    """What a person types on the form: only cells that are his to type; computed cells follow by themselves.

    Raises Refused for other cells; then nothing is written.
    """
    grid = grid_of(filing.cells, filing.template, filing.project_year.cycle.year)
    open_cells = typable(filing, grid)
    closed = [path for path in changes if path not in open_cells]
    if closed and filing.is_editable:
        words = Text("此栏不由填报人填写", "this cell is not typed")
        raise Refused("not-typable", words, [Refusal("not-typable", words, path) for path in closed])
    computed, scheme = computed_fields(grid), filing.project_year.cycle.scheme
    return save_cells(
        person, filing, changes=changes, seen=seen, follow=lambda cells: complete(cells, computed, scheme=scheme)
    )


def adopt_suggestions(person: Any, filing: Filing) -> Saved:
    """Put the score that the scheme gives into every indicator row where another one, or none, is claimed."""
    open_cells = typable(filing, grid_of(filing.cells, filing.template, filing.project_year.cycle.year))
    suggested = check(filing).suggestions
    changes = {
        path: (_now(filing, path), text)
        for path, text in suggested.items()
        if path in open_cells and _now(filing, path) != text
    }
    return type_cells(person, filing, changes=changes)


def change_rows(person: Any, filing: Filing, change: Change, index: int, *, version: int) -> int:
    """Add, take out, double or move an indicator row of an objective or adjustment. Returns the version.

    Remarks and evidence move with their rows; those of a row taken out stay with the form as a whole.
    """
    if filing.kind not in ("objective", "adjustment"):
        raise Refused(
            "fixed-rows", Text("指标以批复的目标为准，不能增删", "the indicators are those that were approved")
        )
    try:
        order = new_order(rows_of(filing.cells, "indicators"), change, index)
    except UsageError as error:
        raise Refused(error.code, error.message) from error
    cells = arrange(filing.cells, "indicators", order)
    grid = grid_of(cells, filing.template, filing.project_year.cycle.year)
    cells |= complete(cells, computed_fields(grid), scheme=filing.project_year.cycle.scheme)
    with transaction.atomic():
        version = replace_cells(person, filing, cells, version=version, why=f"row_{change}")
        _move_marks(filing, order)
    return version


def drop_empty_rows(person: Any, filing: Filing) -> None:
    """Take out the indicator rows of an objective that nobody has filled, when it is handed in."""
    order = filled_rows(filing.cells)
    if len(order) == rows_of(filing.cells, "indicators"):
        return
    before, filing.cells = filing.cells, arrange(filing.cells, "indicators", order)
    Filing.objects.filter(pk=filing.pk).update(cells=filing.cells)
    gone = {path: text for path, text in before.items() if path not in filing.cells}
    record(person, filing, "drop_empty_rows", before=gone)
    _move_marks(filing, order)


def _move_marks(filing: Filing, order: Sequence[int | None]) -> None:
    """Remarks, files and texts not taken go with their rows."""
    for model in (CellNote, Evidence, LostEdit):
        for row in model._default_manager.filter(filing=filing, field__startswith="indicators["):
            moved = moved_path(row.field, "indicators", order) or ""
            if moved != row.field:
                model._default_manager.filter(pk=row.pk).update(field=moved)


def replace_cells(person: Any, filing: Filing, cells: Mapping[str, str], *, version: int, why: str) -> int:
    """Put other content in place of all cells (rows added or removed, an upload taken over). Returns the version."""
    require(person, "filing.edit", filing)
    cells = {path: clean(text) for path, text in cells.items()}
    _check_texts({path: ("", text) for path, text in cells.items()})
    if not filing.is_editable:
        raise NotAllowed("not-editable", Text("当前状态不能修改内容", "cannot be changed in its present state"))
    with transaction.atomic():
        filled = sorted({*filing.filled_by, person.pk})
        saved = Filing.objects.filter(pk=filing.pk, version=version, state=filing.state).update(
            cells=dict(cells), version=version + 1, filled_by=filled, updated_at=timezone.now()
        )
        if not saved:
            raise Stale
        before = {path: text for path, text in filing.cells.items() if cells.get(path) != text}
        after = {path: text for path, text in cells.items() if filing.cells.get(path) != text}
        record(person, filing, why, before=before, after=after)
    filing.cells, filing.version, filing.filled_by = dict(cells), version + 1, filled
    return version + 1


def check(filing: Filing) -> Checked:
    """Scores and findings of the filing as it stands; nothing is stored."""
    year = filing.project_year.cycle
    return check_cells(filing.cells, template=filing.template, scheme=year.scheme, year=year.year, kind=filing.kind)


def keep_check(filing: Filing, checked: Checked) -> None:
    """Store what lists and queues show, for the version that was checked."""
    sheet = checked.result.sheets[0] if checked.result.sheets else None
    replayed = None if sheet is None else sheet.replayed_total
    total = checked.form.total_funding
    rate = None
    if total is not None and total.executed_amount is not None and total.adjusted_budget is not None:
        executed, budget = total.executed_amount.known, total.adjusted_budget.known
        rate = executed / budget if executed is not None and budget else None
    from decimal import Decimal

    findings = checked.findings()
    columns = {
        "claimed_score": checked.claimed_total,
        "replayed_score": replayed if isinstance(replayed, Decimal) else None,
        "grade": (checked.form.grade.known or "") if checked.form.grade else "",
        "execution_rate": rate,
        "errors": sum(finding["severity"] == "error" for finding in findings),
        "warnings": sum(finding["severity"] == "warning" for finding in findings),
        "undecided": len({skip.code for skip in checked.result.skips}),
        "findings": findings,
        "checked_version": filing.version,
    }
    with transaction.atomic():
        if Filing.objects.filter(pk=filing.pk, version=filing.version).update(**columns):
            _keep_counts(filing, Counter((finding["code"], finding["severity"]) for finding in findings))
    for name, value in columns.items():
        setattr(filing, name, value)


def _keep_counts(filing: Filing, counts: Counter[tuple[str, str]]) -> None:
    """Most cells that are typed change none of them."""
    rows = FoundRule.objects.filter(filing=filing)
    if {(code, severity): count for code, severity, count in rows.values_list("code", "severity", "count")} == counts:
        return
    rows.delete()
    FoundRule.objects.bulk_create(
        FoundRule(filing=filing, code=code, severity=severity, count=count)
        for (code, severity), count in counts.items()
    )


def fresh_check(filing: Filing) -> Filing:
    """The filing with its stored check brought up to its version."""
    if filing.checked_version != filing.version:
        keep_check(filing, check(filing))
    return filing


def explain(person: Any, filing: Filing, fingerprint: str, text: str) -> None:
    """Keep the reason why a warning may stand."""
    require(person, "filing.edit", filing)
    found = next((row for row in fresh_check(filing).findings if row["fingerprint"] == fingerprint), None)
    if found is None or not text.strip():
        words = Text("请填写理由" if found else "该问题已不存在", "state a reason" if found else "this finding is gone")
        raise Refused("no-reason", words)
    text = clean(text)
    with transaction.atomic():
        WarningReason.objects.update_or_create(
            filing=filing,
            fingerprint=fingerprint,
            defaults={"code": found["code"], "text": text.strip(), "person": person},
        )
        record(person, filing, "explain", after={"code": found["code"]}, reason=text.strip())


def settle_edit(person: Any, filing: Filing, number: int) -> None:
    """The writer has decided about a text of his that was not taken."""
    LostEdit.objects.filter(pk=number, filing=filing, person=person, settled_at=None).update(settled_at=timezone.now())


def add_note(person: Any, filing: Filing, *, field: str, text: str, code: str = "") -> CellNote:
    """A remark at a cell, or "" for the form as a whole. `code`: of the rule it rests on."""
    require(person, "filing.comment", filing)
    if field and not is_field(field):
        raise Refused("unknown-field", Text("没有这个栏目", "no such field"))
    text = clean(text).strip()
    if not text or len(text) > LONGEST:
        raise Refused("no-text", Text("请填写批注内容，不超过{n}字", "write up to {n} characters").format(n=LONGEST))
    with transaction.atomic():
        note = CellNote.objects.create(filing=filing, field=field, text=text, code=code[:10], person=person)
        record(person, filing, "note", after={"note": note.pk, "field": field, "code": note.code}, reason=text)
    return note


def answer_note(person: Any, note: CellNote, text: str) -> None:
    """The unit answers a remark."""
    require(person, "filing.edit", note.filing)
    text = clean(text).strip()
    if not text or len(text) > LONGEST:
        raise Refused("no-text", Text("请填写答复，不超过{n}字", "write up to {n} characters").format(n=LONGEST))
    with transaction.atomic():
        CellNote.objects.filter(pk=note.pk).update(answered=text)
        record(person, note.filing, "answer_note", after={"note": note.pk}, reason=text)
    note.answered = text


def settle_note(person: Any, note: CellNote) -> None:
    """A reviewer is content."""
    require(person, "filing.comment", note.filing)
    if note.settled_at is not None:
        return
    with transaction.atomic():
        note.settled_at = timezone.now()
        CellNote.objects.filter(pk=note.pk).update(settled_at=note.settled_at)
        record(person, note.filing, "settle_note", after={"note": note.pk})


def see(person: Any, filing: Filing) -> None:
    """The person has had this version before him as a whole."""
    Sight.objects.get_or_create(filing=filing, person=person, version=filing.version)


def clean(text: str) -> str:
    """Without characters that cannot be kept or printed; line ends as \\n."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _keep_lost(person: Any, filing: Filing, found: Conflict) -> Conflict:
    """The same text sent again is kept once."""
    lost, _ = LostEdit.objects.get_or_create(
        filing=filing, field=found.path, text=found.lost, person=person, settled_at=None, defaults={"kept": found.kept}
    )
    return Conflict(found.path, found.kept, found.lost, lost.pk)


def _now(filing: Filing, path: str) -> str:
    return str(filing.cells.get(path, ""))


def _check_texts(changes: Mapping[str, tuple[str, str]]) -> None:
    wrong = [path for path in changes if not is_field(path)]
    if wrong:
        raise Refused(
            "unknown-field",
            Text("没有这个栏目", "no such field"),
            [Refusal("unknown-field", Text(p, p)) for p in wrong],
        )
    if any(int(number) >= MOST_ROWS for path in changes for number in _INDEX.findall(path)):
        raise Refused("too-many-rows", Text("最多{n}行", "not more than {n} rows").format(n=MOST_ROWS))
    long = [path for path, (_, new) in changes.items() if len(new) > LONGEST]
    if long:
        words = Text("内容不能超过{n}字", "not more than {n} characters").format(n=LONGEST)
        raise Refused("too-long", words, [Refusal("too-long", words, path) for path in long])
