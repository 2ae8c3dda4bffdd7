"""Compositions as workbooks: forms that a clerk fills in offline, in WPS or Excel, and that our own reader reads back.

One worksheet for each form; running text stands on a sheet of its own before them. What is printed stays what it is:
a number is a number cell only where its format prints the very text, a formula stands only where it gives that text.
Cells still to be filled in are open, pale yellow and say what may be typed; everything else is locked, without a
password. Row heights are estimated (`measure`), since merged cells do not grow by themselves.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from kaocheng.composition import (
    Align,
    Composition,
    Gap,
    Grid,
    GridCell,
    Heading,
    Input,
    Paragraph,
    Role,
    Run,
    Signature,
)
from kaocheng.language import Language, Text
from kaocheng.rendering.characters import clean
from kaocheng.rendering.formula import Value, evaluate, fields, guarded, parse, write
from kaocheng.rendering.measure import count_lines, text_width
from kaocheng.rendering.number_pattern import GENERAL, TEXT, is_undecided, print_number, widen
from kaocheng.rendering.numbering import number_headings
from kaocheng.rendering.spreadsheet import (
    MAX_HEIGHT,
    TO_FILL_IN,
    TOO_HIGH,
    Condition,
    Font,
    Look,
    Piece,
    Row,
    Validation,
    Workbook,
    Worksheet,
    absolute,
    in_sheet,
    letters,
)
from kaocheng.rendering.style import Style, TextStyle, gap_text, official_style

_POINTS_PER_MM = 72 / 25.4
_LEADING = 1.45  # height of a line, in font sizes, in the highest fonts that stand in
_CELL_MARGIN = 4.0  # pt above and below a text together
_SIDE_MARGIN = 4.5  # left and right together
_SMALLEST = 6.0
_PROSE_LINES = 4  # room for a text still to be written
_PROSE_SHARE = 0.3  # of the page: a cell as wide is meant for prose
_MOST_REDUCED = 1.25  # a form as many pages high is printed smaller, on one
_MOST_FROZEN = 6
_GAP_COLOUR = "C00000"
_LINK_COLOUR = "0563C1"
_MAX_LIST = 250  # characters that a list of choices may have

# Filled in only where there is something to say.
_OPTIONAL = frozenset(("deviation", "reason", "reasons", "problems", "remark", "grade", "contact", "phone", "preparer"))
_LIMIT = re.compile(r"(?<!\d)([1-9]\d{1,3})\s*(?:个)?(?:汉)?字")
_ALL_ROWS = re.compile(r"\[\d+\]")
_NOT_IN_NAME = re.compile(r"[^A-Za-z0-9_]+")
_LEFT_OPEN = re.compile(r"[：:](?=\s|$)")
_BLANK_PATTERN = {Input.AMOUNT: "0.00####", Input.POINTS: GENERAL, Input.RATE: "0.00##%"}
_COMPUTED_PATTERN = {Input.AMOUNT: "0.00####", Input.POINTS: "0.00", Input.RATE: "0.00%"}

_TEXT_SHEET = Text("正文", "Text")
_FORM = Text("表", "Form")
_SEE = Text("（见工作表“{name}”）", '(see worksheet "{name}")')
_AMOUNT = Text("金额", "Amount")
_AMOUNT_RULE = Text("请填写大于或等于 0 的数字，单位与表头一致。", "A number of 0 or more, in the unit of the form.")
_POINTS = Text("分数", "Points")
_POINTS_RULE = Text("请填写大于或等于 0 的数字。", "A number of 0 or more.")
_SCORE = Text("得分", "Score")
_SCORE_RULE = Text(
    "请填写 0 到本行分值之间的数字，得分不得超过分值。",
    "A number from 0 to the weight of the row, which is the highest score.",
)
_RATE = Text("比率", "Rate")
_RATE_RULE = Text("请填写百分比，如 97.5%，范围 0% 至 1000%。", "A percentage such as 97.5%, from 0% to 1000%.")
_CHOICE = Text("选项", "Choice")
_CHOICE_RULE = Text("请从列表中选择：{choices}。", "Choose from the list: {choices}.")
_LENGTH = Text("字数", "Length")
_LENGTH_RULE = Text("不超过 {limit} 字。", "At most {limit} characters.")


def to_xlsx(composition: Composition) -> bytes:
    """The composition as a workbook. Equal compositions give equal bytes.

    Raises RenderError for a text or a table larger than a worksheet allows, ValueError for a grid whose cells overlap
    or a formula that cannot be read.
    """
    language: Language = "en" if composition.language.startswith("en") else "zh"
    book = Workbook(composition.title, composition.language)
    style = official_style()
    running = any(not isinstance(block, Grid) for block in composition.blocks)
    text_name = book.sheet_name(_TEXT_SHEET.in_(language)) if running or not composition.blocks else ""
    names = [book.sheet_name(grid.name or grid.title or _FORM.in_(language)) for grid in composition.grids]
    if text_name:
        book.add(_text_sheet(book, composition, text_name, names, style, language))
    for grid, name in zip(composition.grids, names, strict=True):
        book.add(_Form(book, grid, name, style, language).sheet())
    return book.save()


# --- running text -----------------------------------------------------------------------------------------------------


def _text_sheet(
    book: Workbook, composition: Composition, name: str, names: Sequence[str], style: Style, language: Language
) -> Worksheet:
    """The blocks one below the other in one column; for a form a link to its sheet."""
    page = style.page
    sheet = Worksheet(name, page, False, (page.text_width,))
    forms = iter(names)
    if not composition.blocks:
        _text_row(book, sheet, [Run(composition.title)], style.text["title"])
    for block, number in number_headings(composition.blocks):
        match block:
            case Heading(text, level):
                kind = f"heading{min(level, 4)}" if level > 0 else "title"
                _text_row(book, sheet, [Run(number + text)], style.text[kind])
            case Paragraph(pieces, indent):
                _text_row(book, sheet, pieces, style.text["body"], indented=indent)
            case Signature(unit, date):
                for piece in (unit, date):
                    _text_row(book, sheet, [piece], style.text["body"], align="right")
            case Grid():
                target = next(forms)
                text = _SEE.format(name=target).in_(language)
                sheet.links.append((f"A{len(sheet.rows) + 1}", in_sheet(target, "A1")))
                _text_row(book, sheet, [Run(text)], style.text["body"], colour=_LINK_COLOUR)
    return sheet


def _text_row(
    book: Workbook,
    sheet: Worksheet,
    pieces: Iterable[Run | Gap],
    kind: TextStyle,
    *,
    indented: bool = True,
    align: str = "",
    colour: str = "",
) -> None:
    """One paragraph. What is higher than a row may be goes over several merged ones."""
    align = align or {"both": "left"}.get(kind.align, kind.align)
    indent = "\u3000" * kind.indent if indented and align == "left" else ""
    shown = [Piece(indent, _font(kind, False, colour))]
    for piece in pieces:
        if isinstance(piece, Gap):
            shown.append(Piece(gap_text(piece), _font(kind, True, _GAP_COLOUR)))
        else:
            shown.append(Piece(clean(piece.text), _font(kind, piece.strong, colour)))
    text = "".join(piece.text for piece in shown)
    width = sheet.columns[0] * _POINTS_PER_MM / kind.size - 1
    lines = count_lines(text, width)
    height = lines * kind.size * _LEADING + kind.line_pitch - kind.size
    count = int(-(-height // MAX_HEIGHT)) or 1
    first = len(sheet.rows) + 1
    look = Look(_font(kind, False, colour), align, indent=2 if align == "right" else 0, vertical="top")
    plain = all(piece.font == look.font for piece in shown)
    for row in range(first, first + count):
        cell = book.empty(f"A{row}", look)
        if row == first and text.strip():
            cell = book.text(f"A{row}", text if plain else shown, look)
        sheet.rows.append(Row(height / count, [cell]))
    if count > 1:
        sheet.merged.append(f"A{first}:A{first + count - 1}")


def _font(kind: TextStyle, strong: bool = False, colour: str = "") -> Font:
    return Font(kind.font.name, kind.size, kind.bold or strong, colour, kind.font.family == "serif")


# --- forms ------------------------------------------------------------------------------------------------------------


_Place = tuple[int, int]  # upper left corner of a cell in its grid


class _Content(NamedTuple):
    """What a cell holds. `value`: number, text or None for nothing; of a formula its result."""

    value: Decimal | str | None
    pattern: str
    formula: str | None = None


class _Form:
    """One grid on its sheet."""

    def __init__(self, book: Workbook, grid: Grid, name: str, style: Style, language: Language) -> None:
        self._book, self._grid, self._style = book, grid, style
        self._language: Language = language
        self._page = style.page_of(grid)
        self._sheet = Worksheet(name, self._page, grid.landscape, style.column_widths(grid))
        self._edges = [0.0]
        for width in self._sheet.columns:
            self._edges.append(self._edges[-1] + width * _POINTS_PER_MM)
        self._cell_style, self._header_style = style.table_text(grid)
        self._owners = self._place()
        self._offset = 0
        self._limits = dict(self._find_limits())
        self._contents: dict[_Place, _Content] = {}
        self._pending: set[_Place] = set()
        self._by_field: dict[str, list[GridCell]] = {}
        for cell in grid.cells:
            if cell.field is not None:
                self._by_field.setdefault(cell.field, []).append(cell)
        self._rows_of: dict[str, list[GridCell]] = {}
        for path, cells in self._by_field.items():
            if "[" in path:
                self._rows_of.setdefault(_ALL_ROWS.sub("[*]", path), []).extend(cells)

    def _place(self) -> list[list[GridCell | None]]:
        """Which cell covers each position. A file with overlapping merged cells does not open."""
        grid = self._grid
        owners: list[list[GridCell | None]] = [[None] * grid.column_count for _ in range(grid.row_count)]
        for cell in grid.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    if row >= grid.row_count or column >= grid.column_count or owners[row][column] is not None:
                        raise ValueError(f"cells of the grid {grid.name!r} overlap in row {row}, column {column}")
                    owners[row][column] = cell
        return owners

    def sheet(self) -> Worksheet:
        grid, sheet = self._grid, self._sheet
        text = self._style.text
        self._full_row(clean(grid.title), text["form_title"])
        self._full_row(clean(grid.subtitle), text["form_subtitle"])
        self._line_above(clean(grid.above_left), clean(grid.above_right), text["form_line"])
        self._offset = len(sheet.rows)
        for cell in grid.cells:
            self._content(cell)
        sheet.protected = any(self._is_open(cell) and not cell.text for cell in grid.cells)
        self._body()
        for note in grid.below:
            self._full_row(clean(note), text["form_note"], keep_empty=True)
        self._rules()
        self._name_fields()
        high = sum(row.height for row in sheet.rows) / (self._page.text_height * _POINTS_PER_MM)
        sheet.on_one_page = 1 < high <= _MOST_REDUCED
        if grid.repeat_rows:
            first = self._offset + grid.repeat_from + 1
            last = first + grid.repeat_rows - 1
            sheet.repeat = first, last
            # The table must begin near the top, or nothing of it would be left to scroll.
            if last <= _MOST_FROZEN and grid.row_count > 2 * _MOST_FROZEN and not self._is_cut(last - self._offset):
                sheet.frozen = last
        return sheet

    def _is_cut(self, row: int) -> bool:
        """Whether a cell reaches over the upper edge of a row."""
        return any(cell.row < row < cell.row + cell.row_span for cell in self._grid.cells)

    # Lines above and below

    def _full_row(self, text: str, kind: TextStyle, keep_empty: bool = False) -> None:
        if text.strip() or keep_empty:
            align = "center" if kind.align == "center" else "left"
            self._line([(text, align, 0, self._grid.column_count)], kind)

    def _line_above(self, left: str, right: str, kind: TextStyle) -> None:
        count = self._grid.column_count
        parts = [(left, "left"), (right, "right")]
        parts = [(text, align) for text, align in parts if text.strip()]
        if len(parts) < 2 or count < 2:
            for text, align in parts:
                self._line([(text, align, 0, count)], kind)
            return
        share = text_width(left) / (text_width(left) + text_width(right))
        middle = min(max(bisect_left(self._edges, self._edges[-1] * share), 1), count - 1)
        self._line([(left, "left", 0, middle), (right, "right", middle, count)], kind)

    def _line(self, parts: Sequence[tuple[str, str, int, int]], kind: TextStyle) -> None:
        row = len(self._sheet.rows) + 1
        height, cells = 0.0, []
        for text, align, start, end in parts:
            open_ = _LEFT_OPEN.search(text) is not None
            look = Look(_font(kind), align, locked=not open_)
            places = [f"{letters(column)}{row}" for column in range(start + 1, end + 1)]
            cells.append(self._book.text(places[0], text, look) if text.strip() else self._book.empty(places[0], look))
            cells += [self._book.empty(place, look) for place in places[1:]]
            if end - start > 1:
                self._sheet.merged.append(f"{places[0]}:{places[-1]}")
            height = max(height, self._text_height(text, start, end, kind, kind.size))
        self._sheet.rows.append(Row(height, cells))

    # The grid

    def _body(self) -> None:
        heights, sizes = self._heights()
        looks = {
            place: self._look(cell, sizes[place]) for cell in self._grid.cells for place in [(cell.row, cell.column)]
        }
        hole = Look(_font(self._cell_style), bordered=True)
        for row, owners in enumerate(self._owners):
            written = []
            for column, cell in enumerate(owners):
                place = f"{letters(column + 1)}{self._offset + row + 1}"
                if cell is None:
                    written.append(self._book.empty(place, hole))
                elif (cell.row, cell.column) != (row, column):
                    written.append(self._book.empty(place, looks[cell.row, cell.column]))
                else:
                    written.append(self._cell(place, cell, looks[row, column]))
            self._sheet.rows.append(Row(heights[row], written))
        for cell in self._grid.cells:
            if cell.row_span > 1 or cell.column_span > 1:
                self._sheet.merged.append(self._area(cell))

    def _cell(self, place: str, cell: GridCell, look: Look) -> str:
        value, _, formula = self._content(cell)
        if formula is not None:
            return self._book.formula(place, formula, "" if value is None else value, look)
        if isinstance(value, Decimal):
            return self._book.number(place, value, look)
        return self._book.empty(place, look) if value is None else self._book.text(place, value, look)

    def _address(self, cell: GridCell) -> str:
        return f"{letters(cell.column + 1)}{self._offset + cell.row + 1}"

    def _area(self, cell: GridCell) -> str:
        last = f"{letters(cell.column + cell.column_span)}{self._offset + cell.row + cell.row_span}"
        first = self._address(cell)
        return first if first == last else f"{first}:{last}"

    def _text_style(self, cell: GridCell) -> TextStyle:
        if cell.role is Role.NOTE:
            return self._style.text["form_note"]
        return self._header_style if cell.role is Role.HEADER else self._cell_style

    def _look(self, cell: GridCell, size: float) -> Look:
        kind = self._text_style(cell)
        font = _font(kind, cell.strong and cell.role is not Role.HEADER)._replace(size=size)
        return Look(font, cell.align.value, True, self._content(cell).pattern, not self._is_open(cell))

    def _heights(self) -> tuple[list[float], dict[_Place, float]]:
        """Heights of the rows, and the font size of each cell: smaller where a row cannot be high enough."""
        heights = [self._style.row_height * _POINTS_PER_MM] * self._grid.row_count
        sizes: dict[_Place, float] = {}
        for cell in sorted(self._grid.cells, key=lambda cell: cell.row_span):
            kind = self._text_style(cell)
            size, need = kind.size, self._need(cell, kind, kind.size)
            while need > MAX_HEIGHT * cell.row_span and size > _SMALLEST:
                size -= 0.5
                need = self._need(cell, kind, size)
            sizes[cell.row, cell.column] = size
            rows = range(cell.row, cell.row + cell.row_span)
            lack = need - sum(heights[row] for row in rows)
            # Evenly over the rows; what is too much for one goes to the next.
            for left, row in zip(range(cell.row_span, 0, -1), rows, strict=True):
                if lack <= 0:
                    break
                more = min(lack / left, MAX_HEIGHT - heights[row])
                heights[row] += more
                lack -= more
        return heights, sizes

    def _need(self, cell: GridCell, kind: TextStyle, size: float) -> float:
        start, end = cell.column, cell.column + cell.column_span
        text = clean(cell.text)
        if text or not self._is_open(cell) or cell.input is not Input.TEXT:
            return self._text_height(text, start, end, kind, size)
        limit = self._limits.get((cell.row, cell.column))
        if limit is not None:
            return self._text_height("字" * limit, start, end, kind, size)
        if cell.align is Align.LEFT and self._edges[end] - self._edges[start] >= _PROSE_SHARE * self._edges[-1]:
            return self._text_height("\n" * (_PROSE_LINES - 1), start, end, kind, size)
        return 0.0

    def _text_height(self, text: str, start: int, end: int, kind: TextStyle, size: float) -> float:
        width = self._edges[end] - self._edges[start] - _SIDE_MARGIN
        lines = count_lines(text, round(width / size, 2))
        return lines * max(size * _LEADING, kind.line_pitch * size / kind.size) + _CELL_MARGIN

    # What the cells hold

    def _is_open(self, cell: GridCell) -> bool:
        """Whether a person types here: also where nothing came from the budget system, or nothing computes it."""
        if cell.role is Role.TYPED:
            return True
        return not cell.text and (
            cell.role is Role.IMPORTED or (cell.role is Role.COMPUTED and self._content(cell).formula is None)
        )

    def _content(self, cell: GridCell) -> _Content:
        place = cell.row, cell.column
        found = self._contents.get(place)
        if found is None:
            self._pending.add(place)
            computed = self._computed(cell) if cell.formula is not None else None
            found = self._contents[place] = computed or self._constant(cell)
            self._pending.discard(place)
        return found

    def _constant(self, cell: GridCell) -> _Content:
        text = clean(cell.text)
        filled = cell.role in (Role.TYPED, Role.IMPORTED, Role.COMPUTED)
        if not text:
            pattern = cell.pattern
            if not filled:
                return _Content(None, TEXT)
            if cell.role is Role.COMPUTED:
                pattern = pattern or _COMPUTED_PATTERN.get(cell.input)
            return _Content(None, widen(pattern, None) if pattern else _BLANK_PATTERN.get(cell.input, TEXT))
        if cell.number is not None and cell.pattern and print_number(cell.number, cell.pattern) == text:
            pattern = widen(cell.pattern, cell.number) if cell.role is Role.TYPED else cell.pattern
            return _Content(cell.number, pattern)
        return _Content(text, TEXT)

    def _computed(self, cell: GridCell) -> _Content | None:
        """The formula of a cell with its result; None where it cannot stand there without changing what is printed."""
        assert cell.formula is not None
        node = parse(cell.formula.expression)
        if not all(self._refers(path) for path in fields(node)):
            return None
        node = guarded(node)
        result = evaluate(node, self._values)
        text = clean(cell.text)
        pattern = cell.pattern or _COMPUTED_PATTERN.get(cell.input, GENERAL)
        if isinstance(result, bool) or result is None:
            return None
        if isinstance(result, str):
            if text and result != text:
                return None
        elif text:
            pattern = cell.pattern or GENERAL
            if print_number(result, pattern) != text or is_undecided(result, pattern):
                return None
        return _Content(result, pattern, write(node, self._references))

    def _refers(self, path: str) -> bool:
        """Whether a field has its cells in this grid, none of which waits for the formula in question."""
        cells = self._cells(path)
        return (
            bool(cells)
            and ("[*]" in path or len(cells) == 1)
            and not any((cell.row, cell.column) in self._pending for cell in cells)
        )

    def _cells(self, path: str) -> list[GridCell]:
        return (self._rows_of if "[*]" in path else self._by_field).get(path, [])

    def _values(self, path: str) -> list[Value]:
        if "[*]" not in path:
            (cell,) = self._cells(path)
            printed = self._printed_number(cell)
            if printed is not None:
                return [printed]
        return [self._content(cell).value for cell in self._cells(path)]

    def _printed_number(self, cell: GridCell) -> Decimal | None:
        """The number of a fixed cell that holds it among words, “（10分）”: formulas take the number itself."""
        if cell.role is Role.TYPED or cell.number is None or isinstance(self._content(cell).value, Decimal):
            return None
        return cell.number if self._content(cell).formula is None else None

    def _references(self, path: str) -> str:
        cells = self._cells(path)
        if "[*]" not in path:
            printed = self._printed_number(cells[0])
            return self._address(cells[0]) if printed is None else format(printed, "f")
        return ",".join(_ranges(sorted(cells, key=lambda cell: (cell.column, cell.row)), self._address))

    # What may be typed

    def _find_limits(self) -> Iterator[tuple[_Place, int]]:
        """Cells whose label or heading names the number of characters: “评价结论（200字以内）”."""
        headings: dict[int, int | None] = {}
        for row in self._grid.rows():
            for cell in row:
                columns = range(cell.column, cell.column + cell.column_span)
                match = _LIMIT.search(cell.text) if cell.role in (Role.LABEL, Role.HEADER) else None
                if cell.role is Role.HEADER:
                    headings.update(dict.fromkeys(columns, int(match[1]) if match else None))
                elif cell.role is Role.TYPED and cell.input is Input.TEXT:
                    limit = headings.get(cell.column)
                    label = self._owners[cell.row][cell.column - 1] if cell.column else None
                    if label is not None and label.role is Role.LABEL and (found := _LIMIT.search(label.text)):
                        limit = int(found[1])
                    if limit is not None:
                        yield (cell.row, cell.column), limit

    def _rules(self) -> None:
        for cell in self._grid.cells:
            if self._is_open(cell):
                rule = self._rule(cell)
                if rule is not None:
                    self._sheet.validations.setdefault(rule, []).append(self._address(cell))
                if self._is_required(cell):
                    formula = f"LEN(TRIM({absolute(self._address(cell))}))=0"
                    self._sheet.conditions.append(Condition(self._area(cell), formula, TO_FILL_IN))
            weight = self._weight(cell)
            if weight is not None:
                score = absolute(self._address(cell))
                formula = f"AND(ISNUMBER({score}),ISNUMBER({weight}),{score}>{weight})"
                self._sheet.conditions.append(Condition(self._area(cell), formula, TOO_HIGH))

    def _is_required(self, cell: GridCell) -> bool:
        if cell.text or cell.field is None or cell.role is Role.COMPUTED:
            return False
        return cell.field.rpartition(".")[2] not in _OPTIONAL

    def _weight(self, cell: GridCell) -> str | None:
        """Where the highest score of a cell stands, or the number itself."""
        row, dot, name = (cell.field or "").rpartition(".")
        cells = self._cells(f"{row}{dot}{name.removesuffix('score')}weight") if name.endswith("score") else []
        if len(cells) != 1 or cell.input is not Input.POINTS:
            return None
        printed = self._printed_number(cells[0])
        return absolute(self._address(cells[0])) if printed is None else format(printed, "f")

    def _rule(self, cell: GridCell) -> Validation | None:
        match cell.input:
            case Input.AMOUNT:
                return self._hint(Validation("decimal", "0"), _AMOUNT, _AMOUNT_RULE)
            case Input.RATE:
                return self._hint(Validation("decimal", "0", "10"), _RATE, _RATE_RULE)
            case Input.POINTS:
                weight = self._weight(cell)
                if weight is None:
                    return self._hint(Validation("decimal", "0"), _POINTS, _POINTS_RULE)
                score = self._address(cell)
                formula = f"AND(ISNUMBER({score}),{score}>=0,OR(NOT(ISNUMBER({weight})),{score}<={weight}))"
                return self._hint(Validation("custom", formula), _SCORE, _SCORE_RULE)
            case Input.CHOICE if cell.choices:
                rule = _CHOICE_RULE.format(choices=Text("、".join(cell.choices), ", ".join(cell.choices)))
                choices = ",".join(cell.choices)
                # A list in the rule itself; a comma or a quotation mark in a choice would cut it.
                fits = len(choices) <= _MAX_LIST and not any(set(choice) & set(',"\n') for choice in cell.choices)
                kind = Validation("list", f'"{clean(choices)}"') if fits else Validation("none")
                return self._hint(kind, _CHOICE, rule)
            case Input.TEXT if (limit := self._limits.get((cell.row, cell.column))) is not None:
                return self._hint(Validation("textLength", str(limit)), _LENGTH, _LENGTH_RULE.format(limit=limit))
        return None

    def _hint(self, rule: Validation, title: Text, message: Text) -> Validation:
        words = message.in_(self._language)
        error = "" if rule.kind == "none" else words
        return rule._replace(title=title.in_(self._language), prompt=words, error=error)

    def _name_fields(self) -> None:
        """A hidden name for each field, so that it is found again whatever a person moves."""
        names = {
            "_kc." + _NOT_IN_NAME.sub("_", path).strip("_"): self._address(cells[0])
            for path, cells in self._by_field.items()
            if len(cells) == 1
        }
        self._sheet.names += names.items()


def _ranges(cells: Sequence[GridCell], address: Callable[[GridCell], str]) -> Iterator[str]:
    """Cells below each other as one range: C5:C9. `cells` by column and row."""
    start = previous = cells[0]
    for cell in cells[1:]:
        if cell.column != previous.column or cell.row != previous.row + previous.row_span:
            yield _range(address(start), address(previous))
            start = cell
        previous = cell
    yield _range(address(start), address(previous))


def _range(first: str, last: str) -> str:
    return first if first == last else f"{first}:{last}"
