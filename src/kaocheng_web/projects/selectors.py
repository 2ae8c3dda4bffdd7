"""Reading projects: the list, and the whole life of one."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import (
    Case,
    Count,
    DecimalField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Coalesce, Round
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from kaocheng.lifecycle import load_machine
from kaocheng.lifecycle.pace import elapsed_share
from kaocheng.lifecycle.progress import Step, steps
from kaocheng_web.access.policy import READING_ROLES, access_of, allowed, find, visible
from kaocheng_web.cycles.models import STAGES, Cycle, Stage
from kaocheng_web.disclosure.models import Package
from kaocheng_web.disclosure.services import FINAL
from kaocheng_web.filings.models import CellNote, Filing
from kaocheng_web.interface.words import Choices, LazyText, say, t
from kaocheng_web.monitoring.models import Expenditure
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.projects.timeline import Entry, entries
from kaocheng_web.rectification.models import Item
from kaocheng_web.results.models import ACTS, Opinion
from kaocheng_web.review.models import Panel, Recheck

SORTS = {
    "code": "project__code",
    "name": "project__name",
    "unit": "unit__name",
    "budget": "budget_now",
    "executed": "executed_now",
    "rate": "rate",
}
STAGE_FILTERS = ("objective", "monitoring", "self_evaluation")  # stages whose form has a state to filter by
# Groups of states that can be asked for like a state. "tone-…": as in the tables of the state machines.
STATE_GROUPS = Choices(
    {
        "none": t("未开始", "not begun"),
        "missing": t("未报送", "not handed in"),
        "handed-in": t("已报送", "handed in"),
        "tone-open": t("填报中", "being filled in"),
        "tone-waiting": t("审核中", "under review"),
        "tone-returned": t("整改中", "being put right"),
        "tone-done": t("已完成", "done"),
    }
)
EXECUTION = Choices(
    known=t("有执行数", "expenditure known"),
    unknown=t("无执行数", "expenditure unknown"),
    behind=t("低于时间进度", "behind the time elapsed"),
)
_AMOUNT = DecimalField(max_digits=18, decimal_places=6)
_LIGHT = ("pk", "project_year_id", "kind", "round", "state", "version", "path", "claimed_score", "grade", "moved_at")


def years(person: Any) -> QuerySet[ProjectYear]:
    """With the budget as it stands (`budget_now`), what was executed (`executed_now`: as recorded for the year, else by
    the self-evaluation handed in, else the last month of monitoring) and the execution rate (`rate`)."""
    rows = visible(person, ProjectYear.objects.select_related("project", "cycle__region", "unit"))
    rows = rows.annotate(budget_now=Coalesce("adjusted_budget", "original_budget"))
    forms = Filing.objects.filter(project_year=OuterRef("pk"), kind="self_evaluation").exclude(state__in=Filing.DRAFTS)
    months = Expenditure.objects.filter(project_year=OuterRef("pk")).order_by("-month")
    product = ExpressionWrapper(Subquery(forms.values("execution_rate")[:1]) * F("budget_now"), output_field=_AMOUNT)
    by_form = Round(product, precision=2)
    executed = Coalesce("executed", by_form, Subquery(months.values("amount")[:1]), output_field=_AMOUNT)
    rate = Case(When(budget_now__gt=0, then=F("executed_now") / F("budget_now")), output_field=_AMOUNT)
    return rows.annotate(executed_now=executed).annotate(rate=rate)


def find_year(person: Any, permission: str, pk: int) -> ProjectYear:
    return find(person, years(person), permission, pk=pk)


def project_list(
    person: Any,
    *,
    year: int | None = None,
    department: Organisation | None = None,
    kind: str = "",
    text: str = "",
    states: Mapping[str, str] | None = None,
    unit: int | None = None,
    round: int | None = None,
    execution: str = "",
    sort: str = "code",
) -> QuerySet[ProjectYear]:
    """`states`: stage → state of its form, or one of STATE_GROUPS. `unit`: key of the unit itself, without those below.
    `round`: of monitoring; any where it is None. `execution`: of EXECUTION. `sort`: a key of SORTS; "-" in front turns
    it round."""
    rows = years(person)
    if year is not None:
        rows = rows.filter(cycle__year=year)
    if department is not None:
        rows = rows.filter(path__startswith=department.path)
    if kind:
        rows = rows.filter(project__kind=kind)
    for word in text.split():
        rows = rows.filter(
            Q(project__name__icontains=word) | Q(project__code__icontains=word) | Q(unit__name__icontains=word)
        )
    if unit is not None:
        rows = rows.filter(unit=unit)
    for stage, state in (states or {}).items():
        rows = rows.filter(_at_state(stage, state, round))
    if execution in EXECUTION:
        rows = rows.filter(execution_condition(execution, timezone.localdate()))
    column = SORTS.get(sort.removeprefix("-"), SORTS["code"])
    order = F(column).desc(nulls_last=True) if sort.startswith("-") else F(column).asc(nulls_last=True)
    return rows.order_by(order, "-cycle__year", "project__code")


def _at_state(stage: str, state: str, round: int | None) -> Q:
    """Condition on a project's year. Where `round` is None a project counts for each state one of its rounds has."""
    if stage == "disclosure":
        forms: QuerySet[Any] = Package.objects.filter(filing__project_year=OuterRef("pk"))
    else:
        forms = Filing.objects.filter(project_year=OuterRef("pk"), kind=stage)
    if stage == "monitoring" and round is not None:
        forms = forms.filter(round=round)
    if state == "none":
        return Q(~Exists(forms))
    if state == "missing":
        return Q(~Exists(forms.filter(state__in=states_in("handed-in", stage))))
    return Q(Exists(forms.filter(state__in=states_in(state, stage))))


