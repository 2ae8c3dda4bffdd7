"""Cells without rows: text in which every cell of a table became a line of its own and nothing tells rows apart.

Headers are found by their labels; the number of labels is the length of the rows below. Where the flattening dropped
the cells that a vertical merge covers, rows have different lengths, and the level labels tell where each begins.
"""

from __future__ import annotations

from collections.abc import Sequence

from kaocheng.documents import Cell, Table
from kaocheng.extraction.alignment import is_level1, is_level2
from kaocheng.extraction.blocks import AMOUNTS, LEVELS, is_total, speaks_of_funding
from kaocheng.extraction.labels import field_of, fields_of
from kaocheng.extraction.rows import is_number_or_dash
from kaocheng.model.entry import close_up

_FEWEST = 12  # cells; anything shorter is no form


def is_stream(table: Table) -> bool:
    """Whether a table is one long column of cells."""
    return table.ragged and table.column_count == 1 and table.row_count >= _FEWEST


def rows_from_stream(table: Table) -> Table:
    """The same cells in rows, ragged."""
    cells = table.cells
    texts = [close_up(cell.text) for cell in cells]
    lengths = _lengths(texts)
    placed: list[Cell] = []
    start = 0
    for row, length in enumerate(lengths):
        for column in range(length):
            cell = cells[start + column]
            placed.append(Cell(cell.text, row, column, page=cell.page, line=cell.line))
        start += length
    width = max(lengths, default=1)
    return Table(table.number, len(lengths), width, tuple(placed), table.page, table.sheet, ragged=True)


def _lengths(texts: Sequence[str]) -> list[int]:
    """How many cells each row takes, covering all of them."""
    lengths: list[int] = []
    i = 0
    while i < len(texts):
        for take in (_indicator_block, _funding_block, _goal_block, _head_row):
            found = take(texts, i)
            if found:
                break
        else:
            found = [1]
        lengths += found
        i += sum(found)
    return lengths


def _labels_run(texts: Sequence[str], start: int, section: str) -> int:
    """How many consecutive labels of a section stand from `start` on."""
    end = start
    while end < len(texts) and texts[end] and fields_of(texts[end], section):
        end += 1
    return end - start


def _indicator_block(texts: Sequence[str], i: int) -> list[int]:
    run = _labels_run(texts, i, "indicator")
    header = texts[i : i + run]
    fields = [field_of(text, "indicator") for text in header]
    if (
        run < 3
        or not any(f in ("level3", "level2") for f in fields)
        or not any(f in ("target", "actual") for f in fields)
    ):
        return []
    body = i + run
    end = next((k for k in range(body, len(texts)) if is_total(texts[k]) or _ends_block(texts, k)), len(texts))
    rows = [run]
    if (end - body) % run == 0 and _regular(texts, body, end, run):
        return rows + [run] * ((end - body) // run)
    after = len(fields) - 1 - max(k for k, f in enumerate(fields) if f in LEVELS)
    k = body
    while k < end:
        length = _variable_row(texts, k, end, after)
        rows.append(length)
        k += length
    if end < len(texts) and is_total(texts[end]):
        length = 1
        while (
            end + length < len(texts)
            and length < 4
            and (is_number_or_dash(texts[end + length]) or not texts[end + length])
        ):
            length += 1
        rows.append(length)
    return rows


def _regular(texts: Sequence[str], start: int, end: int, length: int) -> bool:
    """Rows of one length: their first cell never is a bare number."""
    return all(not is_number_or_dash(texts[k]) for k in range(start, end, length)) and any(
        not texts[k] for k in range(start, end, length)
    )


def _ends_block(texts: Sequence[str], k: int) -> bool:
    name = field_of(texts[k], "head")
    return name in ("project_name", "problems", "measures", "reasons", "preparer", "conclusion")


def _variable_row(texts: Sequence[str], start: int, end: int, after: int) -> int:
    k = start
    while k < end and k - start < 3 and (not texts[k] or is_level1(texts[k]) or is_level2(texts[k])):
        k += 1
    return max(1, min(k + 1 + after, end) - start)


def _funding_block(texts: Sequence[str], i: int) -> list[int]:
    """A header of amounts, a block label before it perhaps, and the rows that begin at each label of money."""
    for lead in range(3):
        run = _labels_run(texts, i + lead, "funding")
        amounts = [t for t in texts[i + lead : i + lead + run] if any(f in AMOUNTS for f in fields_of(t, "funding"))]
        if run >= 2 and len(amounts) >= 2:
            break
        if i + lead >= len(texts) or (lead and texts[i + lead]):
            return []
    else:
        return []
    length = lead + run
    rows = [length]
    k = i + length
    while k < len(texts):
        start = k
        while k < len(texts) and not texts[k] and k - start < 3:
            k += 1
        if k >= len(texts) or not speaks_of_funding(texts[k]) or fields_of(texts[k], "objective_label"):
            return rows + ([k - start] if k > start else [])
        k += 1
        while k < len(texts) and (not texts[k] or is_number_or_dash(texts[k])) and k - start < length:
            k += 1
        rows.append(k - start)
    return rows


def _goal_block(texts: Sequence[str], i: int) -> list[int]:
    run = _labels_run(texts, i, "objective")
    if not run or not texts[i]:
        return []
    names = [fields_of(text, "objective") for text in texts[i : i + run]]
    if run >= 2 and any("actual" in n for n in names):
        k = i + run
        blanks = 0
        while k < len(texts) and not texts[k] and blanks < 2:
            blanks += 1
            k += 1
        edge = 1 if fields_of(texts[i], "objective_label") and run > 2 else 0
        return [run, blanks + min(run - edge, len(texts) - k)]
    if i + 1 < len(texts) and texts[i + 1] and fields_of(texts[i], "objective_label"):
        return [2]
    return []


def _head_row(texts: Sequence[str], i: int) -> list[int]:
    if field_of(texts[i], "head") is None or i + 1 >= len(texts) or field_of(texts[i + 1], "head") is not None:
        if speaks_of_funding(texts[i]) and i + 1 < len(texts) and is_number_or_dash(texts[i + 1]):
            return [2]
        return []
    return [2]
