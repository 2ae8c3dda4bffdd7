"""Which cell of a row stands under which header.

In a proper table geometry decides. In flattened text rows lose leading cells or gain empty ones, so that everything
after them is shifted: there the cheapest monotone assignment of the filled cells to the headers is sought, where a
cell that looks like its column costs nothing and every change of the shift costs. A row whose cheapest reading is bad,
or hardly better than the next, is marked uncertain instead of being guessed.
"""

from __future__ import annotations

import functools
import re
from typing import NamedTuple

from kaocheng.extraction.labels import simplify
from kaocheng.extraction.rows import DASH, NUMBER, Row, RowCell
from kaocheng.language import Text

OTHER = "other"  # a header that names no field of ours
BLANK = "blank"  # a header without text

BAD = 6.0
_CHANGE_OF_SHIFT = 1.0
_PER_STEP = 0.1
_MARGIN = 0.4
_FITS = 1.2  # every cell of a row in place costs less than this

_RATE = re.compile(r"[\d.,]+\s*[%％‰]?")
_SIGN = re.compile(
    r"[≥≤≧≦=＝═﹦<>＜＞⩾⩽]+|大于等于|小于等于|大于|小于|等于|定性(?:指标)?|定量(?:指标)?|正向指标?|反向指标?"
)
_VALUE_LIKE = re.compile(
    r"[≥≤≧≦=＝<>＜＞]|\d|以上|以内|不低于|不超|完成|达|合格|及时|显著|明显|提[高升]|良好|有效|^[是否无高]$"
)
_LEVEL2_WORDS = (
    "数量|质量|时效|成本|经济效益|社会效益|生态效益|环境效益|可持续(?:性)?(?:影响|发展)?|"
    "(?:社会公众或)?(?:服务|受益)?(?:对象|群众|公众|社会)?(?:或)?(?:服务对象)?满意度|"
    "经济成本|社会成本|生态(?:环境)?成本|环境成本|进度|预算执行率?|产出|效益|效果"
)
LEVEL2 = re.compile(rf"(?:产出)?(?:{_LEVEL2_WORDS})(?:指标|值)?等?")
LEVEL1 = re.compile(
    r"(?:项目|部门|实施|履职)?(?:产出|效益|效果|满意度|服务对象满意度|成本|投入|过程|决策|管理|预算执行率?|效能|绩效|履职效能|"
    r"社会效应|可持续发展能力|运行成本|管理效率|综合管理)(?:与效果|和效果|情况)?(?:指标)?"
)
_EITHER_LEVEL = re.compile(r"(?:成本|(?:服务对象)?满意度)(?:指标)?")
_FIRST_LEVEL = re.compile(r"(?:产出|效益|效果)(?:指标|$)")
_WEIGHT_IN_LABEL = re.compile(r"[（(]?\d+(?:[-~—]\d+)?\s*[)）]?\s*[分%]?\s*[)）]?$")
_VALUE_BEGINS = re.compile(r"[≥≤≧≦=＝<>＜＞]|\d")
_SHORT_VALUE = 8
_SPACES = re.compile(r"\s+")
_NUMBER_IN_LABEL = re.compile(r"^(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十]+[)）]|\d[、.．])")


class Column(NamedTuple):
    """A header: the field it names and its half-open column range."""

    field: str
    start: int
    end: int


class Alignment(NamedTuple):
    """`cells`: field → cell. `others`: filled cells under headers that name no field."""

    cells: dict[str, RowCell]
    others: tuple[RowCell, ...]
    uncertain: Text | None = None


@functools.lru_cache(maxsize=4096)
def is_level1(text: str) -> bool:
    return len(text) <= 30 and LEVEL1.fullmatch(_bare(text)) is not None


@functools.lru_cache(maxsize=4096)
def is_level2(text: str) -> bool:
    return len(text) <= 30 and LEVEL2.fullmatch(_bare(text)) is not None


def _bare(text: str) -> str:
    return _WEIGHT_IN_LABEL.sub("", _NUMBER_IN_LABEL.sub("", simplify(_SPACES.sub("", text))))


def align(row: Row, columns: tuple[Column, ...]) -> Alignment:
    """The cells of a row by field."""
    if row.table.ragged:
        return _align_ragged(row, columns)
    return _align_by_geometry(row, columns)


