"""What a Word document holds beside its visible, final text: changes, comments, hidden text and rows, live fields.

Everything is brought into the state that a printed copy shows. The reader of docx files reads the same result from the
document before and after, personal items apart.

Source: ECMA-376 Part 1, section 17 (WordprocessingML).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kaocheng.publication.container import Container, Element, local, unwrap
from kaocheng.publication.removal import Removal, RemovalKind
from kaocheng.publication.units import W

_P, _R, _T, _RPR, _PPR = W + "p", W + "r", W + "t", W + "rPr", W + "pPr"
_TBL, _TR, _TC, _TRPR, _TCPR = W + "tbl", W + "tr", W + "tc", W + "trPr", W + "tcPr"
_VANISH, _VAL, _DEL, _FIELD = W + "vanish", W + "val", W + "del", W + "fldChar"
_OFF = ("0", "false", "off", "none")
_TEXT_LINKS = frozenset(("header", "footer", "footnotes", "endnotes"))
_GONE = tuple(W + name for name in ("del", "moveFrom"))
_UNWRAPPED = tuple(W + name for name in ("ins", "moveTo"))
_CHANGE_RECORDS = frozenset(
    W + name
    for name in (
        "rPrChange", "pPrChange", "tblPrChange", "trPrChange", "tcPrChange", "sectPrChange", "tblGridChange",
        "numberingChange", "tblPrExChange", "cellIns", "cellMerge", "moveFromRangeStart", "moveFromRangeEnd",
        "moveToRangeStart", "moveToRangeEnd", "customXmlInsRangeStart", "customXmlInsRangeEnd",
        "customXmlDelRangeStart", "customXmlDelRangeEnd", "customXmlMoveFromRangeStart", "customXmlMoveFromRangeEnd",
        "customXmlMoveToRangeStart", "customXmlMoveToRangeEnd",
    )
)  # fmt: skip
_COMMENT_MARKS = tuple(W + name for name in ("commentRangeStart", "commentRangeEnd", "commentReference"))
_SETTINGS_GONE = frozenset(
    W + name for name in ("docVars", "mailMerge", "attachedTemplate", "trackRevisions", "revisionView", "rsids")
)
_SHOWN = frozenset((_T, W + "drawing", W + "pict", W + "object", W + "sym"))
# The result of these fields is a name or a path; of the others only the way back to the source goes.
_PERSONAL_FIELD = re.compile(r"\s*(?:AUTHOR|LASTSAVEDBY|USERNAME|USERINITIALS|USERADDRESS|FILENAME|TEMPLATE)\b", re.I)
_SOURCE_FIELD = re.compile(
    r"\s*(?:HYPERLINK(?!\s+\\l)|LINK|INCLUDETEXT|INCLUDEPICTURE|DDE|DDEAUTO|IMPORT|DOCPROPERTY|DOCVARIABLE|MERGEFIELD|DATABASE|COMMENTS|INFO)\b",
    re.I,
)


def clean(container: Container) -> list[Removal]:
    """Accept the changes, and take out comments, what is hidden, and fields that lead out of the document."""
    main = container.main
    parts = [main, *(ln.target for ln in container.links(main) if ln.kind in _TEXT_LINKS and ln.target in container)]
    styles = _hidden_styles(container)
    found = _count_comments(container)
    for part in dict.fromkeys(parts):
        root = container.root(part)
        for kind, what, count in (
            (RemovalKind.TRACKED_CHANGE, "", _accept(root)),
            (RemovalKind.HIDDEN_ROW, "", _hidden_rows(root)),
            (RemovalKind.HIDDEN_TEXT, "", _hidden_runs(root, styles)),
            (RemovalKind.COVERED_CELL, "", _covered_cells(root)),
            (RemovalKind.EXTERNAL_LINK, "field", _fields(root)),
        ):
            if count:
                found.append(Removal(kind, what, part=part, count=count))
        for mark in list(root.iter(*_COMMENT_MARKS)):
            mark.getparent().remove(mark)
        for binding in list(root.iter(W + "dataBinding")):
            binding.getparent().remove(binding)
    for link in container.links(main):
        if link.kind == "settings" and link.target in container:
            settings = container.root(link.target)
            for element in list(settings):
                if element.tag in _SETTINGS_GONE:
                    settings.remove(element)
    return found


def _count_comments(container: Container) -> list[Removal]:
    found = []
    for link in container.links(container.main):
        if link.kind == "comments" and link.target in container:
            count = sum(1 for _ in container.root(link.target).iter(W + "comment"))
            if count:
                found.append(Removal(RemovalKind.COMMENT, part=link.target, count=count))
    return found


# Tracked changes


def _accept(root: Element) -> int:
    """The state after all changes were accepted. Returns how many there were."""
    count = 0
    for row in [row for row in root.iter(_TR) if row.find(f"{_TRPR}/{_DEL}") is not None]:
        _drop_row(row)
        count += 1
    for cell in [cell for cell in root.iter(_TC) if cell.find(f"{_TCPR}/{W}cellDel") is not None]:
        cell.getparent().remove(cell)
        count += 1
    for paragraph in [p for p in root.iter(_P) if p.find(f"{_PPR}/{_RPR}/{_DEL}") is not None]:
        _run_on(paragraph)
        count += 1
    for element in list(root.iter(*_GONE, *_UNWRAPPED, *_CHANGE_RECORDS)):
        parent = element.getparent()
        if parent is None:
            continue
        count += element.tag in _GONE or element.tag in _UNWRAPPED or local(element).endswith("Change")
        if element.tag in _UNWRAPPED and parent.tag not in (_RPR, _TRPR):
            unwrap(element)
        else:
            parent.remove(element)
    return count


def _run_on(paragraph: Element) -> None:
    """The end of a paragraph was deleted: its text runs on in the next one, which keeps its own properties."""
    properties = paragraph.find(_PPR)
    mark = properties.find(_RPR)
    mark.remove(mark.find(_DEL))
    following = paragraph.getnext()
    if following is None or following.tag != _P:
        return
    place = 1 if following.find(_PPR) is not None else 0
    for child in reversed([child for child in paragraph if child is not properties]):
        following.insert(place, child)
    paragraph.getparent().remove(paragraph)


def _drop_row(row: Element) -> None:
    table = row.getparent()
    table.remove(row)
    if table.tag == _TBL and next(table.iter(_TR), None) is None:
        parent = table.getparent()
        parent.replace(table, parent.makeelement(_P))  # a cell ends with a paragraph


# What is not shown


def _hidden_rows(root: Element) -> int:
    rows = []
    for row in root.iter(_TR):
        mark = row.find(f"{_TRPR}/{W}hidden")
        if mark is not None and mark.get(_VAL) not in _OFF:
            rows.append(row)
    for row in rows:
        _drop_row(row)
    return len(rows)


def _hidden_styles(container: Container) -> frozenset[str]:
    """Styles that hide their text, by their own word or that of the style they rest on."""
    part = next((ln.target for ln in container.links(container.main) if ln.kind == "styles"), None)
    if part is None or part not in container:
        return frozenset()
    own: dict[str, bool] = {}
    base: dict[str, str] = {}
    for style in container.root(part).iter(W + "style"):
        name = style.get(W + "styleId", "")
        state = _vanishes(style.find(_RPR))
        if state is not None:
            own[name] = state
        rests_on = style.find(W + "basedOn")
        if rests_on is not None:
            base[name] = rests_on.get(_VAL, "")
    found = set()
    for name in {*own, *base}:
        current, seen = name, set[str]()
        while current not in own and current in base and current not in seen:
            seen.add(current)
            current = base[current]
        if own.get(current):
            found.add(name)
    return frozenset(found)


def _vanishes(properties: Element | None) -> bool | None:
    """Whether properties hide their text; None where they do not say."""
    mark = None if properties is None else properties.find(_VANISH)
    return None if mark is None else mark.get(_VAL) not in _OFF


def _hidden_runs(root: Element, styles: frozenset[str]) -> int:
    if not styles and next(root.iter(_VANISH), None) is None:
        return 0
    count = 0
    for run in list(root.iter(_R)):
        properties = run.find(_RPR)
        hidden = _vanishes(properties)
        if hidden is None and styles:
            hidden = _style_of(properties, "rStyle") in styles or _paragraph_style(run) in styles
        if not hidden:
            continue
        count += any(child.tag in _SHOWN for child in run)
        for child in list(run):
            if child.tag not in (_RPR, _FIELD):  # half a field would swallow what follows
                run.remove(child)
        if all(child.tag == _RPR for child in run):
            run.getparent().remove(run)
    return count


def _style_of(properties: Element | None, name: str) -> str:
    style = None if properties is None else properties.find(W + name)
    return "" if style is None else style.get(_VAL, "")


def _paragraph_style(run: Element) -> str:
    paragraph = next(run.iterancestors(_P), None)
    return "" if paragraph is None else _style_of(paragraph.find(_PPR), "pStyle")


def _covered_cells(root: Element) -> int:
    """Clear cells that a merged cell covers: Word shows nothing of them."""
    count = 0
    for table in root.iter(_TBL):
        open_above: dict[int, int] = {}
        for row in _own(table, _TR, _TBL):
            column, still = 0, dict[int, int]()
            before = row.find(f"{_TRPR}/{W}gridBefore")
            if before is not None:
                column = _whole(before.get(_VAL), 0)
            first = True
            for cell in _own(row, _TC, _TR):
                properties = cell.find(_TCPR)
                span = _whole(_style_of(properties, "gridSpan") or "1", 1)
                vertical = None if properties is None else properties.find(W + "vMerge")
                sideways = None if properties is None else properties.find(W + "hMerge")
                if vertical is not None:
                    covered = vertical.get(_VAL, "continue") == "continue" and open_above.get(column) == span
                    still[column] = span
                else:
                    covered = sideways is not None and sideways.get(_VAL, "continue") == "continue" and not first
                if covered:
                    count += _clear(cell)
                column += span
                first = False
            open_above = still
    return count


def _own(parent: Element, tag: str, stop: str) -> Iterator[Element]:
    """Descendants of one kind that belong to this table or row and to no nested one."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in (stop, _TBL):
            yield from _own(child, tag, stop)


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else default


