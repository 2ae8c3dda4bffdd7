"""Weighing risk, deciding together, drawing samples, scoring again, panels."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F
from django.db.models.functions import Coalesce
from django.utils import timezone

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.lifecycle import Role
from kaocheng.lifecycle.panel import SPECIALTIES, undertaking
from kaocheng.lifecycle.recheck import band_of, problems
from kaocheng.lifecycle.risk import Figures, large_from, measure
from kaocheng.lifecycle.risk import Risk as Weighed
from kaocheng.lifecycle.risk import assess as weigh
from kaocheng.lifecycle.sampling import CONFIDENCE, Candidate, Draw, Plan, draw, statement, upper_share
from kaocheng.model.cells import form_from_cells
from kaocheng_web.access.policy import require, visible
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.services import LONGEST, clean, fresh_check
from kaocheng_web.journal.services import record
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.review import selectors
from kaocheng_web.review.models import Panel, Recheck, Risk, Sample, Seat
from kaocheng_web.workflow.services import NotAllowed, Refusal, Refused, Stale, WorkflowError, perform

_CLOSED = Text("当前状态不能修改", "cannot be changed in its present state")
RECUSAL_GROUNDS = {
    "unit": Text("在被评单位或其主管部门任职", "belongs to the unit or its department"),
    "paid": Text("近3年内曾在被评单位任职或领取报酬", "worked for or was paid by the unit within 3 years"),
    "other": Text("其他可能影响公正评审的情形", "another interest"),
}


# Risk.


def assess(filings: Sequence[Filing]) -> None:
    """Weigh filings whose check is stored, and keep what was found. A few queries for each year, none for a filing."""
    by_cycle: dict[int, list[Filing]] = {}
    for filing in filings:
        by_cycle.setdefault(filing.project_year.cycle_id, []).append(filing)
    for rows in by_cycle.values():
        known = _known_of(rows[0].project_year.cycle, rows)
        kept = [_kept(filing, weigh(_figures(filing, known))) for filing in rows]
        Risk.objects.bulk_create(
            kept, update_conflicts=True, unique_fields=["filing"], update_fields=["score", "level", "reasons", "at"]
        )


def assess_by_id(pks: Iterable[int]) -> None:
    """The same, with checks brought up to date first."""
    rows = Filing.objects.filter(pk__in=list(pks)).select_related("project_year__cycle", "project_year__unit")
    assess([filing if filing.checked_version else fresh_check(filing) for filing in rows])


def assess_cycle(cycle: Cycle, *, every: bool = False) -> int:
    """Weigh what is stale in a year, or everything. Returns how many. For scripts; pages leave it to the job."""
    stale = selectors.stale_filings(every=every).filter(project_year__cycle=cycle)
    pks = list(stale.values_list("pk", flat=True))
    for start in range(0, len(pks), 50):
        assess_by_id(pks[start : start + 50])
    return len(pks)


@dataclass(frozen=True, slots=True)
class _Known:
    large_from: Decimal | None
    has_before: bool
    before: frozenset[int]
    rectified: Mapping[int, int]


def _known_of(cycle: Cycle, filings: Sequence[Filing]) -> _Known:
    """What must be known of a year, and of the year before, to weigh these filings."""
    from kaocheng_web.rectification.models import Item

    projects = [filing.project_year.project_id for filing in filings]
    budgets = ProjectYear.objects.filter(cycle=cycle).values_list(Coalesce("adjusted_budget", "original_budget"))
    earlier = ProjectYear.objects.filter(cycle__region=cycle.region_id, cycle__year__lt=cycle.year)
    items = Item.objects.filter(project_year__project__in=projects, project_year__cycle__year=cycle.year - 1)
    counts = items.values_list("project_year__project").order_by().annotate(Count("pk"))
    return _Known(
        large_from(amount for (amount,) in budgets),
        Cycle.objects.filter(region=cycle.region_id, year__lt=cycle.year).exists(),
        frozenset(earlier.filter(project__in=projects).values_list("project", flat=True)),
        dict(counts),
    )


def _figures(filing: Filing, known: _Known) -> Figures:
    year = filing.project_year
    figures = Figures(
        recomputed=filing.replayed_score,
        amount=year.budget,
        large_from=known.large_from,
        is_new=known.has_before and year.carried_from_id is None and year.project_id not in known.before,
        rectified_before=known.rectified.get(year.project_id, 0),
        errors=filing.errors,
        warnings=filing.warnings,
        undecided=filing.undecided,
    )
    return measure(form_from_cells(filing.cells), figures) if filing.kind == "self_evaluation" else figures


def _kept(filing: Filing, risk: Weighed) -> Risk:
    reasons = [{"code": one.code, "points": str(one.points), **one.message._asdict()} for one in risk.reasons]
    return Risk(filing_id=filing.pk, score=risk.score, level=risk.level, reasons=reasons, at=timezone.now())


# Deciding together.


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one filing. `label`: of the transition tried; `refusals`: why it was not done."""

    filing: Filing
    label: Text | None
    refusals: tuple[Text, ...] = ()

    @property
    def done(self) -> bool:
        return not self.refusals


