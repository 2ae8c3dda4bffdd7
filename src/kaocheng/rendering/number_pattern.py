"""Numbers under the number formats that templates use: digits, thousands, decimals, percent, words in quotes.

A small and strict counterpart of what a spreadsheet does with a format: what it does not know gives None, and the
number is then written as the text it was printed as.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

GENERAL = "General"
TEXT = "@"

_SHOWN = 10  # digits that General shows in any cell wide enough
_NOISE = Decimal("1e-9")
_PATTERN = re.compile(
    r'(?P<before>(?:"[^"]*")?)(?P<whole>#,##0|0)(?:\.(?P<places>0+)(?P<more>#*))?(?P<after>(?:"[^"]*")?%?(?:"[^"]*")?)'
)
_QUOTED = re.compile('"[^"]*"')


class _Shape(NamedTuple):
    before: str
    grouped: bool
    places: int
    more: int
    after: str
    percent: bool


@lru_cache(maxsize=256)
def _shape(pattern: str) -> _Shape | None:
    match = _PATTERN.fullmatch(pattern)
    if match is None:
        return None
    return _Shape(
        match["before"].replace('"', ""),
        match["whole"] != "0",
        len(match["places"] or ""),
        len(match["more"] or ""),
        match["after"].replace('"', ""),
        "%" in _QUOTED.sub("", match["after"]),
    )


def print_number(number: Decimal, pattern: str) -> str | None:
    """The number as a cell of this format shows it; None for a format or a number that is not of the plain kind.

    >>> print_number(Decimal("0.97654"), "0.0%"), print_number(Decimal("1234.5"), "#,##0.00")
    ('97.7%', '1,234.50')
    """
    if pattern == GENERAL:
        return _general(number)
    shape = _shape(pattern)
    if shape is None or not number.is_finite():
        return None
    value = number.scaleb(2) if shape.percent else number
    if value.adjusted() > _SHOWN + 5:
        return None
    rounded = value.quantize(Decimal(1).scaleb(-shape.places - shape.more), ROUND_HALF_UP)
    digits = format(abs(rounded), ",f" if shape.grouped else "f")
    for _ in range(shape.more):
        if not digits.endswith("0"):
            break
        digits = digits[:-1]
    sign = "-" if rounded < 0 else ""
    return f"{sign}{shape.before}{digits}{shape.after}"


def _general(number: Decimal) -> str | None:
    digits = number.normalize().as_tuple()
    if not number.is_finite() or len(digits.digits) > _SHOWN or not -_SHOWN < number.adjusted() < _SHOWN:
        return None
    return format(number.normalize() + 0, "f")


def is_undecided(number: Decimal, pattern: str) -> bool:
    """Whether the number lies so near the middle of two printed ones that binary arithmetic may print either.

    >>> is_undecided(Decimal("0.125"), "0.00"), is_undecided(Decimal("0.13"), "0.00")
    (True, False)
    """
    shape = _shape(pattern)
    if shape is None:
        return False
    scaled = abs(number.scaleb(shape.places + shape.more + 2 * shape.percent))
    return abs(scaled % 1 - Decimal("0.5")) < _NOISE


def widen(pattern: str, number: Decimal | None) -> str:
    """A format for a cell that a person may change: shows `number` as before, and further decimals where typed.

    Under "0.00" a typed 7.125 would be shown, printed and read back as 7.13.

    >>> widen("0.00", None), widen("0", Decimal(10)), widen("0%", Decimal("0.98"))
    ('0.00####', 'General', '[=0.98]0%;0.00####%')
    """
    match = _PATTERN.fullmatch(pattern)
    if match is None or match["more"] or (number is not None and _is_rounded(number, pattern)):
        return pattern
    if pattern == "0":
        return GENERAL
    wide = f"{match['before']}{match['whole']}.{match['places'] or '00'}####{match['after']}"
    if match["places"]:
        return wide
    return wide if number is None else f"[={format(number.normalize(), 'f')}]{pattern};{wide}"


def _is_rounded(number: Decimal, pattern: str) -> bool:
    """Whether the format hides digits that the number has."""
    shape = _shape(pattern)
    return shape is not None and number.scaleb(shape.places + 2 * shape.percent) % 1 != 0
