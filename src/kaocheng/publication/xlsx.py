"""What a workbook holds beside what it shows: hidden sheets, rows and columns, comments, formulas that lead elsewhere.

Hidden rows and columns stay where they are and lose their content, so that no address moves. Where something hidden
went, formulas become their values: computed anew they would give other results than the report states.

Source: ECMA-376 Part 1, section 18 (SpreadsheetML).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.errors import EmptyInput
from kaocheng.language import Text
from kaocheng.provenance import Location
from kaocheng.publication.container import RELATION, Container, Element, local, remove
from kaocheng.publication.removal import Removal, RemovalKind
from kaocheng.publication.units import X

_TRUE = ("1", "true")
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_BOOK_GONE = frozenset(("fileSharing", "absPath", "customWorkbookViews", "webPublishing", "revisionPtr"))
_SHEET_GONE = frozenset(("customSheetViews", "legacyDrawing"))
_SHOWS_NOTHING = re.compile(r'(?:"")?;(?:"")?;(?:"")?(?:;(?:"")?)?')
_RULES = ("dataValidation", "cfRule", "sparkline")

_Place = tuple[int, int]


def clean(container: Container) -> list[Removal]:
    """Take out what the workbook does not show. Raises EmptyInput where every sheet is hidden."""
    main = container.main
    workbook = container.root(main)
    found = _comments(container)
    gone = _hidden_sheets(container, workbook)
    found += [Removal(RemovalKind.HIDDEN_SHEET, "", Location(sheet=name), main) for name in gone]
    hiding = bool(gone)
    formats = _silent_styles(container)
    parts = _sheet_parts(container, workbook)
    for name, part in parts:
        cleared = list(_hidden_cells(container.root(part), name, part, formats))
        hiding = hiding or bool(cleared)
        found += cleared
    outside = any(_leads_out(container.root(part)) for _, part in parts)
    for name, part in parts:
        root = container.root(part)
        if hiding or outside:
            count = _to_values(root)
            if count:
                found.append(Removal(RemovalKind.FORMULA, "", Location(sheet=name), part, count))
        _drop_rules(root, gone)
        for element in [element for element in root if local(element) in _SHEET_GONE]:
            root.remove(element)
    for element in [element for element in workbook.iter() if local(element) in _BOOK_GONE]:
        remove(element)
    if hiding or outside:
        container.drop_links(lambda _, link: link.kind == "calcChain")
    container.drop_links(lambda part, link: link.kind == "vmlDrawing" and not _is_referred(container, part, link.id))
    _drop_strings(container, [part for _, part in parts])
    return found


def _is_referred(container: Container, part: str, identifier: str) -> bool:
    if part not in container:
        return False
    return any(
        key.startswith(RELATION) and value == identifier
        for element in container.root(part).iter()
        for key, value in element.attrib.items()
    )


def _comments(container: Container) -> list[Removal]:
    found = []
    for part in [name for name in container.parts if name.endswith(".xml")]:
        for link in container.links(part):
            if link.kind in ("comments", "threadedComment") and link.target in container:
                tags = ("comment", "threadedComment")
                count = sum(local(element) in tags for element in container.root(link.target).iter())
                found.append(Removal(RemovalKind.COMMENT, part=link.target, count=count))
    return found


def _sheet_parts(container: Container, workbook: Element) -> list[tuple[str, str]]:
    links = {link.id: link for link in container.links(container.main)}
    found = []
    for element in workbook.iterfind(f"{X}sheets/{X}sheet"):
        link = links.get(element.get(RELATION + "id", ""))
        if link is not None and link.kind == "worksheet" and link.target in container:
            found.append((element.get("name", ""), link.target))
    return found


def _hidden_sheets(container: Container, workbook: Element) -> list[str]:
    """Take hidden sheets out of the book, with the names defined for them. Returns how they were called."""
    sheets = workbook.findall(f"{X}sheets/{X}sheet")
    hidden = [sheet for sheet in sheets if sheet.get("state", "visible") != "visible"]
    if not hidden:
        return []
    if len(hidden) == len(sheets):
        raise EmptyInput(
            Text("工作簿的所有工作表都是隐藏的，没有可公开的内容。", "Every sheet is hidden: nothing to publish.")
        )
    names = [sheet.get("name", "") for sheet in hidden]
    ids = {sheet.get(RELATION + "id", "") for sheet in hidden}
    order = {str(old): str(new) for new, old in enumerate(i for i, sheet in enumerate(sheets) if sheet not in hidden)}
    for defined in list(workbook.iterfind(f"{X}definedNames/{X}definedName")):
        at = defined.get("localSheetId")
        if (at is not None and at not in order) or _refers(defined.text or "", names):
            defined.getparent().remove(defined)
        elif at is not None:
            defined.set("localSheetId", order[at])
    listed = workbook.find(f"{X}definedNames")
    if listed is not None and len(listed) == 0:
        workbook.remove(listed)
    for view in workbook.iterfind(f"{X}bookViews/{X}workbookView"):
        for name in ("activeTab", "firstSheet"):
            view.attrib.pop(name, None)
    for sheet in hidden:
        sheet.getparent().remove(sheet)
    container.drop_links(lambda part, link: part == container.main and link.id in ids)
    return names


def _refers(formula: str, sheets: list[str]) -> bool:
    quoted = ["'" + sheet.replace("'", "''") + "'!" for sheet in sheets]
    return any(f"{sheet}!" in formula for sheet in sheets) or any(sheet in formula for sheet in quoted)


def _silent_styles(container: Container) -> frozenset[str]:
    """Cell styles whose number format shows nothing (;;;)."""
    part = next((ln.target for ln in container.links(container.main) if ln.kind == "styles"), None)
    if part is None or part not in container:
        return frozenset()
    root = container.root(part)
    silent = {
        item.get("numFmtId")
        for item in root.iterfind(f"{X}numFmts/{X}numFmt")
        if _SHOWS_NOTHING.fullmatch(item.get("formatCode", ""))
    }
    return frozenset(
        str(index) for index, style in enumerate(root.iterfind(f"{X}cellXfs/{X}xf")) if style.get("numFmtId") in silent
    )


def _hidden_cells(root: Element, sheet: str, part: str, silent: frozenset[str]) -> Iterator[Removal]:
    """Clear what hidden rows and columns, merged cells and number formats cover. A merged cell that reaches into view
    stays, as the reader has it."""
    rows: set[int] = set()
    columns: dict[int, bool] = {}
    for element in root.iterfind(f"{X}cols/{X}col"):
        if element.get("hidden") in _TRUE or element.get("width") == "0":
            first, last = _whole(element.get("min")), min(_whole(element.get("max")), 16_384)
            columns.update(dict.fromkeys(range(first - 1, last), True))
    cells: list[tuple[_Place, Element]] = []
    row = -1
    for line in root.iterfind(f"{X}sheetData/{X}row"):
        row = _whole(line.get("r")) - 1 if line.get("r") else row + 1
        if line.get("hidden") in _TRUE or line.get("ht") == "0":
            rows.add(row)
        column = -1
        for cell in line.iterchildren(X + "c"):
            match = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(match[1]) if match else column + 1
            cells.append(((row, column), cell))
    corners: dict[_Place, _Place] = {}
    areas = []
    for element in root.iterfind(f"{X}mergeCells/{X}mergeCell"):
        area = _area(element.get("ref", ""))
        if area is not None:
            areas.append(area)
            corners[area[0], area[1]] = area[2], area[3]
    by_row: dict[int, int] = {}
    by_column: dict[int, int] = {}
    covered = formatted = 0
    for (at, column), cell in cells:
        if len(cell) == 0:
            continue
        bottom, right = corners.get((at, column), (at, column))
        if at in rows and (bottom == at or all(r in rows for r in range(at, bottom + 1))):
            by_row[at] = by_row.get(at, 0) + _clear(cell)
        elif column in columns and (right == column or all(c in columns for c in range(column, right + 1))):
            by_column[column] = by_column.get(column, 0) + _clear(cell)
        elif (at, column) not in corners and any(a[0] <= at <= a[2] and a[1] <= column <= a[3] for a in areas):
            covered += _clear(cell)
        elif cell.get("s") in silent:
            formatted += _clear(cell)
    for number, count in by_row.items():
        if count:
            yield Removal(RemovalKind.HIDDEN_ROW, "", Location(sheet=sheet, row=number + 1), part)
    for number, count in by_column.items():
        if count:
            yield Removal(RemovalKind.HIDDEN_COLUMN, "", Location(sheet=sheet, column=number + 1), part)
    if covered:
        yield Removal(RemovalKind.COVERED_CELL, "", Location(sheet=sheet), part, covered)
    if formatted:
        yield Removal(RemovalKind.HIDDEN_TEXT, "", Location(sheet=sheet), part, formatted)


def _clear(cell: Element) -> bool:
    """Empty a cell; its style stays. Whether it said anything."""
    said = any((element.text or "").strip() for element in cell.iter())
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    return said


def _leads_out(root: Element) -> bool:
    return any("[" in (formula.text or "") for formula in root.iter(X + "f"))


def _to_values(root: Element) -> int:
    formulas = [formula for formula in root.iter(X + "f") if formula.getparent().tag == X + "c"]
    for formula in formulas:
        formula.getparent().remove(formula)
    return len(formulas)


def _drop_rules(root: Element, gone: list[str]) -> None:
    """Drop-down lists and conditional formats that take their values from a sheet that went."""
    if not gone:
        return
    for element in list(root.iter()):
        if element.text and local(element) in ("formula", "formula1", "formula2", "f") and _refers(element.text, gone):
            rule = next((up for up in element.iterancestors() if local(up) in _RULES), None)
            if rule is not None and rule.getparent() is not None:
                listing = rule.getparent()
                listing.attrib.pop("count", None)
                remove(rule)


def _drop_strings(container: Container, sheets: list[str]) -> None:
    """Empty the shared strings that no cell shows any more; the others keep their numbers."""
    part = next((ln.target for ln in container.links(container.main) if ln.kind == "sharedStrings"), None)
    if part is None or part not in container:
        return
    used = {
        cell.findtext(X + "v")
        for sheet in sheets
        for cell in container.root(sheet).iter(X + "c")
        if cell.get("t") == "s"
    }
    for index, item in enumerate(container.root(part).iterchildren(X + "si")):
        if str(index) not in used and len(item) and "".join(item.itertext()):
            for child in list(item):
                item.remove(child)
            item.append(item.makeelement(X + "t"))
        for guide in list(item.iterchildren(X + "rPh", X + "phoneticPr")):
            item.remove(guide)  # the reading of a name is the name


def settle_cells(root: Element) -> None:
    """After texts were cut: a number that is gone leaves an empty cell."""
    for cell in root.iter(X + "c"):
        value = cell.find(X + "v")
        if value is not None and not (value.text or "") and cell.get("t", "n") != "str":
            cell.remove(value)


def _area(reference: str) -> tuple[int, int, int, int] | None:
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if start is None or end is None:
        return None
    top, bottom = sorted((_whole(start[2]) - 1, _whole(end[2]) - 1))
    left, right = sorted((_column(start[1]), _column(end[1])))
    return top, left, bottom, right


def _column(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number - 1


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0
