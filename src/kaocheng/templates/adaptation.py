"""The blocks of a template, made to hold what a form fills: missing columns, rows and blocks are added."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from kaocheng.model import Form
from kaocheng.templates.fields import HEAD, INDICATOR, PARTS, filled_fields, text_of
from kaocheng.templates.template import (
    Block,
    Column,
    Entries,
    Entry,
    Funding,
    Goals,
    Indicators,
    Listing,
    Template,
    Total,
)

_NATURE = re.compile(r"定[量性]指标|定量")  # what makes 指标性质 a nature and not a sign
_SIDE_BY_SIDE = frozenset(("label", "adjusted_budget", "funds_in_place", "executed_amount", "execution_rate"))


def adapt(form: Form, template: Template, to_fill: bool) -> list[Block]:
    """The blocks to be printed, in order. There is always a block of indicators."""
    filled = {name for name in filled_fields(form) if name not in template.omits}
    blocks: list[Block] = []
    for block in template.blocks:
        if isinstance(block, Entries):
            blocks.append(replace(block, rows=tuple(row for r in block.rows for row in _split(r, form))))
        elif isinstance(block, Funding):
            if form.funding:
                blocks.append(_funding(block, form, filled))
        elif isinstance(block, Goals):
            if form.objectives:
                blocks.append(replace(block, columns=with_extras(block.columns, "objectives", filled)))
        elif isinstance(block, Indicators):
            blocks.append(_indicators(block, form, filled, template))
        elif isinstance(block, Listing):
            blocks += [block] if to_fill else []
        else:
            blocks.append(block)
    _add_missing_blocks(blocks, form, filled)
    _add_missing_entries(blocks, template, filled)
    return blocks


def with_extras(columns: Sequence[Column], part: str, filled: set[str]) -> tuple[Column, ...]:
    """The columns, and behind the one that usually stands before it each that the form fills and they lack."""
    found = list(columns)
    order = [name for name in PARTS[part] if name != "label"]
    for place, name in enumerate(order):
        if f"{part}.{name}" not in filled or any(column.field == name for column in found):
            continue
        before = {field: index for index, column in enumerate(found) if (field := column.field) in order[:place]}
        nearest = max(before, key=lambda field: order.index(field), default=None)
        found.insert(0 if nearest is None else before[nearest] + 1, Column(PARTS[part][name].label, name))
    return tuple(found)


def _split(row: tuple[Entry, ...], form: Form) -> list[tuple[Entry, ...]]:
    """A label that names two fields only stands where both say the same."""
    entries: list[Entry] = []
    for entry in row:
        texts = {text_of(getattr(form, name, None)) for name in entry.fields}
        if len(entry.fields) > 1 and len(texts) > 1:
            entries += [Entry(HEAD[name].label, (name,)) for name in entry.fields if text_of(getattr(form, name))]
        else:
            entries.append(entry)
    return [tuple(entries)] if len(entries) <= len(row) + 1 else [tuple(entries[:1]), tuple(entries[1:])]


def _funding(block: Funding, form: Form, filled: set[str]) -> Funding:
    said = {name.removeprefix("funding.") for name in filled if name.startswith("funding.")}
    if block.side_by_side and (not said <= _SIDE_BY_SIDE or all(len(row.labels) <= 1 for row in form.funding)):
        block = replace(block, side_by_side=False)
    columns = block.columns if block.side_by_side else with_extras(block.columns, "funding", filled)
    block = replace(block, columns=columns)
    texts = (block.edge, block.label, block.heading, *(column.label for column in columns))
    if form.execution_weight is not None and not any("{execution_weight}" in text for text in texts):
        if block.edge:
            return replace(block, edge=f"{block.edge}\n（{{execution_weight}}）")
        return replace(block, heading=f"{block.heading or '资金'}（{{execution_weight}}）")
    return block


def _indicators(block: Indicators, form: Form, filled: set[str], template: Template) -> Indicators:
    columns = [_meaning(column, form) for column in block.columns]
    weighed = form.weight_column and form.indicators and "indicators.weight" not in template.omits
    wanted = {*filled, "indicators.weight"} if weighed else filled
    return replace(block, columns=with_extras(columns, "indicators", wanted))


def _meaning(column: Column, form: Form) -> Column:
    """指标性质 is read as nature or as sign by what stands below it; a heading that would mislead is replaced."""
    if column.label != "指标性质" or column.field is None:
        return column
    texts = [text for row in form.indicators if (text := text_of(getattr(row, column.field or "")))]
    fits = all((_NATURE.fullmatch(text) is not None) == (column.field == "nature") for text in texts)
    return column if fits else replace(column, label=INDICATOR[column.field].label)


def _add_missing_blocks(blocks: list[Block], form: Form, filled: set[str]) -> None:
    """Funding, goals and totals that the template has no block for."""
    place = next(index for index, block in enumerate(blocks) if isinstance(block, Indicators))
    edge = bool(getattr(blocks[place], "edge", ""))
    if form.objectives and not any(isinstance(block, Goals) for block in blocks):
        columns = with_extras((), "objectives", filled)
        label = "年度总体目标"
        if columns:
            blocks.insert(place, Goals(columns, label if edge else "", "" if edge else label))
    if form.funding and not any(isinstance(block, Funding) for block in blocks):
        columns = with_extras((), "funding", filled)
        label = "项目资金\n（{amount_unit}）"
        if columns:
            added = Funding(columns, (), label if edge else "", "" if edge else label)
            blocks.insert(place, _funding(added, form, filled))
    rows = [row for block in blocks if isinstance(block, Entries) for row in block.rows]
    entered = {name for row in rows for entry in row for name in entry.fields}
    if "total_score" in filled - entered and not any(isinstance(block, Total) for block in blocks):
        place = next(index for index, block in enumerate(blocks) if isinstance(block, Indicators))
        blocks.insert(place + 1, Total("总分"))


def _add_missing_entries(blocks: list[Block], template: Template, filled: set[str]) -> None:
    """Names and closing texts that the template has no label for."""
    named = set(re.findall(r"\{(\w+)\}", template.above_left + template.above_right))
    known = template.fields | named
    above = [Entry(HEAD[name].label, (name,)) for name in HEAD if name in filled - known]
    if above:
        first = next((index for index, block in enumerate(blocks) if isinstance(block, Entries)), None)
        if first is None or any(isinstance(block, Indicators | Funding) for block in blocks[:first]):
            blocks.insert(0, Entries(tuple((entry,) for entry in above)))
        else:
            block = blocks[first]
            assert isinstance(block, Entries)
            blocks[first] = replace(block, rows=(*block.rows, *((entry,) for entry in above)))
    labels = {"grade": "自评等级", "reasons": "未完成原因分析", "problems": "存在问题"}
    below = [Entry(label, (name,)) for name, label in labels.items() if name in filled - known]
    if below:
        blocks.append(Entries(tuple((entry,) for entry in below)))