def states_in(group: str, stage: str) -> list[str]:
    """The states of a stage's form that a group of STATE_GROUPS stands for; a state stands for itself."""
    states = load_machine(stage).states
    if group == "handed-in":
        return [code for code, state in states.items() if state.tone != "open"]
    if not group.startswith("tone-"):
        return [group]
    tones = {"done", "stopped"} if group == "tone-done" else {group.removeprefix("tone-")}
    return [code for code, state in states.items() if state.tone in tones]


def execution_condition(asked: str, today: datetime.date) -> Q:
    """On the columns of `years`. The time that has elapsed is that of each row's fiscal year."""
    if asked != "behind":
        return Q(executed_now__isnull=asked == "unknown")
    running = Q(cycle__year=today.year, rate__lt=elapsed_share(today.year, today))
    return running | Q(cycle__year__lt=today.year, rate__lt=1)


@dataclass(frozen=True, slots=True)
class Badge:
    """The state of a stage in a list: `tone` as in the tables, `link` where the reader may open it."""

    label: str
    tone: str
    link: str = ""
    note: str = ""


@dataclass(slots=True)
class Row:
    """A line of the list."""

    year: ProjectYear
    badges: dict[str, Badge | None] = field(default_factory=dict)


def list_rows(person: Any, page: Iterable[ProjectYear]) -> list[Row]:
    """The lines of one page with the state of every stage, in a fixed number of queries."""
    found = list(page)
    keys = [year.pk for year in found]
    forms = Filing.objects.filter(project_year__in=keys).only(*_LIGHT).order_by("round", "pk")
    latest: dict[tuple[int, str], Filing] = {}
    for form in forms:
        kind = "objective" if form.kind == "adjustment" and form.state not in ("approved", "rejected") else form.kind
        if kind == "adjustment" or (form.kind == "adjustment" and form.state == "superseded"):
            continue
        latest[form.project_year_id, kind] = form
    seen = set(
        visible(person, Filing.objects.filter(pk__in=[form.pk for form in latest.values()])).values_list(
            "pk", flat=True
        )
    )
    items: dict[int, list[str]] = {}
    for key, state in Item.objects.filter(project_year__in=keys).values_list("project_year", "state"):
        items.setdefault(key, []).append(state)
    packages = dict(Package.objects.filter(filing__project_year__in=keys).values_list("filing__project_year", "state"))
    rows = []
    for year in found:
        row = Row(year)
        for kind in STAGE_FILTERS:
            row.badges[kind] = _form_badge(latest.get((year.pk, kind)), seen)
        row.badges["rectification"] = _items_badge(items.get(year.pk, []))
        row.badges["disclosure"] = _state_badge("disclosure", packages.get(year.pk, ""))
        rows.append(row)
    return rows