def _clear(cell: Element) -> bool:
    had_text = any((text.text or "").strip() for text in cell.iter(_T))
    if not had_text:
        return False
    for child in [child for child in cell if child.tag != _TCPR]:
        cell.remove(child)
    cell.append(cell.makeelement(_P))
    return True


# Fields


def _fields(root: Element) -> int:
    """Cut the way from the result of a field to its source; the result of a field that names a person goes too."""
    count = 0
    for simple in list(root.iter(W + "fldSimple")):
        words = simple.get(W + "instr", "")
        if _PERSONAL_FIELD.match(words):
            simple.getparent().remove(simple)
            count += 1
        elif _SOURCE_FIELD.match(words):
            unwrap(simple)
            count += 1
    if next(root.iter(W + "instrText"), None) is None:
        return count
    stack: list[list[Element]] = []
    results: list[list[Element]] = []
    instructions: list[str] = []
    for run in list(root.iter(_R)):
        mark = run.find(_FIELD)
        kind = "" if mark is None else mark.get(W + "fldCharType", "")
        if kind == "begin":
            stack.append([run])
            results.append([])
            instructions.append("")
            continue
        if not stack:
            continue
        if kind == "separate":
            stack[-1].append(run)
        elif kind == "end":
            marks, result, words = stack.pop(), results.pop(), instructions.pop()
            personal = _PERSONAL_FIELD.match(words)
            if personal or _SOURCE_FIELD.match(words):
                count += 1
                for gone in (*marks, run, *(result if personal else ())):
                    if gone.getparent() is not None:
                        gone.getparent().remove(gone)
            elif results:
                results[-1] += result
        elif run.find(W + "instrText") is not None:
            stack[-1].append(run)
            instructions[-1] += "".join(text.text or "" for text in run.iter(W + "instrText"))
        else:
            results[-1].append(run)
    return count
