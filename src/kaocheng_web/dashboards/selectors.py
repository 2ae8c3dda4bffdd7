"""Figures over many projects, each with the list behind it. They are summed by the database, by unit; a page asks a
fixed number of questions however many projects there are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet, Sum
from django.utils import timezone

from kaocheng.audit import all_rules
from kaocheng.language import Text
from kaocheng.lifecycle.pace import elapsed_share
from kaocheng_web.access.policy import visible
from kaocheng_web.dashboards.charts import Chart, HeatCell, HeatRow, Mark, Point, Series, Tile
from kaocheng_web.dashboards.scope import Group, Scope
from kaocheng_web.disclosure.models import Package
from kaocheng_web.filings.models import FILING_KINDS, Filing, FoundRule
from kaocheng_web.interface.words import Choices, say, t
from kaocheng_web.projects.selectors import STATE_GROUPS, execution_condition, states_in
from kaocheng_web.rectification.models import Item

SEVERITIES = Choices(error=t("错误", "errors"), warning=t("提示", "warnings"), info=t("参考", "hints"))
_EDGES = (60, 70, 80, 85, 90, 95, 98, 100)
# Bands of scores: code → (from, below). The edges of the usual grades (60, 80, 90) are among them.
BANDS: dict[str, tuple[int | None, int | None]] = {
    "lt60": (None, 60),
    **{f"{low}-{high}": (low, high) for low, high in pairwise(_EDGES)},
    "100": (100, None),
}
GAP = 1  # points between the claimed and the recomputed score that a reviewer should look at
_SCORES = {"claimed": "claimed_score", "replayed": "replayed_score"}
_MOST_RULES = 15
_FORM_STAGES = ("objective", "monitoring", "self_evaluation")
_TONES = {"none": "none", "tone-open": "open", "tone-waiting": "waiting", "tone-returned": "returned"}
_TONES["tone-done"] = "done"


# ── documents ─────────────────────────────────────────────────────────────────────────────────────────────────────────
def band_label(code: str) -> str:
    low, high = BANDS[code]
    if low is None:
        return str(t(f"{high}以下", f"below {high}"))
    return f"{low}" if high is None else f"{low}—{high}"


def in_band(column: str, code: str) -> Q:
    low, high = BANDS[code]
    condition = Q(**{f"{column}__isnull": False})
    condition &= Q() if low is None else Q(**{f"{column}__gte": low})
    return condition & (Q() if high is None else Q(**{f"{column}__lt": high}))


def documents(scope: Scope, asked: Mapping[str, str]) -> QuerySet[Filing]:
    """The forms a person sees in a scope. `asked`, all optional: kind, code and severity of a finding, claimed and
    replayed (a band, or "none"), gap (claimed and recomputed score are GAP or more apart), unchecked."""
    seen = visible(scope.person, Filing.objects.all()).values("pk")
    rows = Filing.objects.filter(pk__in=seen, project_year__in=scope.project_years().order_by().values("pk"))
    if asked.get("kind") in FILING_KINDS:
        rows = rows.filter(kind=asked["kind"])
    found = Q()
    if code := asked.get("code", ""):
        found &= Q(code=code)
    if (severity := asked.get("severity", "")) in SEVERITIES:
        found &= Q(severity=severity)
    if found:
        rows = rows.filter(pk__in=FoundRule.objects.filter(found).values("filing"))
    for name, column in _SCORES.items():
        band = asked.get(name, "")
        if band in BANDS:
            rows = rows.filter(in_band(column, band))
        elif band == "none":
            rows = rows.filter(_without(column))
    if asked.get("gap"):
        rows = rows.filter(_differs())
    if asked.get("unchecked"):
        rows = rows.filter(checked_version=0)
    return rows


def _without(column: str) -> Q:
    """Checked, and no score came of it."""
    return Q(checked_version__gt=0, **{f"{column}__isnull": True})


def _differs() -> Q:
    """By a point or more; either way."""
    above, below = F("replayed_score") + GAP, F("replayed_score") - GAP
    return Q(claimed_score__gte=above) | Q(claimed_score__lte=below)


@cache
def rule_titles() -> dict[str, Text]:
    return {rule.code: rule.title for rule in all_rules()}


# ── figures ───────────────────────────────────────────────────────────────────────────────────────────────────────────
@dataclass
class _Money:
    """Of a row. `known`: projects whose expenditure is known; `budget` and `executed` are theirs, in 万元."""

    projects: int = 0
    known: int = 0
    behind: int = 0
    budget: Decimal = Decimal(0)
    executed: Decimal = Decimal(0)

    @property
    def rate(self) -> Decimal | None:
        return self.executed / self.budget if self.known and self.budget else None


@dataclass(frozen=True, slots=True)
class _StageKey:
    """A column of progress: a form, or the package for publication. `round`: of monitoring."""

    code: str
    round: int
    name: str

    def asked(self, group: str) -> dict[str, str]:
        """How the list of projects is told."""
        return {self.code: group, **({"round": str(self.round)} if self.code == "monitoring" else {})}


class Figures:
    """Everything the overview shows, each part read once."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.today = timezone.localdate()

    # What is read.

    @cached_property
    def money(self) -> dict[Group, _Money]:
        """Row → projects and money; every row that has a project."""
        known = Q(executed_now__isnull=False)
        rows = self.scope.project_years().order_by().values("unit")
        rows = rows.annotate(
            projects=Count("pk"),
            known=Count("pk", filter=known),
            behind=Count("pk", filter=execution_condition("behind", self.today)),
            budgeted=Sum("budget_now", filter=known),
            executed=Sum("executed_now", filter=known),
        )
        found: dict[Group, _Money] = {}
        for row in sorted(rows, key=lambda row: self._place[row["unit"]]):
            one = found.setdefault(self.scope.groups[row["unit"]], _Money())
            one.projects += row["projects"]
            one.known += row["known"]
            one.behind += row["behind"]
            one.budget += row["budgeted"] or 0
            one.executed += row["executed"] or 0
        return found

    @cached_property
    def _place(self) -> dict[int, int]:
        return {unit.pk: place for place, unit in enumerate(self.scope.units)}

    @cached_property
    def everything(self) -> _Money:
        total = _Money()
        for one in self.money.values():
            total.projects += one.projects
            total.known += one.known
            total.behind += one.behind
            total.budget += one.budget
            total.executed += one.executed
        return total

    @cached_property
    def stages(self) -> list[_StageKey]:
        found = [
            _StageKey(stage.code, stage.round, stage.name) for stage in self.scope.stages if stage.code in _FORM_STAGES
        ]
        found.sort(key=lambda one: (_FORM_STAGES.index(one.code), one.round))
        return [*found, _StageKey("disclosure", 1, str(t("信息公开", "disclosure")))]

    @cached_property
    def closed(self) -> set[tuple[str, int]]:
        """Stages whose window has passed."""
        return {(stage.code, stage.round) for stage in self.scope.stages if stage.closes and stage.closes < self.today}

    @cached_property
    def states(self) -> dict[tuple[str, int], dict[Group, dict[str, int]]]:
        """(stage, round) → row → state → projects."""
        years = self.scope.project_years().order_by().values("pk")
        forms = Filing.objects.filter(project_year__in=years, kind__in=_FORM_STAGES).order_by()
        counted = forms.values_list("kind", "round", "project_year__unit", "state").annotate(n=Count("pk"))
        packages = Package.objects.filter(filing__project_year__in=years).order_by()
        published = packages.values_list("filing__project_year__unit", "state").annotate(n=Count("pk"))
        rows = [*counted, *(("disclosure", 1, unit, state, n) for unit, state, n in published)]
        found: dict[tuple[str, int], dict[Group, dict[str, int]]] = {}
        for kind, number, unit, state, n in rows:
            at = found.setdefault((kind, number), {}).setdefault(self.scope.groups[unit], {})
            at[state] = at.get(state, 0) + n
        return found

    def count(self, stage: _StageKey, asked: str, groups: Iterable[Group] | None = None) -> int:
        """Projects whose form of a stage is in a group of STATE_GROUPS."""
        rows = self.states.get((stage.code, stage.round), {})
        wanted = list(self.money if groups is None else groups)
        if asked in ("none", "missing"):
            there = None if asked == "none" else set(states_in("handed-in", stage.code))
            whole = sum(self.money[group].projects for group in wanted)
            return whole - sum(
                n for group in wanted for state, n in rows.get(group, {}).items() if there is None or state in there
            )
        states = set(states_in(asked, stage.code))
        return sum(n for group in wanted for state, n in rows.get(group, {}).items() if state in states)

    @cached_property
    def items(self) -> dict[Group, dict[str, int]]:
        """Row → items: all, open and overdue."""
        years = self.scope.project_years().order_by().values("pk")
        rows = visible(self.scope.person, Item.objects.filter(project_year__in=years)).order_by()
        counted = rows.values("project_year__unit").annotate(
            all=Count("pk"), open=Count("pk", filter=~Q(state="closed")), overdue=Count("pk", filter=self._overdue)
        )
        found: dict[Group, dict[str, int]] = {}
        row: Any  # read by the names in _ITEM_COUNTS
        for row in counted:
            at = found.setdefault(self.scope.groups[row["project_year__unit"]], dict.fromkeys(_ITEM_COUNTS, 0))
            for name in _ITEM_COUNTS:
                at[name] += row[name]
        return found

    @property
    def _overdue(self) -> Q:
        return Item.overdue_on(self.today)

    @cached_property
    def _evaluations(self) -> dict[str, Any]:
        """Self-evaluations the person sees: by band of either score, with errors, with a gap; means of both."""
        columns: dict[str, Any] = {
            f"{name}:{band}": Count("pk", filter=in_band(column, band))
            for name, column in _SCORES.items()
            for band in BANDS
        }
        columns |= {
            "gap": Count("pk", filter=_differs()),
            "unchecked": Count("pk", filter=Q(checked_version=0)),
            "unreplayed": Count("pk", filter=_without("replayed_score")),
            "claimed": Avg("claimed_score"),
            "replayed": Avg("replayed_score"),
        }
        rows = documents(self.scope, {"kind": "self_evaluation"}).order_by()
        with_errors = Q(pk__in=FoundRule.objects.filter(severity="error").values("filing"))
        return rows.aggregate(**columns, errors=Count("pk", filter=with_errors))

    # What is shown.

    @property
    def tiles(self) -> list[Tile]:
        scope, all_of = self.scope, self.everything
        evaluation = next((stage for stage in self.stages if stage.code == "self_evaluation"), None)
        open_items, overdue = (sum(row[name] for row in self.items.values()) for name in ("open", "overdue"))
        handed_in = 0 if evaluation is None else self.count(evaluation, "handed-in")
        forms = self._evaluations
        return [
            Tile(t("项目", "projects"), Point(all_of.projects, scope.projects_link())),
            Tile(
                t("自评已报送", "self-evaluations handed in"),
                Point(handed_in, scope.projects_link(self_evaluation="handed-in")),
                all_of.projects,
            ),
            Tile(
                t("预算执行率", "execution rate"),
                Point(all_of.rate, scope.projects_link(execution="known", sort="rate")),
                kind="percent",
            ),
            Tile(
                t("有错误的自评", "self-evaluations with errors"),
                Point(forms["errors"], scope.forms_link(kind="self_evaluation", severity="error")),
                tone="urgent" if forms["errors"] else "",
            ),
            Tile(
                t(f"自评与复算相差{GAP}分以上", f"claimed and recomputed {GAP} point or more apart"),
                Point(forms["gap"], scope.forms_link(kind="self_evaluation", gap=1)),
            ),
            Tile(t("整改未销号", "open rectification"), Point(open_items, scope.items_link(state="open"))),
            Tile(
                t("逾期整改", "overdue rectification"),
                Point(overdue, scope.items_link(overdue=1)),
                tone="urgent" if overdue else "",
            ),
        ]

    @property
    def progress(self) -> Chart:
        """How many projects have come how far in each stage."""
        scope = self.scope
        return Chart(
            id="progress",
            title=str(t("各阶段进度", "Progress by stage")),
            heading=str(t("阶段", "Stage")),
            categories=[stage.name for stage in self.stages],
            series=[
                Series(
                    str(STATE_GROUPS[asked]),
                    tone,
                    [
                        Point(self.count(stage, asked), scope.projects_link(**stage.asked(asked)))
                        for stage in self.stages
                    ],
                )
                for asked, tone in _TONES.items()
            ],
            lying=True,
            stacked=True,
            unit=str(t("个项目", "projects")),
        )

    @property
    def heat(self) -> list[HeatRow]:
        """Row by row: handed in of each form, closed items, published results."""
        return [
            HeatRow(
                group.name,
                Point(money.projects, self.scope.projects_link(group)),
                [*(self._heat_of(stage, group) for stage in self.stages[:-1]), *self._heat_after(group)],
            )
            for group, money in self.money.items()
        ]

    @property
    def heat_columns(self) -> list[str]:
        names = [stage.name for stage in self.stages]
        return [*names[:-1], str(t("整改销号", "items closed")), names[-1]]

    def _heat_of(self, stage: _StageKey, group: Group) -> HeatCell:
        def point(asked: str) -> Point:
            return Point(self.count(stage, asked, [group]), self.scope.projects_link(group, **stage.asked(asked)))

        late = (stage.code, stage.round) in self.closed
        return HeatCell(point("handed-in"), point("missing"), self.money[group].projects, late)

    def _heat_after(self, group: Group) -> list[HeatCell]:
        counts = self.items.get(group, dict.fromkeys(_ITEM_COUNTS, 0))
        link = self.scope.items_link
        closed = Point(counts["all"] - counts["open"], link(group, state="closed"))
        items = HeatCell(closed, Point(counts["open"], link(group, state="open")), counts["all"], counts["overdue"] > 0)
        stage = self.stages[-1]
        done = self.count(stage, "tone-done", [group])
        published = Point(done, self.scope.projects_link(group, **stage.asked("tone-done")))
        return [items, HeatCell(published, Point(None), self.money[group].projects)]

    @property
    def execution(self) -> Chart:
        """Execution rate of each row beside the time that has elapsed, the lowest first."""
        scope = self.scope
        rows = sorted(self.money.items(), key=lambda row: (row[1].rate is None, row[1].rate or 0))

        def points(value: Callable[[_Money], Any], **asked: object) -> list[Point]:
            return [Point(value(one), scope.projects_link(group, **asked) if asked else "") for group, one in rows]

        whole = str(t("有执行数的项目", "projects with expenditure"))
        return Chart(
            id="execution",
            title=str(t("预算执行与时间进度", "Execution against the time elapsed")),
            heading=str(t("单位", "Organisation")),
            categories=[group.name for group, _ in rows],
            series=[
                Series(
                    str(t("执行率", "execution rate")),
                    "brand",
                    points(lambda one: one.rate, execution="known", sort="rate"),
                    "percent",
                )
            ],
            further=[
                Series(whole, "", points(lambda one: one.known, execution="known")),
                Series(
                    str(t("其中低于时间进度", "of which behind")),
                    "",
                    points(lambda one: one.behind, execution="behind"),
                ),
                Series(
                    str(t("无执行数", "unknown")),
                    "",
                    points(lambda one: one.projects - one.known, execution="unknown"),
                ),
                Series(str(t("预算（万元）", "budget (10,000 yuan)")), "", points(lambda one: one.budget), "amount"),
                Series(str(t("执行（万元）", "spent (10,000 yuan)")), "", points(lambda one: one.executed), "amount"),
            ],
            lying=True,
            mark=Mark(str(t("时间进度", "time elapsed")), self.elapsed),
        )

    @property
    def elapsed(self) -> Decimal:
        return elapsed_share(self.scope.year or self.today.year, self.today)

    @property
    def scores(self) -> Chart:
        """Self-evaluations by score, as claimed beside recomputed."""
        counts, scope = self._evaluations, self.scope
        names = {
            "claimed": (str(t("自评分", "claimed")), "claimed"),
            "replayed": (str(t("复算分", "recomputed")), "brand"),
        }
        return Chart(
            id="scores",
            title=str(t("自评得分分布", "Distribution of scores")),
            heading=str(t("分数段", "Score")),
            categories=[band_label(band) for band in BANDS],
            series=[
                Series(
                    label,
                    tone,
                    [
                        Point(counts[f"{name}:{band}"], scope.forms_link(kind="self_evaluation", **{name: band}))
                        for band in BANDS
                    ],
                )
                for name, (label, tone) in names.items()
            ],
            unit=str(t("份", "forms")),
        )

    @property
    def means(self) -> tuple[Decimal | None, Decimal | None]:
        """Of the claimed and of the recomputed scores."""
        return self._evaluations["claimed"], self._evaluations["replayed"]

    @property
    def unchecked(self) -> Point:
        return Point(self._evaluations["unchecked"], self.scope.forms_link(kind="self_evaluation", unchecked=1))

    @property
    def unreplayed(self) -> Point:
        """Self-evaluations of which no total could be recomputed."""
        return Point(self._evaluations["unreplayed"], self.scope.forms_link(kind="self_evaluation", replayed="none"))

    @cached_property
    def findings(self) -> Chart:
        """Forms in which a rule speaks, the most frequent rules first."""
        forms = documents(self.scope, {}).order_by().values("pk")
        rows = FoundRule.objects.filter(filing__in=forms).values_list("code", "severity")
        counts: dict[str, dict[str, tuple[int, int]]] = {}
        for code, severity, n, times in rows.annotate(n=Count("filing"), times=Sum("count")):
            counts.setdefault(code, {})[severity] = (n, times)
        most = sorted(counts, key=lambda code: (-sum(n for n, _ in counts[code].values()), code))[:_MOST_RULES]
        titles = rule_titles()
        times = [Point(sum(number for _, number in counts[code].values())) for code in most]
        return Chart(
            id="findings",
            title=str(t(f"问题类型（前{_MOST_RULES}类）", f"Findings by kind (first {_MOST_RULES})")),
            heading=str(t("规则", "Rule")),
            categories=[f"{code} {say(titles[code]) if code in titles else ''}".strip() for code in most],
            series=[
                Series(
                    str(words),
                    severity,
                    [
                        Point(counts[code][severity][0], self.scope.forms_link(code=code, severity=severity))
                        if severity in counts[code]
                        else Point(None)
                        for code in most
                    ],
                )
                for severity, words in SEVERITIES.items()
                if any(severity in counts[code] for code in most)
            ],
            further=[Series(str(t("问题处数", "places")), "", times)],
            lying=True,
            stacked=True,
            unit=str(t("份报表", "forms")),
        )

    @property
    def overdue(self) -> Chart:
        """What is late, by row: items past their deadline, and forms that were not handed in when a stage closed."""
        scope = self.scope
        late = [stage for stage in self.stages if (stage.code, stage.round) in self.closed]
        rows = [
            group
            for group in self.money
            if self.items.get(group, {}).get("overdue") or any(self.count(stage, "missing", [group]) for stage in late)
        ]
        items = [
            Point(self.items.get(group, {}).get("overdue", 0), scope.items_link(group, overdue=1)) for group in rows
        ]
        tones = ("none", "open", "waiting", "claimed", "brand")
        return Chart(
            id="overdue",
            title=str(t("逾期事项", "Overdue")),
            heading=str(t("单位", "Organisation")),
            categories=[group.name for group in rows],
            series=[
                Series(str(t("整改逾期", "rectification overdue")), "returned", items),
                *(
                    Series(
                        str(t(f"{stage.name}逾期未报", f"{stage.name} not handed in")),
                        tones[place % len(tones)],
                        [
                            Point(
                                self.count(stage, "missing", [group]),
                                scope.projects_link(group, **stage.asked("missing")),
                            )
                            for group in rows
                        ],
                    )
                    for place, stage in enumerate(late)
                ),
            ],
            lying=True,
            stacked=True,
            unit=str(t("项", "")),
        )


_ITEM_COUNTS = ("all", "open", "overdue")
