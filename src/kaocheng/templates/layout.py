"""A form in the layout of a template: one merged grid in which every cell knows its field.

What the template has no place for gets one: a column beside those it has, a row among its labels, a line below. Only
what the template excludes by its nature (`Template.omits`) is left out, and `lay_out` says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from kaocheng.composition import Align, Formula, Grid, GridCell, Input, Role
from kaocheng.errors import UsageError
from kaocheng.language import Text
from kaocheng.model import Form, FundingRow
from kaocheng.provenance import Printed
from kaocheng.templates.adaptation import adapt
from kaocheng.templates.blank import complete
from kaocheng.templates.fields import (
    ABOVE,
    CHOICES,
    CLOSING,
    PARTS,
    TYPED_ONLY,
    filled_paths,
    level1_text,
    level3_text,
    number_of,
    pattern_of,
    text_of,
)
from kaocheng.templates.page import FREE, Page, Piece, blank, fit
from kaocheng.templates.template import (
    Column,
    Entries,
    Entry,
    Funding,
    Goals,
    Indicators,
    Listing,
    Template,
    TemplateKind,
    Total,
)

_EDGE = 6.0
_LABEL = 11.0
_EXTRA_COLUMNS = 2  # more would make the grid hard to work with in a spreadsheet
_WORTH_A_COLUMN = 0.6  # a split must bring the misfit down to this share
_BRACKET = re.compile(r"\s*[（(][^（）()]*\{(\w+)\}[^（）()]*[)）]")
_PLACE = re.compile(r"\{(\w+)\}")
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEVELS = ("level1", "level2")
_SIDE_BY_SIDE = ("adjusted_budget", "funds_in_place", "executed_amount")
_BUDGETS = ("adjusted_budget", "original_budget")


class LaidOut(NamedTuple):
    """A form on its grid. `omitted`: paths of the fields that the form fills and the template cannot show."""

    grid: Grid
    omitted: tuple[str, ...]


def lay_out(
    form: Form,
    template: Template,
    year: int | None = None,
    *,
    to_fill: bool = False,
    typed: Mapping[str, str] | None = None,
) -> LaidOut:
    """The form as the template prints it.

    `year`: fiscal year, where the form states none. `to_fill`: the form is one of this template and is going to be
    filled in: blocks without rows get the official ones, lines without values are printed too, and empty computed
    cells carry their formulas. A form that was read is printed as it was: what it left empty stays empty.
    `typed`: path → text of the fields that the model does not keep (`fields.TYPED_ONLY`); other paths are left alone.
    Raises UsageError for a summary template, which shows a report and not a form.
    """
    if template.kind is TemplateKind.SUMMARY:
        message = Text("{id} 是汇总表，不能用来排印单张表", "{id} is a summary; it cannot print a single form")
        raise UsageError(message.format(id=template.id), code="summary-template")
    return _Layout(complete(form, template) if to_fill else form, template, year, to_fill, typed or {}).build()


class _Layout:
    """One run of `lay_out`. `_shown`: the paths printed so far."""

    def __init__(
        self, form: Form, template: Template, year: int | None, to_fill: bool, typed: Mapping[str, str]
    ) -> None:
        self._form = form
        self._typed = typed
        self._template = template
        self._year = year
        self._to_fill = to_fill
        self._blocks = adapt(form, template, to_fill)
        self._shown: set[str] = set()
        self._indicators = next(block for block in self._blocks if isinstance(block, Indicators))
        self._edge = 1 if any(block.edge for block in self._blocks if not isinstance(block, Total)) else 0
        self._starts, widths = self._columns()
        self._page = Page(widths)
        self._repeat = (0, 0)

    # ── columns of the grid ───────────────────────────────────────────────────────────────────────────────────────
    def _columns(self) -> tuple[list[int], tuple[float, ...]]:
        """Where the columns of the indicator table begin, and the widths of the grid.

        A row of another block may have more cells, and the amounts may fit badly: then columns of the indicators are
        split.
        """
        left = 1 if self._indicators.edge else 0
        own = [_width("indicators", column) for column in self._indicators.columns]
        spans = [1] * len(own)
        needed = max((_cells_of(block) for block in self._blocks), default=1)
        while left + sum(spans) < needed:
            widest = max(range(len(own)), key=lambda index: (own[index] / spans[index], -index))
            spans[widest] += 1
        misfit = self._misfit(_grid(own, spans, left)[1])
        for _ in range(_EXTRA_COLUMNS):
            tried = [[*spans[:index], span + 1, *spans[index + 1 :]] for index, span in enumerate(spans)]
            least, better = min((self._misfit(_grid(own, split, left)[1]), split) for split in tried)
            if not misfit or least > _WORTH_A_COLUMN * misfit:
                break
            misfit, spans = least, better
        return _grid(own, spans, left)

    def _misfit(self, widths: tuple[float, ...]) -> float:
        """How badly the rows of amounts fit a grid."""
        blocks = [block for block in self._blocks if isinstance(block, Funding)]
        return sum(fit(_funding_widths(block), widths, 1 if block.edge else 0, len(widths))[0] for block in blocks)

    # ── the whole ─────────────────────────────────────────────────────────────────────────────────────────────────
    def build(self) -> LaidOut:
        form, template, page = self._form, self._template, self._page
        for block in self._blocks:
            if not isinstance(block, Total):
                page.begin_edge(self._filled(block.edge) if block.edge else "")
            if isinstance(block, Entries):
                self._put_entries(block)
            elif isinstance(block, Funding):
                self._put_funding(block)
            elif isinstance(block, Goals):
                self._put_goals(block)
            elif isinstance(block, Indicators):
                self._put_indicators(block)
            elif isinstance(block, Listing):
                self._put_listing(block)
            else:
                page.begin_edge("")
                self._put_total(block)
        title = text_of(form.title) or template.title
        subtitle = self._subtitle(title)
        below = tuple(self._below())
        above_left, above_right = self._above()
        self._shown.update(("title", "fiscal_year"))
        cells = page.in_order()
        self._shown.update(cell.field for cell in cells if cell.field is not None)
        grid = Grid(
            name=text_of(form.project_name) or title,
            title=title,
            cells=cells,
            row_count=page.row,
            widths=page.widths,
            subtitle=subtitle,
            above_left=above_left,
            above_right=above_right,
            below=below,
            landscape=template.landscape,
            repeat_from=self._repeat[0],
            repeat_rows=self._repeat[1],
            template=template.id,
        )
        return LaidOut(grid, tuple(path for path in filled_paths(form) if path not in self._shown))

    def _subtitle(self, title: str) -> str:
        """The line of the year. A bare year comes from the title and stands there already."""
        printed = self._form.fiscal_year
        if printed is None:
            return self._template.year_line.format(year=self._year) if self._year and self._template.year_line else ""
        if not _YEAR.fullmatch(printed.text):
            return printed.text
        if f"{printed.text}年" in "".join(title.split()):
            return ""
        return (self._template.year_line or "（{year}年度）").format(year=printed.text)

    def _above(self) -> tuple[str, str]:
        left, right = self._filled_line(self._template.above_left), self._filled_line(self._template.above_right)
        if self._form.amount_unit is not None and "amount_unit" not in self._shown:
            right = f"{right}　金额单位：{self._use('amount_unit')}".strip("　")
        return left, right

    def _below(self) -> Iterator[str]:
        yield from self._template.notes
        named = set(_PLACE.findall(self._template.signature))
        if self._template.signature and (self._to_fill or any(getattr(self._form, name) for name in named)):
            yield _PLACE.sub(lambda match: self._use(match.group(1)) or "　" * 8, self._template.signature)
        left = [name for name in ("preparer", "phone") if getattr(self._form, name) and name not in named]
        left = [name for name in left if name not in self._template.fields]
        if left:
            yield "　　".join(f"{CLOSING[name].label}：{self._use(name)}" for name in left)

    # ── text of labels ────────────────────────────────────────────────────────────────────────────────────────────
    def _use(self, name: str) -> str:
        """The printed text of a field that stands in a line or label; from then on it is shown."""
        self._shown.add(name)
        if name in TYPED_ONLY["form"]:
            return self._typed.get(name, "").strip() or "N月"
        return text_of(getattr(self._form, name)) if name in ABOVE or name in PARTS["form"] else ""

    def _filled(self, label: str) -> str:
        """A label with its fields; brackets around an empty field go with it."""
        label = _BRACKET.sub(lambda m: m.group() if getattr(self._form, m.group(1)) else "", label)
        return _PLACE.sub(lambda match: self._use(match.group(1)), label)

    def _filled_line(self, line: str) -> str:
        """A line with its fields, or nothing where all of them are empty and nobody is going to fill them."""
        named = _PLACE.findall(line)
        if named and not self._to_fill and not any(getattr(self._form, name) for name in named):
            return ""
        return self._filled(line)

    # ── cells ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _header(self, text: str) -> GridCell:
        return replace(blank(self._filled(text)), role=Role.HEADER)

    def _label(self, text: str) -> GridCell:
        return blank(self._filled(text))

    def _value(self, part: str, path: str, text: str, column: Column | Entry, formula: str = "") -> GridCell:
        """A cell that shows a field."""
        name = path.rpartition(".")[2]
        spec = PARTS[part].get(name) or TYPED_ONLY[part][name]
        role = column.role or spec.role
        choices = column.choices or CHOICES.get(name, ())
        kind = Input.CHOICE if choices else spec.input
        number, pattern = number_of(text, spec.input)
        if not text:
            pattern = pattern_of(spec.input, role is Role.COMPUTED)
        given = formula if formula and (text or self._to_fill) else ""
        return GridCell(
            text,
            0,
            0,
            role=role,
            field=path,
            input=kind,
            number=number,
            pattern=pattern,
            formula=Formula(given) if given else None,
            choices=choices,
            align=spec.align,
        )

    def _text(self, row: Any, part: str, name: str, path: str) -> str:
        """What a field of the form or of one of its rows says."""
        return self._typed.get(path, "") if name in TYPED_ONLY[part] else text_of(getattr(row, name))

    def _unbound(self, column: Column | Entry) -> GridCell:
        """A cell of the official form that the model has no field for: to be filled by hand."""
        kind = Input.CHOICE if column.choices else Input.TEXT
        return replace(blank(), role=column.role or Role.TYPED, input=kind, choices=column.choices)

    # ── labels with values ────────────────────────────────────────────────────────────────────────────────────────
    def _put_entries(self, block: Entries) -> None:
        for row in block.rows:
            pieces: list[Piece] = []
            for entry in row:
                pieces += [Piece(self._label(entry.label), _LABEL), Piece(self._entry(entry))]
            self._page.fill(pieces, 1 if block.edge else 0)

    def _entry(self, entry: Entry) -> GridCell:
        if not entry.fields:
            return self._unbound(entry)
        self._shown.update(entry.fields)
        name = entry.fields[0]
        texts = (self._text(self._form, "form", field, field) for field in entry.fields)
        text = next((text for text in texts if text), "")
        return self._value("form", name, text, entry, self._formula_of(name))

    # ── funding ───────────────────────────────────────────────────────────────────────────────────────────────────
    def _put_funding(self, block: Funding) -> None:
        page, rows = self._page, self._form.funding
        left = 1 if block.edge else 0
        if block.side_by_side:
            self._put_side_by_side(block, left)
            return
        height = 1 + len(rows)
        widths = [_width("funding", column) for column in block.columns]
        if block.label:
            start = page.places(_funding_widths(block), left, len(page.widths))[0][1]
            page.put(self._label(block.label), page.row, left, start, height)
            left = start
        headings = [Piece(self._header(block.heading), 16.0)]
        for column, width in zip(block.columns, widths, strict=True):
            headings.append(Piece(self._header(column.label), width))
        page.fill(headings, left)
        for index, row in enumerate(rows):
            pieces = [Piece(self._funding_label(index, row), 16.0)]
            for column, width in zip(block.columns, widths, strict=True):
                pieces.append(Piece(self._amount(index, row, column), width))
            page.fill(pieces, left)

    def _funding_label(self, index: int, row: FundingRow, printed: Printed[str] | None = None) -> GridCell:
        path = f"funding[{index}].label"
        text = text_of(printed or row.label)
        return replace(self._value("funding", path, text, Column("")), align=Align.LEFT)

    def _amount(self, index: int, row: FundingRow, column: Column) -> GridCell:
        if column.field is None:
            return self._unbound(column)
        path = f"funding[{index}].{column.field}"
        formula = self._formula_of(column.field, index)
        return self._value("funding", path, self._text(row, "funding", column.field, path), column, formula)

    def _put_side_by_side(self, block: Funding, left: int) -> None:
        """Budget, in place and executed beside each other, a label before each amount; the rate at the end."""
        page, rows = self._page, self._form.funding
        rate = next((column for column in block.columns if column.field == "execution_rate"), None)
        amounts = [column for column in block.columns if column is not rate]
        places = page.places(_funding_widths(block), left, len(page.widths))
        for number, column in enumerate(amounts):
            page.put(self._header(column.label), page.row, places[2 * number][0], places[2 * number + 1][1])
        if rate is not None:
            page.put(self._header(rate.label), page.row, *places[-1])
        page.row += 1
        one_rate = all(row.execution_rate is None for row in rows[1:])
        for index, row in enumerate(rows):
            labels = (*row.labels, *[row.labels[-1] if row.labels else row.label] * len(amounts))
            for number, column in enumerate(amounts):
                label = self._funding_label(index, row, labels[number])
                page.put(replace(label, field=label.field if number == 0 else None), page.row, *places[2 * number])
                page.put(self._amount(index, row, column), page.row, *places[2 * number + 1])
            if rate is not None and (index == 0 or not one_rate):
                page.put(self._amount(index, row, rate), page.row, *places[-1], len(rows) if one_rate else 1)
            page.row += 1

    # ── goals ─────────────────────────────────────────────────────────────────────────────────────────────────────
    def _put_goals(self, block: Goals) -> None:
        page, goals = self._page, self._form.objectives
        left = 1 if block.edge else 0
        headed = len(block.columns) > 1
        if block.label:
            start = page.places([_LABEL, *[FREE] * len(block.columns)], left, len(page.widths))[0][1]
            page.put(self._label(block.label), page.row, left, start, len(goals) + headed)
            left = start
        widths = [10.0 if column.field == "completion_rate" else FREE for column in block.columns]
        if headed:
            headings = [self._header(column.label) for column in block.columns]
            page.fill([Piece(cell, width) for cell, width in zip(headings, widths, strict=True)], left)
        for index, goal in enumerate(goals):
            pieces = []
            for column, width in zip(block.columns, widths, strict=True):
                path = f"objectives[{index}].{column.field}"
                printed = getattr(goal, column.field) if column.field else None
                cell = self._value("objectives", path, text_of(printed), column) if column.field else None
                pieces.append(Piece(cell or self._unbound(column), width))
            page.fill(pieces, left)

    # ── indicators ────────────────────────────────────────────────────────────────────────────────────────────────
    def _put_indicators(self, block: Indicators) -> None:
        page, rows, starts = self._page, self._form.indicators, self._starts
        self._repeat = (page.row, 1)
        for number, column in enumerate(block.columns):
            page.put(self._header(column.label), page.row, starts[number], starts[number + 1])
        top = page.row + 1
        for number, column in enumerate(block.columns):
            for first, count in self._runs(column, block):
                cell = self._indicator(first, column)
                page.put(cell, top + first, starts[number], starts[number + 1], count)
        page.row = top + len(rows)

    def _runs(self, column: Column, block: Indicators) -> Iterator[tuple[int, int]]:
        """First row and number of rows of each cell of a column: levels run down over their group."""
        rows = self._form.indicators
        if column.field not in _LEVELS or block.repeat_levels:
            yield from ((index, 1) for index in range(len(rows)))
            return
        named = [c.field for c in block.columns if c.field in _LEVELS]
        depth = ["level1"] if column.field == "level1" else [name for name in _LEVELS if name in named]
        keys = [tuple(self._level(index, name) for name in depth) for index in range(len(rows))]
        first = 0
        for index in range(1, len(rows) + 1):
            if index == len(rows) or keys[index] != keys[first]:
                self._shown.update(f"indicators[{row}].{column.field}" for row in range(first, index))
                yield first, index - first
                first = index

    def _level(self, index: int, name: str) -> str:
        row = self._form.indicators[index]
        return level1_text(row) if name == "level1" else text_of(row.level2)

    def _indicator(self, index: int, column: Column) -> GridCell:
        if column.field is None:
            text = str(index + 1) if column.label == "序号" else ""
            return replace(self._unbound(column), text=text)
        row = self._form.indicators[index]
        path = f"indicators[{index}].{column.field}"
        text = self._text(row, "indicators", column.field, path)
        if column.field == "level1":
            text = level1_text(row)
        elif column.field == "level3":
            text = level3_text(row)
        return self._value("indicators", path, text, column)

    # ── the rest ──────────────────────────────────────────────────────────────────────────────────────────────────
    def _put_listing(self, block: Listing) -> None:
        left = 1 if block.edge else 0
        widths = [column.width or FREE for column in block.columns]
        headings = [self._header(column.label) for column in block.columns]
        self._page.fill([Piece(cell, width) for cell, width in zip(headings, widths, strict=True)], left)
        for _ in range(block.rows):
            cells = [self._unbound(column) for column in block.columns]
            self._page.fill([Piece(cell, width) for cell, width in zip(cells, widths, strict=True)], left)

    def _put_total(self, block: Total) -> None:
        """The label over all columns before the first number; numbers below their columns."""
        page, starts = self._page, self._starts
        names = [column.field for column in self._indicators.columns]
        found = [
            (starts[names.index(name)], starts[names.index(name) + 1], total)
            for name, total in (("weight", "total_weight"), ("score", "total_score"))
            if name in names
        ]
        if not any(total == "total_score" for _, _, total in found) and self._form.total_score is not None:
            found.append((starts[-2], starts[-1], "total_score"))
        reached = 0
        for number, (start, end, total) in enumerate(sorted(found)):
            if start > reached:
                page.put(self._label(block.label) if number == 0 else blank(), page.row, reached, start)
            text = text_of(getattr(self._form, total))
            cell = self._value("form", total, text, Column(""), self._formula_of(total))
            page.put(cell, page.row, start, end)
            reached = end
        if reached == 0:
            page.put(self._label(block.label), page.row, 0, len(page.widths))
        elif reached < len(page.widths):
            page.put(blank(), page.row, reached, len(page.widths))
        page.row += 1

    # ── formulas ──────────────────────────────────────────────────────────────────────────────────────────────────
    def _formula_of(self, name: str, index: int = 0) -> str:
        """How a computed field follows from others, "" where it does not or where a cell for it is missing."""
        shown = {column.field for block in self._blocks if isinstance(block, Funding) for column in block.columns}
        row = f"funding[{index}]"
        budget = next((field for field in _BUDGETS if field in shown), None)
        if name == "execution_rate" and budget and "executed_amount" in shown:
            rated = self._form.funding[index]
            if rated.execution_rate is None and index:
                return ""  # only the row of the total is rated in a blank form
            return f'IF({{{row}.{budget}}}>0,{{{row}.executed_amount}}/{{{row}.{budget}}},"")'
        if name == "score" and "execution_rate" in shown and index < len(self._form.funding):
            return self._execution_score(row, self._form.funding[index], "weight" in shown)
        if name in ("total_weight", "total_score"):
            field = name.removeprefix("total_")
            if field not in {column.field for column in self._indicators.columns} or not self._form.indicators:
                return ""
            execution = ",{funding[0]." + field + "}" if field in shown and self._form.funding else ""
            return f"SUM({{indicators[*].{field}}}{execution})"
        return ""

    def _execution_score(self, row: str, funding: FundingRow, weighted: bool) -> str:
        rate = f"MIN({{{row}.execution_rate}},1)"
        if weighted:
            blank_row = funding.weight is None or funding.weight.known is None
            return "" if blank_row else f'IF(COUNT({{{row}.execution_rate}})=1,ROUND({rate}*{{{row}.weight}},2),"")'
        points: Any = None if self._form.execution_weight is None else self._form.execution_weight.known
        return "" if points is None else f'IF(COUNT({{{row}.execution_rate}})=1,ROUND({rate}*{points},2),"")'


def _grid(own: list[float], spans: list[int], left: int) -> tuple[list[int], tuple[float, ...]]:
    """Where each column begins and the widths of the grid, a column being split into as many as it spans."""
    starts: list[int] = []
    widths = [_EDGE] if left else []
    for width, span in zip(own, spans, strict=True):
        starts.append(len(widths))
        widths += [width / span] * span
    return [*starts, len(widths)], tuple(widths)


def _funding_widths(block: Funding) -> list[float]:
    """The wanted widths of a row of amounts."""
    if block.side_by_side:
        rate = any(column.field == "execution_rate" for column in block.columns)
        return [12.0, 10.0] * (len(block.columns) - rate) + [10.0] * rate
    return [_LABEL] * bool(block.label) + [16.0, *(_width("funding", column) for column in block.columns)]


def _width(part: str, column: Column) -> float:
    if column.width is not None:
        return column.width
    return (PARTS[part].get(column.field) or TYPED_ONLY[part][column.field]).width if column.field else 10.0


def _cells_of(block: Entries | Funding | Goals | Indicators | Total | Listing) -> int:
    """How many cells the fullest row of a block has."""
    if isinstance(block, Total):
        return 1
    left = 1 if block.edge else 0
    if isinstance(block, Entries):
        return left + max((2 * len(row) for row in block.rows), default=0)
    count = left + len(block.columns)
    if isinstance(block, Funding):
        rate = any(column.field == "execution_rate" for column in block.columns)
        return count + (len(block.columns) - rate if block.side_by_side else 1) + bool(block.label)
    return count + (bool(block.label) if isinstance(block, Goals) else 0)
