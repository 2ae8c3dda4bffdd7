"""Issuing items, answering them, and correcting what is final."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from kaocheng.language import Text
from kaocheng.lifecycle.repetition import Problem, find_repeated
from kaocheng.model.cells import is_field
from kaocheng_web.access.policy import require
from kaocheng_web.filings.checking import Checked, check_cells
from kaocheng_web.filings.evidence import ACCEPTED
from kaocheng_web.filings.files import examine
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import clean, fresh_check
from kaocheng_web.journal.services import record
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.rectification.models import ORIGINS, Correction, Item, Proof
from kaocheng_web.workflow.services import NotAllowed, Refusal, Refused, store

DAYS = 30  # [GK] lifecycle.md 4.8: 30 or 60 days are common; a cycle may set "rectification_days"
LONGEST = 4000
_MOST_PROOFS = 20
_CORRECTED_KINDS = ("self_evaluation", "monitoring")


# Issuing.


def issue(
    person: Any,
    *,
    project_year: ProjectYear,
    problem: str,
    filing: Filing | None = None,
    origin: str = "hand",
    rule: str = "",
    fingerprint: str = "",
    field: str = "",
    demand: str = "",
    deadline: datetime.date | None = None,
    as_consequence: bool = False,
) -> Item:
    """Tell a unit to put something right. The same finding of the same filing is issued once as long as it is open.

    `as_consequence`: called from an effect, whose transition the person was allowed. `deadline`: the days of the cycle
    from today where none is given.
    """
    if not as_consequence:
        require(person, "rectification.issue", project_year)
    problem, demand = clean(problem).strip(), clean(demand).strip()
    if not problem or max(len(problem), len(demand)) > LONGEST:
        raise _refused("problem", Text("请写明问题，不超过{n}字", "say what is wrong, in up to {n} characters"))
    if origin not in ORIGINS or (field and not is_field(field)):
        raise _refused("origin", Text("来源或栏目有误", "unknown origin or field"))
    with transaction.atomic():
        ProjectYear.objects.select_for_update().get(pk=project_year.pk)
        same = Item.objects.filter(project_year=project_year, filing=filing, rule=rule, fingerprint=fingerprint)
        found = same.exclude(state="closed").first() if fingerprint else None
        if found is not None:
            return found
        item = Item(
            project_year=project_year,
            filing=filing,
            origin=origin,
            rule=rule,
            fingerprint=fingerprint,
            field=field,
            indicator=indicator_of(filing, field)[:200],
            problem=problem,
            demand=demand,
            deadline=deadline or due_date(project_year),
            issued_by=person,
        )
        _recognise(item)
        item.save()
        after = {"state": item.state, "origin": origin, "rule": rule, "deadline": item.deadline, "problem": problem}
        record(person, item, "issue", after=after)
        _tell(item)
    return item


def issue_findings(
    person: Any,
    filing: Filing,
    fingerprints: Iterable[str],
    *,
    demand: str = "",
    deadline: datetime.date | None = None,
) -> list[Item]:
    """One item for each of the chosen findings of a filing, in the order of the form."""
    chosen = set(fingerprints)
    rows = [row for row in fresh_check(filing).findings if row["fingerprint"] in chosen]
    if not rows:
        raise _refused("findings", Text("请至少选择一个问题", "choose at least one finding"))
    with transaction.atomic():
        return [
            issue(
                person,
                project_year=filing.project_year,
                filing=filing,
                origin="finding",
                rule=row["code"],
                fingerprint=row["fingerprint"],
                field=row["field"] or "",
                problem=row["message"]["zh"],
                demand=demand or row["advice"]["zh"],
                deadline=deadline,
            )
            for row in rows
        ]


def set_deadline(person: Any, item: Item, *, deadline: datetime.date, why: str, version: int) -> None:
    """Another deadline for an item that is open, before or after the old one has passed."""
    require(person, "rectification.issue", item)
    if not item.is_open:
        raise NotAllowed("not-editable", Text("已销号的事项不能改期", "it is closed"))
    why = clean(why).strip()
    if not why or len(why) > LONGEST:
        raise _refused("why", Text("请说明更改理由", "say why"))
    if deadline < timezone.localdate():
        raise _refused("deadline", Text("期限不能早于今天", "not before today"))
    with transaction.atomic():
        before = {"deadline": item.deadline}
        store(item, version, deadline=deadline)
        record(person, item, "set_deadline", before=before, after={"deadline": deadline}, reason=why)


def days_of(project_year: ProjectYear) -> int:
    """Days the cycle gives for rectification."""
    try:
        return max(1, int(project_year.cycle.settings.get("rectification_days", DAYS)))
    except (TypeError, ValueError):
        return DAYS


def due_date(project_year: ProjectYear) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(days=days_of(project_year))


def indicator_of(filing: Filing | None, field: str) -> str:
    """Name of the indicator in whose row a field stands, "" for others."""
    if filing is None or not field.startswith("indicators["):
        return ""
    return str(filing.cells.get(f"{field.partition('.')[0]}.level3", "")).strip()


def _recognise(item: Item) -> None:
    """Mark the item of the year before that this one repeats."""
    year = item.project_year
    before = list(
        Item.objects.filter(project_year__project=year.project_id, project_year__cycle__year=year.cycle.year - 1)
    )
    found = find_repeated(
        Problem(item.problem, item.rule, item.indicator),
        [Problem(old.problem, old.rule, old.indicator) for old in before],
    )
    if found is not None:
        item.repeats, item.repeat_reason = before[found.index], found.reason._asdict()


def _tell(item: Item) -> None:
    from kaocheng_web.notifications.services import people_who_act_next, tell

    words = Text("新的整改事项“{name}”，{date}前完成", "to be put right: “{name}”, by {date}")
    text = words.format(name=item.project_year.project.name, date=f"{item.deadline:%Y-%m-%d}")
    tell(people_who_act_next(item), f"rectification:{item.pk}:issued", text, item.get_absolute_url())


# Answering.


def answer(person: Any, item: Item, *, version: int, plan: str | None = None, result: str | None = None) -> int:
    """Write the plan or the result. Returns the version."""
    require(person, "rectification.edit", item)
    _must_be_open(item)
    changes = {
        name: clean(text).strip()
        for name, text in (("plan", plan), ("result", result))
        if text is not None and clean(text).strip() != getattr(item, name)
    }
    if any(len(text) > LONGEST for text in changes.values()):
        raise _refused("plan", Text("不超过{n}字", "up to {n} characters"))
    if not changes:
        return item.version
    with transaction.atomic():
        before = {name: getattr(item, name) for name in changes}
        store(item, version, filled_by=sorted({*item.filled_by, person.pk}), **changes)
        record(person, item, "answer", before=before, after=changes)
    return item.version


def add_proof(person: Any, item: Item, upload: UploadedFile[bytes]) -> Proof:
    """Keep a file that shows what was done. The same file twice is kept once."""
    require(person, "rectification.edit", item)
    _must_be_open(item)
    known = examine(upload, ACCEPTED)
    with transaction.atomic():
        found = item.proofs.filter(sha256=known.sha256).first()
        if found is not None:
            return found
        if item.proofs.count() >= _MOST_PROOFS:
            raise _refused("file", Text("每个事项最多{n}个文件", "up to {n} files for an item").format(n=_MOST_PROOFS))
        proof = Proof(
            item=item,
            name=known.name,
            media_type=known.media_type,
            size=known.size,
            sha256=known.sha256,
            person=person,
        )
        proof.file.save(known.stored_name, upload, save=True)
        _fill(person, item)
        record(person, item, "add_proof", after={"name": proof.name, "sha256": proof.sha256, "size": proof.size})
    return proof


def remove_proof(person: Any, item: Item, number: int) -> None:
    """Take a file away while the item may still be changed. The journal keeps its name and hash."""
    require(person, "rectification.edit", item)
    _must_be_open(item)
    with transaction.atomic():
        proof = item.proofs.filter(pk=number).first()
        if proof is None:
            return
        record(person, item, "remove_proof", before={"name": proof.name, "sha256": proof.sha256})
        file = proof.file
        proof.delete()
        transaction.on_commit(lambda: file.storage.delete(file.name or ""))


# Correcting what is final.


def correct(person: Any, item: Item, *, field: str, after: str, why: str) -> Correction:
    """Put a value of a final filing right, in the record beside it; the filing itself stays as it was signed.

    It counts for the check of this item at once, for everything else when the item is closed.
    """
    require(person, "rectification.edit", item)
    _must_be_open(item)
    filing = item.filing
    if filing is None or not is_correctable(filing):
        words = Text(
            "只有已定稿的表才用更正记录；未定稿的请退回后在表中修改",
            "corrections are for forms that are final; others are returned and changed in the form",
        )
        raise Refused("not-final", words)
    after, why = clean(after).strip(), clean(why).strip()
    if not is_field(field) or len(after) > LONGEST:
        raise _refused("field", Text("没有这个栏目", "no such field"))
    before = str(cells_in_force(filing, without=item).get(field, ""))
    if after == before:
        raise _refused("after", Text("更正后的内容与原内容相同", "this is what stands there"))
    if not why or len(why) > LONGEST:
        raise _refused("why", Text("请说明更正理由", "say why"))
    with transaction.atomic():
        correction, _ = Correction.objects.update_or_create(
            item=item,
            field=field,
            defaults={"filing": filing, "before": before, "after": after, "why": why, "person": person},
        )
        _fill(person, item)
        record(person, item, "correct", before={field: before}, after={field: after}, reason=why)
    return correction


def withdraw_correction(person: Any, item: Item, number: int) -> None:
    """Take back a correction that is not yet in force."""
    require(person, "rectification.edit", item)
    _must_be_open(item)
    with transaction.atomic():
        row = item.corrections.filter(pk=number).first()
        if row is not None:
            record(person, item, "withdraw_correction", before={row.field: row.after}, after={row.field: row.before})
            row.delete()


def is_correctable(filing: Filing) -> bool:
    """Whether a filing is final, so that only a correction record may change a value."""
    return filing.kind in _CORRECTED_KINDS and filing.state_now.tone == "done"


def cells_in_force(filing: Filing, *, item: Item | None = None, without: Item | None = None) -> dict[str, str]:
    """The cells of a filing with the corrections of closed items, and of `item`, in the order they were made."""
    rows = filing.corrections.select_related("item")
    counted = [
        row
        for row in rows
        if (row.in_force or (item is not None and row.item_id == item.pk))
        and not (without is not None and row.item_id == without.pk)
    ]
    return {**filing.cells, **{row.field: row.after for row in counted}}


def check_again(item: Item) -> Checked | None:
    """The check of the item's filing as it stands now, its corrections counted; None where it has no filing."""
    if item.filing is None:
        return None
    cycle = item.filing.project_year.cycle
    cells = cells_in_force(item.filing, item=item)
    return check_cells(cells, template=item.filing.template, scheme=cycle.scheme, year=cycle.year)


