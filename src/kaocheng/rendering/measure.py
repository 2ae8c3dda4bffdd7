"""How much room a text takes: spreadsheets do not make merged rows higher by themselves, so it is estimated here.

Rather a little too much than too little: a row that is too low hides text.
"""

from __future__ import annotations

import re
from functools import lru_cache

_NARROW = 0.56  # width of Latin letters and digits, in letters of full width
# What is not torn apart: words and numbers, and a character with the signs that must not begin or end a line.
_PIECE = re.compile(r"[（“《【〔]*(?:[\x21-\x7e]+|.)[，。、；：？！）”》】〕％…]*")


def text_width(text: str) -> float:
    """Width of one line, in characters of full width."""
    if text.isascii():
        return _NARROW * len(text)
    narrow = sum(map(str.isascii, text))
    return len(text) - (1 - _NARROW) * narrow


@lru_cache(maxsize=8192)
def count_lines(text: str, width: float) -> int:
    """Lines that a text fills. `width`: of the line, in characters of full width."""
    return sum(_wrapped(line, max(width, 1.0)) for line in text.split("\n"))


def _wrapped(line: str, width: float) -> int:
    if text_width(line) <= width:
        return 1
    lines, used = 1, 0.0
    for piece in _PIECE.findall(line):
        size = text_width(piece)
        # A long number, or whatever is wider than its column, is broken anywhere.
        for part in (piece,) if size <= width else piece:
            step = text_width(part)
            if used + step > width:
                lines, used = lines + 1, 0.0
            used += step
    return lines
