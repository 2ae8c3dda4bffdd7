"""One printed sheet, written as docx, xlsx, html and flattened text.

A `Sheet` is what the page shows: lines, a grid of merged cells, lines. The writers add nothing to it.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
from openpyxl.styles import Alignment


@dataclass(frozen=True)
class PrintedCell:
    """A cell; `row` and `column` of its upper left corner, from 0."""

    text: str
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True)
class Sheet:
    """Lines above, one grid, lines below. `name`: of the worksheet."""

    name: str
    before: tuple[str, ...]
    cells: tuple[PrintedCell, ...]
    rows: int
    columns: int
    after: tuple[str, ...] = ()

    def grid(self) -> list[list[PrintedCell | None]]:
        """Rows × columns; a merged cell stands in every position it covers."""
        grid: list[list[PrintedCell | None]] = [[None] * self.columns for _ in range(self.rows)]
        for cell in self.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    if grid[row][column] is not None:
                        raise ValueError(f"two cells at row {row}, column {column}: {cell.text!r}")
                    grid[row][column] = cell
        return grid


# docx ----------------------------------------------------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CONTENT_TYPES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_LAST_SECTION = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
_EPOCH = (2024, 1, 1, 0, 0, 0)


def write_docx(sheets: Sequence[Sheet], path: Path) -> None:
    """Real tables with merged cells; a line break inside a cell is a forced break."""
    body = "".join(
        "".join(map(_paragraph, sheet.before)) + _docx_table(sheet) + "".join(map(_paragraph, ("", *sheet.after)))
        for sheet in sheets
    )
    document = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document xmlns:w="{_W}"><w:body>'
        f"{body}{_LAST_SECTION}</w:body></w:document>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONSHIPS),
            ("word/document.xml", document),
        ):
            package.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)


def _paragraph(text: str) -> str:
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:r>{runs}</w:r></w:p>" if text else "<w:p/>"


def _docx_table(sheet: Sheet) -> str:
    grid = "".join(f'<w:gridCol w:w="{9600 // sheet.columns}"/>' for _ in range(sheet.columns))
    rows = "".join(f"<w:tr>{''.join(_docx_row(row, number))}</w:tr>" for number, row in enumerate(sheet.grid()))
    return f'<w:tbl><w:tblPr><w:tblW w:w="9600" w:type="dxa"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>'


def _docx_row(row: list[PrintedCell | None], number: int) -> Iterator[str]:
    for cell in _once(row):
        if cell is None:
            yield "<w:tc><w:tcPr/><w:p/></w:tc>"
            continue
        marks = f'<w:gridSpan w:val="{cell.column_span}"/>' if cell.column_span > 1 else ""
        starts = cell.row == number
        if cell.row_span > 1:
            marks += '<w:vMerge w:val="restart"/>' if starts else "<w:vMerge/>"
        yield f"<w:tc><w:tcPr>{marks}</w:tcPr>{_paragraph(cell.text if starts else '')}</w:tc>"


def _once(row: list[PrintedCell | None]) -> Iterator[PrintedCell | None]:
    """The cells of a grid row, those that cover several columns once."""
    previous = None
    for cell in row:
        if cell is None or cell is not previous:
            yield cell
        previous = cell


# xlsx ----------------------------------------------------------------------------------------------------------------

_NUMBER = re.compile(r"-?(\d{1,3}(,\d{3})+|0|[1-9]\d*)(\.\d+)?%?")


def write_xlsx(sheets: Sequence[Sheet], path: Path) -> None:
    """One worksheet per form, real merges, numbers as numbers with the format that shows them as printed."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for sheet in sheets:
        page = book.create_sheet(re.sub(r"[\[\]:*?/\\]", "", sheet.name)[:31])
        row = 1
        for line in sheet.before:
            _xlsx_line(page, row, sheet.columns, line)
            row += 1
        top = row
        for cell in sheet.cells:
            _xlsx_cell(page.cell(top + cell.row, cell.column + 1), cell.text)
            if cell.row_span > 1 or cell.column_span > 1:
                page.merge_cells(
                    start_row=top + cell.row,
                    end_row=top + cell.row + cell.row_span - 1,
                    start_column=cell.column + 1,
                    end_column=cell.column + cell.column_span,
                )
        row = top + sheet.rows
        for line in sheet.after:
            _xlsx_line(page, row, sheet.columns, line)
            row += 1
    book.save(path)


def _xlsx_line(page: openpyxl.worksheet.worksheet.Worksheet, row: int, columns: int, text: str) -> None:
    page.cell(row, 1, text)
    if columns > 1:
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)


