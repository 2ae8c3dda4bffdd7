"""Opening, arranging and closing a performance year, and taking over the projects of the year before."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any, Literal

from django.db import transaction

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.lifecycle.declaring import DECLARATION, carried_cells, declaration_form, execution_points
from kaocheng.schemes import choose_scheme, load_scheme
from kaocheng.templates import load_template
from kaocheng_web.access.policy import require
from kaocheng_web.cycles.models import STAGES, Cycle, Stage
from kaocheng_web.cycles.selectors import CarriedProject, to_carry
from kaocheng_web.filings import services as filings
from kaocheng_web.journal.services import record
from kaocheng_web.organisations.models import Organisation
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.services import Refused, Stale

_DEFAULT_ROUNDS = (6, 10)  # cut-off months of the monitoring rounds of a new year
_ONCE = tuple(code for code in STAGES if code != "monitoring")


@dataclass(frozen=True, slots=True)
class Window:
    """One stage as it is wanted. `round` and `month` (cut-off) matter for monitoring only."""

    code: str
    round: int = 1
    month: int | None = None
    opens: datetime.date | None = None
    closes: datetime.date | None = None
    remind_days: int = 7


@dataclass(frozen=True, slots=True)
class Carried:
    """What was taken over. `objectives`: how many began with last year's indicators."""

    projects: int
    objectives: int
    ended: int
    present: int


def open_cycle(
    person: Any,
    *,
    region: Organisation,
    year: int,
    exercise_year: int | None = None,
    scheme: str = "",
    template: str = "F-01",
    windows: Iterable[Window] | None = None,
) -> Cycle:
    """A new year. Without `scheme` the one that holds for the region; without `windows` every stage without dates and
    two monitoring rounds.

    Raises Refused where the year exists already, and for a scheme or template that does not exist.
    """
    require(person, "cycle.manage", region)
    if Cycle.objects.filter(region=region, year=year).exists():
        words = Text("{year}年度已经建立", "the year {year} exists already").format(year=year)
        raise Refused("cycle-exists", words)
    scheme = scheme or choose_scheme(region.region_code or None, year, "project").scheme.id
    _check_known(scheme, template)
    wanted = list(default_windows() if windows is None else windows)
    _check_windows(wanted)
    with transaction.atomic():
        cycle = Cycle.objects.create(
            region=region, year=year, exercise_year=exercise_year or year + 1, scheme=scheme, template=template
        )
        _write_windows(cycle, wanted)
        record(person, cycle, "open_cycle", after={"year": year, "scheme": scheme, "template": template})
    return cycle


def default_windows() -> list[Window]:
    """Every stage, without dates."""
    rounds = [Window("monitoring", number, month) for number, month in enumerate(_DEFAULT_ROUNDS, 1)]
    windows = [Window(code) for code in _ONCE]
    return [windows[0], *rounds, *windows[1:]]


def change_cycle(
    person: Any, cycle: Cycle, *, version: int, values: Mapping[str, Any], windows: Iterable[Window]
) -> None:
    """Other settings. `values`: exercise_year, scheme, template. Monitoring rounds not among `windows` are taken out;
    a round with forms stays, and so does the scheme once a self-evaluation was handed in: then Refused is raised."""
    require(person, "cycle.manage", cycle)
    columns = {name: values[name] for name in ("exercise_year", "scheme", "template") if name in values}
    _check_known(columns.get("scheme", cycle.scheme), columns.get("template", cycle.template))
    wanted = list(windows)
    _check_windows(wanted)
    _check_in_use(cycle, columns, wanted)
    with transaction.atomic():
        before = _settings_of(cycle)
        if not Cycle.objects.filter(pk=cycle.pk, version=version).update(**columns, version=version + 1):
            raise Stale
        for name, value in (*columns.items(), ("version", version + 1)):
            setattr(cycle, name, value)
        _write_windows(cycle, wanted)
        after = _settings_of(cycle)
        changed = [name for name in after if after[name] != before[name]]
        record(
            person,
            cycle,
            "change_cycle",
            before={name: before[name] for name in changed},
            after={name: after[name] for name in changed},
        )


def set_open(person: Any, cycle: Cycle, *, is_open: bool, reason: str = "") -> None:
    """Close a year, or open it again. In a closed year nothing can be handed in any more."""
    require(person, "cycle.manage", cycle)
    if not is_open and not reason.strip():
        words = Text("请填写关闭年度的理由", "say why the year is closed")
        raise Refused("reason-missing", words)
    with transaction.atomic():
        if Cycle.objects.filter(pk=cycle.pk, is_open=not is_open).update(is_open=is_open, version=cycle.version + 1):
            record(person, cycle, "reopen_cycle" if is_open else "close_cycle", reason=reason.strip())
    cycle.refresh_from_db(fields=("is_open", "version"))