def _form_badge(form: Filing | None, seen: set[int]) -> Badge | None:
    if form is None:
        return None
    badge = _state_badge(form.kind, form.state)
    note = ""
    if form.kind == "monitoring":
        note = str(t(f"第{form.round}轮", f"round {form.round}"))
    elif form.kind == "adjustment":
        note = str(t("调整", "adjustment"))
    elif form.kind == "self_evaluation" and form.claimed_score is not None and form.pk in seen:
        note = str(t(f"{form.claimed_score:f}分", f"{form.claimed_score:f}"))
    return (
        None
        if badge is None
        else Badge(badge.label, badge.tone, form.get_absolute_url() if form.pk in seen else "", note)
    )


def _state_badge(machine: str, state: str) -> Badge | None:
    found = load_machine(machine).states.get(state)
    return None if found is None else Badge(say(found.label), found.tone)


def _items_badge(states: list[str]) -> Badge | None:
    if not states:
        return None
    left = sum(state != "closed" for state in states)
    if not left:
        return Badge(str(t(f"{len(states)}项已销号", f"{len(states)} closed")), "done")
    return Badge(str(t(f"{left}项未销号", f"{left} open")), "returned")


# ── what the filters offer ────────────────────────────────────────────────────────────────────────────────────────────
def years_known(person: Any) -> list[int]:
    return list(visible(person, Cycle.objects.all()).values_list("year", flat=True).order_by("-year").distinct())


def departments(person: Any) -> list[Organisation]:
    """Departments and, where a person sees only his own, units."""
    rows = visible(person, Organisation.objects.filter(kind__in=("department", "finance")))
    return list(rows.only("pk", "name", "path", "code").order_by("path"))


def units_to_manage(person: Any, cycle: Cycle) -> QuerySet[Organisation]:
    """Where a person may enter a project."""
    from kaocheng_web.access.policy import PERMISSIONS

    within = access_of(person).within(PERMISSIONS["project.manage"])
    return Organisation.objects.filter(
        within, is_active=True, kind__in=("unit", "department"), path__startswith=cycle.region.path
    ).order_by("path")


# ── the whole life of one ─────────────────────────────────────────────────────────────────────────────────────────────
@dataclass(frozen=True, slots=True)
class StartButton:
    """Something that is not there yet. `reason`: why it cannot be begun now."""

    label: LazyText
    url: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One form of the year on the project's page."""

    code: str
    label: str
    form: Filing | None
    visible: bool
    window: Stage | None
    start: StartButton | None = None


@dataclass(frozen=True, slots=True)
class YearBeside:
    """The same project in another year."""

    year: ProjectYear
    score: Decimal | None
    grade: str
    here: bool


