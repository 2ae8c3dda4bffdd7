"""What a report is written from: a structured report, judged. Every figure of the text comes from here or from a form.

The running text of an older report takes no part: it is what is about to be written anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from kaocheng.audit.explanations import states_something
from kaocheng.audit.finding import ReportedFinding
from kaocheng.audit.indicators import level3_of, rows_of, target_of
from kaocheng.audit.rows import compact
from kaocheng.errors import KaochengError
from kaocheng.language import Text
from kaocheng.model import Form, FundingRow, Indicator, Report
from kaocheng.pipeline import check_report
from kaocheng.provenance import Printed, known
from kaocheng.schemes import load_scheme
from kaocheng.schemes.scheme import Scheme
from kaocheng.scoring import (
    DepartmentScore,
    FundingExecution,
    NotComputable,
    ScoreRow,
    ScoreSheet,
    direction_of,
    explain_execution,
    indicator_name,
)
from kaocheng.scoring.grades import summary_row_for
from kaocheng.values.compare import Comparison, compare
from kaocheng.values.value import Comparator, Kind, Value

_NO_FUNDING = Text("自评表没有资金总额行", "the form has no row for all funds")
_NO_ACTUAL = Text("实际完成值未填列", "no actual value is given")
_NO_TARGET = Text("指标值未填列", "no target is given")
_UNKNOWN = Text("所填内容不足以判断", "what is given is not enough to say")
_SIGNS = {Comparator.GE: "≥", Comparator.GT: "＞", Comparator.LE: "≤", Comparator.LT: "＜"}
_UPPER_LIMITS = (Comparator.LE, Comparator.LT)


class Outcome(StrEnum):
    """What became of an indicator."""

    MET = "met"
    EXCEEDED = "exceeded"  # better than the target
    MISSED = "missed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Result:
    """One indicator with what became of it.

    `gap`: actual − target in the target's unit, where both are numbers. `ratio`: actual ÷ target of a target that may
    be exceeded without limit, else None. `unit`: of `gap`, "" where none is printed. `why`: of an undecided one.
    `weight`, `score`: its points, where they are known. `reason`: what the form says about a deviation, "" for nothing.
    """

    name: str
    category: str
    outcome: Outcome
    target: str
    actual: str
    gap: Decimal | None = None
    unit: str = ""
    ratio: Decimal | None = None
    why: Text | None = None
    weight: Decimal | None = None
    score: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """One form, judged. `earlier`: the same project in the report of the year before."""

    index: int
    form: Form
    sheet: ScoreSheet
    funding: FundingRow | None
    execution: FundingExecution | NotComputable
    results: tuple[Result, ...]
    earlier: Project | None = None

    @property
    def name(self) -> str:
        """Of the project, else of the form; "" where neither is printed."""
        label = self.form.project_name or self.form.title
        return compact(label)

    def having(self, outcome: Outcome) -> tuple[Result, ...]:
        return tuple(result for result in self.results if result.outcome is outcome)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A report judged by one scheme. `findings`: those about forms and figures, not about the older running text."""

    report: Report
    scheme: Scheme
    reason: Text
    projects: tuple[Project, ...]
    department: DepartmentScore | None
    findings: tuple[ReportedFinding, ...]
    earlier: Assessment | None = None

    @property
    def unit(self) -> str:
        """The body that reports: of the report, else the one that all forms name, else ""."""
        if self.report.budget_unit is not None:
            return compact(self.report.budget_unit)
        for field in ("implementing_unit", "competent_department"):
            named = {compact(getattr(project.form, field)) for project in self.projects} - {""}
            if len(named) == 1:
                return named.pop()
        return ""

    @property
    def year(self) -> int | None:
        """The year evaluated: of the report, else the one all forms print."""
        if known(self.report.fiscal_year) is not None:
            return known(self.report.fiscal_year)
        years = {known(project.form.fiscal_year) for project in self.projects} - {None}
        return years.pop() if len(years) == 1 else None


def assess(
    report: Report, scheme: str | None = None, *, folder: str | None = None, earlier: Report | None = None
) -> Assessment:
    """Score and audit a structured report.

    `scheme`, `folder`: as for a check. `earlier`: the report of the year before, by its own scheme unless one is named.
    Raises UsageError or SchemeError for a scheme that does not exist or is wrong.
    """
    before = None if earlier is None else assess(earlier, scheme, folder=folder)
    checked = check_report(replace(report, document=None), scheme, scheme_folder=folder)
    if checked.error is not None:
        raise KaochengError(checked.error.message, code=checked.error.code)
    assert checked.scheme is not None
    assert checked.report is not None
    used = load_scheme(scheme or checked.scheme.id, folder)
    projects = [
        judge(index, form, sheet, used)
        for index, (form, sheet) in enumerate(zip(report.forms, checked.sheets, strict=True))
    ]
    if before is not None:
        projects = [replace(project, earlier=_counterpart(project, projects, before)) for project in projects]
    return Assessment(
        report=checked.report,
        scheme=used,
        reason=checked.scheme.reason,
        projects=tuple(projects),
        department=checked.department,
        findings=checked.findings,
        earlier=before,
    )


