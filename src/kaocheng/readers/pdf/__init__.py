"""Portable documents (pdf) with text: paragraphs, ruled tables joined over page breaks, page furniture kept apart.

Tables without rules come out as paragraphs. Scans have no text; they are refused with advice (`NoTextLayer`).

Modules: characters (pdfium → fragments), rules (drawn lines), grid (lines → rows, columns, merged cells), lines
(fragments → lines → paragraphs), furniture (headers, footers, page numbers), spilling and joining (page breaks inside
tables).
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pypdfium2.raw as pdfium

from kaocheng.documents import Block, Cell, Document, Paragraph, Table
from kaocheng.errors import DamagedInput, EmptyInput, EncryptedInput, NoTextLayer
from kaocheng.language import Text
from kaocheng.provenance import Location
from kaocheng.readers.limits import Limits
from kaocheng.readers.pdf.characters import Fragment, PageText, read_characters
from kaocheng.readers.pdf.furniture import Edges, find_furniture
from kaocheng.readers.pdf.grid import SNAP, Grid, GridCell, find_grids
from kaocheng.readers.pdf.joining import Joined, continue_table, start_table
from kaocheng.readers.pdf.lines import (
    Line,
    Margins,
    begins_paragraph,
    cell_text,
    find_margins,
    gather_lines,
    join_text,
    mixed_blank,
    usual_pitch,
)
from kaocheng.readers.pdf.rules import Drawing, read_drawing
from kaocheng.readers.pdf.spilling import find_spilled
from kaocheng.readers.source import Source

MEDIA_TYPES = ("application/pdf",)

_BLANK = " \t\n\u3000\u00a0"
_TAIL = 4096  # bytes in which a complete file says where its index lies
_INDEX = re.compile(rb"startxref\s+\d+|%%EOF")
_PICTURE_PAGE = 0.5  # a picture over half the page and nearly no text: a scan
_PICTURE_PAGE_CHARS = 20
_LOCK = threading.Lock()  # pdfium is not thread-safe


@dataclass(slots=True)
class _Page:
    number: int
    width: float
    height: float
    lines: list[Line]
    grids: list[Grid]
    characters: int
    picture_share: float
    unmapped: int
    cut: bool
    furniture: set[int] = field(default_factory=set)

    @property
    def is_picture(self) -> bool:
        return self.picture_share >= _PICTURE_PAGE and self.characters <= _PICTURE_PAGE_CHARS and not self.grids


def read(source: Source, limits: Limits) -> Document:
    """Read a pdf with text.

    Raises `NoTextLayer` when the pages are pictures, `EncryptedInput`, `DamagedInput` for truncated and malformed
    files, `LimitExceeded` for too many pages, characters or cells, `EmptyInput` when nothing is printed.
    Remarks: "image-only-page", "repeated-header", "joined-table" (page breaks inside tables), "cut-row" (rows cut by a
    page break), "unmapped-character" (the font does not say what it means), "rules-ignored" (pages with more lines than
    any table has).
    """
    with _LOCK, _opened(source.data) as handle:
        found = _read_pages(handle, limits)
    pages = _arrange(found, limits)
    pictures = sum(page.is_picture for page in pages)
    characters = sum(page.characters - page.unmapped for page in pages)
    unmapped = sum(page.unmapped for page in pages)
    if characters == 0 or pictures == len(pages):
        if pictures or unmapped or any(page.picture_share > 0 or page.cut for page in pages):
            raise _no_text_layer(len(pages))
        raise EmptyInput(
            Text(
                "PDF 中没有任何文字。请确认上传的是已填写的文件。",
                "The pdf contains no text. Make sure that it is the completed document.",
            )
        )
    remarks = Counter[str]()
    remarks["image-only-page"] = pictures
    remarks["unmapped-character"] = unmapped
    remarks["rules-ignored"] = sum(page.cut for page in pages)
    headers, footers = _take_furniture(pages)
    blocks = _blocks(pages, limits, remarks)
    return Document(
        tuple(blocks),
        "application/pdf",
        "pdf",
        len(pages),
        _furniture(headers),
        _furniture(footers),
        {name: count for name, count in remarks.items() if count},
    )


@contextmanager
def _opened(data: bytes) -> Iterator[Any]:
    """A document handle of pdfium, closed again whatever happens. `data` has to live as long as the handle."""
    handle = pdfium.FPDF_LoadMemDocument64(data, len(data), None)
    if not handle:
        if pdfium.FPDF_GetLastError() in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY):
            raise EncryptedInput(
                Text(
                    "PDF 设有打开密码，无法读取。请取消密码后重新保存。",
                    "The pdf is protected by a password. Remove the password and save it again.",
                )
            )
        raise _damaged()
    try:
        # A download cut short loses its end first. pdfium repairs what it can and would read part of the report.
        if not _INDEX.search(data, max(0, len(data) - _TAIL)):
            raise _damaged()
        yield handle
    finally:
        pdfium.FPDF_CloseDocument(handle)


def _damaged(page: int | None = None) -> DamagedInput:
    place = Text("", "") if page is None else Text(f"第{page}页无法读取。", f"Page {page} cannot be read. ")
    return DamagedInput(
        Text(
            "PDF 文件不完整或已损坏。{place}请重新下载，或用原软件重新导出 PDF。",
            "The pdf is truncated or damaged. {place}Download it again, or export it anew from its own program.",
        ).format(place=place)
    )


def _no_text_layer(pages: int) -> NoTextLayer:
    return NoTextLayer(
        Text(
            "这是扫描件：{pages} 页均为图像，没有可读取的文字，需要先做文字识别（OCR）。请优先取得原始电子文件"
            "（docx、xlsx 或由其直接导出的 PDF）；如确无电子文件，请用文字识别软件处理后再检查，"
            "例如：ocrmypdf -l chi_sim 输入.pdf 输出.pdf（需安装中文识别数据），并人工核对识别结果。",
            "This is a scan: its {pages} pages are pictures without text, so optical character recognition (OCR) is "
            "needed. Preferably obtain the original electronic file (docx, xlsx, or a pdf exported from it); otherwise "
            "run an OCR program, for example: ocrmypdf -l chi_sim input.pdf output.pdf (with Chinese language data), "
            "compare the result with the pages, then check again.",
        ).format(pages=pages)
    )


def _read_pages(handle: Any, limits: Limits) -> list[tuple[PageText, Drawing]]:
    count = pdfium.FPDF_GetPageCount(handle)
    limits.check("max_pages", count)
    if count < 1:
        raise _damaged()
    deadline = limits.deadline()
    pages: list[tuple[PageText, Drawing]] = []
    characters = 0
    for index in range(count):
        deadline.check()
        page = pdfium.FPDF_LoadPage(handle, index)
        if not page:
            raise _damaged(index + 1)
        try:
            text_page = pdfium.FPDFText_LoadPage(page)
            if not text_page:
                raise _damaged(index + 1)
            try:
                on_page = max(0, pdfium.FPDFText_CountChars(text_page))
                characters += on_page
                limits.check("max_text_chars", characters)
                text = read_characters(page, text_page, on_page)
            finally:
                pdfium.FPDFText_ClosePage(text_page)
            drawing = read_drawing(page, text.frame)
        finally:
            pdfium.FPDF_ClosePage(page)
        pages.append((text, drawing))
    return pages


def _arrange(found: list[tuple[PageText, Drawing]], limits: Limits) -> list[_Page]:
    """Lines and tables of each page."""
    mixed = mixed_blank(text for text, _ in found)
    deadline = limits.deadline()
    pages: list[_Page] = []
    for number, (text, drawing) in enumerate(found, 1):
        deadline.check()
        pages.append(_page(number, text, drawing, mixed, pages[-1] if pages else None))
    for page, following in pairwise(pages):
        if page.grids and following.grids:
            _drop_spilled(page, following)
    return pages


def _drop_spilled(page: _Page, following: _Page) -> None:
    upper = max(page.grids, key=lambda grid: grid.ys[-1])
    lower = following.grids[0]
    below = [line for line in page.lines if line.middle > upper.ys[-1]]
    above = [line for line in following.lines if line.middle < lower.ys[0]]
    spilled = {id(line) for line in find_spilled(upper, below, lower, above)}
    if spilled:
        page.lines = [line for line in page.lines if id(line) not in spilled]
        following.lines = [line for line in following.lines if id(line) not in spilled]


def _page(number: int, text: PageText, drawing: Drawing, mixed: float, before: _Page | None) -> _Page:
    grids = _real_grids(find_grids(drawing, number), before)
    loose = _deal_out(text, grids, mixed) if grids else text.fragments
    frame = text.frame
    return _Page(
        number,
        frame.width,
        frame.height,
        [line for line in gather_lines(loose, number, mixed) if line.bottom > 0 and line.top < frame.height],
        _nest(grids),
        sum(len(fragment.text) for fragment in text.fragments),
        drawing.picture_share,
        text.unmapped,
        drawing.cut,
    )


def _real_grids(grids: list[Grid], before: _Page | None) -> list[Grid]:
    """Boxes of a single cell are frames around text, unless one goes on with the table of the page before."""
    last = max(before.grids, key=lambda grid: grid.ys[-1]) if before and before.grids else None
    return [
        grid
        for index, grid in enumerate(grids)
        if len(grid.cells) > 1
        or (
            index == 0
            and last is not None
            and abs(grid.xs[0] - last.xs[0]) <= SNAP
            and abs(grid.xs[-1] - last.xs[-1]) <= SNAP
        )
    ]


def _deal_out(text: PageText, grids: list[Grid], mixed: float) -> list[Fragment]:
    """Give every fragment to the cell in which its middle lies; returns those outside all tables."""
    inner_first = sorted(grids, key=lambda grid: (grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0]))
    shares: list[dict[int, list[Fragment]]] = [{} for _ in inner_first]
    loose: list[Fragment] = []
    pending = list(text.fragments)
    while pending:
        fragment = pending.pop()
        middle = (fragment.top + fragment.bottom) / 2
        for grid, share in zip(inner_first, shares, strict=True):
            xs = grid.xs
            if not grid.ys[0] <= middle <= grid.ys[-1] or fragment.right <= xs[0] or fragment.left >= xs[-1]:
                continue
            owners = grid.owners[grid.row_at(middle)]
            if xs[0] - 1 <= fragment.left and fragment.right <= xs[-1] + 1:
                owner = owners[grid.column_at(fragment.left + 0.5)]
                if owner == owners[grid.column_at(fragment.right - 0.5)]:
                    share.setdefault(owner, []).append(fragment)
                    break

            def key(x: float, grid: Grid = grid, owners: list[int] = owners) -> int:
                return owners[grid.column_at(x)] if grid.xs[0] <= x <= grid.xs[-1] else -1

            pieces = text.split(fragment, key)
            outside = [piece for owner, piece in pieces if owner < 0]
            if len(outside) == len(pieces):
                continue
            for owner, piece in pieces:
                if owner >= 0:
                    share.setdefault(owner, []).append(piece)
            pending.extend(outside)
            break
        else:
            loose.append(fragment)
    for grid, share in zip(inner_first, shares, strict=True):
        for owner, fragments in share.items():
            cell = grid.cells[owner]
            cell.text = cell_text(fragments, mixed)
            if cell.row + cell.row_span == grid.row_count:
                cell.unfinished = _is_unfinished(fragments, grid, cell)
    return loose


def _is_unfinished(fragments: list[Fragment], grid: Grid, cell: GridCell) -> bool:
    bottom = max(fragment.bottom for fragment in fragments)
    height = max(fragment.bottom - fragment.top for fragment in fragments)
    # No further line would have fitted in, its leading and the inset of the cell included.
    if grid.ys[cell.row + cell.row_span] - bottom > 1.5 * height:
        return False
    right = max(fragment.right for fragment in fragments if fragment.bottom > bottom - height / 2)
    return grid.xs[cell.column + cell.column_span] - right < 1.5 * height


def _nest(grids: list[Grid]) -> list[Grid]:
    """Put tables that lie inside a cell of another into that cell; returns the others."""
    outer: list[Grid] = []
    for grid in sorted(grids, key=lambda grid: -(grid.xs[-1] - grid.xs[0]) * (grid.ys[-1] - grid.ys[0])):
        holder = next((other for other in reversed(outer) if _holds(other, grid)), None)
        if holder is None:
            outer.append(grid)
            continue
        x, y = (grid.xs[0] + grid.xs[-1]) / 2, (grid.ys[0] + grid.ys[-1]) / 2
        holder.cells[holder.owners[holder.row_at(y)][holder.column_at(x)]].inner.append(grid)
    outer.sort(key=lambda grid: (grid.ys[0], grid.xs[0]))
    return outer


def _holds(outer: Grid, inner: Grid) -> bool:
    return outer.covers(inner.xs[0], inner.ys[0]) and outer.covers(inner.xs[-1], inner.ys[-1])


def _take_furniture(pages: list[_Page]) -> tuple[list[Line], list[Line]]:
    edges = []
    for page in pages:
        top = min((grid.ys[0] for grid in page.grids), default=page.height)
        bottom = max((grid.ys[-1] for grid in page.grids), default=0.0)
        half = page.height / 2
        above = [line for line in page.lines if line.middle < min(top, half)]
        below = [line for line in reversed(page.lines) if line.middle > max(bottom, half)]
        sizes = sorted(line.em for line in page.lines if line.em)
        edges.append(Edges(page.height, above, below, sizes[len(sizes) // 2] if sizes else 0.0))
    headers, footers = find_furniture(edges)
    taken = {id(line) for line in (*headers, *footers)}
    for page in pages:
        page.lines = [line for line in page.lines if id(line) not in taken]
    return headers, footers


def _furniture(lines: list[Line]) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(line.text.strip(_BLANK), Location(page=line.page)) for line in lines)


def _blocks(pages: list[_Page], limits: Limits, remarks: Counter[str]) -> list[Block]:
    """Paragraphs and tables in reading order, put together over page breaks."""
    items: list[list[Line] | Joined] = []
    margins = _margins(pages)
    for page in pages:
        pitch = usual_pitch(page.lines)
        is_first = True
        on_page: list[Line | Grid] = [*page.lines, *page.grids]
        for item in sorted(on_page, key=_top):
            last = items[-1] if items else None
            if isinstance(item, Grid):
                if not (is_first and isinstance(last, Joined) and continue_table(last, item)):
                    items.append(start_table(item))
            elif isinstance(last, list) and not begins_paragraph(last[-1], item, margins[round(page.width)], pitch):
                last.append(item)
            else:
                items.append([item])
            is_first = False
    return list(_finished(items, limits, remarks))


def _top(item: Line | Grid) -> float:
    return item.ys[0] if isinstance(item, Grid) else item.middle


def _margins(pages: list[_Page]) -> dict[int, Margins]:
    by_width: dict[int, list[Line]] = {}
    for page in pages:
        by_width.setdefault(round(page.width), []).extend(page.lines)
    return {width: find_margins(lines, width) for width, lines in by_width.items() if lines}


def _finished(items: list[list[Line] | Joined], limits: Limits, remarks: Counter[str]) -> Iterator[Block]:
    numbers = _Numbers(limits)
    paragraphs = 0
    for item in items:
        if isinstance(item, Joined):
            remarks["joined-table"] += item.parts - 1
            remarks["repeated-header"] += item.repeated_headers
            remarks["cut-row"] += item.cut_rows
            yield numbers.table(item)
            continue
        text = item[0].text
        for line in item[1:]:
            text = join_text(text, line.text)
        paragraphs += 1
        yield Paragraph(text.strip(_BLANK), Location(page=item[0].page, paragraph=paragraphs))


class _Numbers:
    """Numbers tables in reading order and counts their cells against the limits."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._tables = 0
        self._cells = 0

    def table(self, joined: Joined) -> Table:
        self._tables += 1
        number = self._tables
        place = Text(f"第{number}个表格", f"table {number}")
        self._cells += joined.row_count * joined.column_count
        self._limits.check("max_rows", joined.row_count, place)
        self._limits.check("max_columns", joined.column_count, place)
        self._limits.check("max_cells", self._cells)
        cells = tuple(
            Cell(
                cell.text.strip(_BLANK),
                cell.row,
                cell.column,
                cell.row_span,
                cell.column_span,
                page=cell.page,
                tables=tuple(self.table(start_table(grid)) for grid in cell.inner),
            )
            for cell in sorted(joined.cells, key=lambda cell: (cell.row, cell.column))
        )
        return Table(number, joined.row_count, joined.column_count, cells, joined.page)
