"""Sample forms from facts: docx, xlsx, html and flattened text, each form in the layout of its own province.

    python -m accuracy.render_forms [DIRECTORY]     (default .build/forms)

The facts say what is printed and in which order the columns stand; the layout says how. Forms whose only known text is
a scan without separators are written with separators here: reading cells that were never told apart is another task.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from accuracy.channels import PrintedCell, Sheet, write_docx, write_html, write_txt, write_xlsx
from accuracy.facts import ROOT, Layout, Sample, field_of, goals_of, label_of, samples, title_of

CHANNELS = ("docx", "xlsx", "html", "txt")
BUILD = ROOT / ".build" / "forms"

Facts = dict[str, Any]

_AMOUNTS = (
    "original_budget",
    "adjusted_budget",
    "funds_in_place",
    "executed",
    "weight",
    "execution_rate",
    "score",
    "reason",
)
_THREE = ("adjusted_budget", "funds_in_place", "executed")


class _Part(NamedTuple):
    """A cell before it has a place: `wide` cells share what the row leaves over."""

    text: str
    wide: bool = False
    rows: int = 1


def render(sample: Sample, channel: str, folder: Path) -> Path:
    """Write one sample in one channel; returns the file."""
    sheets = [sheet_of(facts, layout) for facts, layout in sample.forms]
    if sample.forms[0][1].wide and len(sheets) > 1:
        sheets = [_below_each_other(sheets)]
    path = folder / f"{sample.name}.{channel}"
    if channel == "docx":
        write_docx(sheets, path)
    elif channel == "xlsx":
        write_xlsx(sheets, path)
    elif channel == "html":
        write_html(sheets, path)
    else:
        write_txt(sheets, path, sample.dialect)
    return path


def render_all(folder: Path = BUILD, chosen: Iterable[Sample] | None = None) -> dict[tuple[str, str], Path]:
    """Every sample in every channel: (name, channel) → file."""
    folder.mkdir(parents=True, exist_ok=True)
    return {
        (sample.name, channel): render(sample, channel, folder)
        for sample in (samples() if chosen is None else chosen)
        for channel in CHANNELS
    }


def sheet_of(facts: Facts, layout: Layout) -> Sheet:
    """The page of one form."""
    if "summary" in facts:
        return _summary_sheet(facts, layout)
    columns = list(facts["columns"])
    edge = bool(layout.side)
    width = len(columns) + edge
    amounts = _funding_columns(facts, layout)
    if layout.funding == "columns" and facts["funding"]:
        width = max(width, len(amounts) + 2)
    if layout.funding == "three":
        width = max(width, 8)
    page = _Page(width)
    if not layout.wide:
        if not layout.fragment:
            _head(page, facts, layout)
        _funding(page, facts, layout, amounts)
        _goal(page, facts, layout)
    _indicators(page, facts, layout, columns)
    _total(page, facts, layout, columns)
    for name in layout.closing:
        page.row([_Part(label_of(layout, name)), _Part(str(facts.get(name) or ""), wide=True)])
    name = facts.get("project_name") or facts["form_kind"]
    return Sheet(name, _lines_above(facts, layout), tuple(page.cells), page.height, width, _lines_below(facts, layout))


class _Page:
    """Cells placed row by row, each row filled to the full width."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.height = 0
        self.cells: list[PrintedCell] = []
        self._covered: set[tuple[int, int]] = set()

    def row(self, parts: list[_Part]) -> None:
        """Put the parts from left to right into what merged cells from above leave free."""
        free = [column for column in range(self.width) if (self.height, column) not in self._covered]
        spans = _spread(parts, len(free))
        position = 0
        for part, span in zip(parts, spans, strict=True):
            column = free[position]
            self.cells.append(PrintedCell(part.text, self.height, column, part.rows, span))
            for row in range(self.height + 1, self.height + part.rows):
                self._covered.update((row, covered) for covered in range(column, column + span))
            position += span
        self.height += 1


def _spread(parts: list[_Part], width: int) -> list[int]:
    """How many columns each part takes: one, and the wide ones share the rest."""
    if len(parts) > width:
        raise ValueError(f"{len(parts)} cells do not fit into {width} columns")
    spans = [1] * len(parts)
    wide = [index for index, part in enumerate(parts) if part.wide] or [len(parts) - 1]
    for extra in range(width - len(parts)):
        spans[wide[extra % len(wide)]] += 1
    return spans


def _lines_above(facts: Facts, layout: Layout) -> tuple[str, ...]:
    lines = [title_of(facts, layout)]
    if facts.get("year") and not layout.fragment:
        lines.append(layout.year_line.format(year=facts["year"]))
    lines += [line.format(**facts) for line in layout.lines]
    return tuple(line for line in lines if line)


