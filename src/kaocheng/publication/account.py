"""One self-evaluation in plain words: what the money was for, what of it was spent, what was promised and achieved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kaocheng.language import Text, same
from kaocheng.model import Form, Indicator
from kaocheng.provenance import Printed, known
from kaocheng.schemes import Scheme
from kaocheng.scoring import score
from kaocheng.scoring.grades import grade_for
from kaocheng.values.value import Comparator, Kind, Value

_HIGH_OR_LOW = frozenset({"%", "‰", "分"})  # what is high or low, not many or few
_BOUNDS = {
    Comparator.GE: Text("不少于{number}", "at least {number}"),
    Comparator.GT: Text("多于{number}", "more than {number}"),
    Comparator.LE: Text("不超过{number}", "at most {number}"),
    Comparator.LT: Text("少于{number}", "less than {number}"),
}
_RATE_BOUNDS = {
    **_BOUNDS,
    Comparator.GE: Text("不低于{number}", "at least {number}"),
    Comparator.GT: Text("高于{number}", "above {number}"),
    Comparator.LT: Text("低于{number}", "below {number}"),
}
_BETWEEN = Text("{low}至{high}", "{low} to {high}")


@dataclass(frozen=True, slots=True)
class Promise:
    """One indicator. `kind`: its printed category; `promised`: its target in words; `achieved`: as printed.

    `met`: None where that cannot be said. `why`: the reason given for a deviation.
    """

    kind: str
    name: str
    promised: Text
    achieved: str
    met: bool | None
    weight: Decimal | None
    score: Decimal | None
    why: str


@dataclass(frozen=True, slots=True)
class Account:
    """`purpose`, `outcome`: the goals and what became of them, as printed. Amounts in `amount_unit`; `rate`: executed ÷
    budget, a fraction. `score`: as the unit claims it; `grade`: as printed, else by the bands of the scheme."""

    purpose: tuple[str, ...]
    outcome: tuple[str, ...]
    amount_unit: str
    budget: Decimal | None
    executed: Decimal | None
    rate: Decimal | None
    promises: tuple[Promise, ...]
    score: Decimal | None
    grade: str

    @property
    def met(self) -> int:
        """How many promises were kept."""
        return sum(promise.met is True for promise in self.promises)

    @property
    def missed(self) -> int:
        return sum(promise.met is False for promise in self.promises)

    @property
    def unclear(self) -> int:
        """Of how many it cannot be said."""
        return len(self.promises) - self.met - self.missed

    @property
    def unspent(self) -> Decimal | None:
        return None if self.budget is None or self.executed is None else self.budget - self.executed


def account_of(form: Form, scheme: Scheme) -> Account:
    """What a citizen wants to know of a form."""
    sheet = score(form, scheme)
    met = {row.path: row.met for row in sheet.rows}
    total = form.total_funding
    budget = None if total is None else known(total.adjusted_budget)
    if budget is None and total is not None:
        budget = known(total.original_budget)
    executed = None if total is None else known(total.executed_amount)
    claimed = known(form.total_score)
    grade = _text(form.grade) or ("" if claimed is None else grade_for(claimed, scheme) or "")
    return Account(
        purpose=_texts(goal.expected for goal in form.objectives),
        outcome=_texts(goal.actual for goal in form.objectives),
        amount_unit=_text(form.amount_unit) or "万元",
        budget=budget,
        executed=executed,
        rate=executed / budget if executed is not None and budget else None,
        promises=tuple(
            _promise(row, met.get(f"indicators[{index}]")) for index, row in enumerate(form.indicators) if row.level3
        ),
        score=claimed,
        grade=grade,
    )


def promised_words(target: Value, printed: str) -> Text:
    """A target as one says it.

    >>> from kaocheng.values import parse_value
    >>> promised_words(parse_value("≥412公里"), "≥412公里").zh, promised_words(parse_value("≤48小时"), "").en
    ('不少于412公里', 'at most 48小时')
    """
    unit = target.unit or ""
    if target.kind is Kind.RANGE and target.value is not None and target.upper is not None:
        return _BETWEEN.format(low=same(_plain(target.value)), high=same(_plain(target.upper) + unit))
    bounds = _RATE_BOUNDS if unit in _HIGH_OR_LOW else _BOUNDS
    if target.kind is Kind.QUANTITY and target.value is not None and target.comparator in bounds:
        return bounds[target.comparator].format(number=same(_plain(target.value) + unit))
    return same(printed)


def _promise(row: Indicator, met: bool | None) -> Promise:
    printed = row.adjusted_target or row.target
    target = None if printed is None else printed.known
    words = same("" if printed is None else printed.text)
    return Promise(
        kind=_text(row.level2) or _text(row.level1),
        name=_text(row.level3),
        promised=words if target is None or printed is None else promised_words(target, printed.text),
        achieved=_text(row.actual),
        met=met,
        weight=known(row.weight),
        score=known(row.score),
        why=_text(row.deviation),
    )


def _texts(printed: Iterable[Printed[str] | None]) -> tuple[str, ...]:
    return tuple(text for one in printed if (text := _text(one)))


def _text(printed: Printed[Any] | None) -> str:
    return "" if printed is None else printed.text.strip()


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
