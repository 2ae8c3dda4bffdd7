"""What the pages show of an assessment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kaocheng.language import Text
from kaocheng.lifecycle.curve import MONTHS
from kaocheng.lifecycle.deviations import Assessment, Code, Judged, Remark, codes
from kaocheng.lifecycle.forecast import CannotForecast, Forecast
from kaocheng_web.filings.models import Filing
from kaocheng_web.interface.words import t
from kaocheng_web.projects.models import ProjectYear
from kaocheng_web.workflow.pages import cell_id


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """An indicator with the texts of its cells as they stand on the form."""

    judged: Judged
    target: str
    actual: str
    expected: str
    cause: str
    reason: str
    likelihood: str
    unexplained: bool
    cell: str

    @property
    def forecast(self) -> Forecast | None:
        return self.judged.forecast if isinstance(self.judged.forecast, Forecast) else None

    @property
    def no_forecast(self) -> Text | None:
        return self.judged.forecast.reason if isinstance(self.judged.forecast, CannotForecast) else None

    @property
    def unit(self) -> str:
        target = self.judged.measured.target
        return "" if target is None else target.unit or ""


def indicator_rows(filing: Filing, found: Assessment) -> list[IndicatorRow]:
    cells = filing.cells
    needing = {row.measured.row for row in found.needs_explanation}
    rows = []
    for judged in found.indicators:
        path = f"indicators[{judged.measured.row}]"

        def text(name: str, path: str = path) -> str:
            return str(cells.get(f"{path}.{name}", "")).strip()

        explained = bool(text("cause") and text("deviation"))
        rows.append(
            IndicatorRow(
                judged=judged,
                target=text("adjusted_target") or text("target"),
                actual=text("actual"),
                expected=text("expected_value"),
                cause=text("cause"),
                reason=text("deviation"),
                likelihood=text("likelihood"),
                unexplained=judged.measured.row in needing and not explained,
                cell=cell_id(f"{path}.actual"),
            )
        )
    return rows


def remarks(found: Assessment) -> list[tuple[Remark, Code]]:
    """Warnings before hints, each with its entry in the list."""
    listed = codes()
    return sorted(
        ((r, listed[r.code]) for r in found.warnings), key=lambda pair: (pair[1].severity != "warning", pair[0].code)
    )


def chart_data(
    year: ProjectYear, months: Sequence[Mapping[str, Any]], ahead: Forecast | CannotForecast, at: int = MONTHS
) -> dict[str, Any]:
    """Numbers of the chart, in 万元: plan and expenditure by month, the forecast to the year end from the month it was
    made in: the last one known up to month `at`. What was spent later stands beside it."""
    actual = [_float(row["amount"]) for row in months]
    known = [index for index, value in enumerate(actual[:at]) if value is not None]
    course: list[list[float | None]] = [[None] * MONTHS for _ in range(3)]
    if isinstance(ahead, Forecast) and known and known[-1] < MONTHS - 1:
        last, start = known[-1], actual[known[-1]] or 0.0
        for line, end in zip(course, (ahead.value, ahead.low, ahead.high), strict=True):
            for index in range(last, MONTHS):
                share = (index - last) / (MONTHS - 1 - last)
                line[index] = start + (float(end) - start) * share
    return {
        "months": [str(t(f"{month}月", f"{month}")) for month in range(1, MONTHS + 1)],
        "planned": [_float(row["planned"]) for row in months],
        "actual": actual,
        "forecast": course[0],
        "low": course[1],
        "high": course[2],
        "budget": _float(year.budget),
        "words": {
            "planned": str(t("计划累计", "planned")),
            "actual": str(t("累计支出", "spent")),
            "forecast": str(t("预测", "forecast")),
            "range": str(t("预测区间", "range")),
            "budget": str(t("全年预算", "budget")),
            "unit": str(t("万元", "万元")),
        },
    }


def _float(value: Decimal | None) -> float | None:
    """For drawing only."""
    return None if value is None else float(value)