def decide_all(person: Any, picked: Mapping[int, int]) -> list[Outcome]:
    """Take the one step forward for each filing, each by itself and with the version the person saw; whatever stands
    in the way of one does not hold up the others. `picked`: filing → version."""
    rows = visible(person, Filing.objects.filter(pk__in=list(picked)))
    found: list[Outcome] = []
    for filing in rows.select_related("project_year__project", "project_year__unit", "project_year__cycle"):
        transition = selectors.bulk_decision(person, filing)
        if transition is None:
            words = Text("须逐份办理，或已不待您办理", "to be decided one by one, or no longer waiting for you")
            found.append(Outcome(filing, None, (words,)))
            continue
        explained = filing.warning_reasons.values_list("fingerprint", flat=True)
        in_the_way = selectors.unclean(fresh_check(filing), explained)
        if not in_the_way:
            try:
                perform(person, filing, transition.action, version=picked[filing.pk])
            except WorkflowError as error:
                in_the_way = [refusal.message for refusal in error.refusals] or [error.message]
        found.append(Outcome(filing, transition.label, tuple(in_the_way)))
    return found


# Samples.


@dataclass(frozen=True, slots=True)
class Prepared:
    """A draw that has not been kept. `fingerprint`: of population, plan and seed; a draw kept later must have the same.
    `unweighed`: candidates whose risk is not known yet and counts 0."""

    draw: Draw
    plan: Plan
    seed: str
    fingerprint: str
    filings: Mapping[str, Filing]
    unweighed: int


def new_seed() -> str:
    return secrets.token_hex(8)


def prepare_sample(person: Any, cycle: Cycle, plan: Plan, seed: str) -> Prepared:
    """What a plan and a seed would draw now. Nothing is kept. Raises Refused for a plan that makes no sense."""
    require(person, "sample.manage", cycle.region)
    seed = seed[:40].strip()
    filings = {filing.project_year.project.code: filing for filing in selectors.candidates(cycle)}
    departments = selectors.all_departments()
    people = [
        Candidate(
            code,
            _department_code(filing.path, departments),
            filing.project_year.budget,
            filing.risk.score if hasattr(filing, "risk") else Decimal(0),
        )
        for code, filing in filings.items()
    ]
    try:
        found = draw(people, plan, seed)
    except UsageError as error:
        raise Refused(error.code, error.message) from error
    facts = [sorted([one.id, one.department, str(one.amount), str(one.risk)] for one in people), _plain(plan), seed]
    fingerprint = hashlib.sha256(json.dumps(facts, ensure_ascii=False).encode()).hexdigest()
    unweighed = sum(not hasattr(filing, "risk") for filing in filings.values())
    return Prepared(found, plan, seed, fingerprint, filings, unweighed)


