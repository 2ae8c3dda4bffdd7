"""Compositions as Word documents, written as plain WordprocessingML.

Everything a person changes later is a style: restyling the document means editing styles, not paragraphs. A gap is a
content control: one click selects it, typing replaces it and its highlight goes. Merged cells lie exactly as in the
grid. No macros, links, pictures or outside references; no author, no dates.

Left to Word: a table header is repeated only where the table begins with it, Word knows no other repetition.

Source: ECMA-376 Part 1, section 17 (WordprocessingML) and 15.2.12 (document properties); layout see `style`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import pairwise

from kaocheng.composition import Align, Composition, Gap, Grid, GridCell, Heading, Paragraph, Role, Run, Signature
from kaocheng.rendering.characters import clean, escape
from kaocheng.rendering.docx_parts import constant_parts, core_properties, settings, twips
from kaocheng.rendering.numbering import number_headings
from kaocheng.rendering.package import pack
from kaocheng.rendering.style import Page, Style, gap_text, official_style

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><w:body>'
)
_TAIL = "</w:body></w:document>"
_ALIGN = {Align.LEFT: "left", Align.CENTER: "center", Align.RIGHT: "right"}
_STRONG = "<w:rPr><w:b/><w:bCs/></w:rPr>"
_GAP = '<w:rPr><w:rStyle w:val="PlaceholderText"/><w:highlight w:val="yellow"/></w:rPr>'
# Behind a table a paragraph must follow; as small as can be, it never begins a page of its own.
_TINY = (
    '<w:p><w:pPr>{before}<w:snapToGrid w:val="0"/>'
    '<w:spacing w:before="0" w:after="0" w:line="{line}" w:lineRule="exact"/>{section}</w:pPr></w:p>'
)
_SPACE = 120  # between a table and text, in twips
_DATE_INDENT, _UNIT_INDENT = 4, 2  # characters from the right edge (7.3.5.3 of the standard)


def to_docx(composition: Composition) -> bytes:
    """The composition as a Word document (docx). Equal compositions give equal bytes."""
    style = official_style()
    return pack(
        [
            *constant_parts(),
            ("docProps/core.xml", core_properties(composition.title, composition.language)),
            ("word/settings.xml", settings(composition.language)),
            ("word/document.xml", _HEAD + "".join(_Body(composition, style).parts()) + _TAIL),
        ]
    )


class _Body:
    """One pass over the blocks. Holds what the next block must know: page, break, number of the next gap."""

    def __init__(self, composition: Composition, style: Style) -> None:
        self.composition = composition
        self.style = style
        self.page = style.page
        self.begun = False  # whether anything stands in the present section
        self.after_table = False
        self.after_form = False
        self.gaps = 0

    def parts(self) -> Iterator[str]:
        for block, number in number_headings(self.composition.blocks):
            if isinstance(block, Grid):
                yield from self.form(block)
                continue
            yield from self.turn(self.style.page)
            if self.after_table:
                yield _tiny(line=_SPACE)
            if isinstance(block, Heading):
                name = f"Heading{min(block.level, 4)}" if block.level > 0 else "Title"
                yield _paragraph(name, _text_runs(number + block.text))
            elif isinstance(block, Paragraph):
                name = "Normal" if block.indent else "BodyNoIndent"
                yield _paragraph(name, "".join(map(self.piece, block.pieces)))
            else:
                yield from self.signature(block)
            self.begun, self.after_table, self.after_form = True, False, False
        if self.after_table:
            yield _tiny()
        yield _section(self.page)

    def turn(self, page: Page) -> Iterator[str]:
        """Go on to another section where the page is turned."""
        if page == self.page:
            return
        if self.begun:
            yield _tiny(section=_section(self.page))
        self.page, self.begun, self.after_table = page, False, False

    # Running text

    def piece(self, piece: Run | Gap) -> str:
        if isinstance(piece, Run):
            return _text_runs(piece.text, _STRONG if piece.strong else "")
        self.gaps += 1
        shown = _text_runs(gap_text(piece), _GAP)
        return (
            f'<w:sdt><w:sdtPr><w:alias w:val="待填写"/><w:tag w:val="gap-{self.gaps}"/><w:id w:val="{self.gaps}"/>'
            f"<w:showingPlcHdr/></w:sdtPr><w:sdtContent>{shown}</w:sdtContent></w:sdt>"
        )

    def signature(self, signature: Signature) -> Iterator[str]:
        """Unit and date at the right; the shorter one is centred over or under the longer one."""
        size = self.style.text["body"].size
        unit, date = _em_width(signature.unit), _em_width(signature.date)
        date_indent = _DATE_INDENT + max(0.0, (unit - date) / 2 - (_DATE_INDENT - _UNIT_INDENT))
        unit_indent = max(0.0, date_indent + (date - unit) / 2)
        for piece, indent in ((signature.unit, unit_indent), (signature.date, date_indent)):
            properties = (
                f'<w:pPr><w:pStyle w:val="Signature"/><w:ind w:rightChars="{round(indent * 100)}"'
                f' w:right="{round(indent * size * 20)}"/></w:pPr>'
            )
            yield f"<w:p>{properties}{self.piece(piece)}</w:p>"

    # Forms

    def form(self, grid: Grid) -> Iterator[str]:
        page = self.style.page_of(grid)
        turned = page != self.page
        yield from self.turn(page)
        own_page = bool(grid.title) or self.after_form
        pending = "<w:pageBreakBefore/>" if own_page and self.begun and not turned else ""
        headed = bool(grid.title or grid.subtitle or grid.above_left or grid.above_right)
        for name, text in (("FormTitle", grid.title), ("FormSubtitle", grid.subtitle)):
            if text:
                yield _paragraph(name, _text_runs(text), pending)
                pending = ""
        if grid.above_left or grid.above_right:
            right = f"<w:r><w:tab/></w:r>{_text_runs(grid.above_right)}" if grid.above_right else ""
            tab = f'<w:tabs><w:tab w:val="right" w:pos="{twips(page.text_width)}"/></w:tabs>'
            yield _paragraph("FormLine", _text_runs(grid.above_left) + right, pending, tab)
            pending = ""
        if not headed and (pending or self.after_table):  # two tables in a row would grow together
            yield _tiny(pending)
        yield from self.table(grid)
        for text in grid.below:
            yield _paragraph("FormNote", _text_runs(text))
        self.begun, self.after_table, self.after_form = True, not grid.below, bool(grid.title)

    def table(self, grid: Grid) -> Iterator[str]:
        edges = _edges(self.style.column_widths(grid))
        columns = "".join(f'<w:gridCol w:w="{end - start}"/>' for start, end in pairwise(edges))
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="FormTable"/><w:tblW w:w="{edges[-1]}" w:type="dxa"/>'
            f'<w:jc w:val="center"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        )
        dense = self.style.table_text(grid)[0] is self.style.text["table_dense"]
        heading = range(grid.repeat_rows) if grid.repeat_from == 0 else range(0)
        height = twips(self.style.row_height)
        open_cells: dict[int, GridCell] = {}  # cells of rows above that reach into this row, by their first column
        for number, row in enumerate(grid.rows()):
            here = {cell.column: cell for cell in row}
            here.update(open_cells)
            mark = "<w:tblHeader/>" if number in heading else ""
            yield f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{mark}</w:trPr>'
            for column in sorted(here):
                yield _cell(here[column], edges, number, dense)
            yield "</w:tr>"
            open_cells = {c: cell for c, cell in here.items() if cell.row + cell.row_span > number + 1}
        yield "</w:tbl>"


def _cell(cell: GridCell, edges: list[int], row: int, dense: bool) -> str:
    """A cell, or where it began in a row above, its continuation."""
    width = edges[cell.column + cell.column_span] - edges[cell.column]
    merge = ""
    if cell.column_span > 1:
        merge = f'<w:gridSpan w:val="{cell.column_span}"/>'
    if cell.row_span > 1:
        merge += '<w:vMerge w:val="restart"/>' if cell.row == row else "<w:vMerge/>"
    header = cell.role is Role.HEADER
    name = ("TableHeadDense" if dense else "TableHead") if header else ("TableTextDense" if dense else "TableText")
    text, align = "", ""
    if cell.row == row:
        text = _text_runs(cell.text, _STRONG if cell.strong and not header else "")
        if not (header and cell.align is Align.CENTER):
            align = f'<w:jc w:val="{_ALIGN[cell.align]}"/>'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{merge}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{name}"/>{align}</w:pPr>{text}</w:p></w:tc>'
    )


def _edges(widths: tuple[float, ...]) -> list[int]:
    """Left edges of the columns and the right edge of the last, in twips; rounding does not add up."""
    edges, sum_ = [0], 0.0
    for width in widths:
        sum_ += width
        edges.append(max(edges[-1] + 1, twips(sum_)))
    return edges


def _tiny(before: str = "", section: str = "", line: int = 20) -> str:
    return _TINY.format(before=before, section=section, line=line)


def _paragraph(name: str, content: str, before: str = "", tabs: str = "") -> str:
    """A paragraph. The order of its properties is that of the schema: style, breaks, tabs."""
    return f'<w:p><w:pPr><w:pStyle w:val="{name}"/>{before}{tabs}</w:pPr>{content}</w:p>'


def _text_runs(text: str, properties: str = "") -> str:
    """Text with its forced line breaks and tabs."""
    if not text:
        return ""
    if text.isprintable():
        return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    lines = []
    for line in clean(text).split("\n"):
        pieces = (f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "" for piece in line.split("\t"))
        lines.append("<w:tab/>".join(pieces))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


def _em_width(piece: Run | Gap) -> float:
    """Width of a text in characters, a Latin letter or digit counting half."""
    text = piece.text if isinstance(piece, Run) else gap_text(piece)
    return sum(1.0 if ord(letter) > 0x2000 else 0.5 for letter in text)


@functools.lru_cache(maxsize=4)
def _section(page: Page) -> str:
    style = official_style()
    turned = ' w:orient="landscape"' if page.width > page.height else ""
    footer = page.bottom - style.number_below - style.text["page_number"].size * 25.4 / 72
    return (
        '<w:sectPr><w:footerReference w:type="default" r:id="rIdOdd"/>'
        '<w:footerReference w:type="even" r:id="rIdEven"/>'
        f'<w:pgSz w:w="{twips(page.width)}" w:h="{twips(page.height)}"{turned}/>'
        f'<w:pgMar w:top="{twips(page.top)}" w:right="{twips(page.right)}" w:bottom="{twips(page.bottom)}"'
        f' w:left="{twips(page.left)}" w:header="{twips(page.top / 2)}" w:footer="{twips(footer)}" w:gutter="0"/>'
        f'<w:docGrid w:type="lines" w:linePitch="{round(style.line_pitch * 20)}"/></w:sectPr>'
    )
