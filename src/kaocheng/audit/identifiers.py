"""Numbers that lead to a person: telephone, identity card, bank account — by their own structure.

Whether a run of digits is one of them often depends on the words before it; those are the business of `personal`. Here
stands what the digits alone can tell.

Source: GB 11643 (citizen identification number), ISO/IEC 7812-1 annex B (Luhn check digit); general knowledge.
"""

from __future__ import annotations

import datetime
import re

# Digits of one number may be typed in full width, in groups, or with a line break of a narrow cell between them.
MOBILE = re.compile(r"(?<![0-9A-Za-z.])(?:\+?86[- ]?)?1[3-9]\d([- ]?)\d{4}\1\d{4}(?![0-9A-Za-z]|\.\d)")
IDENTITY_18 = re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}[ -]?(?:18|19|20)\d{6}[ -]?\d{3}[0-9Xx](?![0-9A-Za-z])")
IDENTITY_15 = re.compile(r"(?<![0-9A-Za-z.])[1-9]\d{14}(?![0-9A-Za-z]|\.\d)")
LANDLINE = re.compile(
    r"(?<![0-9A-Za-z.])(?:\(?0\d{2,3}\)?[- ]{0,3})?"
    r"\d{3,4}[ -]?\d{4}(?:[- ]{0,2}(?:转|-)[ ]?\d{1,6})?(?![0-9A-Za-z]|\.\d)"
)
SWITCHED_LANDLINE = re.compile(r"(?<![0-9A-Za-z.-])\(?0[1-9]\d{1,2}(?:\)|-)[- ]{0,2}[2-8]\d{6,7}(?![0-9A-Za-z-]|\.\d)")
BANK_CARD = re.compile(r"(?<![0-9A-Za-z])62(?:[ -]?\d){14,17}(?![0-9A-Za-z]|\.\d)")
LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z.])\d(?:[ -]?\d){8,29}[Xx]?(?![0-9A-Za-z]|\.\d)")

_PROVINCES = frozenset(
    str(code)
    for region in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in region
)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def digits_of(text: str) -> str:
    """The digits of a printed number, with a final X."""
    return "".join(ch for ch in text if ch.isdigit() or ch in "Xx").upper()


def is_identity_number(text: str) -> bool:
    """Whether 18 characters are an identity number with a right check character, or 15 digits an old one.

    >>> is_identity_number("110105 19491231 002X")  # the example of the standard
    True
    >>> is_identity_number("110105 19491231 0021")
    False
    """
    number = digits_of(text)
    if number[:2] not in _PROVINCES:
        return False
    if len(number) == 15:
        return number.isdigit() and _is_date("19" + number[6:12])
    if len(number) != 18 or not number[:17].isdigit() or not _is_date(number[6:14]):
        return False
    return _CHECK[sum(int(d) * w for d, w in zip(number, _WEIGHTS, strict=False)) % 11] == number[17]


def _is_date(text: str) -> bool:
    try:
        datetime.date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def passes_luhn(text: str) -> bool:
    """Whether the last digit is the check digit of a bank card number.

    >>> passes_luhn("79927398713"), passes_luhn("79927398714")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits_of(text))):
        value = int(digit) * (2 if place % 2 else 1) if digit.isdigit() else 0
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def mask_number(text: str) -> str:
    """The number with its middle hidden, blanks and signs dropped.

    >>> mask_number("000 0000 0000"), mask_number("0000000")
    ('000****0000', '00***00')
    """
    number = digits_of(text)
    if len(number) >= 11:
        return f"{number[:3]}****{number[-4:]}"
    return f"{number[:2]}***{number[-2:]}"