def draw_sample(person: Any, cycle: Cycle, plan: Plan, seed: str, *, fingerprint: str = "") -> Sample:
    """Draw and keep: one re-check for each project drawn. Drawing twice with one seed gives the first sample back.

    Raises Stale where the population is not the one of the preview (`fingerprint`), Refused where nothing is drawn.
    """
    require(person, "sample.manage", cycle.region)
    seed = seed[:40].strip()
    before = Sample.objects.filter(cycle=cycle, seed=seed).first()
    if before is not None:
        return before
    prepared = prepare_sample(person, cycle, plan, seed)
    if fingerprint and fingerprint != prepared.fingerprint:
        words = Text(
            "可抽取的项目已有变化，请重新预览", "the projects to draw from have changed; look at the draw again"
        )
        raise Stale("population-changed", words)
    if not prepared.draw.picks:
        raise Refused("nothing-drawn", Text("没有可抽取的项目", "there is nothing to draw from"))
    try:
        with transaction.atomic():
            return _keep_sample(person, cycle, prepared)
    except IntegrityError:  # somebody drew at the same moment
        raise Stale from None


def _keep_sample(person: Any, cycle: Cycle, prepared: Prepared) -> Sample:
    found = prepared.draw
    strata = [[one.department, one.amount_class, one.size, one.quota] for one in found.strata]
    sample = Sample.objects.create(
        cycle=cycle,
        seed=prepared.seed,
        parameters={
            **_plain(prepared.plan),
            "bounds": [str(bound) for bound in found.bounds],
            "strata": strata,
            "amount_share": str(found.amount_share),
            "order": 'SHA-256("seed|project code")',
            "fingerprint": prepared.fingerprint,
        },
        population=found.population,
        random_population=found.random_population,
        path=cycle.region.path,
        person=person,
    )
    for pick in found.picks:
        filing = prepared.filings[pick.id]
        recheck = Recheck(filing=filing, sample=sample, drawn_by=pick.drawn_by, reasons=_why(pick, filing, found))
        recheck.save()
        record(person, recheck, "draw", after={"sample": sample.pk, "drawn_by": pick.drawn_by})
    renew_statement(sample)
    record(person, sample, "draw", after={"seed": sample.seed, **sample.parameters, "picks": len(found.picks)})
    return sample


def _why(pick: Any, filing: Filing, found: Draw) -> list[dict[str, str]]:
    if pick.drawn_by == "risk":
        reasons = filing.risk.reasons if hasattr(filing, "risk") else []
        return [{"zh": one["zh"], "en": one["en"]} for one in reasons] or [
            Text("按风险排序选取", "taken by the order of risk")._asdict()
        ]
    if pick.drawn_by == "amount":
        return [Text("金额较大，补足抽查金额比例", "large: fills up the share of the amount")._asdict()]
    department, amount_class = pick.stratum
    quota = next((one for one in found.strata if (one.department, one.amount_class) == pick.stratum), None)
    words = Text(
        "分层随机抽取：{department}、金额第{number}档，{size}个中抽{quota}个",
        "by lot: {department}, amount class {number}, {quota} of {size}",
    )
    return [
        words.format(
            department=department,
            number=amount_class + 1,
            size=quota.size if quota else 0,
            quota=quota.quota if quota else 0,
        )._asdict()
    ]


def renew_statement(sample: Sample) -> None:
    """State anew what the closed re-checks of the random part prove. A defect: a gap beyond the first band."""
    gaps = list(sample.rechecks.filter(drawn_by="random", state="closed").values_list("gap", flat=True))
    found = sum(gap is not None and band_of(gap).code != "accept" for gap in gaps)
    planned = sample.rechecks.filter(drawn_by="random").count()
    said = statement(sample.random_population, len(gaps), found)
    sample.statement = {
        **said._asdict(),
        "population": sample.random_population,
        "planned": planned,
        "closed": len(gaps),
        "defects": found,
        "confidence": str(CONFIDENCE),
        "bound": str(upper_share(sample.random_population, len(gaps), found)),
        "best_bound": str(upper_share(sample.random_population, planned, 0)),
    }
    Sample.objects.filter(pk=sample.pk).update(statement=sample.statement)


