"""Columns on a terminal, where a Chinese character is two cells wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence


def width(text: str) -> int:
    """Terminal cells that a text takes up. Ambiguous characters count as one, as most terminals draw them.

    >>> width("表1 a")
    5
    """
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(ch) else 2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text)


def aligned(rows: Sequence[Sequence[str]], right: frozenset[int] = frozenset(), gap: int = 2) -> list[str]:
    """Rows of equal length as lines with aligned columns; the columns in `right` are flush right.

    >>> aligned([["项目", "得分"], ["a", "9.5"]], right=frozenset({1}))
    ['项目  得分', 'a      9.5']
    """
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = []
        for index, (text, room) in enumerate(zip(row, widths, strict=True)):
            blank = " " * (room - width(text))
            cells.append(blank + text if index in right else text + blank)
        lines.append((" " * gap).join(cells).rstrip())
    return lines
