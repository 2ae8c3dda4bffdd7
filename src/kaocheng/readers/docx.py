"""Word documents (docx, docm; transitional and strict), as a reader sees them on paper.

One pass over the tree of word/document.xml: paragraphs and tables in order, merged cells resolved, tracked changes in
their final state, hidden text left out. What was left out or resolved is counted in the remarks: "tracked-change",
"comment", "bookmark", "hidden-text", "footnote". Automatic numbers are text a reader sees: see `numbering`.
Not followed: formatting inherited from styles (hidden text by style), except numbering tied to a style.

Source: ECMA-376 Part 1, section 17 (WordprocessingML); Part 3 (markup compatibility).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from lxml import etree

from kaocheng.documents import Block, Cell, Document, Paragraph, Table
from kaocheng.language import Text
from kaocheng.provenance import NOWHERE, Location
from kaocheng.readers.limits import Limits
from kaocheng.readers.numbering import Numbering, read_numbering
from kaocheng.readers.package import Package, Relationship, parse_xml, too_deep
from kaocheng.readers.source import Source
from kaocheng.readers.symbols import is_symbol_font, symbol, symbol_text

MEDIA_TYPES = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"

_P, _R, _T, _RPR, _PPR = _W + "p", _W + "r", _W + "t", _W + "rPr", _W + "pPr"
_TBL, _TR, _TC, _TRPR, _TCPR = _W + "tbl", _W + "tr", _W + "tc", _W + "trPr", _W + "tcPr"
_SDT, _SDT_CONTENT, _BOX = _W + "sdt", _W + "sdtContent", _W + "txbxContent"
_CHOICE, _FALLBACK, _ALTERNATE = _MC + "Choice", _MC + "Fallback", _MC + "AlternateContent"
_SPAN, _V_MERGE, _H_MERGE, _CELL_DEL = _W + "gridSpan", _W + "vMerge", _W + "hMerge", _W + "cellDel"
_GRID_BEFORE, _HIDDEN, _VANISH, _FONTS = _W + "gridBefore", _W + "hidden", _W + "vanish", _W + "rFonts"
_NUM_PR, _STYLE, _SDT_PR, _FORM_DATA = _W + "numPr", _W + "pStyle", _W + "sdtPr", _W + "ffData"
_BR, _FIELD, _SYMBOL = _W + "br", _W + "fldChar", _W + "sym"
_PARAGRAPHS, _TEXTS, _ANCHORED = (_P, _R), (_T, _MATH_TEXT), (_BOX, _TBL)
_MARKS = {_W + "tab": "\t", _W + "ptab": "\t", _W + "cr": "\n", _W + "noBreakHyphen": "-"}
_VAL, _TYPE, _DEL = _W + "val", _W + "type", _W + "del"
_OFF = ("0", "false", "off", "none")

# Never part of the final text: properties, instructions, what was deleted or moved away, the reading above a character.
_DROPPED = frozenset(
    _W + name
    for name in (
        "rPr", "pPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "sectPr", "tblPrEx", "fldData", "ffData",
        "instrText", "delText", "delInstrText", "del", "moveFrom", "rt", "rubyPr", "customXmlPr", "smartTagPr",
        "bookmarkStart", "bookmarkEnd", "proofErr", "lastRenderedPageBreak", "commentRangeStart", "commentRangeEnd",
        "softHyphen", "annotationRef", "footnoteRef", "endnoteRef", "separator", "continuationSeparator",
    )
)  # fmt: skip
_CHANGES = tuple(_W + name for name in ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge"))

_Element = Any  # lxml's types allow a tag to be no string; here comments and instructions are left out by the parser
_Raw = list[Any]  # the fields of a `Cell` in their order
_ROW_SPAN, _COLUMN_SPAN = 3, 4

_Item = tuple[int, str] | Table  # a paragraph with its number, or a table


def read(source: Source, limits: Limits) -> Document:
    """Read a Word document.

    Raises `DamagedInput` for a broken package or part, `EncryptedInput`, and `LimitExceeded` for absurd spans, depth
    or sizes.
    """
    package = Package(source.data, limits)
    main = "word/document.xml"  # its usual name saves reading the links that name it
    if main not in package:
        main = next((link.target for link in package.relationships("") if link.kind == "officeDocument"), main)
    data = package.read_part(main)
    root = parse_xml(data, limits, main)
    links = package.relationships(main)
    body = root.find(_W + "body")
    walk = _Walk(root, limits, _numbering(package, links, root), b"ingdings" in data or b'"Symbol"' in data)
    blocks: list[Block] = []
    for item in walk.items(() if body is None else body):
        if isinstance(item, Table):
            blocks.append(item)
        elif text := item[1].strip():
            blocks.append(Paragraph(text, Location(paragraph=item[0])))
    if len(data) > limits.max_text_chars:
        limits.check("max_text_chars", sum(map(_length, blocks)))
    furniture: dict[str, list[Paragraph]] = {"header": [], "footer": [], "footnotes": [], "endnotes": []}
    for link in links:
        if link.kind in furniture:
            furniture[link.kind] += _paragraphs(package.parse_part(link.target), limits)
    notes = furniture["footnotes"] + furniture["endnotes"]
    return Document(
        blocks=(*blocks, *notes),
        media_type=MEDIA_TYPES[0],
        reader="docx",
        headers=tuple(furniture["header"]),
        footers=tuple(furniture["footer"]),
        remarks={name: count for name, count in _remarks(root, walk, len(notes)).items() if count},
    )


def _numbering(package: Package, links: Iterable[Relationship], root: etree._Element) -> Numbering | None:
    """The lists of the document, unless no paragraph can belong to one."""
    part = next((link.target for link in links if link.kind == "numbering"), None)
    listed = next(root.iter(_NUM_PR), None) is not None
    styles = {style.get(_VAL, "") for style in root.iter(_STYLE)}
    if part is None or not (listed or styles):
        return None
    numbering = read_numbering(package.parse_part(part))
    return numbering if listed or not styles.isdisjoint(numbering.styles) else None


def _paragraphs(root: etree._Element, limits: Limits) -> list[Paragraph]:
    """The texts of a header, footer or note part; cells of tables one by one."""
    found: list[Paragraph] = []
    walk = _Walk(root, limits, None, False)
    notes = [note for note in root if note.tag in (_W + "footnote", _W + "endnote")]
    for part in notes or [root]:
        for item in walk.items(part):
            texts = [cell.text for cell in item.cells] if isinstance(item, Table) else [item[1].strip()]
            found += [Paragraph(text, NOWHERE) for text in texts if text]
    return found


def _remarks(root: etree._Element, walk: _Walk, notes: int) -> dict[str, int]:
    """Marks counted over the whole part, wherever they stand (libxml2 finds at once that a name does not occur)."""
    return {
        "bookmark": _count(root, _W + "bookmarkStart"),
        "comment": _count(root, _W + "commentReference"),
        "tracked-change": _count(root, *_CHANGES),
        "hidden-text": walk.hidden,
        "auto-number": 0 if walk.numbering is None else walk.numbering.used,
        "footnote": notes,
    }


def _count(root: etree._Element, *tags: str) -> int:
    return sum(1 for _ in root.iter(*tags))


def _length(block: Block) -> int:
    if isinstance(block, Paragraph):
        return len(block.text)
    return sum(len(cell.text) + sum(map(_length, cell.tables)) for cell in block.cells)


class _Walk:
    """One pass over a part. Holds the counters and the paragraph being read."""

    def __init__(self, root: _Element, limits: Limits, numbering: Numbering | None, symbols: bool) -> None:
        """`symbols`: whether a symbol font occurs. What does not occur in the part is not looked for in every run."""
        self.limits = limits
        self.deadline = limits.deadline()
        self.numbering = numbering
        self.tracked = next(root.iter(*_CHANGES), None) is not None
        self.fonts = symbols
        self.properties = symbols or next(root.iter(_VANISH), None) is not None
        self.number = 0  # paragraphs of the body so far
        self.tables = 0
        self.cells = 0
        self.hidden = 0
        self.inside = 0  # how many cells and text boxes we are in
        self.parts: list[str] = []
        self.anchored: list[_Element] = []  # text boxes and stray tables of the paragraph being read
        self.carried: list[str] = []  # text of paragraphs whose mark was deleted: it runs on in the next paragraph
        self.fields: list[bool] = []  # open fields, innermost last; True while in the instruction
        self.withheld: list[str] = []

    # Blocks

    def items(self, parent: Iterable[_Element], depth: int = 0) -> list[_Item]:
        """Paragraphs and tables below `parent` in order."""
        found: list[_Item] = []
        for element in parent:
            self.block(element, element.tag, found, depth + 1)
        self.set_down(found)
        return found

    def set_down(self, found: list[_Item]) -> None:
        """End a paragraph that was to run on where no other follows."""
        if self.carried:
            found.append((self.number, "".join(self.carried)))
            self.carried = []

    def block(self, element: _Element, tag: str, found: list[_Item], depth: int) -> None:
        if tag in _PARAGRAPHS:  # a run outside a paragraph is no valid Word, but it is text
            self.paragraph(element, found, depth)
        elif tag == _TBL:
            self.set_down(found)
            table = self.table(element, depth)
            if table is not None:
                found.append(table)
        elif tag == _SDT and _checkbox(element) is not None:
            self.paragraph((element,), found, depth)
        elif tag not in _DROPPED:
            if depth > self.limits.max_depth:
                raise too_deep(self.limits)
            for child in _content(element):
                self.block(child, child.tag, found, depth + 1)

    def paragraph(self, element: Iterable[_Element], found: list[_Item], depth: int) -> None:
        if not self.inside:
            self.number += 1
            self.deadline.check()
        parts = self.parts = self.carried
        self.carried = []
        marked = False
        if self.numbering is not None or self.tracked:
            properties = next((child for child in element if child.tag == _PPR), None)
            if properties is not None:
                if self.numbering is not None and not parts:
                    parts.append(self.numbering.label(properties))
                marked = self.tracked and properties.find(f"{_RPR}/{_DEL}") is not None
        self.inline(element, depth)
        if self.fields:
            if any(self.fields):  # an instruction without an end was no instruction
                parts += self.withheld
            self.fields.clear()
            self.withheld.clear()
        if marked:
            self.carried = parts
        else:
            found.append((self.number, "".join(parts)))
        if self.anchored:
            anchored, self.anchored = self.anchored, []
            carried, self.carried = self.carried, []
            self.inside += 1
            for box in anchored:
                if box.tag == _BOX:
                    found += self.items(box, depth + 1)
                else:
                    self.block(box, box.tag, found, depth + 1)
            self.inside -= 1
            self.carried = carried

    # Inside a paragraph

    def inline(self, parent: Iterable[_Element], depth: int) -> None:
        parts = self.parts
        for child in parent:
            tag = child.tag
            if tag == _R:
                font = None
                if self.properties:
                    shown, font = self.look(child)
                    if not shown:
                        continue
                for item in child:
                    tag = item.tag
                    if tag == _T:
                        text = item.text
                        if text:
                            if font is not None:
                                text = symbol_text(font, text)
                            (self.withheld if True in self.fields else parts).append(text)
                    elif tag != _RPR:
                        self.piece(item, tag, depth + 2)
            elif tag not in _DROPPED:
                self.piece(child, tag, depth + 1)

    def look(self, run: _Element) -> tuple[bool, str | None]:
        """Whether a run is shown, and its font if that is a symbol font."""
        properties = run.find(_RPR)
        if properties is None:
            return True, None
        vanish = properties.find(_VANISH)
        if vanish is not None and vanish.get(_VAL) not in _OFF:
            if any(text.text for text in run.iter(_T)):
                self.hidden += 1
            return False, None
        fonts = properties.find(_FONTS) if self.fonts else None
        if fonts is None:
            return True, None
        font = fonts.get(_W + "ascii")
        return True, font if is_symbol_font(font) else None

    def piece(self, element: _Element, tag: str, depth: int) -> None:
        """Everything in a paragraph that is not a plain run of text."""
        mark = _MARKS.get(tag)
        if mark is not None:
            if True not in self.fields:
                self.parts.append(mark)
        elif tag == _BR:
            if element.get(_TYPE, "textWrapping") == "textWrapping" and True not in self.fields:
                self.parts.append("\n")
        elif tag in _TEXTS:
            (self.withheld if True in self.fields else self.parts).append(element.text or "")
        elif tag == _FIELD:
            self.field(element)
        elif tag == _SYMBOL:
            code = _number(element.get(_W + "char"), 16)
            self.parts.append(symbol(element.get(_W + "font"), code) if code else "")
        elif tag in _ANCHORED:
            self.anchored.append(element)
        elif tag not in _DROPPED:
            if depth > self.limits.max_depth:
                raise too_deep(self.limits)
            tick = _checkbox(element) if tag == _SDT else None
            if tick is not None:
                self.parts.append(tick)
                return
            if tag == _P:
                self.parts.append("\n")
            self.inline(_content(element), depth)

    def field(self, mark: _Element) -> None:
        """Field characters: the text between begin and separate is an instruction, the text up to end its result."""
        match mark.get(_W + "fldCharType"):
            case "begin":
                if True not in self.fields:
                    self.parts.append(_form_field(mark))
                self.fields.append(True)
            case "separate" if self.fields:
                self.fields[-1] = False
            case "end" if self.fields:
                self.fields.pop()
        if True not in self.fields:
            self.withheld.clear()

    # Tables

    def table(self, element: _Element, depth: int) -> Table | None:
        """A table with its merged cells, or None when nothing is left of it."""
        if depth > self.limits.max_depth:
            raise too_deep(self.limits)
        self.tables += 1
        number, limits = self.tables, self.limits
        place = Text(f"第{number}个表格", f"table {number}")
        self.inside += 1
        cells: list[_Raw] = []
        merged: dict[int, _Raw] = {}
        row = width = 0
        for line in self.through(element, (_TR,), depth + 1):
            self.deadline.check()
            end, merged = self.row(line, row, cells, merged, place, depth + 2)
            if end:
                row += 1
                width = max(width, end)
                limits.check("max_rows", row, place)
                limits.check("max_cells", self.cells + max(len(cells), row * width), place)
        self.inside -= 1
        if not cells:
            self.tables -= 1
            return None
        self.cells += row * width
        return Table(number, row, width, tuple([Cell(*raw) for raw in cells]))

    def row(
        self, line: _Element, row: int, cells: list[_Raw], merged: dict[int, _Raw], place: Text, depth: int
    ) -> tuple[int, dict[int, _Raw]]:
        """Add the cells of one row to `cells`.

        `merged`: cells the row above leaves open downwards, by column; a merge goes on only below a cell of the same
        column and width, else the cell stands for itself, as Word shows it.
        Returns the column behind the last cell (0: no row) and the cells this row leaves open.
        """
        column = end = 0
        hidden = False
        first = len(cells)
        still_open: dict[int, _Raw] = {}
        for element in self.through(line, (_TC, _TRPR), depth):
            if element.tag == _TRPR:
                column, hidden, deleted = _row_properties(element)
                if deleted:
                    return 0, {}
                continue
            span, vertical, sideways, deleted = _cell_properties(element)
            if deleted:
                continue
            if column + span > self.limits.max_columns:
                self.limits.check("max_columns", column + span, place)
            above = merged.get(column) if vertical == "continue" else None
            if above is not None and above[_COLUMN_SPAN] == span:
                above[_ROW_SPAN] += 1
                still_open[column] = above
                self.hidden += _has_text(element)
            elif sideways and vertical is None and len(cells) > first and cells[-1][_ROW_SPAN] == 1:
                cells[-1][_COLUMN_SPAN] += span
                self.hidden += _has_text(element)
            else:
                raw = self.cell(element, row, column, span, hidden, depth + 1)
                cells.append(raw)
                if vertical is not None:
                    still_open[column] = raw
            column = end = column + span
        return end, still_open

    def cell(self, element: _Element, row: int, column: int, span: int, hidden: bool, depth: int) -> _Raw:
        """The fields of one `Cell` in order, its row span still growing."""
        content: list[_Item] = []
        for child in element:
            tag = child.tag
            if tag == _P:
                self.paragraph(child, content, depth)
            elif tag != _TCPR:
                self.block(child, tag, content, depth)
        self.set_down(content)
        if len(content) == 1 and not isinstance(content[0], Table):
            return [content[0][1].strip(), row, column, 1, span, hidden]
        text = "\n".join([item[1] for item in content if not isinstance(item, Table)]).strip()
        nested = tuple([item for item in content if isinstance(item, Table)])
        return [text, row, column, 1, span, hidden, None, None, nested]

    def through(self, parent: Iterable[_Element], wanted: tuple[str, ...], depth: int) -> Iterator[_Element]:
        """Rows of a table or cells of a row, through content controls and marks of insertion."""
        for child in parent:
            tag = child.tag
            if tag in wanted:
                yield child
            elif tag not in _DROPPED:
                if depth > self.limits.max_depth:
                    raise too_deep(self.limits)
                yield from self.through(_content(child), wanted, depth + 1)


def _row_properties(properties: _Element) -> tuple[int, bool, bool]:
    """How many columns stand empty before the row, whether it is hidden, whether it was deleted."""
    before, hidden, deleted = 0, False, False
    for item in properties:
        tag = item.tag
        if tag == _GRID_BEFORE:
            before = _number(item.get(_VAL))
        elif tag == _HIDDEN:
            hidden = item.get(_VAL) not in _OFF
        elif tag == _DEL:
            deleted = True
    return before, hidden, deleted


def _cell_properties(cell: _Element) -> tuple[int, str | None, bool, bool]:
    """Columns covered, vertical merge ("restart", "continue" or None), whether it continues the cell to its left,
    whether it was deleted."""
    span, vertical, sideways, deleted = 1, None, False, False
    properties = cell[0] if len(cell) else cell
    if properties.tag == _TCPR:
        for item in properties:
            tag = item.tag
            if tag == _SPAN:
                span = max(1, _number(item.get(_VAL)))
            elif tag == _V_MERGE:
                vertical = item.get(_VAL, "continue")
            elif tag == _H_MERGE:
                sideways = item.get(_VAL, "continue") == "continue"
            elif tag == _CELL_DEL:
                deleted = True
    return span, vertical, sideways, deleted


def _has_text(element: _Element) -> bool:
    return any((text.text or "").strip() for text in element.iter(_T))


def _content(element: _Element) -> Iterable[_Element]:
    """What an element holds for a reader: of two renderings of the same thing only one."""
    tag = element.tag
    chosen: _Element | None = element
    if tag == _SDT:
        chosen = element.find(_SDT_CONTENT)
    elif tag == _ALTERNATE:
        chosen = element.find(_CHOICE)
        if chosen is None:
            chosen = element.find(_FALLBACK)
    return () if chosen is None else chosen


def _checkbox(control: _Element) -> str | None:
    """The tick of a content control, None when it is no check box."""
    box = control.find(f"{_SDT_PR}/{_W14}checkbox")
    if box is None:
        return None
    checked = box.find(f"{_W14}checked")
    return _tick(checked is not None and checked.get(f"{_W14}val", "1") not in _OFF)


def _form_field(mark: _Element) -> str:
    """What an old form field shows by itself: a tick or the chosen entry of a list. Its text fields have runs."""
    box = mark.find(f"{_FORM_DATA}/{_W}checkBox")
    if box is not None:
        state = box.find(_W + "checked")
        if state is None:
            state = box.find(_W + "default")
        return _tick(state is not None and state.get(_VAL, "1") not in _OFF)
    choice = mark.find(f"{_FORM_DATA}/{_W}ddList")
    if choice is None:
        return ""
    entries = choice.findall(_W + "listEntry")
    chosen = choice.find(_W + "result")
    index = 0 if chosen is None else _number(chosen.get(_VAL))
    return entries[index].get(_VAL, "") if index < len(entries) else ""


def _tick(checked: bool) -> str:
    return "☑" if checked else "☐"


def _number(text: str | None, base: int = 10) -> int:
    """A whole number of an attribute; what is none counts as 0, more digits than any limit as many."""
    try:
        return max(0, int((text or "")[:12], base))
    except ValueError:
        return 0