_LEVELS = frozenset(("level1", "level2", "level3"))


def _align_by_geometry(row: Row, columns: tuple[Column, ...]) -> Alignment:
    cells: dict[str, RowCell] = {}
    others: list[RowCell] = []
    for cell in row.cells:
        if not cell.text:
            continue
        covered = [c for c in columns if c.start < cell.end and cell.column < c.end]
        if not covered:
            others.append(cell)
            continue
        best = covered[0]
        if len(covered) > 1:
            best = max(covered, key=lambda c: (min(c.end, cell.end) - max(c.start, cell.column), -c.start))
        # A label merged over two level columns is the label of both.
        fields = [c.field for c in covered if c.field in _LEVELS] if best.field in _LEVELS else [best.field]
        for name in fields:
            if name in (OTHER, BLANK):
                others.append(cell)
            else:
                cells.setdefault(name, cell)
    return Alignment(cells, tuple(others))


def _align_ragged(row: Row, columns: tuple[Column, ...]) -> Alignment:
    filled = row.filled
    by_start = {c.start: c for c in columns}
    # Cells that a merged one covers may be gone: then the row is shorter than the header by their number.
    for shift in (0, columns[-1].end - row.cells[-1].end if row.whole else 0):
        places = [by_start.get(c.column + shift) for c in filled]
        found = tuple(column for column in places if column is not None)
        if shift >= 0 and len(found) == len(filled) and all(map(_stands_well, filled, found)):
            return _assigned(filled, found, None)
    best = _cheapest(filled, columns, None)
    if best is None:
        return Alignment({}, filled, Text("单元格多于表头的列", "more cells than the header has columns"))
    total, chosen = best
    reason = None
    worst = max(cost(cell.text, columns[j].field) for cell, j in zip(filled, chosen, strict=True))
    if worst >= BAD:
        reason = Text("有单元格与所在列不符，疑似错列", "a cell does not fit its column; the row may be shifted")
    else:
        rivals = [_cheapest(filled, columns, (i, j)) for i, j in enumerate(chosen)]
        nearest = min((rival[0] for rival in rivals if rival is not None), default=total + BAD)
        if nearest - total < _MARGIN:
            reason = Text("错列方式不唯一", "the row can be shifted back in more than one way")
    return _assigned(filled, tuple(columns[j] for j in chosen), reason)


def _stands_well(cell: RowCell, column: Column) -> bool:
    return in_place(cell.text, column.field)


def in_place(text: str, field: str) -> bool:
    """Whether a cell may stand where it stands. A column that names no field of ours may hold anything but a level."""
    if field == OTHER:  # not so under a header without text, which is only the rest of a wide one
        return not (is_level1(text) or is_level2(text))
    return cost(text, field) < _FITS