def carry_over(person: Any, cycle: Cycle, from_cycle: Cycle, *, amounts: Literal["empty", "same"] = "empty") -> Carried:
    """Last year's projects in the new year, each with last year's indicators as the draft of its objective.

    Done twice, it adds only what is missing. Projects that have ended are left out. `amounts`: "same" starts with last
    year's budget, "empty" with 0, to be filled in when the budget is known.
    """
    require(person, "cycle.manage", cycle)
    if from_cycle.pk == cycle.pk or from_cycle.region_id != cycle.region_id or from_cycle.year >= cycle.year:
        words = Text("只能从本地区以前的年度结转", "only from an earlier year of the same region")
        raise Refused("wrong-cycle", words)
    rows = to_carry(cycle, from_cycle)
    new = [row for row in rows if row.what == "new"]
    drafts = 0
    with transaction.atomic():
        for row in new:
            drafts += _carry(person, cycle, row, same=amounts == "same")
        counts = {what: sum(row.what == what for row in rows) for what in ("ended", "present")}
        done = Carried(len(new), drafts, counts["ended"], counts["present"])
        if new:
            record(person, cycle, "carry_over", after={"from": from_cycle.year, **asdict(done)})
    return done


def _carry(person: Any, cycle: Cycle, row: CarriedProject, *, same: bool) -> int:
    """One project; 1 where its objective could be begun."""
    before = row.year
    budget = before.budget if same else Decimal(0)
    year = ProjectYear.objects.create(
        project=before.project, cycle=cycle, unit=before.project.unit, original_budget=budget, carried_from=before
    )
    record(person, year, "carry_over", after={"from": before.cycle.year, "original_budget": budget})
    if row.cells is None:
        return 0
    project = {
        "fiscal_year": str(cycle.year),
        "project_name": before.project.name,
        "implementing_unit": year.unit.name,
        "amount_unit": "万元",
    }
    amount, execution = f"{budget.normalize():f}" if budget else "", execution_points(load_template(cycle.template))
    cells = carried_cells(declaration_form(), project, row.cells, amount, execution)
    filings.start(person, year, "objective", cells, template=DECLARATION)
    return 1


def _check_known(scheme: str, template: str) -> None:
    try:
        load_scheme(scheme)
        load_template(template)
    except UsageError as error:
        raise Refused(error.code, error.message) from None


def _check_windows(windows: list[Window]) -> None:
    seen: set[tuple[str, int]] = set()
    for window in windows:
        name = STAGES.get(window.code)
        if name is None or (window.code, window.round) in seen:
            words = Text("阶段“{code}”不存在或重复", "stage “{code}” does not exist, or twice").format(code=window.code)
            raise Refused("wrong-stage", words)
        seen.add((window.code, window.round))
        if window.opens and window.closes and window.closes < window.opens:
            words = Text("{stage}：截止日期早于开始日期", "{stage}: it closes before it opens")
            raise Refused("wrong-window", words.format(stage=_both(window.code)))
        if window.code == "monitoring" and not 1 <= (window.month or 0) <= 12:
            words = Text("监控第{n}轮：请填写截止月份（1—12）", "monitoring round {n}: state its cut-off month (1–12)")
            raise Refused("wrong-month", words.format(n=window.round))
    months = [window.month or 0 for window in sorted(windows, key=lambda w: w.round) if window.code == "monitoring"]
    if months != sorted(set(months)):
        words = Text("各轮监控的截止月份应依次靠后", "each round must end after the one before")
        raise Refused("wrong-month", words)


def _both(code: str) -> Text:
    return Text(str.__str__(STAGES[code]), STAGES[code].english)


def _check_in_use(cycle: Cycle, columns: Mapping[str, Any], windows: list[Window]) -> None:
    from kaocheng_web.filings.models import Filing

    forms = Filing.objects.filter(project_year__cycle=cycle)
    if columns.get("scheme", cycle.scheme) != cycle.scheme:
        handed_in = forms.filter(kind="self_evaluation").exclude(state="draft").exists()
        if handed_in:
            words = Text("已有自评报送，不能更换评分方案", "self-evaluations were handed in: the scheme stays")
            raise Refused("scheme-in-use", words)
    kept = {window.round for window in windows if window.code == "monitoring"}
    used = set(forms.filter(kind="monitoring").values_list("round", flat=True))
    if used - kept:
        words = Text("监控第{n}轮已有填报，不能删除", "round {n} of monitoring has forms: it stays")
        raise Refused("round-in-use", words.format(n=min(used - kept)))


def _write_windows(cycle: Cycle, windows: list[Window]) -> None:
    kept = []
    for window in windows:
        columns = {"month": window.month if window.code == "monitoring" else None, "opens": window.opens}
        columns |= {"closes": window.closes, "remind_days": window.remind_days}
        stage, _ = Stage.objects.update_or_create(cycle=cycle, code=window.code, round=window.round, defaults=columns)
        kept.append(stage.pk)
    cycle.stages.exclude(pk__in=kept).delete()


def _settings_of(cycle: Cycle) -> dict[str, Any]:
    stages = {
        f"{stage.code}-{stage.round}": [stage.opens, stage.closes, stage.remind_days, stage.month]
        for stage in Stage.objects.filter(cycle=cycle)
    }
    return {
        "exercise_year": cycle.exercise_year,
        "scheme": cycle.scheme,
        "template": cycle.template,
        "stages": {name: [str(value) if value else None for value in row] for name, row in stages.items()},
    }
