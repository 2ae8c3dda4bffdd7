"""Compositions as pdf: pages to print, sign and file, set by typst.

The layout stands in pdf.typ, which is the same for every document; a composition reaches it as JSON. So no text of a
report is ever read as markup, whatever it looks like. What a page shows can be selected and searched, headings are
bookmarks, tables are tagged.
"""

from __future__ import annotations

import atexit
import functools
import json
import re
import shutil
import tempfile
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from kaocheng.composition import Block, Composition, Gap, Grid, GridCell, Heading, Paragraph, Role, Run, Signature
from kaocheng.errors import RenderError
from kaocheng.language import Text
from kaocheng.rendering.characters import clean
from kaocheng.rendering.fonts import Fonts, find_fonts
from kaocheng.rendering.measure import count_lines
from kaocheng.rendering.numbering import number_headings
from kaocheng.rendering.style import Page, Style, gap_text, official_style

if TYPE_CHECKING:
    import typst

MAX_CHARACTERS = 1_000_000
MAX_POSITIONS = 200_000  # rows × columns of all forms together
MAX_COLUMNS = 200
MAX_LINES = 50_000  # of text in one form, estimated: about 1,000 pages

Data = dict[str, Any]
Piece = str | list[str]

_POINTS = 72 / 25.4  # per millimetre
_INSET = 2.0  # points above and below the text of a cell, as in pdf.typ
_WHOLE = 0.6  # of the page: a row surely lower than this is not torn by a page break
_TOGETHER = 0.25  # of the page: rows under one label that are lower than this stay on one page
_HEADER = 0.3  # of the page: a higher header is not repeated
_LONG = 4_000  # characters of one text
_LATIN_WIDTH = 0.62  # em, of small letters and figures
_CAPITAL_WIDTH = 0.95
_CAPITALS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZmw@%&")
# What the line breaking of Unicode keeps together: Latin words, numbers, rows of punctuation, and a Chinese character
# with the punctuation around it.
_CHINESE = "[\u2e80-\u2fff\u3040-\u9fff\uf900-\ufaff]"
_OTHER = r"[^\s\u2e80-\u2fff\u3040-\u9fff\uf900-\ufaff]+"
_AFTER, _BEFORE = r"(?<=[^\w\s])", r"(?=[^\w\s])"  # punctuation
_UNBROKEN = re.compile(
    rf"(?:{_CHINESE}{_BEFORE})?{_OTHER}(?:{_AFTER}{_CHINESE}{_BEFORE}{_OTHER})*(?:{_AFTER}{_CHINESE})?"
)
_INVISIBLE = re.compile("[\u200b\u2060-\u2064\ufeff]")
_BLANKS = re.compile("[\t\u00a0]")


class UnprintedCharacters(UserWarning):
    """No font on this computer has these characters: a code like 〔U+20BB7〕 stands in their place on the page."""

    def __init__(self, characters: tuple[str, ...]) -> None:
        self.characters = characters
        listed = "、".join(f"{char}（U+{ord(char):04X}）" for char in characters)
        self.text = Text(
            "本机字体缺少以下字符，PDF 中以编码代替：{listed}",
            "No font on this computer has these characters; the pdf shows their codes instead: {listed}",
        ).format(listed=listed)
        super().__init__(self.text.en)


def to_pdf(composition: Composition) -> bytes:
    """The composition as a pdf of A4 pages, with its fonts inside. Equal compositions and fonts give equal bytes.

    Warns of `UnprintedCharacters`. Raises MissingDependency without the extra `pdf`, RenderError where no font prints
    Chinese ("no-chinese-font") or the composition is too large for pages ("too-large").
    """
    _check_size(composition)
    fonts = find_fonts()
    style = official_style()
    families, missing = _choose_fonts(style, fonts, composition)
    if missing:
        warnings.warn(UnprintedCharacters(missing), stacklevel=2)
    data = _document(composition, style, families, _Writing(missing))
    return _compile(fonts, json.dumps(data, ensure_ascii=False, separators=(",", ":")))


# ── limits ────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _check_size(composition: Composition) -> None:
    _check(Text("字数", "characters"), sum(map(len, _texts(composition.blocks))), MAX_CHARACTERS)
    _check(
        Text("表格单元格数", "table cells"),
        sum(grid.row_count * grid.column_count for grid in composition.grids),
        MAX_POSITIONS,
    )
    for grid in composition.grids:
        _check(Text("表格列数", "table columns"), grid.column_count, MAX_COLUMNS)
    _check(Text("行数", "lines"), sum(text.count("\n") for text in _texts(composition.blocks)), MAX_LINES)


