"""What has happened in the example county: last year brought to every stage of its evaluation, this year under way.

Everything goes through the services the pages use, as the people who would do it, so that the example obeys every
guard and its journal tells how each thing came about.
"""

from __future__ import annotations

import datetime
import itertools
import random
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from kaocheng.lifecycle.deviations import causes, likelihoods
from kaocheng.lifecycle.opinion import standard_rule
from kaocheng.lifecycle.sampling import Plan as SamplingPlan
from kaocheng.rendering import render
from kaocheng_web.accounts.models import Person
from kaocheng_web.cycles.models import Cycle
from kaocheng_web.cycles.services import Window, carry_over, open_cycle
from kaocheng_web.disclosure import services as disclosure
from kaocheng_web.example.clock import Calendar
from kaocheng_web.example.content import Plan, make_plan, measured, objective_cells, survey, themes, tidy
from kaocheng_web.example.places import Places, Unit, build_places
from kaocheng_web.filings import evidence
from kaocheng_web.filings import services as filings
from kaocheng_web.filings.models import Filing
from kaocheng_web.filings.starting import start_self_evaluation
from kaocheng_web.monitoring import selectors as lights
from kaocheng_web.monitoring import services as monitoring
from kaocheng_web.notifications.models import Notification
from kaocheng_web.objectives import services as objectives
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.projects.services import create_project
from kaocheng_web.rectification import services as rectification
from kaocheng_web.rectification.models import Item
from kaocheng_web.results import services as results
from kaocheng_web.results.models import Opinion
from kaocheng_web.review import selectors as review_selectors
from kaocheng_web.review import services as review
from kaocheng_web.review.models import Panel, Recheck
from kaocheng_web.workflow.services import perform

PROJECTS_A_UNIT = (4, 4)  # begun last year, begun this year
_PARTS = ("", "（东部片区）", "（西部乡镇）", "（城区）", "（续建）", "（二期）", "（试点）", "（提升）")
_RETURN_REASON = "请核对执行率与得分，补充未达标指标的原因。"
_EXPLANATION = "已核实，情况属实，佐证材料见附件。"
# How far the self-evaluation of last year's projects has come; the projects of a unit take them in turn.
_EVALUATED = (
    "draft",
    "submitted",
    "disclosed",
    "department_reviewed",
    "finalized",
    "signed",
    "disclosed",
    "hasty",
    "finalized",
    "returned",
    "disclosed",
    "finance_reviewed",
    "absent",
)
# The same for the objectives of this year that were not carried over.
_DECLARED: tuple[str, ...] = ("approved", "draft", "approved", "submitted", "approved", "returned")
_DECLARED += ("department_approved", "none", "approved", "finance_reviewed", "approved")
_WATCHED = ("reviewed_normal", "open", "reviewed_abnormal", "submitted", "closed", "reviewed_normal", "none")
_ADJUSTED = ("draft", "submitted", "department_approved", "approved", "rejected", "superseded")
_RECHECKED = ("closed", "closed", "scored", "closed", "assigned", "evidence_requested", "selected")
_PUBLISHED: tuple[str, ...] = ("published", "published", "assembled", "published", "privacy_checked")
_PUBLISHED += ("published", "secrecy_checked", "approved", "published", "withheld", "published", "corrected")


@dataclass(slots=True)
class Told:
    """A project's year of the example. `quality`: the share of indicators that reach their target."""

    unit: Unit
    plan: Plan
    year: ProjectYear
    quality: float


def load_county(tell: Callable[[int, int], None] | None = None) -> None:
    """See `kaocheng_web.example.load`."""
    if Organisation.objects.exists():
        return
    with transaction.atomic():
        _Story(tell or (lambda done, of: None)).tell_all()