def judge(index: int, form: Form, sheet: ScoreSheet, scheme: Scheme) -> Project:
    """One form with what became of its money and of each indicator."""
    funding = form.total_funding
    execution = NotComputable(_NO_FUNDING) if funding is None else explain_execution(funding, scheme)
    results = tuple(_result(row, sheet.row(f"indicators[{i}]")) for i, row in rows_of(form))
    return Project(index, form, sheet, funding, execution, results)


def printed_grade(assessment: Assessment, project: Project) -> str:
    """The grade printed for a project, on its form or in the summary table; "" where there is none."""
    if project.sheet.claimed_grade:
        return project.sheet.claimed_grade
    row = summary_row_for(assessment.report, project.form)
    return compact(row.grade) if row is not None else ""


def _counterpart(project: Project, projects: Sequence[Project], before: Assessment) -> Project | None:
    """The project of the same name; where either report has a single one and names do not decide, that."""
    named = [other for other in before.projects if other.name == project.name]
    if len(named) == 1:
        return named[0]
    return before.projects[0] if len(before.projects) == len(projects) == 1 else None


def _result(indicator: Indicator, row: ScoreRow | None) -> Result:
    target, actual = target_of(indicator), indicator.actual
    comparison = None
    if indicator.uncertain is None and target is not None and actual is not None and target.known and actual.known:
        lower = direction_of(level3_of(indicator)) == "lower"
        found = compare(target.known, actual.known, lower_is_better=lower or None)
        comparison = found if isinstance(found, Comparison) else None
    met = None if indicator.uncertain is not None else row.met if row is not None else None
    if met is None and comparison is not None and row is not None and not row.weight:
        met = comparison.met  # a row without points is met or missed all the same
    gap = None
    if comparison is not None and comparison.actual is not None:
        gap = _distance(comparison)
    outcome = Outcome.UNDECIDED
    if met is not None:
        outcome = Outcome.MISSED if not met else Outcome.EXCEEDED if gap else Outcome.MET
    limited = target is not None and target.known is not None and target.known.comparator in _UPPER_LIMITS
    open_ended = comparison is not None and comparison.direction in ("forward", "equal") and not limited
    unit = ""
    if target is not None and target.known is not None and actual is not None and actual.known is not None:
        unit = target.known.unit or actual.known.unit or ""
    return Result(
        name=indicator_name(indicator),
        category=_category(indicator),
        outcome=outcome,
        target=_shown(target, indicator),
        actual=_shown(actual, indicator, signed=False),
        gap=gap,
        unit=unit,
        ratio=comparison.ratio if comparison is not None and open_ended else None,
        why=_why(indicator, row) if outcome is Outcome.UNDECIDED else None,
        weight=None if row is None else row.weight,
        score=None if row is None else row.claimed,
        reason=indicator.deviation.text if indicator.deviation and states_something(indicator.deviation) else "",
    )


def _shown(cell: Printed[Value] | None, indicator: Indicator, signed: bool = True) -> str:
    """The cell as printed, with what the sign and the unit columns beside it say of a bare number."""
    text, value = compact(cell), known(cell)
    if value is None or value.kind is not Kind.QUANTITY or not text:
        return text
    if signed and indicator.direction is not None and text[0].isdigit() and value.comparator in _SIGNS:
        text = _SIGNS[value.comparator] + text
    if indicator.measurement_unit is not None and text[-1].isdigit() and value.unit:
        text += value.unit
    return text


def _distance(comparison: Comparison) -> Decimal | None:
    """Actual − target; of a range, the way to its nearer end and 0 inside it."""
    low, high, actual = comparison.target, comparison.upper, comparison.actual
    if low is None or actual is None:
        return None
    if high is None:
        return actual - low
    return actual - low if actual < low else actual - high if actual > high else Decimal(0)


def _category(indicator: Indicator) -> str:
    """The first level as printed, without line breaks; the second where there is no first."""
    label = indicator.level1 or indicator.level2
    return "".join((known(label) or "").split())


def _why(indicator: Indicator, row: ScoreRow | None) -> Text:
    if indicator.uncertain is not None:
        return indicator.uncertain
    if indicator.actual is None or indicator.actual.value is None:
        return _NO_ACTUAL
    if target_of(indicator) is None:
        return _NO_TARGET
    return row.replayed.reason if row is not None and isinstance(row.replayed, NotComputable) else _UNKNOWN