def _check(words: Text, found: int, bound: int) -> None:
    if found > bound:
        raise RenderError(
            Text(
                "内容过大，未生成 PDF：{words} {found}，上限 {bound}。请改用 xlsx 或 docx。",
                "Too large for a pdf: {found} {words}, the limit is {bound}. Use xlsx or docx instead.",
            ).format(words=words, found=found, bound=bound),
            code="too-large",
        )


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Heading():
                yield block.text
            case Paragraph():
                yield from map(_piece_text, block.pieces)
            case Signature():
                yield from map(_piece_text, (block.unit, block.date))
            case Grid():
                yield from (block.title, block.subtitle, block.above_left, block.above_right, *block.below)
                for cell in block.cells:
                    yield cell.text


def _piece_text(piece: Run | Gap) -> str:
    return gap_text(piece) if isinstance(piece, Gap) else piece.text


# ── fonts ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
_FURNITURE = frozenset("— 0123456789〔U+ABCDEF〕一二三四五六七八九十百、（）.")


def _choose_fonts(
    style: Style, fonts: Fonts, composition: Composition
) -> tuple[Mapping[str, tuple[str, ...]], tuple[str, ...]]:
    """The families to try for each style of text, and the characters that no font has."""
    used: set[str] = set()
    for text in _texts(composition.blocks):
        used.update(_plain(text))
    used.discard("\n")
    chains = {font.name: fonts.chain(font.candidates, used | _FURNITURE) for font in style.fonts.values()}
    missing = sorted({char for _, rest in chains.values() for char in rest} - _FURNITURE)
    return {name: families for name, (families, _) in chains.items()}, tuple(missing)


# ── text ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _plain(text: str) -> str:
    """Text as it can stand on paper: no control characters, one kind of line break and of blank."""
    return _BLANKS.sub(" ", _INVISIBLE.sub("", clean(text)))


class _Writing:
    """Texts as pdf.typ takes them: lines of pieces. A piece is a text, or a list of parts of a word that is too wide.

    `missing`: characters to be replaced by their codes.
    """

    def __init__(self, missing: Iterable[str]) -> None:
        self._codes = {ord(char): f"〔U+{ord(char):04X}〕" for char in missing}

    def lines(self, text: str, width: float) -> list[list[Piece]]:
        """`width`: of the line in em; words wider than that get places to break."""
        if not text:
            return []
        plain = _plain(text)
        if self._codes:
            plain = plain.translate(self._codes)
        if len(plain) <= width and "\n" not in plain:
            return [[plain]]
        # In texts of absurd length marks inside the text are much faster than pieces; they stay in what is copied.
        cut = _marked if len(plain) > _LONG else _pieces
        return [cut(line, width) for line in plain.split("\n")]


def _pieces(line: str, width: float) -> list[Piece]:
    pieces: list[Piece] = []
    start = 0
    for match in _UNBROKEN.finditer(line):
        word = match.group()
        if widest(word) > width:
            pieces.append(line[start : match.start()])
            pieces.append(_cut(word, max(1, int(width / 8))))  # a few places in each line will do
            start = match.end()
    pieces.append(line[start:])
    return [piece for piece in pieces if piece]


def _marked(line: str, width: float) -> list[Piece]:
    def mark(match: re.Match[str]) -> str:
        return "\u200b".join(_cut(match.group(), max(1, int(width / 8))))

    return [_UNBROKEN.sub(mark, line)]


def _cut(word: str, step: int) -> list[str]:
    return [word[index : index + step] for index in range(0, len(word), step)]


def widest(text: str) -> float:
    """How wide a word may come out, in em: too much for most, too little for none."""
    latin = sum(map(str.isascii, text))
    capitals = sum(char in _CAPITALS for char in text)
    return len(text) - latin + _CAPITAL_WIDTH * capitals + _LATIN_WIDTH * (latin - capitals)


# ── the document as data ──────────────────────────────────────────────────────────────────────────────────────────────
def _document(
    composition: Composition, style: Style, families: Mapping[str, tuple[str, ...]], writing: _Writing
) -> Data:
    language, _, region = composition.language.partition("-")
    return {
        "title": _plain(composition.title),
        "lang": language if re.fullmatch("[a-z]{2,3}", language) else "zh",
        "region": region.lower() if re.fullmatch("[A-Za-z]{2}", region) else None,
        "styles": {
            name: {
                "font": families[text.font.name],
                "size": text.size,
                "pitch": text.line_pitch,
                "bold": text.bold or (text.font.heavy and families[text.font.name][0] not in text.font.names),
                "align": text.align,
                "indent": text.indent,
            }
            for name, text in style.text.items()
        },
        "sections": [
            {
                "page": _page(style.page_of(form), style),
                "blocks": [_block(block, number, style, writing) for block, number in blocks],
            }
            for form, blocks in _sections(composition.blocks)
        ],
    }


