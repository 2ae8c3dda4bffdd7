"""Numbers as people print them, and whether a printed number agrees with a computed one."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from kaocheng.model.reading import decimals_of
from kaocheng.provenance import Printed

_NUMBER = re.compile(r"\d+(?:[.．]\d+)?")
_HUNDREDTH = Decimal("0.01")


def format_number(value: Decimal) -> str:
    """Plain: no exponent, no trailing zeros.

    >>> format_number(Decimal("10.500")), format_number(Decimal("1E+2"))
    ('10.5', '100')
    """
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def format_points(value: Decimal, decimals: int = 2) -> str:
    """A score for people: half-up to at most `decimals` places, without trailing zeros."""
    return format_number(round_half_up(value, decimals))


def format_rate(value: Decimal, decimals: int = 2) -> str:
    """A fraction as a percentage with that many decimals, half-up.

    >>> format_rate(Decimal("0.999667"), 2), format_rate(Decimal("0.578"), 0)
    ('99.97%', '58%')
    """
    return f"{format(round_half_up(value * 100, decimals), 'f')}%"


def round_half_up(value: Decimal, decimals: int) -> Decimal:
    """Commercial rounding, as in printed reports; 0.5 goes up."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def differs_as_printed(printed: Printed[Decimal] | None, computed: Decimal) -> bool:
    """Whether a printed figure disagrees with the computed one at the precision it is printed with.

    57.8 % printed as 58% agrees, 99.9667 % printed as 99.99% does not. False where nothing readable is printed.
    A whole number without a percent sign is held to two decimals: a bare "1" or "0" is no licence to round away a rate.
    """
    if printed is None or printed.known is None:
        return False
    step = _precision(printed.text, printed.known)
    return computed.quantize(step, ROUND_HALF_UP) != printed.known.quantize(step, ROUND_HALF_UP)


def _precision(text: str, value: Decimal) -> Decimal:
    """The worth of one unit of the last printed digit: 0.01 for "58%", 0.0001 for "99.99%"."""
    decimals = decimals_of(text)
    step = Decimal(1).scaleb(-decimals)
    match = _NUMBER.search(text)
    number = Decimal(match.group().replace("．", ".")) if match else Decimal(0)
    if "%" in text or "％" in text:
        step = step.scaleb(-2)
    elif "‰" in text:
        step = step.scaleb(-3)
    elif number and value and abs(value) != number:  # "100" read as 100 %, or an amount in another unit
        step = abs(value) / number * step
        step = Decimal(1).scaleb(step.adjusted())
    else:
        return step if decimals else min(step, _HUNDREDTH)
    return step