def _plain(plan: Plan) -> dict[str, Any]:
    return {
        "projects": str(plan.projects),
        "by_risk": str(plan.by_risk),
        "amount": str(plan.amount),
        "bounds": [str(bound) for bound in plan.bounds],
    }


def _department_code(path: str, departments: Sequence[Any]) -> str:
    found = selectors.department_of(path, departments)
    return "" if found is None else str(found.code)


# Re-checks.


def select_by_hand(person: Any, filing: Filing, reason: str) -> Recheck:
    """A re-check of one self-evaluation, for a stated reason."""
    require(person, "sample.manage", filing)
    reason = _words(reason, Text("请填写选取理由", "say why it was chosen"))
    if filing.kind != "self_evaluation" or filing.state not in selectors.SAMPLED_STATES:
        raise Refused("wrong-state", Text("该表尚未报送财政部门", "it has not reached the finance bureau yet"))
    try:
        with transaction.atomic():
            recheck = Recheck(filing=filing, drawn_by="hand", reasons=[{"zh": reason, "en": reason}])
            recheck.save()
            record(person, recheck, "create", after={"drawn_by": "hand"}, reason=reason)
    except IntegrityError:
        raise Refused("recheck-open", Text("该表已有未办结的复核", "a re-check of it is still open")) from None
    return recheck


def save_scores(
    person: Any, recheck: Recheck, *, scores: Mapping[str, str], remarks: Mapping[str, str], version: int
) -> int:
    """What the checker has typed so far. Returns the version. Scores may be incomplete, but not impossible."""
    require(person, "recheck.score", recheck)
    if not recheck.is_assigned_to(person):
        raise NotAllowed("not-assigned", Text("该复核未分派给您", "this re-check is not assigned to you"))
    if not recheck.is_editable:
        raise NotAllowed("not-editable", _CLOSED)
    typed, said = _typed(recheck.filing, scores, remarks)
    with transaction.atomic():
        rows = Recheck.objects.filter(pk=recheck.pk, version=version, state=recheck.state)
        if not rows.update(scores=typed, remarks=said, version=version + 1):
            raise Stale
        before = {field: text for field, text in recheck.scores.items() if typed.get(field, "") != text}
        after = {field: text for field, text in typed.items() if recheck.scores.get(field, "") != text}
        record(person, recheck, "type_scores", before=before, after=after)
    recheck.scores, recheck.remarks, recheck.version = typed, said, version + 1
    return recheck.version


def answer_gap(person: Any, recheck: Recheck, text: str, *, version: int) -> int:
    """Record what the unit says to the gap: the unit itself, or the bureau where the unit answered on paper."""
    require(person, "recheck.answer", recheck)
    if recheck.state != "scored":
        raise NotAllowed("not-editable", _CLOSED)
    text = _words(text, Text("请填写说明", "say something"))
    with transaction.atomic():
        rows = Recheck.objects.filter(pk=recheck.pk, version=version, state=recheck.state)
        if not rows.update(answer=text, version=version + 1):
            raise Stale
        record(person, recheck, "answer_gap", before={"answer": recheck.answer}, after={"answer": text})
    recheck.answer, recheck.version = text, version + 1
    return recheck.version


def issue_item(person: Any, filing: Filing, *, origin: str, problem: str) -> Any:
    """A rectification item that follows from a re-check or panel, in the transaction of its end."""
    from kaocheng_web.rectification.services import issue

    return issue(
        person,
        project_year=filing.project_year,
        filing=filing,
        origin=origin,
        problem=problem[:LONGEST],
        as_consequence=True,
    )


# Panels.