def _sections(blocks: Iterable[Block]) -> Iterator[tuple[Grid | None, list[tuple[Block, str]]]]:
    """Blocks that share pages: a whole form by itself, or running text with the tables in it."""
    text: list[tuple[Block, str]] = []
    is_empty = True
    for block, number in number_headings(blocks):
        if isinstance(block, Grid) and (block.title or block.landscape):
            if text:
                yield None, text
                text = []
            yield block, [(block, number)]
            is_empty = False
        else:
            text.append((block, number))
    if text or is_empty:
        yield None, text


def _page(page: Page, style: Style) -> Data:
    return {
        "width": page.width,
        "height": page.height,
        "top": page.top,
        "left": page.left,
        "right": page.right,
        "bottom": page.bottom,
        "number_below": style.number_below,
    }


def _block(block: Block, number: str, style: Style, writing: _Writing) -> Data:
    width = float(style.characters)
    match block:
        case Heading():
            level = min(max(block.level, 0), 4)
            return {
                "kind": "heading",
                "style": f"heading{level}" if level else "title",
                "level": max(level, 1),
                "text": writing.lines(number + block.text, 0.7 * width),
            }
        case Paragraph():
            return {
                "kind": "paragraph",
                "indent": block.indent,
                "pieces": [_piece(piece, width, writing) for piece in block.pieces],
            }
        case Signature():
            return {
                "kind": "signature",
                "unit": _piece(block.unit, width, writing),
                "date": _piece(block.date, width, writing),
            }
        case Grid():
            return _grid(block, style, writing)


def _piece(piece: Run | Gap, width: float, writing: _Writing) -> Data:
    kind = "gap" if isinstance(piece, Gap) else "strong" if piece.strong else "plain"
    return {"kind": kind, "text": writing.lines(_piece_text(piece), width)}


# ── forms ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
def _grid(grid: Grid, style: Style, writing: _Writing) -> Data:
    laying = _Laying(grid, style, writing)
    first, end = laying.header
    before: list[Data] = []
    header: list[Data] = []
    after: list[Data] = []
    for cell in grid.cells:
        for part in laying.parts(cell):
            (header if first <= part["y"] < end else after if part["y"] >= end else before).append(part)
    across = style.page_of(grid).text_width * _POINTS
    return {
        "kind": "grid",
        "style": laying.name,
        "columns": laying.widths,
        "padding": style.padding,
        "title": writing.lines(grid.title, across / style.text["form_title"].size),
        "subtitle": writing.lines(grid.subtitle, across / style.text["form_subtitle"].size),
        "above_left": writing.lines(grid.above_left, across / 2 / style.text["form_line"].size),
        "above_right": writing.lines(grid.above_right, across / 2 / style.text["form_line"].size),
        "below": [writing.lines(line, across / style.text["form_note"].size) for line in grid.below],
        "before": before,
        "header": header,
        "after": after,
    }


