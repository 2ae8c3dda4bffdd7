"""The bars of the what-if: by act, the rule in force above the one that is tried. Drawn as SVG, without a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate

from kaocheng_web.interface.templatetags.kaocheng import amount
from kaocheng_web.interface.words import t
from kaocheng_web.results.models import ACTS
from kaocheng_web.results.selectors import Effect, Sums, Tally

WIDTH = 1000  # of a whole bar, in units of the drawing
_DIGIT = 14  # room that one letter of a figure needs


@dataclass(frozen=True, slots=True)
class Piece:
    """`x`, `width`: in units of the drawing. `tone`: an act, or "less" for money that is not proposed."""

    tone: str
    name: str
    text: str
    x: int
    width: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def is_readable(self) -> bool:
        return self.width >= _DIGIT * len(self.text)


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    pieces: tuple[Piece, ...]


def project_bars(effect: Effect) -> tuple[Bar, ...]:
    """How many projects are treated in which way."""
    return _bars(effect, lambda tally: tally.projects, lambda sums: 0)


def money_bars(effect: Effect) -> tuple[Bar, ...]:
    """Proposed money by act; what is left of this year's budget comes last."""
    return _bars(effect, lambda tally: tally.amount, lambda sums: -sums.total.change)


def _bars(
    effect: Effect, measure: Callable[[Tally], Decimal | int], rest: Callable[[Sums], Decimal | int]
) -> tuple[Bar, ...]:
    bars = []
    for name, sums in ((t("现行", "in force"), effect.before), (t("测算", "tried"), effect.after)):
        named = [(act, str(ACTS[act]), measure(tally)) for act, tally in sums.acts.items()]
        named.append(("less", str(t("不再安排", "no longer proposed")), rest(sums)))
        bars.append(Bar(str(name), _pieces(named)))
    return tuple(bars)


def _pieces(named: list[tuple[str, str, Decimal | int]]) -> tuple[Piece, ...]:
    whole = sum(value for _, _, value in named)
    if not whole:
        return ()
    ends = [int(WIDTH * end / whole) for end in accumulate(value for _, _, value in named)]
    starts = [0, *ends[:-1]]
    return tuple(
        Piece(tone, name, amount(value) if isinstance(value, Decimal) else str(value), start, end - start)
        for (tone, name, value), start, end in zip(named, starts, ends, strict=True)
        if value
    )
