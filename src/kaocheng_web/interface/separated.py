"""Rows as comma-separated text that opens in Excel and WPS as it is meant."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

BOM = "\ufeff"  # without it Excel takes the Chinese for another encoding
_NUMBER = re.compile(r"[-+]?[0-9][0-9,]*(\.[0-9]+)?%?")


def separated(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """One piece of text per row, the first with the mark of its encoding."""
    yield BOM
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow([plain(value) for value in row])
        yield line.getvalue()


def plain(value: Any) -> str:
    """A value as text; what a spreadsheet would run as a formula gets a mark before it.

    >>> plain("=1+1"), plain("-3.5"), plain(None)
    ("'=1+1", '-3.5', '')
    """
    if value is None:
        return ""
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    harmful = text[:1] in "=+-@\t\r" and bool(text) and not _NUMBER.fullmatch(text)
    return f"'{text}" if harmful else text
