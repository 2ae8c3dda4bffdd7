"""The desk: what waits for a person, after the tables of the state machines and what he may see."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.db.models import Count, Min, Q
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from kaocheng.language import Text
from kaocheng.lifecycle import ROLES, Machine, Role, all_machines, load_machine
from kaocheng.lifecycle.deadlines import words_for
from kaocheng_web.access.policy import PERMISSIONS, READING_ROLES, UNIT_ROLES, access_of, visible
from kaocheng_web.cycles.models import Stage
from kaocheng_web.disclosure.selectors import ready
from kaocheng_web.filings.models import FILING_KINDS, Filing
from kaocheng_web.interface.words import LazyText, say, t
from kaocheng_web.journal.models import Event
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.projects.selectors import STAGE_FILTERS
from kaocheng_web.rectification.models import Item
from kaocheng_web.review.models import Seat

_FORMS = tuple(FILING_KINDS)
_OTHERS = {
    "recheck": ("review.Recheck", "review:rechecks"),
    "panel": ("review.Panel", "review:panels"),
    "rectification": ("rectification.Item", "rectification:list"),
    "opinion": ("results.Opinion", "results:list"),
    "disclosure": ("disclosure.Package", "disclosure:list"),
}
# Stages without a form: what a person needs to open their page, and the page.
_PAGES_OF_STAGES = {
    "review": ("review.queue", "review:queue"),
    "rectification": ("rectification.view", "rectification:list"),
    "results": ("results.view", "results:list"),
    "disclosure": ("disclosure.view", "disclosure:list"),
}
_SHOWN = 10
_SHOWN_LATE = 5
_LIGHT = (
    "pk",
    "project_year",
    "kind",
    "round",
    "state",
    "version",
    "path",
    "errors",
    "warnings",
    "moved_at",
    "updated_at",
)
_ON_THE_WAY = ("open", "waiting", "returned")


@dataclass(frozen=True, slots=True)
class Group:
    """So many objects of a kind in a state wait for the person."""

    title: str
    state: str
    tone: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Returned:
    """A form that came back, with the reason."""

    form: Filing
    reason: str
    codes: tuple[str, ...]
    by: str
    at: datetime.datetime


@dataclass(frozen=True, slots=True)
class Missing:
    """Projects for which a form of an open stage was not begun."""

    label: str
    count: int
    link: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """A stage that is open and ends on a day. `urgent`: within the days of its reminder. `left`: projects whose form is
    not handed in, None for stages without one; `link`: the list of them, or the page of the stage."""

    year: int
    stage: str
    words: Text
    urgent: bool
    overdue: bool
    left: int | None = None
    link: str = ""


def waiting_states(machine: Machine, role: Role) -> tuple[str, ...]:
    """States in which the next step is this role's."""
    return tuple(
        code
        for code, state in machine.states.items()
        if state.tone in _ON_THE_WAY
        and any(row.way == "forward" and code in row.origins and role in row.who for row in machine.transitions)
    )


