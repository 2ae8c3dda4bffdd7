"""Flattened text: reports whose tables were lost on the way to a text file.

Rebuilds the rows of the usual flattenings and hands them over as ragged tables; which column a cell belongs to is for
extraction to find out. Dialects, told apart line by line:

- tab rows: one row per line, cells between tabs;
- tab cells: one cell per line, led by a tab; a cell may run on over further lines; an empty line ends the row;
- pipe rows: one row per line, cells between "|";
- pipe cells: one cell per line ending in "|", a lone "|" opens each row;
- lone cells: one cell per line or group of lines, an empty line after each, a line of blanks for an empty cell. Nothing
  tells rows apart: such a table has one column.

Everything else is a paragraph, one per line.
"""

from __future__ import annotations

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


def _table(number: int, rows: list[_Row]) -> Table:
    width = max(len(row.cells) for row in rows)
    cells = tuple(
        Cell(text.strip(), r, c, line=line)
        for r, row in enumerate(rows)
        for c, (text, line) in enumerate(row.cells)
    )
    return Table(number, len(rows), width, cells, ragged=True)


def _blocks(lines: list[str]) -> Iterator[tuple[int, str] | list[_Row]]:
    """Paragraphs as (line, text), tables as their rows."""
    i = 0
    while i < len(lines):
        for dialect in (_tab_cells, _pipe_cells, _tab_rows, _pipe_rows, _lone_cells):
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


def _pipe_rows(lines: list[str], start: int) -> tuple[list[_Row], int]:
    rows: list[_Row] = []
    i = start
    while i < len(lines) and lines[i].count("|") >= 1 and lines[i].strip() != "|":
        line = lines[i].strip()
        if not _MARKDOWN_RULE.fullmatch(line):
            parts = line.split("|")
            if line.startswith("|"):
                parts = parts[1:]
            if line.endswith("|") and len(parts) > 1:
                parts = parts[:-1]
            rows.append(_Row([(cell, i + 1) for cell in parts]))
        i += 1
    if len(rows) < 2 or max(len(row.cells) for row in rows) < 2:
        return [], start
    return rows, i


def _lone_cells(lines: list[str], start: int) -> tuple[list[_Row], int]:
    """A long run of short groups of lines with an empty line after each."""
    groups: list[tuple[str, int]] = []
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
        elif i < len(lines) and lines[i].strip():
            break
        long = sum(1 for text, _ in groups[-_WINDOW:] if len(text) > _LONG)
        if long > _MOST_LONG:
            groups = groups[:-_WINDOW]
            break
    short = sum(1 for text, _ in groups if len(text) <= _SHORT)
    if len(groups) < _FEWEST_LONE or short < 0.7 * len(groups):
        return [], start
    after = groups[-1][1] - 1 + groups[-1][0].count("\n") + 1
    return [_Row([group]) for group in groups], after


def _pipe_cells(lines: list[str], start: int) -> tuple[list[_Row], int]:
    """A lone "|" opens a row; cells end in "|" on their own line or on the next."""
    if lines[start].strip() != "|":
        return [], start
    rows: list[_Row] = []
    i, row = start + 1, _Row()
    pending: list[str] = []
    first = i
    blanks = 0
    while i < len(lines):
        line = lines[i].strip()
        # A bar at the very beginning opens a row; a blank before it makes it an empty cell.
        if lines[i].rstrip() == "|" and not pending:
            if row.cells:
                rows.append(row)
            row = _Row()
        elif line.endswith("|"):
            if not pending:
                first = i
            text = "\n".join([*pending, line[:-1].strip()]).strip("\n")
            row.cells.append((text, first + 1))
            pending = []
        elif line:
            if not pending:
                first = i
            pending.append(line)
            # Text that no bar closes within a few lines is the paragraph after the table.
            if not any(ahead.rstrip().endswith("|") for ahead in lines[i + 1 : i + 6]):
                i = first
                break
        else:
            blanks += 1
        i += 1
    if row.cells:
        rows.append(row)
    if sum(len(r.cells) for r in rows) < 4:
        return [], start
    return rows, i
