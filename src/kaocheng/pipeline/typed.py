"""What follows from the cells of a form that is being typed: nobody types a rate or a sum by hand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal

from kaocheng.model import Form
from kaocheng.provenance import Printed, known
from kaocheng.schemes import Scheme
from kaocheng.scoring import ScoreSheet
from kaocheng.scoring.execution import execution_row, funding_execution
from kaocheng.scoring.figures import differs_as_printed, format_number, format_points, format_rate, round_half_up
from kaocheng.scoring.rows import replay_funding


def computed_cells(form: Form, fields: Collection[str], scheme: Scheme) -> dict[str, str]:
    """Path → text of the computed cells among `fields`: execution rates, score of the execution rate, score rates,
    totals of weights and scores.

    "" where a figure it needs is missing. A text that agrees at its printed precision stays as it is; a cell in which a
    dash says that it has no value is left out. Rates are printed as a percentage with two decimals, points with the
    decimals of the scheme.
    """
    found: dict[str, str] = {}
    for index, funding in enumerate(form.funding):
        path = f"funding[{index}].execution_rate"
        if path in fields and not _is_dash(funding.execution_rate):
            rate = funding_execution(funding, scheme)
            found[path] = _rate(funding.execution_rate, rate if isinstance(rate, Decimal) else None)
    for index, row in enumerate(form.indicators):
        path = f"indicators[{index}].score_rate"
        if path in fields and not _is_dash(row.score_rate):
            points, weight = known(row.score), known(row.weight)
            found[path] = _rate(row.score_rate, points / weight if points is not None and weight else None)
    weights, scores = [known(row.weight) for row in form.indicators], [known(row.score) for row in form.indicators]
    index_of_score = execution_row(form)
    if index_of_score is not None:
        path, funding = f"funding[{index_of_score}]", form.funding[index_of_score]
        printed = known(funding.score)
        if f"{path}.score" in fields:
            replayed = replay_funding(path, funding, scheme, form.execution_weight).replayed
            points = replayed if isinstance(replayed, Decimal) else None
            if points is not None:
                points = round_half_up(points, scheme.rounding.row.value)
            found[f"{path}.score"] = _points(funding.score, points)
            printed = points
        weights.append(known(funding.weight))
        if any(one is not None for one in scores):
            scores.append(printed)
    for name, parts in (("total_weight", weights), ("total_score", scores)):
        total = _sum(parts)
        if name in fields:
            found[name] = _points(getattr(form, name), total)
    return found


def suggested_scores(sheet: ScoreSheet, decimals: int) -> dict[str, str]:
    """Path of the score of each indicator row that can be computed → the score the scheme gives it."""
    return {
        f"{row.path}.score": format_points(row.replayed, decimals)
        for row in sheet.rows
        if row.path.startswith("indicators") and isinstance(row.replayed, Decimal)
    }


def _is_dash(printed: Printed[Decimal] | None) -> bool:
    return printed is not None and printed.value is None and bool(printed.text)


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    there = [part for part in parts if part is not None]
    return sum(there, Decimal(0)) if there else None


def _rate(printed: Printed[Decimal] | None, value: Decimal | None) -> str:
    if value is None:
        return ""
    agrees = printed is not None and printed.known is not None and not differs_as_printed(printed, value)
    return printed.text if agrees and printed is not None else format_rate(value)


def _points(printed: Printed[Decimal] | None, value: Decimal | None) -> str:
    if value is None:
        return ""
    return printed.text if printed is not None and printed.known == value else format_number(value)
