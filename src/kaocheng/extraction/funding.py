"""The funding block of a form: rows of amounts below a header, and amounts that stand beside their labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from kaocheng.extraction.alignment import Column, align, with_label_at_edge
from kaocheng.extraction.blocks import AMOUNTS, speaks_of_funding
from kaocheng.extraction.labels import field_of, fields_of
from kaocheng.extraction.rows import Row, RowCell, is_number, is_number_or_dash
from kaocheng.model.entry import Raw

_MONEY = re.compile(r"[\d,，.]+\s*[万亿千]?元?")
_LAST_YEAR = re.compile(r"\s*(?:上年|上一年|以前年)度?(?!结[转余])")
_LONGEST_LABEL = 20
# What heads a column of amounts that were spent; before a value of its own it never names a source of money.
_SPENT = frozenset(("executed_amount", "funds_in_place", "execution_rate"))


class FundingDraft(NamedTuple):
    """Raw cells of a row by field. `labels`: all of them, where several stand side by side.

    `of_block`: the row has no label of its own and counts all the money.
    """

    cells: dict[str, Raw]
    labels: tuple[Raw, ...] = ()
    of_block: bool = False


@dataclass
class FundingBlock:
    """The rows below a header of amounts. `label`: what stands at the left edge of the block, if anything."""

    columns: tuple[Column, ...]
    label: Raw | None = None
    rows: int = 0

    @classmethod
    def below(cls, row: Row, columns: tuple[Column, ...]) -> FundingBlock:
        """The block that a header opens."""
        first = min((c.start for c in columns if c.field in AMOUNTS), default=0)
        labels = [row.raw(cell) for cell in row.filled if cell.end <= first]
        return cls(columns, labels[-1] if labels else None)

    def read(self, row: Row) -> FundingDraft | None:
        """A row of the block, or None where the block has ended."""
        if self._is_side_by_side(row):
            return self._read_side_by_side(row)
        if row.table.ragged and not self.rows:
            self.columns = with_label_at_edge(row, self.columns)
        aligned = align(row, self.columns)
        label = aligned.cells.get("label")
        if label is not None and not row.table.ragged:
            label = self._own_label(row)
        if not _is_row_of_amounts(row, label, [aligned.cells[name] for name in AMOUNTS if name in aligned.cells]):
            return None
        cells = {
            name: row.closed(cell)
            for name, cell in aligned.cells.items()
            if name not in ("label", "reason") and (name in AMOUNTS or cell.fresh)
        }
        weight = cells.get("weight")
        rated = any(c.field == "execution_rate" for c in self.columns)
        if weight is not None and weight.text[-1:] in ("%", "％") and rated and "execution_rate" not in cells:
            cells["execution_rate"] = cells.pop("weight")  # the empty weight before it was lost
        reason = aligned.cells.get("reason")
        if reason is not None and reason.fresh:
            cells["reason"] = row.raw(reason)
        if label is not None:
            cells["label"] = row.raw(label)
        else:
            cells["label"] = self.label or Raw("", row.at(row.filled[0]))
        self.rows += 1
        return FundingDraft(cells, (), label is None or not label.fresh)

    def _own_label(self, row: Row) -> RowCell | None:
        """The label nearest to the amounts; a block label that runs down the edge only if there is no other."""
        edge = next((c.end for c in self.columns if c.field == "label"), 0)
        left = [c for c in row.filled if c.end <= edge and not is_number(c.text)]
        fresh = [c for c in left if c.fresh]
        candidates = fresh or left
        return candidates[-1] if candidates else None

    def _is_side_by_side(self, row: Row) -> bool:
        """Budget, in place and executed beside each other, each with a label of its own in front of its amount."""
        notes = min((c.start for c in self.columns if c.field == "reason"), default=row.table.column_count)
        words = [c for c in row.filled if c.fresh and c.column < notes and len(c.text) <= _LONGEST_LABEL]
        return sum(1 for c in words if not is_number_or_dash(c.text) and speaks_of_funding(c.text)) >= 2

    def _read_side_by_side(self, row: Row) -> FundingDraft:
        fields = [c.field for c in self.columns if c.field in AMOUNTS]
        labels: list[Raw] = []
        cells: dict[str, Raw] = {}
        last_value = False
        for cell in row.cells:
            if not cell.fresh:
                continue
            if cell.text and not is_number_or_dash(cell.text):
                labels.append(row.raw(cell))
                last_value = False
            elif cell.text and labels and not last_value and len(labels) <= len(fields):
                cells[fields[len(labels) - 1]] = row.closed(cell)
                last_value = True
            elif cell.text and len(labels) >= len(fields):
                cells["execution_rate"] = row.closed(cell)
            elif not cell.text:
                # An empty value cell still closes its pair, so that a rate after it is not taken for the amount.
                last_value = bool(labels)
        cells["label"] = labels[0]
        return FundingDraft(cells, tuple(labels))


def read_pairs(row: Row, before: FundingDraft | None) -> list[FundingDraft]:
    """Label and amount side by side, without a header: 资金总额 | 380, or 全年预算数 | 380 | 执行率 | 97%.

    `before`: the row of such pairs above, if there was one; what this row says of the same money is added to it, and
    then it is the only one returned.
    """
    cells = row.filled if row.table.ragged else row.cells
    pairs = [(label, value) for label, value in pairwise(cells) if label.fresh and label.text]
    total = _read_total(row, pairs, before)
    if total is not None:
        return [total]
    found: list[FundingDraft] = []
    if row.table.ragged and before is not None and len(cells) == 1 and speaks_of_funding(cells[0].text):
        found.append(FundingDraft({"label": row.raw(cells[0])}))
    for label, value in pairs:
        if is_number(label.text) or not speaks_of_funding(label.text) or _LAST_YEAR.match(label.text):
            continue
        if value.text and _is_amount(value.text):
            name = "original_budget" if "年初" in label.text or "总预算" in label.text else "adjusted_budget"
            found.append(FundingDraft({"label": row.raw(label), name: row.closed(value)}))
        elif not value.text and (before is not None or found):
            found.append(FundingDraft({"label": row.raw(label)}))
    return found


def _read_total(row: Row, pairs: list[tuple[RowCell, RowCell]], before: FundingDraft | None) -> FundingDraft | None:
    """全年预算数 | 380 | 全年执行数 | 370 | 执行率 | 97%: what heads a column elsewhere stands before its value."""
    found: dict[str, tuple[RowCell, RowCell]] = {}
    for label, value in pairs:
        name = field_of(label.text, "funding")
        if name is None or name == "reason" or _LAST_YEAR.match(label.text):
            continue
        if is_number_or_dash(value.text) or _is_amount(value.text):
            found.setdefault(name, (label, value))
    if not found.keys() & _SPENT:
        return None
    values = {name: row.closed(value) for name, (_, value) in found.items()}
    if before is not None and not values.keys() & before.cells.keys():
        before.cells.update(values)
        return before
    if not values.keys() & set(AMOUNTS):
        return None
    return FundingDraft({"label": row.raw(next(iter(found.values()))[0]), **values}, (), True)


def _is_row_of_amounts(row: Row, label: RowCell | None, amounts: list[RowCell]) -> bool:
    if any(not is_number_or_dash(c.text) and not _is_amount(c.text) for c in amounts):
        return False
    if any(_is_amount(c.text) for c in amounts):
        return True
    if label is None or any(fields_of(c.text, "objective_label") for c in row.filled if c.fresh):
        return False
    return speaks_of_funding(label.text)


def _is_amount(text: str) -> bool:
    return is_number(text) or _MONEY.fullmatch(text) is not None
