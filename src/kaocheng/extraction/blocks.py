"""What kind of row is this: the headers of the blocks of a form, and the columns they open. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kaocheng.extraction.alignment import BLANK, OTHER, Column
from kaocheng.extraction.labels import assign, field_of, fields_of, normalise
from kaocheng.extraction.rows import Row, RowCell, is_number_or_dash

AMOUNTS = ("original_budget", "adjusted_budget", "funds_in_place", "executed_amount")
HEADLINES = frozenset(("project_name", "competent_department", "implementing_unit", "reporting_unit"))
LEVELS = ("level1", "level2", "level3")
_TOTAL = re.compile(
    r"(?:自评|评价|绩效|指标)?(?:总分|合计|总计|总得分|合计得分|总分值|总评分|得分合计|分值合计|综合得分)(?:\d+(?:\.\d+)?分?)?|总"
)
_SUBTOTALS = frozenset(("小计", "分项合计", "小计得分"))
_FUNDING_LABEL = re.compile(
    r"资金总额|总额|拨款|财政|结转|专户|单位资金|自有资金|自筹|其他资金|其它资金|其他$|其它$|补助|预算数|到位数|执行数|"
    r"级资金|上级|中央|总预算|年度预算|预算资金|预算金额|资金合计|年度资金|投资|资金$|收入|支出"
)
_NAMES = ("name_project", "name_indicator")
_COLUMN_OF_AMOUNTS = re.compile(r"数$|^(?:年初|全年|调整后?)预算$|到位情况$|安排情况$")
WIDE = frozenset(
    ("project_name", "unit_name", "budget", "goal")
)  # columns of a table that holds all projects of a unit


def is_total(text: str) -> bool:
    return len(text) <= 20 and _TOTAL.fullmatch(normalise(text)) is not None


def is_subtotal(text: str) -> bool:
    return normalise(text) in _SUBTOTALS


def is_block_label(text: str) -> bool:
    """Whether a text labels a block at its left edge: 绩效指标, 年度总体目标."""
    return bool(fields_of(text, "objective_label")) or "block" in fields_of(text, "indicator")


def speaks_of_funding(text: str) -> bool:
    return len(text) <= 40 and _FUNDING_LABEL.search(normalise(text) or text) is not None


def indicator_header(row: Row, fewest: int = 3) -> tuple[Column, ...] | None:
    """Columns of an indicator table, or None. A header names an indicator and something measured or scored of it.

    `fewest`: how many labels it must have; inside a form two will do.
    """
    filled = row.filled
    if len(filled) < fewest or row.counted:
        return None
    labels = [c.text for c in filled]
    known = [label for label in labels if fields_of(label, "indicator")]
    if len(known) < fewest or len(known) < (0.6 if fewest > 2 else 0.5) * len(filled):
        return None
    wide = any(field_of(label, "indicator") == "project_name" for label in known)
    fields = assign(labels, "indicator", () if wide else WIDE)
    used = set(fields.values())
    measured = used & {"target", "actual"}
    scored = used & {"weight", "score", "scoring_rule"}
    levelled = used & {"level1", "level2"}
    if "level3" not in used and not (levelled and measured):
        return None
    if not measured and not (scored and levelled):
        return None
    return _columns(row, {id(filled[i]): OTHER if name == "block" else name for i, name in fields.items()})


def funding_header(row: Row) -> tuple[Column, ...] | None:
    """Columns of a funding block with its label column in front, or None."""
    filled = row.filled
    if len(filled) < 2 or row.counted or any(is_number_or_dash(c.text) for c in filled):
        return None
    # The cell at the edge may be the label of the block ("预算执行情况"): then it names no column.
    edge = filled[0].column == 0 and not _COLUMN_OF_AMOUNTS.search(normalise(filled[0].text))
    if not any(f in AMOUNTS for c in filled for f in fields_of(c.text, "funding")):
        return None
    fields = assign(["" if edge and i == 0 else c.text for i, c in enumerate(filled)], "funding")
    chosen = {id(filled[i]): name for i, name in fields.items()}
    used = set(fields.values())
    amounts = [c for c in filled if chosen.get(id(c)) in AMOUNTS]
    if len(amounts) + ("execution_rate" in used) < 2 or all(c.text[-1] in "：:" for c in amounts):
        return None
    if any(field_of(c.text, "indicator") in LEVELS for c in filled):
        return None
    first = min(c.column for c in amounts)
    columns = _columns(row, chosen)
    before = [c for c in columns if c.end <= first]
    start = before[0].start if before else 0
    if first == 0:
        return columns
    if row.table.ragged:
        # Cells that the label is merged over are empty in flattened text: it may stand in any of them.
        lead = tuple(Column("label" if i or first == 1 else BLANK, i, i + 1) for i in range(first))
        return (*lead, *(c for c in columns if c.start >= first))
    return (Column("label", min(start, first - 1), first), *(c for c in columns if c.start >= first))


def objective_header(row: Row) -> tuple[Column, ...] | None:
    """Columns of the goal block, or None: a header of the goal beside a header of what became of it."""
    filled = row.filled
    if len(filled) < 2 or row.counted or any(len(c.text) > 24 for c in filled):
        return None
    fields = {id(c): fields_of(c.text, "objective") for c in filled}
    actual = next((c for c in reversed(filled) if "actual" in fields[id(c)]), None)
    expected = [c for c in filled if "expected" in fields[id(c)] and c is not actual]
    if actual is None or not expected:
        return None
    # "年度总体目标 | 预期目标 | 实际完成情况": the label at the edge is not the column.
    edge = [c for c in expected if fields_of(c.text, "objective_label")]
    goal = next((c for c in reversed(expected) if c not in edge), None) or expected[-1]
    chosen = {id(goal): "expected", id(actual): "actual"}
    for cell in filled:
        if id(cell) not in chosen and "completion_rate" in fields[id(cell)]:
            chosen[id(cell)] = "completion_rate"
    return _columns(row, chosen)


def summary_header(row: Row) -> tuple[tuple[Column, ...], str] | None:
    """Columns of a table of scores and what its rows are ("project" or "indicator"), or None."""
    filled = row.filled
    if len(filled) < 2 or row.counted:
        return None
    for cell in filled:
        others = fields_of(cell.text, "indicator")
        if any(f in ("level1", "level2", "target", "actual") for f in others) and not fields_of(cell.text, "summary"):
            return None
    if not any(f in _NAMES for c in filled for f in fields_of(c.text, "summary")):
        return None
    fields = assign([c.text for c in filled], "summary")
    chosen = {id(filled[i]): name for i, name in fields.items()}
    used = set(fields.values())
    name_field = "name_project" if "name_project" in used else "name_indicator" if "name_indicator" in used else None
    if name_field is None or not used & {"score", "grade"} or len(chosen) < 0.6 * len(filled):
        return None
    # "项目 | 全年预算数 | 全年执行数 | 得分" heads the sources of money of one project.
    if any(normalise(c.text) == "项目" for c in filled) and funding_header(row) is not None:
        return None
    chosen = {key: "name" if name == name_field else name for key, name in chosen.items()}
    return _columns(row, chosen), name_field.removeprefix("name_")


def is_task_header(row: Row) -> bool:
    """Whether a row heads a list of tasks, of details of spending or of projects: its amounts are not the funding."""
    filled = row.filled
    if len(filled) < 3 or row.counted or any(field_of(c.text, "indicator") in ("level1", "level2") for c in filled):
        return False
    if any(fields_of(c.text, "task") for c in filled):
        return True
    listed = next((i for i, c in enumerate(filled[:-1]) if field_of(c.text, "head") == "project_name"), None)
    return listed is not None and any(f in AMOUNTS for c in filled[listed + 1 :] for f in fields_of(c.text, "funding"))


def join_headers(upper: Row, lower: Row) -> Row | None:
    """One header out of two rows, or None where they are none.

    The lower labels count, and those above it that they leave uncovered; a lower label that is only understood
    together with the one above ("年初" below "预算数") takes it along.
    """
    if upper.counted or lower.counted or len(upper.filled) < 2 or any(len(c.text) > 24 for c in upper.filled):
        return None
    if any(field_of(c.text, "head") in HEADLINES for c in upper.filled):
        return None
    fresh = [c for c in lower.filled if c.fresh]
    if len(fresh) < 2 or any(len(c.text) > 24 for c in fresh):
        return None
    cells: list[RowCell] = []
    for cell in fresh:
        above = next((c for c in upper.filled if c.column < cell.end and cell.column < c.end), None)
        label = _understood(cell.text, above.text if above is not None else "")
        if label is None:
            return None
        cells.append(cell._replace(text=label))
    covered = {column for cell in fresh for column in range(cell.column, cell.end)}
    kept = [c for c in upper.filled if covered.isdisjoint(range(c.column, c.end))]
    if lower.table.ragged and not kept:
        kept = _moved_behind(upper, cells)
    if not any(fields_of(c.text, "indicator") or fields_of(c.text, "funding") for c in kept):
        return None
    filled = tuple(sorted((*cells, *kept), key=_column))
    used = {column for cell in filled for column in range(cell.column, cell.end)}
    blank = [c for c in lower.cells if not c.text and used.isdisjoint(range(c.column, c.end))]
    joined = Row(lower.table, lower.index, tuple(sorted((*filled, *blank), key=_column)), filled, False)
    columns = indicator_header(joined) or funding_header(joined)
    if columns is None:
        return None
    # What is kept runs down beside the lower labels, or names a column that they do not.
    alone = {c.field for c in indicator_header(lower) or funding_header(lower) or ()}
    named = {c.start: c.field for c in columns}
    reaching = {id(c.cell) for c in lower.filled if not c.fresh}
    if all(id(c.cell) in reaching or named.get(c.column, OTHER) not in alone for c in kept):
        return joined
    return None


def _moved_behind(upper: Row, lower: Sequence[RowCell]) -> list[RowCell]:
    """Labels of the upper row that name what no lower one does, behind the lower ones: wide cells lost their width."""
    named = {name for c in lower for name in fields_of(c.text, "indicator")[:1]}
    left = [c for c in upper.filled if field_of(c.text, "indicator") not in named and not is_block_label(c.text)]
    end = max(c.end for c in lower)
    return [c._replace(column=end + k, end=end + k + 1) for k, c in enumerate(left)]


def _column(cell: RowCell) -> int:
    return cell.column


def _understood(label: str, above: str) -> str | None:
    for text in (label, label + above):
        if fields_of(text, "indicator") or fields_of(text, "funding"):
            return text
    return None


def _columns(row: Row, chosen: dict[int, str]) -> tuple[Column, ...]:
    return tuple(Column(chosen.get(id(c), _unnamed(c.text)), c.column, c.end) for c in row.cells)


def _unnamed(text: str) -> str:
    """The field of a header that names none: the label of a block at the edge stands over nothing."""
    return BLANK if not text or is_block_label(text) else OTHER