class _Story:
    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self.calendar = Calendar(timezone.localdate())
        self.this_year = self.calendar.today.year
        self.last_year = self.this_year - 1
        self._tell = tell
        self._done = 0

    def tell_all(self) -> None:
        with self.calendar.on(self.day(self.last_year - 1, 10, 20)):
            self.places: Places = build_places()
            self.past = open_cycle(
                self.places.manager, region=self.places.region, year=self.last_year, windows=self._past_windows()
            )
        self._all = len(self.places.units) * sum(PROJECTS_A_UNIT)
        begun = [told for unit in self.places.units for told in self._begin(unit, self.past, 0, PROJECTS_A_UNIT[0])]
        measured_ones = [(told, self._live_through(told, number)) for number, told in enumerate(begun)]
        self._review([filing for _, filing in measured_ones if filing is not None])
        self._rectify()
        self._use_results()
        self._publish()
        self._begin_this_year(begun)
        Person.objects.update(password_changed_at=timezone.now())
        old = timezone.now() - datetime.timedelta(days=10)
        Notification.objects.filter(at__lt=old).update(read_at=old)

    def day(self, year: int, month: int, day: int) -> datetime.date:
        return self.calendar.day(year, month, day)

    def step(self) -> None:
        self._done += 1
        self._tell(min(self._done, self._all), self._all)

    # ── last year ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _past_windows(self) -> list[Window]:
        past, now, day = self.last_year, self.this_year, datetime.date
        open_for = self.calendar.ago
        return [
            Window("objective", opens=day(past - 1, 10, 1), closes=day(past, 3, 31)),
            Window("monitoring", 1, 6, day(past, 6, 25), day(past, 8, 10)),
            Window("monitoring", 2, 10, day(past, 10, 25), day(past, 12, 10)),
            Window("self_evaluation", opens=day(now, 1, 1), closes=open_for(-12)),
            Window("review", opens=day(now, 1, 10), closes=open_for(-30)),
            Window("rectification", opens=day(now, 1, 10), closes=open_for(-60)),
            Window("results", opens=day(now, 1, 10), closes=open_for(-75)),
            Window("disclosure", opens=day(now, 1, 10), closes=open_for(-90)),
        ]

    def _begin(self, unit: Unit, cycle: Cycle, first: int, count: int) -> Iterator[Told]:
        mine = [theme for sector in unit.sectors for theme in themes() if theme.sector == sector]
        for number in range(first, first + count):
            theme = mine[number % len(mine)]
            name = theme.name + _PARTS[number // len(mine) % len(_PARTS)]
            code = f"{unit.organisation.code}-{number + 1:03}"
            plan = make_plan(theme, name, unit.department.name, unit.organisation.name, cycle.year, code)
            chance = random.Random(code)
            with self.calendar.on(self.day(cycle.year - 1, 11, 3)):
                year = create_project(
                    unit.preparer,
                    cycle=cycle,
                    unit=unit.organisation,
                    code=code,
                    name=name,
                    ends=cycle.year if chance.random() < 0.4 else None,
                    original_budget=plan.budget,
                )
            yield Told(unit, plan, year, chance.choice((0.7, 0.85, 0.95, 1.0)))

    def _live_through(self, told: Told, number: int) -> Filing | None:
        """Objective, monitoring and self-evaluation of last year; the latter as far as it has come."""
        self.step()
        self._declare(told, "approved", self.day(self.last_year, 1, 9))
        self._spend(told, 12)
        self._watch(told, 1, "reviewed_normal", self.day(self.last_year, 7, 3))
        if number % 2:
            self._watch(told, 2, "reviewed_normal" if number % 7 else "closed", self.day(self.last_year, 11, 4))
        return self._evaluate(told, _EVALUATED[number % len(_EVALUATED)])

    def _declare(self, told: Told, state: str, day: datetime.date) -> Filing | None:
        """The objective, as far as `state`; each desk takes some days."""
        if state == "none":
            return None
        unit, places = told.unit, self.places
        with self.calendar.on(day):
            filing = objectives.declare(unit.preparer, told.year, cells=objective_cells(told.plan))
            if state != "draft":
                perform(unit.preparer, filing, "submit", version=filing.version)
        if state == "returned":
            with self.calendar.on(self.calendar.after(day, 4)):
                self._return(filing, unit, "return", "indicators[0].target", "IND-05")
        if state in ("draft", "returned", "submitted"):
            return filing
        with self.calendar.on(self.calendar.after(day, 5)):
            perform(unit.reviewer, filing, "department_approve", version=filing.version)
        if state == "department_approved":
            return filing
        with self.calendar.on(self.calendar.after(day, 13)):
            objectives.give_grade(places.finance, filing, "优", version=filing.version)
            perform(places.finance, filing, "finance_pass", version=filing.version)
        if state == "approved":
            with self.calendar.on(self.calendar.after(day, 30)):
                perform(places.manager, filing, "approve", version=filing.version)
        return filing

    def _spend(self, told: Told, months: int) -> None:
        """The accounts: more towards the end of the year, as it is."""
        executed = Decimal(measured(told.plan, told.quality)["funding[0].executed_amount"])
        shares = (5, 11, 19, 28, 38, 47, 56, 65, 74, 82, 91, 100)
        amounts: dict[int, Decimal | None] = {
            month: (executed * share / 100).quantize(Decimal("0.01")) for month, share in enumerate(shares[:months], 1)
        }
        day = self.day(told.plan.year + (months == 12), 1 if months == 12 else months, 8)
        with self.calendar.on(day):
            monitoring.record_months(self.places.manager, told.year, amounts, source="ledger")

    def _watch(self, told: Told, round: int, state: str, day: datetime.date) -> None:
        """A monitoring round, as far as `state`; what is not on course is put right even where it was to be normal."""
        if state == "none":
            return
        unit = told.unit
        with self.calendar.on(day):
            filing = monitoring.open_round(unit.preparer, told.year, round)
            self._type(unit.preparer, filing, self._so_far(told, (6, 10)[round - 1]))
            if state == "open":
                return
            for judged in lights.assessment_of(filing).needs_explanation:
                path = f"indicators[{judged.measured.row}]"
                said = {
                    f"{path}.cause": causes()[judged.measured.row % len(causes())],
                    f"{path}.deviation": "受前期手续影响进度滞后，已倒排工期，年底前补齐。",
                    f"{path}.likelihood": likelihoods()[0],
                }
                self._type(unit.preparer, filing, said)
            perform(unit.preparer, filing, "submit", version=filing.version)
        if state == "submitted":
            return
        with self.calendar.on(self.calendar.after(day, 6)):
            if state == "reviewed_normal" and self._is_calm(filing):
                perform(unit.reviewer, filing, "confirm_normal", version=filing.version)
                return
            reason = "部分指标进度滞后，限期整改。"
            perform(unit.reviewer, filing, "confirm_abnormal", version=filing.version, reason=reason)
        if state != "reviewed_abnormal":
            with self.calendar.on(self.calendar.after(day, 24)):
                for item in Item.objects.filter(filing=filing):
                    self._put_right(item, told.unit, "closed")

    def _is_calm(self, filing: Filing) -> bool:
        found = lights.assessment_of(filing)
        colors = [found.project.color, found.execution.color, *(judged.light.color for judged in found.indicators)]
        return "red" not in colors

    def _so_far(self, told: Told, month: int) -> dict[str, str]:
        """Results to date: quantities have come as far as the year, the other indicators are measured as they stand."""
        cells = measured(told.plan, told.quality)
        found = {}
        for row, (level2, _, sign, _, unit, _) in enumerate(told.plan.theme.rows):
            actual = cells[f"indicators[{row}].actual"]
            if level2 == "数量指标" and sign == "≥":
                actual = f"{tidy(Decimal(actual.removesuffix(unit)) * (month + row % 2) / 12, unit)}{unit}"
            found[f"indicators[{row}].actual"] = actual
        return found

    def _evaluate(self, told: Told, state: str) -> Filing | None:
        if state == "absent":
            return None
        unit, places = told.unit, self.places
        is_over = state in ("finalized", "disclosed", "finance_reviewed")
        start = self.day(self.this_year, 2, 10) if is_over else self.calendar.ago(18)
        with self.calendar.on(start):
            filing = start_self_evaluation(unit.preparer, told.year)
            cells = measured(told.plan, told.quality)
            if state == "draft":
                cells = dict(itertools.islice(cells.items(), len(cells) // 2))
            if state == "hasty":
                cells |= _hasty(told.plan)
            self._type(unit.preparer, filing, cells)
            if state in ("draft", "hasty"):
                return filings.fresh_check(filing)
            self._prove(told, filing)
            self._explain(unit, filing)
            perform(unit.preparer, filing, "submit", version=filing.version)
        if state == "submitted":
            return filing
        days = iter((12, 8, 5, 3, 2))
        for person, action in (
            (unit.head, "sign"),
            (unit.reviewer, "department_pass"),
            (places.finance, "finance_pass"),
        ):
            ago = next(days)
            day = start + datetime.timedelta(days=20 - ago) if is_over else self.calendar.ago(ago)
            with self.calendar.on(min(day, self.calendar.today)):
                if action == "department_pass" and state == "returned":
                    self._return(filing, unit, "return", "funding[0].execution_rate", "SCO-15")
                    return filing
                if action == "sign":
                    filings.see(person, filing)
                perform(person, filing, action, version=filing.version)
            if filing.state == state:
                return filing
        return filing

    def _prove(self, told: Told, filing: Filing) -> None:
        """The survey behind the satisfaction indicator; some have forgotten it."""
        if told.quality < 0.8:
            return
        row = next(n for n, one in enumerate(told.plan.theme.rows) if one[0] == "服务对象满意度指标")
        file = ContentFile(render(survey(told.plan), "xlsx"), "满意度问卷汇总表.xlsx")
        evidence.add(told.unit.preparer, filing, file, field=f"indicators[{row}].level3")

    def _explain(self, unit: Unit, filing: Filing) -> None:
        for found in filings.fresh_check(filing).findings:
            if found["severity"] == "warning":
                filings.explain(unit.preparer, filing, found["fingerprint"], _EXPLANATION)

    # ── review of last year ───────────────────────────────────────────────────────────────────────────────────────────
    def _review(self, measured_ones: Sequence[Filing]) -> None:
        places = self.places
        arrived = [filing for filing in measured_ones if filing.state == "finance_reviewed"]
        with self.calendar.on(self.day(self.this_year, 4, 10)):
            plan = SamplingPlan(projects=Decimal("0.25"))
            sample = review.draw_sample(places.manager, self.past, plan, "qinghe-2026")
            kept_open = set()
            for number, recheck in enumerate(sample.rechecks.select_related("filing").order_by("pk")):
                state = ("closed", "closed", "scored", "closed", "assigned", "evidence_requested", "selected")[
                    number % 7
                ]
                self._recheck(recheck, state, number)
                if state != "closed":
                    kept_open.add(recheck.filing_id)
            for number, state in enumerate(("forming", "scoring", "concluded", "dissolved")):
                filing = arrived[number]
                self._panel(filing, state)
                if state in ("forming", "scoring"):
                    kept_open.add(filing.pk)
        # Who stays before the last step, to show it; the others are final unless somebody still looks at them.
        with self.calendar.on(self.day(self.this_year, 5, 20)):
            for number, filing in enumerate(arrived):
                if filing.pk in kept_open or number % 6 == 5:
                    continue
                filing.refresh_from_db()
                perform(places.manager, filing, "finalize", version=filing.version)

    def _recheck(self, recheck: Recheck, state: str, number: int) -> None:
        places, filing = self.places, recheck.filing
        unit = next(one for one in places.units if one.organisation.path == filing.path)
        checker = places.experts[number % 2] if number % 3 else places.finance
        if review_selectors.independence(checker.pk, filing) is not None:
            checker = places.experts[number % len(places.experts)]
        if state == "selected":
            return
        perform(places.manager, recheck, "assign", version=recheck.version, data={"checker": str(checker.pk)})
        if state == "evidence_requested":
            reason = "请补充满意度问卷汇总表和验收单。"
            perform(checker, recheck, "request_evidence", version=recheck.version, reason=reason)
        if state in ("assigned", "evidence_requested"):
            return
        recheck.refresh_from_db()
        scores, remarks = _rescored(review_selectors.score_rows(filing), hard=number % 4 == 0)
        review.save_scores(checker, recheck, scores=scores, remarks=remarks, version=recheck.version)
        recheck.refresh_from_db()
        perform(checker, recheck, "score", version=recheck.version)
        if state == "scored":
            return
        recheck.refresh_from_db()
        review.answer_gap(unit.preparer, recheck, "认可复核意见，已按复核得分调整台账。", version=recheck.version)
        recheck.refresh_from_db()
        data = {"issue": "1", "problem": "自评得分与复核得分差异较大，佐证材料不足。"} if number % 4 == 0 else {}
        perform(places.manager, recheck, "reconcile", version=recheck.version, reason="差异已核对。", data=data)

    def _panel(self, filing: Filing, state: str) -> Panel:
        places = self.places
        panel = review.form_panel(places.manager, filing)
        for number, expert in enumerate(places.experts[:3]):
            seat = review.add_seat(
                places.manager, panel, expert.pk, "management" if number == 2 else "subject", version=panel.version
            )
            if state != "forming" or number < 2:
                review.sign_undertaking(expert, seat)
                panel.refresh_from_db()
        if state == "dissolved":
            perform(places.manager, panel, "dissolve", version=panel.version, reason="项目并入重点评价，不再单独评审。")
        if state in ("forming", "dissolved"):
            return panel
        panel = Panel.objects.get(pk=panel.pk)
        perform(places.manager, panel, "open_scoring", version=panel.version)
        for number, expert in enumerate(places.experts[:3]):
            if state == "scoring" and number:
                break
            seat = panel.seats.get(expert=expert)
            scores, _ = _rescored(review_selectors.score_rows(filing), hard=number == 1)
            review.save_seat(
                expert,
                seat,
                scores=scores,
                remarks="目标基本完成，成本依据不够充分。",
                version=seat.version,
                submit=True,
            )
        if state == "concluded":
            panel = Panel.objects.get(pk=panel.pk)  # it remembers its seats
            perform(
                places.manager,
                panel,
                "conclude",
                version=panel.version,
                reason="总体良好，建议完善成本指标的测算依据。",
            )
        return panel

    # ── rectification, results, publication ───────────────────────────────────────────────────────────────────────────
    def _rectify(self) -> None:
        final = Filing.objects.filter(kind="self_evaluation", state="finalized").select_related("project_year")
        states = itertools.cycle(("closed", "reported", "planned", "issued", "reopened", "overdue"))
        with self.calendar.on(self.day(self.this_year, 6, 8)):
            for filing in final.order_by("pk")[::3]:
                unit = next(one for one in self.places.units if one.organisation.path == filing.path)
                state = next(states)
                deadline = self.calendar.ago(20 if state == "overdue" else -25)
                found = [row for row in filings.fresh_check(filing).findings if row["severity"] == "warning"]
                if found and state != "closed":
                    prints = [found[0]["fingerprint"]]
                    items = rectification.issue_findings(self.places.finance, filing, prints, deadline=deadline)
                else:
                    items = [
                        rectification.issue(
                            self.places.finance,
                            project_year=filing.project_year,
                            filing=filing,
                            problem="成本指标缺少测算依据，合同和验收资料未归档。",
                            demand="补充测算依据，完善档案。",
                            deadline=deadline,
                        )
                    ]
                self._put_right(items[0], unit, state)

    def _put_right(self, item: Item, unit: Unit, state: str) -> None:
        if state in ("issued", "overdue"):
            return
        rectification.answer(
            unit.preparer, item, version=item.version, plan="补充测算依据，整理合同和验收资料，一个月内完成。"
        )
        perform(unit.preparer, item, "plan", version=item.version)
        if state == "planned":
            return
        rectification.answer(unit.preparer, item, version=item.version, result="测算依据和验收资料已补齐并归档。")
        perform(unit.preparer, item, "report", version=item.version)
        if state == "closed":
            perform(unit.reviewer, item, "verify", version=item.version, reason="查看了归档资料，情况属实。")
        elif state == "reopened":
            perform(unit.reviewer, item, "reject", version=item.version, reason="缺少验收单，请继续整改。")

    def _use_results(self) -> None:
        manager = self.places.manager
        with self.calendar.on(self.day(self.this_year, 7, 15)):
            source = f"青禾县预算绩效管理结果应用办法（青财绩〔{self.last_year}〕9号）"
            results.publish_rule(manager, self.past, standard_rule(), source=source, seen=0)
            results.propose_all(manager, self.past)
            final = Filing.objects.filter(kind="self_evaluation", state="finalized").values("project_year")
            proposed = Opinion.objects.filter(state="proposed", project_year__in=final).order_by("pk")
            for opinion in proposed[::2]:
                perform(manager, opinion, "confirm", version=opinion.version)

    def _publish(self) -> None:
        states = itertools.cycle(_PUBLISHED)
        filings_ = Filing.objects.filter(kind="self_evaluation", state="finalized").select_related("project_year")
        with self.calendar.on(self.day(self.this_year, 8, 20)):
            for filing in filings_.order_by("-pk"):
                unit = next(one for one in self.places.units if one.organisation.path == filing.path)
                self._disclose(filing, unit, next(states))

    def _disclose(self, filing: Filing, unit: Unit, state: str) -> None:
        manager = self.places.manager
        package = disclosure.assemble(unit.preparer, filing)
        steps = [
            (unit.preparer, "privacy_check"),
            (unit.head, "secrecy_check"),
            (unit.head, "approve"),
            (manager, "publish"),
        ]
        reached = {
            "withheld": 1,
            "corrected": 4,
            "assembled": 0,
            "privacy_checked": 1,
            "secrecy_checked": 2,
            "approved": 3,
        }
        for person, action in steps[: reached.get(state, 4)]:
            package.refresh_from_db()
            perform(person, package, action, version=package.version)
        package.refresh_from_db()
        if state == "withheld":
            reason = "涉及未公开的规划内容，按规定不予公开。"
            perform(unit.head, package, "withhold", version=package.version, reason=reason)
        if state == "corrected":
            perform(manager, package, "correct", version=package.version, reason="金额单位有误，更正后重新审查。")

    # ── this year ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _begin_this_year(self, begun: Sequence[Told]) -> None:
        manager = self.places.manager
        with self.calendar.on(self.day(self.last_year, 11, 1)):
            windows = [
                Window("objective", closes=self.calendar.ago(-25)),
                Window("monitoring", 1, 6),
                Window("monitoring", 2, 10, closes=self.calendar.ago(-9)),
                # Open already, so that a visitor can take a project through its whole year today.
                *(Window(code) for code in ("self_evaluation", "review", "rectification", "results", "disclosure")),
            ]
            cycle = open_cycle(manager, region=self.places.region, year=self.this_year, windows=windows)
            carry_over(manager, cycle, self.past, amounts="same")
        carried = {year.project_id: year for year in ProjectYear.objects.filter(cycle=cycle).select_related("project")}
        for number, told in enumerate(begun):
            year = carried.get(told.year.project_id)
            if year is None:
                continue
            plan = make_plan(
                told.plan.theme, told.plan.name, told.plan.department, told.plan.unit, cycle.year, year.project.code
            )
            self._go_on(Told(told.unit, plan, year, told.quality), number, is_carried=True)
        for unit in self.places.units:
            for number, told in enumerate(self._begin(unit, cycle, *PROJECTS_A_UNIT)):
                self.step()
                self._go_on(told, number + len(unit.organisation.name))

    def _go_on(self, told: Told, number: int, *, is_carried: bool = False) -> None:
        state = "approved" if is_carried and number % 7 else _DECLARED[number % len(_DECLARED)]
        day = self.day(self.this_year, 1, 8)
        filing = self._carry_on(told, state, day) if is_carried else self._declare(told, state, day)
        if filing is None or filing.state != "approved":
            return
        self._spend(told, max(1, min(self.calendar.today.month - 1, 11)))
        self._watch(told, 1, _WATCHED[number % len(_WATCHED)], self.day(self.this_year, 7, 6))
        if number % 4 == 0:
            with self.calendar.on(self.day(self.this_year, 9, 2)):
                self._adjust(told, _ADJUSTED[number // 4 % len(_ADJUSTED)])
        elif number % 4 == 1:
            self._watch(told, 2, _WATCHED[(number + 1) % len(_WATCHED)], self.day(self.this_year, 11, 3))

    def _carry_on(self, told: Told, state: str, day: datetime.date) -> Filing | None:
        """The draft that was carried over, brought up to this year's figures."""
        filing = Filing.objects.filter(project_year=told.year, kind="objective").first()
        if filing is not None:
            cells = {**filing.cells, **objective_cells(told.plan)}
            with self.calendar.on(day):
                filings.replace_cells(told.unit.preparer, filing, cells, version=filing.version, why="type")
        return self._declare(told, state, day)

    def _adjust(self, told: Told, state: str, share: Decimal = Decimal("0.9")) -> None:
        unit, places = told.unit, self.places
        reason = "上级下达任务量减少，申请相应调整。"
        filing = objectives.request_adjustment(unit.preparer, told.year, reason)
        _, _, sign, _, measured_in, _ = told.plan.theme.rows[0]
        number = told.plan.targets[0]
        lower = tidy(number * share, measured_in)
        goal = re.sub(r"(?<=达到)[0-9.]+", str(lower), filing.cells["objectives[0].expected"])
        target = f"{sign}{lower}{measured_in}"
        self._type(unit.preparer, filing, {"indicators[0].target": target, "objectives[0].expected": goal})
        if state == "draft":
            return
        perform(unit.preparer, filing, "submit", version=filing.version, reason=reason)
        if state == "submitted":
            return
        if state == "rejected":
            perform(unit.reviewer, filing, "reject", version=filing.version, reason="依据不足，维持原目标。")
            return
        perform(unit.reviewer, filing, "department_approve", version=filing.version)
        if state in ("approved", "superseded"):
            perform(places.finance, filing, "approve", version=filing.version)
        if state == "superseded":
            self._adjust(told, "approved", Decimal("0.8"))

    # ── small acts ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _type(self, person: Any, filing: Filing, cells: dict[str, str]) -> None:
        changes = {path: (filing.cells.get(path, ""), text) for path, text in cells.items()}
        filings.save_cells(person, filing, changes=changes)

    def _return(self, filing: Filing, unit: Unit, action: str, field: str, code: str) -> None:
        filings.add_note(unit.reviewer, filing, field=field, text=_RETURN_REASON, code=code)
        perform(unit.reviewer, filing, action, version=filing.version, reason=_RETURN_REASON, codes=[code])


def _hasty(plan: Plan) -> dict[str, str]:
    """A form filled in a hurry: everything at full marks beside money unspent."""
    cells = {
        "funding[0].executed_amount": f"{(plan.budget * Decimal('0.62')).quantize(Decimal('0.01'))}",
        "funding[0].execution_rate": "100%",
        "funding[0].score": "10",
        "total_score": "100",
    }
    for row, (*_, weight) in enumerate(plan.theme.rows):
        cells[f"indicators[{row}].score"] = f"{weight}"
        cells[f"indicators[{row}].deviation"] = "无"
    return cells


def _rescored(rows: Sequence[Any], *, hard: bool) -> tuple[dict[str, str], dict[str, str]]:
    """Scores of somebody who looks again: mostly the same, lower where the evidence is thin."""
    scores: dict[str, str] = {}
    remarks: dict[str, str] = {}
    for number, row in enumerate(rows):
        claimed = Decimal(str(row.self_score if row.self_score is not None else row.weight or 0))
        lowered = number % 4 == 1 or (hard and number % 2 == 0)
        value = (claimed * Decimal("0.6" if hard else "0.9")).quantize(Decimal("0.1")) if lowered else claimed
        scores[row.field] = f"{value.normalize():f}"
        if value != claimed:
            remarks[row.field] = "佐证材料不足，按比例扣分。"
    return scores, remarks