def _lines_below(facts: Facts, layout: Layout) -> tuple[str, ...]:
    return tuple(f"{label_of(layout, name)}：{facts.get(name) or ''}" for name in layout.footer)


def _head(page: _Page, facts: Facts, layout: Layout) -> None:
    rows = [[name for name in row if facts.get(name) is not None] for row in layout.head]
    rows = [row for row in rows if row]
    for number, row in enumerate(rows):
        parts = [part for name in row for part in (_Part(label_of(layout, name)), _Part(str(facts[name]), wide=True))]
        if number == 0 and "head" in layout.side:
            parts.insert(0, _Part(layout.side["head"], rows=len(rows)))
        page.row(parts)


def _funding_columns(facts: Facts, layout: Layout) -> tuple[str, ...]:
    """The columns of the funding block: those that any row fills or leaves empty, none that no row knows."""
    if layout.funding_columns:
        return layout.funding_columns
    return tuple(name for name in _AMOUNTS if any(row.get(name) is not None for row in facts["funding"]))


def _funding(page: _Page, facts: Facts, layout: Layout, amounts: tuple[str, ...]) -> None:
    rows = facts["funding"]
    if not rows or layout.funding == "none":
        return
    label = layout.side.get("funding") or label_of(layout, "funding")
    if layout.funding == "pairs":
        for number, row in enumerate(rows):
            amount = row.get("adjusted_budget") or row.get("original_budget") or ""
            parts = [_Part(row["label"], wide=True), _Part(amount, wide=True)]
            page.row([_Part(label, rows=len(rows)), *parts] if number == 0 else parts)
        return
    if layout.funding == "three":
        headings = [_Part(label_of(layout, f"{name}_heading"), wide=True) for name in _THREE]
        page.row([_Part(label, rows=len(rows) + 1), *headings, _Part(label_of(layout, "execution_rate"))])
        for number, row in enumerate(rows):
            labels = row.get("labels") or [row["label"]] * 3
            parts = []
            for name, text in zip(_THREE, labels, strict=True):
                parts += [_Part(text), _Part(row.get(name) or "")]
            if number == 0:
                parts.append(_Part(row.get("execution_rate") or "", wide=True, rows=len(rows)))
            page.row(parts)
        return
    height = len(rows) + 1
    headings = [_Part(label_of(layout, name)) for name in amounts]
    # Where a form has one row of amounts, its label stands beside heading and row alike.
    own_label = "row_heading" in layout.labels
    name_of_rows = (
        _Part(label_of(layout, "row_heading"), rows=height)
        if own_label
        else _Part(label_of(layout, "amounts"), wide=True)
    )
    page.row([_Part(label, rows=height), name_of_rows, *headings])
    for number, row in enumerate(rows):
        parts = [] if own_label else [_Part(row["label"], wide=True)]
        for name in amounts:
            if name == "reason" and "reason" in facts:
                if number == 0:
                    parts.append(_Part(facts["reason"], rows=len(rows)))
                continue
            parts.append(_Part(row.get(name) or ""))
        page.row(parts)


def _goal(page: _Page, facts: Facts, layout: Layout) -> None:
    goals = goals_of(facts, layout)
    if not goals:
        return
    label = layout.side.get("goal") or label_of(layout, "goal")
    if len(layout.goal) == 1:
        page.row([_Part(label), _Part(goals[0][layout.goal[0]], wide=True)])
        return
    headings = [_Part(label_of(layout, name), wide=name != "completion_rate") for name in layout.goal]
    page.row([_Part(label, rows=len(goals) + 1), *headings])
    for goal in goals:
        page.row([_Part(goal.get(name) or "", wide=name != "completion_rate") for name in layout.goal])


def _indicators(page: _Page, facts: Facts, layout: Layout, columns: list[str]) -> None:
    rows = list(_indicator_rows(facts, layout, columns))
    edge = layout.side.get("indicators")
    names = [field_of(column, layout) for column in columns]
    widest = names.index("level3")
    header = [_Part(_broken(text, layout), wide=index == widest) for index, text in enumerate(columns)]
    page.row([_Part(_broken(edge, layout), rows=len(rows) + 1), *header] if edge else header)
    merged = set() if layout.repeat_levels else _merged_columns(columns, layout)
    open_until = dict.fromkeys(range(len(columns)), 0)
    for number, row in enumerate(rows):
        parts = []
        for index, text in enumerate(row):
            if number < open_until[index]:
                continue
            span = _same_below(rows, number, index, merged) if index in merged else 1
            open_until[index] = number + span
            parts.append(_Part(text, wide=index == widest, rows=span))
        page.row(parts)


