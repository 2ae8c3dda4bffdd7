"""The money of a whole report: its projects together, and the department as its text states it. All amounts in 万元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kaocheng.audit.amounts import in_wan
from kaocheng.audit.finding import Place
from kaocheng.model import BudgetFigure, Report
from kaocheng.provenance import Printed

_WHOLE_BUDGET = re.compile(
    r"调整.{0,6}预算|预算.{0,4}调整|全年预算|^(?:本年|全年)?(?:部门|单位)?(?:总?支出预算|预算支出)(?:总额|合计|数)?$"
)
_WHOLE_SPENT = re.compile(
    r"支出决算|决算支出|^(?:本年|全年|年末|实际|总)?(?:总|实际)?支出(?:总额|总计|合计)?$|预算执行数|支出合计"
)
_PARTIAL = re.compile(r"项目|基本|人员|公用|结转|结余|年初")


@dataclass(frozen=True, slots=True)
class Execution:
    """Budget and expenditure. `at_most`: expenditure that is not printed counts as if its budget was spent."""

    budget: Decimal
    executed: Decimal
    at_most: bool
    at: Place

    @property
    def rate(self) -> Decimal:
        return self.executed / self.budget


@dataclass(frozen=True, slots=True)
class ProjectScore:
    """A project with its printed score and what it is out of (100 unless the form says otherwise)."""

    name: str
    score: Printed[Decimal]
    base: Decimal

    @property
    def is_full(self) -> bool:
        return self.score.known is not None and self.score.known >= self.base


def project_scores(report: Report) -> tuple[ProjectScore, ...]:
    """The scores of the summary table of projects; without one, the totals of the forms."""
    rows = tuple(
        ProjectScore(row.name.text, row.score, Decimal(100))
        for row in report.summary
        if row.row_kind == "project" and row.score is not None
    )
    return rows or tuple(_form_scores(report))


def _form_scores(report: Report) -> Iterator[ProjectScore]:
    for form in report.forms:
        if form.total_score is not None and not is_department_form(form.title):
            name = form.project_name.text if form.project_name else "自评表"
            base = form.total_weight.known if form.total_weight is not None else None
            yield ProjectScore(name, form.total_score, base or Decimal(100))


def is_department_form(title: Printed[str] | None) -> bool:
    """Whether a form evaluates the department as a whole."""
    return title is not None and bool(re.search("整体支出|部门整体|单位整体", title.text))


def projects_execution(report: Report) -> Execution | None:
    """All project forms together; None where a budget cannot be read or there is none."""
    budget = executed = Decimal(0)
    at_most, place = False, None
    for form in report.forms:
        total = form.total_funding
        if is_department_form(form.title) or total is None or total.adjusted_budget is None:
            continue
        planned = total.adjusted_budget.known
        spent = total.executed_amount.known if total.executed_amount is not None else None
        planned = None if planned is None else in_wan(form, planned)
        if planned is None:
            return None
        spent = None if spent is None else in_wan(form, spent)
        at_most |= spent is None
        budget += planned
        executed += planned if spent is None else spent
        place = place or total.executed_amount or total.adjusted_budget
    return None if place is None or budget <= 0 else Execution(budget, executed, at_most, place)


def department_budget(report: Report) -> BudgetFigure | None:
    """The department's budget after adjustment, as its text states it."""
    return _figure(report, _WHOLE_BUDGET)


def department_spent(report: Report) -> BudgetFigure | None:
    """What the department spent in the year, as its text states it."""
    return _figure(report, _WHOLE_SPENT)


def department_execution(report: Report) -> Execution | None:
    """The department as a whole; None where the text does not state both figures readably."""
    budget, spent = department_budget(report), department_spent(report)
    if budget is None or spent is None or budget.amount.known is None or spent.amount.known is None:
        return None
    if budget.amount.known <= 0:
        return None
    return Execution(budget.amount.known, spent.amount.known, False, spent.amount)


def _figure(report: Report, words: re.Pattern[str]) -> BudgetFigure | None:
    return next(
        (f for f in report.department_budget if words.search(f.label.text) and not _PARTIAL.search(f.label.text)), None
    )