def standing(item: Item) -> Refusal | None:
    """What the item's rule still says, None where it passes. A rule that cannot decide has not passed."""
    checked = check_again(item)
    if checked is None or not item.rule:
        return None
    for row in checked.findings():
        if row["code"] == item.rule and _is_meant(item, row["field"], row["fingerprint"]):
            words = Text("规则仍未通过：{zh}", "the rule still speaks: {en}")
            return Refusal(item.rule, words.format(zh=row["message"]["zh"], en=row["message"]["en"]), row["field"])
    for skip in checked.result.skips:
        field = checked.field_of(skip.where)
        if skip.code == item.rule and item.field and field == item.field:
            words = Text("规则无法判定：{reason}", "the rule cannot be decided: {reason}")
            return Refusal(item.rule, words.format(reason=skip.reason), field)
    return None


def _is_meant(item: Item, field: str | None, fingerprint: str) -> bool:
    """At the same place or with the same fingerprint; anywhere where the item names neither."""
    if not item.fingerprint and not item.field:
        return True
    return bool(item.fingerprint and fingerprint == item.fingerprint) or bool(item.field and field == item.field)


def _must_be_open(item: Item) -> None:
    if not item.is_editable:
        raise NotAllowed("not-editable", Text("当前状态不能修改内容", "cannot be changed in its present state"))


def _fill(person: Any, item: Item) -> None:
    """Another one who worked on it: he may not verify it."""
    if person.pk not in item.filled_by:
        store(item, item.version, filled_by=sorted({*item.filled_by, person.pk}))


def _refused(field: str, words: Text) -> Refused:
    words = words.format(n=LONGEST)
    return Refused.about(field, words, "invalid")
