"""A workbook (Office Open XML) written row by row: texts, numbers, links, a fixed heading with filters.

Every text is an inline string, never a formula, and stays one when a person edits the cell. Equal input, equal bytes.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from enum import IntEnum
from typing import BinaryIO, NamedTuple

from kaocheng.model.codec import number_to_json
from kaocheng.writers.markup import escape

MAX_ROWS = 1_048_576
_LONGEST = 32_767
_EPOCH = (1980, 1, 1, 0, 0, 0)
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_STYLE_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"


class Style(IntEnum):
    """How a cell looks; the order is that of the cell formats in the style part."""

    PLAIN = 0
    HEADING = 1
    TEXT = 2
    NUMBER = 3
    LINK = 4
    ERROR = 5
    WARNING = 6
    INFO = 7
    FAINT = 8


class Cell(NamedTuple):
    """A cell. `link`: URI of the file it leads to."""

    value: str | int | Decimal | None
    style: Style = Style.TEXT
    link: str | None = None


class Column(NamedTuple):
    """`width` in characters of the standard font; a Chinese character takes two."""

    heading: str
    width: int


class Workbook:
    """Open sheets one after the other; `close` completes the file."""

    def __init__(self, file: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED)
        self._sheets: list[tuple[str, str]] = []  # name, area with the filter

    def sheet(self, name: str, columns: Sequence[Column]) -> Sheet:
        """A new sheet; the one before must have been closed."""
        number = len(self._sheets) + 1
        self._sheets.append((name, f"A1:{_letters(len(columns))}1"))
        return Sheet(self, number, columns)

    def close(self) -> None:
        overrides = [("/xl/workbook.xml", _BOOK_TYPE), ("/xl/styles.xml", _STYLE_TYPE)]
        overrides += [(f"/xl/worksheets/sheet{n}.xml", _SHEET_TYPE) for n in range(1, len(self._sheets) + 1)]
        parts = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides)
        self.put(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>',
        )
        self.put("_rels/.rels", _relationships([("rId1", "officeDocument", "xl/workbook.xml", False)]))
        sheets = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>' for n, (name, _) in enumerate(self._sheets, 1)
        )
        names = "".join(self._names(n, name, area) for n, (name, area) in enumerate(self._sheets))
        self.put(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/></bookViews>'
            f"<sheets>{sheets}</sheets><definedNames>{names}</definedNames></workbook>",
        )
        links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml", False) for n in range(1, len(self._sheets) + 1)]
        links.append((f"rId{len(self._sheets) + 1}", "styles", "styles.xml", False))
        self.put("xl/_rels/workbook.xml.rels", _relationships(links))
        self.put("xl/styles.xml", _STYLES)
        self._zip.close()

    def _names(self, index: int, name: str, area: str) -> str:
        """What spreadsheet programs expect beside a filter, and the heading on every printed page."""
        first, last = (re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", corner) for corner in area.split(":"))
        sheet = f"&apos;{escape(name)}&apos;!"
        return (
            f'<definedName name="_xlnm._FilterDatabase" localSheetId="{index}" hidden="1">{sheet}{first}:{last}'
            f'</definedName><definedName name="_xlnm.Print_Titles" localSheetId="{index}">{sheet}$1:$1</definedName>'
        )

    def set_area(self, number: int, area: str) -> None:
        self._sheets[number - 1] = (self._sheets[number - 1][0], area)

    def open(self, part: str) -> BinaryIO:
        entry = zipfile.ZipInfo(part, _EPOCH)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o600 << 16
        return self._zip.open(entry, "w", force_zip64=True)  # type: ignore[return-value]

    def put(self, part: str, text: str) -> None:
        with self.open(part) as stream:
            stream.write((_DECLARATION + text).encode())


class Sheet:
    """One sheet, written as the rows come."""

    def __init__(self, book: Workbook, number: int, columns: Sequence[Column]) -> None:
        self._book, self._number, self._width = book, number, len(columns)
        self._stream = book.open(f"xl/worksheets/sheet{number}.xml")
        self._row = 0
        self._places: list[tuple[str, str]] = []  # cell, id of its link
        self._links: dict[str, str] = {}  # URI to id
        widths = "".join(
            f'<col min="{n}" max="{n}" width="{c.width}" customWidth="1"/>' for n, c in enumerate(columns, 1)
        )
        self._put(
            f'{_DECLARATION}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
            f'<sheetViews><sheetView workbookViewId="0" tabSelected="{int(number == 1)}">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData>'
        )
        self.add([Cell(column.heading, Style.HEADING) for column in columns])

    @property
    def full(self) -> bool:
        """No further row fits into a sheet."""
        return self._row >= MAX_ROWS

    def add(self, cells: Sequence[Cell]) -> None:
        """One row."""
        self._row += 1
        written = "".join(self._cell(f"{_letters(n)}{self._row}", cell) for n, cell in enumerate(cells, 1))
        self._put(f'<row r="{self._row}">{written}</row>')

    def close(self) -> None:
        area = f"A1:{_letters(self._width)}{self._row}"
        links = "".join(f'<hyperlink ref="{place}" r:id="{link}"/>' for place, link in self._places)
        self._put(
            f'</sheetData><autoFilter ref="{area}"/>{f"<hyperlinks>{links}</hyperlinks>" if links else ""}'
            '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
        )
        self._stream.close()
        self._book.set_area(self._number, area)
        if self._links:
            targets = [(link, "hyperlink", uri, True) for uri, link in self._links.items()]
            self._book.put(f"xl/worksheets/_rels/sheet{self._number}.xml.rels", _relationships(targets))

    def _cell(self, place: str, cell: Cell) -> str:
        if cell.value is None or cell.value == "":
            return f'<c r="{place}" s="{cell.style}"/>'
        if cell.link is not None:
            self._places.append((place, self._links.setdefault(cell.link, f"rId{len(self._links) + 1}")))
        if not isinstance(cell.value, str):
            number = number_to_json(cell.value) if isinstance(cell.value, Decimal) else cell.value
            return f'<c r="{place}" s="{cell.style}"><v>{number}</v></c>'
        text = cell.value if len(cell.value) <= _LONGEST else cell.value[: _LONGEST - 1] + "…"
        text = escape(_CODED.sub("_x005F_", text))
        return f'<c r="{place}" s="{cell.style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def _put(self, text: str) -> None:
        self._stream.write(text.encode())


def _letters(number: int) -> str:
    """The name of a column, from 1.

    >>> _letters(28)
    'AB'
    """
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def _relationships(links: Sequence[tuple[str, str, str, bool]]) -> str:
    entries = "".join(
        f'<Relationship Id="{link}" Type="{_OFFICE}/{kind}" Target="{escape(target)}" '
        f'TargetMode="{"External" if outside else "Internal"}"/>'
        for link, kind, target, outside in links
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _fonts() -> str:
    name = '<sz val="10"/>{}<name val="等线"/><family val="2"/>'
    colours = ("", '<color rgb="FFFFFFFF"/>', '<color rgb="FF0563C1"/>', '<color rgb="FF7F7F7F"/>')
    bold, line = ("", "<b/>", "", ""), ("", "", "<u/>", "")
    return "".join(
        f"<font>{b}{u}{name.format(colour)}</font>" for b, u, colour in zip(bold, line, colours, strict=True)
    )


def _formats() -> str:
    """Font, fill and alignment of each `Style`. quotePrefix: an edited “=1+1” stays a text."""
    looks = ((0, 0, False), (1, 2, True), (0, 0, True), (0, 0, False), (2, 0, True), *((0, n, True) for n in (3, 4, 5)))
    return "".join(
        f'<xf numFmtId="0" fontId="{font}" fillId="{fill}" borderId="{1 if n else 0}" xfId="0" applyFont="1" '
        f'applyFill="1" applyBorder="1" applyAlignment="1" quotePrefix="{int(text)}">'
        f'<alignment vertical="top" wrapText="{int(text)}"/></xf>'
        for n, (font, fill, text) in enumerate((*looks, (3, 0, True)))
    )


_FILLS = "".join(
    f'<fill><patternFill patternType="solid"><fgColor rgb="{rgb}"/></patternFill></fill>'
    for rgb in ("FF1F3A5F", "FFF8CBAD", "FFFFE699", "FFDDEBF7")
)
_EDGE = "".join(f'<{side} style="thin"><color rgb="FFD0D0D0"/></{side}>' for side in ("left", "right", "top", "bottom"))
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><fonts count="4">{_fonts()}</fonts>'
    '<fills count="6"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    f'{_FILLS}</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
    f"<border>{_EDGE}<diagonal/></border></borders>"
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    f'<cellXfs count="{len(Style)}">{_formats()}</cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
