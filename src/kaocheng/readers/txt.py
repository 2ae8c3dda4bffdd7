"""Flattened text: reports whose tables were lost on the way to a text file.

Rebuilds the rows of the usual flattenings and hands them over as ragged tables; which column a cell belongs to is for
extraction to find out. Dialects, told apart line by line:

- tab rows: one row per line, cells between tabs;
- tab cells: one cell per line, led by a tab; a cell may run on over further lines; an empty line ends the row;
- pipe rows: one row per line, cells between "|" or lines of a drawn frame; where rows are led by "|", a line that is
  not goes on with the row;
- pipe cells: one cell per line closed by "|" on its own line or the next. A lone "|" opens a row, if empty cells are
  told from it by a blank before the bar; if not, nothing tells rows apart;
- comma rows: comma-separated values;
- lone cells: one cell per line or group of lines, an empty line after each, a line of blanks for an empty cell.

A table whose rows nothing tells apart has one column, with a cell per row.

Everything else is a paragraph, one per line.
"""

from __future__ import annotations

import csv
import functools
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kaocheng.documents import Block, Cell, Document, Paragraph, Table
from kaocheng.errors import EmptyInput, LimitExceeded
from kaocheng.language import Text
from kaocheng.provenance import Location
from kaocheng.readers.limits import Limits
from kaocheng.readers.source import Source, decode_text

MEDIA_TYPES = ("text/plain",)

# What makes a run of lone cells: many of them, most of them short, long ones never crowded.
_FEWEST_LONE, _SHORT, _LONG, _WINDOW, _MOST_LONG = 20, 16, 60, 6, 3
_BOOKMARK = re.compile(r"\[bookmark: [^\]]*\]")
_MARKUP = re.compile(r"</?p>")
_MARKDOWN_RULE = re.compile(r"\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?")
_HORIZONTAL = "─━═┄┅┈┉┌┬┐├┼┤└┴┘┏┳┓┣╋┫┗┻┛╔╦╗╠╬╣╚╩╝╒╤╕╞╪╡╘╧╛"
# Lines that stand between tables, not in a cell: numbered headings, a year, a unit of money, the title of a form.
_BETWEEN_TABLES = re.compile(r"[一二三四五六七八九十]{1,2}、|[（(]?\d{4}\s*年|(?:金额)?单位\s*[：:]|.{4,40}表$")
_BARS = str.maketrans("│┃║｜", "||||")
_FEWEST_CELLS, _AHEAD, _MOST_EMPTY, _MANY_BARS, _LONGEST_RECORD = 12, 6, 4, 4, 20


@dataclass
class _Row:
    cells: list[tuple[str, int]] = field(default_factory=list)  # text and line


def read(source: Source, limits: Limits) -> Document:
    """Read a text file. Raises EmptyInput for a blank one, LimitExceeded for an absurdly large one."""
    text = decode_text(source.data)
    if not text.strip():
        raise EmptyInput(Text("文件没有内容", "the file has no content"))
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    remarks = {
        name: count
        for name, count in (("bookmark", len(_BOOKMARK.findall(text))), ("markup", len(_MARKUP.findall(text))))
        if count
    }
    if "│" in text or "┃" in text or "║" in text or "｜" in text:
        lines = [line.translate(_BARS) for line in lines if not _is_frame(line)]
    lines = [_BOOKMARK.sub("", line) for line in lines]
    blocks: list[Block] = []
    tables = paragraphs = cells = 0
    for item in _blocks(lines):
        if isinstance(item, tuple):
            line, content = item
            paragraphs += 1
            blocks.append(Paragraph(content, Location(line=line)))
            continue
        tables += 1
        cells += sum(len(row.cells) for row in item)
        if cells > limits.max_cells:
            raise LimitExceeded(Text("表格单元格超过上限 {n}", "more than {n} table cells").format(n=limits.max_cells))
        blocks.append(_table(tables, item))
    return Document(tuple(blocks), "text/plain", "txt", None, remarks=remarks)


def _is_frame(line: str) -> bool:
    """Whether a line only draws the frame of a table."""
    return not line.strip(_HORIZONTAL + " \t\u3000│┃║|+-") and any(char in _HORIZONTAL for char in line)


def _table(number: int, rows: list[_Row]) -> Table:
    width = max(len(row.cells) for row in rows)
    cells = tuple(
        Cell(text.strip(), r, c, line=line) for r, row in enumerate(rows) for c, (text, line) in enumerate(row.cells)
    )
    return Table(number, len(rows), width, cells, ragged=True)


