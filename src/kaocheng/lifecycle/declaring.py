"""The cells of an objective at its start: the official rows, last year's indicators, or a choice of them."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from kaocheng.lifecycle.carrying import is_yardstick
from kaocheng.lifecycle.rows import arrange
from kaocheng.model.cells import cells_from_form, rows_of
from kaocheng.templates import Template, blank_form, load_template
from kaocheng.templates.template import Column, Indicators

Row = Mapping[str, str]
DECLARATION = "F-10"  # 项目支出绩效目标申报表
# What belongs to one year: the amounts, the year itself.
_OF_A_YEAR = re.compile(r"funding\[\d+\]\.(?:original_budget|adjusted_budget|funds_in_place)|fiscal_year|total_weight")
_TAKEN = ("level1", "level2", "level3", "target", "measurement_unit", "definition")


@functools.lru_cache
def with_points(template: Template) -> Template:
    """A declaration with a column of points, and with one row for each category to begin with.

    The official declaration leaves the points to the self-evaluation; here they are approved with the objective.
    """
    if "indicators.weight" in template.fields:
        return template
    blocks = tuple(
        replace(block, columns=(*block.columns, Column("分值", "weight")), per_category=1)
        if isinstance(block, Indicators)
        else block
        for block in template.blocks
    )
    return replace(template, blocks=blocks)


def declaration_form() -> Template:
    """The form in which objectives are declared and adjusted."""
    return with_points(load_template(DECLARATION))


def execution_points(template: Template) -> str:
    """The points of the execution rate in a form of self-evaluation, "" where it states none."""
    return "" if template.funding is None else template.funding.weight


def opening_cells(
    template: Template, project: Mapping[str, str], budget: str = "", execution: str = ""
) -> dict[str, str]:
    """The blank form with what is known of the project: official categories, amount, points of the execution rate.

    `project`: texts by field ("project_name", "fiscal_year" …); `budget`: in the amount unit of the form. `execution`:
    points of the execution rate in the self-evaluation, where the form itself has no place for them.
    """
    cells = cells_from_form(blank_form(template, {name: text for name, text in project.items() if text}))
    if not rows_of(cells, "funding"):
        cells["funding[0].label"] = "年度资金总额"
    if budget:
        cells["funding[0].original_budget"] = cells["funding[0].adjusted_budget"] = budget
    if execution:
        cells.setdefault("funding[0].weight", execution)
    return {path: text for path, text in cells.items() if is_yardstick(path) or path == "title"}


def carried_cells(
    template: Template, project: Mapping[str, str], before: Mapping[str, str], budget: str = "", execution: str = ""
) -> dict[str, str]:
    """The same with the goals, indicators and weights of the year before."""
    cells = opening_cells(template, project, budget, execution)
    old = {
        path: text
        for path, text in before.items()
        if is_yardstick(path) and not _OF_A_YEAR.fullmatch(path) and path not in project
    }
    if rows_of(old, "indicators"):
        cells = _without(cells, "indicators")
    return {**cells, **{path: text for path, text in old.items() if not path.startswith("funding[") or text.strip()}}


def add_indicators(cells: Mapping[str, str], chosen: Sequence[Row]) -> dict[str, str]:
    """The cells with further indicators, each at the end of its category; one whose name is there already is left out.

    An empty row of the category is filled before a row is added. Categories the form does not have come last.
    """
    result = dict(cells)
    for row in chosen:
        name = _plain(row.get("level3", ""))
        rows = range(rows_of(result, "indicators"))
        if not name or name in {_plain(result.get(f"indicators[{index}].level3", "")) for index in rows}:
            continue
        texts = {field: row[field].strip() for field in _TAKEN if row.get(field, "").strip()}
        place = _empty_row(result, row.get("level2", ""))
        if place is None:
            place = _after(result, row)
            order: list[int | None] = list(rows)
            order.insert(place, None)
            result = arrange(result, "indicators", order)
            result |= {f"indicators[{place}].{field}": text for field, text in texts.items()}
            neighbour = result.get(f"indicators[{place - 1}].level1", "") if place else ""
            if _category(neighbour) == _category(texts.get("level1", "")):
                result[f"indicators[{place}].level1"] = neighbour
        else:
            kept = {field: text for field, text in texts.items() if field not in ("level1", "level2")}
            result |= {f"indicators[{place}].{field}": text for field, text in kept.items()}
    return result


def indicator_rows(cells: Mapping[str, str]) -> list[dict[str, str]]:
    """The indicators with a name, as texts by field; the points printed behind a category are left out."""
    found = []
    for index in range(rows_of(cells, "indicators")):
        row = {field: cells.get(f"indicators[{index}].{field}", "").strip() for field in _TAKEN}
        if row["level3"]:
            found.append({**row, "level1": _category(row["level1"]), "level2": _category(row["level2"])})
    return found


def filled_rows(cells: Mapping[str, str]) -> list[int]:
    """Indices of the indicator rows with a name or a target; the first row where there is none."""
    rows = range(rows_of(cells, "indicators"))
    filled = [row for row in rows if any(cells.get(f"indicators[{row}].{name}", "").strip() for name in _MEANING)]
    return filled or [0]


_MEANING = ("level3", "target")


def _empty_row(cells: Mapping[str, str], level2: str) -> int | None:
    wanted = _category(level2)
    for index in range(rows_of(cells, "indicators")):
        texts = [cells.get(f"indicators[{index}].{name}", "").strip() for name in _MEANING]
        if not any(texts) and _category(cells.get(f"indicators[{index}].level2", "")) == wanted:
            return index
    return None


def _after(cells: Mapping[str, str], row: Row) -> int:
    """Behind the last row of the same second level, else of the same first level, else at the end."""
    rows = range(rows_of(cells, "indicators"))
    for level in ("level2", "level1"):
        wanted = _category(row.get(level, ""))
        same = [index for index in rows if _category(cells.get(f"indicators[{index}].{level}", "")) == wanted]
        if wanted and same:
            return same[-1] + 1
    return len(rows)


def _without(cells: Mapping[str, str], block: str) -> dict[str, str]:
    return {path: text for path, text in cells.items() if not path.startswith(f"{block}[")}


def _category(text: str) -> str:
    """产出指标（50分） and 产出指标 are the same category."""
    return re.sub(r"[（(].*?[）)]", "", _plain(text))


def _plain(text: str) -> str:
    return "".join(text.split())


def names_of(cells: Mapping[str, str]) -> list[str]:
    """Names of the indicators."""
    return [row["level3"] for row in indicator_rows(cells)]
