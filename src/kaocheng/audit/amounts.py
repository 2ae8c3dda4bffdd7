"""The amounts of a funding block as rules compare them: the columns and their names, source rows, money units."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kaocheng.language import Text
from kaocheng.model import Form, FundingKind, FundingRow
from kaocheng.model.reading import decimals_of
from kaocheng.provenance import Printed, Unreadable
from kaocheng.scoring.execution import AMOUNT_WORDS
from kaocheng.scoring.figures import format_number, format_rate
from kaocheng.values.units import MONEY_FACTORS

#: Amount columns in printed order, with their names.
COLUMNS: dict[str, Text] = {
    column: AMOUNT_WORDS[column]
    for column in ("original_budget", "adjusted_budget", "funds_in_place", "executed_amount")
}
UNREADABLE = Text("{column}“{text}”无法识读：{reason}", "{column} “{text}” cannot be read: {reason}")

_WAN = MONEY_FACTORS["万元"]


def amount_of(row: FundingRow, column: str) -> Printed[Decimal] | None:
    """The cell of one of `COLUMNS`."""
    cell: Printed[Decimal] | None = getattr(row, column)
    return cell


def is_unreadable(cell: Printed[Any] | None) -> bool:
    return cell is not None and isinstance(cell.value, Unreadable)


def is_dash(cell: Printed[Any] | None) -> bool:
    """The cell states that there is no value: "—", "/"."""
    return cell is not None and cell.value is None


def why_unreadable(cell: Printed[Any], column: Text) -> Text:
    """A reason for a skip that names the column and what is printed."""
    reason = cell.value.reason if isinstance(cell.value, Unreadable) else Text("无数值", "no value")
    return UNREADABLE.format(column=column, text=cell.text, reason=reason)


def source_rows(form: Form) -> tuple[FundingRow, ...]:
    """The rows that add up to the total: without further totals and without rows that only divide the row above.

    A row divides the one above where the rows that follow it add to it exactly and the whole block counts too much
    otherwise (财政资金 45, of which 上级 20 and 本级 25).
    """
    total = form.total_funding
    rows = tuple(row for row in form.funding if row.kind is not FundingKind.TOTAL)
    if total is None:
        return rows
    for column in ("adjusted_budget", "original_budget", "executed_amount"):
        whole, values = _number(total, column), [_number(row, column) for row in rows]
        if whole is None or sum(v or 0 for v in values) <= whole:
            continue
        for i, value in enumerate(values):
            for j in range(i + 2, len(values)):
                inner = [v or Decimal(0) for v in values[i + 1 : j + 1]]
                rest = rows[: i + 1] + rows[j + 1 :]
                if value and sum(inner) == value and sum(_number(r, column) or 0 for r in rest) == whole:
                    return rest
    return rows


def _number(row: FundingRow, column: str) -> Decimal | None:
    cell = amount_of(row, column)
    return None if cell is None else cell.known


def has_column(form: Form, column: str) -> bool:
    """Whether any row of the funding block fills the column: an empty column and a missing one look alike."""
    return any(amount_of(row, column) is not None for row in form.funding)


def in_wan(form: Form, amount: Decimal) -> Decimal | None:
    """An amount of the form in 万元, also assumed where no unit is printed; None where the unit is none of money."""
    unit = form.amount_unit.known if form.amount_unit else "万元"
    factor = MONEY_FACTORS.get(unit or "万元")
    return None if factor is None else amount * factor / _WAN


def print_rate_as(printed: Printed[Decimal], rate: Decimal) -> str:
    """A rate as a percentage with as many decimals as the printed one has."""
    text = printed.text
    percent = "%" in text or "％" in text or "‰" in text or (printed.known or Decimal(0)) > Decimal("1.5")
    whole = percent or (printed.known is not None and "." not in text and printed.known >= 1)
    return format_rate(rate, decimals_of(text) if whole else max(decimals_of(text) - 2, 0))


def print_signed(value: Decimal) -> str:
    """With its sign, also where it is positive."""
    return f"{'+' if value > 0 else ''}{format_number(value)}"