def with_label_at_edge(row: Row, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """The columns of a funding block below whose header the first row tells that its labels stand in column 0."""
    if not columns or columns[0].field != BLANK or row.filled[0].column != 0 or NUMBER.fullmatch(row.filled[0].text):
        return columns
    by_start = {c.start: c for c in columns}
    if len(row.filled) < 2 or row.filled[-1].column + 1 < columns[-1].start:
        return columns
    if all(c.column in by_start and in_place(c.text, by_start[c.column].field) for c in row.filled[1:]):
        return (Column("label", columns[0].start, columns[0].end), *columns[1:])
    return columns


def _assigned(filled: tuple[RowCell, ...], columns: tuple[Column, ...], reason: Text | None) -> Alignment:
    cells: dict[str, RowCell] = {}
    others: list[RowCell] = []
    for cell, column in zip(filled, columns, strict=True):
        if column.field in (OTHER, BLANK) or (column.field in cells and column.field != "label"):
            others.append(cell)
        else:
            cells[column.field] = cell
    return Alignment(cells, tuple(others), reason)


def _cheapest(
    filled: tuple[RowCell, ...], columns: tuple[Column, ...], forbidden: tuple[int, int] | None
) -> tuple[float, list[int]] | None:
    """Least total cost and the column index of each cell; `forbidden` excludes one pair (cell, column)."""
    if not filled or len(filled) > len(columns):
        return None
    infinity = float("inf")
    count = len(columns)
    costs: list[list[float]] = []
    links: list[list[int]] = []
    for i, cell in enumerate(filled):
        line: list[float] = [infinity] * count
        link = [-1] * count
        for j in range(i, count - (len(filled) - i - 1)):
            if (i, j) == forbidden:
                continue
            shift = columns[j].start - cell.column
            own = cost(cell.text, columns[j].field) + _PER_STEP * abs(shift)
            if i == 0:
                line[j] = own
                continue
            before = filled[i - 1]
            for k in range(i - 1, j):
                if costs[-1][k] == infinity:
                    continue
                turned = columns[k].start - before.column != shift
                total = costs[-1][k] + own + (_CHANGE_OF_SHIFT if turned else 0.0)
                if total < line[j]:
                    line[j], link[j] = total, k
        costs.append(line)
        links.append(link)
    end = min(range(count), key=costs[-1].__getitem__)
    if costs[-1][end] == infinity:
        return None
    chosen = [end]
    for i in range(len(filled) - 1, 0, -1):
        chosen.append(links[i][chosen[-1]])
    return costs[-1][end], chosen[::-1]


_AMOUNTS = frozenset(("original_budget", "adjusted_budget", "funds_in_place", "executed_amount", "budget", "funds"))
_WORDS = frozenset(("deviation", "reason", "definition", "scoring_rule", "goal"))


def cost(text: str, field: str) -> float:
    """How badly a text fits a column: 0 fits, `BAD` cannot be."""
    if field in _AMOUNTS:
        if NUMBER.fullmatch(text):
            return 3.0 if text[-1] in "%％分" else 0.0
        return 0.5 if DASH.fullmatch(text) else BAD
    if field in ("weight", "score"):
        if NUMBER.fullmatch(text):
            return 2.0 if text[-1] in "元万" else 0.2 if text[-1] in "%％" else 0.0
        return 0.3 if DASH.fullmatch(text) else BAD
    if field in ("execution_rate", "score_rate", "completion_rate"):
        if _RATE.fullmatch(text):
            return 0.0 if text[-1] in "%％‰" else 0.4
        return 0.5 if DASH.fullmatch(text) else BAD
    if field == "level1":
        if is_level1(text):
            # 成本指标 and 满意度指标 are first or second level; with points in brackets they are the first.
            return 0.5 if _EITHER_LEVEL.fullmatch(text) else 0.0
        return 4.0 if NUMBER.fullmatch(text) else 3.0 if is_level2(text) else 1.3 if len(text) <= 12 else 2.5
    if field == "level2":
        if is_level2(text):
            return 0.8 if _FIRST_LEVEL.match(text) else 0.0
        return 4.0 if NUMBER.fullmatch(text) else 1.3 if len(text) <= 12 else 2.5
    if field in ("level3", "label", "name"):
        if NUMBER.fullmatch(text) and field != "level3":
            return BAD
        if NUMBER.fullmatch(text) or _SIGN.fullmatch(text):
            return 1.5
        if field == "level3" and len(text) <= _SHORT_VALUE and _VALUE_BEGINS.match(text):
            return 1.0
        return 1.0 if field == "level3" and is_level2(text) and text.endswith("指标") else 0.0
    if field in ("target", "actual", "adjusted_target"):
        if field != "actual" and DASH.fullmatch(text):
            return 0.5
        if _SIGN.fullmatch(text):
            return 2.0
        return 0.0 if _VALUE_LIKE.search(text) else 0.3 if len(text) <= 16 else 1.0
    if field in ("direction", "nature"):
        return 0.0 if _SIGN.fullmatch(text) else 2.0
    if field == "measurement_unit":
        return 2.0 if NUMBER.fullmatch(text) else 0.0 if len(text) <= 8 else 2.0
    if field in _WORDS:
        return 2.5 if NUMBER.fullmatch(text) else 0.0
    if field == "sequence":
        return 0.0 if text.isdigit() else 2.5
    if field == "is_core":
        return 0.0 if text in ("是", "否", "★") else 3.0
    if field in (OTHER, BLANK):
        return 3.0 if NUMBER.fullmatch(text) or is_level1(text) or is_level2(text) else 1.5
    return 3.0 if NUMBER.fullmatch(text) else 0.5