class _Laying:
    """How the cells of one form lie: widths and heights, estimated from the texts, and what is repeated."""

    def __init__(self, grid: Grid, style: Style, writing: _Writing) -> None:
        self._writing = writing
        self._text, self._header_text = style.table_text(grid)
        self.name = next(name for name, text in style.text.items() if text is self._text)
        self._header_name = next(name for name, text in style.text.items() if text is self._header_text)
        self.widths = style.column_widths(grid)
        self._padding = style.padding
        self._row_height = style.row_height * _POINTS
        self._page_height = style.page_of(grid).text_height * _POINTS
        _check(Text("行数", "lines"), sum(map(self._line_count, grid.cells)), MAX_LINES)
        self._row_heights = self._find_row_heights(grid)
        self.header = self._repeated(grid)
        self._openers = self._find_openers(grid)
        # typst keeps a row on one page as soon as one of its cells asks for it.
        self._torn = {
            row
            for cell in grid.cells
            if self._height(cell) > _WHOLE * self._page_height
            for row in range(cell.row, cell.row + cell.row_span)
        }

    def _find_openers(self, grid: Grid) -> set[int]:
        """For each row the cell (by `id`) that keeps it as high as a row has to be: the shortest that ends in it."""
        best: dict[int, GridCell] = {}
        for cell in grid.cells:
            if cell.row_span == 1 and (cell.row not in best or len(cell.text) < len(best[cell.row].text)):
                best[cell.row] = cell
        return {id(cell) for cell in best.values() if self._line_count(cell) <= 1}

    def _find_row_heights(self, grid: Grid) -> list[float]:
        heights = [self._row_height] * grid.row_count
        for cell in grid.cells:
            if cell.row_span == 1:
                heights[cell.row] = max(heights[cell.row], self._height(cell))
        return heights

    def _is_whole(self, first: int, end: int) -> bool:
        """Whether these rows, those of one cell, stay on one page."""
        if end - first == 1:
            return first not in self._torn
        if end - first > _TOGETHER * self._page_height / self._row_height:
            return False
        return sum(self._row_heights[first:end]) <= _TOGETHER * self._page_height

    def _repeated(self, grid: Grid) -> tuple[int, int]:
        """First row of the header and the row after it; equal where none is repeated."""
        first, end = grid.repeat_from, grid.repeat_from + grid.repeat_rows
        if grid.repeat_rows < 1 or first < 0 or end >= grid.row_count:
            return 0, 0
        height = sum(self._row_heights[first:end])
        return (first, end) if height <= _HEADER * self._page_height else (0, 0)

    def parts(self, cell: GridCell) -> Iterator[Data]:
        """The cell, cut where it reaches into or out of the header: a line is drawn around the whole only."""
        end = cell.row + cell.row_span
        cuts = [cut for cut in self.header if cell.row < cut < end]
        edges = [cell.row, *cuts, end]
        spans = list(pairwise(edges))
        # The text stands where the cell is highest, but not in the header, where each page would repeat it.
        bearer = max(spans, key=lambda span: (span[0] != self.header[0] or len(spans) == 1, span[1] - span[0]))
        for span in spans:
            yield self._part(cell, span, span == bearer)

    def _part(self, cell: GridCell, span: tuple[int, int], has_text: bool) -> Data:
        style = self._header_text if cell.role is Role.HEADER else self._text
        open_sides = [
            side
            for side, is_open in (("top", span[0] > cell.row), ("bottom", span[1] < cell.row + cell.row_span))
            if is_open
        ]
        return {
            "x": cell.column,
            "y": span[0],
            "colspan": cell.column_span,
            "rowspan": span[1] - span[0],
            "align": cell.align.value,
            "style": self._header_name if style is self._header_text else self.name,
            "strong": cell.strong,
            "open": open_sides,
            "whole": self._is_whole(*span),
            "torn": self._height(cell) > _WHOLE * self._page_height,
            "height": self._row_height - 2 * _INSET if id(cell) in self._openers else 0,
            "text": self._writing.lines(cell.text, self._width(cell)) if has_text else [],
        }

    def _width(self, cell: GridCell) -> float:
        """Of a line inside the cell, in em."""
        width = sum(self.widths[cell.column : cell.column + cell.column_span]) - 2 * self._padding
        return max(1.0, width * _POINTS / self._text.size)

    def _line_count(self, cell: GridCell) -> int:
        return count_lines(cell.text, self._width(cell))

    def _height(self, cell: GridCell) -> float:
        return max(self._row_height, self._line_count(cell) * self._text.line_pitch * 1.3 + 2 * _INSET)


# ── typst ─────────────────────────────────────────────────────────────────────────────────────────────────────────────
_LOCK = threading.Lock()  # one compiler serves all threads, one at a time


@functools.cache
def _source() -> bytes:
    return resources.files(__package__).joinpath("pdf.typ").read_bytes()


@functools.lru_cache(maxsize=1)
def _compiler(fonts: _ById) -> typst.Compiler:
    """A compiler that keeps fonts and layouts from one document to the next. It sees no file but an empty folder."""
    import typst

    folder = tempfile.mkdtemp(prefix="kaocheng-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return typst.Compiler(_source(), root=folder, font_paths=fonts.fonts.search, ignore_system_fonts=True)


class _ById:
    """Fonts as the key of a cache: the same search, the same compiler."""

    def __init__(self, fonts: Fonts) -> None:
        self.fonts = fonts

    def __hash__(self) -> int:
        return id(self.fonts.search)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.fonts.search is self.fonts.search


def _compile(fonts: Fonts, data: str) -> bytes:
    import typst

    try:
        with _LOCK:
            pdf = _compiler(_ById(fonts)).compile(
                _source(), format="pdf", sys_inputs={"composition": data}, timestamp=0, pdf_tags=True
            )
    except typst.TypstError as error:
        raise RenderError(
            Text("排版失败，未生成 PDF：{detail}", "Typesetting failed, no pdf was made: {detail}").format(
                detail=str(error)
            )
        ) from error
    assert isinstance(pdf, bytes)
    return pdf
