"""Cells without rows: text in which nothing tells where the rows of a table begin.

Every cell of a table became a line of its own, or all its words stand in one line. The blocks of a form are found by
their labels, the rows below a header by `sequence.arrange`. The result is a table like any other, with the places in
the source kept, and a list of the rows that could be read in more than one way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from kaocheng.documents import Cell, Table
from kaocheng.extraction.alignment import BLANK, OTHER, is_level1, is_level2
from kaocheng.extraction.blocks import (
    AMOUNTS,
    WIDE,
    indicator_header,
    is_block_label,
    is_total,
    objective_header,
    speaks_of_funding,
)
from kaocheng.extraction.labels import assign, field_of, fields_of, is_exact
from kaocheng.extraction.lines import INLINE, MONEY_UNIT, is_label_like, is_note, is_section, is_title, is_year_or_unit
from kaocheng.extraction.rows import Row, RowCell, is_number, is_number_or_dash
from kaocheng.extraction.sequence import CELLS, EDGE, MARK, Arrangement, Dialect, Gap, Piece, arrange, joined
from kaocheng.language import Text
from kaocheng.model.entry import close_up
from kaocheng.provenance import Location

_NUMBERED = re.compile(r"[一二三四五六七八九十]{1,2}、")
_LETTER = re.compile(r"[\u3400-\u9fff]")
_FEWEST = 12  # cells; anything shorter is no form
_LONGEST_FRAGMENT = 6
_FRAGMENTS = 5
_STRANGERS = 2  # labels side by side that we do not know
_PER_STRANGER = 0.6
_EMPTY_FUNDING = {
    "weight": 0.3,
    "score": 0.3,
    "execution_rate": 0.4,
    "original_budget": 0.8,
    "adjusted_budget": 0.9,
    "funds_in_place": 0.8,
    "executed_amount": 0.8,
}
_ENDING = frozenset(
    (
        "project_name",
        "problems",
        "measures",
        "reasons",
        "preparer",
        "phone",
        "conclusion",
        "grade",
        "competent_department",
    )
)


@dataclass(frozen=True, slots=True)
class RestoredTable(Table):
    """A table put together from pieces of text. `places`: where each cell stands; `doubts`: rows not certain."""

    places: dict[tuple[int, int], Location] = field(default_factory=dict)
    doubts: dict[int, Text] = field(default_factory=dict)

    def where(self, cell: Cell) -> Location:
        return self.places[cell.row, cell.column]


def is_stream(table: Table) -> bool:
    """Whether a table is one long column of cells."""
    return table.ragged and table.column_count == 1 and table.row_count >= _FEWEST


def restore_stream(table: Table) -> RestoredTable:
    """The cells of a one-column table in rows."""
    pieces = [Piece(close_up(cell.text), Gap.CELL, table.where(cell)) for cell in table.cells]
    return restore(mend(pieces), CELLS, table.number)


def restore(pieces: Sequence[Piece], dialect: Dialect, number: int, doubt: Text | None = None) -> RestoredTable:
    """The rows that the pieces of one or several forms make. `doubt`: why all indicator rows are uncertain, if so."""
    parser = _Parser(pieces, dialect, doubt)
    parser.run()
    return parser.table(number)


def mend(pieces: Sequence[Piece]) -> list[Piece]:
    """Labels that were broken over lines or words are put together again: 年初 | 预算数, 社会效益 | 指标."""
    mended: list[Piece] = []
    i = 0
    while i < len(pieces):
        taken = _broken_label(pieces, i)
        text = "".join(piece.text for piece in pieces[i : i + taken])
        mended.append(replace(pieces[i], text=text))
        i += taken
    return mended


def _broken_label(pieces: Sequence[Piece], i: int) -> int:
    """How many pieces from `i` on make one label, 1 where the piece stands for itself."""
    text = pieces[i].text
    if _LETTER.search(text) is None or len(text) > _LONGEST_FRAGMENT * 2 or any(char.isdigit() for char in text):
        return 1
    best, parts = 1, [text]
    for count in range(2, min(_FRAGMENTS, len(pieces) - i) + 1):
        part = pieces[i + count - 1].text
        if len(part) > _LONGEST_FRAGMENT * 2 or _LETTER.search(part) is None:
            break
        parts.append(part)
        whole = "".join(parts)
        if len(whole) > 24:
            break
        if part[0] in "（(" and part[-1] in "）)" and count == best + 1 and not any(c.isdigit() for c in whole[:-4]):
            best = count  # "项目资金 (万元)", "产出指标 （50分）"
        elif (is_exact(whole) and not all(is_exact(p) for p in parts)) or (
            (is_level1(whole) or is_level2(whole)) and not _stands_alone(parts)
        ):
            best = count
    return best


def _stands_alone(parts: Sequence[str]) -> bool:
    """Whether each of the parts is a level by itself: 产出指标 | 数量指标."""
    return any(part.endswith("指标") and len(part) > 2 for part in parts[:-1]) or not parts[-1].endswith(
        ("指标", "标", "度", "响")
    )


class _Parser:
    """Walks over the pieces and lays down rows."""

    def __init__(self, pieces: Sequence[Piece], dialect: Dialect, doubt: Text | None) -> None:
        self.pieces, self.dialect, self.doubt = pieces, dialect, doubt
        self.words = dialect is not CELLS
        self.rows: list[list[tuple[int, str, Location]]] = []  # column, text, place
        self.doubts: dict[int, Text] = {}

    def run(self) -> None:
        i = 0
        blocks: tuple[Callable[[int], int], ...] = (self._indicators, self._funding, self._goal, self._head)
        while i < len(self.pieces):
            if self._is_heading(i):
                self._put([(0, i, i + 1)])
                i += 1
                continue
            if self.words and (end := self._inline(i)) > i:
                i = end
                continue
            for take in blocks:
                end = take(i)
                if end > i:
                    i = end
                    break
            else:
                if self.pieces[i].text:
                    self._put([(0, i, i + 1)])
                i += 1

    def _is_heading(self, i: int) -> bool:
        """Whether a numbered heading stands before the label of its block: "三、年度总体目标" | "预期目标" | …"""
        text = self._text(i)
        if i + 1 >= len(self.pieces) or not _NUMBERED.match(text) or not is_section(text):
            return False
        below = self._text(i + 1)
        return any(fields_of(below, section) for section in ("indicator", "funding", "objective", "objective_label"))

    def table(self, number: int) -> RestoredTable:
        width = max((column + 1 for row in self.rows for column, _, _ in row), default=1)
        cells: list[Cell] = []
        places: dict[tuple[int, int], Location] = {}
        for r, row in enumerate(self.rows):
            for column, text, where in row:
                span = width if len(row) == 1 and column == 0 else 1
                cells.append(Cell(text, r, column, 1, span, page=where.page, line=where.line))
                places[r, column] = where
        return RestoredTable(number, len(self.rows), width, tuple(cells), places=places, doubts=self.doubts)

    def _put(self, cells: Sequence[tuple[int, int, int]]) -> int:
        """Lay down a row of (column, first piece, end); returns its index."""
        self.rows.append(
            [(column, joined(self.pieces, first, end), self.pieces[first].where) for column, first, end in cells]
        )
        return len(self.rows) - 1

    # ── labels ────────────────────────────────────────────────────────────────────────────────────────────────────
    def _text(self, i: int) -> str:
        return self.pieces[i].text if i < len(self.pieces) else ""

    def _run_of(self, start: int, section: str) -> int:
        """End of the run of labels of a section that begins at `start`; strangers between two labels belong in."""
        end = start
        while end < len(self.pieces):
            known = next(
                (k for k in range(end, min(end + _STRANGERS + 1, len(self.pieces))) if self._is_label(k, section)), None
            )
            if known is None or (known > end and (end == start or not all(map(self._is_stranger, range(end, known))))):
                break
            end = known + 1
        return end

    def _is_label(self, i: int, section: str) -> bool:
        text = self.pieces[i].text
        return bool(text) and bool(fields_of(text, section))

    def _is_stranger(self, i: int) -> bool:
        """Whether a piece may be a label that we do not know."""
        text = self.pieces[i].text
        return 1 < len(text) <= 12 and not is_number_or_dash(text) and not is_level1(text) and not is_level2(text)

    def _row_at(self, first: int, end: int) -> Row:
        cells = []
        for column, piece in enumerate(self.pieces[first:end]):
            cells.append(RowCell(piece.text, piece.text, column, column + 1, True, Cell(piece.text, 0, column)))
        filled = tuple(c for c in cells if c.text)
        return Row(Table(0, 1, len(cells), ()), 0, tuple(cells), filled, any(is_number(c.text) for c in filled))

    def _is_stop(self, i: int) -> bool:
        """Whether another block begins here."""
        text = self.pieces[i].text
        if not text or is_number_or_dash(text):
            return False
        inline = INLINE.fullmatch(text)
        if (
            is_title(text)
            or is_note(text)
            or is_year_or_unit(text)
            or (inline and field_of(inline.group(1), "head") in _ENDING)
        ):
            return True
        if field_of(text, "head") in _ENDING and is_exact(text):
            return True
        if fields_of(text, "objective_label") and is_exact(text):
            return True
        if self._is_heading(i):
            return True
        return self._indicator_columns(i) is not None

    def _indicator_columns(self, i: int) -> tuple[int, list[str]] | None:
        """(end of the header, fields of its columns) where an indicator header begins at `i`."""
        text = self.pieces[i].text
        if not text or not set(fields_of(text, "indicator")) - WIDE:
            return None
        end = self._run_of(i, "indicator")
        alone = end >= len(self.pieces) or self.pieces[end].gap >= Gap.LINE
        fewest = 2 if alone or not self.words else 3
        columns = indicator_header(self._row_at(i, end), fewest) if end - i >= fewest else None
        if columns is None:
            return None
        fields = [column.field for column in columns]
        if fields[0] in (OTHER, BLANK) and is_block_label(text):
            fields[0] = EDGE
        return end, fields

    # ── indicators ────────────────────────────────────────────────────────────────────────────────────────────────
    def _indicators(self, i: int) -> int:
        header = self._indicator_columns(i)
        if header is None:
            return i
        body, fields = header
        end = next((k for k in range(body, len(self.pieces)) if self._ends_indicators(k)), len(self.pieces))
        best: tuple[float, int, list[str], Arrangement] | None = None
        for more in range(_STRANGERS, -1, -1):
            # Labels that we do not know may end the header: the rows below tell.
            if body + more < end and all(map(self._is_stranger, range(body, body + more))):
                columns = [*fields, *([OTHER] * more)]
                if not self.words and not self._text(body + more) and EDGE not in fields:
                    columns = [MARK, *columns]
                arrangement = self._arranged(body + more, end, columns, self.dialect)
                price = arrangement.cost + more * _PER_STRANGER
                if best is None or price <= best[0]:
                    best = (price, body + more, columns, arrangement)
        if best is None:
            best = (0.0, body, fields, Arrangement((), {}))
        _, body, fields, arrangement = best
        offset = len(fields) - (body - i)
        self._put([(offset + k, i + k, i + k + 1) for k in range(body - i)])
        self._lay(arrangement, body)
        if end < len(self.pieces) and is_total(self._text(end)):
            end = self._total(end, fields)
        return end

    def _ends_indicators(self, k: int) -> bool:
        text = self.pieces[k].text
        if not self.words and _NUMBERED.match(text) and not is_level1(text):
            return True
        return bool(text) and (
            is_total(text) or (field_of(text, "head") in _ENDING and is_exact(text)) or self._is_stop(k)
        )

    def _arranged(self, first: int, end: int, fields: Sequence[str], dialect: Dialect) -> Arrangement:
        found = arrange(self.pieces[first:end], fields, dialect)
        if end > first + 1 and not self._text(end - 1):
            # The empty cell before the next block may be the mark that opens its first row.
            without = arrange(self.pieces[first : end - 1], fields, dialect)
            if without.cost < found.cost:
                return without
        return found

    def _lay(self, arrangement: Arrangement, first: int) -> None:
        """Lay down the rows of an arrangement of the pieces from `first` on."""
        rows: dict[int, list[tuple[int, int, int]]] = {}
        for cell in arrangement.cells:
            if self.pieces[first + cell.first].text:
                rows.setdefault(cell.row, []).append((cell.column, first + cell.first, first + cell.end))
        for number, cells in rows.items():
            index = self._put(cells)
            reason = self.doubt or arrangement.doubts.get(number)
            if reason is not None:
                self.doubts[index] = reason

    def _total(self, i: int, fields: Sequence[str]) -> int:
        """总分 and its numbers: weight and score, or the score alone."""
        end = i + 1
        while (
            end < len(self.pieces)
            and end - i < len(fields) + 2
            and (is_number_or_dash(self._text(end)) or (not self._text(end) and not self.words))
        ):
            end += 1
        numbers = [k for k in range(i + 1, end) if is_number(self._text(k))][:2]
        if self.doubt is not None and len(numbers) < 2:
            numbers = []  # weight and score may have run together
        from_end = [(k, len(fields) - end + k) for k in numbers]
        if not self.words and all(0 < c < len(fields) and fields[c] in ("weight", "score") for _, c in from_end):
            self._put([(0, i, i + 1), *((c, k, k + 1) for k, c in from_end)])
            return end
        columns = sorted(fields.index(name) for name in ("weight", "score") if name in fields)
        if len(numbers) == 1:
            columns = [fields.index("score")] if "score" in fields else [len(fields) - 1]
        if len(columns) < len(numbers):
            columns = list(range(len(fields) - len(numbers), len(fields)))
        self._put([(0, i, i + 1), *((c, k, k + 1) for c, k in zip(columns, numbers, strict=False))])
        return end

    # ── funding ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _funding(self, i: int) -> int:
        """A header of amounts, labels of the block before it perhaps, and the rows below."""
        for lead in range(3):
            start = i + lead
            end, names = self._funding_columns(start)
            if sum(1 for name in names.values() if name in AMOUNTS) >= 2:
                break
            text = self._text(start)
            if start >= len(self.pieces) or is_number_or_dash(text):
                return i
            if lead and text and not fields_of(text, "funding"):
                return i
        else:
            return i
        if field_of(self._text(i), "head") is not None and lead:
            return i
        body, stop = end, self._funding_end(end, "reason" in names.values())
        beside = self._beside(body, names, end - start)
        fields = [EDGE, "label", *(names.get(k, OTHER) for k in range(end - start))] if beside is None else beside
        leads = [(k - i, k, k + 1) for k in range(i, start) if self._text(k)]
        if beside is None:
            self._put([*leads, *((2 + k, start + k, start + k + 1) for k in range(end - start))])
        else:
            first = [2 * k + 1 for k in range(sum(name in AMOUNTS for name in names.values()))]
            self._put([*leads, *((c, start + k, start + k + 1) for k, c in enumerate([*first, len(beside) - 1]))])
        before = len(self.rows)
        cheap = _EMPTY_FUNDING if self.words else dict.fromkeys(("weight", "score", "execution_rate"), 1.0)
        dialect = replace(self.dialect, empty={**self.dialect.empty, **cheap})
        self._lay(self._arranged(body, stop, fields, dialect), body)
        for index in range(before, len(self.rows)):
            if self.doubts.pop(index, None) is not None:
                # Numbers that may belong to either column are left out; the row has no mark of its own for doubt.
                lost = frozenset(fields) - {"label"} if self.doubt else AMOUNTS
                self.rows[index] = [cell for cell in self.rows[index] if fields[cell[0]] not in lost]
        return stop

    def _funding_columns(self, start: int) -> tuple[int, dict[int, str]]:
        """End of a header of amounts and what its labels name; a field that comes again is the label of a row."""
        end = self._run_of(start, "funding")
        named = [field_of(self._text(k), "funding") for k in range(start, end)]
        for k in range(1, len(named)):
            if named[k] in named[:k] and is_number(self._text(start + k + 1)):
                end, named = start + k, named[:k]
                break
        if named and named[0] is not None and named[0] in named[1:]:
            return start, {}  # the label of the block at the edge
        return end, assign([self._text(k) for k in range(start, end)], "funding")

    def _beside(self, body: int, names: dict[int, str], count: int) -> list[str] | None:
        """Fields where budget, in place and executed stand side by side, each amount behind a label of its own."""
        amounts = [names[k] for k in range(count) if names.get(k) in AMOUNTS]
        k = body
        while k < len(self.pieces) and not self._text(k):
            k += 1
        if len(amounts) < 2 or names.get(count - 1) != "execution_rate" or len(amounts) + 1 != count:
            return None
        if not self._text(k).endswith(("：", ":")) or not self._text(k + 2).endswith(("：", ":")):
            return None
        return [EDGE, *(field for name in amounts for field in ("label", name)), "execution_rate"]

    def _funding_end(self, start: int, reasons: bool) -> int:
        for k in range(start, len(self.pieces)):
            text = self.pieces[k].text
            if self._is_stop(k) or (
                fields_of(text, "objective") and objective_header(self._row_at(k, min(k + 3, len(self.pieces))))
            ):
                return k
            if text and not reasons and not is_number_or_dash(text) and not speaks_of_funding(text):
                counted = k + 1 < len(self.pieces) and is_number_or_dash(self._text(k + 1))
                if not (text.endswith(("：", ":")) or text[-1] in "元%％" or (counted and not is_exact(text))):
                    return k
        return len(self.pieces)

    # ── goals ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _goal(self, i: int) -> int:
        if not self._text(i):
            return i
        end = self._run_of(i, "objective")
        for last in range(end, i + 1, -1):
            columns = objective_header(self._row_at(i, last))
            if columns is not None:
                return self._goals_below(i, last, [column.field for column in columns])
        label = fields_of(self._text(i), "objective_label") or fields_of(self._text(i), "objective")
        if label and i + 1 < len(self.pieces) and self._text(i + 1):
            stop = self._next_stop(i + 1) if self.words else i + 2
            if stop > i + 1 and not self._starts_block(i + 1):
                self._put([(0, i, i + 1), (1, i + 1, stop)])
                return stop
        return i

    def _starts_block(self, i: int) -> bool:
        return (
            self._is_stop(i)
            or field_of(self._text(i), "head") is not None
            or bool(fields_of(self._text(i), "objective"))
        )

    def _goals_below(self, i: int, body: int, fields: list[str]) -> int:
        stop = self._next_stop(body)
        columns = [k for k, name in enumerate(fields) if name not in (OTHER, BLANK)]
        texts = [k for k in range(body, stop) if self._text(k)]
        self._put([(k, i + k, i + k + 1) for k in range(body - i)])
        for cells in self._shares(texts, len(columns)):
            self._put([(column, first, end) for column, (first, end) in zip(columns, cells, strict=False)])
        return stop

    def _shares(self, texts: list[int], count: int) -> list[list[tuple[int, int]]]:
        """The pieces of each goal: one piece each where that fits, else a division that the text itself shows."""
        if not self.words:
            single = [(k, k + 1) for k in texts]
            return [single[k : k + count] for k in range(0, len(single), count)]
        if len(texts) < count and self.doubt is not None:
            return []
        if len(texts) <= count:
            return [[(k, k + 1) for k in texts]] if texts else []
        rows = [texts[k : k + count] for k in range(0, len(texts), count)]
        if len(texts) % count == 0 and all(
            len({self._text(row[column])[:2] for row in rows}) == 1 for column in range(count)
        ):
            return [[(k, k + 1) for k in row] for row in rows]
        first = self._text(texts[0])[:2]
        again = [k for k in texts[1:] if self._text(k)[:2] == first]
        if count == 2 and len(again) == 1:
            return [[(texts[0], again[0]), (again[0], texts[-1] + 1)]]
        lines = [k for k in texts if self.pieces[k].gap is Gap.LINE or k == texts[0]]
        if len(lines) == count:
            return [[(a, b) for a, b in zip(lines, [*lines[1:], texts[-1] + 1], strict=True)]]
        if all(self.pieces[k].gap is Gap.LINE for k in texts[1:][count - 1 :: count]) and len(texts) % count == 0:
            return [[(k, k + 1) for k in texts[r : r + count]] for r in range(0, len(texts), count)]
        return []

    def _next_stop(self, i: int) -> int:
        """Where the goals end: at another block, or at the label of what became of them."""
        return next((k for k in range(i, len(self.pieces)) if self._ends_goals(k)), len(self.pieces))

    def _ends_goals(self, k: int) -> bool:
        text = self.pieces[k].text
        return (
            self._is_stop(k)
            or ("actual" in fields_of(text, "objective") and is_exact(text))
            or (self._is_label(k, "funding") and self._opens_funding(k))
        )

    # ── head ──────────────────────────────────────────────────────────────────────────────────────────────────────
    def _head(self, i: int) -> int:
        text = self._text(i)
        if i + 1 >= len(self.pieces) or not text:
            return i
        if field_of(text, "head") is None:
            if speaks_of_funding(text) and (is_number_or_dash(self._text(i + 1)) or self._is_empty(i + 1)):
                self._put([(0, i, i + 1), (1, i + 1, i + 2)])
                return i + 2
            return i
        name = field_of(text, "head")
        end = i + 1
        while end < len(self.pieces) and (end == i + 1 or (self.words and name not in ("preparer", "phone"))):
            if self._ends_value(end):
                break
            end += 1
            if self.words and end < len(self.pieces) and self.pieces[end].gap is Gap.LINE:
                break
        if end == i + 1:
            self._put([(0, i, i + 1)])
            return end
        self._put([(0, i, i + 1), (1, i + 1, end)])
        return end

    def _inline(self, i: int) -> int:
        """End of "项目名称：某某 (二期)": label and value behind a colon, the value over several words perhaps."""
        inline = INLINE.fullmatch(self._text(i))
        if inline is None or field_of(inline.group(1), "head") is None:
            return i
        end = i + 1
        while end < len(self.pieces) and self.pieces[end].gap is not Gap.LINE:
            if INLINE.fullmatch(self._text(end)) or self._ends_value(end):
                break
            end += 1
        self._put([(0, i, end)])
        return end

    def _ends_value(self, i: int) -> bool:
        """Whether a piece cannot belong to the value of a label before it."""
        text = self.pieces[i].text
        if field_of(text, "head") is not None or self._is_stop(i) or self._opens_funding(i):
            return True
        if not self.words:
            return False
        number = i + 1 < len(self.pieces) and is_number_or_dash(self._text(i + 1))
        return (
            (is_exact(text) and len(text) > 2)
            or _NUMBERED.match(text) is not None
            or is_label_like(text)
            or (len(text) <= 16 and MONEY_UNIT.search(text) is not None)
            or (number and len(text) <= 12 and speaks_of_funding(text))
        )

    def _is_empty(self, i: int) -> bool:
        return not self.words and i < len(self.pieces) and not self.pieces[i].text

    def _opens_funding(self, i: int) -> bool:
        for start in (i, i + 1) if speaks_of_funding(self._text(i)) else (i,):
            if sum(1 for name in self._funding_columns(start)[1].values() if name in AMOUNTS) >= 2:
                return True
        return False
