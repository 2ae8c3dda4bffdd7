"""A form while it is being read: raw cells by field, before they are typed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from kaocheng.extraction.funding import FundingDraft
from kaocheng.extraction.labels import simplify
from kaocheng.language import Text
from kaocheng.model import Form, FundingKind, FundingRow, Indicator, Objective
from kaocheng.model.entry import Raw, make_funding_row, make_indicator, make_objective, read_label
from kaocheng.model.reading import read_points, read_text
from kaocheng.provenance import Location, Printed


@dataclass
class IndicatorDraft:
    cells: dict[str, Raw]
    uncertain: Text | None


@dataclass
class FormDraft:
    """Collects the raw cells of one form; `finish` types them."""

    title: Raw | None = None
    head: dict[str, Raw] = field(default_factory=dict)
    year: Printed[int] | None = None
    amount_unit: Raw | None = None
    funding: list[FundingDraft] = field(default_factory=list)
    objectives: list[dict[str, Raw]] = field(default_factory=list)
    indicators: list[IndicatorDraft] = field(default_factory=list)
    placeholders: list[Raw] = field(default_factory=list)
    categories: dict[tuple[Location, str], tuple[Raw, bool]] = field(default_factory=dict)
    total_weight: Raw | None = None
    total_score: Raw | None = None
    weight_column: bool = False
    execution_weight: Raw | None = None

    @property
    def worth_keeping(self) -> bool:
        """A table that only looks like the head of a form is none."""
        return bool(self.indicators) or bool(self.funding and (self.objectives or "project_name" in self.head))

    def note_category(self, label: Raw | None, has_indicator: bool) -> None:
        """Remember a second-level label, and whether any row of it holds an indicator."""
        if label is None or not label.text.strip():
            return
        key = (label.where, label.text)
        self.categories[key] = (label, has_indicator or self.categories.get(key, (label, False))[1])

    def finish(self) -> Form:
        unit = read_label(self.amount_unit)
        money = simplify(unit.text) if unit is not None else ""
        money = money if money in ("元", "万元", "亿元", "千元") else "万元"
        head = self.head
        both = head.get("competent_and_implementing")
        return Form(
            title=read_label(self.title),
            project_name=read_label(head.get("project_name")),
            competent_department=read_label(head.get("competent_department") or both),
            implementing_unit=read_label(head.get("implementing_unit") or both or head.get("reporting_unit")),
            amount_unit=unit,
            fiscal_year=self.year,
            funding=_funding(self.funding, money),
            objectives=tuple(o for o in map(make_objective, self.objectives) if o != Objective()),
            indicators=tuple(_indicator(draft) for draft in self.indicators),
            total_weight=_points(self.total_weight),
            total_score=_points(self.total_score or head.get("total_score")),
            grade=_words(head.get("grade")),
            problems=_words(head.get("problems") or head.get("measures")),
            reasons=_words(head.get("reasons")),
            preparer=_words(head.get("preparer")),
            phone=_words(head.get("phone")),
            placeholders=tuple(p for p in map(_words, self.placeholders) if p is not None),
            empty_categories=tuple(
                printed
                for label, used in self.categories.values()
                if not used and (printed := read_label(label)) is not None
            ),
            weight_column=self.weight_column,
            execution_weight=_points(self.execution_weight),
        )


def _funding(drafts: list[FundingDraft], money: str) -> tuple[FundingRow, ...]:
    rows = [(make_funding_row(cells, money, labels), of_block) for cells, labels, of_block in drafts]
    # A row without a label of its own, or the only row, counts all the money.
    return tuple(
        replace(row, kind=FundingKind.TOTAL) if of_block or (len(rows) == 1 and row.kind is FundingKind.OTHER) else row
        for row, of_block in rows
    )


def _indicator(draft: IndicatorDraft) -> Indicator:
    return make_indicator(draft.cells, draft.uncertain)


def _points(raw: Raw | None) -> Printed[Decimal] | None:
    return None if raw is None else read_points(*raw)


def _words(raw: Raw | None) -> Printed[str] | None:
    return None if raw is None else read_text(*raw)
