"""Publishing a rule, proposing and confirming opinions."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kaocheng.language import Text
from kaocheng.lifecycle.opinion import Opinion as Decision
from kaocheng.lifecycle.opinion import Rule, rule_to_json
from kaocheng_web.access.policy import require
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import clean, fresh_check
from kaocheng_web.journal.services import record
from kaocheng_web.results import selectors
from kaocheng_web.results.models import ACTS, Edition, Opinion
from kaocheng_web.workflow.services import NotAllowed, Refused, Stale, WorkflowError, perform, store

LONGEST = 2000
LONGEST_SOURCE = 200


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many opinions were made, changed, left as they were (confirmed or set by hand), and could not be given."""

    made: int = 0
    changed: int = 0
    kept: int = 0
    undecided: int = 0


def publish_rule(person: Any, cycle: Cycle, rule: Rule, *, source: str, seen: int) -> Edition:
    """Make a rule the one by which opinions of the cycle are given.

    Opinions that exist stay as they are, and cite the edition they were made by, until they are proposed anew.
    `source`: title and number of the document; `seen`: number of the edition the person saw in force, 0 for none.
    """
    require(person, "results.manage", cycle)
    source = clean(source).strip()
    if not source or len(source) > LONGEST_SOURCE:
        raise _refused("source", Text("请写明依据的文件名称和文号", "say which document it rests on"))
    before = selectors.edition_in_force(cycle)
    number = before.number if before else 0
    if seen != number:
        raise Stale("stale", Text("办法已有新版发布，请刷新后再试", "another edition was published meanwhile; reload"))
    edition = Edition(
        cycle=cycle,
        number=number + 1,
        rule=rule_to_json(rule),
        source=source,
        published_at=timezone.now(),
        published_by=person,
    )
    try:
        with transaction.atomic():
            edition.save()
            after = {"edition": edition.number, "source": source, "rule": edition.rule}
            record(person, cycle, "publish_rule", before={"edition": number}, after=after)
    except IntegrityError:
        words = Text("办法已有新版发布，请刷新后再试", "another edition was published meanwhile; reload")
        raise Stale("stale", words) from None
    return edition


def propose_all(person: Any, cycle: Cycle) -> Proposed:
    """An opinion for every project of the cycle by the published rule. A second call changes nothing.

    Confirmed opinions and those set by hand are left alone. Raises Refused where no rule is published.
    """
    require(person, "results.manage", cycle)
    edition = selectors.edition_in_force(cycle)
    if edition is None:
        words = Text("本年度尚未发布结果应用办法", "no rule is published for this year")
        raise Refused("no-rule", words)
    _bring_up_to_date(cycle)
    made = changed = kept = undecided = 0
    for row in selectors.rows(person, cycle, edition.content):
        decision = row.decided
        if decision is None:
            undecided += 1
        elif row.opinion is None:
            made += _create(person, row, decision, edition)
        elif row.opinion.state != "proposed" or row.opinion.basis.get("by_hand"):
            kept += 1
        else:
            changed += _update(person, row.opinion, row, decision, edition)
    return Proposed(made, changed, kept, undecided)


def adjust(person: Any, opinion: Opinion, *, act: str, amount: str, remark: str, version: int) -> None:
    """Another act or amount than the rule gives, with the reason."""
    require(person, "results.manage", opinion)
    if not opinion.is_editable:
        raise NotAllowed("not-editable", Text("已确认的意见不能修改", "it is confirmed"))
    remark = clean(remark).strip()
    try:
        value = Decimal(amount.strip().replace(",", "")).quantize(Decimal("0.01"))
    except InvalidOperation:
        value = Decimal(-1)
    if act not in ACTS or not 0 <= value < Decimal(10) ** 12:
        raise _refused("amount", Text("请填写不小于0的金额（万元）", "an amount of 0 or more"))
    if not remark or len(remark) > LONGEST:
        raise _refused("remark", Text("请说明调整理由", "say why"))
    with transaction.atomic():
        basis = {**opinion.basis, "by_hand": True}
        before = {"act": opinion.act, "amount": opinion.amount}
        store(opinion, version, act=act, amount=value, remark=remark, basis=basis)
        record(person, opinion, "adjust", before=before, after={"act": act, "amount": value}, reason=remark)