def _blocks(lines: list[str]) -> Iterator[tuple[int, str] | list[_Row]]:
    """Paragraphs as (line, text), tables as their rows."""
    i = 0
    commas = sum(1 for line in lines if line.count(",") >= 2)
    bars = sum(1 for line in lines if "|" in line)
    pipes = functools.partial(_pipes, fewest=1 if bars >= _MANY_BARS else 2)
    values = functools.partial(_comma_rows, fewest=1 if 3 <= commas > sum(map(bool, lines)) // 2 else 3)
    while i < len(lines):
        for dialect in (_tab_cells, pipes, _tab_rows, values, _lone_cells):
            rows, following = dialect(lines, i)
            if rows:
                yield rows
                i = following
                break
        else:
            content = lines[i].strip()
            if content:
                yield i + 1, content
            i += 1


def _tab_cells(lines: list[str], start: int) -> tuple[list[_Row], int]:
    """Cells led by a tab. Ends at a second empty line, or at a line that follows an empty one without a tab."""
    if not _leads_cell(lines[start]):
        return [], start
    rows: list[_Row] = []
    i, row = start, _Row()
    while i < len(lines):
        line = lines[i]
        if _leads_cell(line):
            row.cells.append((line[1:], i + 1))
        elif line.strip() and row.cells and "\t" not in line.strip():
            text, first = row.cells[-1]
            row.cells[-1] = (f"{text}\n{line.strip()}", first)
        else:
            if row.cells:
                rows.append(row)
                row = _Row()
            if line.strip() or i + 1 >= len(lines) or not _leads_cell(lines[i + 1]):
                break
        i += 1
    if row.cells:
        rows.append(row)
    if sum(len(r.cells) for r in rows) < 3 or max(len(r.cells) for r in rows) < 2:
        return [], start  # an indented paragraph
    return rows, i


def _leads_cell(line: str) -> bool:
    return line.startswith("\t") and line.count("\t") == 1


def _tab_rows(lines: list[str], start: int) -> tuple[list[_Row], int]:
    """Lines with tabs inside. A single line with a single tab is a paragraph with a gap in it."""
    rows: list[_Row] = []
    i = start
    while i < len(lines) and "\t" in lines[i].strip(" \u3000\u00a0\r"):
        rows.append(_Row([(cell, i + 1) for cell in lines[i].split("\t")]))
        i += 1
    if not rows or (len(rows) == 1 and len(rows[0].cells) < 3) or all(len(_filled(row)) < 2 for row in rows):
        return [], start
    return rows, i


def _filled(row: _Row) -> list[str]:
    return [text for text, _ in row.cells if text.strip()]


def _pipes(lines: list[str], start: int, fewest: int = 2) -> tuple[list[_Row], int]:
    """Rows or cells told apart by bars. `fewest`: how many rows make sure that they are no line with a bar in it."""
    if "|" not in lines[start]:
        return [], start
    end = _end_of_pipes(lines, start)
    body = range(start, end)
    inner = sum(1 for i in body if "|" in lines[i].strip(" \t\u3000\u00a0|"))
    closed = sum(1 for i in body if lines[i].rstrip().endswith("|"))
    led = sum(1 for i in body if lines[i].startswith("|") and lines[i].strip(" \t\u3000\u00a0|"))
    goes_on = led >= 2 and led * 8 > len(body) and closed * 5 > len(body) * 3
    if goes_on or inner * 3 > closed or inner * 3 > len(body):
        rows = _pipe_rows(lines, start, end, goes_on)
        return (rows, end) if len(rows) >= fewest and max(len(row.cells) for row in rows) >= 2 else ([], start)
    blank_led = any(lines[i].strip() == "|" and not lines[i].startswith("|") for i in body)
    marked = blank_led and lines[start].startswith("|")
    rows = _pipe_cells(lines, start, end, marked)
    count = sum(len(row.cells) for row in rows)
    return (rows, end) if count >= (4 if marked else _FEWEST_CELLS) else ([], start)


def _end_of_pipes(lines: list[str], start: int) -> int:
    """After the last line with a bar; lines without one belong in where a cell is open, or closed soon by a bar."""
    end = i = start
    own = _closes_cells(lines, start)
    while i < len(lines):
        line = lines[i].strip()
        if "\t" in line or i - end >= _AHEAD:
            break
        if "|" in line:
            end = i + 1
        elif i == end and "|" in lines[i - 1].strip("| \u3000\u00a0"):
            following = next((ahead for ahead in lines[i + 1 : i + 2] if "|" in ahead), "")
            if not line or (lines[i - 1].rstrip().endswith("|") and (not following or following.startswith("|"))):
                break  # rows on lines of their own: this is a paragraph
            if not lines[i - 1].rstrip().endswith("|") and not lines[start].startswith("|"):
                break
        elif i == end and own and _BETWEEN_TABLES.match(line):
            break
        i += 1
    return end


def _closes_cells(lines: list[str], start: int) -> bool:
    """Whether cells end in a bar on their own line, not on the next."""
    some = [line.strip() for line in lines[start : start + 40] if line.strip()]
    return sum(1 for line in some if len(line) > 1 and line.endswith("|")) * 3 > len(some)


def _pipe_rows(lines: list[str], start: int, end: int, goes_on: bool) -> list[_Row]:
    """`goes_on`: rows are led by a bar, and a line that is not belongs to the row before."""
    rows: list[_Row] = []
    closed = True
    body = [lines[i].strip() for i in range(start, end) if lines[i].strip()]
    framed = goes_on or sum(line.startswith("|") for line in body) * 5 > len(body) * 4
    for i in range(start, end):
        line = lines[i].strip()
        if not line or _MARKDOWN_RULE.fullmatch(line):
            continue
        parts = line.split("|")
        opens = not goes_on or not rows or lines[i].startswith("|")
        if framed and line.startswith("|"):
            parts = parts[1:]
        if line.endswith("|") and len(parts) > 1:
            parts = parts[:-1]
        cells = [(cell, i + 1) for cell in parts]
        if opens:
            rows.append(_Row([] if line == "|" else cells))
        elif closed or not rows[-1].cells:
            rows[-1].cells += cells
        else:
            text, first = rows[-1].cells[-1]
            rows[-1].cells[-1] = (f"{text}\n{cells[0][0]}", first)
            rows[-1].cells += cells[1:]
        closed = line.endswith("|")
    return [row for row in rows if row.cells]


def _comma_rows(lines: list[str], start: int, fewest: int = 3) -> tuple[list[_Row], int]:
    """Comma-separated values of at least three columns. `fewest`: how many rows make sure that it is no sentence."""
    commas = lines[start].count(",")
    if not commas or (commas < 2 and lines[start].count('"') % 2 == 0):
        return [], start
    rows: list[_Row] = []
    i = start
    while i < len(lines) and "," in lines[i]:
        first, record = i, lines[i]
        while record.count('"') % 2 and i + 1 < len(lines) and i - first < _LONGEST_RECORD:
            i += 1
            record += "\n" + lines[i]
        try:
            cells = next(csv.reader(io.StringIO(record)), [])
        except csv.Error:
            return [], start
        rows.append(_Row([(cell, first + 1) for cell in cells]))
        i += 1
    widths = {len(row.cells) for row in rows}
    if len(rows) < fewest or min(widths) < 3 or max(widths) - min(widths) > 2:
        return [], start
    return rows, i


def _lone_cells(lines: list[str], start: int) -> tuple[list[_Row], int]:
    """A long run of short groups of lines with an empty line after each."""
    groups: list[tuple[str, int]] = []
    torn = False
    i = start
    while i < len(lines):
        if "\t" in lines[i] or "|" in lines[i]:
            break
        first, parts = i, [lines[i].strip()]
        if lines[i] == "":
            break
        i += 1
        while i < len(lines) and lines[i].strip() and parts[0]:
            parts.append(lines[i].strip())
            i += 1
        groups.append(("\n".join(parts), first + 1))
        if i < len(lines) and lines[i] == "":
            i += 1
            # An empty paragraph between two tables leaves empty lines of its own.
            blank = next((k for k in range(i, min(i + _MOST_EMPTY, len(lines))) if lines[k] != ""), i)
            torn = torn or blank > i
            i = blank
        elif i < len(lines) and lines[i].strip():
            break
        long = sum(1 for text, _ in groups[-_WINDOW:] if len(text) > _LONG)
        if long > _MOST_LONG:
            groups = groups[:-_WINDOW]
            break
    short = sum(1 for text, _ in groups if len(text) <= _SHORT)
    if len(groups) < _FEWEST_LONE or short < 0.7 * len(groups) or (torn and all(text for text, _ in groups)):
        return [], start
    after = groups[-1][1] - 1 + groups[-1][0].count("\n") + 1
    return [_Row([group]) for group in groups], after


def _pipe_cells(lines: list[str], start: int, end: int, marked: bool) -> list[_Row]:
    """Cells closed by a bar; `marked`: a bar at the very beginning of a line opens a row, else it is an empty cell."""
    rows: list[_Row] = []
    row = _Row()
    pending: list[str] = []
    first = start
    for i in range(start, end):
        line = lines[i].strip()
        if line.endswith("|"):
            first = first if pending else i
            opens = marked and not pending and lines[i].startswith("|")
            if opens or not marked:
                if row.cells:
                    rows.append(row)
                row = _Row()
            if not opens:
                texts = "\n".join([*pending, line[:-1].strip()]).strip("\n").split("|")
                row.cells += [(text, first + 1) for text in texts]
            pending = []
        elif line:
            first = first if pending else i
            pending.append(line)
    if row.cells:
        rows.append(row)
    return [_Row([cell]) for row in rows for cell in row.cells] if not marked else rows