def _merged_columns(columns: list[str], layout: Layout) -> set[int]:
    return {index for index, column in enumerate(columns) if field_of(column, layout) in ("level1", "level2")}


def _same_below(rows: list[list[str]], number: int, index: int, merged: set[int]) -> int:
    """Over how many rows the cell runs: as long as it and the levels before it stay the same."""
    key = [rows[number][column] for column in sorted(merged) if column <= index]
    if not rows[number][index]:
        return 1
    span = 1
    while number + span < len(rows) and [rows[number + span][c] for c in sorted(merged) if c <= index] == key:
        span += 1
    return span


def _indicator_rows(facts: Facts, layout: Layout, columns: list[str]) -> Iterator[list[str]]:
    indicators = facts["indicators"]
    names = [field_of(column, layout) for column in columns]
    for number, indicator in enumerate(indicators):
        row = []
        for column, name in zip(columns, names, strict=True):
            if name is None:
                row.append(_uncovered(layout.extra[column], facts, layout, number))
            else:
                row.append(str(indicator.get(name) or ""))
        yield row
        if layout.placeholders and _ends_group(indicators, number):
            yield [_placeholder(name, indicator, "指标2：") for name in names]
            yield [_placeholder(name, indicator, "……") for name in names]


def _placeholder(name: str | None, indicator: Facts, text: str) -> str:
    if name in ("level1", "level2"):
        return str(indicator[name])
    return text if name == "level3" else ""


def _ends_group(indicators: list[Facts], number: int) -> bool:
    following = indicators[number + 1] if number + 1 < len(indicators) else None
    return following is None or following["level2"] != indicators[number]["level2"]


def _uncovered(text: str, facts: Facts, layout: Layout, number: int) -> str:
    """What stands in a column that the facts do not cover."""
    if text == "{number}":
        return str(number + 1)
    if text.startswith("first:"):
        if number > 0:
            return ""
        name = text.removeprefix("first:")
        if name == "goal":
            return goals_of(facts, layout)[0]["expected"]
        if name == "budget":
            return str(facts["funding"][0]["original_budget"])
        return str(facts[name] or "")
    return text.format(**facts["indicators"][number])


def _total(page: _Page, facts: Facts, layout: Layout, columns: list[str]) -> None:
    score = facts.get("total_score_printed")
    if score is None or any("total_score_printed" in row for row in layout.head):
        return
    names = [field_of(column, layout) for column in columns]
    label = label_of(layout, "total")
    parts = [_Part(label, wide=True)]
    if "score" not in names:
        page.row([*parts, _Part(str(score))])
        return
    adjacent = "weight" in names and names.index("score") == names.index("weight") + 1
    if adjacent:
        parts.append(_Part(str(facts.get("total_weight") or "100")))
    parts.append(_Part(str(score)))
    parts += [_Part("") for _ in names[names.index("score") + 1 :]]
    page.row(parts)


def _broken(text: str, layout: Layout) -> str:
    """A label broken in the middle, as in a narrow column: 年度指标值 → 年度 / 指标值."""
    if not layout.broken or len(text) < 4:
        return text
    middle = len(text) // 2
    return f"{text[:middle]}\n{text[middle:]}"


def _summary_sheet(facts: Facts, layout: Layout) -> Sheet:
    columns = facts["columns"]
    page = _Page(len(columns))
    page.row([_Part(column) for column in columns])
    for row in facts["summary"]:
        page.row([_Part(str(row[layout.fields[column]])) for column in columns])
    above = _lines_above(facts, layout)
    return Sheet(facts["form_kind"], above, tuple(page.cells), page.height, len(columns), _lines_below(facts, layout))


def _below_each_other(sheets: list[Sheet]) -> Sheet:
    """Several projects in one table: the heading once, then the rows of all."""
    first = sheets[0]
    cells = list(first.cells)
    height = first.rows
    for sheet in sheets[1:]:
        cells += [
            PrintedCell(cell.text, cell.row + height - 1, cell.column, cell.row_span, cell.column_span)
            for cell in sheet.cells
            if cell.row > 0
        ]
        height += sheet.rows - 1
    return Sheet(first.name, first.before, tuple(cells), height, first.columns, first.after)


def main(arguments: list[str]) -> None:
    folder = Path(arguments[0]) if arguments else BUILD
    files = render_all(folder)
    print(f"{len(files)} files in {folder}")


if __name__ == "__main__":
    main(sys.argv[1:])
