"""Indicator rows and summary rows as rules walk over them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from kaocheng.audit.subject import FormSubject
from kaocheng.model import Form, FundingRow, Indicator, Report, SummaryRow
from kaocheng.provenance import NOWHERE, Printed
from kaocheng.scoring.rows import indicator_name
from kaocheng.scoring.sheet import ScoreRow


class ScoredIndicator(NamedTuple):
    """An indicator of the form and its row of the score sheet."""

    indicator: Indicator
    row: ScoreRow


def scored_indicators(subject: FormSubject) -> Iterator[ScoredIndicator]:
    """Every indicator that has a row in the score sheet, in printed order."""
    by_path = {row.path: row for row in subject.sheet.rows}
    for index, indicator in enumerate(subject.form.indicators):
        row = by_path.get(f"indicators[{index}]")
        if row is not None:
            yield ScoredIndicator(indicator, row)


def is_execution(scored: ScoredIndicator) -> bool:
    """The row scores the budget execution rate, not a target of the project."""
    return scored.row.method == "execution"


def name_of(indicator: Indicator) -> str:
    """What a person would call the row: its third level, or the nearest level that is more than a figure."""
    return indicator_name(indicator) or "（无名称的指标）"


def place_of(indicator: Indicator) -> Printed[Any]:
    """A cell that stands for the row where no single cell is at fault."""
    cells = (indicator.level3, indicator.target, indicator.actual, indicator.score, indicator.weight, indicator.level2)
    return next((cell for cell in cells if cell is not None), Printed("", None, NOWHERE))


def compact(cell: Printed[Any] | None) -> str:
    """What is printed, without blanks: for comparing cells."""
    return "" if cell is None else "".join(cell.text.split())


def indicator_tables(report: Report) -> Iterator[tuple[SummaryRow, ...]]:
    """The summary tables of indicators with their scores (指标得分情况), each as its rows."""
    tables: dict[str, list[SummaryRow]] = {}
    for row in report.summary:
        if row.row_kind == "indicator":
            tables.setdefault(compact(row.table_title), []).append(row)
    yield from (tuple(rows) for rows in tables.values())


def title_of(rows: tuple[SummaryRow, ...]) -> str:
    """The caption of a summary table, or a word for it."""
    title = rows[0].table_title
    return title.text if title is not None else "指标得分表"


def summary_key(row: SummaryRow) -> tuple[str, ...]:
    """What makes two summary rows the same: name and every printed value, not the running number."""
    return tuple(compact(cell) for cell in (row.name, row.unit_name, row.funds, row.weight, row.score, row.score_rate))


def without_repeats(rows: tuple[SummaryRow, ...]) -> tuple[SummaryRow, ...]:
    """The rows with every exact repetition left out."""
    return tuple({summary_key(row): row for row in rows}.values())


def printed_score_of(form: Form, row: ScoreRow) -> Printed[Decimal]:
    """The cell a row of the score sheet takes its claimed score from; the row must have one."""
    kind, index = row.path.rstrip("]").split("[")
    rows: tuple[FundingRow | Indicator, ...] = form.funding if kind == "funding" else form.indicators
    score = rows[int(index)].score
    assert score is not None
    return score
