"""Rows of a form that is being typed: added, taken out, doubled, moved; every row keeps its texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.model.cells import rows_of

Change = Literal["add", "remove", "duplicate", "up", "down"]
CHANGES: tuple[Change, ...] = ("add", "remove", "duplicate", "up", "down")
MOST_ROWS = 200
_INHERITED = ("level1", "level2")  # a new indicator belongs to the category of the row above it
_PATH = re.compile(r"([a-z]+)\[(\d+)\](.*)")


def new_order(rows: int, change: Change, index: int) -> list[int | None]:
    """The rows after a change, each by its former index; None is a new row. A duplicated row occurs twice.

    Raises UsageError for a row that is not there, for the last row that is left, and beyond `MOST_ROWS`.

    >>> new_order(3, "add", 0)
    [0, None, 1, 2]
    """
    order: list[int | None] = list(range(rows))
    if change == "add" and (rows == 0 or index < 0):
        order.insert(0, None)
    elif not 0 <= index < rows:
        raise UsageError(Text("没有这一行", "there is no such row"), code="no-such-row")
    elif change == "add":
        order.insert(index + 1, None)
    elif change == "duplicate":
        order.insert(index + 1, index)
    elif change == "remove":
        if rows == 1:
            raise UsageError(Text("至少保留一行", "one row must stay"), code="last-row")
        del order[index]
    else:
        other = index - 1 if change == "up" else index + 1
        if 0 <= other < rows:
            order[index], order[other] = order[other], order[index]
    if len(order) > MOST_ROWS:
        words = Text("最多{n}行", "not more than {n} rows").format(n=MOST_ROWS)
        raise UsageError(words, code="too-many-rows")
    return order


def arrange(cells: Mapping[str, str], block: str, order: Sequence[int | None]) -> dict[str, str]:
    """The cells with the rows of a block in a new order (see `new_order`). A row that is not named is gone."""
    rows: dict[int, dict[str, str]] = {index: {} for index in range(rows_of(cells, block))}
    kept: dict[str, str] = {}
    for path, text in cells.items():
        match = _PATH.fullmatch(path)
        if match is None or match.group(1) != block:
            kept[path] = text
        else:
            rows[int(match.group(2))][match.group(3)] = text
    above: dict[str, str] = {}
    for place, former in enumerate(order):
        if former is None:
            row = {f".{name}": above.get(f".{name}", "") for name in _INHERITED} | {".level3": "", ".target": ""}
        else:
            row = rows[former]
        kept |= {f"{block}[{place}]{name}": text for name, text in row.items()}
        above = row
    return kept


def moved_path(path: str, block: str, order: Sequence[int | None]) -> str | None:
    """Where a cell stands after the change; None where its row is gone. For remarks and evidence at cells."""
    match = _PATH.fullmatch(path)
    if match is None or match.group(1) != block:
        return path
    former = int(match.group(2))
    return f"{block}[{order.index(former)}]{match.group(3)}" if former in order else None
