"""An empty form of a template, with the project, its amounts and its indicators where they are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.model import Form, FundingRow
from kaocheng.model.entry import Raw, make_funding_row, make_indicator, make_objective, read_label
from kaocheng.model.reading import read_points, read_text
from kaocheng.provenance import Printed
from kaocheng.templates.fields import CLOSING, FUNDING, HEAD, INDICATOR, OBJECTIVE
from kaocheng.templates.template import Funding, Goals, Indicators, Template, TemplateKind, Total

Texts = Mapping[str, str]
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABELS = frozenset((*HEAD, "title", "amount_unit"))
_PROJECT = (*_LABELS, *CLOSING, "fiscal_year")


def blank_form(
    template: Template,
    project: Texts | None = None,
    indicators: Sequence[Texts] = (),
    amounts: Sequence[Texts] = (),
    goals: Sequence[Texts] = (),
) -> Form:
    """The form with its official rows, and what is known of the project; to be printed with `lay_out(to_fill=True)`.

    All texts are as a person would type them, by field: `project` {"project_name": …, "fiscal_year": "2024"},
    `amounts` [{"label": "年度资金总额", "adjusted_budget": "120.00"}], `indicators` [{"level1": "产出指标",
    "level2": "数量指标", "level3": "道路养护里程", "target": "≥412公里", "weight": "10"}], `goals` [{"expected": …}].
    Amounts of a row that the template names are put into that row. Indicators take the place of the empty rows.
    Raises UsageError for a summary template and for a field that does not exist.
    """
    if template.kind is TemplateKind.SUMMARY:
        raise _wrong(Text("{name} 是汇总表，没有空白表", "{name} is a summary; there is no blank form"), template.id)
    given = dict(project or {})
    _check(given, _PROJECT)
    unit = given.setdefault("amount_unit", "万元")
    form = Form(title=_label(template.title), weight_column="indicators.weight" in template.fields, layout=template.id)
    head: dict[str, Any] = {name: _head(name, text) for name, text in given.items()}
    form = replace(form, **head)
    if template.execution_weight:
        form = replace(form, execution_weight=read_points(template.execution_weight))
    for block in template.blocks:
        if isinstance(block, Funding):
            rows = tuple(make_funding_row(cells, unit, labels) for cells, labels in _amounts(block, amounts))
            form = replace(form, funding=rows)
        elif isinstance(block, Goals):
            for goal in goals:
                _check(goal, OBJECTIVE)
            form = replace(form, objectives=tuple(make_objective(_raw(goal)) for goal in goals or ({},)))
        elif isinstance(block, Indicators):
            form = replace(form, indicators=tuple(make_indicator(_raw(row)) for row in _rows(block, indicators)))
        elif isinstance(block, Total) and block.weight and form.total_weight is None:
            form = replace(form, total_weight=read_points(block.weight))
    return form


def complete(form: Form, template: Template) -> Form:
    """A form of this template with the official rows of every block that has none yet."""
    blank = _official(template)
    return replace(
        form,
        funding=tuple(_labelled(row, blank.funding) for row in form.funding) or blank.funding,
        objectives=form.objectives or blank.objectives,
        indicators=form.indicators or blank.indicators,
        amount_unit=form.amount_unit or blank.amount_unit,
        execution_weight=form.execution_weight or blank.execution_weight,
        weight_column=blank.weight_column,
    )


@lru_cache(maxsize=64)
def _official(template: Template) -> Form:
    return blank_form(template)


def _labelled(row: FundingRow, official: tuple[FundingRow, ...]) -> FundingRow:
    """A row with all labels that the template prints side by side; what is typed in knows only the first."""
    if len(row.labels) > 1:
        return row
    same = next((other for other in official if _same(other.label.text, row.label.text)), None)
    return row if same is None else replace(row, labels=same.labels)


def _amounts(block: Funding, amounts: Sequence[Texts]) -> Iterator[tuple[dict[str, Raw], tuple[Raw, ...]]]:
    """Raw cells and labels of the funding rows: the official ones with what is known, then any others."""
    left = []
    for row in amounts:
        _check(row, FUNDING)
        left.append(dict(row))
    for index, label in enumerate(block.rows):
        labels = label.split("|") if block.side_by_side else [label]
        cells = {"label": labels[0]}
        if index == 0 and block.weight:
            cells["weight"] = block.weight
        if index:
            cells.update((column.field, column.others) for column in block.columns if column.field and column.others)
        known = next((row for row in left if _same(row.get("label", ""), labels[0])), None)
        if known is not None:
            left.remove(known)
            cells.update({**known, "label": labels[0]})
        yield _raw(cells), tuple(map(Raw, labels)) if block.side_by_side else ()
    for row in left:
        yield _raw({"label": "", **row}), ()


def _rows(block: Indicators, indicators: Sequence[Texts]) -> Iterator[Texts]:
    if indicators:
        for row in indicators:
            _check(row, INDICATOR)
            yield row
        return
    for group in block.groups:
        level1 = f"{group.level1}（{group.weight}）" if group.weight else group.level1
        for level2 in group.level2 or ("",):
            for _ in range(block.per_category):
                yield {"level1": level1, "level2": level2}


def _same(left: str, right: str) -> bool:
    return _plain(left) == _plain(right)


def _plain(label: str) -> str:
    return "".join(label.split()).replace("：", ":").removeprefix("其中:").rstrip(":")


def _raw(texts: Texts) -> dict[str, Raw]:
    return {name: Raw(text) for name, text in texts.items() if text or name == "label"}


def _head(name: str, text: str) -> Printed[Any] | None:
    if name == "fiscal_year":
        digits = _YEAR.search(text)
        if digits is None:
            raise _wrong(Text("{name} 不是年份", "{name} is not a year"), text)
        return Printed(text.strip(), int(digits.group()))
    if name in ("total_weight", "total_score"):
        return read_points(text)
    return _label(text) if name in _LABELS else read_text(text)


def _label(text: str) -> Printed[str] | None:
    return read_label(Raw(text))


def _check(texts: Texts, known: Mapping[str, Any] | Sequence[str]) -> None:
    unknown = next((name for name in texts if name not in known), None)
    if unknown is not None:
        raise _wrong(Text("没有字段 {name}", "there is no field {name}"), unknown)


def _wrong(message: Text, name: str) -> UsageError:
    return UsageError(message.format(name=name))
