"""What the rules ask of an indicator row: name, place, category, target; in a form or in a summary table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from kaocheng.audit.finding import Place, Skip
from kaocheng.audit.once import once
from kaocheng.audit.rows import name_of, place_of
from kaocheng.audit.vocabulary import word_list
from kaocheng.language import Text
from kaocheng.model import Form, Indicator, Report
from kaocheng.provenance import Printed, Unreadable
from kaocheng.scoring.execution import is_execution_indicator
from kaocheng.values import Kind, Value


class Category(StrEnum):
    """The second level of the taxonomy. `EXECUTION` stands for a budget execution rate printed among the indicators."""

    QUANTITY = "quantity"
    QUALITY = "quality"
    TIMELINESS = "timeliness"
    COST = "cost"
    ECONOMIC = "economic"
    SOCIAL = "social"
    ECOLOGICAL = "ecological"
    SUSTAINABILITY = "sustainability"
    SATISFACTION = "satisfaction"
    EXECUTION = "execution"

    @property
    def words(self) -> Text:
        """As printed in the national form."""
        return _WORDS[self]


_WORDS = {
    Category.QUANTITY: Text("数量指标", "quantity"),
    Category.QUALITY: Text("质量指标", "quality"),
    Category.TIMELINESS: Text("时效指标", "timeliness"),
    Category.COST: Text("成本指标", "cost"),
    Category.ECONOMIC: Text("经济效益指标", "economic benefit"),
    Category.SOCIAL: Text("社会效益指标", "social benefit"),
    Category.ECOLOGICAL: Text("生态效益指标", "ecological benefit"),
    Category.SUSTAINABILITY: Text("可持续影响指标", "sustainability"),
    Category.SATISFACTION: Text("服务对象满意度指标", "satisfaction of service recipients"),
    Category.EXECUTION: Text("预算执行率", "budget execution rate"),
}

OUTPUT = frozenset({Category.QUANTITY, Category.QUALITY, Category.TIMELINESS})
BENEFIT = frozenset({Category.ECONOMIC, Category.SOCIAL, Category.ECOLOGICAL, Category.SUSTAINABILITY})

# More specific words first: 社会成本 is a cost, 社会公众满意度 is satisfaction.
_PATTERNS: tuple[tuple[re.Pattern[str], Category], ...] = (
    (re.compile("满意"), Category.SATISFACTION),
    (re.compile("执行率|预算执行"), Category.EXECUTION),
    (re.compile("成本"), Category.COST),
    (re.compile("数量"), Category.QUANTITY),
    (re.compile("质量"), Category.QUALITY),
    (re.compile("时效|进度"), Category.TIMELINESS),
    (re.compile("可持续"), Category.SUSTAINABILITY),
    (re.compile("经济"), Category.ECONOMIC),
    (re.compile("社会"), Category.SOCIAL),
    (re.compile("生态|环境"), Category.ECOLOGICAL),
)


@lru_cache(maxsize=1024)
def category_of_label(label: str) -> Category | None:
    """The category a printed label names, or None where it names none we know."""
    words = "".join(label.split())
    return next((category for pattern, category in _PATTERNS if pattern.search(words)), None)


def category_of(indicator: Indicator) -> Category | None:
    """By the second level, else by a first level that has only one category (满意度指标, 成本指标)."""
    for label in (indicator.level2, indicator.level1):
        if label is not None and (category := category_of_label(label.known or label.text)) is not None:
            return category
    return None


def level3_of(indicator: Indicator) -> str:
    """The indicator's own name, "" where none is printed."""
    return (indicator.level3.known or indicator.level3.text) if indicator.level3 else ""


def target_of(indicator: Indicator) -> Printed[Value] | None:
    """The target in force: the adjusted one where there is one."""
    adjusted = indicator.adjusted_target
    return adjusted if adjusted is not None and adjusted.value is not None else indicator.target


@once
def rows_of(form: Form) -> tuple[tuple[int, Indicator], ...]:
    """The indicators of a form with their index, without a row for the budget execution rate."""
    return tuple((i, row) for i, row in enumerate(form.indicators) if not is_execution_indicator(row))


def unsettled(indicator: Indicator, *cells: Printed[Any] | None) -> Skip | None:
    """Why the row cannot be judged: it was read with doubt, or one of the cells is unreadable."""
    if indicator.uncertain is not None:
        return Skip(place_of(indicator), name_of(indicator), indicator.uncertain)
    for cell in cells:
        if cell is not None and isinstance(cell.value, Unreadable):
            return Skip(cell, name_of(indicator), cell.value.reason)
    return None


def quantity(cell: Printed[Value] | None) -> Value | None:
    """The reading of a cell that states one number, else None."""
    value = cell.known if cell is not None else None
    return value if value is not None and value.kind is Kind.QUANTITY and value.value is not None else None


def is_full_duty(cell: Printed[Value] | None) -> bool:
    """Whether a target is 100 %: a duty that is done or not done, where equality says nothing."""
    value = quantity(cell)
    return value is not None and value.value == 100 and value.unit in ("%", None)


def is_defined(indicator: Indicator) -> bool:
    """Whether the form explains the indicator: a definition or a scoring rule is printed beside it."""
    return bool(
        (indicator.definition and indicator.definition.text) or (indicator.scoring_rule and indicator.scoring_rule.text)
    )


def project_words(form: Form) -> str:
    """The project's name and goal, for rules that depend on what the project is."""
    goals = [objective.expected.text for objective in form.objectives if objective.expected is not None]
    return " ".join([form.project_name.text if form.project_name else "", *goals])


def is_satisfaction(indicator: Indicator) -> bool:
    """Whether the row belongs to the satisfaction category; by its name where the form prints no levels."""
    if indicator.level1 is None and indicator.level2 is None:
        return "满意度" in level3_of(indicator)
    return category_of(indicator) is Category.SATISFACTION


def asks_leaders(name: str) -> bool:
    """Whether a satisfaction indicator asks superiors instead of those who are served."""
    return word_list("leader_words").find(name) is not None


@dataclass(frozen=True, slots=True)
class NamedRow:
    """An indicator by its name, from a form or from a published summary table.

    `form`: index of the form, None for a summary table. `indicator` is None for a summary table.
    """

    form: int | None
    name: str
    at: Place
    weight: Decimal | None
    indicator: Indicator | None = None


@once
def named_tables(report: Report) -> tuple[tuple[NamedRow, ...], ...]:
    """Each form's indicators, then the indicators of the summary tables (F-15), as rows with a name.

    A row without a name, and the row of the budget execution rate, are left out.
    """
    tables = [
        tuple(
            NamedRow(index, level3_of(row), place_of(row), row.weight.known if row.weight else None, row)
            for _, row in rows_of(form)
            if level3_of(row)
        )
        for index, form in enumerate(report.forms)
    ]
    summary = tuple(
        NamedRow(None, row.name.known or row.name.text, row.name, row.weight.known if row.weight else None)
        for row in report.summary
        if row.row_kind == "indicator" and row.name.text
    )
    return (*tables, summary) if summary else tuple(tables)
