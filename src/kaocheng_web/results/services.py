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
from kaocheng_web.results.models import ACTS, Opinion
from kaocheng_web.workflow.services import NotAllowed, Refusal, Refused, Stale, WorkflowError, perform

LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Proposed:
    """How many opinions were made, changed, left as they were (confirmed or set by hand), and could not be given."""

    made: int = 0
    changed: int = 0
    kept: int = 0
    undecided: int = 0


def publish_rule(person: Any, cycle: Cycle, rule: Rule, *, version: int) -> int:
    """Make a rule the one by which opinions of the cycle are given. Returns its edition.

    Opinions that exist stay as they are until they are proposed anew. `version`: of the cycle, as the person saw it.
    """
    require(person, "results.manage", cycle)
    edition = int((cycle.opinion_rule or {}).get("edition", 0)) + 1
    stored = {
        "rule": rule_to_json(rule),
        "edition": edition,
        "published_at": timezone.now().isoformat(timespec="seconds"),
        "published_by": person.pk,
    }
    with transaction.atomic():
        wanted = Cycle.objects.filter(pk=cycle.pk, version=version)
        if not wanted.update(opinion_rule=stored, version=version + 1):
            raise Stale("stale", Text("年度设置已被他人更新，请刷新后再试", "the year was changed meanwhile; reload"))
        record(person, cycle, "publish_rule", before=cycle.opinion_rule, after=stored)
    cycle.opinion_rule, cycle.version = stored, version + 1
    return edition


def propose_all(person: Any, cycle: Cycle) -> Proposed:
    """An opinion for every project of the cycle by the published rule. A second call changes nothing.

    Confirmed opinions and those set by hand are left alone. Raises Refused where no rule is published.
    """
    require(person, "results.manage", cycle)
    rule = selectors.published_rule(cycle)
    if rule is None:
        words = Text("本年度尚未发布结果应用办法", "no rule is published for this year")
        raise Refused("no-rule", words)
    _bring_up_to_date(cycle)
    made = changed = kept = undecided = 0
    for row in selectors.rows(person, cycle, rule):
        decision = row.decided
        if decision is None:
            undecided += 1
        elif row.opinion is None:
            made += _create(person, row, decision, cycle)
        elif row.opinion.state != "proposed" or row.opinion.basis.get("by_hand"):
            kept += 1
        else:
            changed += _update(person, row.opinion, row, decision, cycle)
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
        _store(opinion, version, act=act, amount=value, remark=remark, basis=basis)
        record(person, opinion, "adjust", before=before, after={"act": act, "amount": value}, reason=remark)


def follow_rule(person: Any, opinion: Opinion, *, version: int) -> None:
    """Give up what was set by hand; the next proposal follows the rule again."""
    require(person, "results.manage", opinion)
    if not opinion.is_editable:
        raise NotAllowed("not-editable", Text("已确认的意见不能修改", "it is confirmed"))
    with transaction.atomic():
        basis = {name: value for name, value in opinion.basis.items() if name != "by_hand"}
        _store(opinion, version, basis=basis, remark="")
        record(person, opinion, "follow_rule", before={"remark": opinion.remark})
    propose_all(person, opinion.project_year.cycle)


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


def _create(person: Any, row: selectors.Row, decision: Decision, cycle: Cycle) -> int:
    opinion = Opinion(
        project_year=row.year, act=decision.act, amount=decision.amount, basis=_basis(row, decision, cycle)
    )
    try:
        with transaction.atomic():
            opinion.save()
            after = {"act": opinion.act, "amount": opinion.amount, "edition": opinion.basis["edition"]}
            record(person, opinion, "propose", after=after)
    except IntegrityError:  # somebody proposes at the same moment
        return 0
    return 1


def _update(person: Any, opinion: Opinion, row: selectors.Row, decision: Decision, cycle: Cycle) -> int:
    basis = _basis(row, decision, cycle)
    if (opinion.act, opinion.amount, opinion.basis) == (decision.act, decision.amount, basis):
        return 0
    with transaction.atomic():
        before = {"act": opinion.act, "amount": opinion.amount}
        _store(opinion, opinion.version, act=decision.act, amount=decision.amount, basis=basis)
        after = {"act": decision.act, "amount": decision.amount, "edition": basis["edition"]}
        record(person, opinion, "propose", before=before, after=after)
    return 1


def _basis(row: selectors.Row, decision: Decision, cycle: Cycle) -> dict[str, Any]:
    score = row.figures.score
    return {
        "grade": decision.grade,
        "score": None if score is None else f"{score:f}",
        "reclaimed": f"{decision.reclaimed:f}",
        "steps": [step._asdict() for step in decision.basis],
        "edition": (cycle.opinion_rule or {}).get("edition", 0),
    }


def _bring_up_to_date(cycle: Cycle) -> None:
    """The scores of forms that changed since they were last checked."""
    rows = Filing.objects.filter(project_year__cycle=cycle, kind="self_evaluation").exclude(state="draft")
    for filing in rows.exclude(checked_version=F("version")).select_related("project_year__cycle"):
        fresh_check(filing)


def _store(opinion: Opinion, version: int, **columns: Any) -> None:
    wanted = Opinion.objects.filter(pk=opinion.pk, version=version, state=opinion.state)
    if not wanted.update(version=version + 1, **columns):
        raise Stale("stale", Text("内容已被他人更新，请刷新后再试", "someone else was faster; reload and try again"))
    opinion.version = version + 1
    for name, value in columns.items():
        setattr(opinion, name, value)


def _refused(field: str, words: Text) -> Refused:
    return Refused("refused", words, [Refusal("invalid", words, field)])
