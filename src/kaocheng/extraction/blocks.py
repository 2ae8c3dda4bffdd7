"""What kind of row is this: the headers of the blocks of a form, and the columns they open. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kaocheng.extraction.alignment import DASH, NUMBER, OTHER, Column
from kaocheng.extraction.labels import field_of, fields_of, normalise
from kaocheng.extraction.rows import Row, RowCell

AMOUNTS = ("original_budget", "adjusted_budget", "funds_in_place", "executed_amount")
LEVELS = ("level1", "level2", "level3")
_TOTALS = frozenset(("总分", "合计", "总计", "总得分", "自评总分", "合计得分", "总分值", "总评分", "自评总得分", "得分合计", "总"))
_SUBTOTALS = frozenset(("小计", "分项合计", "小计得分"))
_FUNDING_LABEL = re.compile(
    r"资金总额|总额|拨款|财政|结转|专户|单位资金|自有资金|自筹|其他资金|其它资金|其他$|其它$|补助|预算数|到位数|执行数|"
    r"级资金|上级|中央|总预算|年度预算|预算资金|预算金额|资金合计|年度资金|投资|资金$|收入|支出"
)
# In order of preference: the header that names the indicator itself.
_LEVEL3_RANK = ("三级指标", "三级指标名称", "指标名称", "三级", "四级指标", "具体指标", "评价指标", "指标内容", "绩效标准", "绩效指标", "指标")


def is_number(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None


def is_number_or_dash(text: str) -> bool:
    return NUMBER.fullmatch(text) is not None or DASH.fullmatch(text) is not None


def is_total(text: str) -> bool:
    return normalise(text) in _TOTALS


def is_subtotal(text: str) -> bool:
    return normalise(text) in _SUBTOTALS


def speaks_of_funding(text: str) -> bool:
    return len(text) <= 40 and _FUNDING_LABEL.search(normalise(text) or text) is not None


def indicator_header(row: Row) -> tuple[Column, ...] | None:
    """Columns of an indicator table, or None. A header names an indicator and something measured or scored of it."""
    filled = row.filled
    if len(filled) < 3 or sum(1 for c in filled if is_number(c.text)) > 0:
        return None
    candidates = {id(c): fields_of(c.text, "indicator") for c in filled}
    known = [c for c in filled if candidates[id(c)]]
    if len(known) < 3 or len(known) < 0.6 * len(filled):
        return None
    named = [c for c in known if "level3" in candidates[id(c)]]
    level3 = min(named, key=_level3_rank) if named else None
    used: set[str] = set()
    chosen: dict[int, str] = {}
    if level3 is not None:
        chosen[id(level3)] = "level3"
        used.add("level3")
    for cell in known:
        if cell is level3:
            continue
        name = next((f for f in candidates[id(cell)] if f not in used and f not in ("level3", "block")), OTHER)
        chosen[id(cell)] = name
        used.add(name)
    measured = used & {"target", "actual"}
    scored = used & {"weight", "score", "scoring_rule"}
    if "level3" not in used and not (used & {"level1", "level2"} and measured):
        return None
    if not measured and not (scored and used & {"level1", "level2"}):
        return None
    return _columns(row, chosen)


def _level3_rank(cell: RowCell) -> int:
    label = normalise(cell.text)
    return _LEVEL3_RANK.index(label) if label in _LEVEL3_RANK else len(_LEVEL3_RANK)


def funding_header(row: Row) -> tuple[Column, ...] | None:
    """Columns of a funding block with its label column in front, or None."""
    filled = row.filled
    if len(filled) < 2 or any(is_number_or_dash(c.text) for c in filled):
        return None
    chosen: dict[int, str] = {}
    used: set[str] = set()
    # The cell at the edge may be the label of the block ("预算执行情况"): it has a column's name only if no other has.
    for cell in (*filled[1:], filled[0]):
        name = field_of(cell.text, "funding")
        if name is None or name in used:
            continue
        chosen[id(cell)] = name
        used.add(name)
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
        lead = tuple(Column(OTHER, i, i + 1) for i in range(first - 1))
        return (*lead, Column("label", first - 1, first), *(c for c in columns if c.start >= first))
    return (Column("label", min(start, first - 1), first), *(c for c in columns if c.start >= first))


def objective_header(row: Row) -> tuple[Column, ...] | None:
    """Columns of the goal block, or None: a header of the goal beside a header of what became of it."""
    filled = row.filled
    if len(filled) < 2 or any(len(c.text) > 24 or is_number(c.text) for c in filled):
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
    if len(filled) < 2 or any(is_number(c.text) for c in filled):
        return None
    chosen: dict[int, str] = {}
    used: set[str] = set()
    for cell in filled:
        if any(f in ("level1", "level2", "target", "actual") for f in fields_of(cell.text, "indicator")) and not (
            fields_of(cell.text, "summary")
        ):
            return None
        name = next((f for f in fields_of(cell.text, "summary") if f not in used), None)
        if name:
            chosen[id(cell)] = name
            used.add(name)
    name_field = "name_project" if "name_project" in used else "name_indicator" if "name_indicator" in used else None
    if name_field is None or not used & {"score", "grade"} or len(chosen) < 0.6 * len(filled):
        return None
    chosen = {key: "name" if name == name_field else name for key, name in chosen.items()}
    return _columns(row, chosen), name_field.removeprefix("name_")


def _columns(row: Row, chosen: dict[int, str]) -> tuple[Column, ...]:
    return tuple(Column(chosen.get(id(c), OTHER), c.column, c.end) for c in row.cells)


def labels_in(row: Row, section: str) -> Iterable[tuple[RowCell, str]]:
    """Filled cells that are labels of a section, with their field."""
    for cell in row.filled:
        name = field_of(cell.text, section)
        if name is not None:
            yield cell, name