def follow_rule(person: Any, opinion: Opinion, *, version: int) -> None:
    """Give up what was set by hand: the opinion is that of the rule in force again."""
    require(person, "results.manage", opinion)
    if not opinion.is_editable:
        raise NotAllowed("not-editable", Text("已确认的意见不能修改", "it is confirmed"))
    cycle = opinion.project_year.cycle
    with transaction.atomic():
        basis = {name: value for name, value in opinion.basis.items() if name != "by_hand"}
        before = {"act": opinion.act, "amount": opinion.amount, "remark": opinion.remark}
        store(opinion, version, basis=basis, remark="")
        record(person, opinion, "follow_rule", before=before)
        edition = selectors.edition_in_force(cycle)
        if edition is not None:
            every = selectors.rows(person, cycle, edition.content)
            row = next(row for row in every if row.year.pk == opinion.project_year_id)
            if row.decided is not None:
                _update(person, opinion, row, row.decided, edition)


def confirm_all(person: Any, cycle: Cycle) -> tuple[int, list[tuple[Opinion, Text]]]:
    """Confirm every proposed opinion that may be. Returns how many, and the others with the reason."""
    require(person, "results.manage", cycle)
    confirmed, left = 0, []
    for opinion in selectors.proposed(person, cycle):
        try:
            perform(person, opinion, "confirm", version=opinion.version)
        except WorkflowError as error:
            left.append((opinion, error.refusals[0].message if error.refusals else error.message))
        else:
            confirmed += 1
    return confirmed, left


def _create(person: Any, row: selectors.Row, decision: Decision, edition: Edition) -> int:
    opinion = Opinion(
        project_year=row.year,
        edition=edition,
        act=decision.act,
        amount=decision.amount,
        basis=_basis(row, decision),
    )
    try:
        with transaction.atomic():
            opinion.save()
            after = {"act": opinion.act, "amount": opinion.amount, "edition": edition.number}
            record(person, opinion, "propose", after=after)
    except IntegrityError:  # somebody proposes at the same moment
        return 0
    return 1


def _update(person: Any, opinion: Opinion, row: selectors.Row, decision: Decision, edition: Edition) -> int:
    wanted = {
        "act": decision.act,
        "amount": decision.amount,
        "basis": _basis(row, decision),
        "edition_id": edition.pk,
    }
    if all(getattr(opinion, name) == value for name, value in wanted.items()):
        return 0
    with transaction.atomic():
        before = {"act": opinion.act, "amount": opinion.amount}
        store(opinion, opinion.version, **wanted)
        after = {"act": decision.act, "amount": decision.amount, "edition": edition.number}
        record(person, opinion, "propose", before=before, after=after)
    return 1


def _basis(row: selectors.Row, decision: Decision) -> dict[str, Any]:
    score = row.figures.score
    return {
        "grade": decision.grade,
        "score": None if score is None else f"{score:f}",
        "reclaimed": f"{decision.reclaimed:f}",
        "formula": decision.formula,
        "reclaimed_formula": decision.reclaimed_formula,
        "steps": [step._asdict() for step in decision.basis],
    }


def _bring_up_to_date(cycle: Cycle) -> None:
    """The scores of forms that changed since they were last checked."""
    rows = Filing.objects.filter(project_year__cycle=cycle, kind="self_evaluation").exclude(state="draft")
    for filing in rows.exclude(checked_version=F("version")).select_related("project_year__cycle"):
        fresh_check(filing)


def _refused(field: str, words: Text) -> Refused:
    return Refused.about(field, words, "invalid")