def form_panel(person: Any, filing: Filing) -> Panel:
    """A panel without experts, on a self-evaluation that has reached the bureau. One at a time."""
    require(person, "panel.manage", filing)
    if filing.kind != "self_evaluation" or filing.state not in selectors.SAMPLED_STATES:
        raise Refused("wrong-state", Text("该表尚未报送财政部门", "it has not reached the finance bureau yet"))
    try:
        with transaction.atomic():
            panel = Panel(filing=filing)
            panel.save()
            record(person, panel, "create", after={"filing": filing.pk})
    except IntegrityError:
        raise Refused("panel-open", Text("该表已有进行中的专家评审", "a panel is at work on it already")) from None
    return panel


def add_seat(person: Any, panel: Panel, expert_id: int, specialty: str, *, version: int) -> Seat:
    """Ask an expert onto a panel that is being formed, or in place of one who stood back."""
    require(person, "panel.manage", panel)
    if panel.state not in ("forming", "scoring"):
        raise NotAllowed("not-editable", _CLOSED)
    if specialty not in SPECIALTIES:
        raise Refused("no-specialty", Text("请选择专家类别", "choose the kind of expert"))
    if expert_id not in {one.pk for one in selectors.checkers(panel.filing, (Role.EXPERT,))}:
        why = selectors.independence(expert_id, panel.filing) or Text("该人员不是评审专家", "not an expert")
        raise Refused("not-independent", why)
    if panel.seats.filter(expert=expert_id).exists():
        raise Refused("seated", Text("该专家已在名单中（或已回避）", "already on the panel, or stood back from it"))
    with transaction.atomic():
        _touch(panel, version)
        seat = Seat.objects.create(panel=panel, expert_id=expert_id, specialty=specialty)
        record(person, panel, "add_seat", after={"expert": expert_id, "specialty": specialty})
    return seat


def remove_seat(person: Any, seat: Seat, *, version: int) -> None:
    """Take an expert off the list while the panel is being formed."""
    require(person, "panel.manage", seat.panel)
    if seat.panel.state != "forming" or seat.recused:
        raise NotAllowed("not-editable", _CLOSED)
    with transaction.atomic():
        _touch(seat.panel, version)
        record(person, seat.panel, "remove_seat", before={"expert": seat.expert_id})
        seat.delete()


def undertaking_of(panel: Panel) -> Text:
    year = panel.filing.project_year
    return undertaking(year.project.name, year.unit.name)


def sign_undertaking(person: Any, seat: Seat) -> None:
    """The expert signs; the text he had before him is kept."""
    _own(person, seat)
    if seat.panel.state not in ("forming", "scoring") or seat.recused:
        raise NotAllowed("not-editable", _CLOSED)
    text, now = undertaking_of(seat.panel).zh, timezone.now()
    with transaction.atomic():
        rows = Seat.objects.filter(pk=seat.pk, undertaking_signed_at=None, recused=False)
        if not rows.update(undertaking_signed_at=now, undertaking_text=text):
            return
        _touch(seat.panel)
        digest = hashlib.sha256(text.encode()).hexdigest()
        record(person, seat.panel, "sign_undertaking", after={"seat": seat.pk, "sha256": digest})
    seat.undertaking_signed_at, seat.undertaking_text = now, text


def ask_recusal(person: Any, seat: Seat, *, ground: str, reason: str) -> None:
    """The expert asks to stand back. Belonging to the unit and having been paid by it need no decision."""
    _own(person, seat)
    if ground not in RECUSAL_GROUNDS:
        raise Refused("no-ground", Text("请选择回避情形", "choose a ground"))
    if seat.panel.state not in ("forming", "scoring") or seat.recused or seat.recusal_open or seat.scored_at:
        raise NotAllowed("not-editable", _CLOSED)
    words = RECUSAL_GROUNDS[ground].zh
    if ground == "other":
        words = _words(reason, Text("请说明回避理由", "say why"))
    elif reason.strip():
        words = f"{words}：{_words(reason, RECUSAL_GROUNDS[ground])}"
    now, at_once = timezone.now(), ground != "other"
    columns = {
        "recusal_reason": words,
        "recusal_asked_at": now,
        "recusal_decided_at": now if at_once else None,
        "recused": at_once,
    }
    with transaction.atomic():
        if not Seat.objects.filter(pk=seat.pk, version=seat.version).update(version=seat.version + 1, **columns):
            raise Stale
        _touch(seat.panel)
        record(person, seat.panel, "ask_recusal", after={"seat": seat.pk, "ground": ground}, reason=words)
        if at_once:
            record(person, seat.panel, "grant_recusal", after={"seat": seat.pk})
    seat.refresh_from_db()


