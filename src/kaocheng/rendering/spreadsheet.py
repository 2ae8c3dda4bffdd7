"""The file format of workbooks (Office Open XML): parts, cells, looks. What stands in them is decided in `xlsx`.

Texts are shared strings and can never become formulas. Looks, fonts and number formats are kept once each, in the order
of their first use, so that equal workbooks have equal bytes.
Source: ECMA-376 part 1, chapter 18; the order of elements in a part is that of its schema.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from kaocheng.errors import RenderError
from kaocheng.language import Text
from kaocheng.rendering.characters import clean, escape
from kaocheng.rendering.number_pattern import GENERAL, TEXT
from kaocheng.rendering.package import pack
from kaocheng.rendering.style import Page

MAX_HEIGHT = 409.0  # of a row, in pt
_MAX_TEXT = 32_767
_MAX_NAME = 31
_MAX_COLUMNS = 16_384
# The unit of column widths is a digit of the standard font, in pixels at 96 dots per inch. Arial, or a free font of the
# same widths, is everywhere; where 宋体 is missing, columns measured by it would come out wider.
_STANDARD_FONT = ("Arial", 10.0)
_DIGIT_PIXELS = 7

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_CODED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL_IN_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_BUILTIN = {GENERAL: 0, "0": 1, "0.00": 2, "#,##0": 3, "#,##0.00": 4, "0%": 9, "0.00%": 10, TEXT: 49}
_FIRST_OWN_FORMAT = 164
_SIDES = ("left", "right", "top", "bottom")
_PAGE_NUMBER = '&C&"宋体"&14— &P —'
# Differential looks of conditional formats, by number.
TOO_HIGH, TO_FILL_IN = 0, 1
_CONDITIONAL = (
    '<dxf><font><b/><color rgb="FF9C0006"/></font>'
    '<fill><patternFill><bgColor rgb="FFFFC7CE"/></patternFill></fill></dxf>'
    '<dxf><fill><patternFill><bgColor rgb="FFFFF9D9"/></patternFill></fill></dxf>'
)


class Font(NamedTuple):
    name: str
    size: float
    bold: bool = False
    colour: str = ""  # RRGGBB
    serif: bool = True  # what may stand in for it


class Look(NamedTuple):
    """How a cell looks. `pattern`: its number format. `indent`: in characters, from the side it is aligned to.

    A number that finds no room is set smaller; it cannot be wrapped, and "####" would be shown instead.
    """

    font: Font
    align: str = "left"
    bordered: bool = False
    pattern: str = TEXT
    locked: bool = True
    indent: int = 0
    vertical: str = "center"


class Piece(NamedTuple):
    """Part of a text with a font of its own."""

    text: str
    font: Font


class Condition(NamedTuple):
    """A conditional format: `area` looks like `look` (TOO_HIGH, TO_FILL_IN) where the formula holds."""

    area: str
    formula: str
    look: int


class Validation(NamedTuple):
    """What may be typed. `kind`: decimal, list, custom, textLength, or none for a hint only."""

    kind: str
    first: str = ""
    second: str = ""
    title: str = ""
    prompt: str = ""
    error: str = ""

    def xml(self, areas: Iterable[str]) -> str:
        operator = "lessThanOrEqual" if self.kind == "textLength" else ""
        if self.kind == "decimal" and not self.second:
            operator = "greaterThanOrEqual"
        attributes = f' type="{self.kind}"' + (f' operator="{operator}"' if operator else "")
        title = escape(self.title[:32])
        return (
            f'<dataValidation{attributes} allowBlank="1" showInputMessage="1"'
            f' showErrorMessage="{int(bool(self.error))}" errorTitle="{title}"'
            f' error="{escape(self.error[:225])}" promptTitle="{title}"'
            f' prompt="{escape(self.prompt[:255])}" sqref="{" ".join(areas)}">'
            + (f"<formula1>{escape(self.first)}</formula1>" if self.first else "")
            + (f"<formula2>{escape(self.second)}</formula2>" if self.second else "")
            + "</dataValidation>"
        )


@dataclass(slots=True)
class Row:
    height: float  # pt
    cells: list[str]


@dataclass(slots=True)
class Worksheet:
    """One sheet. `columns`: widths in mm. `repeat`: first and last row that every printed page shows, from 1.
    `frozen`: rows that stay on the screen. `names`: hidden name and address of fields."""

    name: str
    page: Page
    landscape: bool
    columns: tuple[float, ...]
    rows: list[Row] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    protected: bool = False
    conditions: list[Condition] = field(default_factory=list)
    validations: dict[Validation, list[str]] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)  # cell, place in this workbook
    repeat: tuple[int, int] | None = None
    frozen: int = 0
    names: list[tuple[str, str]] = field(default_factory=list)
    on_one_page: bool = False

    @property
    def area(self) -> str:
        return f"A1:{letters(len(self.columns))}{max(len(self.rows), 1)}"


class Workbook:
    """Collects strings, looks and sheets; `save` gives the file."""

    def __init__(self, title: str, language: str) -> None:
        self._title, self._language = title, language
        self._sheets: list[Worksheet] = []
        self._sheet_names: set[str] = set()
        self._strings: dict[str, int] = {}
        self._uses = 0
        self._looks: dict[Look, int] = {Look(Font(*_STANDARD_FONT), pattern=GENERAL): 0}

    def sheet_name(self, wanted: str) -> str:
        """A legal name that no other sheet has."""
        name = _ILLEGAL_IN_NAME.sub(" ", clean(wanted)).strip(" '") or "Sheet"
        if name.casefold() == "history":  # reserved
            name += "1"
        name, count = _shortened(name, _MAX_NAME), 1
        base = name
        while name.casefold() in self._sheet_names:
            count += 1
            ending = f"（{count}）"
            name = _shortened(base, _MAX_NAME - len(ending)) + ending
        self._sheet_names.add(name.casefold())
        return name

    def add(self, sheet: Worksheet) -> None:
        """Raises RenderError for more columns than a worksheet has."""
        if len(sheet.columns) > _MAX_COLUMNS:
            raise RenderError(Text("表格列数超过工作表的上限。", "The table has more columns than a worksheet."))
        self._sheets.append(sheet)

    # Cells

    def look(self, look: Look) -> int:
        return self._looks.setdefault(look, len(self._looks))

    def empty(self, place: str, look: Look) -> str:
        return f'<c r="{place}" s="{self.look(look)}"/>'

    def text(self, place: str, text: str | Sequence[Piece], look: Look) -> str:
        """Raises RenderError for a text longer than a cell holds."""
        plain = text if isinstance(text, str) else "".join(piece.text for piece in text)
        if len(plain) > _MAX_TEXT:
            raise RenderError(
                Text(
                    "文字过长（{length} 字），电子表格单元格最多容纳 {limit} 字：{start}……",
                    "A text of {length} characters is too long for a cell of a worksheet ({limit}): {start}…",
                ).format(length=len(plain), limit=_MAX_TEXT, start=plain[:20])
            )
        if isinstance(text, str):
            item = _text_element(text)
        else:
            item = "".join(f"<r><rPr>{_font(p.font, 'rFont')}</rPr>{_text_element(p.text)}</r>" for p in text if p.text)
        self._uses += 1
        number = self._strings.setdefault(item, len(self._strings))
        return f'<c r="{place}" s="{self.look(look)}" t="s"><v>{number}</v></c>'

    def number(self, place: str, number: Decimal, look: Look) -> str:
        return f'<c r="{place}" s="{self.look(look)}"><v>{format(number, "f")}</v></c>'

    def formula(self, place: str, formula: str, result: Decimal | str, look: Look) -> str:
        """`result`: what the formula gives, kept in the file for programs that do not compute."""
        if isinstance(result, str):
            kind, value = ' t="str"', escape(result)
        else:
            kind, value = "", repr(float(result))
        return f'<c r="{place}" s="{self.look(look)}"{kind}><f>{escape(formula)}</f><v>{value}</v></c>'

    # Parts

    def save(self) -> bytes:
        return pack(self._parts())

    def _parts(self) -> Iterator[tuple[str, str]]:
        numbers = range(1, len(self._sheets) + 1)
        overrides = [("xl/workbook.xml", f"{_TYPES}.sheet.main+xml"), ("xl/styles.xml", f"{_TYPES}.styles+xml")]
        overrides += [("xl/sharedStrings.xml", f"{_TYPES}.sharedStrings+xml")]
        overrides += [(f"xl/worksheets/sheet{n}.xml", f"{_TYPES}.worksheet+xml") for n in numbers]
        overrides += [("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml")]
        parts = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides)
        yield (
            "[Content_Types].xml",
            f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>',
        )
        core = f"{_PACKAGE}/relationships/metadata/core-properties"
        yield (
            "_rels/.rels",
            _relationships([(f"{_OFFICE}/officeDocument", "xl/workbook.xml"), (core, "docProps/core.xml")]),
        )
        yield (
            "docProps/core.xml",
            f'{_DECLARATION}<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(self._title)}</dc:title><dc:language>{escape(self._language)}</dc:language>"
            "</cp:coreProperties>",
        )
        yield "xl/workbook.xml", self._workbook()
        links = [(f"{_OFFICE}/worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
        links += [(f"{_OFFICE}/styles", "styles.xml"), (f"{_OFFICE}/sharedStrings", "sharedStrings.xml")]
        yield "xl/_rels/workbook.xml.rels", _relationships(links)
        for number, sheet in zip(numbers, self._sheets, strict=True):
            yield f"xl/worksheets/sheet{number}.xml", _DECLARATION + "".join(_worksheet(sheet, number == 1))
        items = "".join(f"<si>{item}</si>" for item in self._strings)
        counts = f'count="{self._uses}" uniqueCount="{len(self._strings)}"'
        yield "xl/sharedStrings.xml", f'{_DECLARATION}<sst xmlns="{_MAIN}" {counts}>{items}</sst>'
        yield "xl/styles.xml", _DECLARATION + _styles(list(self._looks))

    def _workbook(self) -> str:
        sheets = "".join(
            f'<sheet name="{escape(sheet.name)}" sheetId="{n}" r:id="rId{n}"/>'
            for n, sheet in enumerate(self._sheets, 1)
        )
        names = "".join(
            f'<definedName name="{name}" localSheetId="{index}"{hidden}>{escape(target)}</definedName>'
            for index, sheet in enumerate(self._sheets)
            for name, target, hidden in _defined_names(sheet)
        )
        return (
            f'{_DECLARATION}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr/><bookViews><workbookView/>'
            f"</bookViews><sheets>{sheets}</sheets>{f'<definedNames>{names}</definedNames>' if names else ''}"
            '<calcPr calcId="191029" fullCalcOnLoad="1"/></workbook>'
        )


def _defined_names(sheet: Worksheet) -> Iterator[tuple[str, str, str]]:
    owner = in_sheet(sheet.name, "")
    first, last = (absolute(corner) for corner in sheet.area.split(":"))
    yield "_xlnm.Print_Area", f"{owner}{first}:{last}", ""
    if sheet.repeat is not None:
        yield "_xlnm.Print_Titles", f"{owner}${sheet.repeat[0]}:${sheet.repeat[1]}", ""
    for name, place in sheet.names:
        yield name, owner + absolute(place), ' hidden="1"'


def _worksheet(sheet: Worksheet, selected: bool) -> Iterator[str]:
    yield f'<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
    yield f'<dimension ref="{sheet.area}"/>'
    pane = ""
    if sheet.frozen:
        pane = (
            f'<pane ySplit="{sheet.frozen}" topLeftCell="A{sheet.frozen + 1}" activePane="bottomLeft" state="frozen"/>'
        )
    yield f'<sheetViews><sheetView workbookViewId="0" showGridLines="0" tabSelected="{int(selected)}">{pane}'
    yield '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>'
    for number, width in enumerate(sheet.columns, 1):
        chars = min(width / 25.4 * 96 / _DIGIT_PIXELS, 255.0)
        yield f'<col min="{number}" max="{number}" width="{chars:.2f}" customWidth="1"/>'
    yield "</cols><sheetData>"
    for number, row in enumerate(sheet.rows, 1):
        yield f'<row r="{number}" ht="{min(row.height, MAX_HEIGHT):.2f}" customHeight="1">'
        yield from row.cells
        yield "</row>"
    yield "</sheetData>"
    if sheet.protected:
        # Without a password, and rows and columns may be made larger.
        yield '<sheetProtection sheet="1" objects="1" scenarios="1" formatColumns="0" formatRows="0"/>'
    if sheet.merged:
        cells = "".join(f'<mergeCell ref="{area}"/>' for area in sheet.merged)
        yield f'<mergeCells count="{len(sheet.merged)}">{cells}</mergeCells>'
    for priority, (area, formula, look) in enumerate(sheet.conditions, 1):
        yield f'<conditionalFormatting sqref="{area}"><cfRule type="expression" dxfId="{look}" priority="{priority}">'
        yield f"<formula>{escape(formula)}</formula></cfRule></conditionalFormatting>"
    if sheet.validations:
        rules = "".join(rule.xml(areas) for rule, areas in sheet.validations.items())
        yield f'<dataValidations count="{len(sheet.validations)}">{rules}</dataValidations>'
    if sheet.links:
        links = "".join(f'<hyperlink ref="{cell}" location="{escape(target)}"/>' for cell, target in sheet.links)
        yield f"<hyperlinks>{links}</hyperlinks>"
    page = sheet.page
    margins = zip(_SIDES, (page.left, page.right, page.top, page.bottom), strict=True)
    yield '<printOptions horizontalCentered="1"/><pageMargins '
    yield " ".join(f'{side}="{width / 25.4:.4f}"' for side, width in margins)
    footer = max(page.bottom / 2, 8) / 25.4
    yield f' header="{footer:.4f}" footer="{footer:.4f}"/>'
    turned = "landscape" if sheet.landscape else "portrait"
    yield f'<pageSetup paperSize="9" orientation="{turned}" fitToWidth="1" fitToHeight="{int(sheet.on_one_page)}"/>'
    yield f"<headerFooter><oddFooter>{escape(_PAGE_NUMBER)}</oddFooter></headerFooter>"
    # Numbers among the texts are no mistake: they are printed so.
    yield f'<ignoredErrors><ignoredError sqref="{sheet.area}" numberStoredAsText="1"/></ignoredErrors></worksheet>'


def _styles(looks: list[Look]) -> str:
    fonts: dict[Font, int] = {}
    formats: dict[str, int] = {}
    entries = []
    for look in looks:
        number = _BUILTIN.get(look.pattern)
        if number is None:
            number = formats.setdefault(look.pattern, _FIRST_OWN_FORMAT + len(formats))
        font = fonts.setdefault(look.font, len(fonts))
        indent = f' indent="{look.indent}"' if look.indent else ""
        fit = 'wrapText="1"' if look.pattern == TEXT else 'shrinkToFit="1"'
        entries.append(
            f'<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="{int(look.bordered)}" xfId="0"'
            ' applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1" applyProtection="1">'
            f'<alignment horizontal="{look.align}" vertical="{look.vertical}" {fit}{indent}/>'
            f'<protection locked="{int(look.locked)}"/></xf>'
        )
    own = "".join(f'<numFmt numFmtId="{n}" formatCode="{escape(code)}"/>' for code, n in formats.items())
    edges = "".join(f'<{side} style="thin"><color auto="1"/></{side}>' for side in _SIDES)
    own = f'<numFmts count="{len(formats)}">{own}</numFmts>' if own else ""
    faces = "".join(f"<font>{_font(font, 'name')}</font>" for font in fonts)
    return (
        f'<styleSheet xmlns="{_MAIN}">{own}<fonts count="{len(fonts)}">{faces}</fonts><fills count="2">'
        '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '</fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        f"<border>{edges}<diagonal/></border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(entries)}">{"".join(entries)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        f'<dxfs count="2">{_CONDITIONAL}</dxfs></styleSheet>'
    )


@lru_cache(maxsize=64)
def _font(font: Font, name: str) -> str:
    colour = f'<color rgb="FF{font.colour}"/>' if font.colour else ""
    bold = "<b/>" if font.bold else ""
    size, face = f'<sz val="{font.size:g}"/>', f'<{name} val="{escape(font.name)}"/>'
    family, charset = f'<family val="{1 if font.serif else 2}"/>', '<charset val="134"/>'
    if name == "rFont":  # the schema has another order for a piece of text
        return face + charset + family + bold + colour + size
    return bold + size + colour + face + family + charset


def _text_element(text: str) -> str:
    return f'<t xml:space="preserve">{escape(_CODED.sub("_x005F_", text) if "_x" in text else text)}</t>'


def _relationships(links: Sequence[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>' for n, (kind, target) in enumerate(links, 1)
    )
    return f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


# Addresses


@lru_cache(maxsize=1024)
def letters(number: int) -> str:
    """The name of a column, from 1.

    >>> letters(28)
    'AB'
    """
    name = ""
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(65 + rest) + name
    return name


def absolute(place: str) -> str:
    """
    >>> absolute("AB12")
    '$AB$12'
    """
    column = place.rstrip("0123456789")
    return f"${column}${place[len(column) :]}"


def in_sheet(name: str, place: str) -> str:
    """An address as seen from another sheet.

    >>> in_sheet("表'1", "A1")
    "'表''1'!A1"
    """
    return "'" + name.replace("'", "''") + "'!" + place


def _shortened(name: str, units: int) -> str:
    """Spreadsheets count UTF-16 units."""
    while len(name.encode("utf-16-le")) > 2 * units:
        name = name[:-1]
    return name.strip(" '")
