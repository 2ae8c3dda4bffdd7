"""Web pages and what Word and Excel save as such (html, xhtml, mht), as a browser shows them.

Blanks are collapsed as a browser does; no-break and ideographic blanks stay text. Scripts, styles and templates are
left out, and so is the title, which no page shows. Hidden blocks and cells are marked, hidden words inside a paragraph
left out and counted ("hidden-text"). Ordered lists get their numbers ("auto-number" counts them).
Nothing is fetched. Not followed: style sheets other than the style of the element itself.

Source: WHATWG HTML, 4.9 (tables), 4.9.12 (forming a table) and 13.2.3 (finding the encoding).
"""

from __future__ import annotations

import codecs
import re
from typing import Any

from lxml import etree

from kaocheng.documents import Block, Cell, Document, Paragraph, Table
from kaocheng.errors import DamagedInput
from kaocheng.language import Text
from kaocheng.provenance import Location
from kaocheng.readers.limits import Limits
from kaocheng.readers.numbering import format_number
from kaocheng.readers.package import too_deep
from kaocheng.readers.source import Source, decode_text, empty_input

MEDIA_TYPES = ("text/html", "multipart/related")

_DROPPED = frozenset(
    ("head", "title", "meta", "link", "base", "script", "style", "noscript", "template", "xml", "rt", "rp", "datalist",
     "iframe", "object", "svg", "audio", "video", "canvas", "map")
)  # fmt: skip
_BLOCKS = frozenset(
    ("html", "body", "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "pre",
     "center", "blockquote", "address", "article", "aside", "section", "header", "footer", "main", "nav", "figure",
     "figcaption", "form", "fieldset", "legend", "hr", "details", "summary", "caption", "tr", "td", "th", "dir", "menu")
)  # fmt: skip
_SECTIONS = {"thead": 0, "tbody": 1, "tfoot": 2}  # a foot is shown last wherever it is written
_LIST_KINDS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_LINE_BLANKS = re.compile(r"[ \t\r\f]+")
_AROUND_BREAK = re.compile(r" *\n *")
_SPAN = re.compile(r"\s*\+?(\d{1,12})")
_HIDING = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all)", re.I)
_NO_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*none", re.I)
_CHARSET = re.compile(rb"""<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.I)
_HEAD_BYTES = 4096
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Trusted when declared. The Chinese ones are told from UTF-8 by content, better than by pages that often declare the
# wrong one; pages in Chinese that call themselves Latin are common too.
_CHARSETS = {"utf-8": "utf-8", "utf8": "utf-8", "big5": "big5hkscs", "big5-hkscs": "big5hkscs"}

_Element = Any  # lxml's types allow a tag to be no string; here comments and instructions are left out by the parser
_Section = tuple[int, list[list[_Element]]]  # place in the order shown; rows, each a list of cells
_Item = tuple[int, str, bool] | Table  # a paragraph with its number and whether it is hidden, or a table


def read(source: Source, limits: Limits) -> Document:
    """Read a web page.

    Raises `EmptyInput`, `DamagedInput` for a web archive without a page, and `LimitExceeded` for absurd spans, depth or
    sizes.
    """
    data, charset, media_type = source.data, None, MEDIA_TYPES[0]
    if b"<" not in data[:1] and re.match(rb"\s*[\w-]+: ", data):
        data, charset = _page_of_archive(data)
        media_type = MEDIA_TYPES[1]
    limits.check("max_part_bytes", len(data))
    if len(data) // 3 > limits.max_elements:
        limits.check("max_elements", data.count(b"<") - data.count(b"</"))
    text = _decode(data, charset)
    limits.check("max_text_chars", len(text))
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, default_doctype=False
    )
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error).lower():
            raise too_deep(limits) from error
        raise empty_input() from error
    if root is None:
        raise empty_input()
    walk = _Walk(limits)
    blocks: list[Block] = []
    for item in walk.items(root, 1):
        if isinstance(item, Table):
            blocks.append(item)
        else:
            blocks.append(Paragraph(item[1], Location(paragraph=item[0]), item[2]))
    remarks = {"hidden-text": walk.left_out, "auto-number": walk.numbered}
    return Document(
        tuple(blocks), media_type, "html", remarks={name: count for name, count in remarks.items() if count}
    )


def _page_of_archive(data: bytes) -> tuple[bytes, str | None]:
    """The page inside a web archive (mht) and its charset."""
    import email  # not needed for pages, and slow to import

    for part in email.message_from_bytes(data).walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content.strip():
                return content, part.get_content_charset()
    raise DamagedInput(
        Text(
            "网页归档文件（mht）中没有网页内容。请在浏览器中打开，另存为 html 后再读。",
            "The web archive (mht) holds no page. Open it in a browser and save it as html.",
        )
    )


def _decode(data: bytes, charset: str | None) -> str:
    """By byte order mark, by what the page says of itself if that is true, else by content."""
    if not data.startswith(_MARKS):
        declared = _CHARSET.search(data[:_HEAD_BYTES])
        name = _CHARSETS.get((charset or (declared[1].decode("ascii", "ignore") if declared else "")).lower())
        if name is not None:
            try:
                return data.decode(name)
            except UnicodeDecodeError:
                pass
    return decode_text(data)


class _Walk:
    """One pass over a page. Holds the counters and the paragraph being built."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.deadline = limits.deadline()
        self.found: list[_Item] = []
        self.parts: list[str] = []
        self.hidden = False
        self.preformatted = False
        self.inside = 0  # how many cells we are in
        self.number = 0  # paragraphs of the body so far
        self.tables = 0
        self.cells = 0
        self.left_out = 0
        self.numbered = 0
        self.lists: list[tuple[int, str] | None] = []  # number and format of the last item; None: not numbered

    def items(self, element: _Element, depth: int) -> list[_Item]:
        """Paragraphs and tables below an element in order; the paragraph being built is put aside meanwhile."""
        found, parts, self.found, self.parts = self.found, self.parts, [], []
        self.children(element, depth)
        self.flush()
        items, self.found, self.parts = self.found, found, parts
        return items

    def children(self, element: _Element, depth: int) -> None:
        if depth > self.limits.max_depth:
            raise too_deep(self.limits)
        self.text(element.text)
        for child in element:
            self.element(child, depth + 1)
            self.text(child.tail)

    def element(self, element: _Element, depth: int) -> None:
        tag = element.tag
        if tag in _DROPPED:
            return
        is_block = tag in _BLOCKS or tag == "table"
        hides = not self.hidden and _is_hidden(element)
        if hides and not is_block:
            self.left_out += any(text.strip() for text in element.itertext())
            return
        if is_block:
            self.flush()
        self.hidden |= hides
        if tag == "br":
            self.parts.append("\n")
        elif tag == "table":
            self.table(element, depth)
        elif tag in ("ol", "ul"):
            self.lists.append(_list_start(element) if tag == "ol" else None)
            self.children(element, depth)
            self.lists.pop()
        elif tag in ("input", "select"):
            self.parts.append(_control(element))
        elif tag == "pre":
            outer, self.preformatted = self.preformatted, True
            self.children(element, depth)
            self.preformatted = outer
        else:
            if tag == "li" and self.lists and self.lists[-1] is not None:
                self.list_item(element, self.lists[-1])
            self.children(element, depth)
        if is_block:
            self.flush()
        if hides:
            self.hidden = False

    def list_item(self, element: _Element, last: tuple[int, str]) -> None:
        number = _span(element.get("value"), last[0] + 1)
        self.lists[-1] = (number, last[1])
        self.parts.append(format_number(number, last[1]) + ". ")
        self.numbered += 1

    def text(self, text: str | None) -> None:
        if text:
            self.parts.append((_LINE_BLANKS if self.preformatted else _BLANKS).sub(" ", text))

    def flush(self) -> None:
        """End the paragraph being built."""
        if not self.parts:
            return
        text = _AROUND_BREAK.sub("\n", _LINE_BLANKS.sub(" ", "".join(self.parts))).strip()
        self.parts.clear()
        if not text:
            return
        self.deadline.check()
        if not self.inside:
            self.number += 1
        elif self.hidden:
            self.left_out += 1
        self.found.append((self.number, text, self.hidden))

    # Tables

    def table(self, element: _Element, depth: int) -> None:
        """Add a table, after whatever stands in it but in none of its cells (a browser shows that above the table)."""
        sections: list[_Section] = []
        self.collect(element, sections, "tbody", depth + 1)
        self.flush()
        if not any(line for _, lines in sections for line in lines):
            return
        self.tables += 1
        number = self.tables
        place = Text(f"第{number}个表格", f"table {number}")
        built: list[Cell] = []
        row = width = 0
        self.inside += 1
        for _, lines in sorted(sections, key=lambda section: section[0]):
            open_below: list[int] = []  # per column, how many more rows a cell from above covers
            for index, line in enumerate(lines):
                self.deadline.check()
                open_below = self.row(line, row, len(lines) - index, open_below, built, place, depth + 2)
                width = max(width, len(open_below))
                row += 1
                self.limits.check("max_rows", row, place)
                self.limits.check("max_cells", self.cells + row * width, place)
        self.inside -= 1
        self.cells += row * width
        self.found.append(Table(number, row, width, tuple(built)))

    def collect(self, element: _Element, sections: list[_Section], name: str, depth: int) -> None:
        """Rows of a table by section, each a list of cells; cells without a row make one of their own."""
        if depth > self.limits.max_depth:
            raise too_deep(self.limits)
        lines: list[list[_Element]] = []
        sections.append((_SECTIONS[name], lines))
        self.text(element.text)
        loose = False
        for child in element:
            tag = child.tag
            if tag in ("td", "th"):
                if not loose:
                    lines.append([])
                lines[-1].append(child)
            elif tag == "tr":
                lines.append([])
                self.collect_cells(child, lines[-1], depth + 1)
            elif tag in _SECTIONS or tag == "form":
                self.collect(child, sections, tag if tag in _SECTIONS else name, depth + 1)
            elif tag not in ("col", "colgroup"):
                self.element(child, depth + 1)
            loose = tag in ("td", "th")
            self.text(child.tail)

    def collect_cells(self, row: _Element, line: list[_Element], depth: int) -> None:
        if depth > self.limits.max_depth:
            raise too_deep(self.limits)
        self.text(row.text)
        for child in row:
            if child.tag in ("td", "th"):
                line.append(child)
            elif child.tag == "form":
                self.collect_cells(child, line, depth + 1)
            else:
                self.element(child, depth + 1)
            self.text(child.tail)

    def row(
        self,
        line: list[_Element],
        row: int,
        rows_left: int,
        open_below: list[int],
        built: list[Cell],
        place: Text,
        depth: int,
    ) -> list[int]:
        """Add the cells of one row to `built`.

        `rows_left`: rows of the section from this one on; no cell reaches beyond them.
        Returns for each column how many rows below this one are already covered.
        """
        covered = list(open_below)
        column = 0
        for element in line:
            while column < len(covered) and covered[column]:
                column += 1
            rows = _span(element.get("rowspan"), 1)
            columns = _span(element.get("colspan"), 1) or 1
            self.limits.check("max_rows", rows, place)
            self.limits.check("max_columns", column + columns, place)
            # Where two cells claim one place, the one from above keeps it.
            taken = next((k for k in range(column + 1, min(column + columns, len(covered))) if covered[k]), None)
            if taken is not None:
                columns = taken - column
            rows = min(rows, rows_left) or rows_left
            covered += [0] * (column + columns - len(covered))
            covered[column : column + columns] = [rows] * columns
            built.append(self.cell(element, row, column, rows, columns, depth))
            column += columns
        return [max(0, count - 1) for count in covered]

    def cell(self, element: _Element, row: int, column: int, rows: int, columns: int, depth: int) -> Cell:
        parent = element.getparent()
        before = self.hidden
        hidden = self.hidden = before or _is_hidden(element) or (parent is not None and _is_hidden(parent))
        left_out = self.left_out
        items = self.items(element, depth)
        self.hidden = before
        if hidden:
            self.left_out = left_out  # the cell itself is marked
        texts = [item[1] for item in items if not isinstance(item, Table) and (hidden or not item[2])]
        tables = tuple([item for item in items if isinstance(item, Table)])
        return Cell("\n".join(texts).strip(), row, column, rows, columns, hidden, tables=tables)


def _is_hidden(element: _Element) -> bool:
    style = element.get("style")
    return (style is not None and _HIDING.search(style) is not None) or element.get("hidden") is not None


def _list_start(element: _Element) -> tuple[int, str] | None:
    if _NO_LIST_STYLE.search(element.get("style", "")):
        return None
    return _span(element.get("start"), 1) - 1, _LIST_KINDS.get(element.get("type", ""), "decimal")


def _control(element: _Element) -> str:
    """What a field of a form shows: its text, its tick or the chosen entry."""
    if element.tag == "select":
        options = list(element.iter("option"))
        chosen = next((option for option in options if option.get("selected") is not None), None)
        shown = chosen if chosen is not None else next(iter(options), None)
        return "" if shown is None else _BLANKS.sub(" ", "".join(shown.itertext())).strip()
    kind = element.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return "☐" if element.get("checked") is None else "☑"
    return str(element.get("value", "")) if kind in ("text", "number", "date") else ""


def _span(text: str | None, default: int) -> int:
    """A whole number of an attribute; more digits than any limit are read as far as needed to exceed it."""
    match = _SPAN.match(text or "")
    return int(match[1]) if match else default