def decide_recusal(person: Any, seat: Seat, *, grant: bool) -> None:
    """The bureau decides about a request."""
    require(person, "panel.manage", seat.panel)
    now = timezone.now()
    with transaction.atomic():
        rows = Seat.objects.filter(pk=seat.pk, recusal_decided_at=None).exclude(recusal_asked_at=None)
        if not rows.update(recusal_decided_at=now, recused=grant, version=F("version") + 1):
            raise Stale
        _touch(seat.panel)
        record(person, seat.panel, "grant_recusal" if grant else "decline_recusal", after={"seat": seat.pk})
    seat.refresh_from_db()


def save_seat(
    person: Any, seat: Seat, *, scores: Mapping[str, str], remarks: str, version: int, submit: bool = False
) -> int:
    """Scores of one expert so far; with `submit` they are handed in and stand. Returns the version of the seat."""
    _own(person, seat)
    if not seat.may_score:
        words = Text("现在不能打分：须已开始打分、已签署承诺书且未提交", "scoring is not open to you now")
        raise NotAllowed("not-open", words)
    typed, _ = _typed(seat.panel.filing, scores, {})
    text = clean(remarks).strip()[:LONGEST]
    if submit:
        missing = problems(selectors.score_rows(seat.panel.filing), typed)
        refusals = [Refusal("score", problem.message) for problem in missing]
        if not text:
            refusals.append(Refusal("no-remarks", Text("请填写评审意见", "write an opinion")))
        if refusals:
            raise Refused("incomplete", Text("还不能提交打分", "the scores cannot be handed in yet"), refusals)
    with transaction.atomic():
        columns = {"scores": typed, "remarks": text, "scored_at": timezone.now() if submit else None}
        rows = Seat.objects.filter(pk=seat.pk, version=version, scored_at=None, recused=False)
        if not rows.update(version=version + 1, **columns):
            raise Stale
        if submit:
            _touch(seat.panel)
        record(person, seat.panel, "submit_scores" if submit else "type_scores", after={"seat": seat.pk, **typed})
    seat.refresh_from_db()
    return seat.version


def _own(person: Any, seat: Seat) -> None:
    require(person, "panel.score", seat)
    if seat.expert_id != person.pk:
        raise NotAllowed("not-assigned", Text("这不是您的席位", "this is not your seat"))


def _touch(panel: Panel, version: int | None = None) -> None:
    """Count a change of the panel. `version`: the one the person saw, where he decides about the panel as a whole."""
    rows = Panel.objects.filter(pk=panel.pk, state=panel.state)
    if version is not None:
        rows = rows.filter(version=version)
    if not rows.update(version=F("version") + 1):
        raise Stale
    panel.version += 1


def _typed(
    filing: Filing, scores: Mapping[str, str], remarks: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Texts for rows the form has, cleaned. Raises Refused for a score that cannot be."""
    rows = selectors.score_rows(filing)
    typed = {row.field: clean(scores.get(row.field, "")).strip()[:20] for row in rows}
    said = {row.field: clean(remarks.get(row.field, "")).strip()[:LONGEST] for row in rows}
    typed = {field: text for field, text in typed.items() if text}
    wrong = [one for one in problems(rows, typed) if one.field in typed]
    if wrong:
        refusals = [Refusal("score", problem.message) for problem in wrong]
        raise Refused("wrong-score", Text("得分填写有误", "a score is wrong"), refusals)
    return typed, {field: text for field, text in said.items() if text}


def _words(text: str, missing: Text) -> str:
    text = clean(text).strip()
    if not text or len(text) > LONGEST:
        raise Refused("no-text", missing)
    return text
