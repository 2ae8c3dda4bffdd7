"""From projects to the department: which method reproduces the printed score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kaocheng.language import Text
from kaocheng.model import Report, SummaryRow
from kaocheng.model.reading import decimals_of
from kaocheng.provenance import known
from kaocheng.schemes.scheme import Scheme
from kaocheng.scoring.figures import round_half_up
from kaocheng.scoring.replay import add_up, rescale
from kaocheng.scoring.sheet import NotComputable, Replayed, ScoreSheet

_NO_FORM = Text("没有自评表，项目得分无法复算", "there are no forms to replay the project scores from")
_NO_SCORE = Text("项目未印总分", "a project prints no total")


@dataclass(frozen=True, slots=True)
class DepartmentMethod:
    """One way to a department score. `claimed`: from the printed project scores.

    `replayed`: from the printed scores with the execution rates recomputed (reading "execution-corrected").
    `met_rows_full`: the same with full marks for met targets; None where the method has no project forms.
    `from_totals`: from the replayed totals of the projects, each out of 100; None likewise.
    `name`: "simple-mean", "weighted-by-adjusted-budget", "weighted-by-executed-amount", "own-table",
    "own-table-deduplicated". `base`: what the claimed score is out of.
    """

    name: str
    words: Text
    claimed: Replayed
    replayed: Replayed
    met_rows_full: Replayed | None = None
    base: Decimal = Decimal(100)
    from_totals: Replayed | None = None


@dataclass(frozen=True, slots=True)
class DepartmentScore:
    """The printed department score beside every method; `reproduced_by` names those that give the printed figure."""

    printed: Decimal | None
    methods: tuple[DepartmentMethod, ...]
    reproduced_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Project:
    """A project's scores and amounts."""

    claimed: Replayed
    replayed: Replayed
    met_rows_full: Replayed | None
    total: Replayed | None
    budget: Decimal | None
    executed: Decimal | None


def score_department(report: Report, sheets: Sequence[ScoreSheet], scheme: Scheme) -> DepartmentScore | None:
    """Every way to the department score, or None where the report is of projects or there is nothing to combine.

    `sheets`: one for each form of the report. Methods that lack a number they need are left out.
    """
    if report.kind != "department":
        return None
    methods = [*_from_projects(_projects(report, sheets)), *_from_own_table(report.summary)]
    if not methods:
        return None
    printed = report.overall_score
    value = known(printed)
    reproduced: list[str] = []
    if printed is not None and value is not None:
        decimals = min(decimals_of(printed.text), scheme.rounding.total.value)
        reproduced = [
            method.name
            for method in methods
            if isinstance(method.claimed, Decimal) and round_half_up(method.claimed, decimals) == value
        ]
    return DepartmentScore(value, tuple(methods), tuple(reproduced))


def _projects(report: Report, sheets: Sequence[ScoreSheet]) -> list[_Project]:
    if report.forms:
        projects = []
        for form, sheet in zip(report.forms, sheets, strict=True):
            funding = form.total_funding
            projects.append(
                _Project(
                    claimed=NotComputable(_NO_SCORE) if sheet.claimed_total is None else sheet.claimed_total,
                    replayed=_reading(sheet, "execution-corrected"),
                    met_rows_full=_reading(sheet, "met-rows-full"),
                    total=sheet.out_of_hundred,
                    budget=known(funding.adjusted_budget) if funding is not None else None,
                    executed=known(funding.executed_amount) if funding is not None else None,
                )
            )
        return projects
    rows = [row for row in report.summary if row.row_kind == "project"]
    return [
        _Project(
            claimed=NotComputable(_NO_SCORE) if (score := known(row.score)) is None else score,
            replayed=NotComputable(_NO_FORM),
            met_rows_full=None,
            total=None,
            budget=known(row.funds),
            executed=None,
        )
        for row in rows
    ]


def _reading(sheet: ScoreSheet, name: str) -> Replayed:
    """A reading of a project out of 100, whatever its printed weights add up to."""
    reading = sheet.reading(name)
    if reading is None:
        return sheet.replayed_total if isinstance(sheet.replayed_total, NotComputable) else NotComputable(_NO_SCORE)
    return reading.total


def _from_projects(projects: Sequence[_Project]) -> list[DepartmentMethod]:
    if not projects:
        return []
    count = len(projects)
    words = Text(f"{count} 个项目得分的简单平均", f"simple mean of {count} projects")
    methods = [_mean("simple-mean", words, projects, [Decimal(1)] * count)]
    budgets = [project.budget for project in projects]
    words = Text("项目得分按全年预算数加权平均", "mean of projects weighted by adjusted budget")
    methods += _weighted("weighted-by-adjusted-budget", words, projects, budgets)
    executed = [project.executed for project in projects]
    words = Text("项目得分按全年执行数加权平均", "mean of projects weighted by executed amount")
    methods += _weighted("weighted-by-executed-amount", words, projects, executed)
    return methods


def _weighted(
    name: str, words: Text, projects: Sequence[_Project], amounts: Sequence[Decimal | None]
) -> list[DepartmentMethod]:
    usable = [amount for amount in amounts if amount is not None and amount >= 0]
    if len(usable) < len(projects) or sum(usable) == 0:
        return []
    return [_mean(name, words, projects, usable)]


def _mean(name: str, words: Text, projects: Sequence[_Project], shares: Sequence[Decimal]) -> DepartmentMethod:
    def mean(scores: Iterable[Replayed]) -> Replayed:
        total = sum(shares, Decimal(0))
        parts = (rescale(score, share) for score, share in zip(scores, shares, strict=True))
        summed = add_up((f"项目{number}", part) for number, part in enumerate(parts, 1))
        return rescale(summed, Decimal(1), total)

    known_full = [project.met_rows_full for project in projects if project.met_rows_full is not None]
    totals = [project.total for project in projects if project.total is not None]
    return DepartmentMethod(
        name=name,
        words=words,
        claimed=mean(project.claimed for project in projects),
        replayed=mean(project.replayed for project in projects),
        met_rows_full=mean(known_full) if len(known_full) == len(projects) else None,
        from_totals=mean(totals) if len(totals) == len(projects) else None,
    )


def _from_own_table(summary: Sequence[SummaryRow]) -> list[DepartmentMethod]:
    """The sum of the department's own indicator table, as printed and without rows that are printed twice."""
    rows = [row for row in summary if row.row_kind == "indicator" and known(row.score) is not None]
    if not rows:
        return []
    methods = [_table_sum("own-table", Text("本部门指标表各行合计", "sum of the department's own table"), rows)]
    once = list({_identity(row): row for row in reversed(rows)}.values())[::-1]
    if len(once) < len(rows):
        dropped = len(rows) - len(once)
        words = Text(
            f"本部门指标表各行合计，去掉重复的 {dropped} 行",
            f"sum of the department's own table without {dropped} repeated",
        )
        methods.append(_table_sum("own-table-deduplicated", words, once))
    return methods


def _table_sum(name: str, words: Text, rows: Sequence[SummaryRow]) -> DepartmentMethod:
    total = sum((score for row in rows if (score := known(row.score)) is not None), Decimal(0))
    base = sum((weight for row in rows if (weight := known(row.weight)) is not None), Decimal(0))
    reason = Text("表中没有指标值和实际值，无法复算", "the table has neither targets nor actual values to replay")
    return DepartmentMethod(name, words, total, NotComputable(reason), None, base)


def _identity(row: SummaryRow) -> tuple[str, Decimal | None, Decimal | None]:
    return "".join(row.name.text.split()), known(row.weight), known(row.score)