def _xlsx_cell(cell: openpyxl.cell.Cell, text: str) -> None:
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if not _NUMBER.fullmatch(text):
        cell.value = text or None
        cell.data_type = "s" if text else "n"
        return
    places = len(text.rstrip("%").partition(".")[2])
    number = Decimal(text.rstrip("%").replace(",", ""))
    pattern = "#,##0" if "," in text else "0"
    pattern += "." + "0" * places if places else ""
    if text.endswith("%"):
        cell.value, cell.number_format = float(number / 100), pattern + "%"
    else:
        general = "," not in text and not (places and text.endswith("0"))
        cell.value = float(number) if places else int(number)
        cell.number_format = "General" if general else pattern


# html ----------------------------------------------------------------------------------------------------------------


def write_html(sheets: Sequence[Sheet], path: Path) -> None:
    """One page: headings, tables with rowspan and colspan, lines."""
    parts = []
    for sheet in sheets:
        parts += [f"<p>{html.escape(line)}</p>" for line in sheet.before]
        parts.append('<table border="1">')
        for number, row in enumerate(sheet.grid()):
            cells = "".join(_html_cell(cell) for cell in _once(row) if cell is None or cell.row == number)
            parts.append(f"<tr>{cells}</tr>")
        parts.append("</table>")
        parts += [f"<p>{html.escape(line)}</p>" for line in sheet.after]
    path.write_text(page(sheets[0].name, "\n".join(parts)), encoding="utf-8")


def page(title: str, body: str) -> str:
    """A self-contained html page."""
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n<title>{html.escape(title)}</title>\n'
        f"</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _html_cell(cell: PrintedCell | None) -> str:
    if cell is None:
        return "<td></td>"
    spans = f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
    spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    return f"<td{spans}>{html.escape(cell.text, quote=False).replace(chr(10), '<br>')}</td>"


# txt -----------------------------------------------------------------------------------------------------------------


def write_txt(sheets: Sequence[Sheet], path: Path, dialect: str) -> None:
    """Flattened as office converters and web pages do it, in one of the `DIALECTS`."""
    flatten = DIALECTS[dialect]
    parts: list[str] = []
    for sheet in sheets:
        for line in sheet.before:
            parts += [line, ""]
        parts += [*flatten(sheet), ""]
        for line in sheet.after:
            parts += [line, ""]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def _texts(sheet: Sheet) -> Iterator[list[str]]:
    """Every position of the grid; what a merged cell covers besides its corner is empty."""
    for number, row in enumerate(sheet.grid()):
        yield [
            cell.text.replace("\n", " ") if cell and (cell.row, cell.column) == (number, column) else ""
            for column, cell in enumerate(row)
        ]


def _tab_rows(sheet: Sheet) -> Iterator[str]:
    """One row per line, cells between tabs; merged cells printed once, then empty."""
    return ("\t".join(row) for row in _texts(sheet))


def _pipe_rows(sheet: Sheet) -> Iterator[str]:
    """One row per line, "a | b | c", empty cells at the end left out."""
    for row in _texts(sheet):
        while len(row) > 1 and not row[-1]:
            row.pop()
        yield " | ".join(row)


def _clipped_pipe_rows(sheet: Sheet) -> Iterator[str]:
    """The same, but a row begins with its first filled cell."""
    return (line.lstrip(" |") for line in _pipe_rows(sheet))


def _pipe_cells(sheet: Sheet) -> Iterator[str]:
    """One cell per line ending in " |", each row opened by a lone "|"."""
    for row in _texts(sheet):
        yield "|"
        for text in row:
            yield f"{text} |"


def _tab_cells(sheet: Sheet) -> Iterator[str]:
    """One cell per line led by a tab, an empty line after each row.

    What a merged cell covers further down is a lone tab, an unfilled cell an ideographic space, and a line break inside
    a cell stays.
    """
    for number, row in enumerate(sheet.grid()):
        for cell in _once(row):
            if cell is None:
                yield "\t　"
            elif cell.row != number:
                yield "\t"
            else:
                yield f"\t{cell.text or '　'}"
        yield ""


def _blank_lines(sheet: Sheet) -> Iterator[str]:
    """Cells separated by blank lines, an empty cell being a line with one blank; rows are not marked at all."""
    for number, row in enumerate(sheet.grid()):
        for cell in _once(row):
            filled = cell is not None and cell.row == number and cell.text
            yield cell.text if cell is not None and filled else " "
            yield ""


DIALECTS: dict[str, Callable[[Sheet], Iterator[str]]] = {
    "tab-rows": _tab_rows,
    "tab-cells": _tab_cells,
    "pipe-rows": _pipe_rows,
    "clipped-pipe-rows": _clipped_pipe_rows,
    "pipe-cells": _pipe_cells,
    "blank-lines": _blank_lines,
}