class Life:
    """Everything the page of a project's year shows, each part read once."""

    def __init__(self, person: Any, year: ProjectYear) -> None:
        self.person, self.year = person, year

    @cached_property
    def forms(self) -> list[Filing]:
        rows = Filing.objects.filter(project_year=self.year.pk).defer("cells", "findings").order_by("round", "pk")
        rows = rows.annotate(
            evidence_count=Count("evidence", filter=Q(evidence__withdrawn_at=None), distinct=True),
            open_notes=Count("notes", filter=Q(notes__settled_at=None), distinct=True),
        )
        found: list[Filing] = list(rows)
        for form in found:
            form.project_year = self.year
        return found

    @cached_property
    def seen(self) -> frozenset[int]:
        """Forms this person may open."""
        rows = visible(self.person, Filing.objects.filter(project_year=self.year.pk))
        return frozenset(rows.values_list("pk", flat=True))

    @cached_property
    def stages(self) -> list[Stage]:
        rows = list(self.year.cycle.stages.all())
        for stage in rows:
            stage.cycle = self.year.cycle
        return rows

    def _form(self, kind: str, round: int = 1) -> Filing | None:
        return next((form for form in self.forms if form.kind == kind and form.round == round), None)

    def _window(self, code: str, round: int = 1) -> Stage | None:
        return next((stage for stage in self.stages if stage.code == code and stage.round == round), None)

    @cached_property
    def adjustments(self) -> list[Filing]:
        return [form for form in self.forms if form.kind == "adjustment"]

    @cached_property
    def can_edit(self) -> bool:
        return allowed(self.person, "filing.edit", self.year)

    @cached_property
    def can_manage(self) -> bool:
        return allowed(self.person, "project.manage", self.year)

    @cached_property
    def has_yardstick(self) -> bool:
        return any(form.kind in ("objective", "adjustment") and form.state == "approved" for form in self.forms)

    @cached_property
    def lines(self) -> list[Line]:
        """The forms of the year in order, those that do not exist yet with the way to begin them."""
        rounds = sorted(stage.round for stage in self.stages if stage.code == "monitoring")
        lines = [self._line("objective", str(STAGES["objective"]), self._form("objective"))]
        lines += [self._line("adjustment", str(t("目标调整", "adjustment")), form) for form in self.adjustments]
        for number in rounds:
            stage = self._window("monitoring", number)
            label = str(t(f"绩效监控 第{number}轮", f"monitoring, round {number}"))
            if stage is not None and stage.month:
                label += str(t(f"（1—{stage.month}月）", f" (to month {stage.month})"))
            lines.append(self._line("monitoring", label, self._form("monitoring", number), number))
        lines.append(self._line("self_evaluation", str(STAGES["self_evaluation"]), self._form("self_evaluation")))
        return lines

    def _line(self, code: str, label: str, form: Filing | None, round: int = 1) -> Line:
        start = self._start(code, round) if form is None and self.can_edit else None
        return Line(code, label, form, form is not None and form.pk in self.seen, self._window(code, round), start)

    def _start(self, code: str, round: int) -> StartButton | None:
        words = {
            "objective": t("编制目标", "declare the objective"),
            "monitoring": t("开始填报", "begin"),
            "self_evaluation": t("开始自评", "begin the self-evaluation"),
        }
        url = {
            "objective": route("objectives:declare", self.year.pk),
            "monitoring": route("monitoring:start", self.year.pk, round),
            "self_evaluation": route("filings:start_self_evaluation", self.year.pk),
        }[code]
        if not url:
            return None
        reason = ""
        if code != "objective" and not self.has_yardstick:
            reason = str(t("目标批复后可以开始", "once the objective is approved"))
        elif not self.year.cycle.is_open:
            reason = str(t("本年度已关闭", "the year is closed"))
        elif code == "monitoring" and not self._window(code, round).is_open_on(timezone.localdate()):  # type: ignore[union-attr]
            reason = str(t("不在填报时间内", "outside the dates of this round"))
        return StartButton(words[code], url, reason)

    @cached_property
    def can_adjust(self) -> bool:
        """Approved, nothing on its way, not yet measured at the end of the year."""
        if not (self.can_edit and self.has_yardstick and self.year.cycle.is_open):
            return False
        under_way = any(form.state in ("draft", "submitted", "department_approved") for form in self.adjustments)
        evaluation = self._form("self_evaluation")
        return not under_way and (evaluation is None or evaluation.state == "draft")

    @cached_property
    def items(self) -> list[Item]:
        return list(visible(self.person, Item.objects.filter(project_year=self.year.pk)))

    @cached_property
    def opinion(self) -> Opinion | None:
        return visible(self.person, Opinion.objects.filter(project_year=self.year.pk)).first()

    @property
    def opinion_act(self) -> str:
        return "" if self.opinion is None else str(ACTS[self.opinion.act])

    @cached_property
    def package(self) -> Package | None:
        rows = Package.objects.filter(filing__project_year=self.year.pk).defer("content", "removed")
        return visible(self.person, rows).first()

    @cached_property
    def to_assemble(self) -> Filing | None:
        """The final self-evaluation of which this person may make a package, while there is none."""
        form = self._form("self_evaluation")
        if form is None or form.state not in FINAL or self.package is not None:
            return None
        return form if allowed(self.person, "disclosure.move", form) else None

    @cached_property
    def notes(self) -> list[CellNote]:
        """Remarks that are not settled, on forms this person may open."""
        rows = CellNote.objects.filter(filing__in=self.seen, settled_at=None).select_related("person", "filing")
        return list(rows.defer("filing__cells", "filing__findings").order_by("-at")[:20])

    @cached_property
    def evidence_count(self) -> int:
        return sum(form.evidence_count for form in self.forms if form.pk in self.seen)  # type: ignore[attr-defined]

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        objective, evaluation = self._form("objective"), self._form("self_evaluation")
        under_way = [form.state for form in self.adjustments if form.state not in ("superseded", "rejected")]
        return steps(
            objective=objective.state if objective else "",
            adjustment=under_way[-1] if under_way else "",
            monitoring=[form.state for form in self.forms if form.kind == "monitoring"],
            rounds=sum(stage.code == "monitoring" for stage in self.stages),
            evaluation=evaluation.state if evaluation else "",
            items=[item.state for item in self.items],
            opinion=self.opinion.state if self.opinion else "",
            package=self.package.state if self.package else "",
        )

    @cached_property
    def way(self) -> list[tuple[Step, str]]:
        """The steps, each with the page where it is done, "" where this person has none."""
        return [(step, self._page_of(step.code)) for step in self.steps]

    def _page_of(self, step: str) -> str:
        if step == "monitoring":
            return self.monitoring_page
        if step == "rectification":
            return self.items[0].get_absolute_url() if self.items else ""
        if step == "review":
            form = self._form("self_evaluation")
            return reverse("review:filing", args=[form.pk]) if form is not None and self.sees_review else ""
        found = {"results": self.opinion, "disclosure": self.package}.get(step) or self._form(step)
        hidden = isinstance(found, Filing) and found.pk not in self.seen
        return "" if found is None or hidden else found.get_absolute_url()

    @cached_property
    def sees_review(self) -> bool:
        """Whether there is a self-evaluation to be reviewed that this person may open."""
        form = self._form("self_evaluation")
        return form is not None and form.pk in self.seen and form.state != "draft"

    @cached_property
    def rechecks(self) -> list[Recheck]:
        return list(visible(self.person, Recheck.objects.filter(filing__project_year=self.year.pk)))

    @cached_property
    def panels(self) -> list[Panel]:
        return list(visible(self.person, Panel.objects.filter(filing__project_year=self.year.pk)))

    @cached_property
    def years(self) -> list[YearBeside]:
        """This project in all its years, the latest first."""
        rows = list(years(self.person).filter(project=self.year.project_id).order_by("-cycle__year"))
        forms = visible(self.person, Filing.objects.filter(project_year__in=rows, kind="self_evaluation"))
        known = {
            form.project_year_id: form
            for form in forms.only("pk", "project_year_id", "claimed_score", "replayed_score", "grade", "kind", "state")
        }
        found = []
        for row in rows:
            form = known.get(row.pk)
            score = None if form is None else form.claimed_score
            found.append(YearBeside(row, score, "" if form is None else form.grade, row.pk == self.year.pk))
        return found

    @cached_property
    def timeline(self) -> list[Entry]:
        return entries(self.year, forms=self.seen)

    @cached_property
    def monitoring_page(self) -> str:
        """Expenditure, plan and forecast of the year, for those who read there."""
        reads = not access_of(self.person).roles.isdisjoint(READING_ROLES)
        return reverse("monitoring:project", args=[self.year.pk]) if reads else ""


def route(name: str, *args: Any) -> str:
    """An address by its name, "" where the page does not exist."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