class Desk:
    """Every part is read once, and only where the person's roles have a use for it."""

    def __init__(self, person: Any) -> None:
        self.person = person
        self.access = access_of(person)
        self.today = timezone.localdate()

    @property
    def roles(self) -> list[Text]:
        return [ROLES[role] for role in Role if role in self.access.roles]

    def holds(self, *roles: Role) -> bool:
        return not self.access.roles.isdisjoint(roles)

    @cached_property
    def is_preparer(self) -> bool:
        return not PERMISSIONS["filing.edit"].isdisjoint(self.access.roles)

    @cached_property
    def only_administrates(self) -> bool:
        return self.access.roles == {Role.ADMINISTRATOR}

    @cached_property
    def only_reads(self) -> bool:
        return self.access.roles == {Role.AUDITOR}

    # ── forms ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    def _waiting_condition(self, machines: Iterable[str], *, kind: bool) -> Q:
        condition = Q(pk__in=())
        for name in machines:
            machine = load_machine(name)
            for grant in self.access.grants:
                states = waiting_states(machine, grant.role)
                if kind:  # what is still being typed stands among the drafts
                    states = tuple(state for state in states if not machine.states[state].editable)
                if states:
                    here = Q(state__in=states, path__startswith=grant.path)
                    condition |= here & Q(kind=name) if kind else here
        return condition

    @cached_property
    def _waiting_forms(self) -> Any:
        return visible(self.person, Filing.objects.filter(self._waiting_condition(_FORMS, kind=True)))

    @cached_property
    def _acts_on_forms(self) -> bool:
        return self.holds(Role.UNIT_HEAD, Role.DEPARTMENT_REVIEWER, Role.FINANCE_REVIEWER, Role.FINANCE_MANAGER)

    @cached_property
    def forms(self) -> list[Filing]:
        """The forms that wait for the person, those that wait longest first."""
        if not self._acts_on_forms:
            return []
        return list(_light(self._waiting_forms).order_by("moved_at", "pk")[:_SHOWN])

    @cached_property
    def groups(self) -> list[Group]:
        """Everything that waits, by kind and state."""
        found: list[Group] = []
        if self._acts_on_forms:
            rows = self._waiting_forms.order_by().values_list("kind", "state").annotate(n=Count("pk", distinct=True))
            found += [_group(kind, state, n, self._forms_link(kind, state)) for kind, state, n in sorted(rows)]
        for name, (model, page) in _OTHERS.items():
            machine = load_machine(name)
            if not any(waiting_states(machine, role) for role in self.access.roles):
                continue
            if name == "recheck" and self.access.roles == {Role.EXPERT}:
                condition = Q(checker=self.person.pk, state__in=waiting_states(machine, Role.EXPERT))
            else:
                condition = self._waiting_condition((name,), kind=False)
            kind: Any = apps.get_model(model)
            rows = visible(self.person, kind._default_manager.filter(condition)).order_by().values_list("state")
            for state, n, first in sorted(rows.annotate(n=Count("pk", distinct=True), first=Min("pk"))):
                one = kind(pk=first).get_absolute_url()
                found.append(_group(name, state, n, one if n == 1 else f"{reverse(page)}?state={state}"))
        if self.seats:
            what, state = str(t("专家评审", "expert panel")), str(t("待打分", "to be scored"))
            found.append(Group(what, state, "open", self.seats, reverse("review:desk")))
        if self.unpublished:
            what, state = say(load_machine("disclosure").title), str(t("待整理", "to be assembled"))
            found.append(Group(what, state, "open", self.unpublished, f"{reverse('disclosure:list')}?state=ready"))
        return found

    def _forms_link(self, kind: str, state: str) -> str:
        """The queue for what is to be decided, else the projects at that state, in every year."""
        if load_machine(kind).states[state].tone == "waiting" and self.access.holds("review.queue"):
            return f"{reverse('review:queue')}?kind={kind}"
        return f"{reverse('projects:list')}?year=&{kind}={state}"

    @cached_property
    def seats(self) -> int:
        """Panels on which this expert has not scored yet."""
        if not self.holds(Role.EXPERT):
            return 0
        rows = Seat.objects.filter(expert=self.person.pk, recused=False, scored_at=None)
        return rows.filter(panel__state__in=("forming", "scoring")).count()

    @cached_property
    def unpublished(self) -> int:
        """Final self-evaluations of which nobody has made the package, for those who check it first."""
        if not self.access.holds("disclosure.edit"):
            return 0
        return ready(self.person).filter(self.access.within(PERMISSIONS["disclosure.edit"])).count()

    @cached_property
    def total(self) -> int:
        return sum(group.count for group in self.groups)

    # ── one's own ─────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def _own(self) -> list[Filing]:
        if not self.is_preparer:
            return []
        condition = Q(pk__in=())
        for kind in _FORMS:
            editable = [code for code, state in load_machine(kind).states.items() if state.editable]
            condition |= Q(kind=kind, state__in=editable)
        within = self.access.within(PERMISSIONS["filing.edit"])
        return list(_light(Filing.objects.filter(condition & within)).order_by("-updated_at")[:60])

    @cached_property
    def returned(self) -> list[Returned]:
        """Own forms whose last step was a return."""
        if not self._own:
            return []
        steps = {row.action for kind in _FORMS for row in load_machine(kind).transitions}
        back = {row.action for kind in _FORMS for row in load_machine(kind).transitions if row.way == "back"}
        events = (
            Event.objects.filter(subject__in=_FORMS, subject_id__in=[form.pk for form in self._own], action__in=steps)
            .select_related("person")
            .order_by("number")
        )
        last = {event.subject_id: event for event in events}
        return [
            Returned(form, event.reason, tuple(event.after.get("codes", ())), str(event.person or ""), event.at)
            for form in self._own
            if (event := last.get(form.pk)) is not None and event.action in back
        ]

    @cached_property
    def drafts(self) -> list[Filing]:
        back = {row.form.pk for row in self.returned}
        return [form for form in self._own if form.pk not in back][:_SHOWN]

    @cached_property
    def missing(self) -> list[Missing]:
        """Forms of open stages that nobody has begun."""
        if not self.is_preparer:
            return []
        within = self.access.within(PERMISSIONS["filing.edit"])
        years = ProjectYear.objects.filter(within, cycle__is_open=True)
        projects: dict[int, list[int]] = {}
        for key, cycle in years.order_by().values_list("pk", "cycle"):
            projects.setdefault(cycle, []).append(key)
        begun: set[tuple[int, str, int]] = set()
        measured: set[int] = set()
        own = Filing.objects.filter(within, project_year__cycle__is_open=True).order_by()
        for year, kind, number, state in own.values_list("project_year", "kind", "round", "state"):
            begun.add((year, kind, number))
            if kind in ("objective", "adjustment") and state in ("approved", "superseded"):
                measured.add(year)
        found = []
        for stage in self.stages:
            if stage.code not in ("objective", "monitoring", "self_evaluation") or not stage.is_open_on(self.today):
                continue
            keys = [
                key
                for key in projects.get(stage.cycle_id, ())
                if (key, stage.code, stage.round) not in begun and (stage.code == "objective" or key in measured)
            ]
            if keys:
                asked = {"year": stage.cycle.year, stage.code: "none"}
                asked |= {} if stage.code == "objective" else {"objective": "tone-done"}
                asked |= {"round": stage.round} if stage.code == "monitoring" else {}
                link = f"{reverse('projects:list')}?{urlencode(asked)}"
                found.append(Missing(f"{stage.cycle.year} {stage.name}", len(keys), link))
        return found

    # ── dates ─────────────────────────────────────────────────────────────────────────────────────────────────────────
    @cached_property
    def stages(self) -> list[Stage]:
        if self.only_administrates or not self.access.grants:
            return []
        from kaocheng_web.cycles.selectors import cycles

        rows = Stage.objects.filter(cycle__in=cycles(self.person).filter(is_open=True)).select_related("cycle")
        return list(rows.order_by("cycle__year", "pk"))

    @cached_property
    def deadlines(self) -> list[Deadline]:
        """Stages that are open and end on a day, the nearest first; and those that ended in the last month."""
        dated = [stage for stage in self.stages if stage.closes and (not stage.opens or stage.opens <= self.today)]
        recent = [stage for stage in dated if (self.today - stage.closes).days <= 31]  # type: ignore[operator]
        recent.sort(key=lambda stage: (stage.closes or self.today, stage.pk))
        return [
            Deadline(
                stage.cycle.year,
                stage.name,
                words_for(self.today, stage.closes),  # type: ignore[arg-type]
                urgent=0 <= (stage.closes - self.today).days <= stage.remind_days,  # type: ignore[operator]
                overdue=stage.closes < self.today,  # type: ignore[operator]
                left=self._left(stage),
                link=self._stage_link(stage),
            )
            for stage in recent[:8]
        ]

    @cached_property
    def _handed_in(self) -> tuple[dict[int, int], dict[tuple[int, str, int], int]]:
        """Cycle → projects the person sees; (cycle, kind, round) → forms of theirs that are handed in."""
        years = visible(self.person, ProjectYear.objects.filter(cycle__in={stage.cycle_id for stage in self.stages}))
        projects = dict(years.order_by().values_list("cycle").annotate(n=Count("pk")))
        forms = Filing.objects.filter(project_year__in=years.order_by().values("pk")).exclude(state__in=Filing.DRAFTS)
        rows = forms.order_by().values_list("project_year__cycle", "kind", "round").annotate(n=Count("pk"))
        return projects, {(cycle, kind, number): n for cycle, kind, number, n in rows}

    def _left(self, stage: Stage) -> int | None:
        if stage.code not in STAGE_FILTERS or self.access.roles.isdisjoint(READING_ROLES):
            return None
        projects, handed_in = self._handed_in
        return projects.get(stage.cycle_id, 0) - handed_in.get((stage.cycle_id, stage.code, stage.round), 0)

    def _stage_link(self, stage: Stage) -> str:
        year = stage.cycle.year
        if stage.code in STAGE_FILTERS:
            asked = {"year": year, stage.code: "missing"}
            asked |= {"round": stage.round} if stage.code == "monitoring" else {}
            return f"{reverse('projects:list')}?{urlencode(asked)}" if self.access.holds("project.view") else ""
        permission, page = _PAGES_OF_STAGES[stage.code]
        return _route(page) if self.access.holds(permission) else ""

    @cached_property
    def _overdue_items(self) -> Any:
        return visible(self.person, Item.objects.filter(Item.overdue_on(self.today)))

    @cached_property
    def overdue_count(self) -> int:
        """Items to be put right whose day has passed."""
        return self._overdue_items.count() if self.access.holds("rectification.view") else 0

    @cached_property
    def overdue(self) -> list[tuple[Item, Text]]:
        """Those that are late longest."""
        if not self.overdue_count:
            return []
        rows = self._overdue_items.select_related("project_year__project").order_by("deadline", "pk")
        return [(item, words_for(self.today, item.deadline)) for item in rows[:_SHOWN_LATE]]

    @cached_property
    def is_empty(self) -> bool:
        return not (self.total or self.returned or self.drafts or self.missing)

    @property
    def empty_words(self) -> LazyText:
        """What an empty desk says, by role."""
        if self.holds(*UNIT_ROLES):
            return t(
                "没有待办事项。项目页可以查看本单位各项目的进展。",
                "Nothing waits for you. The projects page shows how far each project is.",
            )
        if self.only_reads:
            return t(
                "审计监督岗位只读，可以查看各项目的填报、评审、整改和留痕记录。",
                "Auditors read: forms, reviews, rectification and the record of every step.",
            )
        if self.holds(Role.EXPERT):
            return t("目前没有分派给您的评审。", "No review is assigned to you at present.")
        if self.only_administrates:
            return t(
                "系统管理员维护机构、人员和系统运行，不接触填报内容。",
                "Administrators keep organisations, people and operations, and see no forms.",
            )
        if not self.access.grants:
            return t(
                "您的账号还没有分配岗位，请联系系统管理员。", "Your account holds no role yet; ask your administrator."
            )
        return t("没有待审核事项。", "Nothing waits for your review.")


def _light(rows: Any) -> Any:
    related = ("project_year__project", "project_year__unit", "project_year__cycle")
    names = ("project__name", "project__code", "unit__name", "cycle__year", "project", "unit", "cycle")
    return rows.select_related(*related).only(*_LIGHT, *(f"project_year__{name}" for name in names))


def _group(machine: str, state: str, count: int, link: str) -> Group:
    found = all_machines()[machine]
    return Group(say(found.title), say(found.states[state].label), found.states[state].tone, count, link)


def _route(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
