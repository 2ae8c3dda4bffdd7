"""An objective beside its adjusted form: the same indicators in one line, even where rows were added or moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from kaocheng.lifecycle.carrying import is_yardstick
from kaocheng.model.cells import changed, rows_of

What = Literal["same", "changed", "added", "removed"]
INDICATOR_FIELDS = ("level1", "level2", "level3", "target", "weight")
FUNDING_FIELDS = ("label", "original_budget", "adjusted_budget", "weight")
GOAL_FIELDS = ("expected",)


@dataclass(frozen=True, slots=True)
class Pair:
    """One field before and after."""

    field: str
    before: str
    after: str

    @property
    def differs(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True, slots=True)
class Line:
    """One row before and after. `index`: of the row afterwards, None where it was taken out."""

    what: What
    index: int | None
    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that is approved, before and after; what is measured later is left out."""

    funding: tuple[Line, ...]
    goals: tuple[Line, ...]
    indicators: tuple[Line, ...]

    @property
    def count(self) -> int:
        """Rows that differ."""
        return sum(line.what != "same" for line in (*self.funding, *self.goals, *self.indicators))


def compare(before: Mapping[str, str], after: Mapping[str, str]) -> Comparison:
    """Indicators are the same when category and name agree; what is left over is paired by its category."""
    return Comparison(
        _by_place(before, after, "funding", FUNDING_FIELDS),
        _by_place(before, after, "objectives", GOAL_FIELDS),
        _indicators(before, after),
    )


def is_adjusted(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Whether anything differs that is approved: goal, amount, indicator, value or weight.

    >>> is_adjusted({"indicators[0].target": "≥5个"}, {"indicators[0].target": "≥6个", "preparer": "某某甲"})
    True
    >>> is_adjusted({"indicators[0].target": "≥5个"}, {"indicators[0].target": "≥5个 ", "preparer": "某某甲"})
    False
    """
    return any(
        is_yardstick(path) and old.strip() != new.strip() and not path.startswith("total_")
        for path, (old, new) in changed(before, after).items()
    )


def _by_place(
    before: Mapping[str, str], after: Mapping[str, str], block: str, fields: tuple[str, ...]
) -> tuple[Line, ...]:
    count, left = rows_of(after, block), rows_of(before, block)
    return tuple(
        _line(before, after, block, fields, row if row < left else None, row if row < count else None)
        for row in range(max(count, left))
    )


def _indicators(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Line, ...]:
    left = list(range(rows_of(before, "indicators")))
    partner: dict[int, int] = {}
    for fields in (("level2", "level3"), ("level3",), ("level2",)):
        for row in range(rows_of(after, "indicators")):
            key = _key(after, row, fields)
            if row in partner or not any(key):
                continue
            same = next((old for old in left if _key(before, old, fields) == key), None)
            if same is not None:
                partner[row] = same
                left.remove(same)
    lines = [
        _line(before, after, "indicators", INDICATOR_FIELDS, partner.get(row), row)
        for row in range(rows_of(after, "indicators"))
    ]
    lines += [_line(before, after, "indicators", INDICATOR_FIELDS, old, None) for old in left]
    return tuple(line for line in lines if any(pair.before or pair.after for pair in line.pairs))


def _line(
    before: Mapping[str, str],
    after: Mapping[str, str],
    block: str,
    fields: tuple[str, ...],
    old: int | None,
    new: int | None,
) -> Line:
    pairs = tuple(
        Pair(
            name,
            "" if old is None else before.get(f"{block}[{old}].{name}", "").strip(),
            "" if new is None else after.get(f"{block}[{new}].{name}", "").strip(),
        )
        for name in fields
    )
    what: What = "added" if old is None else "removed" if new is None else "same"
    if what == "same" and any(pair.differs for pair in pairs):
        what = "changed"
    return Line(what, new, pairs)


def _key(cells: Mapping[str, str], row: int, fields: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("".join(cells.get(f"indicators[{row}].{name}", "").split()) for name in fields)
