"""Corrections in a workbook: the value of a cell; number format and style stay.

A formula is never overwritten. Where only its stored result is stale, that result is brought up to date, as Excel
would; formulas that depend on a corrected cell are recomputed, and a correction that one of them cannot be followed
from is not made.
Source: ECMA-376 Part 1, section 18 (SpreadsheetML).
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from kaocheng.correction.formulas import Place, Unsettled, area_of, areas_of, evaluate, shifted
from kaocheng.correction.proposal import Correction
from kaocheng.language import Text
from kaocheng.model.reading import BLANK
from kaocheng.readers.number_formats import BUILTIN, format_number
from kaocheng.readers.places import cell_reference
from kaocheng.values.numbers import parse_number
from kaocheng.writers.annotation.parts import Parts, links_namespace

_NO_CELL = Text("找不到单元格 {cell}", "there is no cell {cell}")
_FORMULA = Text(
    "单元格 {cell} 是公式（={formula}），须由人改公式", "cell {cell} is a formula (={formula}); a person has to mend it"
)
_FOLLOWS = Text(
    "单元格 {cell} 的公式（={formula}）引用了该格，无法核对重算结果",
    "cell {cell} refers to it with a formula (={formula}) whose new result cannot be told",
)
_FORMAT = Text(
    "单元格 {cell} 的数字格式显示不出 {text}，请先改数字格式",
    "the number format of cell {cell} does not show {text}; change the format first",
)
_OTHER_KIND = Text("单元格 {cell} 的内容不是数字或文字", "cell {cell} holds neither a number nor a text")
_NOT_FOUND = Text("在单元格中找不到唯一的“{text}”", "“{text}” does not stand in the cell exactly once")
_UNBOUNDED = re.compile(r"INDIRECT|OFFSET|\[", re.I)  # what such a formula refers to is not written in it
_FACTORS = (Decimal(1), Decimal("0.01"), Decimal("0.001"), Decimal(10_000))  # what formats scale by
_ROUNDS = 20
_Element = Any


def write(parts: Parts, corrections: Sequence[Correction]) -> dict[str, Text]:
    """Put the corrections into the workbook; returns the paths of those that cannot be made, with the reason."""
    book = _Book(parts)
    failed: dict[str, Text] = {}
    by_formula: list[tuple[Correction, _Sheet, Place]] = []
    for correction in corrections:
        where = correction.where
        sheet, place = book.sheets.get(where.sheet or ""), (where.row or 0, where.column or 0)
        cell = None if sheet is None else sheet.cells.get(place)
        if sheet is None or cell is None:
            failed[correction.path] = _NO_CELL.format(cell=cell_reference(*place))
        elif place in sheet.formulas:
            by_formula.append((correction, sheet, place))
        elif (reason := book.change(sheet, place, cell, correction)) is not None:
            failed[correction.path] = reason
    for path, reason in book.recompute().items():
        failed.setdefault(path, reason)
    for correction, sheet, place in by_formula:
        reason = book.settle(sheet, place, correction)
        if reason is not None:
            failed[correction.path] = reason
    book.save()
    return failed


class _Sheet:
    """A worksheet: its cells by place, and its formulas, shared ones written out."""

    def __init__(self, name: str, part: str, root: _Element) -> None:
        self.name, self.part, self.root = name, part, root
        self.cells: dict[Place, _Element] = {}
        self.formulas: dict[Place, str | None] = {}  # None: a kind that is not understood
        self.changed: dict[Place, str] = {}  # place → path of the correction that changed it
        shared: dict[str, tuple[Place, str]] = {}
        row = 0
        for line in root.iterfind(f"{_tag(root, 'sheetData')}/{_tag(root, 'row')}"):
            row = int(line.get("r") or row + 1)
            column = 0
            for cell in line.iterchildren(_tag(root, "c")):
                reference = cell.get("r")
                row, column = area_of(reference)[:2] if reference else (row, column + 1)
                self.cells[row, column] = cell
                formula = cell.find(_tag(root, "f"))
                if formula is not None:
                    self.formulas[row, column] = _written_out((row, column), formula, shared)

    def number(self, place: Place) -> Decimal | None:
        """The stored number of a cell, None for a blank or a text."""
        cell = self.cells.get(place)
        value = None if cell is None or cell.get("t", "n") != "n" else cell.findtext(_tag(cell, "v"))
        try:
            return Decimal(value) if value else None
        except InvalidOperation:
            return None


def _written_out(place: Place, formula: _Element, shared: dict[str, tuple[Place, str]]) -> str | None:
    text: str | None = formula.text
    kind = formula.get("t", "normal")
    if kind == "shared":
        number = formula.get("si", "")
        if text:
            shared[number] = place, text
        elif number in shared:
            (row, column), first = shared[number]
            return shifted(first, place[0] - row, place[1] - column)
        return text
    return text if kind == "normal" else None


class _Book:
    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        main = parts.linked("", "officeDocument") or "xl/workbook.xml"  # as the reader finds it
        workbook = parts.parse(main)
        links = {link.id: link for link in parts.package.relationships(main)}
        targets = {link.kind: link.target for link in links.values()}
        self.sheets: dict[str, _Sheet] = {}
        for element in workbook.iterfind(f"{_tag(workbook, 'sheets')}/{_tag(workbook, 'sheet')}"):
            link = links.get(element.get(f"{{{links_namespace(workbook)}}}id", ""))
            name = element.get("name", "")
            if link is not None and link.kind == "worksheet" and name not in self.sheets:
                self.sheets[name] = _Sheet(name, link.target, parts.parse(link.target))
        self.strings_part = targets.get("sharedStrings")
        self.strings = None if self.strings_part is None else parts.parse(self.strings_part)
        self.codes = _codes(parts.parse(targets["styles"])) if "styles" in targets else {}
        self.touched: set[str] = set()

    def change(self, sheet: _Sheet, place: Place, cell: _Element, correction: Correction) -> Text | None:
        kind, reference = cell.get("t", "n"), cell_reference(*place)
        if kind == "n":
            raw = self._raw(cell, correction.after)
            if raw is None:
                return _FORMAT.format(cell=reference, text=correction.after)
            _set_value(cell, raw)
        elif kind == "s":
            reason = self._change_shared(cell, correction)
            if reason is not None:
                return reason
        elif kind == "inlineStr":
            if not _replace(list(_texts(cell)), correction):
                return _NOT_FOUND.format(text=correction.before)
        else:
            return _OTHER_KIND.format(cell=reference)
        sheet.changed[place] = correction.path
        self.touched.add(sheet.name)
        return None

    def _raw(self, cell: _Element, text: str) -> str | None:
        """The number that the format of the cell shows as this text, or as the same figure with other zeros."""
        parsed = parse_number(text)
        if parsed is None:
            return None
        number, code = parsed[0], self.codes.get(cell.get("s"), "General")
        raws = [format((number * factor).normalize(), "f") for factor in _FACTORS]
        shown = [format_number(raw, code).strip(BLANK) for raw in raws]
        exact = (raw for raw, said in zip(raws, shown, strict=True) if said == text)
        alike = (raw for raw, said in zip(raws, shown, strict=True) if parse_number(said) == parsed)
        return next(exact, None) or next(alike, None)

    def _change_shared(self, cell: _Element, correction: Correction) -> Text | None:
        """A string of its own for the cell; others may show the old one."""
        items = [] if self.strings is None else list(self.strings.iterchildren(_tag(self.strings, "si")))
        number = cell.findtext(_tag(cell, "v")) or ""
        if not number.isdecimal() or int(number) >= len(items):
            return _NOT_FOUND.format(text=correction.before)
        item = copy.deepcopy(items[int(number)])
        if not _replace(list(_texts(item)), correction):
            return _NOT_FOUND.format(text=correction.before)
        items[-1].addnext(item)
        assert self.strings is not None
        if "uniqueCount" in self.strings.attrib:
            self.strings.set("uniqueCount", str(len(items) + 1))
        _set_value(cell, str(len(items)))
        return None

    def recompute(self) -> dict[str, Text]:
        """Bring formulas up to date that depend on a changed cell, directly or by others.

        Returns the corrections from which some formula cannot be followed.
        """
        failed: dict[str, Text] = {}
        for _ in range(_ROUNDS):
            moved = False
            for sheet, place, formula in self._formulas():
                path = self._cause(sheet, formula)
                if path is None:
                    continue
                new = self._result(sheet, formula)
                if new is None:
                    words = _FOLLOWS.format(cell=cell_reference(*place), formula=formula or "…")
                    failed.setdefault(path, words)
                elif new != sheet.number(place):
                    _set_value(sheet.cells[place], _plain(new))
                    sheet.changed[place] = path
                    self.touched.add(sheet.name)
                    moved = True
            if not moved:
                break
        return failed

    def settle(self, sheet: _Sheet, place: Place, correction: Correction) -> Text | None:
        """A formula that ought to show the correction: only its stored result may be stale."""
        formula, cell = sheet.formulas[place], sheet.cells[place]
        new = self._result(sheet, formula)
        code = self.codes.get(cell.get("s"), "General")
        shown = "" if new is None else format_number(_plain(new), code).strip(BLANK)
        if new is None or (shown != correction.after and parse_number(shown) != parse_number(correction.after)):
            return _FORMULA.format(cell=cell_reference(*place), formula=formula or "…")
        if new != sheet.number(place):
            _set_value(cell, _plain(new))
            self.touched.add(sheet.name)
        return None

    def save(self) -> None:
        for sheet in self.sheets.values():
            if sheet.name in self.touched:
                self.parts.write(sheet.part, sheet.root)
        if self.strings is not None and self.strings_part is not None and self.touched:
            self.parts.write(self.strings_part, self.strings)

    def _formulas(self) -> Iterator[tuple[_Sheet, Place, str | None]]:
        for sheet in self.sheets.values():
            for place, formula in sheet.formulas.items():
                yield sheet, place, formula

    def _cause(self, sheet: _Sheet, formula: str | None) -> str | None:
        """The correction that a formula depends on, if any; one that cannot be read may depend on all."""
        every = [path for other in self.sheets.values() for path in other.changed.values()]
        if formula is None or _UNBOUNDED.search(formula):
            return every[0] if every else None
        for name, (top, left, bottom, right) in areas_of(formula):
            other = sheet if name is None else self.sheets.get(name)
            changed = {} if other is None else other.changed
            for (row, column), path in changed.items():
                if top <= row <= bottom and left <= column <= right:
                    return path
        return None

    def _result(self, sheet: _Sheet, formula: str | None) -> Decimal | None:
        if formula is None:
            return None
        try:
            return evaluate(formula, sheet.number)
        except Unsettled:
            return None


def _codes(styles: _Element) -> dict[str | None, str]:
    """Number format by cell style, as the cells name it."""
    own = {
        item.get("numFmtId"): item.get("formatCode", "General")
        for item in styles.iterfind(f"{_tag(styles, 'numFmts')}/{_tag(styles, 'numFmt')}")
    }
    codes: dict[str | None, str] = {}
    for index, style in enumerate(styles.iterfind(f"{_tag(styles, 'cellXfs')}/{_tag(styles, 'xf')}")):
        number = style.get("numFmtId", "0")
        builtin = BUILTIN.get(int(number), "General") if number.isdecimal() and len(number) < 9 else "General"
        codes[str(index)] = own.get(number, builtin)
    return codes


def _replace(texts: list[_Element], correction: Correction) -> bool:
    """Exchange a figure in a string; one that is split over runs goes into the first of them."""
    whole = "".join(text.text or "" for text in texts)
    found = list(re.finditer(rf"(?<![\d.．,]){re.escape(correction.before)}(?![\d.．,%％])", whole))
    if len(found) != 1:
        return False
    place, (match,), first = 0, found, True
    for text in texts:
        words = text.text or ""
        start, end = max(match.start() - place, 0), min(match.end() - place, len(words))
        place += len(words)
        if start < end:
            text.text = words[:start] + (correction.after if first else "") + words[end:]
            first = False
    return True


def _texts(item: _Element) -> Iterator[_Element]:
    """The texts of a string item or inline string, without phonetic guides."""
    for text in item.iter(_tag(item, "t")):
        if next(text.iterancestors(_tag(item, "rPh")), None) is None:
            yield text


def _set_value(cell: _Element, value: str) -> None:
    element = cell.find(_tag(cell, "v"))
    if element is None:
        element = etree.SubElement(cell, _tag(cell, "v"))
    element.text = value


def _plain(value: Decimal) -> str:
    """As Excel stores a number: fifteen digits."""
    return format(Decimal(format(value, ".15g")).normalize(), "f")


def _tag(element: _Element, name: str) -> str:
    """A name of SpreadsheetML in the variant (transitional or strict) of an element."""
    return f"{{{etree.QName(element).namespace}}}{name}"
